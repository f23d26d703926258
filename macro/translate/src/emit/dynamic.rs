//! The option `dynamic`: exports and imports by name, with values whose types are checked at run time.
//!
//! For script runners, which link modules by hand, there are hidden methods that say which module of
//! the bundle is meant and instantiate one module after the other.

use std::collections::BTreeSet;

use super::guest::{global_fields, global_value};
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
    exports(w, plan);
    call_export(w, plan);
    w.block(format!("impl{params} {name}"), |w| {
        w.line("#[doc(hidden)]");
        w.block(
            "pub fn __call_in(&mut self, module: usize, name: &str, args: &[rt::Value]) -> Result<rt::Values, rt::CallError>",
            |w| w.line(format!("call_in(module, name, args, false, &mut self.guest{host})")),
        );
        w.line("#[doc(hidden)]");
        w.block(
            "pub fn __global_in(&self, module: usize, name: &str) -> Option<rt::Value>",
            |w| w.line("rt::global(EXPORTS, module, name, &self.guest)"),
        );
    });
    w.line("");
    w.block(format!("impl{params} rt::Dynamic for {name}"), |w| {
        for (head, body) in [
            (
                "fn exports(&self) -> &'static [rt::ExportInfo]",
                format!("rt::exports(EXPORTS, {main})"),
            ),
            (
                "fn call(&mut self, name: &str, args: &[rt::Value]) -> Result<rt::Values, rt::CallError>",
                format!("self.__call_in({main}, name, args)"),
            ),
            (
                "fn global(&self, name: &str) -> Option<rt::Value>",
                format!("self.__global_in({main}, name)"),
            ),
            (
                "fn set_global(&mut self, name: &str, value: rt::Value) -> Result<(), rt::CallError>",
                format!("rt::set_global(EXPORTS, {main}, name, value, &mut self.guest)"),
            ),
            (
                "fn memory(&self, name: &str) -> Option<&dyn rt::MemoryView>",
                format!("rt::memory(EXPORTS, {main}, name, &self.guest)"),
            ),
            (
                "fn memory_mut(&mut self, name: &str) -> Option<&mut dyn rt::MemoryView>",
                format!("rt::memory_mut(EXPORTS, {main}, name, &mut self.guest)"),
            ),
        ] {
            w.block(head, |w| w.line(body));
        }
    });
    w.line("");
    for namespace in plan.imports.namespaces.iter().filter(|n| !n.foreign) {
        catch_all(w, namespace);
    }
}

/// `EXPORTS`: what each module exports, and where that is.
fn exports(w: &mut Writer, plan: &Plan<'_>) {
    w.nest("static EXPORTS: &[rt::Exports] = &[", "];", |w| {
        for module in &plan.bundle.modules {
            w.nest("rt::Exports {", "},", |w| {
                w.nest("list: &[", "],", |w| {
                    for export in &module.exports {
                        let ty = extern_type(plan, export);
                        w.line(format!(
                            "rt::ExportInfo {{ name: {:?}, ty: rt::ExternType::{ty} }},",
                            export.name
                        ));
                    }
                });
                let places: Vec<String> = module.exports.iter().map(|e| place(plan, e)).collect();
                w.line(format!("places: &[{}],", places.join(", ")));
            });
        }
    });
}

/// Where an export is: see `rt::Place`.
fn place(plan: &Plan<'_>, export: &Export) -> String {
    let index = match export.kind {
        ExternKind::Global => match plan.bundle.globals[export.index as usize].constant() {
            Some(_) => {
                let ty = plan.bundle.globals[export.index as usize].ty.value;
                let variant = val_type(ty).replace("ValType", "Value");
                let value = global_value(plan, export.index, "");
                return format!("rt::Place::Constant({variant}({value}))");
            }
            None => {
                let fields = global_fields(plan);
                fields.iter().position(|g| *g == export.index).unwrap_or(0)
            }
        },
        _ => export.index as usize,
    };
    format!("rt::Place::Index({index})")
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
                "call_in({main}, name, args, true, self, &mut rt::CatchAll(host))"
            ));
        },
    );
}

/// `call_export`: the call of an exported function by its index, and `call_in`, by module and name.
fn call_export(w: &mut Writer, plan: &Plan<'_>) {
    let (param, arg) = match plan.bundle.has_host() {
        true => (", h: &mut dyn Imports", ", h"),
        false => ("", ""),
    };
    let exports = plan.bundle.modules.iter().flat_map(|m| &m.exports);
    let functions = exports.filter(|e| e.kind == ExternKind::Func);
    let functions: BTreeSet<u32> = functions.map(|e| e.index).collect();
    w.line("#[allow(unused_variables)]");
    w.block(
        format!("fn call_export(function: u32, args: rt::Args<'_>, g: &mut Guest{param}) -> Option<rt::Values>"),
        |w| {
            w.block("match function", |w| {
                for f in functions {
                    let ty = plan.bundle.func_type(f);
                    let list = |item: &dyn Fn(usize) -> String, count: usize| (0..count).map(item).collect::<Vec<_>>();
                    let args = list(&|i| format!("args.{}({i}), ", ty.params[i].suffix()), ty.params.len()).concat();
                    let names = list(&|i| format!("r{i}"), ty.results.len());
                    let pattern = match &names[..] {
                        [one] => one.clone(),
                        many => format!("({})", many.join(", ")),
                    };
                    let values = list(&|i| format!("r{i}.into()"), ty.results.len()).join(", ");
                    w.block(format!("{f} =>"), |w| {
                        w.line(format!(
                            "let Some({pattern}) = code::x{f}({args}g{arg}) else {{ return None }};"
                        ));
                        w.line(format!("Some(rt::values(&[{values}]))"));
                    });
                }
                w.line("_ => None,");
            });
        },
    );
    let head =
        "fn call_in(module: usize, name: &str, args: &[rt::Value], nested: bool, g: &mut Guest";
    w.block(
        format!("{head}{param}) -> Result<rt::Values, rt::CallError>"),
        |w| {
            w.block(
                "match rt::enter(EXPORTS, module, name, args, nested, &mut g.s.cx)",
                |w| {
                    w.block("Ok((function, args)) =>", |w| {
                        w.line(format!(
                            "let results = call_export(function, args, g{arg});"
                        ));
                        w.line("rt::leave(results, code::names(), &mut g.s.cx)");
                    });
                    w.line("Err(error) => Err(error),");
                },
            );
        },
    );
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
            let typed: Vec<String> = ty
                .results
                .iter()
                .enumerate()
                .map(|(i, t)| format!("results.{}({i})", t.suffix()))
                .collect();
            let head = format!("fn {}(&mut self, guest: &mut Guest{list})", method.ident);
            w.block(
                format!("{head} -> Result<{}, rt::Trap>", ty.result()),
                |w| {
                    w.line(format!(
                        "let results = rt::call_import(&mut self.0, guest, {info}, &[{}], &[{results}])?;",
                        args.join(", ")
                    ));
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
                    w.line(format!(
                        "rt::import_global(&mut self.0, {info}, {}).{}(0)",
                        val_type(*ty),
                        ty.suffix()
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
