//! The option `dynamic`: exports and imports by name, with values whose types are checked at run time.
//!
//! For script runners, which link modules by hand, there are hidden methods that say which module of
//! the bundle is meant and instantiate one module after the other.

use std::collections::BTreeMap;

use super::guest::global_value;
use super::imports::{Kind, Method, Namespace};
use super::surface::{Plan, memory_limits, table_limits};
use super::wasi;
use super::writer::Writer;
use crate::module::{Export, ExternKind};
use crate::types::{RefType, ValType};

/// Writes `impl Dynamic`, the hidden methods, and the impls for `CatchAll`.
pub(super) fn write(w: &mut Writer, plan: &Plan<'_>) {
    let (params, name, host) = match plan.imports.any() {
        true => ("<I: Imports>", "Instance<I>", ", &mut self.imports"),
        false if plan.bundle.has_host() => ("", "Instance", ", &mut ()"),
        false => ("", "Instance", ""),
    };
    let main = plan.bundle.modules.len().saturating_sub(1);
    w.block(format!("impl{params} {name}"), |w| {
        exports(w, plan);
        init(w, plan, host);
        call_in(w, plan, "Self");
        global_in(w, plan);
    });
    w.line("");
    if reentrant(plan) {
        w.block("impl Session<'_>", |w| {
            call_in(
                w,
                plan,
                "Instance::<rt::CatchAll<&mut dyn rt::DynamicHost>>",
            );
        });
        w.line("");
    }
    w.block(format!("impl{params} rt::Dynamic for {name}"), |w| {
        w.line(format!(
            "fn exports(&self) -> &'static [rt::ExportInfo] {{ Self::__exports({main}) }}"
        ));
        let result = "Result<rt::Values, rt::CallError>";
        w.block(
            format!("fn call(&mut self, name: &str, args: &[rt::Value]) -> {result}"),
            |w| {
                w.line(format!("self.__call_in({main}, name, args)"));
            },
        );
        w.block("fn global(&self, name: &str) -> Option<rt::Value>", |w| {
            w.line(format!("self.__global_in({main}, name)"));
        });
        set_global(w, plan, main);
        memories(w, plan, main);
    });
    w.line("");
    for namespace in plan.imports.namespaces.iter().filter(|n| !n.foreign) {
        catch_all(w, namespace);
    }
}

/// `__exports(module)`: the description of a module's exports.
fn exports(w: &mut Writer, plan: &Plan<'_>) {
    w.line("#[doc(hidden)]");
    w.block(
        "pub fn __exports(module: usize) -> &'static [rt::ExportInfo]",
        |w| {
            w.block("match module", |w| {
                for (m, module) in plan.bundle.modules.iter().enumerate() {
                    w.nest(format!("{m} => &["), "],", |w| {
                        for export in &module.exports {
                            let ty = extern_type(plan, export);
                            w.line(format!(
                                "rt::ExportInfo {{ name: {:?}, ty: rt::ExternType::{ty} }},",
                                export.name
                            ));
                        }
                    });
                }
                w.line("_ => &[],");
            });
        },
    );
}

fn extern_type(plan: &Plan<'_>, export: &Export) -> String {
    let (bundle, i) = (plan.bundle, export.index as usize);
    match export.kind {
        ExternKind::Func => {
            let ty = bundle.func_type(export.index);
            format!(
                "Func {{ params: &[{}], results: &[{}] }}",
                val_types(&ty.params),
                val_types(&ty.results)
            )
        }
        ExternKind::Global => {
            let ty = bundle.globals[i].ty;
            format!(
                "Global {{ ty: {}, mutable: {} }}",
                val_type(ty.value),
                ty.mutable
            )
        }
        ExternKind::Memory => {
            let (min, max) = memory_limits(plan.options, bundle.memories[i].ty);
            format!("Memory {{ min: {min}, max: {max:?} }}")
        }
        ExternKind::Table => {
            let ty = bundle.tables[i].ty;
            let (min, max) = table_limits(ty);
            format!(
                "Table {{ element: {}, min: {min}, max: {max:?} }}",
                val_type(ValType::Ref(ty.elem))
            )
        }
    }
}

/// `__init(module)`: initialises one module, after those before it.
fn init(w: &mut Writer, plan: &Plan<'_>, host: &str) {
    w.line("#[doc(hidden)]");
    w.block(
        "pub fn __init(&mut self, module: usize) -> Result<(), rt::Trap>",
        |w| {
            w.line("self.guest.s.cx.begin();");
            w.nest("let result = match module {", "};", |w| {
                for m in 0..plan.bundle.modules.len() {
                    w.line(format!("{m} => code::init_{m}(&mut self.guest{host}),"));
                }
                w.line("_ => Some(()),");
            });
            w.line("self.guest.s.cx.finish(result, code::names())");
        },
    );
}

