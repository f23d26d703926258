//! The public surface: every item of the generated module but `mod code`.
//!
//! All of it follows from the sections and the options, so each item is compared with what it must be, token by token.
//! Only names are the translator's choice: of traits, methods and parameters. A name is learned where it appears first,
//! must be made of the WebAssembly name that it stands for (see [`crate::naming`]), and is the same ever after.

use crate::Options;
use crate::bundle::{Bundle, ConstOp, FuncType, Host, Mode, Sized, Type, WASI};
use crate::cursor::{Check, Cursor};
use crate::naming::{matches_pattern, related};
use crate::token::{Kind, word};
use crate::{code, dynamic, fixed_size};
use std::collections::{BTreeMap, HashMap};
use wasmparser::ExternalKind;

/// Native stack of one entry if the options do not say, in bytes.
const DEFAULT_STACK: u32 = 1024 * 1024;
/// Custom sections that are left out.
const TOOL_SECTIONS: [&str; 4] = [".debug_", "reloc.", "linking", "dylink"];
const WASI_TRAIT: &str = "rt::wasi::Preview1";

/// An import namespace: a trait.
pub struct Namespace {
    pub module: String,
    /// Its name or path, once known.
    pub path: String,
    /// Not declared here.
    pub foreign: bool,
    /// Field, what it gives, and the method's name, once known.
    pub methods: Vec<(String, Gives, String)>,
}

/// What an import method gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Gives {
    /// A function's result.
    Func(FuncType),
    /// A global's value.
    Global(Type),
    /// A memory of these limits.
    Memory(u64, Option<u64>),
    /// A table of this element type and these limits.
    Table(Type, u64, Option<u64>),
}

/// An export and the name of its method.
pub struct Item {
    pub module: usize,
    pub name: String,
    pub kind: ExternalKind,
    pub index: u32,
    pub ident: String,
}

/// What is known of the surface so far.
pub struct Surface<'s, 'a, 't> {
    pub bundle: &'s Bundle<'a>,
    pub options: &'s Options,
    pub c: &'s mut Cursor<'t>,
    pub namespaces: Vec<Namespace>,
    /// By kind and index: namespace and method; stubs are absent.
    places: BTreeMap<(u8, u32), (usize, usize)>,
    pub items: Vec<Item>,
    /// Exported functions of the main module by name.
    main_names: HashMap<String, u32>,
    /// The memory behind `memory()`.
    memory: Option<u32>,
    /// `&mut self.imports` and the like exist.
    pub imports: bool,
}

/// Kinds of imports.
const FUNC: u8 = 0;
const GLOBAL: u8 = 1;
const MEMORY: u8 = 2;
const TABLE: u8 = 3;

/// Checks all items up to `mod code`.
pub fn check(bundle: &Bundle<'_>, options: &Options, c: &mut Cursor<'_>) -> Check<()> {
    let mut s = Surface {
        bundle,
        options,
        c,
        namespaces: Vec::new(),
        places: BTreeMap::new(),
        items: Vec::new(),
        main_names: HashMap::new(),
        memory: None,
        imports: false,
    };
    s.plan();
    s.prelude()?;
    s.traits()?;
    s.shims()?;
    s.types()?;
    s.create()?;
    s.guest()?;
    s.instance()?;
    if s.imports {
        s.session()?;
    }
    s.exports_trait()?;
    s.implements()?;
    if options.dynamic {
        dynamic::check(&mut s)?;
    }
    Ok(())
}

/// The Rust type of a value type.
pub fn rust(ty: Type) -> &'static str {
    match ty {
        Type::I32 => "i32",
        Type::I64 => "i64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::V128 => "rt::V128",
        Type::FuncRef => "Option<rt::FuncRef>",
        Type::ExternRef => "Option<rt::ExternRef>",
    }
}

/// What a table holds.
fn element(ty: Type) -> &'static str {
    if ty == Type::ExternRef {
        "rt::ExternRef"
    } else {
        "rt::FuncRef"
    }
}

/// Sizes that `u32` does not hold fail at instantiation all the same.
fn clamp(size: u64) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

