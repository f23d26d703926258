//! Every program runs and says what it should.

use std::process::Command;

fn run(program: &str, args: &[&str]) -> String {
    let output = Command::new(program)
        .args(args)
        .output()
        .expect("the program starts");
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn quickstart() {
    let expected = r#"{
  "name": "include-wasm",
  "unsafe": 0,
  "guests": [
    "C",
    "Rust",
    "AssemblyScript"
  ],
  "nested": {
    "empty": []
  }
}

an error of the guest's: unknown word at byte 9
"#;
    assert_eq!(run(env!("CARGO_BIN_EXE_quickstart"), &[]), expected);
}

#[test]
fn quickstart_refuses_a_file_that_is_not_json() {
    let status = Command::new(env!("CARGO_BIN_EXE_quickstart"))
        .arg("Cargo.toml")
        .status()
        .expect("the program starts");
    assert!(!status.success());
}

#[test]
fn host_imports() {
    let output = run(env!("CARGO_BIN_EXE_host_imports"), &[]);
    let (counted, stopped) = output.split_once("\n\n").expect("two parts");
    assert_eq!(
        counted,
        "21 distinct words, the most frequent:\n   2 owl\n   2 and\n   2 to\n   1 pussycat"
    );
    assert!(
        stopped.starts_with("stopped: host error: the word \"eval\" is forbidden"),
        "{stopped}"
    );
    assert!(
        stopped.contains("count"),
        "no frame of the guest's: {stopped}"
    );
    assert!(
        stopped.ends_with("it was the host that refused \"eval\"\n"),
        "{stopped}"
    );
}

#[test]
fn memory_strings() {
    let output = run(env!("CARGO_BIN_EXE_memory_strings"), &[]);
    let mut lines = output.lines();
    assert_eq!(lines.next(), Some("Hello, WebAssembly 🦀! (24 bytes)"));
    assert_eq!(
        lines.next(),
        Some("bytes in memory: [64, 65, 6d, 6f, 03, 00, 01, 80, 00, 00, 00, 3f]")
    );
    assert_eq!(
        lines.next(),
        Some(
            "read back: Header { magic: [100, 101, 109, 111], version: 3, flags: 32769, scale: 0.5 }"
        )
    );
    let errors: Vec<_> = lines.collect();
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert!(
        errors
            .iter()
            .all(|line| line.contains("are not in a memory of")),
        "{errors:?}"
    );
}

#[test]
fn linking() {
    // Five words of four bytes from 64 on.
    let expected =
        "[1, 4, 9, 16, 25] add up to 55\nthe next free byte is at 84\nread by the library: 55\n";
    assert_eq!(run(env!("CARGO_BIN_EXE_linking"), &[]), expected);
}

#[test]
fn snapshot() {
    let expected = "\
after 1 and 10:        total  11, log [1, 11, 0, 0], 1 pages
then:                  total  21, log [1, 11, 21, 0], 3 pages
and a trap:            undefined element
rolled back:           total  11, log [1, 11, 0, 0], 1 pages
and on with 1:         total  12, log [1, 11, 12, 0], 1 pages
fork 0: 11
fork 1: 21
fork 2: 31
";
    assert_eq!(run(env!("CARGO_BIN_EXE_snapshot"), &[]), expected);
}

#[test]
fn limits() {
    let expected = "\
the program printed 42
result: 42
without end, on a budget: all fuel consumed
without end, switched off: interrupted
100,000 brackets: call stack exhausted
unlimited memory: 150005 bytes
four pages: unreachable
";
    assert_eq!(run(env!("CARGO_BIN_EXE_limits"), &[]), expected);
}

#[test]
fn no_std() {
    // FIPS 180-2, B.1.
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  abc\n";
    assert_eq!(run(env!("CARGO_BIN_EXE_no_std"), &[]), expected);
}

#[test]
fn sha256_over_several_chunks() {
    // FIPS 180-2, B.3.
    let digest = examples::sha256(&[b'a'; 1_000_000]).expect("a digest");
    assert_eq!(
        digest[..8],
        [0xcd, 0xc7, 0x6e, 0x5c, 0x99, 0x14, 0xfb, 0x92]
    );
}
