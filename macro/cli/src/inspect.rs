//! What is in a module, and what a host has to give it.

mod cost;
mod render;

pub use cost::{Cost, Costs};

use include_wasm_translate::options::{Options, Source};
use wasmparser::{
    CompositeInnerType, ExternalKind, FuncType, KnownCustom, Name, Parser, Payload, TypeRef,
    Validator, WasmFeatures,
};

/// How many of the biggest functions are listed.
const BIGGEST: usize = 10;

/// A description of a module.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// Bytes of the binary form.
    pub size: usize,
    /// Sections in order: name (custom ones as `custom "name"`) and bytes of contents.
    pub sections: Vec<(String, usize)>,
    /// Proposals beyond WebAssembly 1.0 without which the module is invalid.
    pub features: Vec<String>,
    /// Imports, in order.
    pub imports: Vec<Item>,
    /// Exports, in order; those of functions, memories, tables and globals have an empty module.
    pub exports: Vec<Item>,
    /// The biggest functions, biggest first.
    pub biggest: Vec<Function>,
    /// Number of functions with a body.
    pub functions: usize,
    /// Bytes of all bodies together.
    pub code: usize,
    /// The traits that a host implements, as Rust; or why the module can't be translated.
    pub traits: Result<String, String>,
}

/// An import or an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Import namespace; empty for an export.
    pub module: String,
    /// Field, or name of the export.
    pub name: String,
    /// Kind and type: `func (i32) -> i32`, `memory 1..16 pages`.
    pub ty: String,
}

/// A function with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Index, imports included.
    pub index: u32,
    /// Name from the name section, demangled.
    pub name: Option<String>,
    /// Bytes of the body.
    pub size: usize,
}

/// Describes a module, binary or text. Unsupported features are no error here.
///
/// # Errors
/// Text that does not parse, or a binary that is malformed; with the offset.
pub fn inspect(source: &Source) -> Result<Inspection, String> {
    let bytes = wat::parse_bytes(&source.bytes)
        .map_err(|e| e.to_string())?
        .into_owned();
    if Parser::is_component(&bytes) {
        return Err("this is a component, not a core module".into());
    }
    let mut scan = Scan::default();
    for payload in Parser::new(0).parse_all(&bytes) {
        payload
            .and_then(|p| scan.payload(p))
            .map_err(|e| format!("{} (at offset {:#x})", e.message(), e.offset()))?;
    }
    let mut found = scan.finish();
    found.size = bytes.len();
    found.features = features(&bytes);
    found.traits = traits(source);
    Ok(found)
}

/// Reads sections; remembers the index spaces that later ones refer to.
#[derive(Default)]
struct Scan {
    found: Inspection,
    types: Vec<FuncType>,
    funcs: Vec<u32>,
    tables: Vec<String>,
    memories: Vec<String>,
    globals: Vec<String>,
    bodies: Vec<usize>,
    names: std::collections::BTreeMap<u32, String>,
}

