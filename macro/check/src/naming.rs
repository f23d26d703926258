//! How Rust names relate to WebAssembly names.

/// Whether `ident` may stand for the name `raw`: the user says so of `key`, or it is the name in identifier characters,
/// perhaps with a number or `_` behind it that keeps it apart from others.
pub fn related(ident: &str, raw: &str, key: &str, fallback: &str, renames: &[(String, String)]) -> bool {
    match renames.iter().find(|(from, _)| from == key) {
        Some((_, to)) => is_numbered(ident, to),
        None => is_numbered(ident, &identifier(raw, fallback)),
    }
}

/// Whether `ident` is `base`, then underscores and digits only.
fn is_numbered(ident: &str, base: &str) -> bool {
    ident.strip_prefix(base).is_some_and(|rest| {
        let digits = rest.trim_start_matches('_');
        digits.bytes().all(|b| b.is_ascii_digit()) && (digits.is_empty() || base.ends_with('_') || digits != rest)
    })
}

/// A name in identifier characters.
fn identifier(raw: &str, fallback: &str) -> String {
    let mut out = String::new();
    for c in raw.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            c if c.is_ascii() => out.push('_'),
            c => out.push_str(&format!("_u{:x}_", c as u32)),
        }
    }
    if out.bytes().all(|b| b == b'_') {
        return fallback.to_owned();
    }
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert(0, '_');
    }
    out
}

/// Names of types and traits that the generated module uses, or sees in the prelude.
pub fn is_reserved_type(name: &str) -> bool {
    const NAMES: &str = "AsMut AsRef Box Clone Copy Cx Data Default Drop Elem Eq Err Exports Extend ExternRef Fn FnMut \
        FnOnce From FuncRef Guest Imports Instance Into Iterator None Ok Option Ord PartialEq PartialOrd Result Send \
        Session Some State Sync V128";
    let memory = name.strip_prefix('M').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    NAMES.split(' ').any(|n| n == name) || memory || !name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
}

/// Whether `text` matches a pattern in which `*` stands for anything.
pub fn matches_pattern(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => text.strip_prefix(head).is_some_and(|rest| {
            // The rest of the pattern may match any suffix.
            (0..=rest.len()).any(|i| rest.is_char_boundary(i) && matches_pattern(tail, &rest[i..]))
        }),
    }
}
