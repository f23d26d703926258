//! Evidence for `include-wasm-check`: what it accepts, how fast, and that it can fail.
//!
//! The tests are in `tests/`: `corpus` (everything that the translator makes of real, random and suite modules is
//! accepted), `mutants` (changed code is not), `hostile` (code that no translator should write is not).
#![forbid(unsafe_code)]

pub mod corpus;
pub mod mutate;
pub mod spec;

use include_wasm_check::token::Tokens;
use include_wasm_check::{Input, Options as CheckOptions, Rejection, Report};
use include_wasm_translate::options::{Options, Source};

/// The options as the checker knows them.
pub fn check_options(options: &Options) -> CheckOptions {
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

/// The sources as the checker knows them.
pub fn inputs(sources: &[Source]) -> Vec<Input<'_>> {
    let links = |s: &Source| {
        s.links
            .as_ref()
            .map(|l| l.iter().map(|(n, i)| (n.clone(), *i)).collect())
    };
    sources
        .iter()
        .map(|s| Input {
            name: &s.name,
            bytes: &s.bytes,
            links: links(s),
        })
        .collect()
}

/// The items of the generated module as text, `mod code` last.
///
/// # Errors
/// The translator's.
pub fn expand(sources: &[Source], options: &Options) -> Result<String, String> {
    let expansion =
        include_wasm_translate::translate(sources, options).map_err(|e| e.to_string())?;
    Ok(format!("{}\n{}", expansion.surface, expansion.code))
}

/// Checks an expansion.
///
/// # Errors
/// The checker's.
pub fn check(sources: &[Source], options: &Options, text: &str) -> Result<Report, Rejection> {
    let tokens = Tokens::lex(text).map_err(|what| Rejection {
        what,
        function: None,
        place: String::new(),
    })?;
    check_tokens(sources, options, &tokens)
}

/// Checks an expansion that is tokens already.
///
/// # Errors
/// The checker's.
pub fn check_tokens(
    sources: &[Source],
    options: &Options,
    tokens: &Tokens,
) -> Result<Report, Rejection> {
    include_wasm_check::check(&inputs(sources), &check_options(options), tokens)
}
