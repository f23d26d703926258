//! The public surface: every item of the generated module but `mod code`.
//!
//! All of it follows from the sections and the options: it is written down here as text, and compared token by token.
//! Only names are the translator's choice: of traits, methods and parameters. In the text they are holes,
//! see [`Surface::t`]: a name is learned where it appears first, must be made of the WebAssembly name that it stands for
//! (see [`crate::naming`]), and is the same ever after.

use crate::bundle::{Bundle, ConstOp, Entity, FUNC, GLOBAL, Host, MEMORY, Mode, TABLE, WASI};
use crate::cursor::{Check, Cursor};
use crate::naming::{is_reserved_type, matches_pattern, related};
use crate::{Options, dynamic, fixed_size};
use std::collections::{BTreeMap, HashSet};
use wasmparser::{FuncType, ValType};

/// Native stack of one entry if the options do not say, in bytes.
const DEFAULT_STACK: u32 = 1024 * 1024;
/// Custom sections that are left out.
const TOOL_SECTIONS: [&str; 4] = [".debug_", "reloc.", "linking", "dylink"];
const WASI_TRAIT: &str = "rt::wasi::Preview1";
/// Scopes of names: exports, traits, and from `SCOPES` on the methods of each namespace.
const EXPORTS: usize = 0;
const TRAITS: usize = 1;
const SCOPES: usize = 2;

/// A name to be learned.
#[derive(Debug, Clone)]
struct Slot<'t> {
    scope: usize,
    /// What it stands for; how the option `rename` calls that; what it is if that is not a name at all.
    raw: String,
    key: String,
    fallback: &'static str,
    /// Once known.
    ident: &'t str,
}

/// An import namespace: a trait.
struct Namespace {
    module: String,
    /// Its name (a hole) or path.
    path: String,
    /// Not declared here.
    foreign: bool,
    methods: Vec<Method>,
}

/// An import's method.
#[derive(Clone)]
struct Method {
    field: String,
    /// Its name, a hole.
    ident: String,
    /// What follows the name.
    declaration: String,
    /// The same for every dynamic host; empty where the default is used.
    catch_all: String,
}

/// An export and the hole of its method's name.
pub struct Item {
    pub module: usize,
    pub name: String,
    pub kind: usize,
    pub index: u32,
    pub ident: String,
}

