//! `test-real MODULES TRACES [--release] [--only NAME]… [--max-size BYTES] [--cache DIR]`: see README.md.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use test_real::project::{Case, Project, find_cases};
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
        let (ready, typed) = self.prepare(&mut project, &cases, &mut tally);
        println!(
            "building {} programs at opt-level {}",
            ready.len() + typed.len(),
            if self.release { 3 } else { 0 }
        );
        let built = project.build()?;
        println!("built in {:.0} s", built.seconds);
        for case in ready {
            for trace in &case.traces {
                tally.add(
                    &trace.label,
                    built.run(&case.name, &[trace.path.as_os_str()]),
                );
            }
        }
        for name in typed {
            tally.add(
                &format!("{name} (typed)"),
                built.run(&format!("typed_{name}"), &[]),
            );
        }
        println!("{}", tally.line());
        Ok(tally.passed_all())
    }

    /// Writes the programs; the cases and the typed programs that are to be run.
    fn prepare<'a>(
        &self,
        project: &mut Project,
        cases: &'a [Case],
        tally: &mut Tally,
    ) -> (Vec<&'a Case>, Vec<&'a str>) {
        let (mut ready, mut typed) = (Vec::new(), Vec::new());
        for case in cases {
            match project.add_replay(case) {
                Ok(()) => ready.push(case),
                Err(message) => tally.add(&case.name, Err(message)),
            }
            if self.typed && case.size().is_some() && project.add_typed(case) {
                typed.push(case.name.as_str());
            }
        }
        (ready, typed)
    }
}
