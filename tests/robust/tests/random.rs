//! Random valid modules, alone and linked.

use include_wasm_translate::options::{Options, Source};
use test_robust::Rng;
use test_robust::attempt::{Case, Translator, Verdict};
use test_robust::{generate, rounds};

#[test]
fn supported_modules_translate() {
    let mut translator = Translator::new();
    for seed in 0..2000 * rounds() {
        let bytes = generate::supported(&mut Rng::new(seed));
        let verdict = translator.run(
            &format!("supported {seed}"),
            &Case::new(bytes, Options::default()),
        );
        assert!(
            matches!(verdict, Verdict::Translated(_)),
            "module {seed} is valid and was rejected: {verdict:?}"
        );
    }
    translator.report("supported modules");
}

#[test]
fn supported_modules_with_options() {
    let mut translator = Translator::new();
    for seed in 0..1000 * rounds() {
        let mut rng = Rng::new(seed ^ 0x0071);
        let bytes = generate::supported(&mut rng);
        translator.run(
            &format!("options {seed}"),
            &Case::new(bytes, generate::options(&mut rng)),
        );
    }
    translator.report("supported modules with options");
}

#[test]
fn anything_goes() {
    let mut translator = Translator::new();
    for seed in 0..2000 * rounds() {
        let mut rng = Rng::new(seed ^ 0xa11);
        let bytes = generate::anything(&mut rng);
        translator.run(
            &format!("anything {seed}"),
            &Case::new(bytes, generate::options(&mut rng)),
        );
    }
    translator.report("modules with all features");
}

#[test]
fn invalid_bodies() {
    let mut translator = Translator::new();
    for seed in 0..1000 * rounds() {
        let mut rng = Rng::new(seed ^ 0xbad);
        let bytes = generate::invalid_bodies(&mut rng);
        translator.run(
            &format!("invalid bodies {seed}"),
            &Case::new(bytes, Options::default()),
        );
    }
    translator.report("modules with invalid bodies");
}

/// Bundles whose modules are called as their imports' namespaces are, so that the linker has something to do.
#[test]
fn bundles() {
    const NAMES: [&str; 5] = ["a", "b", "env", "", "\u{0}"];
    let mut translator = Translator::new();
    for seed in 0..1000 * rounds() {
        let mut rng = Rng::new(seed ^ 0xb0d1e);
        let mut sources: Vec<Source> = (0..rng.below(5))
            .map(|_| {
                let bytes = if rng.one_in(2) {
                    rng.pick(&test_robust::seeds::binaries()).clone()
                } else {
                    generate::supported(&mut rng)
                };
                Source {
                    name: (*rng.pick(&NAMES)).to_owned(),
                    bytes,
                    links: None,
                }
            })
            .collect();
        for source in &mut sources {
            if rng.one_in(3) {
                // Also links that point nowhere, at the module itself, and forward.
                let links = NAMES.iter().map(|name| ((*name).to_owned(), rng.below(6)));
                source.links = Some(links.collect());
            }
        }
        let case = Case {
            sources,
            options: generate::options(&mut rng),
        };
        translator.run(&format!("bundle {seed}"), &case);
    }
    translator.report("bundles");
}
