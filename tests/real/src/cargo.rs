//! Compiles the generated programs, and runs each as soon as it is there.

use crate::project::{Program, Project};
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long one replay may take: a wrong translation may loop.
const RUN_LIMIT: Duration = Duration::from_secs(600);

/// Compiles everything in the project. Each program is given to `done` when it is there, or with the reason why it isn't.
///
/// # Errors
///
/// If cargo can't be run, or does not get as far as the programs.
pub fn build(
    project: &Project,
    mut done: impl FnMut(&Program, Result<&Path, String>),
) -> Result<(), String> {
    project.write_workspace()?;
    let mut cargo = start(project).map_err(|e| format!("cargo: {e}"))?;
    let errors = text_of(cargo.stderr.take());
    let mut waiting: BTreeMap<&str, &Program> =
        project.programs.iter().map(|p| (&p.krate[..], p)).collect();
    let mut diagnostics = HashMap::<String, String>::new();
    for line in BufReader::new(cargo.stdout.take().ok_or("no output of cargo's")?).lines() {
        let message: Json =
            serde_json::from_str(&line.map_err(|e| e.to_string())?).unwrap_or_default();
        let target = message["target"]["name"].as_str().unwrap_or_default();
        if let Some(program) = message["executable"].as_str() {
            if let Some(waiting) = waiting.remove(target) {
                done(waiting, Ok(Path::new(program)));
            }
        } else if message["message"]["level"] == "error" {
            let rendered = message["message"]["rendered"].as_str().unwrap_or_default();
            let first: Vec<_> = rendered.lines().take(12).collect();
            diagnostics
                .entry(target.to_owned())
                .or_insert_with(|| first.join("\n"));
        }
    }
    let status = cargo.wait().map_err(|e| e.to_string())?;
    let errors = errors.join().unwrap_or_default();
    if !status.success() && waiting.len() == project.programs.len() && diagnostics.is_empty() {
        return Err(format!("cargo build failed:\n{errors}"));
    }
    for (krate, program) in waiting {
        // Without a diagnostic rustc was killed or crashed, and cargo says so.
        let error = diagnostics
            .get(krate)
            .map_or_else(|| about(krate, &errors), |e| e.clone());
        done(program, Err(format!("does not compile: {error}")));
    }
    Ok(())
}

fn start(project: &Project) -> std::io::Result<Child> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([
        "build",
        "--workspace",
        "--keep-going",
        "--message-format=json",
        "--quiet",
    ]);
    cargo.args(project.release.then_some("--release"));
    // A test that runs this command must not lend its own settings to the build.
    cargo
        .env("CARGO_TARGET_DIR", project.root.join("target"))
        .env_remove("RUSTFLAGS");
    cargo
        .current_dir(&project.root)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// Reads a pipe to its end, on a thread of its own, so that its writer never has to wait.
fn text_of(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What could be read is all there is to report.
        let _ = pipe.map(|mut p| p.read_to_end(&mut bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// What cargo's own messages say about a crate.
fn about(krate: &str, errors: &str) -> String {
    let lines: Vec<_> = errors
        .lines()
        .skip_while(|l| !l.contains(krate))
        .take(6)
        .collect();
    lines.join("\n")
}

/// Runs a program: the line that it printed, `Err` if it did not succeed.
pub fn run(program: &Path, args: &[PathBuf]) -> Result<String, String> {
    let begin = Instant::now();
    let mut child = Command::new(program)
        .args(args)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| e.to_string())?;
    let output = text_of(child.stdout.take());
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
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    let line = output.join().unwrap_or_default().trim().to_owned();
    match status {
        None => Err(format!("stopped after {} s", RUN_LIMIT.as_secs())),
        Some(status) if status.success() => {
            Ok(format!("{line} ({:.2} s)", begin.elapsed().as_secs_f64()))
        }
        Some(_) if !line.is_empty() => Err(line),
        Some(status) => Err(format!("the program ended with {status}")),
    }
}
