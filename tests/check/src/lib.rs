//! Evidence for `include-wasm-check`: what it accepts, how fast, and that it can fail.
//!
//! The tests are in `tests/`: `corpus` (everything that the translator makes of real, random and suite modules is
//! accepted), `mutants` (changed code is not), `hostile` (code that no translator should write is not).
//! `cargo mutants-rustc` has rustc look at mutants that the checker leaves to it.
//! `cargo expanded` reads what rustc prints after expansion, and compares it with what was checked.
#![forbid(unsafe_code)]

pub mod corpus;
pub mod mutate;
pub mod spec;
pub mod subject;
pub mod subjects;

use include_wasm_check::token::Tokens;
use include_wasm_check::{Rejection, Report};
use include_wasm_translate::options::{Options, Source};
use include_wasm_verify::Part;

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
    let tokens = include_wasm_verify::lex(text).map_err(|what| Rejection {
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
    include_wasm_verify::check(sources, options, tokens, Part::All)
}

/// What the checker says of a module's expansion with changes: texts that are in it once, and what is there instead.
///
/// # Errors
/// What is wrong.
///
/// # Panics
/// If there is no such module, or no such text in its expansion.
pub fn with(wat: &str, options: &Options, changes: &[(&str, &str)]) -> Result<(), String> {
    let sources = [Source {
        name: "module".to_owned(),
        bytes: wat::parse_str(wat).expect("the text is valid"),
        links: None,
    }];
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = words(&expand(&sources, options).expect("it translates"));
    for (own, hostile) in changes {
        let own = words(own);
        assert_eq!(text.matches(&own).count(), 1, "{own} in {text}");
        text = text.replace(&own, hostile);
    }
    let checked = check(&sources, options, &text);
    checked.map(drop).map_err(|e| e.what)
}
