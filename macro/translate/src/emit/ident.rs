//! Rust identifiers from Wasm names, which may be any string at all.
//!
//! Mangling never fails: letters, digits and `_` stay, other ASCII becomes `_`, everything else is
//! spelled by code point, keywords get a trailing `_`. Two names may mangle alike, so whoever needs
//! distinct identifiers claims them from a [`Names`].

use std::collections::{HashMap, HashSet};

/// Words that cannot be identifiers in some edition, sorted. `_` is one of them.
const KEYWORDS: [&str; 53] = [
    "Self", "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Whether `word` is a keyword, reserved word or `_` in any edition up to 2024.
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

/// Whether `text` is an identifier that can be written without `r#`. Only ASCII is accepted.
pub fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes
        .next()
        .is_some_and(|b| b == b'_' || b.is_ascii_alphabetic())
        && bytes.all(|b| b == b'_' || b.is_ascii_alphanumeric())
        && !is_keyword(text)
}

/// The identifier of a function, method or variable: the name as it is, as far as possible.
/// `empty` is the answer for names without a single letter or digit.
pub fn value(name: &str, empty: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '_' => out.push('_'),
            c if c.is_ascii_alphanumeric() => out.push(c),
            c if c.is_ascii() => out.push('_'),
            c => out.push_str(&format!("_u{:x}_", c as u32)),
        }
    }
    if out.bytes().all(|b| b == b'_') {
        return empty.to_owned();
    }
    finish(out)
}

/// The CamelCase identifier of a type: every run of letters and digits starts with a capital.
/// `empty` is the answer for names without a single letter or digit.
pub fn type_name(name: &str, empty: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut start = true;
    for c in name.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => {
                out.push(if start { c.to_ascii_uppercase() } else { c });
                start = false;
            }
            c if c.is_ascii() => start = true,
            c => {
                out.push_str(&format!("U{:x}", c as u32));
                start = true;
            }
        }
    }
    if out.is_empty() {
        empty.to_owned()
    } else {
        finish(out)
    }
}

/// Mends a word that consists of identifier characters.
fn finish(mut word: String) -> String {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        word.insert(0, '_');
    }
    if is_keyword(&word) {
        word.push('_');
    }
    word
}

/// Parameter names: the module's own where they are distinct identifiers that shadow nothing the
/// generated bodies need, else `a0`, `a1`, ….
pub fn params(count: usize, names: &[Option<String>]) -> Vec<String> {
    // Constants and constructors in scope: a pattern of that name would match instead of binding.
    let mut taken: HashSet<String> = [
        "guest",
        "None",
        "Some",
        "Ok",
        "Err",
        "MODULE_NAME",
        "CUSTOM_SECTIONS",
    ]
    .map(str::to_owned)
    .into();
    let mut own: Vec<Option<String>> = Vec::with_capacity(count);
    for i in 0..count {
        let name = names.get(i).and_then(Option::as_ref);
        own.push(
            name.filter(|n| is_identifier(n) && taken.insert((*n).clone()))
                .cloned(),
        );
    }
    let mut out = Vec::with_capacity(count);
    for (i, name) in own.into_iter().enumerate() {
        out.push(name.unwrap_or_else(|| {
            let mut name = format!("a{i}");
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            name
        }));
    }
    out
}

/// Identifiers of one Rust namespace: hands out each of them once.
#[derive(Debug, Clone, Default)]
pub struct Names {
    taken: HashSet<String>,
    reserved: HashSet<&'static str>,
    /// Where to go on counting for a base that clashed, so that 10,000 clashes cost 10,000 steps.
    next: HashMap<String, u32>,
}

