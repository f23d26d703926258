//! `Guest` and `State`: what a module's instance consists of besides its host.

use super::state;
use super::surface::{Plan, clamp, fixed_size, memory_limits, table_limits};
use super::writer::{Writer, code_span};
use crate::bundle::HostImport;
use crate::module::{ConstOp, ExternKind, SegmentMode};

/// Native stack that one entry may use if neither the option `max_stack` nor `Limits` says, in
/// bytes: half of what a thread of Rust's standard library has.
const DEFAULT_MAX_STACK: u32 = 1024 * 1024;

/// Writes the types and all their impls but the dynamic ones.
pub(super) fn write(w: &mut Writer, plan: &Plan<'_>) {
    types(w, plan);
    create(w, plan);
    w.doc("Access to what the module exports, and to its only memory.");
    w.block("impl Guest", |w| {
        for Accessor { doc, ident, head, body, .. } in accessors(plan) {
            w.doc(doc);
            w.line(format!("pub fn {ident}{head} {{ {body} }}"));
        }
        if plan.imports.any() {
            w.doc("Exports can be called on the result, from within an import too: `guest.with(self)`.");
            w.block("pub fn with<'a>(&'a mut self, host: &'a mut (dyn Imports + 'a)) -> Session<'a>", |w| {
                w.line("Session { guest: self, host }");
            });
        }
    });
    w.line("");
    w.block("impl ::core::fmt::Debug for Guest", |w| {
        w.block(
            "fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result",
            |w| {
                w.line("f.debug_struct(\"Guest\").finish_non_exhaustive()");
            },
        );
    });
    w.line("");
    state::write(w, plan);
}

/// The type of memory `m`.
fn memory_type(plan: &Plan<'_>, m: u32) -> String {
    match fixed_size(plan.bundle, plan.options, m) {
        Some(bytes) => format!("rt::FixedMemory<{bytes}>"),
        None if plan.bundle.is_shared(m) => "rt::SharedMemory".to_owned(),
        None => "rt::Memory".to_owned(),
    }
}

/// Globals with a field in the state.
pub(super) fn global_fields(plan: &Plan<'_>) -> Vec<u32> {
    (0..)
        .zip(&plan.bundle.globals)
        .filter(|(_, g)| g.constant().is_none())
        .map(|(i, _)| i)
        .collect()
}

/// Indices of the passive segments among `modes`.
pub(super) fn passive<'a>(modes: impl Iterator<Item = &'a SegmentMode>) -> Vec<usize> {
    modes
        .enumerate()
        .filter(|(_, mode)| **mode == SegmentMode::Passive)
        .map(|(i, _)| i)
        .collect()
}

fn types(w: &mut Writer, plan: &Plan<'_>) {
    let bundle = plan.bundle;
    for m in 0..bundle.memories.len() as u32 {
        match fixed_size(bundle, plan.options, m) {
            Some(bytes) => w.line(format!("type M{m} = [u8; {bytes}];")),
            None if bundle.is_shared(m) => w.line(format!("type M{m} = rt::SharedMemory;")),
            None => w.line(format!("type M{m} = [u8];")),
        }
    }
    w.doc("The state of the guest: memories, globals and tables. A clone is a snapshot.");
    w.line("#[derive(::core::clone::Clone)]");
    w.block("pub struct Guest", |w| {
        w.line("s: State,");
        for m in 0..bundle.memories.len() as u32 {
            w.line(format!("m{m}: {},", memory_type(plan, m)));
        }
    });
    w.line("");
    w.line("#[derive(::core::clone::Clone)]");
    w.block("struct State", |w| {
        w.line("cx: rt::Cx,");
        for g in global_fields(plan) {
            w.line(format!(
                "g{g}: {},",
                bundle.globals[g as usize].ty.value.rust()
            ));
        }
        for (t, table) in bundle.tables.iter().enumerate() {
            w.line(format!("t{t}: rt::Table<{}>,", table.ty.elem.rust()));
        }
        for d in passive(bundle.datas.iter().map(|d| &d.mode)) {
            w.line(format!("d{d}: rt::Data,"));
        }
        for e in passive(bundle.elems.iter().map(|e| &e.mode)) {
            w.line(format!("e{e}: rt::Elem<{}>,", bundle.elems[e].ty.rust()));
        }
    });
    w.line("");
}

