//! `include-wasm check`: whether a file of generated code is what its modules say.

use std::path::Path;

use include_wasm_translate::options::{Options, Source};
use include_wasm_verify::{Part, Report, certificate, lex};

/// Checks the generated module in the file `expansion`: what was validated, and the certificate.
///
/// # Errors
/// What can't be read, or what the checker rejects.
pub fn check(
    sources: &[Source],
    options: &Options,
    expansion: &Path,
) -> Result<(Report, String), String> {
    let show = |e: &dyn std::fmt::Display| format!("{}: {e}", expansion.display());
    let text = std::fs::read_to_string(expansion).map_err(|e| show(&e))?;
    let tokens = lex(&text).map_err(|e| show(&e))?;
    let mut binaries = sources.to_vec();
    for source in &mut binaries {
        source.bytes = include_wasm_translate::to_binary(&source.bytes)?;
    }
    let report = include_wasm_verify::check(&binaries, options, &tokens, Part::Module)
        .map_err(|e| show(&e))?;
    let certificate = certificate(&binaries, options, &report);
    Ok((report, certificate))
}