/// Whether a dynamic host has all imports, and can therefore call back into the guest that called it.
fn reentrant(plan: &Plan<'_>) -> bool {
    let mut namespaces = plan.imports.namespaces.iter();
    let all = namespaces.all(|n| !n.foreign || n.path == wasi::TRAIT);
    plan.options.dynamic && plan.imports.any() && all
}

/// `GuestState::call`: a call from within an import of a dynamic host.
pub(super) fn reentry(w: &mut Writer, plan: &Plan<'_>) {
    if !reentrant(plan) {
        return;
    }
    let main = plan.bundle.modules.len().saturating_sub(1);
    let params = "&mut self, host: &mut dyn rt::DynamicHost, name: &str, args: &[rt::Value]";
    w.block(
        format!("fn call({params}) -> Result<rt::Values, rt::CallError>"),
        |w| {
            w.line(format!(
                "self.with(&mut rt::CatchAll(host)).__call_in({main}, name, args)"
            ));
        },
    );
}

/// `__call_in(module, name, args)`; `instance` is a type that has `__exports`.
fn call_in(w: &mut Writer, plan: &Plan<'_>, instance: &str) {
    let idents: BTreeMap<(usize, &str), &str> = plan
        .exports
        .funcs()
        .map(|item| ((item.module, &item.name[..]), &item.ident[..]))
        .collect();
    w.line("#[doc(hidden)]");
    w.line("#[allow(unused_variables)]");
    let head = "pub fn __call_in(&mut self, module: usize, name: &str, args: &[rt::Value])";
    w.block(
        format!("{head} -> Result<rt::Values, rt::CallError>"),
        |w| {
            w.line(format!(
                "let (place, args) = rt::Args::find({instance}::__exports(module), name, args)?;"
            ));
            w.block("match (module, place)", |w| {
                for (m, module) in plan.bundle.modules.iter().enumerate() {
                    for (place, export) in module.exports.iter().enumerate() {
                        let Some(ident) = idents.get(&(m, &export.name[..])) else {
                            continue;
                        };
                        let ty = plan.bundle.func_type(export.index);
                        let list: Vec<String> = ty
                            .params
                            .iter()
                            .enumerate()
                            .map(|(i, t)| format!("args.{}({i})", t.suffix()))
                            .collect();
                        let call = format!("self.{ident}({})?", list.join(", "));
                        w.line(format!(
                            "({m}, {place}) => {}",
                            values(&call, ty.results.len())
                        ));
                    }
                }
                w.line("_ => Err(rt::CallError::no_such_export(name)),");
            });
        },
    );
}

/// The arm of a match that makes the result of `call` a list of `count` values.
fn values(call: &str, count: usize) -> String {
    match count {
        0 => format!("{{ {call}; Ok(rt::Values::new()) }}"),
        1 => format!("Ok(rt::Values::from([{call}.into()])),"),
        _ => {
            let list: Vec<String> = (0..count).map(|i| format!("r{i}")).collect();
            let into: Vec<String> = list.iter().map(|r| format!("{r}.into()")).collect();
            format!(
                "{{ let ({}) = {call}; Ok(rt::Values::from([{}])) }}",
                list.join(", "),
                into.join(", ")
            )
        }
    }
}

/// `__global_in(module, name)`.
fn global_in(w: &mut Writer, plan: &Plan<'_>) {
    w.line("#[doc(hidden)]");
    w.block(
        "pub fn __global_in(&self, module: usize, name: &str) -> Option<rt::Value>",
        |w| {
            w.block("match (module, name)", |w| {
                for (m, module) in plan.bundle.modules.iter().enumerate() {
                    for export in module
                        .exports
                        .iter()
                        .filter(|e| e.kind == ExternKind::Global)
                    {
                        let value = global_value(plan, export.index, "self.guest");
                        w.line(format!(
                            "({m}, {:?}) => Some(rt::Value::from({value})),",
                            export.name
                        ));
                    }
                }
                w.line("_ => None,");
            });
        },
    );
}

/// `Dynamic::set_global`, for the main module.
fn set_global(w: &mut Writer, plan: &Plan<'_>, main: usize) {
    w.line("#[allow(unused_variables)]");
    w.block(
        "fn set_global(&mut self, name: &str, value: rt::Value) -> Result<(), rt::CallError>",
        |w| {
            w.block("match name", |w| {
                for export in exports_of(plan, main, ExternKind::Global) {
                    let ty = plan.bundle.globals[export.index as usize].ty;
                    match ty.mutable {
                        true => w.block(format!("{:?} =>", export.name), |w| {
                            w.line(format!(
                                "rt::CallError::check(&[{}], &[value])?;",
                                val_type(ty.value)
                            ));
                            let get = ty.value.suffix();
                            w.line(format!(
                                "self.guest.s.g{} = value.{get}().unwrap_or_default();",
                                export.index
                            ));
                            w.line("Ok(())");
                        }),
                        false => w.line(format!(
                            "{:?} => Err(rt::CallError::immutable_global(name)),",
                            export.name
                        )),
                    }
                }
                w.line("_ => Err(rt::CallError::no_such_export(name)),");
            });
        },
    );
}

