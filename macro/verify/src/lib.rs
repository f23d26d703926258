//! Between the compiler (`include-wasm-translate`) and its checker (`include-wasm-check`), which know nothing of each other:
//! the one place where the options of the one become those of the other, for the macro, the command line and tests; and the
//! [certificate](certificate()) of what was checked.
#![forbid(unsafe_code)]

mod certificate;
mod tokens;

pub use certificate::{certificate, write};
pub use include_wasm_check::token::Tokens;
pub use include_wasm_check::{Part, Rejection, Report};
pub use tokens::{flatten, lex};

use include_wasm_check::{Input, Options as CheckOptions};
use include_wasm_translate::options::{Options, Source};

/// Checks tokens that the compiler made of these modules (binaries) with these options.
///
/// # Errors
/// The first thing that is not as it must be.
pub fn check(
    sources: &[Source],
    options: &Options,
    tokens: &Tokens,
    part: Part,
) -> Result<Report, Rejection> {
    let links = |s: &Source| {
        let links = s.links.as_ref()?;
        Some(links.iter().map(|(n, i)| (n.clone(), *i)).collect())
    };
    let inputs: Vec<Input<'_>> = sources
        .iter()
        .map(|s| Input {
            name: &s.name,
            bytes: &s.bytes,
            links: links(s),
        })
        .collect();
    include_wasm_check::check(&inputs, &check_options(options), tokens, part)
}

fn check_options(options: &Options) -> CheckOptions {
    let implements = options.implements.iter();
    CheckOptions {
        runtime: options.runtime.clone(),
        max_memory_pages: options.max_memory_pages,
        fixed_memory_pages: options.fixed_memory_pages,
        max_stack: options.max_stack,
        fuel: options.fuel,
        interrupt: options.interrupt,
        canonical_nan: options.canonical_nan,
        relaxed_fast: options.relaxed_fast,
        backtrace: options.backtrace,
        stubs: options.stubs.clone(),
        rename: options.rename.clone(),
        traits: options.traits.clone(),
        implements: implements
            .map(|i| (i.path.clone(), i.host.clone()))
            .collect(),
        dynamic: options.dynamic,
    }
}
