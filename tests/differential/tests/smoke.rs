//! A few random modules, unoptimised, and all cases that once differed, optimised as well, against an interpreter: seconds, so that
//! every test run has them. `cargo fuzz-differential` is the real thing.
#![forbid(unsafe_code)]

use std::fs;
use std::path::{Path, PathBuf};

use test_differential::compile::Profile;
use test_differential::generate::{Sample, given, sample};
use test_differential::long::{Report, Runner, Scratch};
use test_differential::oracle::Engine;

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

/// What comes of samples in these profiles; nothing may differ.
fn agree(profiles: &[Profile], samples: Vec<Sample>) -> Report {
    let count = samples.len() as u64;
    let differential = PathBuf::from(env!("CARGO_BIN_EXE_differential"));
    let runner = Runner::new(profiles, differential).expect("the player compiles");
    let scratch = Scratch::new().expect("the target folder is writable");
    let report = runner.examine(&scratch.0, samples);
    let report = report.expect("the batch compiles");
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(report.tally.modules, count);
    println!("{}", report.tally);
    report
}

#[test]
fn random_modules_agree() {
    let report = agree(&[Profile::Debug], (0..MODULES).map(sample).collect());
    let calls = report.tally.calls;
    assert!(calls > 150, "only {calls} calls");
}

/// Some are about what LLVM makes of them.
#[test]
fn cases_agree() {
    agree(&Profile::ALL, cases());
}

/// Seed 167 is the end of wasmi 2.0.0, and of nothing else; what the interpreter can't play is left to others.
#[test]
fn an_engine_that_does_not_survive_is_a_finding_about_it() {
    let differential = PathBuf::from(env!("CARGO_BIN_EXE_differential"));
    let scratch = Scratch::new().expect("the target folder is writable");
    let samples = [sample(3), sample(167), sample(4)];
    let plays = Engine::Wasmi.ask(&differential, &scratch.0, &samples.each_ref());
    let plays = plays.expect("the engine can be asked");
    assert_eq!(plays.played.keys().copied().collect::<Vec<_>>(), [3, 4]);
    assert!(matches!(&plays.ended[..], [(167, _)]), "{plays:?}");
}