/// `Dynamic::memory` and `memory_mut`, for the main module.
fn memories(w: &mut Writer, plan: &Plan<'_>, main: usize) {
    for (name, self_, reference) in [
        ("memory", "&self", "&"),
        ("memory_mut", "&mut self", "&mut "),
    ] {
        w.block(
            format!("fn {name}({self_}, name: &str) -> Option<{reference}dyn rt::MemoryView>"),
            |w| {
                w.block("match name", |w| {
                    let exports = exports_of(plan, main, ExternKind::Memory);
                    for export in exports.filter(|e| !plan.bundle.is_shared(e.index)) {
                        w.line(format!(
                            "{:?} => Some({reference}self.guest.m{}),",
                            export.name, export.index
                        ));
                    }
                    w.line("_ => None,");
                });
            },
        );
    }
}

fn exports_of<'a>(
    plan: &Plan<'a>,
    module: usize,
    kind: ExternKind,
) -> impl Iterator<Item = &'a Export> {
    let exports = plan
        .bundle
        .modules
        .get(module)
        .map_or(&[][..], |m| &m.exports[..]);
    exports.iter().filter(move |e| e.kind == kind)
}

/// The namespace's trait for every dynamic host. Memories and tables keep their default.
fn catch_all(w: &mut Writer, namespace: &Namespace) {
    w.block(
        format!(
            "impl<H: rt::DynamicHost> {} for rt::CatchAll<H>",
            namespace.path
        ),
        |w| {
            for method in &namespace.methods {
                catch_method(w, namespace, method);
            }
        },
    );
    w.line("");
}

fn catch_method(w: &mut Writer, namespace: &Namespace, method: &Method) {
    let info = format!(
        "rt::ImportInfo {{ module: {:?}, name: {:?} }}",
        namespace.module, method.field
    );
    match &method.kind {
        Kind::Func(ty, _) => {
            let list: String = ty
                .params
                .iter()
                .enumerate()
                .map(|(i, t)| format!(", a{i}: {}", t.rust()))
                .collect();
            let args: Vec<String> = (0..ty.params.len())
                .map(|i| format!("a{i}.into()"))
                .collect();
            let results = val_types(&ty.results);
            let names: Vec<String> = (0..ty.results.len()).map(|i| format!("r{i}")).collect();
            let typed: Vec<String> = names
                .iter()
                .zip(&ty.results)
                .map(|(r, t)| format!("{r}.{}().unwrap_or_default()", t.suffix()))
                .collect();
            let head = format!("fn {}(&mut self, guest: &mut Guest{list})", method.ident);
            w.block(
                format!("{head} -> Result<{}, rt::Trap>", ty.result()),
                |w| {
                    let call = format!(
                        "rt::call_import(self, guest, {info}, &[{}], &[{results}])?",
                        args.join(", ")
                    );
                    w.line(format!("let [{}] = {call};", names.join(", ")));
                    w.line(match &typed[..] {
                        [one] => format!("Ok({one})"),
                        many => format!("Ok(({}))", many.join(", ")),
                    });
                },
            );
        }
        Kind::Global(ty) => {
            w.block(
                format!("fn {}(&mut self) -> {}", method.ident, ty.rust()),
                |w| {
                    let get = ty.suffix();
                    w.line(format!(
                        "rt::import_global(self, {info}, {}).{get}().unwrap_or_default()",
                        val_type(*ty)
                    ));
                },
            );
        }
        Kind::Memory(_) | Kind::Table(_) => {}
    }
}

fn val_types(list: &[ValType]) -> String {
    list.iter()
        .map(|t| val_type(*t))
        .collect::<Vec<_>>()
        .join(", ")
}

fn val_type(ty: ValType) -> &'static str {
    match ty {
        ValType::I32 => "rt::ValType::I32",
        ValType::I64 => "rt::ValType::I64",
        ValType::F32 => "rt::ValType::F32",
        ValType::F64 => "rt::ValType::F64",
        ValType::V128 => "rt::ValType::V128",
        ValType::Ref(RefType::Func) => "rt::ValType::FuncRef",
        ValType::Ref(RefType::Extern) => "rt::ValType::ExternRef",
    }
}
