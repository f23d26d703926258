//! Any tokens between the parentheses of `include_wasm!`: they are understood, or an error says where they are not.
//!
//! The grammar lives in a proc-macro crate, which can't be linked; its files are compiled in here.
#![no_main]
#![forbid(unsafe_code)]
#![allow(dead_code)]

#[path = "../../../macro/src/constant.rs"]
mod constant;
#[path = "../../../macro/src/input.rs"]
mod input;
#[path = "../../../macro/src/naming.rs"]
mod naming;
#[path = "../../../macro/src/options.rs"]
mod options;
#[path = "../../../macro/src/paths.rs"]
mod paths;
#[path = "../../../macro/src/report.rs"]
mod report;

use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;
use report::Report;

/// Deeper brackets overflow the stack of the lexer that is used outside of rustc, before the macro sees them.
const MAX_DEPTH: usize = 100;

fuzz_target!(|text: &str| {
    let depth = text.bytes().filter(|byte| b"([{".contains(byte)).count();
    if depth > MAX_DEPTH {
        return;
    }
    let Ok(tokens) = text.parse::<TokenStream>() else {
        return;
    };
    let mut report = Report::default();
    let parsed = input::parse(tokens, &mut report);
    // What is not understood is said.
    assert!(parsed.is_some() | report.finish().is_err());
});
