//! The WebAssembly side: modules read by wasmparser and linked into one index space.
//!
//! The numbering is the one that `ARCHITECTURE.md` promises of generated code: modules in the order of
//! instantiation, in each its imports before its definitions; what another module of the bundle exports has that
//! one's number, and equal host imports share one. Equal function types are one type (§2.3.8).

use crate::Input;
use std::collections::HashMap;
use std::ops::Range;
use wasmparser::{
    BinaryReaderError, CompositeInnerType, DataKind, ElementItems, ElementKind, ExternalKind,
    KnownCustom, Operator, Parser, Payload, TableInit, TypeRef,
};

/// A value type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Type {
    I32,
    I64,
    F32,
    F64,
    V128,
    FuncRef,
    ExternRef,
}

/// A function type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct FuncType {
    /// Parameters.
    pub params: Vec<Type>,
    /// Results.
    pub results: Vec<Type>,
}

/// The namespace of WASI preview 1.
pub const WASI: &str = "wasi_snapshot_preview1";

/// Namespace and field of a host import.
pub type Host = (String, String);

/// A function.
#[derive(Debug, Clone)]
pub struct Func {
    /// Index into [`Bundle::types`].
    pub ty: u32,
    /// Set if the host provides it.
    pub import: Option<Host>,
    /// The module that imports or defines it; several may share an import, WASI's excepted.
    pub module: usize,
    /// Module and byte range of the body of a defined one.
    pub body: Option<(usize, Range<usize>)>,
}

/// A memory, in pages, or a table, in elements.
#[derive(Debug, Clone)]
pub struct Sized {
    /// Initial size.
    pub min: u64,
    /// Declared maximum.
    pub max: Option<u64>,
    /// What a table holds.
    pub element: Type,
    /// Set if the host provides it.
    pub import: Option<Host>,
    /// Initial element.
    pub init: Option<Const>,
    /// The module that defines it.
    pub module: usize,
}

/// A global.
#[derive(Debug, Clone)]
pub struct Global {
    /// What it holds.
    pub ty: Type,
    /// Whether it can be set.
    pub mutable: bool,
    /// Set if the host provides its value.
    pub import: Option<Host>,
    /// Initialiser of a defined one.
    pub init: Option<Const>,
    /// The module that defines it.
    pub module: usize,
}

/// An operator of a constant expression; the arithmetic is the name of the runtime function.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum ConstOp {
    Int(i64, Type),
    F32(u32),
    F64(u64),
    Global(u32),
    Null,
    Func(u32),
    Arithmetic(&'static str),
}

/// A constant expression in postfix order, in the bundle's indices.
pub type Const = Vec<ConstOp>;

/// Where a segment goes.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Mode {
    Passive,
    Declared,
    Active(u32, Const),
}

/// An element segment.
#[derive(Debug, Clone)]
pub struct Elem {
    /// The module it belongs to.
    pub module: usize,
    /// What it holds.
    pub ty: Type,
    /// Where it goes.
    pub mode: Mode,
    /// Its elements.
    pub items: Vec<Const>,
}

/// A data segment.
#[derive(Debug, Clone)]
pub struct Data {
    /// The module it belongs to.
    pub module: usize,
    /// Where it goes.
    pub mode: Mode,
    /// Its contents, in the module's binary.
    pub bytes: Range<usize>,
}

/// From a module's indices to the bundle's.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Map {
    pub types: Vec<u32>,
    pub funcs: Vec<u32>,
    pub tables: Vec<u32>,
    pub memories: Vec<u32>,
    pub globals: Vec<u32>,
    pub elems: Vec<u32>,
    pub datas: Vec<u32>,
}

