//! The WebAssembly side: modules read by wasmparser and linked into one index space.
//!
//! The numbering is the one that `ARCHITECTURE.md` promises of generated code: modules in the order of
//! instantiation, in each its imports before its definitions; what another module of the bundle exports has that
//! one's number, and equal host imports share one. Equal function types are one type (§2.3.8).

use crate::Input;
use std::collections::HashMap;
use std::ops::Range;
use wasmparser::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExternalKind, FuncType, KnownCustom, Name, Operator, Parser, Payload, TableInit,
    TypeRef, ValType,
};

/// The namespace of WASI preview 1.
pub const WASI: &str = "wasi_snapshot_preview1";

/// Namespace and field of a host import.
pub type Host = (String, String);

/// Kinds, as indices into [`Bundle::of`] and [`Map::of`].
pub const FUNC: usize = ExternalKind::Func as usize;
#[allow(missing_docs)]
pub const TABLE: usize = ExternalKind::Table as usize;
#[allow(missing_docs)]
pub const MEMORY: usize = ExternalKind::Memory as usize;
#[allow(missing_docs)]
pub const GLOBAL: usize = ExternalKind::Global as usize;

/// The type of a function, table, memory or global. What its kind does not have is zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    /// A function's: index into [`Bundle::types`].
    pub func: u32,
    /// What a global or table holds.
    pub value: ValType,
    /// Whether a global can be set.
    pub mutable: bool,
    /// Whether several threads may have a memory.
    pub shared: bool,
    /// Initial pages or elements.
    pub min: u64,
    /// Declared maximum.
    pub max: Option<u64>,
}

/// A function, table, memory or global.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Its type.
    pub ty: Type,
    /// Set if the host provides it.
    pub import: Option<Host>,
    /// The first module that has it.
    pub module: usize,
    /// Initial value of a global, initial element of a table.
    pub init: Option<Const>,
    /// A function's code in its module's binary.
    pub body: Range<usize>,
}

impl Entity {
    fn new(ty: Type, module: usize, import: Option<Host>, init: Option<Const>) -> Self {
        let body = 0..0;
        Entity { ty, import, module, init, body }
    }

    /// The literal that an immutable global always holds; such a global has no field.
    pub fn constant(&self) -> Option<&ConstOp> {
        match self.init.as_deref() {
            Some([op @ ConstOp::Literal(..)]) if !self.ty.mutable => Some(op),
            _ => None,
        }
    }
}

/// An operator of a constant expression; the arithmetic is the name of the runtime function.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum ConstOp {
    /// Type and bits; an integer's are sign-extended to 64.
    Literal(ValType, u128),
    Global(u32),
    Null,
    Func(u32),
    Arithmetic(&'static str),
}

/// A constant expression in postfix order, in the bundle's indices.
pub type Const = Vec<ConstOp>;

/// Where a segment goes.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Mode {
    Passive,
    Declared,
    Active(u32, Const),
}

impl Mode {
    fn active(kind: usize, index: u32, offset: &ConstExpr<'_>, map: &Map) -> Result<Self> {
        Ok(Mode::Active(map.of[kind][index as usize], constant(offset, map)?))
    }
}

/// An element or data segment.
#[derive(Debug, Clone)]
pub struct Segment<T> {
    /// The module it belongs to.
    pub module: usize,
    /// Where it goes.
    pub mode: Mode,
    /// What it holds: elements of a type; bytes.
    pub items: T,
}

/// From a module's indices to the bundle's.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Map {
    pub of: [Vec<u32>; 4],
    pub types: Vec<u32>,
    pub elems: Vec<u32>,
    pub datas: Vec<u32>,
}

/// One module of the bundle.
#[derive(Debug, Clone, Default)]
pub struct Module<'a> {
    /// Its name, for exports and imports between modules.
    pub name: &'a str,
    /// The binary.
    pub bytes: &'a [u8],
    /// Its indices in the bundle's.
    pub map: Map,
    /// Exports: name, kind, index in the bundle.
    pub exports: Vec<(String, usize, u32)>,
    /// `start`.
    pub start: Option<u32>,
    /// Memories and tables of others (kind, index) whose size must have reached a minimum, for scripts.
    pub link_checks: Vec<(usize, u32, u64)>,
    /// Custom sections: name and contents.
    pub customs: Vec<(String, &'a [u8])>,
}