/// What is known of the surface so far.
pub struct Surface<'s, 'a, 'c, 't> {
    pub bundle: &'s Bundle<'a>,
    options: &'s Options,
    c: &'c mut Cursor<'t>,
    slots: Vec<Slot<'t>>,
    /// Names that things have in WebAssembly.
    raws: HashSet<(usize, String)>,
    params: Vec<&'t str>,
    namespaces: Vec<Namespace>,
    /// By kind and index: namespace and method; stubs are absent.
    places: BTreeMap<(usize, u32), (usize, usize)>,
    pub items: Vec<Item>,
    /// The memory behind `memory()`.
    memory: Option<u32>,
    /// What lists the fields of `Guest` and `State`: part of an impl, and an impl.
    parts: [String; 2],
    /// The main module, which is the last.
    pub main: usize,
    /// `<I: Imports>` and `Instance<I>`, or `` and `Instance`.
    pub instance: [&'static str; 2],
    /// The host as an argument, after the guest: of `self`.
    pub host: &'static str,
}

/// Checks all items up to `mod code`.
pub fn check(bundle: &Bundle<'_>, options: &Options, c: &mut Cursor<'_>) -> Check<()> {
    let mut s = Surface {
        bundle,
        options,
        c,
        slots: Vec::new(),
        raws: HashSet::new(),
        params: Vec::new(),
        namespaces: Vec::new(),
        places: BTreeMap::new(),
        items: Vec::new(),
        memory: None,
        parts: Default::default(),
        main: bundle.modules.len().saturating_sub(1),
        instance: ["", "Instance"],
        // With stubs only there is a parameter all the same.
        host: if bundle.has_host() { ", &mut ()" } else { "" },
    };
    s.plan();
    s.prelude()?;
    s.traits()?;
    s.shims()?;
    s.state()?;
    s.guest()?;
    s.instance()?;
    s.exports()?;
    if options.dynamic {
        dynamic::check(&mut s)?;
    }
    Ok(())
}

/// A value type in Rust, as a variant, and as a method that takes a value apart. Others than these never match.
pub fn names(ty: ValType) -> [&'static str; 3] {
    match ty {
        ValType::I32 => ["i32", "I32", "i32"],
        ValType::I64 => ["i64", "I64", "i64"],
        ValType::F32 => ["f32", "F32", "f32"],
        ValType::F64 => ["f64", "F64", "f64"],
        ValType::V128 => ["rt::V128", "V128", "v128"],
        ValType::FUNCREF => ["Option<rt::FuncRef>", "FuncRef", "funcref"],
        ValType::EXTERNREF => ["Option<rt::ExternRef>", "ExternRef", "externref"],
        ValType::Ref(_) => ["~", "~", "~"],
    }
}

/// The same text for `n` things, with their numbers.
pub fn each<T>(list: impl IntoIterator<Item = T>, text: impl Fn(usize, T) -> String) -> String {
    list.into_iter().enumerate().map(|(i, t)| text(i, t)).collect()
}

/// `a0: i32, a1: i64, `: parameters, with this in front of the number.
pub fn params(letter: &str, types: &[ValType]) -> String {
    each(types, |i, t| format!("{letter}{i}: {}, ", names(*t)[0]))
}

/// `()`, a type, or a tuple.
pub fn results(types: &[ValType]) -> String {
    match types {
        [one] => names(*one)[0].into(),
        many => format!("({})", each(many, |_, t| format!("{}, ", names(*t)[0]))),
    }
}

/// One or the other text, for a shared memory or another one.
pub fn shared_or<'t>(memory: &Entity, shared: &'t str, other: &'t str) -> &'t str {
    if memory.ty.shared { shared } else { other }
}

/// The text, if it is there at all.
pub fn when(is: bool, text: &str) -> &str {
    if is { text } else { "" }
}

/// Sizes that `u32` does not hold fail at instantiation all the same.
pub fn clamp(size: u64) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// Things with a field in the state, by index.
fn fields<T>(list: &[T], has: impl Fn(&T) -> bool) -> impl Iterator<Item = (usize, &T)> {
    list.iter().enumerate().filter(move |(_, t)| has(t))
}

impl<'t> Slot<'t> {
    /// Whether a name can be this; if so, it is from now on.
    fn learn(&mut self, ident: &'t str, options: &Options, raws: &HashSet<(usize, String)>) -> bool {
        let renamed = options.rename.iter().any(|(_, to)| to == ident);
        // A name that is another's own would be a trap for the reader.
        let stolen = ident != self.raw && !renamed && raws.contains(&(self.scope, ident.into()));
        let fits = match self.scope {
            // Names of the generated module itself, and those that its code sees through `rt`, must stay what they are.
            TRAITS => !is_reserved_type(ident),
            _ => related(ident, &self.raw, &self.key, self.fallback, &options.rename),
        };
        self.ident = ident;
        fits && !stolen
    }
}

impl Surface<'_, '_, '_, '_> {
    /// Compares with a text, in which `@3` is the name in slot 3 (`set_@3`, `@3_mut`: with more around it), `@_` any name, and
    /// `@p1` that of parameter 1: before a colon any, then the same until the next such colon. `~` is any string.
    pub fn t(&mut self, text: &str) -> Check<()> {
        let Surface { c, slots, raws, params, options, .. } = self;
        c.expect(text, &mut |word, ident, declared| {
            let (before, word) = word.split_once('@').unwrap_or_default();
            if let Some(p) = word.strip_prefix('p') {
                let p = p.parse().unwrap_or(usize::MAX);
                if declared {
                    params.truncate(p);
                    params.push(ident);
                }
                return params.get(p) == Some(&ident);
            }
            let (number, after) = word.split_at(word.find('_').unwrap_or(word.len()));
            let own = ident.strip_prefix(before).and_then(|i| i.strip_suffix(after));
            match (number.parse().ok().and_then(|n: usize| slots.get_mut(n)), own) {
                (Some(slot), Some(own)) if slot.ident.is_empty() => slot.learn(own, options, raws),
                (Some(slot), Some(own)) => slot.ident == own,
                _ => number.is_empty(),
            }
        })
    }

