//! What is mutated.

use crate::corpus::{folder, modules, read};
use include_wasm_translate::options::{Options, Source};

/// Modules with all that there is: control, memory, tables, imports, segments, several memories, ladders.
pub fn subjects() -> Vec<(Source, Options)> {
    let plain = Options::default();
    let metered = Options {
        fuel: true,
        interrupt: true,
        canonical_nan: true,
        ..plain.clone()
    };
    let dynamic = Options {
        dynamic: true,
        backtrace: false,
        ..plain.clone()
    };
    let split = Options {
        huge: 100,
        ..plain.clone()
    };
    let list = [
        ("tests/guests/json.wasm", &split),
        ("tests/golden/cases/loops.wat", &split),
        ("tests/golden/cases/br_table.wat", &split),
        ("tests/guests/vm.wasm", &plain),
        ("tests/guests/json.wasm", &plain),
        ("tests/guests/sha256.wasm", &metered),
        ("tests/guests/mandelbrot.wasm", &metered),
        ("tests/golden/cases/bulk.wat", &plain),
        ("tests/golden/cases/atomics.wat", &plain),
        ("tests/golden/cases/shared.wat", &dynamic),
        ("tests/golden/cases/tables.wat", &dynamic),
        ("tests/golden/cases/imports.wat", &dynamic),
        ("tests/golden/cases/start_segments.wat", &metered),
        ("tests/golden/cases/call_indirect.wat", &plain),
        ("tests/golden/cases/nesting.wat", &plain),
        ("tests/golden/cases/br_table.wat", &plain),
        ("tests/golden/cases/globals.wat", &dynamic),
        ("tests/golden/cases/calls.wat", &plain),
        ("tests/golden/cases/loops.wat", &metered),
    ];
    let mut all = vec![(long(), plain.clone())];
    all.extend(files(&list));
    all
}

/// Real modules of up to 60 KB, if they are there: `tests/real/get.py tests/real/modules` fetches them.
pub fn real() -> Vec<(Source, Options)> {
    let small = modules("tests/real/modules")
        .into_iter()
        .filter(|source| source.bytes.len() < 60_000);
    small.map(|source| (source, Options::default())).collect()
}

fn files(list: &[(&str, &Options)]) -> Vec<(Source, Options)> {
    list.iter()
        .filter_map(|(path, options)| Some((read(&folder(path))?, (*options).clone())))
        .collect()
}

/// A function with more values and locals than rustc takes in nested scopes, so that they are declared in groups.
fn long() -> Source {
    use std::fmt::Write;
    let mut text =
        String::from("(module (memory 1) (func (export \"long\") (param i32) (result i32)");
    for _ in 0..300 {
        text.push_str("(local i32)");
    }
    for i in 1..300 {
        let _ = write!(
            text,
            "(local.set {i} (i32.add (i32.load offset={i} (local.get 0)) (i32.load8_u (local.get {}))))",
            i - 1
        );
        let _ = write!(
            text,
            "(i32.store offset={i} (local.get 0) (block (result i32) (local.get {i})))"
        );
    }
    text.push_str("(local.get 299)))");
    let bytes = wat::parse_str(text).expect("it assembles");
    Source {
        name: "long".into(),
        bytes,
        links: None,
    }
}