/// One module of the bundle.
#[derive(Debug, Clone)]
pub struct Module<'a> {
    /// Its name, for exports and imports between modules.
    pub name: &'a str,
    /// The binary.
    pub bytes: &'a [u8],
    /// Its indices in the bundle's.
    pub map: Map,
    /// Exports: name, kind, index in the bundle.
    pub exports: Vec<(String, ExternalKind, u32)>,
    /// `start`.
    pub start: Option<u32>,
    /// Memories (true) and tables of others whose size must have reached a minimum, for scripts.
    pub link_checks: Vec<(bool, u32, u64)>,
    /// Custom sections: name and contents.
    pub customs: Vec<(String, &'a [u8])>,
}

/// The linked modules.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Bundle<'a> {
    pub modules: Vec<Module<'a>>,
    pub types: Vec<FuncType>,
    pub funcs: Vec<Func>,
    pub memories: Vec<Sized>,
    pub tables: Vec<Sized>,
    pub globals: Vec<Global>,
    pub elems: Vec<Elem>,
    pub datas: Vec<Data>,
}

type Result<T> = std::result::Result<T, String>;

impl Global {
    /// The literal that an immutable global always holds; such a global has no field.
    pub fn constant(&self) -> Option<&ConstOp> {
        match (self.mutable, self.init.as_deref()) {
            (false, Some([op @ (ConstOp::Int(..) | ConstOp::F32(_) | ConstOp::F64(_))])) => {
                Some(op)
            }
            _ => None,
        }
    }
}

impl Bundle<'_> {
    /// The type of function `f`.
    pub fn func_type(&self, f: u32) -> &FuncType {
        &self.types[self.funcs[f as usize].ty as usize]
    }

    /// The memory on which WASI's functions work when `module` calls them: its export `memory`, else its first.
    pub fn wasi_memory(&self, module: usize) -> Option<u32> {
        let module = &self.modules[module];
        let mut exports = module.exports.iter();
        let exported = exports.find(|e| e.1 == ExternalKind::Memory && e.0 == "memory");
        exported
            .map(|e| e.2)
            .or_else(|| module.map.memories.first().copied())
    }

    /// Whether anything comes from the host.
    pub fn has_host(&self) -> bool {
        self.funcs.iter().any(|f| f.import.is_some())
            || self.globals.iter().any(|g| g.import.is_some())
            || self
                .memories
                .iter()
                .chain(&self.tables)
                .any(|m| m.import.is_some())
    }
}

/// The module section by section, before linking.
#[derive(Default)]
struct Raw<'a> {
    types: Vec<FuncType>,
    imports: Vec<(String, String, TypeRef)>,
    funcs: Vec<u32>,
    tables: Vec<wasmparser::Table<'a>>,
    memories: Vec<wasmparser::MemoryType>,
    globals: Vec<wasmparser::Global<'a>>,
    exports: Vec<(String, ExternalKind, u32)>,
    start: Option<u32>,
    elems: Vec<wasmparser::Element<'a>>,
    datas: Vec<(wasmparser::Data<'a>, Range<usize>)>,
    bodies: Vec<Range<usize>>,
    declared: Option<String>,
    customs: Vec<(String, &'a [u8])>,
}

/// Reads and links valid modules.
///
/// # Errors
/// What is malformed, not supported, or does not link.
pub fn read<'a>(inputs: &[Input<'a>]) -> Result<Bundle<'a>> {
    let mut raws = Vec::new();
    for input in inputs {
        raws.push(parse(input.bytes).map_err(|e| format!("`{}`: {e}", input.name))?);
    }
    let mut bundle = Bundle::default();
    let mut place = vec![usize::MAX; raws.len()];
    for source in order(inputs, &raws)? {
        let input = &inputs[source];
        let provider = |namespace: &str| match &input.links {
            Some(links) => links
                .iter()
                .find(|(name, _)| name == namespace)
                .map(|(_, s)| place[*s]),
            None => provider(inputs, &raws, source, namespace).map(|s| place[s]),
        };
        let strict = input.links.is_some();
        add(&mut bundle, input, &raws[source], provider, strict)
            .map_err(|e| format!("`{}`: {e}", input.name))?;
        place[source] = bundle.modules.len() - 1;
    }
    Ok(bundle)
}

