//! Any bytes, under any options: a translation that the checker accepts, or an error.
#![no_main]
#![forbid(unsafe_code)]

use include_wasm_check::token::Tokens;
use include_wasm_check::{Input, Options as CheckOptions, check};
use include_wasm_translate::options::{Options, Source};
use include_wasm_translate::{to_binary, translate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (switches, bytes) = input;
    let on = |bit: u8| switches >> bit & 1 == 1;
    let options = Options {
        fuel: on(0),
        interrupt: on(1),
        canonical_nan: on(2),
        relaxed_fast: on(2),
        backtrace: !on(3),
        dynamic: on(4),
        fixed_memory_pages: on(5).then_some(3),
        max_memory_pages: on(6).then_some(2),
        stubs: if on(7) { vec!["*".to_owned()] } else { Vec::new() },
        ..Options::default()
    };
    let source = Source {
        name: "module".to_owned(),
        bytes: bytes.to_vec(),
        links: None,
    };
    let Ok(expansion) = translate(&[source], &options) else {
        return;
    };
    let binary = to_binary(bytes).expect("it was translated");
    let input = Input {
        name: "module",
        bytes: &binary,
        links: None,
    };
    let options = CheckOptions {
        runtime: options.runtime,
        max_memory_pages: options.max_memory_pages,
        fixed_memory_pages: options.fixed_memory_pages,
        max_stack: options.max_stack,
        fuel: options.fuel,
        interrupt: options.interrupt,
        canonical_nan: options.canonical_nan,
        relaxed_fast: options.relaxed_fast,
        backtrace: options.backtrace,
        stubs: options.stubs,
        rename: Vec::new(),
        traits: Vec::new(),
        implements: Vec::new(),
        dynamic: options.dynamic,
    };
    let text = format!("{}\n{}", expansion.surface, expansion.code);
    let tokens = Tokens::lex(&text).expect("it is Rust");
    if let Err(rejection) = check(&[input], &options, &tokens) {
        panic!("the checker rejects a translation: {rejection}");
    }
});
