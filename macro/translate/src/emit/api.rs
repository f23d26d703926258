//! `Instance` and `Session`: the types on which exports are called.

use super::exports::Item;
use super::guest::{Accessor, accessors};
use super::ident;
use super::implements::{exports_trait, implement};
use super::surface::Plan;
use super::writer::{Writer, code_span};
use crate::error::{Context, Error};

/// An exported function as a method.
pub(super) struct Method<'a> {
    pub item: &'a Item,
    pub doc: String,
    /// `(&mut self, a: i32) -> Result<i32, rt::Trap>`
    pub head: String,
    /// `a, `
    pub args: String,
}

/// Writes the types and impls.
pub(super) fn write(w: &mut Writer, plan: &Plan<'_>, errors: &mut Context) {
    let methods: Vec<Method<'_>> = plan
        .exports
        .funcs()
        .map(|item| method(plan, item))
        .collect();
    instance(w, plan, &methods);
    if plan.imports.any() {
        session(w, &methods);
    }
    exports_trait(w, plan, &methods);
    for (index, implements) in plan.options.implements.iter().enumerate() {
        if let Err(message) = implement(w, plan, &methods, implements) {
            errors.push(Error::option("implements", index, message));
        }
    }
}

fn method<'a>(plan: &Plan<'_>, item: &'a Item) -> Method<'a> {
    let func = &plan.bundle.funcs[item.index as usize];
    let ty = plan.bundle.func_type(item.index);
    let names = ident::params(ty.params.len(), &func.param_names);
    let params: String = names
        .iter()
        .zip(&ty.params)
        .map(|(n, t)| format!(", {n}: {}", t.rust()))
        .collect();
    Method {
        item,
        doc: format!("Export {}: `{ty}`", code_span(&item.name)),
        head: format!("(&mut self{params}) -> Result<{}, rt::Trap>", ty.result()),
        args: names.iter().map(|n| format!("{n}, ")).collect(),
    }
}

/// `Instance` with and without a type parameter for the host.
pub(super) struct Shape {
    /// After `impl`.
    pub params: &'static str,
    /// The type.
    pub name: &'static str,
    /// First parameter of a constructor.
    param: &'static str,
    /// The same as an argument.
    arg: &'static str,
    /// The field's initialiser.
    init: &'static str,
    /// What `mod code` gets as host, from a method of `Instance`.
    host: &'static str,
}

impl Shape {
    pub fn new(plan: &Plan<'_>) -> Shape {
        match plan.imports.any() {
            true => Shape {
                params: "<I: Imports>",
                name: "Instance<I>",
                param: "imports: I, ",
                arg: "imports, ",
                init: "imports",
                host: ", &mut self.imports",
            },
            false => Shape {
                params: "",
                name: "Instance",
                param: "",
                arg: "",
                init: "",
                // With stubs only, code still has a host parameter.
                host: if plan.bundle.has_host() {
                    ", &mut ()"
                } else {
                    ""
                },
            },
        }
    }
}