/// The module that provides a namespace: by file name first, then by the name it gives itself.
fn provider(inputs: &[Input<'_>], raws: &[Raw<'_>], from: usize, namespace: &str) -> Option<usize> {
    let others = || (0..raws.len()).filter(|i| *i != from);
    others()
        .find(|&i| inputs[i].name == namespace)
        .or_else(|| others().find(|&i| raws[i].declared.as_deref() == Some(namespace)))
}

/// Dependencies first, among equals as given (§4.5.4). Scripts link to earlier modules only.
fn order(inputs: &[Input<'_>], raws: &[Raw<'_>]) -> Result<Vec<usize>> {
    if inputs.iter().any(|i| i.links.is_some()) {
        return Ok((0..raws.len()).collect());
    }
    let mut order: Vec<usize> = Vec::new();
    while order.len() < raws.len() {
        let ready = |i: &usize| {
            !order.contains(i)
                && raws[*i].imports.iter().all(|(namespace, ..)| {
                    provider(inputs, raws, *i, namespace).is_none_or(|p| order.contains(&p))
                })
        };
        let next = (0..raws.len())
            .find(ready)
            .ok_or("the modules import each other")?;
        order.push(next);
    }
    Ok(order)
}

fn text(e: BinaryReaderError) -> String {
    e.to_string()
}

fn parse(bytes: &[u8]) -> Result<Raw<'_>> {
    let mut raw = Raw::default();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(text)? {
            Payload::TypeSection(section) => {
                for group in section {
                    for ty in group.map_err(text)?.into_types() {
                        let CompositeInnerType::Func(f) = &ty.composite_type.inner else {
                            return Err("a type that is no function type".into());
                        };
                        let params = f
                            .params()
                            .iter()
                            .map(|t| value_type(*t))
                            .collect::<Result<_>>()?;
                        let results = f
                            .results()
                            .iter()
                            .map(|t| value_type(*t))
                            .collect::<Result<_>>()?;
                        raw.types.push(FuncType { params, results });
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.map_err(text)?;
                    raw.imports
                        .push((import.module.to_owned(), import.name.to_owned(), import.ty));
                }
            }
            Payload::FunctionSection(s) => {
                raw.funcs = s
                    .into_iter()
                    .collect::<std::result::Result<_, _>>()
                    .map_err(text)?
            }
            Payload::TableSection(s) => {
                raw.tables = s
                    .into_iter()
                    .collect::<std::result::Result<_, _>>()
                    .map_err(text)?
            }
            Payload::MemorySection(s) => {
                raw.memories = s
                    .into_iter()
                    .collect::<std::result::Result<_, _>>()
                    .map_err(text)?
            }
            Payload::GlobalSection(s) => {
                raw.globals = s
                    .into_iter()
                    .collect::<std::result::Result<_, _>>()
                    .map_err(text)?
            }
            Payload::ElementSection(s) => {
                raw.elems = s
                    .into_iter()
                    .collect::<std::result::Result<_, _>>()
                    .map_err(text)?
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.map_err(text)?;
                    raw.exports
                        .push((export.name.to_owned(), export.kind, export.index));
                }
            }
            Payload::StartSection { func, .. } => raw.start = Some(func),
            Payload::DataSection(section) => {
                for data in section {
                    let data = data.map_err(text)?;
                    let end = data.range.end as usize;
                    let range = end - data.data.len()..end;
                    raw.datas.push((data, range));
                }
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                raw.bodies.push(range.start as usize..range.end as usize);
            }
            Payload::CustomSection(section) if section.name() == "name" => {
                let KnownCustom::Name(names) = section.as_known() else {
                    continue;
                };
                let own = names.into_iter().flatten().find_map(|n| match n {
                    wasmparser::Name::Module { name, .. } => Some(name.to_owned()),
                    _ => None,
                });
                raw.declared = raw.declared.take().or(own);
            }
            Payload::CustomSection(section) => raw
                .customs
                .push((section.name().to_owned(), section.data())),
            Payload::Version { .. }
            | Payload::DataCountSection { .. }
            | Payload::CodeSectionStart { .. }
            | Payload::End(_) => {}
            _ => return Err("a section that the checker does not know".into()),
        }
    }
    Ok(raw)
}