impl Surface<'_, '_, '_> {
    /// Namespaces and exports in their order; names are not known yet.
    fn plan(&mut self) {
        let bundle = self.bundle;
        for (f, func) in (0..).zip(&bundle.funcs) {
            let Some(host) = &func.import else { continue };
            let full = format!("{}.{}", host.0, host.1);
            if !self.options.stubs.iter().any(|p| matches_pattern(p, &full)) {
                self.place((FUNC, f), host, Gives::Func(bundle.func_type(f).clone()));
            }
        }
        for (g, global) in (0..).zip(&bundle.globals) {
            if let Some(host) = &global.import {
                self.place((GLOBAL, g), host, Gives::Global(global.ty));
            }
        }
        for (m, memory) in (0..).zip(&bundle.memories) {
            if let Some(host) = &memory.import {
                self.place((MEMORY, m), host, Gives::Memory(memory.min, memory.max));
            }
        }
        for (t, table) in (0..).zip(&bundle.tables) {
            if let Some(host) = &table.import {
                self.place(
                    (TABLE, t),
                    host,
                    Gives::Table(table.element, table.min, table.max),
                );
            }
        }
        self.imports = !self.namespaces.is_empty();
        let main = bundle.modules.len().saturating_sub(1);
        for module in std::iter::once(main).chain(0..main) {
            for (name, kind, index) in bundle.modules.get(module).map_or(&[][..], |m| &m.exports) {
                let is_memory = module == main && *kind == ExternalKind::Memory && name == "memory";
                if is_memory {
                    self.memory = Some(*index);
                } else {
                    let (name, kind, index) = (name.clone(), *kind, *index);
                    if module == main && kind == ExternalKind::Func {
                        self.main_names.insert(name.clone(), index);
                    }
                    self.items.push(Item {
                        module,
                        name,
                        kind,
                        index,
                        ident: String::new(),
                    });
                }
            }
        }
        self.memory = self.memory.or((bundle.memories.len() == 1).then_some(0));
    }

    fn place(&mut self, what: (u8, u32), host: &Host, gives: Gives) {
        let known = self.namespaces.iter().position(|n| n.module == host.0);
        let n = known.unwrap_or_else(|| {
            let given = self
                .options
                .traits
                .iter()
                .find(|(module, _)| *module == host.0);
            self.namespaces.push(Namespace {
                module: host.0.clone(),
                path: given.map_or(String::new(), |(_, path)| path.clone()),
                foreign: given.is_some(),
                methods: Vec::new(),
            });
            self.namespaces.len() - 1
        });
        let methods = &mut self.namespaces[n].methods;
        let known = methods
            .iter()
            .position(|(field, g, _)| *field == host.1 && *g == gives);
        let m = known.unwrap_or_else(|| {
            methods.push((host.1.clone(), gives, String::new()));
            methods.len() - 1
        });
        self.places.insert(what, (n, m));
    }

    pub fn t(&mut self, text: &str) -> Check<()> {
        self.c.template(text)
    }

    /// A template without tokens is no mistake here.
    fn docs(&mut self) {
        self.c.docs();
    }

    fn prelude(&mut self) -> Check<()> {
        self.t(&format!(
            "use {}::rt; use ::core::prelude::v1::*;",
            self.options.runtime
        ))?;
        self.docs();
        self.t("pub const MODULE_NAME: &str =")?;
        self.c.string()?;
        self.t(";")?;
        self.docs();
        self.t("pub const CUSTOM_SECTIONS: &[(&str, &[u8])] = &[")?;
        for (name, bytes) in self.bundle.modules.iter().flat_map(|m| &m.customs) {
            if TOOL_SECTIONS.iter().any(|prefix| name.starts_with(prefix)) {
                continue;
            }
            self.t("(")?;
            self.quoted(name)?;
            self.t(",")?;
            let literal = self.c.literal()?;
            if !code::is_bytes(literal, bytes) {
                return self.c.fail("other bytes than those of the custom section");
            }
            self.t(")")?;
            self.c.eat_punct(',');
        }
        self.t("];")
    }

    /// A string literal of exactly this text.
    pub fn quoted(&mut self, text: &str) -> Check<()> {
        let at = self.c.at;
        if self.c.string()? == format!("{text:?}") {
            return Ok(());
        }
        self.c.at = at;
        self.c.fail(format!("expected {text:?}"))
    }

    /// Texts for rustc's messages: strings, whatever they say.
    fn diagnostic(&mut self) -> Check<()> {
        if !self
            .c
            .eat_template("#[diagnostic::on_unimplemented(message =")
        {
            return Ok(());
        }
        self.c.string()?;
        for key in [", label =", ", note ="] {
            if self.c.eat_template(key) {
                self.c.string()?;
            }
        }
        self.t(")]")
    }

    fn traits(&mut self) -> Check<()> {
        for n in 0..self.namespaces.len() {
            if self.namespaces[n].foreign {
                continue;
            }
            let mut after = *self.c;
            after.docs();
            if self.namespaces[n].module == WASI && !self.declares(n) {
                (self.namespaces[n].path, self.namespaces[n].foreign) = (WASI_TRAIT.into(), true);
                continue;
            }
            self.docs();
            self.diagnostic()?;
            self.t("pub trait")?;
            let name = self.c.name()?.to_owned();
            // Names of the generated module itself, and those that its code sees through `rt`, must stay what they are.
            if crate::naming::is_reserved_type(&name)
                || self.namespaces.iter().any(|n| n.path == name)
            {
                return self.c.fail("a trait of a name that means something else");
            }
            self.namespaces[n].path = name;
            self.t("{")?;
            for m in 0..self.namespaces[n].methods.len() {
                self.method(n, m)?;
            }
            self.t("}")?;
        }
        if !self.bundle.has_host() {
            return Ok(());
        }
        self.docs();
        self.c.eat_template("#[doc(hidden)]");
        self.diagnostic()?;
        let bounds: Vec<String> = self.namespaces.iter().map(|n| n.path.clone()).collect();
        let colon = if bounds.is_empty() { "" } else { ":" };
        self.t(&format!(
            "pub trait Imports{colon} {} {{}}",
            bounds.join(" + ")
        ))?;
        let bounds: String = bounds.iter().map(|b| format!("{b} + ")).collect();
        self.t(&format!(
            "impl<T: {bounds} ?::core::marker::Sized> Imports for T {{}}"
        ))
    }

    /// Whether the next item is the trait of namespace `n` (only WASI's may be elsewhere): it has its first method.
    fn declares(&self, n: usize) -> bool {
        let mut c = *self.c;
        let attributes = |c: &mut Cursor<'_>| {
            while c.is_punct('#') {
                c.at = c.tokens.close_of(c.at + 1) + 1;
            }
        };
        attributes(&mut c);
        if !c.eat_template("pub trait") || c.name().is_err_and(|_| true) || !c.is_open('{') {
            return false;
        }
        c.at += 1;
        attributes(&mut c);
        let field = &self.namespaces[n].methods[0].0;
        c.eat_template("fn")
            && c.name()
                .is_ok_and(|name| related(name, field, &self.options.rename, Some(WASI)))
    }

    fn method(&mut self, n: usize, m: usize) -> Check<()> {
        self.docs();
        self.t("fn")?;
        let ident = self.method_name(n, m)?;
        match self.namespaces[n].methods[m].1.clone() {
            Gives::Func(ty) => {
                self.t("(&mut self, guest: &mut Guest")?;
                self.params(&ty, true)?;
                self.t(") -> Result<")?;
                self.c.results(&ty.results)?;
                self.t(", rt::Trap>;")?;
            }
            Gives::Global(ty) => self.t(&format!("(&mut self) -> {};", rust(ty)))?,
            Gives::Memory(min, max) => {
                let limits = self.memory_limits(min, max);
                self.t(&format!(
                    "(&mut self) -> Result<rt::Memory, rt::Trap> {{ rt::Memory::new({limits}) }}"
                ))?;
            }
            Gives::Table(ty, min, max) => {
                let (ty, min, max) = (element(ty), clamp(min), max.map(clamp));
                self.t(&format!(
                    "(&mut self) -> Result<rt::Table<{ty}>, rt::Trap> {{ rt::Table::new({min}, {max:?}) }}"
                ))?;
            }
        }
        self.namespaces[n].methods[m].2 = ident;
        Ok(())
    }

    /// The name of an import's method: known, or to be learned.
    fn method_name(&mut self, n: usize, m: usize) -> Check<String> {
        let start = *self.c;
        let ident = self.c.name()?;
        let namespace = &self.namespaces[n];
        let (field, _, known) = &namespace.methods[m];
        let fits = match known.is_empty() {
            true if namespace.path == WASI_TRAIT => ident == field,
            true => related(ident, field, &self.options.rename, Some(&namespace.module)),
            false => ident == known,
        };
        let other = namespace
            .methods
            .iter()
            .any(|o| o.0 != *field && (o.0 == ident || o.2 == ident));
        if !fits || (known.is_empty() && other && !self.renamed(ident)) {
            return start.fail(format!("a name for `{}.{field}`", namespace.module));
        }
        Ok(ident.to_owned())
    }

    fn renamed(&self, ident: &str) -> bool {
        self.options.rename.iter().any(|(_, to)| to == ident)
    }

    /// `ptr: i32, len: i32`: the names, which are free. With `more`, after other parameters.
    pub fn params(&mut self, ty: &FuncType, more: bool) -> Check<Vec<String>> {
        let mut names = Vec::new();
        for (i, ty) in ty.params.iter().enumerate() {
            if i > 0 || more {
                self.t(",")?;
            }
            names.push(self.c.name()?.to_owned());
            self.t(":")?;
            self.c.ty(*ty)?;
        }
        Ok(names)
    }

    /// `<dyn Imports as Env>::name`
    fn callee(&mut self, what: (u8, u32)) -> Check<()> {
        let Some(&(n, m)) = self.places.get(&what) else {
            return self.c.fail("no such import");
        };
        self.t(&format!("<dyn Imports as {}>::", self.namespaces[n].path))?;
        let ident = self.method_name(n, m)?;
        self.namespaces[n].methods[m].2 = ident;
        Ok(())
    }

    fn shims(&mut self) -> Check<()> {
        let bundle = self.bundle;
        for (f, func) in (0..).zip(&bundle.funcs) {
            let Some((namespace, field)) = &func.import else {
                continue;
            };
            let ty = bundle.func_type(f);
            let params: String = ty
                .params
                .iter()
                .enumerate()
                .map(|(i, t)| format!("a{i}: {}, ", rust(*t)))
                .collect();
            let args: String = (0..ty.params.len()).map(|i| format!(", a{i}")).collect();
            self.t(&format!(
                "#[allow(unused_variables)] fn h{f}({params} g: &mut Guest, h: &mut dyn Imports"
            ))?;
            self.t(") -> Option<")?;
            self.c.results(&ty.results)?;
            self.t("> {")?;
            if self.places.contains_key(&(FUNC, f)) {
                self.t("g.s.cx.host_enter(); let result =")?;
                self.callee((FUNC, f))?;
                let memory = bundle.wasi_memory(func.module);
                let wasi = self.namespaces[self.places[&(FUNC, f)].0].path == WASI_TRAIT;
                let guest = match wasi && memory != (!bundle.memories.is_empty()).then_some(0) {
                    true => format!("&mut rt::Caller::new(g, {memory:?})"),
                    false => "g".to_owned(),
                };
                self.t(&format!("(h, {guest}{args}"))?;
                self.t("); g.s.cx.host_leave(result) }")?;
            } else {
                self.t("rt::stub(")?;
                self.quoted(&format!("{namespace}.{field}"))?;
                self.t(", &mut g.s.cx) }")?;
            }
        }
        Ok(())
    }

    fn memory_type(&self, m: usize) -> String {
        match fixed_size(self.options, &self.bundle.memories[m]) {
            Some(bytes) => format!("rt::FixedMemory<{bytes}>"),
            None => "rt::Memory".into(),
        }
    }

    /// `1, Some(2)`
    pub fn memory_limits(&self, min: u64, max: Option<u64>) -> String {
        let max = max
            .map(clamp)
            .into_iter()
            .chain(self.options.max_memory_pages)
            .min();
        format!("{}, {max:?}", clamp(min))
    }

    fn types(&mut self) -> Check<()> {
        let bundle = self.bundle;
        for m in 0..bundle.memories.len() {
            match fixed_size(self.options, &bundle.memories[m]) {
                Some(bytes) => self.t(&format!("type M{m} = [u8; {bytes}];"))?,
                None => self.t(&format!("type M{m} = [u8];"))?,
            }
        }
        self.docs();
        self.t("#[derive(::core::clone::Clone)] pub struct Guest { s: State")?;
        for m in 0..bundle.memories.len() {
            let ty = self.memory_type(m);
            self.t(&format!(", m{m}: {ty}"))?;
        }
        self.t("} #[derive(::core::clone::Clone)] struct State { cx: rt::Cx")?;
        for (g, global) in bundle
            .globals
            .iter()
            .enumerate()
            .filter(|(_, g)| g.constant().is_none())
        {
            self.t(&format!(", g{g}: {}", rust(global.ty)))?;
        }
        for (t, table) in bundle.tables.iter().enumerate() {
            self.t(&format!(", t{t}: rt::Table<{}>", element(table.element)))?;
        }
        for (d, _) in bundle
            .datas
            .iter()
            .enumerate()
            .filter(|(_, d)| matches!(d.mode, Mode::Passive))
        {
            self.t(&format!(", d{d}: rt::Data"))?;
        }
        for (e, elem) in bundle
            .elems
            .iter()
            .enumerate()
            .filter(|(_, e)| matches!(e.mode, Mode::Passive))
        {
            self.t(&format!(", e{e}: rt::Elem<{}>", element(elem.ty)))?;
        }
        self.t("}")
    }

    /// `create_guest`: memories and tables of their initial sizes, imported values, zeros.
    fn create(&mut self) -> Check<()> {
        let bundle = self.bundle;
        let host = if bundle.has_host() {
            "h: &mut dyn Imports,"
        } else {
            ""
        };
        let stack = self.options.max_stack.unwrap_or(DEFAULT_STACK);
        self.t(&format!(
            "#[allow(unused_variables)] fn create_guest({host} limits: &rt::Limits) -> Result<Guest, rt::Trap> {{ \
             Ok(Guest {{ s: State {{ cx: rt::Cx::new(limits, {stack})"
        ))?;
        for (g, global) in (0..)
            .zip(&bundle.globals)
            .filter(|(_, g)| g.constant().is_none())
        {
            self.t(&format!(", g{g}:"))?;
            if global.import.is_some() {
                self.callee((GLOBAL, g))?;
                self.t("(h)")?;
                continue;
            }
            match global.ty {
                Type::I32 | Type::I64 => self.t("0")?,
                Type::F32 | Type::F64 => self.zero()?,
                Type::V128 => self.t("rt::V128::ZERO")?,
                Type::FuncRef | Type::ExternRef => self.t("None")?,
            }
        }
        for (t, table) in (0..).zip(&bundle.tables) {
            let limits = format!("{}, {:?}", clamp(table.min), table.max.map(clamp));
            self.t(&format!(", t{t}:"))?;
            if table.import.is_some() {
                self.t("rt::import_table(")?;
                self.callee((TABLE, t))?;
                self.t(&format!("(h)?, {limits},"))?;
                self.misfit(table, "elements")?;
                self.t(", limits)?")?;
            } else {
                self.t(&format!("rt::Table::with_limits({limits}, limits)?"))?;
            }
        }
        for (d, _) in bundle
            .datas
            .iter()
            .enumerate()
            .filter(|(_, d)| matches!(d.mode, Mode::Passive))
        {
            self.t(&format!(", d{d}: ::core::default::Default::default()"))?;
        }
        for (e, _) in bundle
            .elems
            .iter()
            .enumerate()
            .filter(|(_, e)| matches!(e.mode, Mode::Passive))
        {
            self.t(&format!(", e{e}: ::core::default::Default::default()"))?;
        }
        self.t("}")?;
        for (m, memory) in (0..).zip(&bundle.memories) {
            self.t(&format!(", m{m}:"))?;
            self.new_memory(m, memory)?;
        }
        self.t("}) }")
    }

    fn zero(&mut self) -> Check<()> {
        match self.c.literal()? {
            "0.0" => Ok(()),
            _ => self.c.fail("expected `0.0`"),
        }
    }

    fn new_memory(&mut self, m: u32, memory: &Sized) -> Check<()> {
        let fixed = fixed_size(self.options, memory);
        if memory.import.is_none() {
            let limits = self.memory_limits(memory.min, memory.max);
            return match fixed {
                Some(bytes) => self.t(&format!("rt::FixedMemory::<{bytes}>::with_limits(limits)?")),
                None => self.t(&format!("rt::Memory::with_limits({limits}, limits)?")),
            };
        }
        match fixed {
            Some(bytes) => self.t(&format!("rt::import_fixed_memory::<{bytes}>("))?,
            None => self.t("rt::import_memory(")?,
        }
        self.callee((MEMORY, m))?;
        self.t("(h)?,")?;
        if fixed.is_none() {
            let (declared, ceiling) = (memory.max.map(clamp), self.options.max_memory_pages);
            self.t(&format!(
                "{}, {declared:?}, {ceiling:?},",
                clamp(memory.min)
            ))?;
        }
        self.misfit(memory, "pages")?;
        self.t(", limits)?")
    }

    /// The message for a memory or table that does not fit: a string.
    fn misfit(&mut self, _: &Sized, _: &str) -> Check<()> {
        self.c.string()?;
        Ok(())
    }

    /// The value of a global: its field, or the literal that it always is.
    pub fn global_value(&mut self, g: u32, guest: &str) -> Check<()> {
        let text = match self.bundle.globals[g as usize].constant() {
            Some(ConstOp::Int(value, Type::I32)) => format!("{value}_i32"),
            Some(ConstOp::Int(value, _)) => format!("{value}_i64"),
            Some(ConstOp::F32(bits)) => format!("f32::from_bits({bits})"),
            Some(ConstOp::F64(bits)) => format!("f64::from_bits({bits})"),
            _ => format!("{guest}.s.g{g}"),
        };
        self.t(&text)
    }

    /// The name of export `i`'s method, with a prefix or suffix.
    fn export_name(&mut self, i: usize, prefix: &str, suffix: &str) -> Check<()> {
        let start = *self.c;
        let whole = self.c.name()?;
        let Some(ident) = whole
            .strip_prefix(prefix)
            .and_then(|w| w.strip_suffix(suffix))
        else {
            return start.fail("another form of name");
        };
        let item = &self.items[i];
        if !item.ident.is_empty() {
            return if item.ident == ident {
                Ok(())
            } else {
                start.fail("the name of another export")
            };
        }
        let main = self.bundle.modules.len().saturating_sub(1);
        let module = self.bundle.modules[item.module].name;
        let raw = if item.module == main {
            item.name.clone()
        } else {
            format!("{module}_{}", item.name)
        };
        let namespace = (item.module != main).then_some(module);
        // A name that is another export's own would be a trap for the reader.
        let stolen = self
            .main_names
            .get(ident)
            .is_some_and(|index| *index != item.index);
        let fits = match namespace {
            None => related(ident, &raw, &self.options.rename, None),
            Some(module) => {
                let key = format!("{module}.{}", item.name);
                self.options
                    .rename
                    .iter()
                    .any(|(from, to)| *from == key && to == ident)
                    || related(ident, &raw, &[], None)
            }
        };
        if !fits || (stolen && !self.renamed(ident)) {
            return start.fail(format!("a name for the export {:?}", item.name));
        }
        self.items[i].ident = ident.to_owned();
        Ok(())
    }

    /// `pub fn x(&self) -> T { body }`, in `Guest` with what it does, elsewhere through the guest.
    fn accessors(&mut self, outer: bool) -> Check<()> {
        if let Some(m) = self.memory {
            self.lend(None, &format!("m{m}"), &self.memory_type(m as usize), outer)?;
        }
        for i in 0..self.items.len() {
            let (kind, index) = (self.items[i].kind, self.items[i].index);
            match kind {
                ExternalKind::Memory => {
                    self.lend(
                        Some(i),
                        &format!("m{index}"),
                        &self.memory_type(index as usize),
                        outer,
                    )?;
                }
                ExternalKind::Table => {
                    let ty = format!(
                        "rt::Table<{}>",
                        element(self.bundle.tables[index as usize].element)
                    );
                    self.lend(Some(i), &format!("s.t{index}"), &ty, outer)?;
                }
                ExternalKind::Global => {
                    let global = &self.bundle.globals[index as usize];
                    self.docs();
                    self.t("pub fn")?;
                    self.export_name(i, "", "")?;
                    let ident = self.items[i].ident.clone();
                    self.t(&format!("(&self) -> {} {{", rust(global.ty)))?;
                    match outer {
                        true => self.t(&format!("self.guest.{ident}()"))?,
                        false => self.global_value(index, "self")?,
                    }
                    self.t("}")?;
                    if global.mutable {
                        self.docs();
                        self.t(&format!(
                            "pub fn set_{ident}(&mut self, value: {}) {{",
                            rust(global.ty)
                        ))?;
                        self.t(&match outer {
                            true => format!("self.guest.set_{ident}(value)"),
                            false => format!("self.s.g{index} = value;"),
                        })?;
                        self.t("}")?;
                    }
                }
                _ => {}
            }
        }
        if self.options.fuel {
            let (get, set) = match outer {
                true => ("self.guest.fuel()", "self.guest.set_fuel(fuel)"),
                false => ("self.s.cx.fuel_left()", "self.s.cx.set_fuel(fuel);"),
            };
            self.docs();
            self.t(&format!("pub fn fuel(&self) -> u64 {{ {get} }}"))?;
            self.docs();
            self.t(&format!(
                "pub fn set_fuel(&mut self, fuel: u64) {{ {set} }}"
            ))?;
        }
        Ok(())
    }

    fn lend(&mut self, item: Option<usize>, place: &str, ty: &str, outer: bool) -> Check<()> {
        for (reference, suffix) in [("&", ""), ("&mut", "_mut")] {
            self.docs();
            self.t("pub fn")?;
            let ident = match item {
                Some(i) => {
                    self.export_name(i, "", suffix)?;
                    format!("{}{suffix}", self.items[i].ident)
                }
                None => {
                    self.t(&format!("memory{suffix}"))?;
                    format!("memory{suffix}")
                }
            };
            self.t(&format!("({reference} self) -> {reference} {ty} {{"))?;
            match outer {
                true => self.t(&format!("self.guest.{ident}()"))?,
                false => self.t(&format!("{reference} self.{place}"))?,
            }
            self.t("}")?;
        }
        Ok(())
    }

    fn debug(&mut self, params: &str, name: &str, shown: &str) -> Check<()> {
        self.t(&format!(
            "impl{params} ::core::fmt::Debug for {name} {{ \
             fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{ \
             f.debug_struct(\"{shown}\").finish_non_exhaustive() }} }}"
        ))
    }

    fn guest(&mut self) -> Check<()> {
        self.docs();
        self.t("impl Guest {")?;
        self.accessors(false)?;
        if self.imports {
            self.docs();
            self.t(
                "pub fn with<'a>(&'a mut self, host: &'a mut (dyn Imports + 'a)) -> Session<'a> { \
                    Session { guest: self, host } }",
            )?;
        }
        self.t("}")?;
        self.debug("", "Guest", "Guest")?;
        self.t("impl rt::GuestState for Guest {")?;
        for (name, reference) in [("memory", "&"), ("memory_mut", "&mut")] {
            self.t(&format!(
                "fn {name}({reference} self, index: u32) -> Option<{reference} dyn rt::MemoryView> {{ match index {{"
            ))?;
            for m in 0..self.bundle.memories.len() {
                self.t(&format!("{m} => Some({reference} self.m{m}),"))?;
            }
            self.t("_ => None, } }")?;
        }
        self.t("fn fuel(&self) -> u64 { self.s.cx.fuel_left() } \
                fn set_fuel(&mut self, fuel: u64) { self.s.cx.set_fuel(fuel); }")?;
        if self.reentrant() {
            let main = self.bundle.modules.len().saturating_sub(1);
            self.t(&format!(
                "fn call(&mut self, host: &mut dyn rt::DynamicHost, name: &str, args: &[rt::Value]) \
                 -> Result<rt::Values, rt::CallError> {{ \
                 self.with(&mut rt::CatchAll(host)).__call_in({main}, name, args) }}"
            ))?;
        }
        self.t("}")
    }

    /// Whether a dynamic host has all imports, so that it can call back.
    pub fn reentrant(&self) -> bool {
        let known = |n: &Namespace| !n.foreign || n.path == WASI_TRAIT;
        self.options.dynamic && self.imports && self.namespaces.iter().all(known)
    }

    /// `<I: Imports>`, `Instance<I>`
    pub fn instance_type(&self) -> (&'static str, &'static str) {
        if self.imports {
            ("<I: Imports>", "Instance<I>")
        } else {
            ("", "Instance")
        }
    }

    /// The host as an argument, after the guest: of `self` or `instance`.
    pub fn host_argument(&self, of: &str) -> String {
        match (self.imports, self.bundle.has_host()) {
            (true, _) => format!(", &mut {of}.imports"),
            // With stubs only there is a parameter all the same.
            (false, true) => ", &mut ()".into(),
            (false, false) => String::new(),
        }
    }

    fn instance(&mut self) -> Check<()> {
        let (params, name) = self.instance_type();
        let imports = self.imports;
        let field = if imports { "imports: I," } else { "" };
        self.docs();
        self.t(&format!(
            "#[derive(::core::clone::Clone)] pub struct {name} {{ guest: Guest, {field} }}"
        ))?;
        self.t(&format!("impl{params} {name} {{"))?;
        self.constructors()?;
        for text in [
            "pub fn guest(&self) -> &Guest { &self.guest }",
            "pub fn guest_mut(&mut self) -> &mut Guest { &mut self.guest }",
            "pub fn into_guest(self) -> Guest { self.guest }",
        ] {
            self.docs();
            self.t(text)?;
        }
        let with_host = [
            "pub fn from_guest(imports: I, guest: Guest) -> Self { Instance { guest, imports } }",
            "pub fn imports(&self) -> &I { &self.imports }",
            "pub fn imports_mut(&mut self) -> &mut I { &mut self.imports }",
            "pub fn into_imports(self) -> I { self.imports }",
        ];
        let alone = ["pub fn from_guest(guest: Guest) -> Self { Instance { guest } }"];
        for text in if imports { &with_host[..] } else { &alone[..] } {
            self.docs();
            self.t(text)?;
        }
        self.accessors(true)?;
        let host = self.host_argument("self");
        self.methods("begin", &format!("&mut self.guest{host}"))?;
        self.command()?;
        self.t("}")?;
        self.debug(if imports { "<I>" } else { "" }, name, "Instance")
    }

    /// `start`, which a program (a *command* of WASI) may have: its `_start`, with the exit status as result.
    fn command(&mut self) -> Check<()> {
        let main = self.bundle.modules.len().saturating_sub(1);
        let program = self.functions().into_iter().find(|i| {
            let Item {
                module,
                name,
                index,
                ..
            } = &self.items[*i];
            let plain = *self.bundle.func_type(*index) == FuncType::default();
            *module == main && name == "_start" && plain
        });
        let Some(program) = program else {
            return Ok(());
        };
        self.docs();
        if self.c.is_close('{') {
            return Ok(());
        }
        self.t("pub fn start(&mut self) -> Result<i32, rt::Trap> { rt::wasi::exit_status(self.")?;
        self.export_name(program, "", "")?;
        self.t("()) }")
    }

    fn constructors(&mut self) -> Check<()> {
        let bundle = self.bundle;
        let (param, arg) = if self.imports {
            ("imports: I", "imports,")
        } else {
            ("", "")
        };
        let comma = if self.imports { "," } else { "" };
        self.docs();
        self.t(&format!(
            "pub fn new({param}) -> Result<Self, rt::Trap> {{ Self::with_limits({arg} rt::Limits::new()) }}"
        ))?;
        self.docs();
        self.t(&format!(
            "pub fn with_limits({param}{comma} limits: rt::Limits) -> Result<Self, rt::Trap> {{ \
             let mut instance = Self::__uninit({arg} limits)?;"
        ))?;
        let host = self.host_argument("instance");
        for k in 0..bundle.modules.len() {
            let init = if bundle.modules.len() == 1 {
                "init".into()
            } else {
                format!("init_{k}")
            };
            self.t(&format!(
                "instance.guest.s.cx.begin(); let result = code::{init}(&mut instance.guest{host}); \
                 instance.guest.s.cx.finish(result, code::names())?;"
            ))?;
            // Initialisers by convention; their methods' names are learned below.
            for i in 0..self.items.len() {
                let Item {
                    module,
                    kind,
                    index,
                    name,
                    ..
                } = &self.items[i];
                let is_init = *module == k && *kind == ExternalKind::Func && name == "_initialize";
                if is_init && *bundle.func_type(*index) == FuncType::default() {
                    self.t("instance.")?;
                    self.export_name(i, "", "")?;
                    self.t("()?;")?;
                }
            }
        }
        self.t("Ok(instance) }")?;
        if self.options.dynamic {
            self.t("#[doc(hidden)] pub")?;
        }
        let (first, field) = if self.imports {
            ("mut imports: I,", ", imports")
        } else {
            ("", "")
        };
        let host = match (self.imports, bundle.has_host()) {
            (true, _) => "&mut imports,",
            (false, true) => "&mut (),",
            (false, false) => "",
        };
        self.t(&format!(
            "fn __uninit({first} limits: rt::Limits) -> Result<Self, rt::Trap> {{ \
             let guest = create_guest({host} &limits)?; Ok(Instance {{ guest{field}"
        ))?;
        self.t("}) }")
    }

    /// Indices of exported functions in `items`.
    fn functions(&self) -> Vec<usize> {
        (0..self.items.len())
            .filter(|i| self.items[*i].kind == ExternalKind::Func)
            .collect()
    }

    /// One method per exported function, which calls `code::x{f}`.
    fn methods(&mut self, begin: &str, state: &str) -> Check<()> {
        for i in self.functions() {
            let index = self.items[i].index;
            self.docs();
            self.t("pub fn")?;
            self.export_name(i, "", "")?;
            let args = self.signature(index)?;
            let args: String = args.iter().map(|a| format!("{a}, ")).collect();
            self.t(&format!(
                "{{ self.guest.s.cx.{begin}(); let result = code::x{index}({args} {state}"
            ))?;
            self.t("); self.guest.s.cx.finish(result, code::names()) }")?;
        }
        Ok(())
    }

    /// `(&mut self, a: i32) -> Result<i32, rt::Trap>`; the parameters' names.
    fn signature(&mut self, f: u32) -> Check<Vec<String>> {
        let ty = self.bundle.func_type(f);
        self.t("(&mut self")?;
        let args = self.params(ty, true)?;
        self.t(") -> Result<")?;
        self.c.results(&ty.results)?;
        self.t(", rt::Trap>")?;
        Ok(args)
    }

    fn session(&mut self) -> Check<()> {
        self.docs();
        self.t("pub struct Session<'a> { guest: &'a mut Guest, host: &'a mut (dyn Imports + 'a), } impl Session<'_> {")?;
        self.docs();
        self.t("pub fn guest(&self) -> &Guest { self.guest }")?;
        self.docs();
        self.t("pub fn guest_mut(&mut self) -> &mut Guest { self.guest }")?;
        self.methods("begin_nested", "&mut *self.guest, &mut *self.host")?;
        self.t("}")?;
        self.debug("", "Session<'_>", "Session")
    }

    fn targets(&self) -> Vec<(&'static str, String)> {
        let (params, name) = self.instance_type();
        let mut list = vec![(params, name.to_owned())];
        if self.imports {
            list.push(("", "Session<'_>".to_owned()));
        }
        list
    }

    fn exports_trait(&mut self) -> Check<()> {
        self.docs();
        self.t("pub trait Exports {")?;
        self.docs();
        self.t("fn guest(&self) -> &Guest;")?;
        self.docs();
        self.t("fn guest_mut(&mut self) -> &mut Guest;")?;
        for i in self.functions() {
            self.docs();
            self.t("fn")?;
            self.export_name(i, "", "")?;
            self.signature(self.items[i].index)?;
            self.t(";")?;
        }
        self.t("}")?;
        for (params, name) in self.targets() {
            self.t(&format!(
                "impl{params} Exports for {name} {{ fn guest(&self) -> &Guest {{ Self::guest(self) }} \
                 fn guest_mut(&mut self) -> &mut Guest {{ Self::guest_mut(self) }}"
            ))?;
            for i in self.functions() {
                self.delegate(i)?;
            }
            self.t("}")?;
        }
        Ok(())
    }

    fn delegate(&mut self, i: usize) -> Check<()> {
        self.t("fn")?;
        self.export_name(i, "", "")?;
        let args = self.signature(self.items[i].index)?;
        let ident = self.items[i].ident.clone();
        self.t(&format!("{{ Self::{ident}(self"))?;
        for arg in args {
            self.t(&format!(", {arg}"))?;
        }
        self.t(") }")
    }

    /// The user's traits: each method hands on to the inherent one of the same name.
    fn implements(&mut self) -> Check<()> {
        for (path, host) in self.options.implements.clone() {
            let targets = match host {
                None => self.targets(),
                Some(host) => vec![("", format!("Instance<{host}>"))],
            };
            for (params, name) in targets {
                self.t(&format!("impl{params} {path} for {name} {{"))?;
                while !self.c.is_close('{') {
                    self.forward()?;
                }
                self.t("}")?;
            }
        }
        Ok(())
    }

    /// An exported function or accessor as a method of the user's trait.
    fn forward(&mut self) -> Check<()> {
        let token = self.c.ahead(1);
        let name = if token.kind == Kind::Ident {
            self.c.tokens.text(token.data)
        } else {
            ""
        };
        if let Some(i) = self
            .functions()
            .into_iter()
            .find(|i| self.items[*i].ident == name)
        {
            return self.delegate(i);
        }
        let name = name.to_owned();
        let base = name
            .strip_prefix("set_")
            .or(name.strip_suffix("_mut"))
            .unwrap_or(&name);
        let known = |i: &&Item| i.ident == name || i.ident == base;
        let item = self.items.iter().find(known).map(|i| (i.kind, i.index));
        let builtin = matches!((base, self.memory), ("memory", Some(_)))
            || (base == "fuel" && self.options.fuel);
        if item.is_none() && !builtin {
            return self.c.fail("a method that the instance does not have");
        }
        // What it gives is in rustc's hands: the call is to the guest's method of the same name, which was checked.
        self.t(&format!("fn {name}("))?;
        let call = match self.c.eat_template("&self)") {
            true => format!("{name}()"),
            false => {
                self.t("&mut self")?;
                let call = if self.c.eat_punct(',') {
                    let value = self.c.name()?.to_owned();
                    self.t(":")?;
                    if !self.c.eat_template("u64") {
                        self.c.any_type()?;
                    }
                    format!("{name}({value})")
                } else {
                    format!("{name}()")
                };
                self.t(")")?;
                call
            }
        };
        if self.c.eat_template("->") {
            let reference = self.c.eat_punct('&');
            if reference {
                self.c.eat_word(word::MUT);
                let ty = match item {
                    Some((ExternalKind::Table, t)) => {
                        format!(
                            "rt::Table<{}>",
                            element(self.bundle.tables[t as usize].element)
                        )
                    }
                    Some((_, m)) => self.memory_type(m as usize),
                    None => self.memory_type(self.memory.unwrap_or(0) as usize),
                };
                self.t(&ty)?;
            } else if !self.c.eat_template("u64") {
                self.c.any_type()?;
            }
        }
        self.t(&format!("{{ self.guest.{call} }}"))
    }
}