/// The linked modules.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Bundle<'a> {
    pub modules: Vec<Module<'a>>,
    pub types: Vec<FuncType>,
    pub of: [Vec<Entity>; 4],
    pub elems: Vec<Segment<(ValType, Vec<Const>)>>,
    pub datas: Vec<Segment<&'a [u8]>>,
    known: HashMap<FuncType, u32>,
}

type Error = Box<dyn std::error::Error>;
type Result<T> = std::result::Result<T, Error>;

impl Bundle<'_> {
    /// The type of function `f`.
    pub fn func_type(&self, f: u32) -> &FuncType {
        &self.types[self.of[FUNC][f as usize].ty.func as usize]
    }

    /// The memory on which WASI's functions work when `module` calls them: its export `memory`, else its first.
    pub fn wasi_memory(&self, module: usize) -> Option<u32> {
        let Module { exports, map, .. } = &self.modules[module];
        let exported = exports.iter().find(|e| e.1 == MEMORY && e.0 == "memory");
        exported.map_or(map.of[MEMORY].first().copied(), |e| Some(e.2))
    }

    /// Whether anything comes from the host.
    pub fn has_host(&self) -> bool {
        self.of.iter().flatten().any(|e| e.import.is_some())
    }
}

/// Reads and links valid modules.
///
/// # Errors
/// What is malformed, not supported, or does not link.
pub fn read<'a>(inputs: &[Input<'a>]) -> std::result::Result<Bundle<'a>, String> {
    let in_module = |input: &Input<'_>, e: Error| format!("`{}`: {e}", input.name);
    let mut heads = Vec::new();
    for input in inputs {
        heads.push(head(input.bytes).map_err(|e| in_module(input, e))?);
    }
    let mut bundle = Bundle::default();
    let mut place = vec![usize::MAX; inputs.len()];
    for source in order(inputs, &heads)? {
        let input = &inputs[source];
        let provider = |namespace: &str| match &input.links {
            Some(links) => links.iter().find(|l| l.0 == namespace).map(|l| place[l.1]),
            None => provider(inputs, &heads, source, namespace).map(|s| place[s]),
        };
        add(&mut bundle, input, provider).map_err(|e| in_module(input, e))?;
        place[source] = bundle.modules.len() - 1;
    }
    Ok(bundle)
}

/// The namespaces of a module's imports, and the name that it gives itself.
fn head(bytes: &[u8]) -> Result<(Vec<&str>, Option<&str>)> {
    let (mut imports, mut own) = (Vec::new(), None);
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        if let Payload::CustomSection(section) = &payload
            && let KnownCustom::Name(names) = section.as_known()
        {
            let mut names = names.into_iter().flatten();
            own = own.or(names.find_map(|n| if let Name::Module { name, .. } = n { Some(name) } else { None }));
        }
        if let Payload::ImportSection(section) = payload {
            for import in section.into_imports() {
                imports.push(import?.module);
            }
        }
    }
    Ok((imports, own))
}

type Head<'a> = (Vec<&'a str>, Option<&'a str>);

/// The module that provides a namespace: by file name first, then by the name it gives itself.
fn provider(inputs: &[Input<'_>], heads: &[Head<'_>], from: usize, name: &str) -> Option<usize> {
    let others = || (0..heads.len()).filter(|i| *i != from);
    let by_file = others().find(|i| inputs[*i].name == name);
    by_file.or_else(|| others().find(|i| heads[*i].1 == Some(name)))
}

/// Dependencies first, among equals as given (§4.5.4). Scripts link to earlier modules only.
fn order(inputs: &[Input<'_>], heads: &[Head<'_>]) -> std::result::Result<Vec<usize>, String> {
    if inputs.iter().any(|i| i.links.is_some()) {
        return Ok((0..heads.len()).collect());
    }
    let mut order: Vec<usize> = Vec::new();
    while order.len() < heads.len() {
        let there = |from: usize, name: &str| provider(inputs, heads, from, name).is_none_or(|p| order.contains(&p));
        let ready = |i: &usize| !order.contains(i) && heads[*i].0.iter().all(|n| there(*i, n));
        let next = (0..heads.len()).find(ready);
        order.push(next.ok_or("the modules import each other")?);
    }
    Ok(order)
}

