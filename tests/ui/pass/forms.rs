//! Every form of the header, also through `macro_rules!`.
#![deny(warnings)]
#![forbid(unsafe_code)]

use include_wasm::{include_wasm, Trap};

mod runtime {
    pub(crate) use include_wasm::*;
}

macro_rules! wrap {
    ($(#[$attr:meta])* $vis:vis $name:ident, $path:literal) => {
        include_wasm! { $(#[$attr])* $vis mod $name = $path { crate: $crate::runtime } }
    };
    (expression $name:ident, $path:expr) => {
        include_wasm!(mod $name = $path);
    };
    (tokens $name:ident $($tokens:tt)*) => {
        include_wasm!(mod $name = $($tokens)*);
    };
}

wrap!(#[allow(dead_code)] pub(crate) literal, "../wasm/add.wat");
wrap!(private, "../wasm/add.wat");
wrap!(expression from_concat, concat!("../wasm/", "add", '.', "wat"));
wrap!(tokens from_tokens "../wasm/add.wat" { fuel: true };);
wrap!(tokens from_inline inline r#"(module (func (export "add") (param i32 i32) (result i32) (i32.const 3)))"#);

include_wasm! {
    mod bundle = [
        main: inline r#"(module
            (import "add" "add" (func $add (param i32 i32) (result i32)))
            (import "my env" "two" (func $two (result i32)))
            (func (export "three") (result i32) (call $add (i32.const 1) (call $two))))"#,
        "../wasm/add.wat",
        "my env": inline r#"(module (func (export "two") (result i32) (i32.const 2)))"#,
    ]
}

mod inner {
    pub(crate) trait Adder {
        fn add(&mut self, a: i32, b: i32) -> Result<i32, include_wasm::Trap>;
    }
    include_wasm::include_wasm! {
        pub(super) mod r#fn = "../wasm/add.wat" { implements: self::Adder, crate: include_wasm }
    }
    include_wasm::include_wasm! {
        pub(super) mod listed = "../wasm/add.wat" { implements: [Adder { add }] }
    }
}

fn three(adder: &mut dyn inner::Adder) -> Result<i32, Trap> {
    adder.add(1, 2)
}

fn main() -> Result<(), Trap> {
    assert_eq!(literal::Instance::new()?.add(1, 2)?, 3);
    assert_eq!(private::Instance::new()?.add(1, 2)?, 3);
    assert_eq!(from_concat::Instance::new()?.add(1, 2)?, 3);
    assert_eq!(from_tokens::Instance::new()?.add(1, 2)?, 3);
    assert_eq!(from_inline::Instance::new()?.add(1, 2)?, 3);
    assert_eq!(bundle::Instance::new()?.three()?, 3);
    assert_eq!(three(&mut inner::r#fn::Instance::new()?)?, 3);
    assert_eq!(three(&mut inner::listed::Instance::new()?)?, 3);
    Ok(())
}
