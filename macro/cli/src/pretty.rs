//! Generated code for human eyes.

/// Text longer than this is left as generated: formatting costs more than translating, and nobody reads it.
pub const MAX_BYTES: usize = 256 * 1024;

/// Formats Rust source.
///
/// # Errors
/// The parser's message, if the text is not a Rust file.
pub fn pretty(text: &str) -> Result<String, String> {
    let file = syn::parse_file(text).map_err(|e| format!("generated text is not Rust: {e}"))?;
    Ok(prettyplease::unparse(&file))
}

/// Formats Rust source unless it is large.
///
/// # Errors
/// As [`pretty`].
pub fn pretty_if_small(text: &str) -> Result<String, String> {
    if text.len() <= MAX_BYTES {
        pretty(text)
    } else {
        Ok(text.to_owned())
    }
}