/// The method for the main module's `_start`, if that is a program (a *command* of WASI), and the name `start` is free.
fn command<'a>(plan: &Plan<'_>, methods: &[Method<'a>]) -> Option<&'a str> {
    let main = plan.bundle.modules.len().checked_sub(1)?;
    let taken = methods.iter().any(|m| m.item.ident == "start")
        || accessors(plan).iter().any(|a| a.ident == "start");
    let method = methods
        .iter()
        .find(|m| m.item.module == main && m.item.name == "_start")?;
    let plain = method.head == "(&mut self) -> Result<(), rt::Trap>";
    (plain && !taken).then_some(&method.item.ident)
}

fn instance(w: &mut Writer, plan: &Plan<'_>, methods: &[Method<'_>]) {
    let shape = Shape::new(plan);
    let Shape { params, name, .. } = shape;
    match plan.imports.any() {
        true => {
            w.doc("An instance of the module: its state, and the host that provides its imports.")
        }
        false => w.doc("An instance of the module."),
    }
    w.line("#[derive(::core::clone::Clone)]");
    w.block(
        format!(
            "pub struct {}",
            if plan.imports.any() {
                "Instance<I>"
            } else {
                "Instance"
            }
        ),
        |w| {
            w.line("guest: Guest,");
            if plan.imports.any() {
                w.line("imports: I,");
            }
        },
    );
    w.line("");
    w.block(format!("impl{params} {name}"), |w| {
        constructors(w, plan, &shape);
        parts(w, plan, &shape);
        for Accessor {
            doc,
            ident,
            head,
            call,
            ..
        } in accessors(plan)
        {
            w.doc(doc);
            w.line(format!("pub fn {ident}{head} {{ self.guest.{call} }}"));
        }
        for Method {
            item,
            doc,
            head,
            args,
        } in methods
        {
            w.doc(doc);
            w.block(format!("pub fn {}{head}", item.ident), |w| {
                w.line("self.guest.s.cx.begin();");
                w.line(format!(
                    "let result = code::x{}({args}&mut self.guest{});",
                    item.index, shape.host
                ));
                w.line("self.guest.s.cx.finish(result, code::names())");
            });
        }
        if let Some(ident) = command(plan, methods) {
            w.doc("Runs the program to its end: the exit status, which is 0 if `_start` returns.");
            w.doc("");
            w.doc("# Errors");
            w.doc("");
            w.doc("Traps of the guest; `proc_exit` is none.");
            w.line("pub fn start(&mut self) -> Result<i32, rt::Trap> {");
            w.line(format!("rt::wasi::exit_status(self.{ident}())"));
            w.line("}");
        }
    });
    w.line("");
    let params = if plan.imports.any() { "<I>" } else { "" };
    w.block(format!("impl{params} ::core::fmt::Debug for {name}"), |w| {
        w.block(
            "fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result",
            |w| {
                w.line("f.debug_struct(\"Instance\").finish_non_exhaustive()");
            },
        );
    });
    w.line("");
}