    fn slot(&mut self, scope: usize, raw: &str, key: String, fallback: &'static str) -> String {
        self.raws.insert((scope, raw.into()));
        let raw = raw.to_owned();
        self.slots.push(Slot { scope, raw, key, fallback, ident: "" });
        format!("@{}", self.slots.len() - 1)
    }

    /// Namespaces and exports in their order.
    fn plan(&mut self) {
        let bundle = self.bundle;
        for kind in [FUNC, GLOBAL, MEMORY, TABLE] {
            for (i, entity) in (0..).zip(&bundle.of[kind]) {
                if let Some(host) = &entity.import {
                    self.place(kind, i, entity, host);
                }
            }
        }
        if !self.namespaces.is_empty() {
            self.instance = ["<I: Imports>", "Instance<I>"];
            self.host = ", &mut self.imports";
        }
        for module in std::iter::once(self.main).chain(0..self.main) {
            let Some(from) = bundle.modules.get(module) else {
                continue;
            };
            for (name, kind, index) in from.exports.iter().cloned() {
                if (module, kind, &name[..]) == (self.main, MEMORY, "memory") {
                    self.memory = Some(index);
                    continue;
                }
                let [raw, key] = match module == self.main {
                    true => [name.clone(), name.clone()],
                    false => ['_', '.'].map(|c| format!("{}{c}{name}", from.name)),
                };
                let ident = self.slot(EXPORTS, &raw, key, "export_");
                self.items.push(Item { module, name, kind, index, ident });
            }
        }
        self.memory = self.memory.or((bundle.of[MEMORY].len() == 1).then_some(0));
    }

    /// What the host provides, as a method of its namespace.
    fn place(&mut self, kind: usize, index: u32, entity: &Entity, (module, field): &Host) {
        let key = format!("{module}.{field}");
        if kind == FUNC && self.options.stubs.iter().any(|p| matches_pattern(p, &key)) {
            return;
        }
        let known = self.namespaces.iter().position(|n| n.module == *module);
        let n = known.unwrap_or_else(|| {
            let given = self.options.traits.iter().find(|(name, _)| name == module);
            let path = match given {
                Some((_, path)) => path.clone(),
                None => self.slot(TRAITS, "", String::new(), ""),
            };
            let (module, foreign) = (module.clone(), given.is_some());
            self.namespaces.push(Namespace { module, path, foreign, methods: Vec::new() });
            self.namespaces.len() - 1
        });
        let (declaration, catch_all) = match kind {
            FUNC => {
                let ty = self.bundle.func_type(index);
                let (params, results) = (params("@_", ty.params()), results(ty.results()));
                let head = format!("(&mut self, guest: &mut Guest, {params}) -> Result<{results}, rt::Trap>;");
                (head, dynamic::import(module, field, ty))
            }
            GLOBAL => {
                let [rust, variant, getter] = names(entity.ty.value);
                (
                    format!("(&mut self) -> {rust};"),
                    format!(
                        "(&mut self) -> {rust} {{ rt::import_global(&mut self.0, rt::ImportInfo {{ module: {module:?}, \
                         name: {field:?} }}, rt::ValType::{variant}).{getter}(0) }}"
                    ),
                )
            }
            _ => {
                let [ty, new] = match kind {
                    MEMORY => {
                        let (ty, limits) = (format!("rt::{}", shared_or(entity, "SharedMemory", "Memory")), self.memory_limits(entity));
                        [ty.clone(), format!("{ty}::new({limits})")]
                    }
                    _ => [table(entity), format!("rt::Table::new({})", limits_of(entity))],
                };
                (format!("(&mut self) -> Result<{ty}, rt::Trap> {{ {new} }}"), String::new())
            }
        };
        let methods = &self.namespaces[n].methods;
        let known = methods.iter().position(|m| m.field == *field && m.declaration == declaration);
        let m = known.unwrap_or_else(|| {
            let ident = self.slot(SCOPES + n, field, key, "import_");
            let field = field.clone();
            self.namespaces[n].methods.push(Method { field, ident, declaration, catch_all });
            self.namespaces[n].methods.len() - 1
        });
        self.places.insert((kind, index), (n, m));
    }

