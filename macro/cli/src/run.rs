//! `include-wasm run`: translates a WASI program, builds it with cargo, and runs it.
//!
//! What was built is kept. A folder of the cache belongs to a module and the options of its translation, and holds copies of
//! both; it is used again if they are the same, byte by byte.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use include_wasm_cli::read_source;
use include_wasm_translate::options::Options;

use crate::args::RunArgs;
use crate::runtime;

/// The program around the translated module. `%host%` is the first argument of the constructor, `%start%` the method.
const PROGRAM: &str = include_str!("run/program.rs.in");

/// How often the progress line is written.
const TICK: Duration = Duration::from_millis(100);

/// Builds and runs the program; gives its exit status.
///
/// # Errors
/// A module that can't be read or translated, or is not a program; a build that fails.
pub fn run(args: &RunArgs) -> Result<i32, String> {
    // Said before minutes of rustc, not after.
    if let Some((host, _)) = args.dirs.iter().find(|(host, _)| !Path::new(host).is_dir()) {
        return Err(format!(
            "--dir {}: no such directory",
            Path::new(host).display()
        ));
    }
    let program = build(args)?;
    let mut command = Command::new(&program);
    for (host, guest) in &args.dirs {
        command.arg("--dir").arg(host).arg(guest);
    }
    for (key, value) in &args.env {
        command.args(["--env", key, value]);
    }
    command
        .arg("--")
        .arg(args.input.file_name().unwrap_or_default());
    let status = command
        .args(&args.args)
        .status()
        .map_err(|e| format!("can't run {}: {e}", program.display()))?;
    status
        .code()
        .ok_or_else(|| format!("the program ended with {status}"))
}

/// The executable, built if it is not there yet.
fn build(args: &RunArgs) -> Result<PathBuf, String> {
    let source = read_source(&args.input)?;
    let runtime = runtime::dependency(args.runtime.as_deref(), &["wasi-cap-std"])
        .replace(", features", ", default-features = false, features");
    let key = key(args, &runtime);
    let cache = cache(args)?;
    let mut hasher = DefaultHasher::new();
    (&source.bytes, &key).hash(&mut hasher);
    let name = format!("{}_{:016x}", plain(&source.name), hasher.finish());
    let folder = cache.join("programs").join(&name);
    let (module, key_file) = (folder.join("module.wasm"), folder.join("key"));
    let target = cache.join("target");
    let program = target
        .join("debug")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));

    let same = |path: &Path, bytes: &[u8]| fs::read(path).is_ok_and(|old| old == bytes);
    if program.is_file() && same(&module, &source.bytes) && same(&key_file, key.as_bytes()) {
        return Ok(program);
    }

    let progress = Progress::new(&source.name);
    progress.say("translating");
    let options = Options {
        ident: "program".into(),
        visibility: "pub".into(),
        stubs: args.stubs.clone(),
        ..Options::default()
    };
    let text = include_wasm_translate::translate(std::slice::from_ref(&source), &options)
        .map_err(|e| e.to_string())?
        .module(&options);
    let main = main_text(&text).map_err(|e| format!("{}: {e}", args.input.display()))?;
    let manifest = manifest(&name, &runtime, &args.opt_level);
    write(&folder.join("Cargo.toml"), manifest.as_bytes())?;
    write(&folder.join("src/main.rs"), main.as_bytes())?;
    write(&folder.join("src/generated.rs"), text.as_bytes())?;
    // Programs need the same packages; with a lock file that names them, cargo has nothing to look up.
    let (lock, kept_lock) = (folder.join("Cargo.lock"), cache.join("Cargo.lock"));
    if !lock.exists() && kept_lock.exists() {
        fs::copy(&kept_lock, &lock).map_err(|e| format!("can't write {}: {e}", lock.display()))?;
    }
    compile(&folder, &target, &progress)?;
    // Last of all: what was interrupted is not used again.
    write(&module, &source.bytes)?;
    write(&key_file, key.as_bytes())?;
    let _ = fs::copy(&lock, &kept_lock);
    Ok(program)
}

