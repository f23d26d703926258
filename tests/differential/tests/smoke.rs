//! A few random modules and all cases that once differed, unoptimised, against an interpreter: seconds, so that every
//! test run has them. `cargo fuzz-differential` is the real thing.
#![forbid(unsafe_code)]

use std::path::Path;
use std::{fs, thread};

use test_differential::compile::{Libraries, Profile};
use test_differential::generate::{Sample, given, sample};
use test_differential::long::{Scratch, examine};
use test_differential_player::STACK;

/// Random modules.
const MODULES: u64 = 40;

/// The modules of `cases/`, under seeds of their own.
fn cases() -> Vec<Sample> {
    const FIRST: u64 = 1 << 40;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("there are cases")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    files.sort();
    let samples = (FIRST..).zip(files).map(|(seed, file)| {
        let text = fs::read(&file).expect("it can be read");
        let bytes = include_wasm_translate::to_binary(&text);
        given(
            seed,
            bytes.unwrap_or_else(|e| panic!("{}: {e}", file.display())),
        )
    });
    samples.collect()
}

fn compare() {
    let mut samples: Vec<Sample> = (0..MODULES).map(sample).collect();
    samples.extend(cases());
    let count = samples.len() as u64;
    let libraries = Libraries::build().expect("the player compiles");
    let scratch = Scratch::new().expect("the target folder is writable");
    let profiles = [Profile::Debug];
    let (tally, findings) =
        examine(&libraries, &profiles, &scratch.0, samples).expect("the batch compiles");
    assert!(findings.is_empty(), "{findings:#?}");
    println!("{tally:?}");
    assert_eq!(tally.modules, count);
    assert!(tally.calls > 150, "only {tally:?}");
}

#[test]
fn random_modules_and_cases_agree() {
    // The interpreter may recurse as deep as we do.
    let thread = thread::Builder::new().stack_size(2 * STACK).spawn(compare);
    let done = thread.expect("a thread").join();
    done.unwrap_or_else(|e| std::panic::resume_unwind(e));
}
