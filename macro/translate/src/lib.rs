//! The compiler behind `include_wasm!`: WebAssembly bytes in, safe Rust text out.
//!
//! A plain library: no proc-macro types, no files, no global state. The same input gives the same
//! output, byte for byte. See `ARCHITECTURE.md` for the stages and the shape of the output.
#![forbid(unsafe_code)]

pub mod analyse;
pub mod bundle;
pub mod emit;
pub mod error;
pub mod ir;
pub mod link;
pub mod lower;
pub mod module;
pub mod opt;
pub mod options;
pub mod parse;
pub mod types;

use bundle::{Bundle, FuncKind};
use error::{Context, Error, Errors};
use options::{Options, Source};

/// A translated bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The items of the generated module, without its code.
    pub surface: String,
    /// The item `mod code { … }`.
    pub code: String,
}

impl Expansion {
    /// The whole generated module.
    pub fn module(&self, options: &Options) -> String {
        let Options {
            attrs,
            visibility,
            ident,
            ..
        } = options;
        let Expansion { surface, code } = self;
        format!(
            "{attrs}\n{}\n{visibility} mod {ident} {{\n{surface}\n{code}\n}}\n",
            emit::ATTRIBUTES
        )
    }
}

/// The binary form of a module: itself, or the assembled text (with feature `wat`).
///
/// # Errors
/// What is wrong with the text.
pub fn to_binary(bytes: &[u8]) -> Result<Vec<u8>, String> {
    parse::text::to_binary(bytes)
}

/// Translates the modules of a bundle.
///
/// # Errors
/// Everything that is wrong with the modules, their links and the options.
pub fn translate(sources: &[Source], options: &Options) -> Result<Expansion, Errors> {
    on_large_stack(|| {
        let bundle = read(sources, true)?;
        Ok(Expansion {
            surface: public_surface(&bundle, options)?,
            code: bodies(&bundle, options)?,
        })
    })
}

/// Reads and validates modules with their bodies, and links them; translates nothing.
///
/// # Errors
/// Everything that is wrong with the modules and their links.
pub fn validate(sources: &[Source]) -> Result<(), Errors> {
    on_large_stack(|| read(sources, true).map(drop))
}

/// Only the public surface: everything inside the generated module but `mod code`. It follows from the sections; errors
/// in bodies are left to [`code`].
///
/// # Errors
/// As [`translate`].
pub fn surface(sources: &[Source], options: &Options) -> Result<String, Errors> {
    on_large_stack(|| public_surface(&read(sources, false)?, options))
}

/// Only `mod code { … }`.
///
/// # Errors
/// As [`translate`].
pub fn code(sources: &[Source], options: &Options) -> Result<String, Errors> {
    on_large_stack(|| bodies(&read(sources, true)?, options))
}

/// Parse and link: bytes to a bundle. Bodies are validated where they are asked for.
fn read(sources: &[Source], bodies: bool) -> Result<Bundle, Errors> {
    let mut errors = Context::default();
    let modules: Vec<_> = sources
        .iter()
        .enumerate()
        .filter_map(|(i, source)| errors.take(parse::parse(source, i, bodies)))
        .collect();
    errors.finish()?;
    link::link(modules, sources)
}

fn public_surface(bundle: &Bundle, options: &Options) -> Result<String, Errors> {
    let mut errors = Context::default();
    let text = emit::surface(bundle, options, &mut errors);
    errors.finish()?;
    Ok(text)
}

/// Lower, optimise, analyse, emit: the bodies of a bundle to text.
fn bodies(bundle: &Bundle, options: &Options) -> Result<String, Errors> {
    let mut errors = Context::default();
    let mut bodies = Vec::with_capacity(bundle.funcs.len());
    for f in 0..bundle.funcs.len() as u32 {
        match body(bundle, options, f, false) {
            Ok(body) => bodies.push(body),
            Err(error) => errors.push(error),
        }
    }
    errors.finish()?;
    for f in lower::with_plain_roots(bundle, &bodies) {
        bodies[f as usize] = body(bundle, options, f, true)?;
    }
    let facts = analyse::analyse(bundle, options, &bodies);
    Ok(emit::code(bundle, options, &facts, &bodies))
}

/// Lower and optimise one function.
fn body(
    bundle: &Bundle,
    options: &Options,
    f: u32,
    plain_roots: bool,
) -> Result<Option<ir::Body>, Error> {
    let mut body = lower::lower(bundle, options, f, plain_roots)
        .map_err(|message| in_function(bundle, f, &message))?;
    body.iter_mut().for_each(|b| opt::optimise(b, options));
    Ok(body)
}

/// An error about the body of function `f`, at the source that defines it.
fn in_function(bundle: &Bundle, f: u32, message: &str) -> Error {
    let func = &bundle.funcs[f as usize];
    let FuncKind::Defined { module, .. } = func.kind else {
        return Error::source(0, format!("function {f}: {message}"));
    };
    let module = &bundle.modules[module as usize];
    let name = match &func.name {
        Some(name) => format!(" `{}`", parse::names::demangle(name)),
        None => String::new(),
    };
    let file = &module.module.name;
    Error::source(
        module.source,
        format!("`{file}`: function {f}{name}: {message}"),
    )
}

/// Bytes of stack for the stages that recurse over nested control, of which there is at most
/// [`lower::MAX_NESTING`]. The memory is only reserved until it is used.
const STACK: usize = 256 << 20;

/// Runs `work` on a thread whose stack suffices for any module.
fn on_large_stack<T: Send>(work: impl FnOnce() -> Result<T, Errors> + Send) -> Result<T, Errors> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("include-wasm".into())
            .stack_size(STACK);
        match thread
            .spawn_scoped(scope, work)
            .map(std::thread::ScopedJoinHandle::join)
        {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(e) => {
                Err(Error::source(0, format!("cannot start a thread to translate on: {e}")).into())
            }
        }
    })
}
