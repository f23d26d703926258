//! The certificate: what was checked, by what, and by which rules, as JSON. The same modules, options and versions give the
//! same bytes, so that it can be kept beside the module and reviewed as a difference.

use include_wasm_check::Report;
use include_wasm_translate::options::{Options, Source};
use std::fmt::Write;
use std::path::Path;

/// The certificate of an accepted expansion of these modules (binaries).
///
/// | field | what it says |
/// |---|---|
/// | `include_wasm` | version of the translator and the checker |
/// | `compiler` | version of the rustc that built the checker; for a macro that is the one that compiles the code |
/// | `modules` | of each its name, size in bytes, and SHA-256 of the binary |
/// | `options` | those that decide what code must look like |
/// | `functions`, `operators` | how many were validated |
/// | `cuts` | points at which both sides were compared |
/// | `rules` | which rules of the checker were used, and how often |
pub fn certificate(sources: &[Source], options: &Options, report: &Report) -> String {
    let mut modules = String::new();
    for source in sources {
        let comma = if modules.is_empty() { "" } else { "," };
        let hash = hmac_sha256::Hash::hash(&source.bytes);
        let hash = hash
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let (name, bytes) = (quoted(&source.name), source.bytes.len());
        let _ = write!(
            modules,
            "{comma}\n    {{ \"name\": {name}, \"bytes\": {bytes}, \"sha256\": \"{hash}\" }}"
        );
    }
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    let texts = |items: &[String]| list(items.iter().map(|i| quoted(i)).collect());
    let pairs = |items: &[(String, String)]| {
        list(
            items
                .iter()
                .map(|(a, b)| format!("[{}, {}]", quoted(a), quoted(b)))
                .collect(),
        )
    };
    let number = |n: Option<u32>| n.map_or("null".to_owned(), |n| n.to_string());
    let entries = [
        ("max_memory_pages", number(options.max_memory_pages)),
        ("fixed_memory_pages", number(options.fixed_memory_pages)),
        ("max_stack", number(options.max_stack)),
        ("fuel", options.fuel.to_string()),
        ("interrupt", options.interrupt.to_string()),
        ("canonical_nan", options.canonical_nan.to_string()),
        ("relaxed_fast", options.relaxed_fast.to_string()),
        ("backtrace", options.backtrace.to_string()),
        ("dynamic", options.dynamic.to_string()),
        ("stubs", texts(&options.stubs)),
        ("rename", pairs(&options.rename)),
    ];
    let option_lines: Vec<String> = entries
        .iter()
        .map(|(k, v)| format!("    \"{k}\": {v}"))
        .collect();
    let rule_lines: Vec<String> = report
        .rules
        .iter()
        .map(|(k, v)| format!("    {}: {v}", quoted(k)))
        .collect();
    format!(
        "{{\n  \"include_wasm\": {},\n  \"compiler\": {},\n  \"modules\": [{modules}\n  ],\n  \"options\": {{\n{}\n  }},\n  \
         \"functions\": {},\n  \"operators\": {},\n  \"cuts\": {},\n  \"rules\": {{\n{}\n  }}\n}}\n",
        quoted(env!("CARGO_PKG_VERSION")),
        quoted(env!("INCLUDE_WASM_RUSTC")),
        option_lines.join(",\n"),
        report.functions,
        report.operators,
        report.cuts,
        rule_lines.join(",\n"),
    )
}

/// Writes a certificate, unless the file says so already: a build that changes nothing touches nothing.
///
/// # Errors
/// If the file can't be written, with its path.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    if std::fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    std::fs::write(path, text).map_err(|e| format!("can't write {}: {e}", path.display()))
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates() {
        let source = |bytes: &[u8]| Source {
            name: "a\"b\n".into(),
            bytes: bytes.to_vec(),
            links: None,
        };
        let report = Report {
            functions: 2,
            rules: [("block", 3), ("loop", 1)].into(),
            ..Report::default()
        };
        let text = certificate(&[source(b"abc")], &Options::default(), &report);
        // FIPS 180-4's example.
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let module = format!(r#"{{ "name": "a\"b\u000a", "bytes": 3, "sha256": "{hash}" }}"#);
        assert!(text.contains(&module), "{text}");
        assert!(
            text.contains("\"rules\": {\n    \"block\": 3,\n    \"loop\": 1\n  }"),
            "{text}"
        );
        assert_eq!(
            text,
            certificate(&[source(b"abc")], &Options::default(), &report)
        );
        assert_ne!(
            text,
            certificate(&[source(b"abd")], &Options::default(), &report)
        );
    }
}
