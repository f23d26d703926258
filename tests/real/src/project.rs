//! The cargo project that the command generates: one crate per module.
//!
//! Files are only written when their text changes, so that cargo compiles again what is new and
//! nothing else.

use crate::cases::Case;
use crate::trace::MemoryOf;
use include_wasm_translate::module::{ExternKind, ImportKind, Module};
use include_wasm_translate::options::{Options, Source};
use include_wasm_translate::{parse, translate};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// A generated workspace.
pub struct Project {
    pub(crate) root: PathBuf,
    pub(crate) release: bool,
    pub(crate) programs: Vec<Program>,
}

/// A generated program.
pub struct Program {
    /// Name of its crate.
    pub krate: String,
    /// How it is to be run.
    pub runs: Vec<Run>,
}

/// One run of a program.
pub struct Run {
    /// What to call it in the report.
    pub label: String,
    /// The command line.
    pub args: Vec<PathBuf>,
}

impl Project {
    /// An empty project in a folder of `cache`.
    pub fn new(cache: &Path, release: bool) -> Result<Project, String> {
        let root = cache.join(if release { "release" } else { "debug" });
        fs::create_dir_all(&root).map_err(|e| format!("{}: {e}", root.display()))?;
        let root = root.canonicalize().map_err(|e| e.to_string())?;
        Ok(Project {
            root,
            release,
            programs: Vec::new(),
        })
    }

    /// Adds the program that replays the traces of `case`.
    pub fn add_replay(&mut self, case: &Case) -> Result<(), String> {
        let bytes = fs::read(&case.path).map_err(|e| {
            format!(
                "{}: {e}; tests/real/get.py fetches modules",
                case.path.display()
            )
        })?;
        let hash: String = Sha256::digest(&bytes)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let mut of = None;
        for file in &case.traces {
            let trace = file
                .trace
                .as_ref()
                .map_err(|e| format!("{}.json: {e}", file.label))?;
            if let Some(recorded) = trace.sha256.as_ref().filter(|recorded| **recorded != hash) {
                return Err(format!(
                    "the module's sha256 is {hash}, the trace is of {recorded}"
                ));
            }
            if of.get_or_insert(&trace.memory) != &&trace.memory {
                return Err("its traces speak of different memories".into());
            }
        }
        let source = Source {
            name: case.name.clone(),
            bytes,
            links: None,
        };
        let module = parse::parse(&source, 0, true).map_err(|e| e.to_string())?;
        let main = main_text(&module, of.unwrap_or(&MemoryOf::None))?;
        let options = Options {
            ident: "guest".into(),
            visibility: "pub".into(),
            dynamic: true,
            ..Options::default()
        };
        let guest = translate(&[source], &options)
            .map_err(|e| format!("not translated: {e}"))?
            .module(&options);
        let dependencies = format!(
            "include-wasm = {{ path = {:?}, default-features = false, features = [\"std\"] }}\n\
             test-real = {{ path = {:?}, default-features = false }}\n",
            runtime(),
            env!("CARGO_MANIFEST_DIR")
        );
        let runs = case
            .traces
            .iter()
            .map(|t| Run {
                label: t.label.clone(),
                args: vec![t.path.clone()],
            })
            .collect();
        self.add(
            &case.name,
            &dependencies,
            &[("main.rs", &main), ("generated.rs", &guest)],
            runs,
        )
    }

