//! The command as a user runs it.

use std::path::PathBuf;
use std::process::{Command, Output};

const PLUGIN: &str = r#"(module $plugin
  (import "env" "log" (func $log (param $ptr i32) (param $len i32)))
  (memory (export "memory") 1 16)
  (global (export "version") i32 (i32.const 3))
  (func $small)
  (func $_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE (export "run") (param i32) (result i32)
    (call $log (i32.const 0) (local.get 0))
    (i32.extend8_s (local.get 0))))"#;

/// A directory of this test process with a file in it.
fn file(name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, contents).unwrap();
    path
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_include-wasm"))
        .args(arguments)
        .output()
        .unwrap()
}

fn stdout(arguments: &[&str]) -> String {
    let output = run(arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), &stderr[..]),
        (Some(0), ""),
        "{arguments:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

fn stderr(arguments: &[&str], status: i32) -> String {
    let output = run(arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        output.status.code(),
        Some(status),
        "{arguments:?}: {stderr}"
    );
    assert!(output.stdout.is_empty(), "{arguments:?}");
    stderr
}

#[test]
fn help_and_usage() {
    assert!(stdout(&["--help"]).contains("include-wasm translate IN.wasm"));
    assert!(stdout(&["translate", "--help"]).contains("--max-stack"));
    assert!(stdout(&["inspect", "-h"]).contains("--json"));
    assert!(stdout(&["--version"]).starts_with("include-wasm 0."));
    for (arguments, message) in [
        (&[][..], "no command given"),
        (&["compile"], "unknown command"),
        (&["translate"], "no input file"),
        (
            &["translate", "a.wasm", "--fule"],
            "invalid option '--fule'",
        ),
        (&["inspect", "a.wasm", "b.wasm"], "unexpected argument"),
    ] {
        let text = stderr(arguments, 2);
        assert!(
            text.contains(message) && text.contains("--help"),
            "{arguments:?}: {text}"
        );
    }
}

#[test]
fn translate_to_file_and_standard_output() {
    let input = file("plugin.wat", PLUGIN);
    let input = input.to_str().unwrap();
    let pretty = stdout(&["translate", input, "--name", "plugin"]);
    assert!(pretty.contains("pub mod plugin {\n"), "{pretty}");
    assert!(pretty.contains("    pub trait Env {\n"), "{pretty}");
    assert!(pretty.contains("    mod code {\n"), "{pretty}");

    let raw = stdout(&["translate", input, "--name", "plugin", "--raw"]);
    assert_ne!(raw, pretty);
    assert_eq!(include_wasm_cli::pretty::pretty(&raw).unwrap(), pretty);

    let output = file("out.rs", "");
    assert_eq!(
        stdout(&[
            "translate",
            input,
            "--name=plugin",
            "-o",
            output.to_str().unwrap()
        ]),
        ""
    );
    assert_eq!(std::fs::read_to_string(&output).unwrap(), pretty);
}

/// Formatted or not, with everything that can be there; and the certificate.
#[test]
fn checks_what_it_translates() {
    let input = file("checked.wat", PLUGIN);
    let input = input.to_str().unwrap();
    let proof = file("checked.json", "");
    let proof = proof.to_str().unwrap();
    for options in [
        &["--dynamic", "--pretty"][..],
        &["--raw", "--fuel"],
        &["--pretty", "--stub=env.*", "--interrupt"],
    ] {
        let expansion = file(
            "checked.rs",
            stdout(&[&["translate", input][..], options].concat()),
        );
        let expansion = expansion.to_str().unwrap();
        let check = [&["check", input, expansion, "--proof", proof][..], options].concat();
        assert_eq!(
            stdout(&check),
            "accepted: 2 functions, 7 operators, 2 cuts\n"
        );
        let first = std::fs::read_to_string(proof).unwrap();
        assert!(
            first.contains("\"functions\": 2,") && first.contains("\"sha256\": \""),
            "{first}"
        );
        stdout(&check);
        assert_eq!(std::fs::read_to_string(proof).unwrap(), first);
        let changed = std::fs::read_to_string(expansion)
            .unwrap()
            .replace("i32_extend8_s", "i32_extend16_s");
        std::fs::write(expansion, changed).unwrap();
        assert!(stderr(&check, 1).contains("differs from WebAssembly's"));
    }
    assert!(stderr(&["translate", input, "--proof", proof], 2).contains("--proof"));
}

#[test]
fn options_change_the_code() {
    let input = file("options.wat", PLUGIN);
    let input = input.to_str().unwrap();
    let text = stdout(&[
        "translate",
        input,
        "--name",
        "x",
        "--stub",
        "env.*",
        "--rename",
        "run=go",
        "--visibility",
        "",
    ]);
    assert!(!text.contains("trait Env"), "{text}");
    assert!(
        text.contains("fn go(") && text.contains("\nmod x {"),
        "{text}"
    );
    let text = stderr(&["translate", input, "--name", "x", "--stub", "wasi.*"], 1);
    assert!(
        text.contains("no imported function matches \"wasi.*\""),
        "{text}"
    );
}