/// Runs cargo, with a line that says how long.
fn compile(folder: &Path, target: &Path, progress: &Progress) -> Result<(), String> {
    let log = folder.join("cargo.log");
    let file = fs::File::create(&log).map_err(|e| format!("can't write {}: {e}", log.display()))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut child = Command::new(cargo)
        .args(["build", "--quiet"])
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(file)
        .spawn()
        .map_err(|e| format!("can't run cargo: {e}"))?;
    let status = loop {
        match child.try_wait().map_err(|e| format!("cargo: {e}"))? {
            Some(status) => break status,
            None => progress.say("compiling"),
        }
        std::thread::sleep(TICK);
    };
    match status.success() {
        true => Ok(()),
        false => {
            let log = fs::read_to_string(&log).unwrap_or_default();
            Err(format!("the build failed:\n{log}"))
        }
    }
}

/// The line that says what is going on, for people only.
struct Progress {
    name: String,
    begin: Instant,
    terminal: bool,
}

impl Progress {
    fn new(name: &str) -> Progress {
        Progress {
            name: name.to_owned(),
            begin: Instant::now(),
            terminal: std::io::stderr().is_terminal(),
        }
    }

    fn say(&self, what: &str) {
        if self.terminal {
            let seconds = self.begin.elapsed().as_secs();
            let mut out = std::io::stderr().lock();
            let _ = write!(out, "\r\x1b[K{what} {} ({seconds} s)", self.name);
            let _ = out.flush();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}

/// Everything but the module that decides what is built.
fn key(args: &RunArgs, runtime: &str) -> String {
    // Another build of this command may translate differently.
    let this = std::env::current_exe().and_then(fs::metadata);
    let built = this.and_then(|m| m.modified()).ok();
    format!(
        "{runtime}\n{}\n{:?}\n{built:?}\n",
        args.opt_level, args.stubs
    )
}

fn manifest(name: &str, runtime: &str, opt_level: &str) -> String {
    format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{runtime}\n\n\
         [profile.dev]\nopt-level = {opt_level}\ndebug = false\ndebug-assertions = false\nincremental = false\n\n\
         [profile.dev.package.\"*\"]\nopt-level = 3\n\n[workspace]\n"
    )
}

/// The main file, which depends on the interface of the module.
fn main_text(generated: &str) -> Result<String, String> {
    if !generated.contains("pub fn _start(&mut self) -> Result<(), rt::Trap>") {
        return Err(
            "not a program: it exports no `_start`; translate it as a library instead".into(),
        );
    }
    let host = generated.contains("pub struct Instance<I>");
    let traits = generated
        .split_once("pub trait Imports: ")
        .and_then(|(_, rest)| rest.split_once(" {"))
        .map_or("", |(traits, _)| traits);
    let others: Vec<&str> = traits
        .split(" + ")
        .filter(|t| !t.is_empty() && *t != "rt::wasi::Preview1")
        .collect();
    if !others.is_empty() {
        return Err(format!(
            "it imports more than WASI: the traits {}; `include-wasm inspect` shows them, `--stub` makes them trap",
            others.join(", ")
        ));
    }
    Ok(PROGRAM
        .replace("%host%", if host { "wasi, " } else { "" })
        .replace("%start%", "_start"))
}

/// The folder in which programs are kept.
fn cache(args: &RunArgs) -> Result<PathBuf, String> {
    let var = |name: &str| {
        std::env::var_os(name)
            .filter(|v: &OsString| !v.is_empty())
            .map(PathBuf::from)
    };
    let folder = args
        .cache
        .clone()
        .or_else(|| var("INCLUDE_WASM_CACHE"))
        .or_else(|| var("XDG_CACHE_HOME").map(|p| p.join("include-wasm")))
        .or_else(|| var("LOCALAPPDATA").map(|p| p.join("include-wasm")))
        .or_else(|| var("HOME").map(|p| p.join(".cache/include-wasm")))
        .ok_or("no place to keep programs; give one with --cache")?;
    fs::create_dir_all(&folder)
        .and_then(|()| fs::canonicalize(&folder))
        .map_err(|e| format!("can't use {}: {e}", folder.display()))
}

/// A file's stem as a part of a package's name.
fn plain(stem: &str) -> String {
    let plain: String = stem
        .chars()
        .take(40)
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    format!("wasm_{plain}")
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|e| format!("can't write {}: {e}", path.display()))
}