    fn prelude(&mut self) -> Check<()> {
        let customs = self.bundle.modules.iter().flat_map(|m| &m.customs);
        let kept = customs.filter(|(name, _)| !TOOL_SECTIONS.iter().any(|t| name.starts_with(t)));
        let sections = each(kept, |_, (name, bytes)| format!("({name:?}, {}),", crate::code::byte_string(bytes)));
        self.t(&format!(
            "use {}::rt; use ::core::prelude::v1::*; pub const MODULE_NAME: &str = ~; \
             pub const CUSTOM_SECTIONS: &[(&str, &[u8])] = &[{sections}];",
            self.options.runtime
        ))
    }

    fn traits(&mut self) -> Check<()> {
        for n in 0..self.namespaces.len() {
            let Namespace { module, path, foreign, methods } = &self.namespaces[n];
            let methods = each(methods, |_, m| format!("fn {}{}", m.ident, m.declaration));
            let (text, wasi) = (format!("pub trait {path} {{ {methods} }}"), module == WASI);
            if *foreign {
                continue;
            }
            let (start, slots) = (*self.c, self.slots.clone());
            match self.t(&text) {
                // Not declared here, but in the runtime, where names are what they are.
                Err(_) if wasi => {
                    (*self.c, self.slots) = (start, slots);
                    let namespace = &mut self.namespaces[n];
                    (namespace.path, namespace.foreign) = (WASI_TRAIT.into(), true);
                    namespace.methods.iter_mut().for_each(|m| m.ident.clone_from(&m.field));
                }
                result => result?,
            }
        }
        if !self.bundle.has_host() {
            return Ok(());
        }
        let paths: Vec<&str> = self.namespaces.iter().map(|n| &n.path[..]).collect();
        let colon = if paths.is_empty() { "" } else { ":" };
        let text = format!(
            "pub trait Imports{colon} {} {{}} impl<T: {} ?::core::marker::Sized> Imports for T {{}}",
            paths.join(" + "),
            each(&paths, |_, p| format!("{p} +"))
        );
        self.t(&text)
    }

    /// `<dyn Imports as Env>::name`
    fn callee(&self, kind: usize, index: u32) -> Option<String> {
        let (n, m) = self.places.get(&(kind, index))?;
        let Namespace { path, methods, .. } = &self.namespaces[*n];
        Some(format!("<dyn Imports as {path}>::{}", methods[*m].ident))
    }

    fn shims(&mut self) -> Check<()> {
        for (f, func) in (0..).zip(&self.bundle.of[FUNC]) {
            let Some((namespace, field)) = &func.import else {
                continue;
            };
            let ty = self.bundle.func_type(f);
            let args = each(ty.params(), |i, _| format!(", a{i}"));
            let body = match self.callee(FUNC, f) {
                Some(callee) => {
                    let first = self.bundle.of[MEMORY].first().map(|_| 0);
                    let guest = match self.bundle.wasi_memory(func.module) {
                        memory if callee.contains(WASI_TRAIT) && memory != first => {
                            format!("&mut rt::Caller::new(g, {memory:?})")
                        }
                        _ => "g".into(),
                    };
                    format!("g.s.cx.host_enter(); let result = {callee}(h, {guest}{args}); g.s.cx.host_leave(result)")
                }
                None => format!("rt::stub({:?}, &mut g.s.cx)", format!("{namespace}.{field}")),
            };
            self.t(&format!(
                "#[allow(unused_variables)] fn h{f}({} g: &mut Guest, h: &mut dyn Imports) -> Option<{}> {{ {body} }}",
                params("a", ty.params()),
                results(ty.results())
            ))?;
        }
        Ok(())
    }

    fn memory_type(&self, m: usize) -> String {
        match fixed_size(self.options, &self.bundle.of[MEMORY][m]) {
            Some(bytes) => format!("rt::FixedMemory<{bytes}>"),
            None => format!("rt::{}", shared_or(&self.bundle.of[MEMORY][m], "SharedMemory", "Memory")),
        }
    }

