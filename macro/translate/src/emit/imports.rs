//! Which names the imports get: one trait per namespace, one method per field and type.

use std::collections::BTreeMap;

use super::ident::{self, Names};
use super::pattern::matches_pattern;
use super::rename::Renames;
use super::wasi;
use crate::bundle::{Bundle, FuncKind, HostImport};
use crate::error::{Context, Error};
use crate::options::Options;
use crate::types::{FuncType, MemoryType, TableType, ValType};

/// Type names that generated code uses or brings into scope, as do its modules by glob.
const RESERVED: [&str; 63] = [
    "Address",
    "AsMut",
    "AsRef",
    "Box",
    "CallError",
    "CatchAll",
    "Clone",
    "Copy",
    "Cx",
    "Data",
    "Debug",
    "Default",
    "Drop",
    "Dynamic",
    "DynamicHost",
    "Elem",
    "Eq",
    "Err",
    "Exports",
    "Extend",
    "ExternRef",
    "ExternTable",
    "FixedMemory",
    "Fn",
    "FnMut",
    "FnOnce",
    "Frame",
    "From",
    "FuncRef",
    "Future",
    "Guest",
    "GuestState",
    "Imports",
    "Instance",
    "Into",
    "Iterator",
    "Limits",
    "Memory",
    "MemoryError",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Pod",
    "Result",
    "Self",
    "Send",
    "Session",
    "SharedMemory",
    "Sized",
    "Some",
    "State",
    "String",
    "Sync",
    "Table",
    "Trap",
    "TrapCode",
    "V128",
    "ValType",
    "Value",
    "Vec",
];

/// All namespaces, and where each host function is found in them.
#[derive(Debug, Default)]
pub struct Imports {
    /// In order of first use.
    pub namespaces: Vec<Namespace>,
    /// Bundle function index → its import is a stub (`None`) or method `.1` of namespace `.0`.
    pub funcs: BTreeMap<u32, Option<(usize, usize)>>,
    globals: BTreeMap<u32, (usize, usize)>,
    memories: BTreeMap<u32, (usize, usize)>,
    tables: BTreeMap<u32, (usize, usize)>,
}

/// One import namespace with at least one method.
#[derive(Debug)]
pub struct Namespace {
    /// Its name in the module.
    pub module: String,
    /// The trait: an identifier, or the path of an existing one.
    pub path: String,
    /// Whether the trait is the user's own, or the runtime's.
    pub foreign: bool,
    /// Its methods.
    pub methods: Vec<Method>,
}

/// One method of a namespace's trait.
#[derive(Debug)]
pub struct Method {
    /// Name of the method.
    pub ident: String,
    /// Field of the import.
    pub field: String,
    /// What it gives.
    pub kind: Kind,
}

/// What an import method gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Is called as a function; the parameters' names are a matter of taste.
    Func(FuncType, Vec<String>),
    /// Gives the initial value of a global.
    Global(ValType),
    /// Gives a memory.
    Memory(MemoryType),
    /// Gives a table.
    Table(TableType),
}

impl Kind {
    /// Whether one method can serve both imports.
    fn same(&self, other: &Kind) -> bool {
        match (self, other) {
            (Kind::Func(a, _), Kind::Func(b, _)) => a == b,
            _ => self == other,
        }
    }
}

impl Imports {
    /// Sorts all host imports into namespaces and names their methods.
    pub fn new(
        bundle: &Bundle,
        options: &Options,
        renames: &mut Renames<'_>,
        errors: &mut Context,
    ) -> Self {
        let mut imports = Imports::default();
        let mut builder = Builder {
            traits: Names::new(&RESERVED),
            places: BTreeMap::new(),
            methods: Vec::new(),
            options,
            renames,
        };
        builder.check_traits(bundle, errors);
        let mut stubbed = vec![false; options.stubs.len()];
        for (f, func) in (0..).zip(&bundle.funcs) {
            let FuncKind::Host { import, .. } = &func.kind else {
                continue;
            };
            let full = format!("{}.{}", import.module, import.name);
            let mut stub = false;
            for (used, pattern) in stubbed.iter_mut().zip(&options.stubs) {
                if matches_pattern(pattern, &full) {
                    (*used, stub) = (true, true);
                }
            }
            let ty = bundle.func_type(f).clone();
            let params = ident::params(ty.params.len(), &func.param_names);
            let place = (!stub)
                .then(|| builder.method(&mut imports.namespaces, import, Kind::Func(ty, params)));
            imports.funcs.insert(f, place);
        }
        for (g, global) in (0..).zip(&bundle.globals) {
            if let Some(import) = &global.import {
                let place = builder.method(
                    &mut imports.namespaces,
                    import,
                    Kind::Global(global.ty.value),
                );
                imports.globals.insert(g, place);
            }
        }
        for (m, memory) in (0..).zip(&bundle.memories) {
            if let Some(import) = &memory.import {
                let place =
                    builder.method(&mut imports.namespaces, import, Kind::Memory(memory.ty));
                imports.memories.insert(m, place);
            }
        }
        for (t, table) in (0..).zip(&bundle.tables) {
            if let Some(import) = &table.import {
                let place = builder.method(&mut imports.namespaces, import, Kind::Table(table.ty));
                imports.tables.insert(t, place);
            }
        }
        for (index, _) in stubbed.iter().enumerate().filter(|(_, used)| !**used) {
            let message = format!(
                "no imported function matches {:?}; patterns are compared with `namespace.field`, and `*` stands for anything",
                options.stubs[index]
            );
            errors.push(Error::option("stubs", index, message));
        }
        imports
    }

