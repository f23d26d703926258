//! Tests of the interface of generated modules: see `tests/api`, one file per feature.
//!
//! This library is one of them: generated modules must not trip the lints of a strict crate.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    rust_2018_idioms,
    rust_2024_compatibility,
    unreachable_pub,
    unused_qualifications,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    clippy::all,
    clippy::pedantic
)]

use include_wasm::include_wasm;

include_wasm! {
    /// Every part that a module can have.
    pub mod everything = inline r#"(module $everything
        (import "env" "log" (func $log (param $ptr i32) (param $len i32)))
        (import "env" "unused" (func (param f64) (result i32 i64)))
        (import "env" "memory" (memory 1 2))
        (import "env" "table" (table 1 externref))
        (import "env" "global" (global i32))
        (import "stub" "me" (func $stub (result funcref)))
        (memory $fixed (export "fixed") 1 1)
        (table $functions (export "functions") 2 funcref)
        (elem (table $functions) (i32.const 0) func $dead)
        (elem $passive funcref (ref.null func))
        (data $d "passive")
        (global (export "state") (mut f32) (f32.const 1))
        (global (export "constant") i64 (i64.const -1))
        (global $dead (mut i32) (i32.const 1))
        (func (export "to_next") (param $camelCase i32) (result i32) (local i64)
            (call $log (local.get 0) (i32.const 1))
            (block (br 0) (unreachable))
            (loop (br 0))
            (i32.div_s (i32.const 1) (i32.const 0)))
        (func (export "next") (result funcref) (call $stub))
        (func (export "CamelCase") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32))
        (func $dead)
        (@custom "section" "bytes"))"# {
        stubs: ["stub.*"],
        fuel: true,
        interrupt: true,
        dynamic: true,
    }
}

include_wasm! {
    mod unused = inline r#"(module (func (export "f") (result i32) (i32.const 1)))"#;
}
