//! The engines: what to run for a kernel, and how that is made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::project::{Kernel, Project, Result};

/// A way to run kernels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engine {
    pub name: &'static str,
    /// Interpreters run once in a round, and in one round.
    pub slow: bool,
}

/// All that the bench knows, in the order of the table's columns. `native` comes first: the others are compared with it.
pub const ENGINES: &[Engine] = &[
    engine("native"),
    engine("growing"),
    engine("fixed"),
    engine("wasmtime"),
    engine("wasmtime-bounds"),
    engine("wasm2c-guard"),
    engine("wasm2c-bounds"),
    Engine {
        name: "wasmi",
        slow: true,
    },
];

const fn engine(name: &'static str) -> Engine {
    Engine { name, slow: false }
}

/// The flags of both native builds. `-fno-builtin-strlen`: the guest has no libc to call, and a loop is to be measured.
const NATIVE: &[&str] = &[
    "-O3",
    "-ffp-contract=off",
    "-fno-math-errno",
    "-fno-builtin-strlen",
];

/// The engines asked for, or all.
pub fn select(names: Option<&[String]>) -> Result<Vec<Engine>> {
    let Some(names) = names else {
        return Ok(ENGINES.to_vec());
    };
    let find = |name: &String| ENGINES.iter().find(|e| e.name == name).copied();
    names
        .iter()
        .map(|n| find(n).ok_or_else(|| format!("there is no engine {n}").into()))
        .collect()
}

impl Engine {
    /// Makes what is needed to run the kernels; the error says why it can't be.
    pub fn prepare(self, project: &Project, kernels: &[Kernel]) -> Result<()> {
        match self.name {
            "native" => {
                let clang = clang()?;
                kernels.iter().try_for_each(|k| native(project, &clang, k))
            }
            "wasm2c-guard" | "wasm2c-bounds" => {
                let clang = clang()?;
                let runtime = wasm2c_runtime()?;
                kernels
                    .iter()
                    .try_for_each(|k| match self.wasm2c(project, &clang, &runtime, k) {
                        // wabt up to 1.0.32 has no vectors, newer ones need a library for them.
                        Err(error) if k.family == "vectors" => {
                            eprintln!("{} without {}: {error}", k.name, self.name);
                            Ok(())
                        }
                        done => done,
                    })
            }
            _ => Ok(()),
        }
    }

    /// What runs a kernel; the runs and the budget are still to be appended.
    pub fn command(self, project: &Project, kernel: &Kernel) -> Command {
        match self.name {
            "growing" | "fixed" => {
                let name = if kernel.family == "tables" {
                    "synthetic"
                } else {
                    self.name
                };
                let mut command = Command::new(project.runner(name));
                command.arg(&kernel.name);
                command
            }
            "native" | "wasm2c-guard" | "wasm2c-bounds" => {
                let mut command = Command::new(self.program(project, kernel));
                command.arg(&kernel.name);
                command
            }
            _ => {
                let mut command = Command::new(project.runner("engine"));
                command.arg(self.name).arg(&kernel.wasm);
                command
            }
        }
    }

    fn program(self, project: &Project, kernel: &Kernel) -> PathBuf {
        project.out.join(self.name).join(&kernel.name)
    }

    fn wasm2c(self, project: &Project, clang: &str, runtime: &Path, kernel: &Kernel) -> Result<()> {
        let program = self.program(project, kernel);
        let driver = project.root.join("kernels/native.c");
        let glue = project.root.join("kernels/wasm2c.c");
        if newer(&program, &[&kernel.wasm, &driver, &glue]) {
            return Ok(());
        }
        let folder = program.with_extension("d");
        fs::create_dir_all(&folder)?;
        let source = folder.join("m.c");
        check(
            Command::new("wasm2c")
                .args(["-n", "m"])
                .arg(&kernel.wasm)
                .arg("-o")
                .arg(&source),
        )?;
        let old = fs::read_to_string(folder.join("m.h"))?.contains("Z_m_instance_t");
        let guard = u8::from(self.name == "wasm2c-guard");
        let mut command = Command::new(clang);
        command
            .args(NATIVE)
            .arg("-w")
            .arg(format!("-DWASM_RT_MEMCHECK_SIGNAL_HANDLER={guard}"))
            // With explicit checks calls are counted, and 500 are too few for a recursive program.
            .arg("-DWASM_RT_MAX_CALL_STACK_DEPTH=100000");
        if old {
            command.arg("-DWABT_OLD");
        }
        command.arg("-I").arg(&folder).arg("-I").arg(runtime);
        command
            .arg(source)
            .arg(glue)
            .arg(driver)
            .arg(runtime.join("wasm-rt-impl.c"));
        // Newer versions of wabt have a second file.
        let memory = runtime.join("wasm-rt-mem-impl.c");
        if memory.exists() {
            command.arg(memory);
        }
        check(command.arg("-lm").arg("-o").arg(program))
    }
}

fn native(project: &Project, clang: &str, kernel: &Kernel) -> Result<()> {
    let folder = project.out.join("native");
    fs::create_dir_all(&folder)?;
    let program = folder.join(&kernel.name);
    let driver = project.root.join("kernels/native.c");
    if newer(
        &program,
        &[&kernel.c, &driver, &project.root.join("kernels/kernel.h")],
    ) {
        return Ok(());
    }
    check(
        Command::new(clang)
            .args(NATIVE)
            .arg(&kernel.c)
            .arg(driver)
            .arg("-lm")
            .arg("-o")
            .arg(program),
    )
}

/// Whether a file is there and no older than its sources.
fn newer(file: &Path, sources: &[&Path]) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|m| m.modified()).ok();
    time(file).is_some_and(|t| sources.iter().all(|s| time(s).is_some_and(|s| s <= t)))
}

/// `$CLANG`, or the clang of rustc's LLVM, or any.
pub fn clang() -> Result<String> {
    let names = std::env::var("CLANG")
        .into_iter()
        .chain(["clang-22".to_owned(), "clang".to_owned()]);
    names
        .into_iter()
        .find(|name| {
            Command::new(name)
                .arg("--version")
                .output()
                .is_ok_and(|o| o.status.success())
        })
        .ok_or_else(|| "no clang found (set CLANG)".into())
}

/// The folder of wasm2c's run-time sources: `$WASM2C_RUNTIME`, or where Debian has it.
fn wasm2c_runtime() -> Result<PathBuf> {
    let folder = std::env::var_os("WASM2C_RUNTIME")
        .map_or_else(|| "/usr/share/wabt/wasm2c".into(), PathBuf::from);
    if !folder.join("wasm-rt-impl.c").exists() {
        return Err("wasm2c is not installed (package wabt; WASM2C_RUNTIME is the folder of wasm-rt-impl.c)".into());
    }
    Ok(folder)
}

/// Runs a command that has to succeed.
pub fn check(command: &mut Command) -> Result<()> {
    let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if !output.status.success() {
        return Err(format!(
            "{command:?}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )
        .into());
    }
    Ok(())
}
