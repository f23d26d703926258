//! The `build` command: what modules cost the translator and rustc.
//!
//! Every module becomes two crates, one of translated text and one that calls the macro. cargo compiles them with this
//! program as a wrapper of rustc, which notes what each compilation used.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;
use std::{env, process};

use include_wasm_translate::options::{Options, Source};
use serde_json::{Value, json};
use test_bench::clock::{self, Usage};
use test_bench::synthetic;

use super::arguments::Arguments;
use super::engine;
use super::project::{Project, Result, rustc_version};

/// The file in which the wrapper notes usage; set = this program is the wrapper.
const LOG: &str = "TEST_BENCH_RUSTC_LOG";

/// Under which name, if not that of the crate.
const NAME: &str = "TEST_BENCH_RUSTC_NAME";

/// Runs rustc and notes what it used, if cargo calls this program as `rustc`'s wrapper.
pub fn wrap_rustc() -> Option<ExitCode> {
    let log = env::var_os(LOG)?;
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let (rustc, rest) = arguments.split_first()?;
    let crate_name = || {
        rest.iter()
            .position(|a| a == "--crate-name")
            .and_then(|i| rest.get(i + 1))
            .cloned()
    };
    let name = env::var_os(NAME).or_else(crate_name);
    let status = match Command::new(rustc).args(rest).env_remove(LOG).status() {
        Ok(status) => status,
        Err(error) => {
            eprintln!("{}: {error}", rustc.to_string_lossy());
            return Some(ExitCode::FAILURE);
        }
    };
    if let Some(name) = name {
        let Usage { cpu, peak } = clock::children();
        let line = format!("{} {} {peak}\n", name.to_string_lossy(), cpu.as_micros());
        let file = OpenOptions::new().append(true).create(true).open(log);
        if let Err(error) = file.and_then(|mut f| f.write_all(line.as_bytes())) {
            eprintln!("{error}");
            return Some(ExitCode::FAILURE);
        }
    }
    // A status above 255 cannot be given on; rustc has none.
    process::exit(status.code().unwrap_or(1));
}

/// What one module costs.
struct Cost {
    name: String,
    wasm_bytes: u64,
    translate: Duration,
    source_bytes: u64,
    /// rustc up to metadata: of the text, and of the macro, which translates as well.
    check: Usage,
    macro_check: Usage,
    debug: Usage,
    release: Usage,
    debug_object: Option<u64>,
    release_object: Option<u64>,
    /// What [`PEERS`] take, where they are installed and take the module.
    peers: [Option<Usage>; PEERS.len()],
}

/// Others who make source text of modules, each with its compiler at its level 3: wasm2c with clang and gcc, and
/// hirosassa's wasm2rs (`cargo install wasm2rs`), whose output is generic over the host, so that this is rustc's front end only.
const PEERS: [&str; 3] = ["wasm2c+clang", "wasm2c+gcc", "wasm2rs front"];

/// The `build` command.
pub fn run(arguments: &Arguments) -> Result<bool> {
    let project = Project::find()?;
    let modules = modules(&project, &arguments.words)?;
    let folder = project.out.join("cost");
    let workspace = Workspace {
        folder,
        project: project.clone(),
    };
    workspace.create(&modules)?;

    println!(
        "CPU seconds; peak memory in MB; sizes in KB. rustc alone, without cargo and dependencies."
    );
    println!(
        "{:24}{:>8}{:>10}{:>9}{:>8}{:>8}{:>8}{:>7}{:>8}{:>7}{:>9}{:>9}{:>13}{:>6}{:>13}{:>6}{:>13}{:>6}",
        "",
        "wasm",
        "translate",
        "source",
        "macro",
        "front",
        "debug",
        "MB",
        "opt 3",
        "MB",
        "debug.o",
        "opt3.o",
        PEERS[0],
        "MB",
        PEERS[1],
        "MB",
        PEERS[2],
        "MB"
    );
    let mut costs = Vec::new();
    let mut good = true;
    for module in &modules {
        match workspace.measure(module) {
            Ok(cost) => {
                cost.print();
                costs.push(cost);
            }
            Err(error) => {
                good = false;
                println!("{:24}{error}", module.name);
            }
        }
    }
    let json = arguments
        .json
        .clone()
        .unwrap_or_else(|| project.out.join("cost.json"));
    let value = json!({"rustc": rustc_version()?, "modules": costs.iter().map(Cost::json).collect::<Vec<_>>()});
    fs::write(&json, serde_json::to_string_pretty(&value)? + "\n")?;
    println!("\nresults: {}", json.display());
    Ok(good)
}

/// A module to build.
struct Module {
    /// An identifier.
    name: String,
    path: PathBuf,
}

