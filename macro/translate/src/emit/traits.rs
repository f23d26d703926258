//! What the host gives: one trait per import namespace, `Imports` over them, and the shims through
//! which `mod code` calls the host.

use super::imports::{Imports, Kind, Method, Namespace};
use super::surface::{memory_limits, table_limits};
use super::wasi;
use super::writer::{Writer, code_span};
use crate::bundle::{Bundle, FuncKind};
use crate::options::Options;

impl Imports {
    /// The traits, `Imports` over them, and the shims.
    pub fn write(&self, w: &mut Writer, bundle: &Bundle, options: &Options) {
        for namespace in self.namespaces.iter().filter(|n| !n.foreign) {
            write_trait(w, namespace, options);
        }
        if bundle.has_host() {
            let bounds: Vec<&str> = self.namespaces.iter().map(|n| &n.path[..]).collect();
            match bounds.is_empty() {
                true => w.line("#[doc(hidden)]"),
                false => {
                    w.doc("Everything the module imports; whoever implements the traits of the namespaces has it.");
                    self.write_diagnostic(w, options);
                }
            }
            let (colon, list) = (
                if bounds.is_empty() { "" } else { ": " },
                bounds.join(" + "),
            );
            w.line(format!("pub trait Imports{colon}{list} {{}}"));
            let bounds: String = bounds.iter().map(|b| format!("{b} + ")).collect();
            w.line(format!(
                "impl<T: {bounds}?::core::marker::Sized> Imports for T {{}}"
            ));
            w.line("");
        }
        for (&f, &place) in &self.funcs {
            self.write_shim(w, bundle, f, place);
        }
    }

    /// For a host without the traits: rustc reports the bound on `Imports`, not the trait behind it.
    fn write_diagnostic(&self, w: &mut Writer, options: &Options) {
        let names: Vec<String> = self
            .namespaces
            .iter()
            .map(|n| format!("\"{}\"", in_message(&n.module)))
            .collect();
        let message = format!(
            "`{{Self}}` does not provide the imports from {}",
            names.join(", ")
        );
        let label = format!("not a host for `{}`", options.ident);
        let note = match self.namespaces.iter().any(|n| n.path == wasi::TRAIT) {
            true => format!(", note = {:?}", wasi::NOTE),
            false => String::new(),
        };
        w.line(format!(
            "#[diagnostic::on_unimplemented(message = {message:?}, label = {label:?}{note})]"
        ));
    }

    /// `h{f}`: what `mod code` calls for host function `f`.
    fn write_shim(&self, w: &mut Writer, bundle: &Bundle, f: u32, place: Option<(usize, usize)>) {
        let ty = bundle.func_type(f);
        let list: String = ty
            .params
            .iter()
            .enumerate()
            .map(|(i, t)| format!("a{i}: {}, ", t.rust()))
            .collect();
        let args: String = (0..ty.params.len()).map(|i| format!(", a{i}")).collect();
        let head = format!(
            "fn h{f}({list}g: &mut Guest, h: &mut dyn Imports) -> Option<{}>",
            ty.result()
        );
        let FuncKind::Host { import, module } = &bundle.funcs[f as usize].kind else {
            return;
        };
        // What `GuestState` gives as memory 0, as far as nobody says otherwise.
        let first = (!bundle.memories.is_empty()).then_some(0);
        w.line("#[allow(unused_variables)]");
        w.block(head, |w| match place {
            Some(place) => {
                w.line("g.s.cx.host_enter();");
                let guest = match bundle.wasi_memory(*module) {
                    memory if self.namespaces[place.0].path == wasi::TRAIT && memory != first => {
                        format!("&mut rt::Caller::new(g, {memory:?})")
                    }
                    _ => "g".to_owned(),
                };
                let callee = self.callee(place);
                w.line(format!("let result = {callee}(h, {guest}{args});"));
                w.line("g.s.cx.host_leave(result)");
            }
            None => w.line(format!(
                "rt::stub({:?}, &mut g.s.cx)",
                format!("{}.{}", import.module, import.name)
            )),
        });
        w.line("");
    }
}

fn write_trait(w: &mut Writer, namespace: &Namespace, options: &Options) {
    let name = &namespace.path;
    w.doc(format!(
        "What the module imports from {}.",
        code_span(&namespace.module)
    ));
    let module = in_message(&namespace.module);
    let message = format!("`{{Self}}` does not provide the imports from \"{module}\"");
    let label = format!(
        "`{}::{name}` is not implemented for this type",
        options.ident
    );
    let note = format!(
        "write `impl {}::{name} for {{Self}} {{{{ … }}}}`",
        options.ident
    );
    w.line(format!(
        "#[diagnostic::on_unimplemented(message = {message:?}, label = {label:?}, note = {note:?})]"
    ));
    w.block(format!("pub trait {name}"), |w| {
        for method in &namespace.methods {
            write_method(w, namespace, method, options);
        }
    });
    w.line("");
}

fn write_method(w: &mut Writer, namespace: &Namespace, method: &Method, options: &Options) {
    let ident = &method.ident;
    let what = code_span(&format!("{}.{}", namespace.module, method.field));
    match &method.kind {
        Kind::Func(ty, params) => {
            let list: String = params
                .iter()
                .zip(&ty.params)
                .map(|(p, t)| format!(", {p}: {}", t.rust()))
                .collect();
            w.doc(format!("{what}: `{ty}`"));
            let result = ty.result();
            w.line(format!(
                "fn {ident}(&mut self, guest: &mut Guest{list}) -> Result<{result}, rt::Trap>;"
            ));
        }
        Kind::Global(ty) => {
            w.doc(format!(
                "{what}: the initial value of a global, asked for once per instance."
            ));
            w.line(format!("fn {ident}(&mut self) -> {};", ty.rust()));
        }
        Kind::Memory(ty) => {
            let memory = if ty.shared {
                "rt::SharedMemory"
            } else {
                "rt::Memory"
            };
            w.doc(format!("{what}: a memory, asked for once per instance; by default a new one of the declared size."));
            w.block(
                format!("fn {ident}(&mut self) -> Result<{memory}, rt::Trap>"),
                |w| {
                    let (min, max) = memory_limits(options, *ty);
                    w.line(format!("{memory}::new({min}, {max:?})"));
                },
            );
        }
        Kind::Table(ty) => {
            w.doc(format!("{what}: a table, asked for once per instance; by default a new one of the declared size."));
            let elem = ty.elem.rust();
            w.block(
                format!("fn {ident}(&mut self) -> Result<rt::Table<{elem}>, rt::Trap>"),
                |w| {
                    let (min, max) = table_limits(*ty);
                    w.line(format!("rt::Table::new({min}, {max:?})"));
                },
            );
        }
    }
}

/// A namespace for a string of `diagnostic::on_unimplemented`, in which braces are placeholders.
fn in_message(module: &str) -> String {
    module
        .escape_debug()
        .to_string()
        .replace('{', "{{")
        .replace('}', "}}")
}