    /// `1, Some(2)`
    pub fn memory_limits(&self, memory: &Entity) -> String {
        let declared = memory.ty.max.map(clamp).into_iter();
        let max = declared.chain(self.options.max_memory_pages).min();
        format!("{}, {max:?}", clamp(memory.ty.min))
    }

    /// `Guest`, `State`, and `create_guest`: memories and tables of their initial sizes, imported values, zeros.
    fn state(&mut self) -> Check<()> {
        let Bundle { of, datas, elems, .. } = self.bundle;
        let default = "::core::default::Default::default()";
        let mut types = String::new();
        // Declarations, values and names of the fields of `State`, then of `Guest`.
        let mut fields_of = [const { (String::new(), String::new(), Vec::new()) }; 2];
        let mut field = |guest: bool, name: String, ty: &str, value: &str| {
            let (declared, created, names) = &mut fields_of[usize::from(guest)];
            *declared += &format!("{name}: {ty}, ");
            *created += &format!("{name}: {value}, ");
            names.push(name);
        };
        for (g, global) in fields(&of[GLOBAL], |g| g.constant().is_none()) {
            let imported = self.callee(GLOBAL, g as u32).map(|c| c + "(h)");
            let value = imported.as_deref().unwrap_or(default);
            field(false, format!("g{g}"), names(global.ty.value)[0], value);
        }
        for (t, entity) in of[TABLE].iter().enumerate() {
            let limits = limits_of(entity);
            let value = match self.callee(TABLE, t as u32) {
                Some(callee) => format!("rt::import_table({callee}(h)?, {limits}, ~, limits)?"),
                None => format!("rt::Table::with_limits({limits}, limits)?"),
            };
            field(false, format!("t{t}"), &table(entity), &value);
        }
        for (d, _) in fields(datas, |d| d.mode == Mode::Passive) {
            field(false, format!("d{d}"), "rt::Data", &format!("rt::Data::new(code::D{d})"));
        }
        for (e, elem) in fields(elems, |e| e.mode == Mode::Passive) {
            let ty = format!("rt::Elem<rt::{}>", names(elem.items.0)[1]);
            field(false, format!("e{e}"), &ty, default);
        }
        for (m, memory) in of[MEMORY].iter().enumerate() {
            let fixed = fixed_size(self.options, memory);
            let limits = self.memory_limits(memory);
            let declared = limits_of(memory);
            let ceiling = self.options.max_memory_pages;
            let value = match (self.callee(MEMORY, m as u32), fixed) {
                (None, Some(bytes)) => format!("rt::FixedMemory::<{bytes}>::with_limits(limits)?"),
                (None, None) => format!("{}::with_limits({limits}, limits)?", self.memory_type(m)),
                (Some(callee), Some(bytes)) => {
                    format!("rt::import_fixed_memory::<{bytes}>({callee}(h)?, ~, limits)?")
                }
                (Some(callee), None) => {
                    let shared = shared_or(memory, "shared_", "");
                    format!("rt::import_{shared}memory({callee}(h)?, {declared}, {ceiling:?}, ~, limits)?")
                }
            };
            field(true, format!("m{m}"), &self.memory_type(m), &value);
            let size = fixed.map_or(String::new(), |bytes| format!("; {bytes}"));
            let bytes = format!("[u8{size}]");
            types += &format!("type M{m} = {};", shared_or(memory, "rt::SharedMemory", &bytes));
        }
        let [(state, new_state, of_state), (memories, new_memories, of_guest)] = fields_of;
        self.parts = crate::state::parts(&of_guest, &of_state);
        let host = when(self.bundle.has_host(), "h: &mut dyn Imports,");
        let stack = self.options.max_stack.unwrap_or(DEFAULT_STACK);
        self.t(&format!(
            "{types} #[derive(::core::clone::Clone)] pub struct Guest {{ s: State, {memories} }} \
             #[derive(::core::clone::Clone)] struct State {{ cx: rt::Cx, {state} }} \
             #[allow(unused_variables)] fn create_guest({host} limits: &rt::Limits) -> Result<Guest, rt::Trap> {{ \
             Ok(Guest {{ s: State {{ cx: rt::Cx::new(limits, {stack}), {new_state} }}, {new_memories} }}) }}"
        ))
    }

