//! Modules to [`Bundle`]: one index space for everything, imports between the modules resolved.
//!
//! Instantiation order is dependencies first (§4.5.4 knows no cycles). What no module of the bundle
//! exports stays as a host import.

mod order;
mod resolve;

use crate::bundle::{
    Bundle, BundleModule, Data, Elem, Func, FuncKind, Global, IndexMap, LinkCheck, Memory, Table,
};
use crate::error::{Context, Error, Errors};
use crate::module::{
    ConstExpr, ConstOp, Export, ExternKind, Import, ImportKind, Module, SegmentMode,
};
use crate::options::Source;
use crate::types::FuncType;
use std::collections::HashMap;

/// Links parsed modules; `modules[i]` comes from `sources[i]`.
///
/// # Errors
/// Imports between modules that are missing or of another type, and modules that import each other.
pub fn link(modules: Vec<Module>, sources: &[Source]) -> Result<Bundle, Errors> {
    let mut errors = Context::default();
    let order = order::instantiation_order(&modules, sources)?;
    let mut bundle = Bundle::default();
    // Where in `bundle.modules` each source went.
    let mut place = vec![usize::MAX; modules.len()];
    let mut modules: Vec<Option<Module>> = modules.into_iter().map(Some).collect();
    let names: Vec<_> = modules.iter().flatten().map(order::names).collect();
    for source in order {
        let Some(module) = modules[source].take() else {
            continue;
        };
        let provider = |namespace: &str| {
            let from = match &sources[source].links {
                Some(links) => links.get(namespace).copied(),
                None => order::provider(&names, source, namespace),
            };
            // Links may point anywhere; only an earlier module can provide anything.
            from.and_then(|s| place.get(s).copied())
                .filter(|&p| p != usize::MAX)
        };
        let strict = sources[source].links.is_some();
        let mut failed = false;
        let linked = add_module(
            &mut bundle,
            source,
            module,
            provider,
            strict,
            &mut |message| {
                failed = true;
                errors.push(Error::source(
                    source,
                    format!("`{}`: {message}", sources[source].name),
                ));
            },
        );
        if failed {
            // What it exports may not exist, so nothing can be said of the modules that import from it.
            break;
        }
        place[source] = bundle.modules.len();
        bundle.modules.push(linked);
    }
    errors.finish()?;
    Ok(bundle)
}

/// Adds a module's index spaces to the bundle's and resolves its imports.
fn add_module(
    bundle: &mut Bundle,
    source: usize,
    module: Module,
    provider: impl Fn(&str) -> Option<usize>,
    strict: bool,
    error: &mut dyn FnMut(String),
) -> BundleModule {
    let this = bundle.modules.len() as u32;
    let mut map = IndexMap::default();
    let mut known: HashMap<FuncType, u32> = bundle.types.iter().cloned().zip(0..).collect();
    for ty in &module.types {
        map.types.push(*known.entry(ty.clone()).or_insert_with(|| {
            bundle.types.push(ty.clone());
            bundle.types.len() as u32 - 1
        }));
    }
    let mut link_checks = Vec::new();
    for import in &module.imports {
        let found = match provider(&import.module) {
            Some(from) => resolve::export(bundle, from, import, &map, strict).inspect(|index| {
                link_checks.extend(strict.then(|| link_check(import, *index)).flatten());
            }),
            None if strict => Err(format!(
                "unknown import `{}.{}`",
                import.module, import.name
            )),
            None => Ok(resolve::host(bundle, import, &map, this, &module)),
        };
        let index = found.unwrap_or_else(|message| {
            error(message);
            0
        });
        match import.kind {
            ImportKind::Func(_) => map.funcs.push(index),
            ImportKind::Table(_) => map.tables.push(index),
            ImportKind::Memory(_) => map.memories.push(index),
            ImportKind::Global(_) => map.globals.push(index),
        }
    }
    define(bundle, &module, this, &mut map);
    let exports = module.exports.iter().map(|e| {
        let list = match e.kind {
            ExternKind::Func => &map.funcs,
            ExternKind::Table => &map.tables,
            ExternKind::Memory => &map.memories,
            ExternKind::Global => &map.globals,
        };
        Export {
            name: e.name.clone(),
            kind: e.kind,
            index: list[e.index as usize],
        }
    });
    let exports = exports.collect();
    let start = module.start.map(|f| map.funcs[f as usize]);
    BundleModule {
        source,
        exports,
        start,
        map,
        link_checks,
        module,
    }
}

