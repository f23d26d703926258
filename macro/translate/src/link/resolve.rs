//! One import: to another module's export, or to the host.

use crate::bundle::{Bundle, Func, FuncKind, Global, HostImport, IndexMap, Memory, Table, WASI};
use crate::module::{ExternKind, Import, ImportKind, Module};
use crate::types::Limits;

/// The bundle index of what module `from` exports under the import's name, if the types match (§4.5.3).
///
/// With `grown`, memories and tables may have grown since they were declared, so only what can never
/// match is an error; the rest is checked when the module is instantiated.
pub fn export(
    bundle: &Bundle,
    from: usize,
    import: &Import,
    map: &IndexMap,
    grown: bool,
) -> Result<u32, String> {
    let provider = &bundle.modules[from];
    let path = format!("{}.{}", import.module, import.name);
    let Some(export) = provider.exports.iter().find(|e| e.name == import.name) else {
        return Err(format!(
            "unknown import `{path}`: `{}` has no such export",
            provider.module.name
        ));
    };
    let i = export.index as usize;
    let mismatch = |wanted: &dyn std::fmt::Display, given: &dyn std::fmt::Display| {
        Err(format!(
            "incompatible import type: `{path}` is imported as {wanted} but exported as {given}"
        ))
    };
    match (&import.kind, export.kind) {
        (ImportKind::Func(ty), ExternKind::Func) => {
            let (wanted, given) = (map.types[*ty as usize], bundle.funcs[i].ty);
            if wanted != given {
                return mismatch(
                    &bundle.types[wanted as usize],
                    &bundle.types[given as usize],
                );
            }
        }
        (ImportKind::Table(ty), ExternKind::Table) => {
            let given = &bundle.tables[i].ty;
            if ty.elem != given.elem {
                return mismatch(&"a table of another type", &"this table");
            }
            limits(&ty.limits, &given.limits, grown, &path)?;
        }
        (ImportKind::Memory(ty), ExternKind::Memory) => {
            let given = &bundle.memories[i].ty;
            if ty.shared != given.shared {
                let show = |shared| match shared {
                    true => "a shared memory",
                    false => "a memory that is not shared",
                };
                return mismatch(&show(ty.shared), &show(given.shared));
            }
            limits(&ty.limits, &bundle.memories[i].ty.limits, grown, &path)?;
        }
        (ImportKind::Global(ty), ExternKind::Global) => {
            let given = &bundle.globals[i].ty;
            if ty != given {
                let show = |g: &crate::types::GlobalType| {
                    if g.mutable {
                        format!("(global (mut {}))", g.value)
                    } else {
                        format!("(global {})", g.value)
                    }
                };
                return mismatch(&show(ty), &show(given));
            }
        }
        (wanted, given) => return mismatch(&kind_name(wanted), &extern_name(given)),
    }
    Ok(export.index)
}

fn limits(wanted: &Limits, given: &Limits, grown: bool, path: &str) -> Result<(), String> {
    let largest = if grown {
        given.max.unwrap_or(u64::MAX)
    } else {
        given.min
    };
    let fits = match (wanted.max, given.max) {
        (None, _) => true,
        (Some(w), Some(g)) => g <= w,
        (Some(_), None) => false,
    };
    if largest >= wanted.min && fits {
        return Ok(());
    }
    let show = |l: &Limits| match l.max {
        Some(max) => format!("{}..={max}", l.min),
        None => format!("{}..", l.min),
    };
    Err(format!(
        "incompatible import type: `{path}` is imported with the limits {} but exported with {}",
        show(wanted),
        show(given)
    ))
}

fn kind_name(kind: &ImportKind) -> &'static str {
    match kind {
        ImportKind::Func(_) => "a function",
        ImportKind::Table(_) => "a table",
        ImportKind::Memory(_) => "a memory",
        ImportKind::Global(_) => "a global",
    }
}

fn extern_name(kind: ExternKind) -> &'static str {
    match kind {
        ExternKind::Func => "a function",
        ExternKind::Table => "a table",
        ExternKind::Memory => "a memory",
        ExternKind::Global => "a global",
    }
}

/// The bundle index of a host import; modules that import the same name with the same type share it. WASI's
/// functions are not shared: each works on the memory of the module that calls.
pub fn host(
    bundle: &mut Bundle,
    import: &Import,
    map: &IndexMap,
    this: u32,
    module: &Module,
) -> u32 {
    let host = HostImport {
        module: import.module.clone(),
        name: import.name.clone(),
    };
    let found = match &import.kind {
        ImportKind::Func(ty) => {
            let ty = map.types[*ty as usize];
            let same = |f: &Func| match &f.kind {
                FuncKind::Host { import, module } => {
                    f.ty == ty && *import == host && (*module == this || host.module != WASI)
                }
                FuncKind::Defined { .. } => false,
            };
            bundle.funcs.iter().position(same).unwrap_or_else(|| {
                let index = map.funcs.len() as u32;
                let (name, param_names) = super::func_names(module, index);
                let name = name.or_else(|| Some(host.name.clone()));
                bundle.funcs.push(Func {
                    ty,
                    name,
                    param_names,
                    kind: FuncKind::Host {
                        import: host,
                        module: this,
                    },
                });
                bundle.funcs.len() - 1
            })
        }
        ImportKind::Memory(ty) => {
            let same = |m: &Memory| m.import.as_ref() == Some(&host) && m.ty.shared == ty.shared;
            let known = bundle.memories.iter().position(same);
            if let Some(i) = known {
                meet(&mut bundle.memories[i].ty.limits, &ty.limits);
            }
            known.unwrap_or_else(|| {
                bundle.memories.push(Memory {
                    ty: *ty,
                    import: Some(host),
                });
                bundle.memories.len() - 1
            })
        }
        ImportKind::Table(ty) => {
            let same = |t: &Table| t.import.as_ref() == Some(&host) && t.ty.elem == ty.elem;
            let known = bundle.tables.iter().position(same);
            if let Some(i) = known {
                meet(&mut bundle.tables[i].ty.limits, &ty.limits);
            }
            known.unwrap_or_else(|| {
                bundle.tables.push(Table {
                    ty: *ty,
                    import: Some(host),
                    init: None,
                    module: this,
                });
                bundle.tables.len() - 1
            })
        }
        ImportKind::Global(ty) => {
            let same = |g: &Global| g.ty == *ty && g.import.as_ref() == Some(&host);
            bundle.globals.iter().position(same).unwrap_or_else(|| {
                let name = module
                    .names
                    .globals
                    .get(&(map.globals.len() as u32))
                    .cloned();
                let name = name.or_else(|| Some(host.name.clone()));
                bundle.globals.push(Global {
                    ty: *ty,
                    import: Some(host),
                    init: None,
                    name,
                    module: this,
                });
                bundle.globals.len() - 1
            })
        }
    };
    found as u32
}

/// Limits that satisfy two importers of the same thing.
fn meet(limits: &mut Limits, other: &Limits) {
    limits.min = limits.min.max(other.min);
    limits.max = match (limits.max, other.max) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
}