/// `create_guest`: memories and tables of their initial size, imported values, and zeros.
fn create(w: &mut Writer, plan: &Plan<'_>) {
    let bundle = plan.bundle;
    let host = if bundle.has_host() {
        "h: &mut dyn Imports, "
    } else {
        ""
    };
    w.line("#[allow(unused_variables)]");
    w.block(
        format!("fn create_guest({host}limits: &rt::Limits) -> Result<Guest, rt::Trap>"),
        |w| {
            w.nest("Ok(Guest {", "})", |w| {
                w.nest("s: State {", "},", |w| {
                    let stack = plan.options.max_stack.unwrap_or(DEFAULT_MAX_STACK);
                    w.line(format!("cx: rt::Cx::new(limits, {stack}),"));
                    for g in global_fields(plan) {
                        let value = match plan.imports.global(g) {
                            Some(callee) => format!("{callee}(h)"),
                            None => "::core::default::Default::default()".to_owned(),
                        };
                        w.line(format!("g{g}: {value},"));
                    }
                    for t in 0..bundle.tables.len() as u32 {
                        w.line(format!("t{t}: {}?,", new_table(plan, t)));
                    }
                    for d in passive(bundle.datas.iter().map(|d| &d.mode)) {
                        w.line(format!("d{d}: rt::Data::new(code::D{d}),"));
                    }
                    for e in passive(bundle.elems.iter().map(|e| &e.mode)) {
                        w.line(format!("e{e}: ::core::default::Default::default(),"));
                    }
                });
                for m in 0..bundle.memories.len() as u32 {
                    w.line(format!("m{m}: {}?,", new_memory(plan, m)));
                }
            });
        },
    );
    w.line("");
}

fn new_memory(plan: &Plan<'_>, m: u32) -> String {
    let memory = &plan.bundle.memories[m as usize];
    let (min, max) = memory_limits(plan.options, memory.ty);
    let fixed = fixed_size(plan.bundle, plan.options, m);
    let declared = memory.ty.limits.max.map(clamp);
    let message = misfit(&memory.import, min, declared, "pages");
    match (plan.imports.memory(m), fixed) {
        (Some(callee), None) => {
            let ceiling = plan.options.max_memory_pages;
            let shared = if memory.ty.shared { "shared_" } else { "" };
            format!(
                "rt::import_{shared}memory({callee}(h)?, {min}, {declared:?}, {ceiling:?}, {message:?}, limits)"
            )
        }
        (Some(callee), Some(bytes)) => {
            format!("rt::import_fixed_memory::<{bytes}>({callee}(h)?, {message:?}, limits)")
        }
        (None, Some(bytes)) => format!("rt::FixedMemory::<{bytes}>::with_limits(limits)"),
        (None, None) => {
            let ty = memory_type(plan, m);
            format!("{ty}::with_limits({min}, {max:?}, limits)")
        }
    }
}

fn new_table(plan: &Plan<'_>, t: u32) -> String {
    let table = &plan.bundle.tables[t as usize];
    let (min, max) = table_limits(table.ty);
    let message = misfit(&table.import, min, max, "elements");
    match plan.imports.table(t) {
        Some(callee) => {
            format!("rt::import_table({callee}(h)?, {min}, {max:?}, {message:?}, limits)")
        }
        None => format!("rt::Table::with_limits({min}, {max:?}, limits)"),
    }
}

/// What to say if the host's memory or table does not fit.
fn misfit(import: &Option<HostImport>, min: u32, max: Option<u32>, unit: &str) -> String {
    let Some(HostImport { module, name }) = import else {
        return String::new();
    };
    match max {
        Some(max) => format!(
            "{module}.{name} must have at least {min} and a maximum of at most {max} {unit}"
        ),
        None => format!("{module}.{name} must have at least {min} {unit}"),
    }
}

/// A method of `Guest` that gives access to a part of the state; `Instance` forwards to it.
pub(super) struct Accessor {
    pub doc: String,
    pub ident: String,
    /// Parameters and result: `(&self) -> i32`.
    pub head: String,
    /// The body in `Guest`.
    pub body: String,
    /// How to call it: `set_x(value)`.
    pub call: String,
}

