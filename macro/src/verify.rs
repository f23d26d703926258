//! The checker (`include-wasm-check`) between the compiler and rustc: what the compiler wrote is returned only
//! if the checker accepts it.
//!
//! It sees the very tokens that are returned, before the user's own paths replace their placeholders and
//! `#[allow(…)]` attributes are taken out; nothing else happens to them.

use include_wasm_translate::options::{Options, Source};
use include_wasm_verify::{Part, Report, check, flatten};
use proc_macro2::TokenStream;

/// Checks generated tokens against the modules that they come from.
///
/// # Errors
/// What to tell the user, who can only report it.
pub fn verify(
    sources: &[Source],
    options: &Options,
    code: TokenStream,
    part: Part,
) -> Result<Report, String> {
    check(sources, options, &flatten(code), part).map_err(|rejection| {
        let names: Vec<_> = sources.iter().map(|s| format!("`{}`", s.name)).collect();
        format!(
            "include-wasm: the checker rejected its own expansion of {}: {rejection}; this is a bug in \
             include-wasm, please report it with the module",
            names.join(", ")
        )
    })
}
