//! Several modules that share one index space: what `link` produces and every later stage consumes.
//!
//! A single module is a bundle of one, with the module's own indices.

use crate::module::{ConstExpr, ConstOp, Export, ExternKind, Module, SegmentMode};
use crate::types::{FuncType, GlobalType, MemoryType, RefType, TableType, ValType};

/// The namespace of WASI preview 1.
pub const WASI: &str = "wasi_snapshot_preview1";

/// The linked program.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// The modules, in the order in which they are instantiated.
    pub modules: Vec<BundleModule>,
    /// Distinct function types over all modules (structural equality is type identity, §2.3.8).
    pub types: Vec<FuncType>,
    /// All functions: host imports and defined ones.
    pub funcs: Vec<Func>,
    /// All memories.
    pub memories: Vec<Memory>,
    /// All tables.
    pub tables: Vec<Table>,
    /// All globals.
    pub globals: Vec<Global>,
    /// All element segments; constant expressions speak of bundle indices.
    pub elems: Vec<Elem>,
    /// All data segments.
    pub datas: Vec<Data>,
}

/// What stays of a module after linking.
#[derive(Debug, Clone, Default)]
pub struct BundleModule {
    /// Which source it comes from; modules stand in the order of instantiation.
    pub source: usize,
    /// The parsed module; its own indices.
    pub module: Module,
    /// Bundle index of every type, function, table, memory, global and segment of the module.
    pub map: IndexMap,
    /// Exports, with bundle indices.
    pub exports: Vec<Export>,
    /// `start`, as a bundle index.
    pub start: Option<u32>,
    /// Sizes to check when this module is instantiated (scripts only).
    pub link_checks: Vec<LinkCheck>,
}

/// An imported memory or table of another module that must have grown to `min` by the time of instantiation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCheck {
    /// Memory or table.
    pub kind: ExternKind,
    /// Its bundle index.
    pub index: u32,
    /// Least size, in pages or elements.
    pub min: u64,
}

/// From a module's indices to the bundle's.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct IndexMap {
    pub types: Vec<u32>,
    pub funcs: Vec<u32>,
    pub tables: Vec<u32>,
    pub memories: Vec<u32>,
    pub globals: Vec<u32>,
    pub elems: Vec<u32>,
    pub datas: Vec<u32>,
}

/// A name in an import namespace that the host provides.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostImport {
    /// Namespace.
    pub module: String,
    /// Field.
    pub name: String,
}

/// A function of the bundle.
#[derive(Debug, Clone)]
pub struct Func {
    /// Index into [`Bundle::types`].
    pub ty: u32,
    /// Raw name from the name section, else the first export's name, else the import's field.
    pub name: Option<String>,
    /// Parameter names from the name section.
    pub param_names: Vec<Option<String>>,
    /// Where it comes from.
    pub kind: FuncKind,
}

/// Where a function comes from.
#[derive(Debug, Clone)]
pub enum FuncKind {
    /// Called through the trait of its namespace.
    Host {
        /// Its name there.
        import: HostImport,
        /// The module that imports it, the first one if several share it.
        module: u32,
    },
    /// Defined by module `module`, body `body` of [`Module::bodies`].
    Defined {
        /// Index into [`Bundle::modules`].
        module: u32,
        /// Index into the module's bodies.
        body: u32,
    },
}

/// A memory of the bundle.
#[derive(Debug, Clone)]
pub struct Memory {
    /// Its type.
    pub ty: MemoryType,
    /// Set if the host may provide it.
    pub import: Option<HostImport>,
}

/// A table of the bundle.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its type.
    pub ty: TableType,
    /// Set if the host may provide it.
    pub import: Option<HostImport>,
    /// Initial element of a defined table (bundle indices), and the module that evaluates it.
    pub init: Option<ConstExpr>,
    /// The module that defines (or first imports) it.
    pub module: u32,
}

/// A global of the bundle.
#[derive(Debug, Clone)]
pub struct Global {
    /// Its type.
    pub ty: GlobalType,
    /// Set if the host must provide its (initial) value.
    pub import: Option<HostImport>,
    /// Initialiser of a defined global, in bundle indices.
    pub init: Option<ConstExpr>,
    /// Raw name from the name section.
    pub name: Option<String>,
    /// The module that defines (or first imports) it.
    pub module: u32,
}

impl Global {
    /// The literal that an immutable global always holds; such a global has no field in the state.
    pub fn constant(&self) -> Option<&ConstOp> {
        match (&self.init, self.ty.mutable) {
            (Some(ConstExpr(ops)), false) => match &ops[..] {
                [
                    op @ (ConstOp::I32(_)
                    | ConstOp::I64(_)
                    | ConstOp::F32(_)
                    | ConstOp::F64(_)
                    | ConstOp::V128(_)),
                ] => Some(op),
                _ => None,
            },
            _ => None,
        }
    }
}

/// An element segment of the bundle.
#[derive(Debug, Clone)]
pub struct Elem {
    /// The module it belongs to.
    pub module: u32,
    /// Element type.
    pub ty: RefType,
    /// Mode, with bundle indices.
    pub mode: SegmentMode,
    /// Elements, in bundle indices.
    pub items: Vec<ConstExpr>,
}

/// A data segment of the bundle.
#[derive(Debug, Clone)]
pub struct Data {
    /// The module it belongs to.
    pub module: u32,
    /// Mode, with bundle indices.
    pub mode: SegmentMode,
    /// Byte range in the module's binary.
    pub bytes: std::ops::Range<usize>,
}

impl Bundle {
    /// Whether memory `m` is one that several threads may have.
    pub fn is_shared(&self, m: u32) -> bool {
        self.memories[m as usize].ty.shared
    }

    /// The type of function `f`.
    pub fn func_type(&self, f: u32) -> &FuncType {
        &self.types[self.funcs[f as usize].ty as usize]
    }

    /// The contents of data segment `d`.
    pub fn data(&self, d: u32) -> &[u8] {
        let data = &self.datas[d as usize];
        &self.modules[data.module as usize].module.bytes[data.bytes.clone()]
    }

    /// Whether anything at all comes from the host, so that `Imports` and `h` exist.
    pub fn has_host(&self) -> bool {
        self.funcs
            .iter()
            .any(|f| matches!(f.kind, FuncKind::Host { .. }))
            || self.globals.iter().any(|g| g.import.is_some())
            || self.memories.iter().any(|m| m.import.is_some())
            || self.tables.iter().any(|t| t.import.is_some())
    }

    /// The memory that WASI's functions see when module `module` calls them: what it exports as `memory`, which WASI
    /// asks for, else its first one.
    pub fn wasi_memory(&self, module: u32) -> Option<u32> {
        let module = &self.modules[module as usize];
        let exported = |e: &&Export| e.kind == ExternKind::Memory && e.name == "memory";
        let exported = module.exports.iter().find(exported).map(|e| e.index);
        exported.or_else(|| module.map.memories.first().copied())
    }

    /// The value type that table `t` holds.
    pub fn table_value(&self, t: u32) -> ValType {
        ValType::Ref(self.tables[t as usize].ty.elem)
    }
}