/// The files named, or the guests, the real modules that were fetched, and one module of each size class; the smallest
/// first.
fn modules(project: &Project, words: &[String]) -> Result<Vec<Module>> {
    let mut paths: Vec<PathBuf> = words.iter().map(PathBuf::from).collect();
    if paths.is_empty() {
        for folder in ["../guests", "../real/modules"] {
            let Ok(entries) = fs::read_dir(project.root.join(folder)) else {
                continue;
            };
            for entry in entries {
                let path = entry?.path();
                if path.extension().is_some_and(|e| e == "wasm") {
                    paths.push(path);
                }
            }
        }
        let folder = project.out.join("classes");
        fs::create_dir_all(&folder)?;
        for (name, text) in [
            ("class_few", synthetic::functions(20, 500)),
            ("class_many", synthetic::functions(4_000, 15)),
            ("class_huge", synthetic::functions(1, 50_000)),
        ] {
            let path = folder.join(format!("{name}.wasm"));
            fs::write(&path, wat::parse_str(&text)?)?;
            paths.push(path);
        }
    }
    let mut list = Vec::new();
    for path in paths {
        let size = fs::metadata(&path)
            .map_err(|e| format!("{}: {e}", path.display()))?
            .len();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = stem
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        list.push((
            size,
            Module {
                name,
                path: fs::canonicalize(path)?,
            },
        ));
    }
    list.sort_by(|a, b| (a.0, &a.1.path).cmp(&(b.0, &b.1.path)));
    Ok(list.into_iter().map(|(_, module)| module).collect())
}

/// The generated cargo workspace.
struct Workspace {
    folder: PathBuf,
    project: Project,
}

const RELEASE: &[&str] = &["build", "--release"];
const DEBUG: &[&str] = &["build"];
const CHECK: &[&str] = &["check"];

impl Workspace {
    fn create(&self, modules: &[Module]) -> Result<()> {
        let root = fs::canonicalize(self.project.root.join("../.."))?;
        let runtime = root.join("runtime");
        let mut members = Vec::new();
        for module in modules {
            for (kind, features) in [
                ("text", "\"std\""),
                ("macro", "\"std\", \"macros\", \"wat\""),
            ] {
                let name = format!("{kind}_{}", module.name);
                let folder = self.folder.join(&name);
                fs::create_dir_all(folder.join("src"))?;
                let manifest = format!(
                    "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                     include-wasm = {{ path = {runtime:?}, default-features = false, features = [{features}] }}\n"
                );
                fs::write(folder.join("Cargo.toml"), manifest)?;
                fs::write(folder.join("src/lib.rs"), "")?;
                members.push(name);
            }
        }
        fs::write(
            self.folder.join("Cargo.toml"),
            format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"),
        )?;
        // The same dependencies as the project has.
        fs::copy(root.join("Cargo.lock"), self.folder.join("Cargo.lock"))?;
        Ok(())
    }

    fn measure(&self, module: &Module) -> Result<Cost> {
        let bytes = fs::read(&module.path)?;
        let options = Options {
            visibility: "pub".into(),
            ident: "module".into(),
            ..Options::default()
        };
        let source = Source {
            name: module.name.clone(),
            bytes: bytes.clone(),
            links: None,
        };
        // The translator works on a thread of its own, so it is measured as wall time; it does not wait for anything.
        let start = std::time::Instant::now();
        let expansion =
            include_wasm_translate::translate(&[source], &options).map_err(|e| format!("{e:?}"))?;
        let translate = start.elapsed();
        let text = expansion.module(&options);

        let [text_crate, macro_crate] =
            ["text", "macro"].map(|kind| format!("{kind}_{}", module.name));
        let library = |name: &str| self.folder.join(name).join("src/lib.rs");
        fs::write(
            library(&macro_crate),
            format!(
                "include_wasm::include_wasm!(pub mod module = {:?});\n",
                module.path
            ),
        )?;
        let rewrite = || fs::write(library(&text_crate), &text);

        rewrite()?;
        let check = self.cargo(CHECK, &text_crate)?;
        let macro_check = self.cargo(CHECK, &macro_crate)?;
        rewrite()?;
        let debug = self.cargo(DEBUG, &text_crate)?;
        rewrite()?;
        let release = self.cargo(RELEASE, &text_crate)?;
        let object = |profile: &str| {
            object_bytes(
                &self
                    .folder
                    .join(format!("target/{profile}/lib{text_crate}.rlib")),
            )
        };
        Ok(Cost {
            name: module.name.clone(),
            wasm_bytes: bytes.len() as u64,
            translate,
            source_bytes: text.len() as u64,
            check,
            macro_check,
            debug,
            release,
            debug_object: object("debug"),
            release_object: object("release"),
            peers: [
                engine::clang().ok().and_then(|c| self.wasm2c(module, &c)),
                self.wasm2c(module, "gcc"),
                self.wasm2rs(module),
            ],
        })
    }

    /// Builds one crate, which has just been written, and gives what its rustc used.
    fn cargo(&self, command: &[&str], name: &str) -> Result<Usage> {
        // The modification time must differ from that of the last build, at the resolution of the file system.
        std::thread::sleep(Duration::from_millis(20));
        let log = self.folder.join("rustc.log");
        let _ = fs::remove_file(&log);
        engine::check(
            Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
                .args(command)
                .args(["--quiet", "-p", name, "--target-dir"])
                .arg(self.folder.join("target"))
                .current_dir(&self.folder)
                .env("RUSTC_WORKSPACE_WRAPPER", env::current_exe()?)
                .env(LOG, &log),
        )?;
        let text = fs::read_to_string(&log).unwrap_or_default();
        let numbers = text
            .lines()
            .find_map(|l| l.strip_prefix(name)?.strip_prefix(' ')?.split_once(' '));
        let (cpu, peak) = numbers.ok_or_else(|| format!("cargo did not build {name}"))?;
        Ok(Usage {
            cpu: Duration::from_micros(cpu.parse()?),
            peak: peak.parse()?,
        })
    }