fn constructors(w: &mut Writer, plan: &Plan<'_>, shape: &Shape) {
    let Shape {
        param,
        arg,
        init,
        host,
        ..
    } = shape;
    w.doc("Instantiates the module: memories, tables, globals, segments, its start function, and");
    w.doc("`_initialize` if there is one.");
    w.doc("");
    w.doc("# Errors");
    w.doc("");
    w.doc(
        "If memory is short, an import does not fit, a segment lies outside, or the guest traps.",
    );
    w.block(
        format!(
            "pub fn new({}) -> Result<Self, rt::Trap>",
            param.trim_end_matches(", ")
        ),
        |w| {
            w.line(format!("Self::with_limits({arg}rt::Limits::new())"));
        },
    );
    w.doc("Like `new`, with limits on what the instance may use.");
    w.doc("");
    w.doc("# Errors");
    w.doc("");
    w.doc("Those of `new`, and if the limits are below what the module starts with.");
    w.block(
        format!("pub fn with_limits({param}limits: rt::Limits) -> Result<Self, rt::Trap>"),
        |w| {
            w.line(format!("let mut instance = Self::__uninit({arg}limits)?;"));
            let initializers = plan.exports.initializers(plan.bundle);
            for module in 0..plan.bundle.modules.len() {
                w.line(format!("instance.__init({module})?;"));
                for item in initializers.iter().filter(|item| item.module == module) {
                    w.line(format!("instance.{}()?;", item.ident));
                }
            }
            w.line("Ok(instance)");
        },
    );
    let visibility = match plan.options.dynamic {
        true => "#[doc(hidden)] pub ",
        false => "",
    };
    let mutable = if init.is_empty() { "" } else { "mut " };
    let first = if param.is_empty() {
        String::new()
    } else {
        format!("{mutable}{param}")
    };
    w.block(
        format!("{visibility}fn __uninit({first}limits: rt::Limits) -> Result<Self, rt::Trap>"),
        |w| {
            let host = host.trim_start_matches(", ").replace("self.", "");
            let host = if host.is_empty() {
                host
            } else {
                format!("{host}, ")
            };
            w.line(format!("let guest = create_guest({host}&limits)?;"));
            w.line(format!("Ok(Instance {{ guest, {init} }})"));
        },
    );
    w.block(
        format!("{visibility}fn __init(&mut self, module: usize) -> Result<(), rt::Trap>"),
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

/// Access to guest and host.
fn parts(w: &mut Writer, plan: &Plan<'_>, shape: &Shape) {
    let host = plan.imports.any();
    let Shape { param, arg, .. } = shape;
    w.doc("An instance that goes on from a snapshot. Nothing is initialised again.");
    w.doc("");
    w.doc("# Errors");
    w.doc("");
    w.doc("If it is no snapshot of this module, or larger than the limits allow.");
    w.block(
        format!("pub fn from_snapshot({param}limits: rt::Limits, snapshot: &rt::Snapshot) -> Result<Self, rt::Trap>"),
        |w| {
            w.line(format!("let mut instance = Self::__uninit({arg}limits)?;"));
            w.line("rt::GuestState::load(&mut instance.guest, snapshot)?;");
            w.line("Ok(instance)");
        },
    );
    w.doc("The state of the guest; a clone of it is a snapshot.");
    w.line("pub fn guest(&self) -> &Guest { &self.guest }");
    w.doc("The state of the guest, to change it; assign a snapshot to go back to it.");
    w.line("pub fn guest_mut(&mut self) -> &mut Guest { &mut self.guest }");
    w.doc("The guest alone.");
    w.line("pub fn into_guest(self) -> Guest { self.guest }");
    w.doc("An instance that goes on from a clone of a guest. Nothing is initialised again.");
    if host {
        w.line(
            "pub fn from_guest(imports: I, guest: Guest) -> Self { Instance { guest, imports } }",
        );
        w.doc("The host.");
        w.line("pub fn imports(&self) -> &I { &self.imports }");
        w.doc("The host, to change it.");
        w.line("pub fn imports_mut(&mut self) -> &mut I { &mut self.imports }");
        w.doc("The host alone.");
        w.line("pub fn into_imports(self) -> I { self.imports }");
    } else {
        w.line("pub fn from_guest(guest: Guest) -> Self { Instance { guest } }");
    }
}

fn session(w: &mut Writer, methods: &[Method<'_>]) {
    w.doc("A guest together with a host, both borrowed: what `Guest::with` gives.");
    w.block("pub struct Session<'a>", |w| {
        w.line("guest: &'a mut Guest,");
        w.line("host: &'a mut (dyn Imports + 'a),");
    });
    w.line("");
    w.block("impl Session<'_>", |w| {
        w.doc("The state of the guest.");
        w.line("pub fn guest(&self) -> &Guest { self.guest }");
        w.doc("The state of the guest, to change it.");
        w.line("pub fn guest_mut(&mut self) -> &mut Guest { self.guest }");
        for Method {
            item,
            doc,
            head,
            args,
        } in methods
        {
            w.doc(doc);
            w.block(format!("pub fn {}{head}", item.ident), |w| {
                w.line("self.guest.s.cx.begin_nested();");
                w.line(format!(
                    "let result = code::x{}({args}&mut *self.guest, &mut *self.host);",
                    item.index
                ));
                w.line("self.guest.s.cx.finish(result, code::names())");
            });
        }
    });
    w.line("");
    w.block("impl ::core::fmt::Debug for Session<'_>", |w| {
        w.block(
            "fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result",
            |w| {
                w.line("f.debug_struct(\"Session\").finish_non_exhaustive()");
            },
        );
    });
    w.line("");
}
