//! Damaged modules and texts.

use std::fs;
use std::path::Path;

use include_wasm_translate::options::Options;
use test_robust::Rng;
use test_robust::attempt::{Case, Translator, Verdict};
use test_robust::mutate::{mutate, mutate_text};
use test_robust::{generate, rounds, seeds};

/// The seeds, and small modules that the real-program tests keep, if they are there.
fn modules() -> Vec<Vec<u8>> {
    const LARGEST: usize = 64 << 10;
    let mut modules = seeds::binaries();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../guests");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ext| ext == "wasm"))
    {
        let bytes = fs::read(path).expect("a listed file can be read");
        if bytes.len() <= LARGEST {
            modules.push(bytes);
        }
    }
    modules
}

#[test]
fn seeds_translate() {
    let mut translator = Translator::new();
    for (i, bytes) in modules().into_iter().enumerate() {
        let verdict = translator.run(&format!("seed {i}"), &Case::new(bytes, Options::default()));
        assert!(
            matches!(verdict, Verdict::Translated(_)),
            "seed {i}: {verdict:?}"
        );
    }
}

#[test]
fn every_prefix() {
    let mut translator = Translator::new();
    for (i, bytes) in seeds::binaries().iter().enumerate() {
        for len in 0..bytes.len() {
            let case = Case::new(bytes[..len].to_vec(), Options::default());
            translator.run(&format!("seed {i} cut to {len} bytes"), &case);
        }
    }
    translator.report("prefixes");
}

#[test]
fn every_bit() {
    let mut translator = Translator::new();
    for (i, bytes) in seeds::binaries().iter().enumerate() {
        for bit in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            translator.run(
                &format!("seed {i} with bit {bit} flipped"),
                &Case::new(bytes, Options::default()),
            );
        }
    }
    translator.report("bit flips");
}

#[test]
fn damaged_binaries() {
    let mut translator = Translator::new();
    let modules = modules();
    for seed in 0..6000 * rounds() {
        let mut rng = Rng::new(seed);
        let bytes = if rng.one_in(4) {
            generate::supported(&mut rng)
        } else {
            rng.pick(&modules).clone()
        };
        let other = rng.pick(&modules).clone();
        let bytes = mutate(&bytes, &other, &mut rng);
        let options = generate::options(&mut rng);
        translator.run(&format!("mutant {seed}"), &Case::new(bytes, options));
    }
    translator.report("damaged binaries");
}

#[test]
fn damaged_texts() {
    let mut translator = Translator::new();
    for seed in 0..2000 * rounds() {
        let mut rng = Rng::new(seed ^ 0x7e87);
        let text = *rng.pick(&seeds::TEXTS);
        let bytes = mutate_text(text, &mut rng);
        translator.run(
            &format!("text {seed}"),
            &Case::new(bytes, generate::options(&mut rng)),
        );
    }
    translator.report("damaged texts");
}

#[test]
fn noise() {
    let mut translator = Translator::new();
    for seed in 0..1000 * rounds() {
        let mut rng = Rng::new(seed ^ 0x5eed);
        let len = rng.below(300);
        let mut bytes = rng.bytes(len);
        if rng.one_in(2) {
            bytes.splice(0..0, *b"\0asm\x01\0\0\0");
        }
        translator.run(
            &format!("noise {seed}"),
            &Case::new(bytes, generate::options(&mut rng)),
        );
    }
    translator.report("noise");
}
