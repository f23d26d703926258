//! Which Rust names the exports get.
//!
//! Functions, globals, tables and memories share one namespace, that of the methods of `Instance`.
//! The main module of a bundle (the last to be instantiated) keeps its names, the others' are
//! prefixed with the module's name.

use super::ident::{self, Names};
use super::rename::Renames;
use crate::bundle::Bundle;
use crate::error::{Context, Error};
use crate::module::ExternKind;

/// Methods that every instance or guest may have; exports of these names get a trailing `_`.
const RESERVED: [&str; 21] = [
    "__call_in",
    "__exports",
    "__global_in",
    "__init",
    "__uninit",
    "clone",
    "from_guest",
    "from_snapshot",
    "fuel",
    "guest",
    "guest_mut",
    "imports",
    "imports_mut",
    "into_guest",
    "into_imports",
    "memory",
    "memory_mut",
    "new",
    "set_fuel",
    "with",
    "with_limits",
];

/// One export and its identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Index of the module in the bundle.
    pub module: usize,
    /// The export's name.
    pub name: String,
    /// What it exports.
    pub kind: ExternKind,
    /// Its index in the bundle.
    pub index: u32,
    /// The method's name; a `set_` or `_mut` form may go with it.
    pub ident: String,
}

/// All exports of the bundle, the main module's first, each module's in their order.
#[derive(Debug, Default)]
pub struct Exports {
    /// Exports with methods of their own.
    pub items: Vec<Item>,
    /// The memory behind `memory()` and `memory_mut()`.
    pub memory: Option<u32>,
}

impl Exports {
    /// Names all exports.
    pub fn new(bundle: &Bundle, renames: &mut Renames<'_>, errors: &mut Context) -> Self {
        let main = bundle.modules.len().saturating_sub(1);
        let mut exports = Exports {
            items: Vec::new(),
            memory: default_memory(bundle, main),
        };
        let mut raw = Vec::new();
        for module in std::iter::once(main).chain(0..main) {
            let Some(source) = bundle.modules.get(module) else {
                continue;
            };
            for export in &source.exports {
                let name = match module == main {
                    true => export.name.clone(),
                    false => format!("{}_{}", source.module.name, export.name),
                };
                let item = Item {
                    module,
                    name: export.name.clone(),
                    kind: export.kind,
                    index: export.index,
                    ident: String::new(),
                };
                let own_accessor = module == main && is_memory(&item) && item.name == "memory";
                if !own_accessor {
                    exports.items.push(item);
                    raw.push(name);
                }
            }
        }
        exports.name(&raw, bundle, renames, errors);
        exports
    }

    /// Chooses the identifiers. `raw` are the names before mangling.
    fn name(
        &mut self,
        raw: &[String],
        bundle: &Bundle,
        renames: &mut Renames<'_>,
        errors: &mut Context,
    ) {
        let mut names = Names::new(&RESERVED);
        let main = bundle.modules.len().saturating_sub(1);
        let mut renamed = Vec::new();
        for item in &mut self.items {
            let entry = match item.module == main {
                true => renames.get(&item.name),
                false => renames.get(&format!(
                    "{}.{}",
                    bundle.modules[item.module].module.name, item.name
                )),
            };
            let Some((index, ident)) = entry else {
                continue;
            };
            let kind = forms(bundle, item);
            if names.take(ident, &kind) {
                item.ident = ident.to_owned();
                renamed.push((index, item.ident.clone()));
            } else {
                let message = format!(
                    "`{ident}` is taken by another method of the instance; use another identifier"
                );
                errors.push(Error::option("rename", index, message));
            }
        }
        let base: Vec<String> = raw
            .iter()
            .map(|name| ident::value(name, "export_"))
            .collect();
        // Names that need no mending come first, functions before all others, so that a mended
        // name never takes the identifier of an export that is really called so.
        let plain = |i: usize| base[i] == raw[i];
        let mut order: Vec<usize> = (0..raw.len())
            .filter(|&i| self.items[i].ident.is_empty())
            .collect();
        order.sort_by_key(|&i| (!plain(i), self.items[i].kind != ExternKind::Func));
        for i in order {
            if plain(i)
                && let Some((index, ident)) = renamed.iter().find(|(_, ident)| *ident == base[i])
            {
                let message = format!(
                    "`{ident}` is also the name of another export; rename that one too, or choose another"
                );
                errors.push(Error::option("rename", *index, message));
            }
            let kind = forms(bundle, &self.items[i]);
            self.items[i].ident = names.claim(&base[i], kind);
        }
    }

    /// The exported functions, in order.
    pub fn funcs(&self) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(|item| item.kind == ExternKind::Func)
    }

    /// The exported globals, tables and memories, in order.
    pub fn others(&self) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(|item| item.kind != ExternKind::Func)
    }

    /// The exported `_initialize` functions of type `[] -> []`, in order of instantiation.
    pub fn initializers(&self, bundle: &Bundle) -> Vec<&Item> {
        let plain = |f: u32| {
            bundle.func_type(f).params.is_empty() && bundle.func_type(f).results.is_empty()
        };
        let mut list: Vec<&Item> = self
            .funcs()
            .filter(|item| item.name == "_initialize" && plain(item.index))
            .collect();
        list.sort_by_key(|item| item.module);
        list
    }
}

fn is_memory(item: &Item) -> bool {
    item.kind == ExternKind::Memory
}

/// The memory that `memory()` means: the main module's export of that name, else the only one.
fn default_memory(bundle: &Bundle, main: usize) -> Option<u32> {
    let exports = bundle.modules.get(main).map_or(&[][..], |m| &m.exports[..]);
    let exported = exports
        .iter()
        .find(|e| e.kind == ExternKind::Memory && e.name == "memory");
    exported
        .map(|e| e.index)
        .or((bundle.memories.len() == 1).then_some(0))
}

/// The identifiers that belong to an export, given its base.
fn forms(bundle: &Bundle, item: &Item) -> impl Fn(&str) -> Vec<String> + use<> {
    let kind = item.kind;
    let mutable = kind == ExternKind::Global && bundle.globals[item.index as usize].ty.mutable;
    move |base: &str| {
        let mut all = vec![base.to_owned()];
        match kind {
            ExternKind::Func => {}
            ExternKind::Global if mutable => all.push(format!("set_{base}")),
            ExternKind::Global => {}
            ExternKind::Table | ExternKind::Memory => all.push(format!("{base}_mut")),
        }
        all
    }
}
