//! What the user may ask for, already parsed; the grammar is the macro's.

/// One input of a bundle.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The name by which the other modules of a bundle import it (file stem), and shown in docs and errors.
    pub name: String,
    /// Wasm binary or, with feature `wat`, text.
    pub bytes: Vec<u8>,
    /// For scripts that link by hand: import namespace → index of an *earlier* source. When `Some`, it is used
    /// instead of the sources' names, and the sources keep their order.
    pub links: Option<std::collections::BTreeMap<String, usize>>,
}

/// Options of one expansion.
#[derive(Debug, Clone)]
pub struct Options {
    /// Identifier of the generated module.
    pub ident: String,
    /// Attributes and docs to put before `mod`, as token text.
    pub attrs: String,
    /// Visibility, as token text (may be empty).
    pub visibility: String,
    /// Path of the runtime crate.
    pub runtime: String,
    /// Ceiling for every memory, in pages of 64 KiB.
    pub max_memory_pages: Option<u32>,
    /// Every memory has exactly this many pages and `memory.grow` always fails (except by zero).
    pub fixed_memory_pages: Option<u32>,
    /// Bytes of native stack that one entry may use.
    pub max_stack: Option<u32>,
    /// Count fuel.
    pub fuel: bool,
    /// Poll an interrupt flag.
    pub interrupt: bool,
    /// Canonicalise NaNs.
    pub canonical_nan: bool,
    /// Relaxed vector instructions do what is fastest on the target, not what the deterministic profile says.
    pub relaxed_fast: bool,
    /// Record a Wasm backtrace when a trap unwinds.
    pub backtrace: bool,
    /// Imports that trap instead of being trait methods: patterns over `namespace.field` where `*` matches anything.
    pub stubs: Vec<String>,
    /// Export (or `namespace.field` import) name → Rust identifier.
    pub rename: Vec<(String, String)>,
    /// Import namespace → path of an existing trait, as token text.
    pub traits: Vec<(String, String)>,
    /// Existing traits to implement for the instance.
    pub implements: Vec<Implements>,
    /// Also generate the dynamic interface (`call(name, &[Value])`, catch-all host).
    pub dynamic: bool,
    /// Functions of more operators (about) are split into several: rustc takes quadratic time for huge ones.
    pub huge: usize,
}

impl Options {
    /// A `br_table` with more targets than this, and the ladder that it leads into, get a form that costs rustc linear time:
    /// with 1,000 targets, 37 s of CPU become five, but a step then costs a call.
    pub fn long(&self) -> usize {
        self.huge / 32
    }
}

/// [`Options::huge`] by default.
pub const HUGE: usize = 16_000;

/// `implements: path`, with `for host` and `{ method, … }` where wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Implements {
    /// Path of the trait, as token text.
    pub path: String,
    /// Only for instances with this host type, as token text: for a trait with supertraits such as `Send`,
    /// which an instance has or has not by its host.
    pub host: Option<String>,
    /// The methods to give; `None` = every exported function.
    pub methods: Option<Vec<String>>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            ident: "module".into(),
            attrs: String::new(),
            visibility: String::new(),
            runtime: "::include_wasm".into(),
            max_memory_pages: None,
            fixed_memory_pages: None,
            max_stack: None,
            fuel: false,
            interrupt: false,
            canonical_nan: false,
            relaxed_fast: false,
            backtrace: true,
            stubs: Vec::new(),
            rename: Vec::new(),
            traits: Vec::new(),
            implements: Vec::new(),
            dynamic: false,
            huge: HUGE,
        }
    }
}
