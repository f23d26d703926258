//! `include-wasm check`: whether a file of generated code is what its modules say.

use std::path::Path;

use include_wasm_check::token::Tokens;
use include_wasm_check::{Input, Options as CheckOptions, Report, check_module};
use include_wasm_translate::options::{Options, Source};

/// Checks the generated module in the file `expansion`.
///
/// # Errors
/// What can't be read, or what the checker rejects.
pub fn check(sources: &[Source], options: &Options, expansion: &Path) -> Result<Report, String> {
    let show = |e: &dyn std::fmt::Display| format!("{}: {e}", expansion.display());
    let text = std::fs::read_to_string(expansion).map_err(|e| show(&e))?;
    let tokens = Tokens::lex(&text).map_err(|e| show(&e))?;
    let binaries = sources
        .iter()
        .map(|s| include_wasm_translate::to_binary(&s.bytes))
        .collect::<Result<Vec<_>, _>>()?;
    let inputs: Vec<Input<'_>> = sources
        .iter()
        .zip(&binaries)
        .map(|(s, bytes)| Input {
            name: &s.name,
            bytes,
            links: None,
        })
        .collect();
    check_module(&inputs, &check_options(options), &tokens).map_err(|e| show(&e))
}

fn check_options(options: &Options) -> CheckOptions {
    CheckOptions {
        runtime: options.runtime.clone(),
        max_memory_pages: options.max_memory_pages,
        fixed_memory_pages: options.fixed_memory_pages,
        max_stack: options.max_stack,
        fuel: options.fuel,
        interrupt: options.interrupt,
        canonical_nan: options.canonical_nan,
        backtrace: options.backtrace,
        stubs: options.stubs.clone(),
        rename: options.rename.clone(),
        traits: options.traits.clone(),
        implements: options
            .implements
            .iter()
            .map(|i| (i.path.clone(), i.host.clone()))
            .collect(),
        dynamic: options.dynamic,
    }
}