    /// The value of a global: its field, or the literal that it always is.
    pub fn global_value(&self, g: u32, guest: &str) -> String {
        match self.bundle.of[GLOBAL][g as usize].constant() {
            Some(ConstOp::Literal(ValType::F32, bits)) => format!("f32::from_bits({bits})"),
            Some(ConstOp::Literal(ValType::F64, bits)) => format!("f64::from_bits({bits})"),
            Some(ConstOp::Literal(ValType::V128, bits)) => format!("rt::V128::from_bytes({:?})", bits.to_le_bytes()),
            Some(ConstOp::Literal(ty, value)) => format!("{}_{}", *value as i64, names(*ty)[0]),
            _ => format!("{guest}.s.g{g}"),
        }
    }

    /// Methods that give access to parts of the state: `x(&self) -> i32`, what it does in `Guest`, `x()`.
    fn accessors(&self) -> Vec<[String; 3]> {
        let mut list = Vec::new();
        let memory = self.memory.map(|m| ("memory", MEMORY, m));
        let items = self.items.iter().map(|i| (&i.ident[..], i.kind, i.index));
        for (ident, kind, index) in memory.into_iter().chain(items) {
            let entity = &self.bundle.of[kind][index as usize];
            let (ty, place) = match kind {
                MEMORY => (self.memory_type(index as usize), format!("m{index}")),
                TABLE => (table(entity), format!("s.t{index}")),
                _ => (names(entity.ty.value)[0].into(), String::new()),
            };
            for (reference, suffix) in [("&", ""), ("&mut", "_mut")] {
                if place.is_empty() {
                    break;
                }
                list.push([
                    format!("{ident}{suffix}({reference} self) -> {reference} {ty}"),
                    format!("{reference} self.{place}"),
                    format!("{ident}{suffix}()"),
                ]);
            }
            if kind == GLOBAL {
                let value = self.global_value(index, "self");
                let head = format!("{ident}(&self) -> {ty}");
                list.push([head, value, format!("{ident}()")]);
            }
            if entity.ty.mutable {
                let head = format!("set_{ident}(&mut self, value: {ty})");
                let body = format!("self.s.g{index} = value;");
                list.push([head, body, format!("set_{ident}(value)")]);
            }
        }
        if self.options.fuel {
            let get = ["fuel(&self) -> u64", "self.s.cx.fuel_left()", "fuel()"];
            let head = "set_fuel(&mut self, fuel: u64)";
            let set = [head, "self.s.cx.set_fuel(fuel);", "set_fuel(fuel)"];
            list.extend([get, set].map(|t| t.map(str::to_owned)));
        }
        list
    }

    fn guest(&mut self) -> Check<()> {
        let accessors = each(self.accessors(), |_, [head, body, _]| format!("pub fn {head} {{ {body} }}"));
        let with = "pub fn with<'a>(&'a mut self, host: &'a mut (dyn Imports + 'a)) -> Session<'a> { \
                    Session { guest: self, host } }";
        let call = format!(
            "fn call(&mut self, host: &mut dyn rt::DynamicHost, name: &str, args: &[rt::Value]) \
             -> Result<rt::Values, rt::CallError> {{ call_in({}, name, args, true, self, &mut rt::CatchAll(host)) }}",
            self.main
        );
        self.t(&format!(
            "impl Guest {{ {accessors} {} }} {} impl rt::GuestState for Guest {{ {} {} {} }} {}",
            when(self.imports(), with),
            debug("", "Guest"),
            crate::state::access(self.bundle),
            self.parts[0],
            when(self.reentrant(), &call),
            self.parts[1],
        ))
    }

    /// Whether the host gives anything, so that there are `Session` and the parameter of `Instance`.
    pub fn imports(&self) -> bool {
        !self.namespaces.is_empty()
    }

    /// Whether a dynamic host has all imports, so that it can call back.
    pub fn reentrant(&self) -> bool {
        let known = |n: &Namespace| !n.foreign || n.path == WASI_TRAIT;
        self.options.dynamic && self.imports() && self.namespaces.iter().all(known)
    }