    /// Adds the program `typed/NAME.rs`, which uses the module as a user would, if there is one.
    pub fn add_typed(&mut self, case: &Case) -> Result<(), String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("typed")
            .join(format!("{}.rs", case.name));
        let Ok(text) = fs::read_to_string(path) else {
            return Ok(());
        };
        let module = format!("{:?}", case.path.to_string_lossy());
        let text = text.replace(&format!("\"{}.wasm\"", case.name), &module);
        let dependencies = format!("include-wasm = {{ path = {:?} }}\n", runtime());
        let run = Run {
            label: format!("{} (typed)", case.name),
            args: Vec::new(),
        };
        self.add(
            &format!("typed_{}", case.name),
            &dependencies,
            &[("main.rs", &text)],
            vec![run],
        )
    }

    /// What was added.
    pub fn programs(&self) -> &[Program] {
        &self.programs
    }

    fn add(
        &mut self,
        name: &str,
        dependencies: &str,
        files: &[(&str, &str)],
        runs: Vec<Run>,
    ) -> Result<(), String> {
        // Names of modules are any file names; crates are called by what remains, and underscores if that is taken.
        let plain: String = name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '_'
                }
            })
            .collect();
        let mut krate = format!("real_{plain}");
        while self.programs.iter().any(|p| p.krate == krate) {
            krate.push('_');
        }
        let folder = self.root.join(&krate);
        let manifest = format!(
            "[package]\nname = {krate:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
        );
        write(&folder.join("Cargo.toml"), &manifest)?;
        for (file, text) in files {
            write(&folder.join("src").join(file), text)?;
        }
        self.programs.push(Program { krate, runs });
        Ok(())
    }

    /// Writes the workspace around what was added.
    pub(crate) fn write_workspace(&self) -> Result<(), String> {
        let members: Vec<_> = self
            .programs
            .iter()
            .map(|p| format!("{:?}", p.krate))
            .collect();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n{PROFILES}",
            members.join(", ")
        );
        write(&self.root.join("Cargo.toml"), &manifest)?;
        // The same versions as in our own workspace.
        let (ours, lock) = (
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock"),
            self.root.join("Cargo.lock"),
        );
        match fs::read_to_string(ours) {
            Ok(text) if !lock.exists() => write(&lock, &text),
            _ => Ok(()),
        }
    }
}

/// Optimised where it is not the thing under test.
const PROFILES: &str = r#"
[profile.dev]
debug = 0
incremental = false
[profile.dev.package.test-real]
opt-level = 3
[profile.dev.package.serde_json]
opt-level = 3
[profile.dev.package.sha2]
opt-level = 3
[profile.dev.build-override]
opt-level = 1
[profile.release]
debug = 0
"#;

/// The folder of the runtime crate.
fn runtime() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime")
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|e| format!("{}: {e}", path.display()))
}

/// The text of the program: how an instance is made is the one thing that depends on the module.
fn main_text(module: &Module, of: &MemoryOf) -> Result<String, String> {
    let memory = memory_index(module, of)?;
    let (ty, host) = match module.imports.is_empty() {
        true => ("guest::Instance", ""),
        false => (
            "guest::Instance<CatchAll<Player<'static>>>",
            "CatchAll(host), ",
        ),
    };
    let mut resize = String::new();
    if let (
        Some(index),
        MemoryOf::Import {
            initial: Some(pages),
            ..
        },
    ) = (memory, of)
    {
        resize =
            format!("    test_real::program::resize(instance.guest_mut(), {index}, {pages})?;\n");
    }
    // In two steps, because `new` calls `_initialize`, which is in the trace if the recording's host called it.
    Ok(format!(
        "#![forbid(unsafe_code)]\n\nmod generated;\n\nuse generated::guest;\n\
         #[allow(unused_imports)]\nuse include_wasm::{{CatchAll, Trap}};\nuse test_real::replay::Player;\n\n\
         #[allow(unused_variables)]\nfn make(host: Player<'static>) -> Result<{ty}, Trap> {{\n\
         \x20   let mut instance = guest::Instance::__uninit({host}test_real::program::limits())?;\n{resize}\
         \x20   instance.__init(0)?;\n    Ok(instance)\n}}\n\n\
         fn main() -> std::process::ExitCode {{\n    test_real::program::main({memory:?}, make, |i| i.guest_mut())\n}}\n"
    ))
}

/// The index of the trace's memory in the module.
fn memory_index(module: &Module, of: &MemoryOf) -> Result<Option<u32>, String> {
    let found = match of {
        MemoryOf::None => return Ok(None),
        MemoryOf::Export(name) => module
            .exports
            .iter()
            .find(|e| e.kind == ExternKind::Memory && e.name == *name)
            .map(|e| e.index),
        MemoryOf::Import {
            module: namespace,
            name,
            ..
        } => {
            let memories = module
                .imports
                .iter()
                .filter(|i| matches!(i.kind, ImportKind::Memory(_)));
            (0..)
                .zip(memories)
                .find(|(_, i)| i.module == *namespace && i.name == *name)
                .map(|(index, _)| index)
        }
    };
    found
        .map(Some)
        .ok_or_else(|| format!("the module has no such memory: {of:?}"))
}
