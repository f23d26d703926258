//! Everything that the translator makes of these modules is accepted.

use include_wasm_translate::options::{Options, Source};
use test_check::corpus::{Tally, folder, modules};
use test_check::spec;
use test_robust::Rng;
use test_robust::generate;

/// Options that change code, besides the default.
fn variants() -> Vec<Options> {
    let plain = Options::default();
    vec![
        plain.clone(),
        Options {
            fuel: true,
            interrupt: true,
            backtrace: false,
            ..plain.clone()
        },
        // Nearly everything in parts.
        Options {
            huge: 30,
            ..plain.clone()
        },
        Options {
            huge: 100,
            fuel: true,
            interrupt: true,
            ..plain.clone()
        },
        Options {
            canonical_nan: true,
            relaxed_fast: true,
            dynamic: true,
            max_memory_pages: Some(2000),
            ..plain
        },
    ]
}

/// Locals are declared in groups where there are many, and one may be left over.
#[test]
fn locals() {
    let mut tally = Tally::default();
    for n in [1, 199, 200, 201, 207, 208, 209, 210, 1000] {
        let mut text = format!(
            "(module (func (export \"f\") (param i32) (result i32) (local{})",
            " i32".repeat(n)
        );
        for i in 1..=n {
            text += &format!(
                "(local.set {i} (i32.add (local.get {}) (i32.const {i})))",
                i - 1
            );
        }
        text += &format!("(local.get {n})))");
        let bytes = wat::parse_str(&text).expect("it is valid");
        let source = Source {
            name: "locals".into(),
            bytes,
            links: None,
        };
        tally.add(&format!("{n} locals"), &[source], &Options::default());
    }
    tally.expect_all("numbers of locals");
}

#[test]
fn guests() {
    let mut tally = Tally::default();
    for source in modules("tests/guests") {
        for options in variants() {
            tally.add(
                &source.name.clone(),
                std::slice::from_ref(&source),
                &options,
            );
        }
    }
    tally.expect_all("guests");
}

/// The golden cases, bundles among them, with their own options and with those of [`variants`].
#[test]
fn golden() {
    let mut tally = Tally::default();
    for path in test_golden::cases() {
        let name = path.display().to_string();
        let mut case = test_golden::read(&path).expect("it is a case");
        for source in &mut case.sources {
            source.bytes = wat::parse_bytes(&source.bytes)
                .expect("it assembles")
                .into_owned();
        }
        let refused = tally.refused;
        tally.add(&name, &case.sources, &case.options);
        assert_eq!(tally.refused, refused, "{name} is not translated");
        let fixed = Options {
            fixed_memory_pages: Some(4),
            ..Options::default()
        };
        for options in variants().iter().chain([&fixed]) {
            tally.add(&name, &case.sources, options);
        }
    }
    tally.expect_all("golden cases");
}

#[test]
fn real() {
    let list = modules("tests/real/modules");
    if list.is_empty() {
        println!(
            "{} is empty: nothing to check",
            folder("tests/real/modules").display()
        );
        return;
    }
    let mut sum = Tally::default();
    for source in list {
        let mut tally = Tally::default();
        tally.add(
            &source.name.clone(),
            std::slice::from_ref(&source),
            &Options::default(),
        );
        println!("{}", tally.line(&source.name));
        sum.add(
            &source.name.clone(),
            std::slice::from_ref(&source),
            &Options::default(),
        );
    }
    sum.expect_all("real modules");
}

/// Modules by wasm-smith with random options; `CHECK_MODULES` says how many.
#[test]
fn random() {
    let count = std::env::var("CHECK_MODULES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(200);
    let mut tally = Tally::default();
    for seed in 0..count {
        let mut rng = Rng::new(seed);
        let source = Source {
            name: format!("random{seed}"),
            bytes: generate::supported(&mut rng),
            links: None,
        };
        let mut options = generate::options(&mut rng);
        if seed % 2 == 0 {
            options.huge = 40;
        }
        tally.add(&format!("seed {seed}"), &[source], &options);
    }
    tally.expect_all("random modules");
}

/// The modules of the specification's suite, each by itself and, where a script links them, as the bundle.
#[test]
fn suite() {
    let mut single = Tally::default();
    let mut parts = Tally::default();
    let mut linked = Tally::default();
    for file in spec::files() {
        for (i, module) in spec::modules(file.text).into_iter().enumerate() {
            let source = Source {
                name: format!("module{i}"),
                bytes: module,
                links: None,
            };
            let name = format!("{} {i}", file.name);
            single.add(&name, std::slice::from_ref(&source), &Options::default());
            let split = Options {
                huge: 20,
                ..Options::default()
            };
            parts.add(&name, &[source], &split);
        }
        let modules = spec::linked(&file);
        if !modules.is_empty() {
            linked.add(
                &file.name,
                &modules,
                &Options {
                    dynamic: true,
                    ..Options::default()
                },
            );
        }
    }
    single.expect_all("suite");
    parts.expect_all("suite, split");
    linked.expect_all("suite, linked");
}

/// Modules that are linked by name: the checker resolves imports and numbers everything by itself.
#[test]
fn bundle() {
    let source = |name: &str, text: &str| {
        let bytes = wat::parse_str(text).expect("it assembles");
        Source {
            name: name.into(),
            bytes,
            links: None,
        }
    };
    let app = source(
        "app",
        r#"(module (import "lib" "twice" (func $twice (param i32) (result i32))) (import "env" "log" (func $log (param i32)))
           (import "lib" "memory" (memory 1)) (import "lib" "table" (table 2 funcref)) (import "lib" "g" (global (mut i32)))
           (elem (i32.const 0) $run) (data (i32.const 0) "app")
           (func $run (export "run") (param i32) (result i32) (call $log (global.get 0)) (call $twice (local.get 0))))"#,
    );
    let lib = source(
        "lib",
        r#"(module (import "env" "log" (func $log (param i32))) (memory (export "memory") 1)
           (table (export "table") 2 funcref) (global (export "g") (mut i32) (i32.const 3))
           (func (export "twice") (param i32) (result i32) (call $log (local.get 0))
             (call_indirect (param i32) (result i32) (i32.load (local.get 0)) (i32.const 0))))"#,
    );
    let mut tally = Tally::default();
    for options in variants() {
        tally.add("bundle", &[app.clone(), lib.clone()], &options);
    }
    assert_eq!(tally.refused, 0);
    tally.expect_all("bundles");
}
