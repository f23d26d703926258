//! The traits that instances and sessions implement: the generated `Exports`, and the user's own.

use super::api::{Method, Shape};
use super::guest::{Accessor, accessors};
use super::surface::Plan;
use super::writer::Writer;
use crate::options::Implements;

/// `Exports`, for those who are generic over the ways to call, or mock them.
pub(super) fn exports_trait(w: &mut Writer, plan: &Plan<'_>, methods: &[Method<'_>]) {
    w.doc("The exported functions, on whatever they can be called.");
    w.block("pub trait Exports", |w| {
        w.doc("The state of the guest.");
        w.line("fn guest(&self) -> &Guest;");
        w.doc("The state of the guest, to change it.");
        w.line("fn guest_mut(&mut self) -> &mut Guest;");
        for Method {
            item, doc, head, ..
        } in methods
        {
            w.doc(doc);
            w.line(format!("fn {}{head};", item.ident));
        }
    });
    w.line("");
    for (params, ty) in targets(plan) {
        w.block(format!("impl{params} Exports for {ty}"), |w| {
            w.line("fn guest(&self) -> &Guest { Self::guest(self) }");
            w.line("fn guest_mut(&mut self) -> &mut Guest { Self::guest_mut(self) }");
            for method in methods {
                w.line(delegate(method));
            }
        });
        w.line("");
    }
}

/// The types on which exports can be called: parameters of the impl, type.
fn targets(plan: &Plan<'_>) -> Vec<(&'static str, &'static str)> {
    let shape = Shape::new(plan);
    let mut list = vec![(shape.params, shape.name)];
    if plan.imports.any() {
        list.push(("", "Session<'_>"));
    }
    list
}

/// A trait's method that calls the inherent one.
fn delegate(method: &Method<'_>) -> String {
    let ident = &method.item.ident;
    format!(
        "fn {ident}{} {{ Self::{ident}(self, {}) }}",
        method.head, method.args
    )
}

/// `impl TRAIT for Instance` (and `Session`), with all exported functions or the listed methods.
pub(super) fn implement(
    w: &mut Writer,
    plan: &Plan<'_>,
    methods: &[Method<'_>],
    implements: &Implements,
) -> Result<(), String> {
    let accessors = accessors(plan);
    let lines: Vec<String> = match &implements.methods {
        None => methods.iter().map(delegate).collect(),
        Some(names) => {
            let mut lines = Vec::new();
            for name in names {
                let function = methods.iter().find(|m| m.item.ident == *name).map(delegate);
                let accessor = || accessors.iter().find(|a| a.ident == *name);
                let forward =
                    |a: &Accessor| format!("fn {}{} {{ self.guest.{} }}", a.ident, a.head, a.call);
                let Some(line) = function.or_else(|| accessor().map(forward)) else {
                    let all = methods
                        .iter()
                        .map(|m| &m.item.ident)
                        .chain(accessors.iter().map(|a| &a.ident));
                    return Err(unknown_method(name, all));
                };
                lines.push(line);
            }
            lines
        }
    };
    let targets: Vec<(&str, String)> = match &implements.host {
        None => targets(plan)
            .into_iter()
            .map(|(p, ty)| (p, ty.to_owned()))
            .collect(),
        Some(host) if plan.imports.any() => vec![("", format!("Instance<{host}>"))],
        Some(_) => {
            return Err("the module imports nothing, so it has no host: leave out `for …`".into());
        }
    };
    for (params, ty) in targets {
        w.block(format!("impl{params} {} for {ty}", implements.path), |w| {
            for line in &lines {
                w.line(line);
            }
        });
        w.line("");
    }
    Ok(())
}

/// Names some of what there is, most similar prefix first.
fn unknown_method<'a>(name: &str, all: impl Iterator<Item = &'a String>) -> String {
    const SHOWN: usize = 12;
    let common = |other: &str| {
        name.bytes()
            .zip(other.bytes())
            .take_while(|(a, b)| a == b)
            .count()
    };
    let mut all: Vec<&String> = all.collect();
    all.sort_by_key(|other| std::cmp::Reverse(common(other)));
    let list: Vec<String> = all.iter().take(SHOWN).map(|n| format!("`{n}`")).collect();
    match all.len() {
        0 => format!("the instance has no method `{name}`: the module exports nothing"),
        n if n > SHOWN => {
            format!(
                "the instance has no method `{name}`; it has {} and {} more",
                list.join(", "),
                n - SHOWN
            )
        }
        _ => format!(
            "the instance has no method `{name}`; it has {}",
            list.join(", ")
        ),
    }
}