/// A value type.
pub fn value_type(ty: wasmparser::ValType) -> Result<Type> {
    Ok(match ty {
        wasmparser::ValType::I32 => Type::I32,
        wasmparser::ValType::I64 => Type::I64,
        wasmparser::ValType::F32 => Type::F32,
        wasmparser::ValType::F64 => Type::F64,
        wasmparser::ValType::V128 => Type::V128,
        wasmparser::ValType::Ref(r) => ref_type(r)?,
    })
}

fn ref_type(ty: wasmparser::RefType) -> Result<Type> {
    match ty {
        wasmparser::RefType::FUNCREF => Ok(Type::FuncRef),
        wasmparser::RefType::EXTERNREF => Ok(Type::ExternRef),
        other => Err(format!("the reference type {other}")),
    }
}

fn constant(expr: &wasmparser::ConstExpr<'_>, map: &Map) -> Result<Const> {
    let mut list = Vec::new();
    for op in expr.get_operators_reader() {
        list.push(match op.map_err(text)? {
            Operator::End => break,
            Operator::I32Const { value } => ConstOp::Int(value.into(), Type::I32),
            Operator::I64Const { value } => ConstOp::Int(value, Type::I64),
            Operator::F32Const { value } => ConstOp::F32(value.bits()),
            Operator::F64Const { value } => ConstOp::F64(value.bits()),
            Operator::GlobalGet { global_index } => {
                ConstOp::Global(map.globals[global_index as usize])
            }
            Operator::RefNull { .. } => ConstOp::Null,
            Operator::RefFunc { function_index } => {
                ConstOp::Func(map.funcs[function_index as usize])
            }
            Operator::I32Add => ConstOp::Arithmetic("i32_add"),
            Operator::I32Sub => ConstOp::Arithmetic("i32_sub"),
            Operator::I32Mul => ConstOp::Arithmetic("i32_mul"),
            Operator::I64Add => ConstOp::Arithmetic("i64_add"),
            Operator::I64Sub => ConstOp::Arithmetic("i64_sub"),
            Operator::I64Mul => ConstOp::Arithmetic("i64_mul"),
            other => return Err(format!("{other:?} in a constant expression")),
        });
    }
    Ok(list)
}