fn constant(expr: &ConstExpr<'_>, map: &Map) -> Result<Const> {
    let mut list = Vec::new();
    for op in expr.get_operators_reader() {
        list.push(match op? {
            Operator::End => break,
            Operator::I32Const { value } => ConstOp::Literal(ValType::I32, (i64::from(value) as u64).into()),
            Operator::I64Const { value } => ConstOp::Literal(ValType::I64, (value as u64).into()),
            Operator::F32Const { value } => ConstOp::Literal(ValType::F32, value.bits().into()),
            Operator::F64Const { value } => ConstOp::Literal(ValType::F64, value.bits().into()),
            Operator::V128Const { value } => ConstOp::Literal(ValType::V128, u128::from_le_bytes(*value.bytes())),
            Operator::GlobalGet { global_index } => ConstOp::Global(map.of[GLOBAL][global_index as usize]),
            Operator::RefNull { .. } => ConstOp::Null,
            Operator::RefFunc { function_index } => ConstOp::Func(map.of[FUNC][function_index as usize]),
            Operator::I32Add => ConstOp::Arithmetic("i32_add"),
            Operator::I32Sub => ConstOp::Arithmetic("i32_sub"),
            Operator::I32Mul => ConstOp::Arithmetic("i32_mul"),
            Operator::I64Add => ConstOp::Arithmetic("i64_add"),
            Operator::I64Sub => ConstOp::Arithmetic("i64_sub"),
            Operator::I64Mul => ConstOp::Arithmetic("i64_mul"),
            other => return Err(format!("{other:?} in a constant expression").into()),
        });
    }
    Ok(list)
}

/// Kind and type of an import or definition.
fn typed(ty: TypeRef, map: &Map) -> Result<(usize, Type)> {
    let (kind, value, min, max) = match ty {
        TypeRef::Func(_) => (FUNC, ValType::I32, 0, None),
        TypeRef::Table(t) => (TABLE, ValType::Ref(t.element_type), t.initial, t.maximum),
        TypeRef::Memory(m) => (MEMORY, ValType::I32, m.initial, m.maximum),
        TypeRef::Global(g) => (GLOBAL, g.content_type, 0, None),
        _ => return Err("an import or export of an unknown kind".into()),
    };
    let func = if let TypeRef::Func(t) = ty { map.types[t as usize] } else { 0 };
    let mutable = matches!(ty, TypeRef::Global(g) if g.mutable);
    let shared = matches!(ty, TypeRef::Memory(m) if m.shared);
    Ok((kind, Type { func, value, mutable, shared, min, max }))
}