    /// What a C compiler uses for wasm2c's output.
    fn wasm2c(&self, module: &Module, compiler: &str) -> Option<Usage> {
        let folder = self.folder.join("wasm2c");
        fs::create_dir_all(&folder).ok()?;
        let source = folder.join(format!("{}.c", module.name));
        let mut wasm2c = Command::new("wasm2c");
        wasm2c.args(["-n", "m"]).arg(&module.path).arg("-o");
        engine::check(wasm2c.arg(&source)).ok()?;
        let arguments = ["-O3", "-w", "-I/usr/share/wabt/wasm2c", "-c"];
        let arguments = arguments.iter().map(OsString::from);
        self.peer(compiler, arguments.chain([source.into()]).collect())
    }

    /// What rustc uses for wasm2rs's output.
    fn wasm2rs(&self, module: &Module) -> Option<Usage> {
        let folder = self.folder.join("wasm2rs");
        fs::create_dir_all(&folder).ok()?;
        let source = folder.join(format!("{}.rs", module.name));
        let mut wasm2rs = Command::new("wasm2rs");
        engine::check(wasm2rs.arg(&module.path).arg(&source)).ok()?;
        let arguments = [
            "--edition=2024",
            "--crate-type=lib",
            "-Copt-level=3",
            "--cap-lints=allow",
        ];
        let arguments = arguments.iter().map(OsString::from);
        self.peer("rustc", arguments.chain([source.into()]).collect())
    }

    /// Compiles a file with a peer's compiler.
    fn peer(&self, compiler: &str, arguments: Vec<OsString>) -> Option<Usage> {
        let log = self.folder.join("peer.log");
        let _ = fs::remove_file(&log);
        // The wrapper does not care which compiler it runs.
        let mut command = Command::new(env::current_exe().ok()?);
        command.arg(compiler).args(arguments);
        command.arg("-o").arg(self.folder.join("peer.o"));
        engine::check(command.env(NAME, "peer").env(LOG, &log)).ok()?;
        let text = fs::read_to_string(&log).ok()?;
        let (cpu, peak) = text.trim().strip_prefix("peer ")?.split_once(' ')?;
        Some(Usage {
            cpu: Duration::from_micros(cpu.parse().ok()?),
            peak: peak.parse().ok()?,
        })
    }
}

/// Code and constants in a library, as binutils' `size` sees them.
fn object_bytes(path: &Path) -> Option<u64> {
    let output = Command::new("size").arg(path).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let sizes: Vec<u64> = text
        .lines()
        .filter_map(|l| l.split_whitespace().next()?.parse().ok())
        .collect();
    (!sizes.is_empty()).then(|| sizes.iter().sum())
}

impl Cost {
    fn print(&self) {
        let seconds = |u: Usage| format!("{:.2}", u.cpu.as_secs_f64());
        let mega = |u: Usage| format!("{}", u.peak >> 20);
        let kilo =
            |bytes: Option<u64>| bytes.map_or("-".into(), |b| format!("{}", b.div_ceil(1024)));
        println!(
            "{:24}{:>8}{:>10.3}{:>9}{:>8}{:>8}{:>8}{:>7}{:>8}{:>7}{:>9}{:>9}{}",
            self.name,
            kilo(Some(self.wasm_bytes)),
            self.translate.as_secs_f64(),
            kilo(Some(self.source_bytes)),
            seconds(self.macro_check),
            seconds(self.check),
            seconds(self.debug),
            mega(self.debug),
            seconds(self.release),
            mega(self.release),
            kilo(self.debug_object),
            kilo(self.release_object),
            self.peers
                .map(|p| format!(
                    "{:>13}{:>6}",
                    p.map_or("-".into(), seconds),
                    p.map_or("-".into(), mega)
                ))
                .concat(),
        );
    }

    fn json(&self) -> Value {
        let usage = |u: Usage| json!({"cpu_s": u.cpu.as_secs_f64(), "peak_bytes": u.peak});
        json!({
            "name": self.name,
            "wasm_bytes": self.wasm_bytes,
            "translate_s": self.translate.as_secs_f64(),
            "source_bytes": self.source_bytes,
            "macro_check": usage(self.macro_check),
            "check": usage(self.check),
            "debug": usage(self.debug),
            "release": usage(self.release),
            "debug_object_bytes": self.debug_object,
            "release_object_bytes": self.release_object,
            "peers": PEERS.iter().zip(self.peers).map(|(name, u)| (*name, u.map(usage))).collect::<BTreeMap<_, _>>(),
        })
    }
}
