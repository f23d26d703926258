//! Instantiation that fails is an error with the right code, and leaves nothing behind.

use include_wasm::{include_wasm, Limits, TrapCode};

include_wasm! {
    mod data = inline r#"(module (memory 1) (data (i32.const 65535) "ab"))"#;
}

include_wasm! {
    mod elem = inline r#"(module (table 1 funcref) (func $f) (elem (i32.const 1) func $f))"#;
}

include_wasm! {
    mod start = inline r#"(module (func $f (drop (i32.div_u (i32.const 1) (i32.const 0)))) (start $f))"#;
}

include_wasm! {
    mod endless = inline r#"(module (func $f (call $f)) (start $f))"#;
}

include_wasm! {
    mod huge = inline r#"(module (memory 65536) (func (export "size") (result i32) (memory.size)))"#;
}

#[test]
fn segments_and_start() {
    let code = |r: Result<TrapCode, TrapCode>| r.unwrap_or_else(|code| code);
    macro_rules! code_of {
        ($guest:ident) => {
            code(Err($guest::Instance::new().map(drop).unwrap_err().code()))
        };
    }
    assert_eq!(code_of!(data), TrapCode::MemoryOutOfBounds);
    assert_eq!(code_of!(elem), TrapCode::TableOutOfBounds);
    assert_eq!(code_of!(start), TrapCode::IntegerDivisionByZero);
    assert_eq!(code_of!(endless), TrapCode::StackOverflow);
}

#[test]
fn a_memory_that_the_host_does_not_allow() {
    let limits = Limits::new().max_memory_pages(1000);
    assert_eq!(
        huge::Instance::with_limits(limits)
            .map(drop)
            .unwrap_err()
            .code(),
        TrapCode::OutOfMemory
    );
}