    /// `(&mut self, a: i32) -> Result<i32, rt::Trap>`, and `a, `.
    fn signature(&self, f: u32) -> (String, String) {
        let ty = self.bundle.func_type(f);
        let (params, results) = (params("@p", ty.params()), results(ty.results()));
        let args = each(ty.params(), |i, _| format!("@p{i}, "));
        let head = format!("(&mut self, {params}) -> Result<{results}, rt::Trap>");
        (head, args)
    }

    /// Exported functions.
    fn functions(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|i| i.kind == FUNC)
    }

    /// Those of type `[] -> []` and this name.
    fn special(&self, module: usize, name: &str) -> Option<&Item> {
        let plain = |f| self.bundle.func_type(f) == &FuncType::new([], []);
        self.functions().find(|i| (i.module, &i.name[..]) == (module, name) && plain(i.index))
    }

    /// One method per exported function, which calls `code::x{f}`.
    fn methods(&mut self, begin: &str, state: &str) -> Check<()> {
        let methods = each(self.functions(), |_, Item { ident, index, .. }| {
            let (signature, args) = self.signature(*index);
            format!(
                "pub fn {ident}{signature} {{ self.guest.s.cx.{begin}(); let result = code::x{index}({args} {state}); \
                 self.guest.s.cx.finish(result, code::names()) }}"
            )
        });
        self.t(&methods)
    }

    fn instance(&mut self) -> Check<()> {
        let [params, name] = self.instance;
        // The host as a field, parameter and argument.
        let [from, arg] = ["imports: I,", "imports,"].map(|t| when(self.imports(), t));
        let modules = &self.bundle.modules;
        let inits = each(modules, |k, _| {
            let initialize = self.special(k, "_initialize");
            let call = initialize.map_or(String::new(), |i| format!("instance.{}()?;", i.ident));
            format!("instance.__init({k})?; {call}")
        });
        let arms = each(modules, |k, _| format!("{k} => code::init_{k}(&mut self.guest{}),", self.host));
        let host = self.host.replace("self.", "").replacen(',', "", 1);
        let comma = when(!host.is_empty(), ",");
        let visible = when(self.options.dynamic, "pub");
        let mutable = when(self.imports(), "mut");
        let more = "pub fn imports(&self) -> &I { &self.imports } pub fn imports_mut(&mut self) -> &mut I { &mut self.imports } \
                    pub fn into_imports(self) -> I { self.imports }";
        let more = when(self.imports(), more);
        let accessors = each(self.accessors(), |_, [head, _, call]| format!("pub fn {head} {{ self.guest.{call} }}"));
        self.t(&format!(
            "#[derive(::core::clone::Clone)] pub struct {name} {{ guest: Guest, {from} }} impl{params} {name} {{ \
             pub fn new({from}) -> Result<Self, rt::Trap> {{ Self::with_limits({arg} rt::Limits::new()) }} \
             pub fn with_limits({from} limits: rt::Limits) -> Result<Self, rt::Trap> {{ \
             let mut instance = Self::__uninit({arg} limits)?; {inits} Ok(instance) }} \
             {visible} fn __uninit({mutable} {from} limits: rt::Limits) -> Result<Self, rt::Trap> {{ \
             let guest = create_guest({host} {comma} &limits)?; Ok(Instance {{ guest, {arg} }}) }} \
             {visible} fn __init(&mut self, module: usize) -> Result<(), rt::Trap> {{ self.guest.s.cx.begin(); \
             let result = match module {{ {arms} _ => Some(()), }}; self.guest.s.cx.finish(result, code::names()) }} \
             pub fn from_snapshot({from} limits: rt::Limits, snapshot: &rt::Snapshot) -> Result<Self, rt::Trap> {{ \
             let mut instance = Self::__uninit({arg} limits)?; rt::GuestState::load(&mut instance.guest, snapshot)?; \
             Ok(instance) }} \
             pub fn guest(&self) -> &Guest {{ &self.guest }} pub fn guest_mut(&mut self) -> &mut Guest {{ &mut self.guest }} \
             pub fn into_guest(self) -> Guest {{ self.guest }} \
             pub fn from_guest({from} guest: Guest) -> Self {{ Instance {{ guest, {arg} }} }} {more} {accessors}"
        ))?;
        self.methods("begin", &format!("&mut self.guest{}", self.host))?;
        let start = |s: &Slot<'_>| s.scope == EXPORTS && s.ident == "start";
        let taken = self.slots.iter().any(start);
        if let (Some(program), false) = (self.special(self.main, "_start"), taken) {
            self.t(&format!("pub fn start(&mut self) -> Result<i32, rt::Trap> {{ rt::wasi::exit_status(self.{}()) }}", program.ident))?;
        }
        self.t(&format!("}} {}", debug(when(self.imports(), "<I>"), name)))?;
        if self.imports() {
            self.t("pub struct Session<'a> { guest: &'a mut Guest, host: &'a mut (dyn Imports + 'a), } impl Session<'_> { \
                 pub fn guest(&self) -> &Guest { self.guest } pub fn guest_mut(&mut self) -> &mut Guest { self.guest }")?;
            self.methods("begin_nested", "&mut *self.guest, &mut *self.host")?;
            self.t(&format!("}} {}", debug("", "Session<'_>")))?;
        }
        Ok(())
    }

