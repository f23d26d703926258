//! `include-wasm run`: translates a WASI program, builds it with cargo, and runs it.

use include_wasm_cli::read_source;

use crate::args::RunArgs;
use crate::program::{self, Program};

/// The program around the translated module. `%host%` is the first argument of the constructor, `%start%` the method.
const PROGRAM: &str = include_str!("run/program.rs.in");

/// Builds and runs the program; gives its exit status.
///
/// # Errors
/// A module that can't be read or translated, or is not a program; a build that fails.
pub fn run(args: &RunArgs) -> Result<i32, String> {
    program::check_dirs(args)?;
    let program = Program {
        kind: "run",
        features: &["wasi-cap-std"],
        dynamic: false,
        stubs: args.stubs.clone(),
    };
    let program = program.build(&read_source(&args.input)?, args, main_text)?;
    let status = program::command(&program, args)
        .arg(args.input.file_name().unwrap_or_default())
        .args(&args.args)
        .status()
        .map_err(|e| format!("can't run {}: {e}", program.display()))?;
    status
        .code()
        .ok_or_else(|| format!("the program ended with {status}"))
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
