//! A program around a translated module, built with cargo.
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

use include_wasm_translate::options::{Options, Source};

use crate::args::RunArgs;
use crate::runtime;

/// How often the progress line is written.
const TICK: Duration = Duration::from_millis(100);

/// What is around the module `program`.
pub struct Program<'a> {
    /// Tells it apart from other programs around the same module.
    pub kind: &'a str,
    /// Features of the runtime.
    pub features: &'a [&'a str],
    /// Whether exports are called by name.
    pub dynamic: bool,
    /// Imports that trap.
    pub stubs: Vec<String>,
}

impl Program<'_> {
    /// The executable, built if it is not there yet; `main` makes the main file from the text of the translated module.
    ///
    /// # Errors
    /// A module that can't be translated, what `main` says, and a build that fails.
    pub fn build(
        &self,
        source: &Source,
        args: &RunArgs,
        main: impl FnOnce(&str) -> Result<String, String>,
    ) -> Result<PathBuf, String> {
        let runtime = runtime::dependency(args.runtime.as_deref(), self.features)
            .replace(", features", ", default-features = false, features");
        let key = self.key(args, &runtime);
        let cache = cache(args.cache.as_deref())?;
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
            stubs: self.stubs.clone(),
            dynamic: self.dynamic,
            ..Options::default()
        };
        let text = include_wasm_translate::translate(std::slice::from_ref(source), &options)
            .map_err(|e| e.to_string())?
            .module(&options);
        let main = main(&text).map_err(|e| format!("{}: {e}", args.input.display()))?;
        let manifest = manifest(&name, &runtime, &args.opt_level);
        write(&folder.join("Cargo.toml"), manifest.as_bytes())?;
        write(&folder.join("src/main.rs"), main.as_bytes())?;
        write(&folder.join("src/generated.rs"), text.as_bytes())?;
        // Programs need the same packages; with a lock file that names them, cargo has nothing to look up.
        let (lock, kept_lock) = (folder.join("Cargo.lock"), cache.join("Cargo.lock"));
        if !lock.exists() && kept_lock.exists() {
            fs::copy(&kept_lock, &lock)
                .map_err(|e| format!("can't write {}: {e}", lock.display()))?;
        }
        compile(&folder, &target, &progress)?;
        // Last of all: what was interrupted is not used again.
        write(&module, &source.bytes)?;
        write(&key_file, key.as_bytes())?;
        let _ = fs::copy(&lock, &kept_lock);
        Ok(program)
    }

    /// Everything but the module that decides what is built.
    fn key(&self, args: &RunArgs, runtime: &str) -> String {
        // Another build of this command may translate differently.
        let this = std::env::current_exe().and_then(fs::metadata);
        let built = this.and_then(|m| m.modified()).ok();
        format!(
            "{}\n{runtime}\n{}\n{:?}\n{built:?}\n",
            self.kind, args.opt_level, self.stubs
        )
    }
}

/// The command that runs `program` with the directories and variables that its world has; what follows is the program's.
pub fn command(program: &Path, args: &RunArgs) -> Command {
    let mut command = Command::new(program);
    for (host, guest) in &args.dirs {
        command.arg("--dir").arg(host).arg(guest);
    }
    for (key, value) in &args.env {
        command.args(["--env", key, value]);
    }
    command.arg("--");
    command
}

/// Says what is wrong with the arguments before minutes of rustc, not after.
///
/// # Errors
/// A directory that does not exist.
pub fn check_dirs(args: &RunArgs) -> Result<(), String> {
    match args.dirs.iter().find(|(host, _)| !Path::new(host).is_dir()) {
        Some((host, _)) => Err(format!(
            "--dir {}: no such directory",
            Path::new(host).display()
        )),
        None => Ok(()),
    }
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

fn manifest(name: &str, runtime: &str, opt_level: &str) -> String {
    format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{runtime}\n\n\
         [profile.dev]\nopt-level = {opt_level}\ndebug = false\ndebug-assertions = false\nincremental = false\n\n\
         [profile.dev.package.\"*\"]\nopt-level = 3\n\n[workspace]\n"
    )
}

/// The folder in which programs are kept.
fn cache(given: Option<&Path>) -> Result<PathBuf, String> {
    let var = |name: &str| {
        std::env::var_os(name)
            .filter(|v: &OsString| !v.is_empty())
            .map(PathBuf::from)
    };
    let folder = given
        .map(Path::to_owned)
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
