//! Any bytes, under any options: a translation that the checker accepts, or an error.
#![no_main]
#![forbid(unsafe_code)]

use include_wasm_translate::options::{Options, Source};
use include_wasm_translate::{to_binary, translate};
use include_wasm_verify::{Part, lex, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (switches, bytes) = input;
    let on = |bit: u8| switches >> bit & 1 == 1;
    let options = Options {
        fuel: on(0),
        interrupt: on(1),
        canonical_nan: on(2),
        backtrace: !on(3),
        dynamic: on(4),
        fixed_memory_pages: on(5).then_some(3),
        max_memory_pages: on(6).then_some(2),
        stubs: if on(7) { vec!["*".to_owned()] } else { Vec::new() },
        ..Options::default()
    };
    let Ok(binary) = to_binary(bytes) else {
        return;
    };
    let sources = [Source {
        name: "module".to_owned(),
        bytes: binary,
        links: None,
    }];
    let Ok(expansion) = translate(&sources, &options) else {
        return;
    };
    let text = format!("{}\n{}", expansion.surface, expansion.code);
    let tokens = lex(&text).expect("it is Rust");
    if let Err(rejection) = check(&sources, &options, &tokens, Part::All) {
        panic!("the checker rejects a translation: {rejection}");
    }
});
