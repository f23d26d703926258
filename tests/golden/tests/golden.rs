//! One test per file in `cases/`, and the properties that hold for all of them.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

use include_wasm_translate::{Expansion, translate};
use libtest_mimic::{Arguments, Failed, Trial};
use test_golden::{EXPECTATION, cases, read};

fn main() -> ExitCode {
    let args = Arguments::from_args();
    let mut trials = Vec::new();
    for path in cases() {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let other = path.clone();
        trials.push(Trial::test(format!("golden::{name}"), move || {
            golden(&path)
        }));
        // Blessing rewrites the file that the other test would read.
        if !blessing() {
            trials.push(Trial::test(format!("deterministic::{name}"), move || {
                deterministic(&other)
            }));
        }
    }
    libtest_mimic::run(&args, trials).exit_code()
}

fn blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

fn golden(path: &Path) -> Result<(), Failed> {
    let case = read(path)?;
    let Expansion { surface, code } = translate(&case.sources, &case.options)?;
    let generated = if case.surface { surface } else { code };
    let file =
        syn::parse_file(&generated).map_err(|e| format!("generated text is not Rust: {e}"))?;
    let mut actual = String::new();
    for line in prettyplease::unparse(&file).lines() {
        writeln!(actual, "{}", format!(";; {line}").trim_end())?;
    }
    if actual == case.expected {
        return Ok(());
    }
    if blessing() {
        std::fs::write(path, format!("{}{EXPECTATION}{actual}", case.input))?;
        return Ok(());
    }
    Err(format!(
        "{}: {}",
        path.display(),
        difference(&case.expected, &actual)
    )
    .into())
}

/// The first lines that differ, with a little context.
fn difference(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    let first = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let mut text = format!(
        "generated code differs from line {} of the expectation on\n",
        first + 1
    );
    let start = first.saturating_sub(3);
    let lines = |mark: &str, list: &[&str], from: usize, to: usize| -> String {
        let list = list
            .get(from.min(list.len())..to.min(list.len()))
            .unwrap_or_default();
        list.iter().map(|line| format!("{mark} {line}\n")).collect()
    };
    text += &lines(" ", &old, start, first);
    text += &lines("-", &old, first, first + 8);
    text += &lines("+", &new, first, first + 8);
    text += "`BLESS=1 cargo test -p test-golden` rewrites the expectations";
    text
}

/// The same input gives the same output, which says nothing about the machine.
fn deterministic(path: &Path) -> Result<(), Failed> {
    let case = read(path)?;
    let module = || translate(&case.sources, &case.options).map(|e| e.module(&case.options));
    let (first, second) = (module()?, module()?);
    if first != second {
        return Err(format!("two translations differ: {}", difference(&first, &second)).into());
    }
    // `HashMap` seeds differ between threads as well.
    let third =
        std::thread::scope(|s| s.spawn(module).join()).map_err(|_| "translation panicked")??;
    if first != third {
        return Err(format!(
            "translation on another thread differs: {}",
            difference(&first, &third)
        )
        .into());
    }
    for place in [
        env!("CARGO_MANIFEST_DIR"),
        &std::env::temp_dir().display().to_string(),
        "/home/",
        "/.cargo/",
    ] {
        if first.contains(place) {
            return Err(format!("generated code contains the path `{place}`").into());
        }
    }
    Ok(())
}
