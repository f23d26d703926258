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
fn shared_memories_are_named_with_what_to_do() {
    for text in [
        r#"(module (memory 1 2 shared))"#,
        r#"(module (import "env" "memory" (memory 1 2 shared)))"#,
        r#"(module (memory 1) (memory 1 2 shared) (func (drop (i32.atomic.load (i32.const 0)))))"#,
    ] {
        let source = Source {
            name: "threads".into(),
            bytes: text.into(),
            links: None,
        };
        let errors = translate(&[source], &Options::default()).expect_err("not supported");
        let text = errors.to_string();
        for word in [
            "needs shared memories: not supported yet",
            "-pthread",
            "--shared-memory",
            "several instances",
        ] {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}
