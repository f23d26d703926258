//! The command itself: builds programs, replays, reports, and fails when it should.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const GUESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../guests");
const OWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/own");

/// Modules of at most this many bytes are replayed by `cargo test`, the others by `cargo real`.
const SMALL: u64 = 16 * 1024;

/// Exit status 0 or not, and what was printed.
fn command(args: &[&str]) -> (bool, String) {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real");
    let output = Command::new(env!("CARGO_BIN_EXE_test-real"))
        .args(args)
        .arg("--cache")
        .arg(cache)
        .output()
        .expect("the command starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), text)
}

/// A folder for one test, empty.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder");
    path
}

/// One test, because all of it works in one cache, where builds would wait for each other.
#[test]
fn reports_what_passes_and_what_does_not() {
    let (passed, text) = command(&[GUESTS, OWN, "--only", "vm"]);
    assert!(
        passed && text.contains("PASS vm: 10 calls, 13 imports, 11 hashes"),
        "{text}"
    );
    assert!(text.ends_with("real: 1 passed, 0 failed\n"), "{text}");

    // Next to a good trace: a wrong one, one of another module, one without a module, and no trace at all.
    let (modules, traces) = (folder("modules"), folder("traces"));
    for name in ["vm", "other", "refused"] {
        fs::copy(
            format!("{GUESTS}/vm.wasm"),
            modules.join(format!("{name}.wasm")),
        )
        .expect("a copy");
    }
    fs::write(modules.join("refused.wasm"), b"\0asm\x02\0\0\0").expect("a file");
    let vm = fs::read_to_string(format!("{OWN}/vm.json")).expect("a trace");
    fs::write(traces.join("vm.json"), &vm).expect("a file");
    fs::write(
        traces.join("vm_wrong.json"),
        vm.replacen("42n\"],\"", "42n\"],\"0", 1),
    )
    .expect("a file");
    let sha256 = "\"sha256\":\"";
    fs::write(
        traces.join("other.json"),
        vm.replacen(sha256, &format!("{sha256}0"), 1),
    )
    .expect("a file");
    fs::write(
        traces.join("missing.json"),
        vm.replace("vm.wasm", "missing.wasm"),
    )
    .expect("a file");
    fs::write(
        traces.join("refused.json"),
        r#"{"module": "refused.wasm", "memory": null, "events": []}"#,
    )
    .expect("a file");
    fs::write(traces.join("broken.json"), "{").expect("a file");
    let (passed, text) = command(&[&modules.to_string_lossy(), &traces.to_string_lossy()]);
    assert!(!passed, "{text}");
    for line in [
        "PASS vm: ",
        "FAIL vm_wrong: call 2 of run[]: the memory (65536 bytes) differs",
        "FAIL other: the module's sha256 is ",
        "FAIL missing: ",
        "FAIL refused: ",
        "FAIL broken: ",
        "real: 1 passed, 5 failed",
    ] {
        assert!(
            text.lines().any(|l| l.starts_with(line)),
            "no line {line:?} in:\n{text}"
        );
    }

    for wrong in [
        &[GUESTS][..],
        &[GUESTS, "/nowhere"],
        &[GUESTS, OWN, "--only", "nothing"],
        &[GUESTS, OWN, "--fast"],
    ] {
        assert!(!command(wrong).0, "{wrong:?}");
    }
    small_modules();
}

/// Those that are there: nobody has to fetch modules for `cargo test`.
fn small_modules() {
    let modules = concat!(env!("CARGO_MANIFEST_DIR"), "/modules");
    let mut args = vec![
        modules.to_owned(),
        concat!(env!("CARGO_MANIFEST_DIR"), "/traces").to_owned(),
    ];
    let Ok(entries) = fs::read_dir(modules) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|e| e == "wasm")
            && entry.metadata().is_ok_and(|m| m.len() <= SMALL)
        {
            args.extend([
                "--only".to_owned(),
                path.file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
            ]);
        }
    }
    if args.len() > 2 {
        let (passed, text) = command(&args.iter().map(|a| &a[..]).collect::<Vec<_>>());
        assert!(passed, "{text}");
    }
}