/// Reads and links one module.
fn add<'a>(bundle: &mut Bundle<'a>, input: &Input<'a>, provider: impl Fn(&str) -> Option<usize>) -> Result<()> {
    let module = bundle.modules.len();
    let Input { name, bytes, .. } = *input;
    let mut this = Module { name, bytes, ..Module::default() };
    let mut bodies = usize::MAX;
    fn define(bundle: &mut Bundle<'_>, this: &mut Module<'_>, ty: TypeRef, init: Option<Const>) -> Result<()> {
        let (kind, ty) = typed(ty, &this.map)?;
        this.map.of[kind].push(bundle.of[kind].len() as u32);
        let module = bundle.modules.len();
        bundle.of[kind].push(Entity::new(ty, module, None, init));
        Ok(())
    }
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    let (ty, next) = (ty?, bundle.types.len() as u32);
                    let index = *bundle.known.entry(ty.clone()).or_insert(next);
                    if index == next {
                        bundle.types.push(ty);
                    }
                    this.map.types.push(index);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    let (kind, ty) = typed(import.ty, &this.map)?;
                    let host = (import.module.to_owned(), import.name.to_owned());
                    let strict = input.links.is_some();
                    let index = match provider(import.module) {
                        Some(from) => provided(&bundle.modules[from], &bundle.of, kind, &ty, &host, strict)?,
                        None if strict => return Err("an unknown import".into()),
                        None => {
                            let own = kind == FUNC && host.0 == WASI;
                            shared(&mut bundle.of[kind], ty, host, module, own)
                        }
                    };
                    if strict && matches!(kind, MEMORY | TABLE) {
                        this.link_checks.push((kind, index, ty.min));
                    }
                    this.map.of[kind].push(index);
                }
            }
            Payload::FunctionSection(section) => {
                bodies = bundle.of[FUNC].len();
                for ty in section {
                    define(bundle, &mut this, TypeRef::Func(ty?), None)?;
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    let table = table?;
                    let init = match &table.init {
                        TableInit::RefNull => None,
                        TableInit::Expr(e) => Some(constant(e, &this.map)?),
                    };
                    define(bundle, &mut this, TypeRef::Table(table.ty), init)?;
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    define(bundle, &mut this, TypeRef::Memory(memory?), None)?;
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    let global = global?;
                    let init = Some(constant(&global.init_expr, &this.map)?);
                    define(bundle, &mut this, TypeRef::Global(global.ty), init)?;
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    let kind = export.kind as usize;
                    let known = this.map.of.get(kind);
                    let index = known.ok_or("an export of an unknown kind")?[export.index as usize];
                    this.exports.push((export.name.to_owned(), kind, index));
                }
            }
            Payload::StartSection { func, .. } => {
                this.start = Some(this.map.of[FUNC][func as usize]);
            }
            Payload::ElementSection(section) => {
                for elem in section {
                    let elem = elem?;
                    let map = &this.map;
                    let items: (ValType, Result<_>) = match elem.items {
                        ElementItems::Functions(list) => {
                            let items = list.into_iter().map(|f| Ok(vec![ConstOp::Func(map.of[FUNC][f? as usize])]));
                            (ValType::FUNCREF, items.collect())
                        }
                        ElementItems::Expressions(ty, list) => {
                            (ValType::Ref(ty), list.into_iter().map(|expr| constant(&expr?, map)).collect())
                        }
                    };
                    let items = (items.0, items.1?);
                    let mode = match elem.kind {
                        ElementKind::Passive => Mode::Passive,
                        ElementKind::Declared => Mode::Declared,
                        ElementKind::Active { table_index: t, offset_expr } => {
                            Mode::active(TABLE, t.unwrap_or(0), &offset_expr, &this.map)?
                        }
                    };
                    this.map.elems.push(bundle.elems.len() as u32);
                    bundle.elems.push(Segment { module, mode, items });
                }
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                bundle.of[FUNC][bodies].body = range.start as usize..range.end as usize;
                bodies += 1;
            }
            Payload::DataSection(section) => {
                for data in section {
                    let data = data?;
                    let mode = match data.kind {
                        DataKind::Passive => Mode::Passive,
                        DataKind::Active { memory_index: m, offset_expr } => Mode::active(MEMORY, m, &offset_expr, &this.map)?,
                    };
                    this.map.datas.push(bundle.datas.len() as u32);
                    bundle.datas.push(Segment { module, mode, items: data.data });
                }
            }
            Payload::CustomSection(section) if section.name() != "name" => {
                this.customs.push((section.name().to_owned(), section.data()));
            }
            Payload::Version { .. }
            | Payload::CustomSection(_)
            | Payload::DataCountSection { .. }
            | Payload::CodeSectionStart { .. }
            | Payload::End(_) => {}
            _ => return Err("a section that the checker does not know".into()),
        }
    }
    bundle.modules.push(this);
    Ok(())
}

/// The index of what another module exports. Its limits must fit the import's (§4.5.3); what a script's modules import may
/// have grown, so sizes are checked at run time there.
fn provided(from: &Module<'_>, of: &[Vec<Entity>; 4], kind: usize, ty: &Type, host: &Host, strict: bool) -> Result<u32> {
    let export = from.exports.iter().find(|e| e.0 == host.1 && e.1 == kind);
    let index = export.ok_or("an import that does not exist")?.2;
    let given = &of[kind][index as usize].ty;
    let size = if strict { given.max.unwrap_or(u64::MAX) } else { given.min };
    let fits = size >= ty.min && ty.max.is_none_or(|max| given.max.is_some_and(|g| g <= max));
    if !fits || !alike(given, ty) {
        return Err(format!("the import `{}.{}` has another type", host.0, host.1).into());
    }
    Ok(index)
}

/// Equal but for limits.
fn alike(a: &Type, b: &Type) -> bool {
    (a.func, a.value, a.mutable, a.shared) == (b.func, b.value, b.mutable, b.shared)
}

/// The index of a host import: equal ones share one, which has limits that satisfy all who import it. Not WASI's: its
/// functions work on the memory of the module that calls.
fn shared(list: &mut Vec<Entity>, ty: Type, host: Host, module: usize, own: bool) -> u32 {
    let host = Some(host);
    let same = |e: &Entity| e.import == host && alike(&e.ty, &ty) && !(own && e.module != module);
    let known = list.iter().position(same);
    if let Some(i) = known {
        let known = &mut list[i].ty;
        known.min = known.min.max(ty.min);
        known.max = known.max.into_iter().chain(ty.max).min();
        return i as u32;
    }
    list.push(Entity::new(ty, module, host, None));
    list.len() as u32 - 1
}