#[test]
fn bundles() {
    let main = r#"(module (import "lib" "f" (func)) (func (export "g") (call 0)))"#;
    // The namespace is the file's stem.
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bundle");
    std::fs::create_dir_all(&directory).unwrap();
    let path = |name: &str| directory.join(name).to_str().unwrap().to_owned();
    std::fs::write(path("main.wat"), main).unwrap();
    std::fs::write(path("lib.wat"), r#"(module (func (export "f")))"#).unwrap();
    let text = stdout(&["translate", &path("main.wat"), &path("lib.wat")]);
    assert!(
        text.contains("pub mod main {") && !text.contains("trait Lib"),
        "{text}"
    );
    assert!(stdout(&["translate", &path("main.wat")]).contains("trait Lib"));
}

#[test]
fn bad_inputs() {
    assert!(stderr(&["translate", "no/such.wasm"], 1).contains("can't read no/such.wasm"));
    assert!(stderr(&["inspect", "no/such.wasm"], 1).contains("can't read no/such.wasm"));
    let truncated = file("truncated.wasm", b"\0asm\x01\0\0\0\x01\x07\x01");
    for command in ["translate", "inspect"] {
        let text = stderr(&[command, truncated.to_str().unwrap(), "--"], 1);
        assert!(
            text.starts_with("error: ") && text.contains("offset"),
            "{text}"
        );
    }
}

#[test]
fn inspect_text() {
    let input = file("inspect.wat", PLUGIN);
    let text = stdout(&["inspect", input.to_str().unwrap()]);
    for line in [
        "2 functions",
        "features beyond WebAssembly 1.0: sign-extension\n",
        "  \"env\" \"log\": func (i32, i32)\n",
        "  \"memory\": memory 1..16 pages\n",
        "  \"version\": global i32\n",
        "  \"run\": func (i32) -> i32\n",
        "2 core::fmt::Write::write_fmt\n",
        "expected cost of rustc for 1 KB of code",
        "  release     0.2 s     140 MB\n",
        "pub trait Env {\n",
        "    fn log(&mut self, guest: &mut Guest, ptr: i32, len: i32) -> ",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    // The bigger function comes first.
    assert!(
        text.find("2 core::fmt").unwrap() < text.find("1 small").unwrap(),
        "{text}"
    );
    assert!(
        !text.contains("trait Exports") && !text.contains("trait Imports"),
        "{text}"
    );
}

#[test]
fn inspect_json() {
    let input = file("json.wat", PLUGIN);
    let value: serde_json::Value =
        serde_json::from_str(&stdout(&["inspect", "--json", input.to_str().unwrap()])).unwrap();
    assert_eq!(value["imports"][0]["module"], "env");
    assert_eq!(value["exports"][2]["type"], "func (i32) -> i32");
    assert_eq!(value["functions"], 2);
    assert_eq!(value["biggest"][0]["index"], 2);
    assert!(value["error"].is_null());
    assert!(value["code"].as_u64() > Some(0));
    let cost = |profile: &str, what: &str| value["cost"][profile][what].as_f64();
    assert!(cost("release", "cpu_s") > Some(0.2) && cost("dev", "peak_mb") > Some(140.0));
}

#[test]
fn inspect_describes_what_cannot_be_translated() {
    let input = file("tail.wat", "(module (func $f (return_call $f)))");
    let text = stdout(&["inspect", input.to_str().unwrap()]);
    assert!(
        text.contains("features beyond WebAssembly 1.0: tail-call\n"),
        "{text}"
    );
    assert!(text.contains("can't be translated:\n"), "{text}");
    assert!(text.contains("tail calls"), "{text}");
}

/// What `run` can say without compiling anything.
#[test]
fn run_says_what_is_wrong_first() {
    let module = |name: &str, text: &str| file(name, text).to_str().unwrap().to_owned();
    let program = r#"(module (func (export "_start")))"#;
    let program = module("program.wat", program);
    let library = module("library.wat", PLUGIN);
    let foreign = r#"(module (import "env" "f" (func)) (func (export "_start")))"#;
    let foreign = module("foreign.wat", foreign);
    for (arguments, message) in [
        (
            &["run", &program, "--dir", "no/such::/"][..],
            "--dir no/such: no such directory",
        ),
        (&["run", &library], "exports no `_start`"),
        (&["run", &foreign], "imports more than WASI: the traits Env"),
        (&["run", "no/such.wasm"], "can't read no/such.wasm"),
    ] {
        let cache = ["--cache", env!("CARGO_TARGET_TMPDIR")];
        let text = stderr(&[arguments, &cache].concat(), 1);
        assert!(text.contains(message), "{arguments:?}: {text}");
    }
}
