//! In a bundle, a WASI function works on the memory of the module that calls it: the checker accepts no other one.

use include_wasm_translate::options::{Options, Source};
use include_wasm_translate::to_binary;
use test_check::{check, expand};

/// Three modules: the first memory of the bundle, the second, none.
fn bundle() -> Vec<Source> {
    const FIRST: &str = r#"(module
        (import "second" "run" (func $second)) (import "third" "run" (func $third))
        (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
        (memory (export "memory") 1)
        (func (export "run") (drop (call $yield)) (call $second) (call $third)))"#;
    const SECOND: &str = r#"(module
        (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
        (memory (export "memory") 1)
        (func (export "run") (drop (call $yield))))"#;
    const THIRD: &str = r#"(module
        (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
        (func (export "run") (drop (call $yield))))"#;
    let texts = [("first", FIRST), ("second", SECOND), ("third", THIRD)];
    let sources = texts.map(|(name, text)| Source {
        name: name.to_owned(),
        bytes: to_binary(text.as_bytes()).expect("it is valid"),
        links: None,
    });
    sources.into()
}

#[test]
fn another_memory_than_the_callers_is_rejected() {
    let (sources, options) = (bundle(), Options::default());
    let text = expand(&sources, &options).expect("it translates");
    check(&sources, &options, &text).expect("unchanged, it is accepted");
    let callers = ["rt::Caller::new(g, Some(1))", "rt::Caller::new(g, None)"];
    let own = "sched_yield(h, g)";
    for caller in callers {
        assert_eq!(text.matches(caller).count(), 1, "{caller}");
        let others = ["Some(0)", "Some(1)", "Some(2)", "None"];
        for other in others.map(|memory| format!("rt::Caller::new(g, {memory})")) {
            let changed = text.replace(caller, &other);
            assert!(
                other == caller || check(&sources, &options, &changed).is_err(),
                "{other} for {caller}"
            );
        }
        // The bundle's first memory, as if there were only one module.
        let changed = text.replace(&format!("&mut {caller}"), "g");
        assert!(
            check(&sources, &options, &changed).is_err(),
            "g for {caller}"
        );
        assert_eq!(text.matches(own).count(), 1, "{text}");
        let changed = text.replace(own, &format!("sched_yield(h, &mut {caller})"));
        assert!(
            check(&sources, &options, &changed).is_err(),
            "{caller} for g"
        );
    }
}