    /// The trait `Exports`, and the user's traits: each method hands on to the inherent one of the same name.
    fn exports(&mut self) -> Check<()> {
        let mut targets = vec![self.instance.map(str::to_owned)];
        if self.imports() {
            targets.push(["".into(), "Session<'_>".into()]);
        }
        let mut own = String::new();
        let mut handed_on = Vec::new();
        for Item { ident, index, .. } in self.functions() {
            let (signature, args) = self.signature(*index);
            own += &format!("fn {ident}{signature};");
            handed_on.push(format!("fn {ident}{signature} {{ Self::{ident}(self, {args}) }}"));
        }
        self.t(&format!("pub trait Exports {{ fn guest(&self) -> &Guest; fn guest_mut(&mut self) -> &mut Guest; {own} }}"))?;
        for [params, name] in &targets {
            self.t(&format!(
                "impl{params} Exports for {name} {{ fn guest(&self) -> &Guest {{ Self::guest(self) }} \
                 fn guest_mut(&mut self) -> &mut Guest {{ Self::guest_mut(self) }} {} }}",
                handed_on.concat()
            ))?;
        }
        let accessors = self.accessors();
        handed_on.extend(accessors.iter().map(|[head, _, call]| format!("fn {head} {{ self.guest.{call} }}")));
        for (path, host) in self.options.implements.clone() {
            let targets = match host {
                None => targets.clone(),
                Some(host) => vec![["".into(), format!("Instance<{host}>")]],
            };
            for [params, name] in &targets {
                self.t(&format!("impl{params} {path} for {name} {{"))?;
                while !self.c.is('}') {
                    // Which of them the trait has is the user's business.
                    let start = *self.c;
                    let found = handed_on.iter().any(|text| {
                        *self.c = start;
                        self.t(text).is_ok()
                    });
                    if !found {
                        return start.fail("a method that the instance does not have");
                    }
                }
                self.t("}")?;
            }
        }
        Ok(())
    }

    /// The traits of namespaces for every dynamic host. Memories and tables keep their default.
    pub fn catch_all(&mut self) -> Check<()> {
        let own = self.namespaces.iter().filter(|n| !n.foreign);
        let text = each(own, |_, n| {
            let given = n.methods.iter().filter(|m| !m.catch_all.is_empty());
            let methods = each(given, |_, m| format!("fn {}{}", m.ident, m.catch_all));
            format!("impl<H: rt::DynamicHost> {} for rt::CatchAll<H> {{ {methods} }}", n.path)
        });
        self.t(&text)
    }
}

/// `impl Debug`
fn debug(params: &str, name: &str) -> String {
    let shown = name.split('<').next().unwrap_or_default();
    format!(
        "impl{params} ::core::fmt::Debug for {name} {{ \
         fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{ \
         f.debug_struct({shown:?}).finish_non_exhaustive() }} }}"
    )
}

/// The type of a table.
fn table(table: &Entity) -> String {
    format!("rt::Table<rt::{}>", names(table.ty.value)[1])
}

/// `1, Some(2)`, as declared.
fn limits_of(table: &Entity) -> String {
    format!("{}, {:?}", clamp(table.ty.min), table.ty.max.map(clamp))
}
