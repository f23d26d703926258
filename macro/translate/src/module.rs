//! A parsed module as plain data: what `parse` produces and `link` consumes.
//!
//! Indices are the module's own, imports first, exactly as in the binary.

use crate::types::{FuncType, GlobalType, MemoryType, RefType, TableType};

/// One validated module, with its function bodies still as ranges of the input bytes.
#[derive(Debug, Clone, Default)]
pub struct Module {
    /// The name by which the user or the bundle knows it (file stem).
    pub name: String,
    /// The module name of the name section, if any.
    pub declared_name: Option<String>,
    /// The type section; every entry is a function type.
    pub types: Vec<FuncType>,
    /// All imports, in order.
    pub imports: Vec<Import>,
    /// Type index of every function, imported ones first.
    pub funcs: Vec<u32>,
    /// All tables, imported ones first.
    pub tables: Vec<TableDef>,
    /// All memories, imported ones first.
    pub memories: Vec<MemoryType>,
    /// All globals, imported ones first.
    pub globals: Vec<GlobalDef>,
    /// All exports, in order.
    pub exports: Vec<Export>,
    /// The `start` function.
    pub start: Option<u32>,
    /// Element segments.
    pub elems: Vec<ElemSegment>,
    /// Data segments.
    pub datas: Vec<DataSegment>,
    /// Bodies of the defined functions, in order: byte range in the module's binary.
    pub bodies: Vec<std::ops::Range<usize>>,
    /// Names from the name section.
    pub names: Names,
    /// Custom sections other than `name`: name and contents.
    pub customs: Vec<(String, Vec<u8>)>,
    /// The binary (converted from text if it was text).
    pub bytes: Vec<u8>,
}

/// An import as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Namespace.
    pub module: String,
    /// Field.
    pub name: String,
    /// What is imported.
    pub kind: ImportKind,
}

/// The type of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportKind {
    /// A function of the module's type index.
    Func(u32),
    /// A table.
    Table(TableType),
    /// A memory.
    Memory(MemoryType),
    /// A global.
    Global(GlobalType),
}

/// An export: a name for an index of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Any string at all, unique in the module.
    pub name: String,
    /// What kind of thing.
    pub kind: ExternKind,
    /// Its index (of the module in [`Module`], of the bundle in `BundleModule`).
    pub index: u32,
}

/// The four kinds of things that are imported and exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExternKind {
    /// Function.
    Func,
    /// Table.
    Table,
    /// Memory.
    Memory,
    /// Global.
    Global,
}

/// A table and the expression its elements start as (`None` = null).
#[derive(Debug, Clone)]
pub struct TableDef {
    /// Element type and limits.
    pub ty: TableType,
    /// Initial element.
    pub init: Option<ConstExpr>,
}

/// A global; imported ones have no initialiser.
#[derive(Debug, Clone)]
pub struct GlobalDef {
    /// Value type and mutability.
    pub ty: GlobalType,
    /// Initialiser of a defined global.
    pub init: Option<ConstExpr>,
}

/// A constant expression, in postfix order (§3.3.10, with extended-const).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstExpr(pub Vec<ConstOp>);

/// An operator of a constant expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConstOp {
    /// `i32.const`
    I32(i32),
    /// `i64.const`
    I64(i64),
    /// `f32.const`, as bits.
    F32(u32),
    /// `f64.const`, as bits.
    F64(u64),
    /// `v128.const`, little-endian.
    V128([u8; 16]),
    /// `global.get`
    Global(u32),
    /// `ref.null`
    RefNull(RefType),
    /// `ref.func`
    RefFunc(u32),
    /// `i32.add`
    I32Add,
    /// `i32.sub`
    I32Sub,
    /// `i32.mul`
    I32Mul,
    /// `i64.add`
    I64Add,
    /// `i64.sub`
    I64Sub,
    /// `i64.mul`
    I64Mul,
}

/// Where a segment goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SegmentMode {
    /// Copied by `*.init`.
    Passive,
    /// Copied at instantiation to `index` at `offset`.
    Active {
        /// Table or memory index.
        index: u32,
        /// Where to.
        offset: ConstExpr,
    },
    /// Element segments only: makes `ref.func` valid, holds nothing at run time.
    Declared,
}

/// An element segment: one expression per element.
#[derive(Debug, Clone)]
pub struct ElemSegment {
    /// Element type.
    pub ty: RefType,
    /// Passive, active or declared.
    pub mode: SegmentMode,
    /// The elements.
    pub items: Vec<ConstExpr>,
}

/// A data segment.
#[derive(Debug, Clone)]
pub struct DataSegment {
    /// Passive or active.
    pub mode: SegmentMode,
    /// Contents: byte range in the module's binary.
    pub bytes: std::ops::Range<usize>,
}

/// The name section: names by index, absent where it says nothing.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Function names (raw, not demangled).
    pub funcs: std::collections::BTreeMap<u32, String>,
    /// Local names (parameters included): (function, local).
    pub locals: std::collections::BTreeMap<(u32, u32), String>,
    /// Global names.
    pub globals: std::collections::BTreeMap<u32, String>,
}
