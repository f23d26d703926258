//! rustc, called directly: with many small programs, cargo would cost more than the compiler.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

/// How generated code is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As `cargo build` does it: without optimisation, with overflow checks and debug assertions.
    Debug,
    /// As `cargo build --release` does it.
    Release,
}

impl Profile {
    /// Both.
    pub const ALL: [Profile; 2] = [Profile::Debug, Profile::Release];

    /// The name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Debug => "debug",
            Profile::Release => "release",
        }
    }

    fn flags(self) -> &'static [&'static str] {
        match self {
            Profile::Debug => &[
                "-Copt-level=0",
                "-Cdebug-assertions=on",
                "-Ccodegen-units=16",
            ],
            // Without linking anew across the units of one crate, which takes a sixth as long again.
            Profile::Release => &["-Copt-level=3", "-Ccodegen-units=16", "-Clto=off"],
        }
    }
}

/// The libraries that batches are linked with, of both profiles.
#[derive(Debug)]
pub struct Libraries {
    debug: Linked,
    release: Linked,
}

#[derive(Debug)]
struct Linked {
    runtime: PathBuf,
    player: PathBuf,
}

/// Where everything is put that can be deleted: `differential` beside the profiles' folders.
pub fn folder() -> PathBuf {
    let exe = env::current_exe().expect("a program has a path");
    let target = exe
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists());
    target
        .unwrap_or_else(|| Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target")))
        .join("differential")
}

impl Libraries {
    /// Builds them, with cargo.
    ///
    /// # Errors
    ///
    /// What cargo said.
    pub fn build() -> io::Result<Libraries> {
        Ok(Libraries {
            debug: Linked::build(Profile::Debug)?,
            release: Linked::build(Profile::Release)?,
        })
    }

    /// Compiles a program.
    ///
    /// # Errors
    ///
    /// What rustc said.
    pub fn compile(&self, profile: Profile, source: &Path, program: &Path) -> io::Result<()> {
        let libraries = match profile {
            Profile::Debug => &self.debug,
            Profile::Release => &self.release,
        };
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let output = Command::new(rustc)
            .args(["--edition=2024", "--crate-type=bin", "--crate-name=batch"])
            .args(["--cap-lints=allow", "-Cdebuginfo=0", "-Cstrip=symbols"])
            .args(profile.flags())
            .arg("--extern")
            .arg(with_name("include_wasm", &libraries.runtime))
            .arg("--extern")
            .arg(with_name("test_differential_player", &libraries.player))
            .arg("-L")
            .arg(with_name(
                "dependency",
                libraries.runtime.parent().unwrap_or(Path::new(".")),
            ))
            .arg("-o")
            .arg(program)
            .arg(source)
            .stderr(Stdio::piped())
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        let head: String = stderr.chars().take(4000).collect();
        Err(io::Error::other(format!(
            "rustc: {}\n{head}",
            output.status
        )))
    }
}

fn with_name(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}

impl Linked {
    fn build(profile: Profile) -> io::Result<Linked> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let folder = folder().join("target");
        fs::create_dir_all(&folder)?;
        let output = Command::new(cargo)
            .args(["build", "--quiet", "--package=test-differential-player"])
            .args(["--message-format=json", "--target-dir"])
            .arg(&folder)
            .args((profile == Profile::Release).then_some("--release"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            // A flag meant for this program, such as one for coverage, need not suit a batch.
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            return Err(io::Error::other("cargo could not build the player"));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let find = |name: &str| {
            let messages = text
                .lines()
                .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            messages
                .filter(|message| message["target"]["name"] == name)
                .find_map(|message| Some(PathBuf::from(message["filenames"][0].as_str()?)))
                .ok_or_else(|| io::Error::other(format!("cargo did not build {name}")))
        };
        Ok(Linked {
            runtime: find("include_wasm")?,
            player: find("test_differential_player")?,
        })
    }
}