impl Accessor {
    fn get(ident: &str, doc: String, result: &str, body: String) -> Self {
        Accessor {
            doc,
            ident: ident.to_owned(),
            head: format!("(&self) -> {result}"),
            body,
            call: format!("{ident}()"),
        }
    }

    /// `x()` and `x_mut()`, which lend `place`.
    fn lend(ident: &str, what: &str, ty: &str, place: String) -> [Self; 2] {
        let mutable = format!("{ident}_mut");
        [
            Accessor::get(
                ident,
                format!("{what}."),
                &format!("&{ty}"),
                format!("&self.{place}"),
            ),
            Accessor {
                doc: format!("{what}, to change it."),
                head: format!("(&mut self) -> &mut {ty}"),
                body: format!("&mut self.{place}"),
                call: format!("{mutable}()"),
                ident: mutable,
            },
        ]
    }

    /// `set_x(value)`.
    fn set(ident: &str, doc: String, parameter: &str, ty: &str, body: String) -> Self {
        Accessor {
            doc,
            head: format!("(&mut self, {parameter}: {ty})"),
            body,
            call: format!("set_{ident}({parameter})"),
            ident: format!("set_{ident}"),
        }
    }
}

/// Methods for memories, globals, tables and fuel.
pub(super) fn accessors(plan: &Plan<'_>) -> Vec<Accessor> {
    let mut list = Vec::new();
    if let Some(m) = plan.exports.memory {
        list.extend(Accessor::lend(
            "memory",
            "The memory",
            &memory_type(plan, m),
            format!("m{m}"),
        ));
    }
    for item in plan.exports.others() {
        let (ident, index, name) = (&item.ident, item.index, code_span(&item.name));
        match item.kind {
            ExternKind::Func => {}
            ExternKind::Memory => {
                let ty = memory_type(plan, index);
                list.extend(Accessor::lend(
                    ident,
                    &format!("Memory {name}"),
                    &ty,
                    format!("m{index}"),
                ));
            }
            ExternKind::Table => {
                let ty = format!(
                    "rt::Table<{}>",
                    plan.bundle.tables[index as usize].ty.elem.rust()
                );
                list.extend(Accessor::lend(
                    ident,
                    &format!("Table {name}"),
                    &ty,
                    format!("s.t{index}"),
                ));
            }
            ExternKind::Global => {
                let ty = plan.bundle.globals[index as usize].ty;
                let rust = ty.value.rust();
                list.push(Accessor::get(
                    ident,
                    format!("Global {name}."),
                    rust,
                    global_value(plan, index, "self"),
                ));
                if ty.mutable {
                    let body = format!("self.s.g{index} = value;");
                    list.push(Accessor::set(
                        ident,
                        format!("Sets global {name}."),
                        "value",
                        rust,
                        body,
                    ));
                }
            }
        }
    }
    if plan.options.fuel {
        let doc = "The fuel that is left; `u64::MAX` if it was never limited.".to_owned();
        list.push(Accessor::get(
            "fuel",
            doc,
            "u64",
            "self.s.cx.fuel_left()".to_owned(),
        ));
        let doc = "Sets the fuel that is left.".to_owned();
        list.push(Accessor::set(
            "fuel",
            doc,
            "fuel",
            "u64",
            "self.s.cx.set_fuel(fuel);".to_owned(),
        ));
    }
    list
}

/// The current value of global `g`: its field in `guest`, or the literal that it always is.
pub(super) fn global_value(plan: &Plan<'_>, g: u32, guest: &str) -> String {
    match plan.bundle.globals[g as usize].constant() {
        Some(ConstOp::I32(v)) => format!("{v}_i32"),
        Some(ConstOp::I64(v)) => format!("{v}_i64"),
        Some(ConstOp::F32(bits)) => format!("f32::from_bits({bits})"),
        Some(ConstOp::F64(bits)) => format!("f64::from_bits({bits})"),
        Some(ConstOp::V128(bytes)) => format!("rt::V128::from_bytes({bytes:?})"),
        _ => format!("{guest}.s.g{g}"),
    }
}
