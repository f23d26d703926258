//! WebAssembly text to binary, recognised by content, not by file extension.

use std::borrow::Cow;

/// The binary form of `bytes`: itself, or the assembled text.
#[cfg(feature = "wat")]
pub fn to_binary(bytes: &[u8]) -> Result<Vec<u8>, String> {
    if !looks_like_text(bytes) {
        return Ok(bytes.to_vec());
    }
    match wat::parse_bytes(bytes) {
        Ok(binary) => Ok(Cow::into_owned(binary)),
        Err(e) => Err(format!("invalid WebAssembly text: {e}")),
    }
}

/// The binary form of `bytes`; text is an error that says how to enable it.
#[cfg(not(feature = "wat"))]
pub fn to_binary(bytes: &[u8]) -> Result<Vec<u8>, String> {
    if looks_like_text(bytes) {
        return Err(
            "this is WebAssembly text; enable the `wat` feature of `include-wasm` to use it".into(),
        );
    }
    Ok(Cow::Borrowed(bytes).into_owned())
}

/// Whether the first thing in the file is an opening parenthesis or a comment of the text format.
fn looks_like_text(bytes: &[u8]) -> bool {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace());
    start.is_some_and(|i| {
        bytes[i] == b'(' || bytes[i..].starts_with(b";;") || bytes[i..].starts_with(b"\xef\xbb\xbf")
    })
}
