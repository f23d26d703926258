//! `mod code`: functions in shards, dispatches, instantiation, and the shims that the surface calls.

use super::signature::{Place, Scope, args, list, params};
use super::writer::Writer;
use super::{dispatch, func, init, shard};
use crate::analyse::Facts;
use crate::bundle::{Bundle, FuncKind};
use crate::ir::Body;
use crate::module::ExternKind;
use crate::options::Options;
use crate::parse::names::demangle;
use std::collections::BTreeSet;

/// Writes the item `mod code { … }`.
pub fn code(bundle: &Bundle, options: &Options, facts: &Facts, bodies: &[Option<Body>]) -> String {
    let scope = Scope::new(bundle, options, facts);
    let mut w = Writer::default();
    // Nobody reads warnings about code that a compiler wrote from another compiler's output.
    w.line(
        "#[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]",
    );
    w.line("#[doc(hidden)]");
    w.block("mod code", |w| {
        imports(w, &scope);
        let functions = (0..).zip(bodies);
        let items = functions
            .filter_map(|(f, body)| Some(func::write(&scope, f, body.as_ref()?)))
            .flatten();
        for (i, items) in shard::shards(items.collect()).into_iter().enumerate() {
            w.line(format!("pub use c{i}::*;"));
            w.block(format!("mod c{i}"), |w| {
                w.line("use super::*;");
                for item in items {
                    w.lines(&item);
                    w.line("");
                }
            });
        }
        for (ty, table) in facts.dispatch.keys() {
            dispatch::write(w, &scope, *ty, *table);
        }
        init::write(w, &scope);
        exports(w, &scope);
        names(w, bundle);
    });
    w.finish()
}

/// Names that the code may use: its own state, the host shims, and the runtime's operations.
fn imports(w: &mut Writer, scope: &Scope<'_>) {
    let bundle = scope.bundle;
    let mut names = vec!["Guest".to_owned(), "State".to_owned()];
    if scope.host {
        names.push("Imports".into());
    }
    names.extend((0..bundle.memories.len()).map(|m| format!("M{m}")));
    let hosts = (0..)
        .zip(&bundle.funcs)
        .filter(|(_, f)| matches!(f.kind, FuncKind::Host { .. }));
    names.extend(hosts.map(|(f, _): (u32, _)| format!("h{f}")));
    w.line(format!("use super::{{{}}};", names.join(", ")));
    w.line(format!("use {}::rt::{{self, *}};", scope.options.runtime));
    w.line("use ::core::option::Option::{self, None, Some};");
    w.line("");
}

/// `x{f}` for every exported function: all state in, an option out.
fn exports(w: &mut Writer, scope: &Scope<'_>) {
    let bundle = scope.bundle;
    let exported = bundle
        .modules
        .iter()
        .flat_map(|m| &m.exports)
        .filter(|e| e.kind == ExternKind::Func);
    let exported: BTreeSet<u32> = exported.map(|e| e.index).collect();
    for f in exported {
        let ty = bundle.func_type(f);
        let needs = &scope.facts.funcs[f as usize];
        let mut state = vec!["g: &mut Guest".to_owned()];
        if scope.host {
            state.push("h: &mut dyn Imports".into());
        }
        let head = format!(
            "pub fn x{f}({}) -> Option<{}>",
            list(params(ty), state),
            ty.result()
        );
        w.block(head, |w| {
            if needs.stack_check.is_none() {
                w.line(format!(
                    "let Some(()) = stack_check({}, &mut g.s.cx) else {{ return None }};",
                    needs.stack
                ));
            }
            let call = scope.call(f, args(ty), Place::Guest);
            w.line(if needs.traps {
                call
            } else {
                format!("Some({call})")
            });
        });
    }
}

/// `names()`: function names for backtraces.
fn names(w: &mut Writer, bundle: &Bundle) {
    w.nest("static NAMES: &[&str] = &[", "];", |w| {
        for func in &bundle.funcs {
            w.line(format!(
                "{:?},",
                func.name.as_deref().map(demangle).unwrap_or_default()
            ));
        }
    });
    w.line("pub fn names() -> &'static [&'static str] { NAMES }");
}