    /// Whether the user has to bring a host at all.
    pub fn any(&self) -> bool {
        !self.namespaces.is_empty()
    }

    /// `<dyn Imports as Env>::name(h` for imported global `g`; likewise the other two.
    pub fn global(&self, g: u32) -> Option<String> {
        self.globals.get(&g).map(|place| self.callee(*place))
    }

    /// See [`Imports::global`].
    pub fn memory(&self, m: u32) -> Option<String> {
        self.memories.get(&m).map(|place| self.callee(*place))
    }

    /// See [`Imports::global`].
    pub fn table(&self, t: u32) -> Option<String> {
        self.tables.get(&t).map(|place| self.callee(*place))
    }

    /// `<dyn Imports as Env>::name`
    pub fn callee(&self, (namespace, method): (usize, usize)) -> String {
        let namespace = &self.namespaces[namespace];
        format!(
            "<dyn Imports as {}>::{}",
            namespace.path, namespace.methods[method].ident
        )
    }
}

/// Names under construction.
struct Builder<'a, 'r> {
    /// Names of traits.
    traits: Names,
    /// The namespaces and methods that are there by now, by name and by name and field.
    places: BTreeMap<(String, Option<String>), Vec<usize>>,
    /// Names of each namespace's methods.
    methods: Vec<Names>,
    options: &'a Options,
    renames: &'a mut Renames<'r>,
}

impl Builder<'_, '_> {
    /// The method for an import, made if there is none yet.
    fn method(
        &mut self,
        namespaces: &mut Vec<Namespace>,
        import: &HostImport,
        kind: Kind,
    ) -> (usize, usize) {
        let traits = &self.options.traits;
        let given = traits.iter().find(|(module, _)| *module == import.module);
        // The runtime's trait has what it knows of WASI; the rest is a namespace of its own.
        let wasi = given.is_none() && wasi::is_known(import, &kind);
        let place = if wasi { wasi::TRAIT } else { &import.module };
        let key = |field: Option<&String>| (place.to_owned(), field.cloned());
        let known = self.places.get(&key(None)).and_then(|list| list.first());
        let n = known.copied().unwrap_or_else(|| {
            let path = match given {
                Some((_, path)) => path.clone(),
                None if wasi => wasi::TRAIT.to_owned(),
                None => self.trait_name(&import.module),
            };
            let (module, foreign) = (import.module.clone(), given.is_some() || wasi);
            namespaces.push(Namespace {
                module,
                path,
                foreign,
                methods: Vec::new(),
            });
            self.methods.push(Names::default());
            self.places.insert(key(None), vec![namespaces.len() - 1]);
            namespaces.len() - 1
        });
        let methods = &mut namespaces[n].methods;
        let same = self.places.entry(key(Some(&import.name))).or_default();
        if let Some(&m) = same.iter().find(|&&m| methods[m].kind.same(&kind)) {
            return (n, m);
        }
        same.push(methods.len());
        let full = format!("{}.{}", import.module, import.name);
        let renamed = if wasi { None } else { self.renames.get(&full) };
        let base = match renamed {
            Some((_, ident)) => ident.to_owned(),
            None => ident::value(&import.name, "import_"),
        };
        let ident = self.methods[n].claim(&base, |x| vec![x.to_owned()]);
        methods.push(Method {
            ident,
            field: import.name.clone(),
            kind,
        });
        (n, methods.len() - 1)
    }

    /// CamelCase, and none of the names that generated code uses.
    fn trait_name(&mut self, module: &str) -> String {
        let mut base = ident::type_name(module, "Namespace");
        let alias = base
            .strip_prefix('M')
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if alias {
            base.push('_');
        }
        self.traits.claim(&base, |x| vec![x.to_owned()])
    }

    /// `traits` may only speak of namespaces that there are, and once.
    fn check_traits(&self, bundle: &Bundle, errors: &mut Context) {
        let mut known: Vec<&str> = Vec::new();
        let funcs = bundle.funcs.iter().filter_map(|f| match &f.kind {
            FuncKind::Host { import, .. } => Some(import),
            FuncKind::Defined { .. } => None,
        });
        let others = bundle.globals.iter().filter_map(|g| g.import.as_ref());
        let others = others.chain(bundle.memories.iter().filter_map(|m| m.import.as_ref()));
        let others = others.chain(bundle.tables.iter().filter_map(|t| t.import.as_ref()));
        for import in funcs.chain(others) {
            if !known.contains(&&import.module[..]) {
                known.push(&import.module);
            }
        }
        for (index, (module, _)) in self.options.traits.iter().enumerate() {
            if self.options.traits[..index]
                .iter()
                .any(|(other, _)| other == module)
            {
                let message = format!(
                    "the namespace {module:?} already has a trait; remove one of the entries"
                );
                errors.push(Error::option("traits", index, message));
            } else if !known.contains(&&module[..]) {
                let list = match known.is_empty() {
                    true => "it imports nothing".to_owned(),
                    false => format!("its namespaces are {}", quoted(&known)),
                };
                let message = format!("the module imports nothing from {module:?}; {list}");
                errors.push(Error::option("traits", index, message));
            }
        }
    }
}

/// `"a", "b"`.
fn quoted(names: &[&str]) -> String {
    names
        .iter()
        .map(|n| format!("{n:?}"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn reserved_is_sorted() {
        assert!(super::RESERVED.is_sorted());
    }
}
