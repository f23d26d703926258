//! Which Rust names may stand for which WebAssembly names.

#[allow(dead_code)]
#[path = "../src/naming.rs"]
mod naming;

use naming::{matches_pattern, related};

#[test]
fn names_are_made_of_names() {
    for (ident, raw, expected) in [
        ("add", "add", true),
        ("add_2", "add", true),
        ("add_", "add", true),
        ("add2", "add", false),
        ("sub", "add", false),
        ("a_b", "a-b", true),
        ("type_", "type", true),
        ("_1st", "1st", true),
        ("export_", "", true),
        ("export_2", "$", true),
        ("ad", "add", false),
    ] {
        let related = related(ident, raw, raw, "export_", &[]);
        assert_eq!(related, expected, "{ident} for {raw}");
    }
    let renames = [("add".to_owned(), "plus".to_owned())];
    let related = |ident, key| related(ident, "add", key, "", &renames);
    assert!(related("plus", "add") && !related("add", "add") && !related("plus", "env.add"));
}

#[test]
fn patterns() {
    assert!(matches_pattern("env.*", "env.log") && matches_pattern("*ab*ab", "abxab"));
    assert!(!matches_pattern("*ab*ab", "ab") && !matches_pattern("env.log", "env.log2"));
}