/// Adds what the module itself defines.
fn define(bundle: &mut Bundle, module: &Module, this: u32, map: &mut IndexMap) {
    let imported = map.funcs.len();
    let mut exported = HashMap::new();
    for export in module.exports.iter().filter(|e| e.kind == ExternKind::Func) {
        exported.entry(export.index).or_insert(&export.name);
    }
    for (i, ty) in module.funcs.iter().enumerate().skip(imported) {
        map.funcs.push(bundle.funcs.len() as u32);
        let (name, param_names) = func_names(module, i as u32);
        let name = name.or_else(|| exported.get(&(i as u32)).map(|name| (*name).clone()));
        bundle.funcs.push(Func {
            ty: map.types[*ty as usize],
            name,
            param_names,
            kind: FuncKind::Defined {
                module: this,
                body: (i - imported) as u32,
            },
        });
    }
    for memory in &module.memories[map.memories.len()..] {
        map.memories.push(bundle.memories.len() as u32);
        bundle.memories.push(Memory {
            ty: *memory,
            import: None,
        });
    }
    let (defined, first) = (
        module.globals.len() - map.globals.len(),
        bundle.globals.len(),
    );
    map.globals
        .extend((first..first + defined).map(|i| i as u32));
    // Initialisers may speak of any global before their own, hence after all are mapped.
    for (i, global) in module.globals.iter().enumerate() {
        if let Some(init) = &global.init {
            let name = module.names.globals.get(&(i as u32)).cloned();
            let init = Some(in_bundle(init, map));
            bundle.globals.push(Global {
                ty: global.ty,
                import: None,
                init,
                name,
                module: this,
            });
        }
    }
    for table in &module.tables[map.tables.len()..] {
        map.tables.push(bundle.tables.len() as u32);
        let init = table.init.as_ref().map(|e| in_bundle(e, map));
        bundle.tables.push(Table {
            ty: table.ty,
            import: None,
            init,
            module: this,
        });
    }
    for elem in &module.elems {
        map.elems.push(bundle.elems.len() as u32);
        let items = elem.items.iter().map(|e| in_bundle(e, map)).collect();
        let mode = segment_mode(&elem.mode, map, &map.tables);
        bundle.elems.push(Elem {
            module: this,
            ty: elem.ty,
            mode,
            items,
        });
    }
    for data in &module.datas {
        map.datas.push(bundle.datas.len() as u32);
        let mode = segment_mode(&data.mode, map, &map.memories);
        bundle.datas.push(Data {
            module: this,
            mode,
            bytes: data.bytes.clone(),
        });
    }
}

/// The size that an imported memory or table of another module must have reached.
fn link_check(import: &Import, index: u32) -> Option<LinkCheck> {
    match &import.kind {
        ImportKind::Memory(ty) => Some(LinkCheck {
            kind: ExternKind::Memory,
            index,
            min: ty.limits.min,
        }),
        ImportKind::Table(ty) => Some(LinkCheck {
            kind: ExternKind::Table,
            index,
            min: ty.limits.min,
        }),
        _ => None,
    }
}

/// What the name section says of a function and its parameters.
fn func_names(module: &Module, index: u32) -> (Option<String>, Vec<Option<String>>) {
    let name = module.names.funcs.get(&index).cloned();
    let ty = &module.types[module.funcs[index as usize] as usize];
    let params = (0..ty.params.len() as u32).map(|p| module.names.locals.get(&(index, p)).cloned());
    (name, params.collect())
}

/// A constant expression of a module in the bundle's indices.
fn in_bundle(expr: &ConstExpr, map: &IndexMap) -> ConstExpr {
    ConstExpr(
        expr.0
            .iter()
            .map(|op| match op {
                ConstOp::Global(g) => ConstOp::Global(map.globals[*g as usize]),
                ConstOp::RefFunc(f) => ConstOp::RefFunc(map.funcs[*f as usize]),
                other => other.clone(),
            })
            .collect(),
    )
}

fn segment_mode(mode: &SegmentMode, map: &IndexMap, targets: &[u32]) -> SegmentMode {
    match mode {
        SegmentMode::Active { index, offset } => SegmentMode::Active {
            index: targets[*index as usize],
            offset: in_bundle(offset, map),
        },
        other => other.clone(),
    }
}