fn add<'a>(
    bundle: &mut Bundle<'a>,
    input: &Input<'a>,
    raw: &Raw<'a>,
    provider: impl Fn(&str) -> Option<usize>,
    strict: bool,
) -> Result<()> {
    let this = bundle.modules.len();
    let mut map = Map::default();
    let mut known: HashMap<FuncType, u32> = bundle.types.iter().cloned().zip(0..).collect();
    for ty in &raw.types {
        map.types.push(*known.entry(ty.clone()).or_insert_with(|| {
            bundle.types.push(ty.clone());
            bundle.types.len() as u32 - 1
        }));
    }
    let mut link_checks = Vec::new();
    for (namespace, field, ty) in &raw.imports {
        let index = match provider(namespace) {
            Some(from) => {
                let exports = &bundle.modules[from].exports;
                let found = exports
                    .iter()
                    .find(|e| e.0 == *field)
                    .ok_or("an import that does not exist")?;
                let index = found.2;
                let fits = match (ty, found.1) {
                    (TypeRef::Func(t), ExternalKind::Func) => {
                        bundle.funcs[index as usize].ty == map.types[*t as usize]
                    }
                    (TypeRef::Memory(m), ExternalKind::Memory) => {
                        link_checks.push((true, index, m.initial));
                        fits(
                            &bundle.memories[index as usize],
                            m.initial,
                            m.maximum,
                            strict,
                        )
                    }
                    (TypeRef::Table(t), ExternalKind::Table) => {
                        link_checks.push((false, index, t.initial));
                        let table = &bundle.tables[index as usize];
                        table.element == ref_type(t.element_type)?
                            && fits(table, t.initial, t.maximum, strict)
                    }
                    (TypeRef::Global(g), ExternalKind::Global) => {
                        let global = &bundle.globals[index as usize];
                        global.ty == value_type(g.content_type)? && global.mutable == g.mutable
                    }
                    _ => false,
                };
                if !fits {
                    return Err(format!("the import `{namespace}.{field}` has another type"));
                }
                index
            }
            None if strict => return Err(format!("unknown import `{namespace}.{field}`")),
            None => host(bundle, ty, (namespace.clone(), field.clone()), &map, this)?,
        };
        match ty {
            TypeRef::Func(_) => map.funcs.push(index),
            TypeRef::Table(_) => map.tables.push(index),
            TypeRef::Memory(_) => map.memories.push(index),
            TypeRef::Global(_) => map.globals.push(index),
            _ => return Err("an import of an unknown kind".into()),
        }
    }
    define(bundle, raw, this, &mut map)?;
    let exports = raw.exports.iter().map(|(name, kind, index)| {
        let list = match kind {
            ExternalKind::Func => &map.funcs,
            ExternalKind::Table => &map.tables,
            ExternalKind::Memory => &map.memories,
            ExternalKind::Global => &map.globals,
            _ => return Err("an export of an unknown kind".to_owned()),
        };
        Ok((name.clone(), *kind, list[*index as usize]))
    });
    let exports = exports.collect::<Result<_>>()?;
    let start = raw.start.map(|f| map.funcs[f as usize]);
    if !strict {
        link_checks.clear();
    }
    let (name, bytes, customs) = (input.name, input.bytes, raw.customs.clone());
    bundle.modules.push(Module {
        name,
        bytes,
        map,
        exports,
        start,
        link_checks,
        customs,
    });
    Ok(())
}

/// Whether a memory or table fits an import's limits (§4.5.3). In scripts it may have grown: checked at run time.
fn fits(given: &Sized, min: u64, max: Option<u64>, strict: bool) -> bool {
    let largest = if strict {
        given.max.unwrap_or(u64::MAX)
    } else {
        given.min
    };
    largest >= min && max.is_none_or(|max| given.max.is_some_and(|g| g <= max))
}

/// The index of a host import, shared by those that import the same.
fn host(
    bundle: &mut Bundle<'_>,
    ty: &TypeRef,
    host: Host,
    map: &Map,
    module: usize,
) -> Result<u32> {
    let wasi = host.0 == WASI;
    let host = Some(host);
    let found = match ty {
        TypeRef::Func(t) => {
            let ty = map.types[*t as usize];
            let list = &mut bundle.funcs;
            list.iter()
                .position(|f| f.ty == ty && f.import == host && (f.module == module || !wasi))
                .unwrap_or_else(|| {
                    list.push(Func {
                        ty,
                        import: host,
                        module,
                        body: None,
                    });
                    list.len() - 1
                })
        }
        TypeRef::Memory(m) => share(
            &mut bundle.memories,
            Type::I32,
            m.initial,
            m.maximum,
            host,
            module,
        ),
        TypeRef::Table(t) => share(
            &mut bundle.tables,
            ref_type(t.element_type)?,
            t.initial,
            t.maximum,
            host,
            module,
        ),
        TypeRef::Global(g) => {
            let (ty, mutable) = (value_type(g.content_type)?, g.mutable);
            let list = &mut bundle.globals;
            list.iter()
                .position(|g| g.ty == ty && g.mutable == mutable && g.import == host)
                .unwrap_or_else(|| {
                    list.push(Global {
                        ty,
                        mutable,
                        import: host,
                        init: None,
                        module,
                    });
                    list.len() - 1
                })
        }
        _ => return Err("an import of an unknown kind".into()),
    };
    Ok(found as u32)
}

