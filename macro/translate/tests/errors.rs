//! Errors say which source and which function they are about.

use include_wasm_translate::error::At;
use include_wasm_translate::options::{Options, Source};
use include_wasm_translate::{code, translate};

/// A module with a function that nests too many `if`s.
fn deep(import: &str) -> String {
    let (open, close) = ("i32.const 1 if ".repeat(12_001), "end ".repeat(12_001));
    format!("(module {import} (func $digs {open}{close}))")
}

#[test]
fn bodies_are_blamed_on_the_source_that_defines_them() {
    let source = |name: &str, text: String| Source {
        name: name.into(),
        bytes: text.into_bytes(),
        links: None,
    };
    // The first source imports from the second, which is therefore instantiated first.
    let main = "(module (import \"lib\" \"f\" (func)))";
    let lib = deep("").replace("(module", "(module (func (export \"f\"))");
    for (main, lib, at, named) in [
        (main.to_owned(), lib, 1, "`lib`: function 1 `digs`"),
        (
            deep("(import \"lib\" \"f\" (func))"),
            "(module (func (export \"f\")))".into(),
            0,
            "`main`: function 1 `digs`",
        ),
    ] {
        let sources = [source("main", main), source("lib", lib)];
        let errors = translate(&sources, &Options::default()).expect_err("it nests too deep");
        let errors: Vec<_> = errors.iter().collect();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].at, At::Source(at));
        assert!(errors[0].message.contains(named), "{}", errors[0].message);
        assert!(code(&sources, &Options::default()).is_err());
    }
}

#[test]
fn a_shared_memory_is_no_other() {
    let shared = r#"(module (memory (export "memory") 1 2 shared))"#;
    let plain = r#"(module (memory (export "memory") 1 2))"#;
    let wants_shared = r#"(module (import "lib" "memory" (memory 1 2 shared)))"#;
    let wants_plain = r#"(module (import "lib" "memory" (memory 1 2)))"#;
    for (main, lib, fits) in [
        (wants_shared, shared, true),
        (wants_plain, plain, true),
        (wants_shared, plain, false),
        (wants_plain, shared, false),
    ] {
        let sources = [("main", main), ("lib", lib)].map(|(name, text)| Source {
            name: name.into(),
            bytes: text.into(),
            links: None,
        });
        let result = translate(&sources, &Options::default());
        assert_eq!(result.is_ok(), fits, "{main} {lib}");
    }
}