impl Names {
    /// No identifier is taken but `reserved`.
    pub fn new(reserved: &[&'static str]) -> Self {
        Names {
            reserved: reserved.iter().copied().collect(),
            ..Names::default()
        }
    }

    /// Whether `ident` belongs to the generated API itself.
    pub fn is_reserved(&self, ident: &str) -> bool {
        self.reserved.contains(ident)
    }

    /// Whether `ident` can still be had.
    pub fn is_free(&self, ident: &str) -> bool {
        !self.is_reserved(ident) && !self.taken.contains(ident)
    }

    /// Takes `base`, or `base_` if it is reserved, or one with a number behind it: the first of
    /// which all `forms` are free. `forms` lists every identifier that goes with one (`x`, `set_x`).
    pub fn claim(&mut self, base: &str, forms: impl Fn(&str) -> Vec<String>) -> String {
        let mut base = base.to_owned();
        if forms(&base).iter().any(|f| self.is_reserved(f)) {
            base.push('_');
        }
        if self.take(&base, &forms) {
            return base;
        }
        let separator = if base.ends_with('_') { "" } else { "_" };
        let mut number = self.next.get(&base).copied().unwrap_or(2);
        loop {
            let ident = format!("{base}{separator}{number}");
            number += 1;
            if self.take(&ident, &forms) {
                self.next.insert(base, number);
                return ident;
            }
        }
    }

    /// Takes all `forms` of exactly this identifier; takes nothing if one of them is not free.
    pub fn take(&mut self, ident: &str, forms: &impl Fn(&str) -> Vec<String>) -> bool {
        let forms = forms(ident);
        let free = forms.iter().all(|f| self.is_free(f));
        if free {
            self.taken.extend(forms);
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(ident: &str) -> Vec<String> {
        vec![ident.to_owned()]
    }

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
        for word in ["Self", "self", "_", "gen", "yield", "async", "where"] {
            assert!(is_keyword(word), "{word}");
        }
        assert!(!is_keyword("union") && !is_keyword("add"));
    }

    #[test]
    fn values() {
        for (name, ident) in [
            ("add", "add"),
            ("fooBar", "fooBar"),
            ("my-fn", "my_fn"),
            ("a.b", "a_b"),
            ("a b\n", "a_b_"),
            ("", "export_"),
            ("_", "export_"),
            ("$", "export_"),
            ("__", "export_"),
            ("_initialize", "_initialize"),
            ("0", "_0"),
            ("1st", "_1st"),
            ("type", "type_"),
            ("self", "self_"),
            ("Self", "Self_"),
            ("crate", "crate_"),
            ("gen", "gen_"),
            ("r#fn", "r_fn"),
            ("größe", "gr_uf6__udf_e"),
            ("💥", "_u1f4a5_"),
            ("²", "_ub2_"),
            ("a\0b", "a_b"),
            ("\u{202e}x", "_u202e_x"),
        ] {
            assert_eq!(value(name, "export_"), ident, "{name:?}");
            assert!(is_identifier(&value(name, "export_")), "{name:?}");
        }
    }

    #[test]
    fn types() {
        for (name, ident) in [
            ("env", "Env"),
            ("wasi_snapshot_preview1", "WasiSnapshotPreview1"),
            ("wasi:io/streams@0.2.0", "WasiIoStreams020"),
            ("GOT.mem", "GOTMem"),
            ("", "Namespace"),
            ("..", "Namespace"),
            ("self", "Self_"),
            ("Self", "Self_"),
            ("3d", "_3d"),
            ("日本", "U65e5U672c"),
            ("a", "A"),
            ("__x__", "X"),
        ] {
            assert_eq!(type_name(name, "Namespace"), ident, "{name:?}");
            assert!(is_identifier(&type_name(name, "Namespace")), "{name:?}");
        }
    }

    /// Every string of up to three characters over an awkward alphabet is mended to an identifier.
    #[test]
    fn always_identifiers() {
        let alphabet = [
            'a', 'Z', '_', '0', '-', ' ', '"', '\\', '{', '\u{0}', 'é', '\u{301}', '＿', '𝔘',
        ];
        let mut names = vec![String::new()];
        for _ in 0..3 {
            let longer: Vec<String> = names
                .iter()
                .flat_map(|n| alphabet.iter().map(move |c| format!("{n}{c}")))
                .collect();
            names.extend(longer);
        }
        for name in names.iter().map(String::as_str).chain(KEYWORDS) {
            assert!(is_identifier(&value(name, "e_")), "{name:?}");
            assert!(is_identifier(&type_name(name, "E")), "{name:?}");
        }
    }

    #[test]
    fn identifiers() {
        for good in ["a", "_a", "A9", "__", "union", "_0"] {
            assert!(is_identifier(good), "{good}");
        }
        for bad in ["", "_", "9a", "a-b", "fn", "r#fn", "ä", "a b", "self"] {
            assert!(!is_identifier(bad), "{bad}");
        }
    }

    #[test]
    fn parameters() {
        let names = |list: &[&str]| {
            list.iter()
                .map(|n| Some((*n).to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!(params(2, &names(&["ptr", "len"])), ["ptr", "len"]);
        assert_eq!(params(3, &names(&["x", "x", "y"])), ["x", "a1", "y"]);
        assert_eq!(
            params(4, &names(&["self", "guest", "a-b", "None"])),
            ["a0", "a1", "a2", "a3"]
        );
        // A fallback must not run into a name further on.
        assert_eq!(params(2, &names(&["fn", "a0"])), ["a0_", "a0"]);
        assert_eq!(params(2, &[None, Some("b".into())]), ["a0", "b"]);
        assert_eq!(params(1, &[]), ["a0"]);
    }

    #[test]
    fn claims() {
        let mut names = Names::new(&["new", "set_fuel"]);
        assert_eq!(names.claim("add", one), "add");
        assert_eq!(names.claim("add", one), "add_2");
        assert_eq!(names.claim("add_2", one), "add_2_2");
        assert_eq!(names.claim("add", one), "add_3");
        assert_eq!(names.claim("new", one), "new_");
        assert_eq!(names.claim("new", one), "new_2");
        assert_eq!(names.claim("new_", one), "new_3");
        assert_eq!(
            names.claim("fuel", |x| vec![x.into(), format!("set_{x}")]),
            "fuel_"
        );
        assert!(!names.is_free("set_fuel_") && names.is_free("fuel"));
        assert!(!names.take("x", &|x: &str| vec![x.into(), "add".into()]) && names.is_free("x"));
    }

    #[test]
    fn many_clashes_are_fast_and_distinct() {
        let mut names = Names::new(&[]);
        let all: HashSet<String> = (0..100_000).map(|_| names.claim("a_b", one)).collect();
        assert_eq!(all.len(), 100_000);
    }
}
