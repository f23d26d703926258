//! The `include-wasm` command.
#![forbid(unsafe_code)]

mod args;
mod new_crate;
mod program;
mod progress;
mod run;
mod runtime;
mod snapshot;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use args::{AuditArgs, Command, InspectArgs, TranslateArgs};
use include_wasm_cli::{audit, inspect, pretty, read_source};

/// Wrong arguments; 1 is for inputs that can't be read or translated.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let result = match args::parse(lexopt::Parser::from_env()) {
        Ok(Command::Help(text)) => print(text),
        Ok(Command::Version) => print(concat!("include-wasm ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Command::Translate(args)) => translate(&args),
        Ok(Command::Check(args)) => check(&args),
        Ok(Command::Inspect(args)) => inspect(&args),
        Ok(Command::Audit(args)) => audit(&args),
        Ok(Command::NewCrate(args)) => new_crate::new_crate(&args).and_then(|text| print(&text)),
        Ok(Command::Run(args)) => match run::run(&args) {
            Ok(status) => std::process::exit(status),
            Err(message) => Err(message),
        },
        Ok(Command::Snapshot(args)) => snapshot::snapshot(&args),
        Err(message) => {
            eprintln!("error: {message}\nsee `include-wasm --help`");
            return ExitCode::from(USAGE);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                eprintln!("error: {line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn translate(args: &TranslateArgs) -> Result<(), String> {
    let sources = args
        .inputs
        .iter()
        .map(|p| read_source(p))
        .collect::<Result<Vec<_>, _>>()?;
    let what = format!("translating {}", names(&args.inputs));
    let expansion = progress::during(&what, || {
        include_wasm_translate::translate(&sources, &args.options).map_err(|e| e.to_string())
    })?;
    let text = expansion.module(&args.options);
    let text = match args.pretty {
        Some(true) => pretty::pretty(&text)?,
        Some(false) => text,
        None => pretty::pretty_if_small(&text)?,
    };
    match &args.output {
        Some(path) => {
            std::fs::write(path, text).map_err(|e| format!("can't write {}: {e}", path.display()))
        }
        None => print(&text),
    }
}

/// Files, as they were given.
fn names(paths: &[std::path::PathBuf]) -> String {
    let names: Vec<_> = paths.iter().map(|p| p.display().to_string()).collect();
    names.join(", ")
}

fn check(args: &TranslateArgs) -> Result<(), String> {
    let Some((expansion, inputs)) = args.inputs.split_last() else {
        return Err("no file to check".into());
    };
    let sources = inputs
        .iter()
        .map(|p| read_source(p))
        .collect::<Result<Vec<_>, _>>()?;
    let (report, certificate) =
        progress::during(&format!("checking {}", expansion.display()), || {
            include_wasm_cli::check::check(&sources, &args.options, expansion)
        })?;
    if let Some(path) = &args.proof {
        include_wasm_verify::write(path, &certificate)?;
    }
    print(&format!(
        "accepted: {} functions, {} operators, {} cuts\n",
        report.functions, report.operators, report.cuts
    ))
}

fn inspect(args: &InspectArgs) -> Result<(), String> {
    let source = read_source(&args.input)?;
    let name = args.input.display();
    let report = progress::during(&format!("inspecting {name}"), || inspect::inspect(&source));
    let report = report.map_err(|e| format!("{name}: {e}"))?;
    if args.json {
        print(&report.json())
    } else {
        print(&report.text())
    }
}

fn audit(args: &AuditArgs) -> Result<(), String> {
    let name = args.input.display();
    let bytes = std::fs::read(&args.input).map_err(|e| format!("can't read {name}: {e}"))?;
    let report =
        audit::audit(&bytes, args.module.as_deref()).map_err(|e| format!("{name}: {e}"))?;
    print(&report.to_string())?;
    match report.findings.len() {
        0 => Ok(()),
        n => Err(format!("{name}: {n} findings")),
    }
}

/// Standard output; a reader that went away (`| head`) is no error.
fn print(text: &str) -> Result<(), String> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            Err(format!("can't write to standard output: {e}"))
        }
        _ => Ok(()),
    }
}