impl Scan {
    fn payload(&mut self, payload: Payload<'_>) -> wasmparser::Result<()> {
        if let Some((id, range)) = payload.as_section() {
            let name = match &payload {
                Payload::CustomSection(custom) => format!("custom {:?}", custom.name()),
                _ => section_name(id).to_owned(),
            };
            self.found
                .sections
                .push((name, (range.end - range.start) as usize));
        }
        match payload {
            Payload::TypeSection(types) => {
                for group in types {
                    for ty in group?.into_types() {
                        // Other types keep their index; they can't be the type of a function.
                        self.types.push(match ty.composite_type.inner {
                            CompositeInnerType::Func(ty) => ty,
                            _ => FuncType::new([], []),
                        });
                    }
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    let ty = self.import(import.ty);
                    let (module, name) = (import.module.to_owned(), import.name.to_owned());
                    self.found.imports.push(Item { module, name, ty });
                }
            }
            Payload::FunctionSection(funcs) => {
                for ty in funcs {
                    self.funcs.push(ty?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    self.tables.push(table_type(&table?.ty));
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    self.memories.push(memory_type(&memory?));
                }
            }
            Payload::GlobalSection(globals) => {
                for global in globals {
                    self.globals.push(global_type(&global?.ty));
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    let ty = self.export(export.kind, export.index);
                    self.found.exports.push(Item {
                        module: String::new(),
                        name: export.name.to_owned(),
                        ty,
                    });
                }
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                self.bodies.push((range.end - range.start) as usize);
            }
            Payload::CustomSection(custom) => {
                if let KnownCustom::Name(names) = custom.as_known() {
                    // A broken name section is ignored, as engines do.
                    for name in names.into_iter().flatten() {
                        if let Name::Function(functions) = name {
                            self.names.extend(
                                functions
                                    .into_iter()
                                    .flatten()
                                    .map(|n| (n.index, n.name.to_owned())),
                            );
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, ty: TypeRef) -> String {
        match ty {
            TypeRef::Func(index) | TypeRef::FuncExact(index) => {
                self.funcs.push(index);
                self.func_type(index)
            }
            TypeRef::Table(ty) => remember(&mut self.tables, table_type(&ty)),
            TypeRef::Memory(ty) => remember(&mut self.memories, memory_type(&ty)),
            TypeRef::Global(ty) => remember(&mut self.globals, global_type(&ty)),
            TypeRef::Tag(_) => "tag".into(),
        }
    }

    fn export(&self, kind: ExternalKind, index: u32) -> String {
        let known = |list: &[String]| {
            list.get(index as usize)
                .cloned()
                .unwrap_or_else(|| "?".into())
        };
        match kind {
            ExternalKind::Func | ExternalKind::FuncExact => match self.funcs.get(index as usize) {
                Some(ty) => self.func_type(*ty),
                None => "?".into(),
            },
            ExternalKind::Table => known(&self.tables),
            ExternalKind::Memory => known(&self.memories),
            ExternalKind::Global => known(&self.globals),
            ExternalKind::Tag => "tag".into(),
        }
    }

    fn func_type(&self, index: u32) -> String {
        let Some(ty) = self.types.get(index as usize) else {
            return "func ?".into();
        };
        let list = |types: &[wasmparser::ValType]| {
            types
                .iter()
                .map(|t| t.to_string())
                .collect::<Vec<_>>()
                .join(", ")
        };
        match ty.results() {
            [] => format!("func ({})", list(ty.params())),
            [one] => format!("func ({}) -> {one}", list(ty.params())),
            many => format!("func ({}) -> ({})", list(ty.params()), list(many)),
        }
    }

    fn finish(mut self) -> Inspection {
        let imported = self.funcs.len().saturating_sub(self.bodies.len()) as u32;
        let mut functions: Vec<Function> = (imported..)
            .zip(&self.bodies)
            .map(|(index, &size)| {
                let name = self
                    .names
                    .get(&index)
                    .map(|n| format!("{:#}", rustc_demangle::demangle(n)));
                Function { index, name, size }
            })
            .collect();
        functions.sort_by_key(|f| (std::cmp::Reverse(f.size), f.index));
        functions.truncate(BIGGEST);
        self.found.functions = self.bodies.len();
        self.found.code = self.bodies.iter().sum();
        self.found.biggest = functions;
        self.found
    }
}

fn remember(list: &mut Vec<String>, ty: String) -> String {
    list.push(ty.clone());
    ty
}

fn section_name(id: u8) -> &'static str {
    const NAMES: [&str; 14] = [
        "custom",
        "type",
        "import",
        "function",
        "table",
        "memory",
        "global",
        "export",
        "start",
        "element",
        "code",
        "data",
        "data count",
        "tag",
    ];
    NAMES.get(usize::from(id)).copied().unwrap_or("unknown")
}

fn limits(initial: u64, maximum: Option<u64>) -> String {
    maximum.map_or_else(|| format!("{initial}.."), |max| format!("{initial}..{max}"))
}

fn table_type(ty: &wasmparser::TableType) -> String {
    format!(
        "table {} of {}",
        limits(ty.initial, ty.maximum),
        ty.element_type
    )
}

fn memory_type(ty: &wasmparser::MemoryType) -> String {
    format!("memory {} pages", limits(ty.initial, ty.maximum))
}

fn global_type(ty: &wasmparser::GlobalType) -> String {
    format!(
        "global {}{}",
        if ty.mutable { "mut " } else { "" },
        ty.content_type
    )
}

/// The features without which the module is invalid. Empty if it is invalid with all of them.
fn features(bytes: &[u8]) -> Vec<String> {
    let valid = |features: WasmFeatures| {
        Validator::new_with_features(features)
            .validate_all(bytes)
            .is_ok()
    };
    let base = WasmFeatures::WASM1 | WasmFeatures::GC_TYPES;
    let mut needed = WasmFeatures::all();
    if !valid(needed) {
        return Vec::new();
    }
    // Later features build on earlier ones, so the later are tried first; together, as most of them are not needed.
    let mut names = Vec::new();
    let all: Vec<_> = WasmFeatures::all().iter_names().collect();
    let mut groups = vec![
        all.iter()
            .rev()
            .filter(|(_, f)| !base.contains(*f))
            .collect::<Vec<_>>(),
    ];
    while let Some(mut group) = groups.pop() {
        let without = group.iter().fold(needed, |set, (_, f)| set.difference(*f));
        match &group[..] {
            [] => {}
            _ if valid(without) => needed = without,
            [(name, _)] => names.push(name.to_lowercase().replace('_', "-")),
            _ => {
                let earlier = group.split_off(group.len() / 2);
                groups.extend([earlier, group]);
            }
        }
    }
    names.sort();
    names
}

/// The traits for imports, cut out of the generated surface.
fn traits(source: &Source) -> Result<String, String> {
    let options = Options {
        ident: "module".into(),
        ..Options::default()
    };
    let sources = std::slice::from_ref(source);
    let surface = include_wasm_translate::validate(sources)
        .and_then(|()| include_wasm_translate::surface(sources, &options))
        .map_err(|e| e.to_string())?;
    let mut file = syn::parse_file(&surface).map_err(|e| e.to_string())?;
    file.attrs.clear();
    file.items.retain(
        |item| matches!(item, syn::Item::Trait(t) if t.ident != "Exports" && t.ident != "Imports"),
    );
    Ok(prettyplease::unparse(&file))
}

impl Default for Inspection {
    fn default() -> Self {
        Inspection {
            size: 0,
            sections: Vec::new(),
            features: Vec::new(),
            imports: Vec::new(),
            exports: Vec::new(),
            biggest: Vec::new(),
            functions: 0,
            code: 0,
            traits: Ok(String::new()),
        }
    }
}
