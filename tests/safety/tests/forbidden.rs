//! There is no `unsafe` in what we wrote, nor in anything that ends up in a user's program.
#![forbid(unsafe_code)]

use std::fs;

use test_safety::{CrateRoot, cargo, crate_roots, identifiers, root, sources, tree};

/// With default features a program gets our runtime and no other crate.
#[test]
fn nothing_else_runs() {
    assert_eq!(tree("normal,no-proc-macro"), ["include-wasm"]);
    let build_time = tree("normal");
    assert!(build_time.iter().any(|name| name == "wasmparser"));
    println!("at build time, inside rustc: {}", build_time.join(" "));
}

/// Each crate of the workspace, tests and examples included, forbids it, so that no attribute further in can allow it:
/// what others compile in its sources, tests there or in the manifest.
#[test]
fn every_crate_forbids_it() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("it can be read");
    assert!(manifest.contains("[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"));
    let roots = crate_roots();
    assert!(roots.len() > 30, "{}", roots.len());
    for CrateRoot {
        file,
        manifest,
        published,
    } in roots
    {
        let text = fs::read_to_string(&file).expect("it can be read");
        let forbids = text
            .lines()
            .any(|line| line.trim() == "#![forbid(unsafe_code)]");
        let manifest = fs::read_to_string(manifest).expect("it can be read");
        let linted = manifest.contains("[lints]\nworkspace = true")
            || manifest.contains("[lints.rust]\nunsafe_code = \"forbid\"");
        assert!(linted, "{}: its package lacks the lint", file.display());
        assert!(
            forbids || !published,
            "{} lacks #![forbid(unsafe_code)]",
            file.display()
        );
    }
}

/// Not behind a `cfg` that this build has not, either; nor what is as good as `unsafe`.
#[test]
fn no_file_has_the_word() {
    let folders = ["runtime", "macro", "examples", "tests"];
    let files: Vec<_> = folders
        .iter()
        .flat_map(|folder| sources(&root().join(folder)))
        .collect();
    assert!(files.len() > 200, "{}", files.len());
    for file in files {
        // Guests, written in Rust, and programs that must not compile.
        let path = file.to_string_lossy().replace('\\', "/");
        if path.contains("/tests/guests/")
            || path.contains("/tests/ui/fail/")
            || path.contains("/modules/")
        {
            continue;
        }
        for word in identifiers(&file) {
            let forbidden = [
                "unsafe",
                "no_mangle",
                "export_name",
                "link_section",
                "asm",
                "global_asm",
            ];
            assert!(
                !forbidden.contains(&&word[..]),
                "{}: {word}",
                file.display()
            );
        }
    }
}

/// rustc says the same of the whole run-time tree: `-F` can't be taken back by any attribute.
#[test]
fn the_run_time_compiles_with_it_forbidden() {
    let target = root().join("target/safety");
    let target = target.to_string_lossy();
    for features in ["std", "std,wasi"] {
        cargo(
            &[
                "check",
                "--quiet",
                "--package=include-wasm",
                "--no-default-features",
                "--features",
                features,
                "--target-dir",
                &target,
            ],
            "-Funsafe_code",
        );
    }
}
