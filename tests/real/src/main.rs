//! `test-real MODULES TRACES [--release] [--only NAME]… [--max-size BYTES] [--cache DIR]`: see README.md.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use test_real::cargo;
use test_real::cases::find_cases;
use test_real::project::{Project, Run};
use test_real::report::Tally;

const USAGE: &str = "usage: test-real MODULES TRACES [--release] [--only NAME]... [--max-size BYTES] [--cache DIR] [--no-typed]

Translates every module of the folder MODULES that has a trace in the folder TRACES, compiles each as a crate of its
own and replays its traces bit for bit.

  --release         compile at opt-level 3 (otherwise as `cargo build` does)
  --only NAME       only the module NAME.wasm; may be given several times
  --max-size BYTES  only modules of at most this size
  --cache DIR       where the crates are built (default: target/real of this workspace)
  --no-typed        leave out the programs that use three of the modules through the typed interface";

fn main() -> ExitCode {
    let command = match Command::parse(std::env::args().skip(1)) {
        Ok(command) => command,
        Err(message) => {
            eprintln!("{message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match command.run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("test-real: {message}");
            ExitCode::from(2)
        }
    }
}

struct Command {
    modules: PathBuf,
    traces: PathBuf,
    release: bool,
    only: Vec<String>,
    max_size: u64,
    cache: PathBuf,
    typed: bool,
}

impl Command {
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
        let mut folders = Vec::new();
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut command = Command {
            modules: PathBuf::new(),
            traces: PathBuf::new(),
            release: false,
            only: Vec::new(),
            max_size: u64::MAX,
            cache: std::env::var_os("CARGO_TARGET_DIR")
                .map_or(workspace.join("target"), PathBuf::from)
                .join("real"),
            typed: true,
        };
        while let Some(arg) = args.next() {
            let mut operand = || args.next().ok_or_else(|| format!("{arg} needs an operand"));
            match arg.as_str() {
                "--release" => command.release = true,
                "--only" => command
                    .only
                    .push(operand()?.trim_end_matches(".wasm").to_owned()),
                "--max-size" => {
                    command.max_size = operand()?
                        .parse()
                        .map_err(|_| "--max-size needs a number of bytes")?
                }
                "--cache" => command.cache = operand()?.into(),
                "--no-typed" => command.typed = false,
                flag if flag.starts_with('-') => return Err(format!("unknown option {flag}")),
                _ => folders.push(PathBuf::from(arg)),
            }
        }
        match <[PathBuf; 2]>::try_from(folders) {
            Ok([modules, traces]) => Ok(Command {
                modules,
                traces,
                ..command
            }),
            Err(_) => Err("two folders are needed".into()),
        }
    }

    fn run(&self) -> Result<bool, String> {
        let mut cases = find_cases(&self.modules, &self.traces)?;
        cases.retain(|c| self.only.is_empty() || self.only.contains(&c.name));
        for name in &self.only {
            if !cases.iter().any(|c| &c.name == name) {
                return Err(format!(
                    "no trace in {} is of a module {name}.wasm",
                    self.traces.display()
                ));
            }
        }
        // A module that is not there has no size; it is reported, not left out.
        cases.retain(|c| c.size().is_none_or(|size| size <= self.max_size));
        if cases.is_empty() {
            return Err("nothing to replay".into());
        }
        let mut tally = Tally::default();
        let mut project = Project::new(&self.cache, self.release)?;
        for case in &cases {
            if let Err(message) = project.add_replay(case) {
                tally.add(&case.name, Err(message));
            } else if self.typed {
                project.add_typed(case)?;
            }
        }
        let level = if self.release { 3 } else { 0 };
        println!(
            "building {} programs at opt-level {level}",
            project.programs().len()
        );
        let begin = Instant::now();
        cargo::build(&project, |program, built| {
            for Run { label, args } in &program.runs {
                tally.add(
                    label,
                    built.clone().and_then(|built| cargo::run(built, args)),
                );
            }
        })?;
        println!(
            "built and replayed in {:.0} s",
            begin.elapsed().as_secs_f64()
        );
        println!("{}", tally.line());
        Ok(tally.passed_all())
    }
}
