//! Every kernel gives the checksum of the native program, in every mode.

use std::path::Path;
use std::process::Command;

/// The output of a runner for one run of a kernel; its `check` line.
fn check(mut command: Command) -> String {
    let output = command.arg("1").output().expect("the runner starts");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("the runner prints text");
    assert!(
        text.lines().any(|l| l.starts_with("run_ns ")),
        "{command:?} times its run"
    );
    text.lines()
        .find_map(|l| l.strip_prefix("check "))
        .expect("the runner prints a checksum")
        .to_owned()
}

/// Compares every kernel with `kernels.tsv`.
fn all(command: impl Fn(&str) -> Command) {
    let table =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("kernels.tsv")).unwrap();
    let mut count = 0;
    let mut wrong = Vec::new();
    for line in table.lines() {
        let [name, _, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("kernels.tsv: {line:?}");
        };
        let found = check(command(name));
        if found != expected {
            wrong.push(format!("{name}: {found}, natively {expected}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 40, "only {count} kernels");
}

fn generated(runner: &'static str) -> impl Fn(&str) -> Command {
    move |kernel| {
        let mut command = Command::new(runner);
        command.arg(kernel);
        command
    }
}

#[test]
fn growing_memory() {
    all(generated(env!("CARGO_BIN_EXE_bench-growing")));
}

#[test]
fn fixed_memory() {
    all(generated(env!("CARGO_BIN_EXE_bench-fixed")));
}

#[cfg(feature = "engines")]
#[test]
fn other_engines() {
    for engine in ["wasmtime", "wasmtime-bounds", "wasmi"] {
        all(|kernel| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_bench-engine"));
            let wasm = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("wasm/{kernel}.wasm"));
            command.arg(engine).arg(wasm);
            command
        });
    }
}

#[cfg(feature = "extra")]
#[test]
fn switches() {
    let runner = env!("CARGO_BIN_EXE_bench-switches");
    let list = Command::new(runner).arg("--list").output().unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    assert!(list.lines().count() >= 50, "{list}");
    let growing = generated(env!("CARGO_BIN_EXE_bench-growing"));
    for name in list.lines() {
        let kernel = name.split_once('/').unwrap().1;
        assert_eq!(
            check(generated(runner)(name)),
            check(growing(kernel)),
            "{name}"
        );
    }
}

#[cfg(feature = "extra")]
#[test]
fn tables() {
    let run = generated(env!("CARGO_BIN_EXE_bench-synthetic"));
    for table in test_bench::synthetic::tables() {
        let open = test_bench::synthetic::Table {
            open: true,
            ..table
        };
        assert_eq!(
            check(run(&table.name())),
            check(run(&open.name())),
            "{}",
            table.name()
        );
    }
}

#[test]
fn wrong_arguments_are_refused() {
    for words in [
        &[][..],
        &["gemm"],
        &["gemm", "many"],
        &["no-such-kernel", "1"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_bench-growing"))
            .args(words)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
    }
}
