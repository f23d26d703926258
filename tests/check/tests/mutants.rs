//! Changed expansions are rejected; what survives is equivalent, by a stated rule.

use std::collections::BTreeMap;
use test_check::mutate::{CHANGES, Change, Subject, tokens};
use test_check::subjects::{real, subjects};
use test_check::{check_tokens, expand};
use test_robust::Rng;

/// `CHECK_MUTANTS` says how many of each kind are made of each module; real modules are among these then.
#[test]
fn mutants() {
    let wanted = std::env::var("CHECK_MUTANTS")
        .ok()
        .and_then(|n| n.parse().ok());
    let each = wanted.unwrap_or(12);
    let more = wanted.map(|_: usize| real());
    let mut tally: BTreeMap<Change, [usize; 2]> = BTreeMap::new();
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let mut survivors = Vec::new();
    for (source, options) in subjects().into_iter().chain(more.unwrap_or_default()) {
        let text = expand(std::slice::from_ref(&source), &options).expect("it translates");
        let original = include_wasm_verify::lex(&text).expect("it is made of tokens");
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
