//! Changed expansions are rejected; what survives is equivalent, by a stated rule.

use include_wasm_check::token::Tokens;
use include_wasm_translate::options::{Options, Source};
use std::collections::BTreeMap;
use test_check::corpus::{folder, read};
use test_check::mutate::{CHANGES, Change, Subject, tokens};
use test_check::{check_tokens, expand};
use test_robust::rng::Rng;

/// Modules with all that there is: control, memory, tables, imports, segments, several memories, ladders.
fn subjects() -> Vec<(Source, Options)> {
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
    let list = [
        ("tests/guests/vm.wasm", &plain),
        ("tests/guests/json.wasm", &plain),
        ("tests/guests/sha256.wasm", &metered),
        ("tests/guests/mandelbrot.wasm", &metered),
        ("tests/golden/cases/bulk.wat", &plain),
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

#[test]
fn mutants() {
    let each = std::env::var("CHECK_MUTANTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(12);
    let mut tally: BTreeMap<Change, [usize; 2]> = BTreeMap::new();
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let mut survivors = Vec::new();
    for (source, options) in subjects() {
        let text = expand(std::slice::from_ref(&source), &options).expect("it translates");
        let original = Tokens::lex(&text).expect("it is made of tokens");
        let sources = [source];
        check_tokens(&sources, &options, &original).expect("unchanged, it is accepted");
        let subject = Subject::new(&original);
        for change in CHANGES {
            let mut rng = Rng::new(change as u64 + 1);
            for _ in 0..each {
                let Some(mutant) = subject.mutant(change, &mut rng) else {
                    continue;
                };
                let counts = tally.entry(change).or_default();
                counts[0] += 1;
                if check_tokens(&sources, &options, &tokens(&mutant.list)).is_ok() {
                    if let Some(rule) = subject.equivalent(&mutant) {
                        counts[1] += 1;
                        *rules.entry(rule).or_default() += 1;
                        continue;
                    }
                    survivors.push(format!("{} {change:?}: {}", sources[0].name, mutant.what));
                }
            }
        }
    }
    let sum = |k: usize| tally.values().map(|c| c[k]).sum::<usize>();
    println!(
        "{} mutants: {} equivalent, {} others survived",
        sum(0),
        sum(1),
        survivors.len()
    );
    for (change, [all, equivalent]) in &tally {
        println!("  {change:?}: {all}, of which {equivalent} equivalent");
    }
    for (rule, count) in &rules {
        println!("  equivalent because {rule}: {count}");
    }
    for survivor in &survivors {
        println!("  survived: {survivor}");
    }
    assert!(survivors.is_empty(), "the checker accepted changed code");
}
