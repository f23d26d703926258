//! The cargo project that the command generates: one crate per module, one build for all of them.
//!
//! Files are only written when their text changes, so that cargo compiles again what is new and
//! nothing else.

use crate::trace::{MemoryOf, Trace};
use include_wasm_translate::module::{ExternKind, ImportKind, Module};
use include_wasm_translate::options::{Options, Source};
use include_wasm_translate::{parse, translate};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long one replay may take, in seconds: a wrong translation may loop.
const RUN_LIMIT: Duration = Duration::from_secs(600);

/// A module and its traces.
pub struct Case {
    /// File stem of the module.
    pub name: String,
    /// The module; need not exist.
    pub path: PathBuf,
    /// Its traces, at least one.
    pub traces: Vec<TraceFile>,
}

/// A trace on disk.
pub struct TraceFile {
    /// What to call it in the report.
    pub label: String,
    /// Absolute.
    pub path: PathBuf,
    /// Its contents, or why it is not a trace.
    pub trace: Result<Trace, String>,
}

impl Case {
    /// Size of the module in bytes; `None` if it is not there.
    pub fn size(&self) -> Option<u64> {
        fs::metadata(&self.path).ok().map(|m| m.len())
    }
}

/// Pairs the traces of a folder with the modules of another: by the module's name in the trace, else by file name.
pub fn find_cases(modules: &Path, traces: &Path) -> Result<Vec<Case>, String> {
    let modules = modules
        .canonicalize()
        .map_err(|e| format!("{}: {e}", modules.display()))?;
    let traces = traces
        .canonicalize()
        .map_err(|e| format!("{}: {e}", traces.display()))?;
    let mut cases = BTreeMap::<String, Vec<TraceFile>>::new();
    for entry in fs::read_dir(&traces).map_err(|e| format!("{}: {e}", traces.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.extension() != Some(OsStr::new("json")) {
            continue;
        }
        let label = stem(&path);
        let trace = fs::read_to_string(&path)
            .map_err(|e| e.to_string())
            .and_then(|t| Trace::parse(&t).map_err(|e| e.to_string()));
        let named = trace
            .as_ref()
            .ok()
            .map(|t| stem(Path::new(&t.module)))
            .filter(|name| !name.is_empty());
        // The file beside it wins over what the trace says: a module may have been renamed with its trace.
        let name = match named {
            Some(name) if !modules.join(format!("{label}.wasm")).exists() => name,
            _ => label.clone(),
        };
        cases
            .entry(name)
            .or_default()
            .push(TraceFile { label, path, trace });
    }
    Ok(cases
        .into_iter()
        .map(|(name, mut traces)| {
            traces.sort_by(|a, b| a.label.cmp(&b.label));
            Case {
                path: modules.join(format!("{name}.wasm")),
                name,
                traces,
            }
        })
        .collect())
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A generated workspace.
pub struct Project {
    root: PathBuf,
    release: bool,
    members: BTreeMap<String, String>,
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
            members: BTreeMap::new(),
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
        let module = parse::parse(&source, 0).map_err(|e| e.to_string())?;
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
        self.add(
            &case.name,
            &dependencies,
            &[("main.rs", &main), ("generated.rs", &guest)],
        )
    }

    /// Adds the program `typed/NAME.rs`, which uses the module as a user would; `false` if there is none.
    pub fn add_typed(&mut self, case: &Case) -> bool {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("typed")
            .join(format!("{}.rs", case.name));
        let Ok(text) = fs::read_to_string(path) else {
            return false;
        };
        let module = format!("{:?}", case.path.to_string_lossy());
        let text = text.replace(&format!("\"{}.wasm\"", case.name), &module);
        let dependencies = format!("include-wasm = {{ path = {:?} }}\n", runtime());
        self.add(
            &format!("typed_{}", case.name),
            &dependencies,
            &[("main.rs", &text)],
        )
        .is_ok()
    }

    fn add(
        &mut self,
        name: &str,
        dependencies: &str,
        files: &[(&str, &str)],
    ) -> Result<(), String> {
        // Names of modules are any file names; crates are called by what remains, with a number if that is taken.
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
        while self.members.values().any(|k| *k == krate) {
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
        self.members.insert(name.to_owned(), krate);
        Ok(())
    }

    /// Compiles everything that was added.
    pub fn build(&self) -> Result<Built, String> {
        let members: Vec<_> = self.members.values().map(|k| format!("{k:?}")).collect();
        write(
            &self.root.join("Cargo.toml"),
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [{}]\n{PROFILES}",
                members.join(", ")
            ),
        )?;
        // The same versions as in our own workspace.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
        if let (Ok(text), false) = (
            fs::read_to_string(lock),
            self.root.join("Cargo.lock").exists(),
        ) {
            write(&self.root.join("Cargo.lock"), &text)?;
        }
        let begin = Instant::now();
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args([
            "build",
            "--workspace",
            "--keep-going",
            "--message-format=json",
            "--quiet",
        ]);
        cargo.args(self.release.then_some("--release"));
        // A test that runs this command must not lend its own settings to the build.
        cargo
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env_remove("RUSTFLAGS")
            .current_dir(&self.root);
        let output = cargo
            .stderr(Stdio::piped())
            .output()
            .map_err(|e| format!("cargo: {e}"))?;
        let mut built = Built {
            names: self.members.clone(),
            programs: HashMap::new(),
            errors: HashMap::new(),
            seconds: 0.0,
        };
        for message in String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|l| serde_json::from_str(l).ok())
        {
            built.note(&message);
        }
        built.seconds = begin.elapsed().as_secs_f64();
        if built.programs.is_empty() && built.errors.is_empty() {
            return Err(format!(
                "cargo build failed:\n{}",
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        Ok(built)
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

/// What cargo made.
pub struct Built {
    names: BTreeMap<String, String>,
    programs: HashMap<String, PathBuf>,
    errors: HashMap<String, String>,
    /// How long the build took, in seconds.
    pub seconds: f64,
}

impl Built {
    /// Takes note of one of cargo's messages.
    fn note(&mut self, message: &Json) {
        let target = message["target"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                if let Some(program) = message["executable"].as_str() {
                    self.programs.insert(target, program.into());
                }
            }
            Some("compiler-message") if message["message"]["level"] == "error" => {
                let rendered = message["message"]["rendered"].as_str().unwrap_or_default();
                let first: Vec<_> = rendered.lines().take(12).collect();
                self.errors
                    .entry(target)
                    .or_insert_with(|| first.join("\n"));
            }
            _ => {}
        }
    }

    /// Runs the program called `name`: the line that it printed, `Err` if it did not succeed.
    pub fn run(&self, name: &str, args: &[&OsStr]) -> Result<String, String> {
        let krate = &self.names[name];
        let Some(program) = self.programs.get(krate) else {
            let error = self
                .errors
                .get(krate)
                .map_or("rustc did not say why", |e| e);
            return Err(format!("does not compile: {error}"));
        };
        let begin = Instant::now();
        let mut child = Command::new(program)
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| e.to_string())?;
        let mut pipe = child.stdout.take();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            pipe.as_mut().map(|p| p.read_to_string(&mut text));
            text
        });
        let status = loop {
            match child.try_wait().map_err(|e| e.to_string())? {
                Some(status) => break Some(status),
                None if begin.elapsed() > RUN_LIMIT => {
                    child
                        .kill()
                        .and_then(|()| child.wait())
                        .map_err(|e| e.to_string())?;
                    break None;
                }
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        let line = reader.join().unwrap_or_default().trim().to_owned();
        match status {
            None => Err(format!("stopped after {} s", RUN_LIMIT.as_secs())),
            Some(status) if status.success() => {
                Ok(format!("{line} ({:.2} s)", begin.elapsed().as_secs_f64()))
            }
            Some(_) if !line.is_empty() => Err(line),
            Some(status) => Err(format!("the program ended with {status}")),
        }
    }
}