/// A shared memory or table has limits that satisfy all who import it.
fn share(
    list: &mut Vec<Sized>,
    element: Type,
    min: u64,
    max: Option<u64>,
    import: Option<Host>,
    module: usize,
) -> usize {
    if let Some(i) = list
        .iter()
        .position(|s| s.import == import && s.element == element)
    {
        list[i].min = list[i].min.max(min);
        list[i].max = list[i].max.into_iter().chain(max).min();
        return i;
    }
    list.push(Sized {
        min,
        max,
        element,
        import,
        init: None,
        module,
    });
    list.len() - 1
}

fn define(bundle: &mut Bundle<'_>, raw: &Raw<'_>, module: usize, map: &mut Map) -> Result<()> {
    if raw.funcs.len() != raw.bodies.len() {
        return Err("functions without bodies".into());
    }
    for (ty, body) in raw.funcs.iter().zip(&raw.bodies) {
        map.funcs.push(bundle.funcs.len() as u32);
        let body = Some((module, body.clone()));
        bundle.funcs.push(Func {
            ty: map.types[*ty as usize],
            import: None,
            module,
            body,
        });
    }
    for m in &raw.memories {
        map.memories.push(bundle.memories.len() as u32);
        let (min, max) = (m.initial, m.maximum);
        bundle.memories.push(Sized {
            min,
            max,
            element: Type::I32,
            import: None,
            init: None,
            module,
        });
    }
    for g in &raw.globals {
        let init = Some(constant(&g.init_expr, map)?);
        map.globals.push(bundle.globals.len() as u32);
        let (ty, mutable) = (value_type(g.ty.content_type)?, g.ty.mutable);
        bundle.globals.push(Global {
            ty,
            mutable,
            import: None,
            init,
            module,
        });
    }
    for t in &raw.tables {
        map.tables.push(bundle.tables.len() as u32);
        let init = match &t.init {
            TableInit::RefNull => None,
            TableInit::Expr(e) => Some(constant(e, map)?),
        };
        let (min, max, element) = (t.ty.initial, t.ty.maximum, ref_type(t.ty.element_type)?);
        bundle.tables.push(Sized {
            min,
            max,
            element,
            import: None,
            init,
            module,
        });
    }
    for e in &raw.elems {
        map.elems.push(bundle.elems.len() as u32);
        let (ty, items) = match e.items.clone() {
            ElementItems::Functions(list) => {
                let item = |f: std::result::Result<u32, BinaryReaderError>| {
                    Ok(vec![ConstOp::Func(map.funcs[f.map_err(text)? as usize])])
                };
                (
                    Type::FuncRef,
                    list.into_iter().map(item).collect::<Result<Vec<_>>>()?,
                )
            }
            ElementItems::Expressions(ty, list) => {
                let items = list.into_iter().map(|e| constant(&e.map_err(text)?, map));
                (ref_type(ty)?, items.collect::<Result<Vec<_>>>()?)
            }
        };
        let mode = match &e.kind {
            ElementKind::Passive => Mode::Passive,
            ElementKind::Declared => Mode::Declared,
            ElementKind::Active {
                table_index,
                offset_expr,
            } => Mode::Active(
                map.tables[table_index.unwrap_or(0) as usize],
                constant(offset_expr, map)?,
            ),
        };
        bundle.elems.push(Elem {
            module,
            ty,
            mode,
            items,
        });
    }
    for (data, bytes) in &raw.datas {
        map.datas.push(bundle.datas.len() as u32);
        let mode = match &data.kind {
            DataKind::Passive => Mode::Passive,
            DataKind::Active {
                memory_index,
                offset_expr,
            } => Mode::Active(
                map.memories[*memory_index as usize],
                constant(offset_expr, map)?,
            ),
        };
        bundle.datas.push(Data {
            module,
            mode,
            bytes: bytes.clone(),
        });
    }
    Ok(())
}
