//! Compiles a guest and reads its machine code back; then the same guest with things that must be found.
#![cfg(all(target_arch = "x86_64", any(target_os = "linux", target_os = "macos")))]

use include_wasm_cli::audit::{Audit, audit};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Recursion, so that nothing is inlined away; a division, memory, tables, bulk operations and an import.
const GUEST: &str = r#"(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1 4)
  (table $t 4 funcref) (elem (i32.const 0) $even $odd)
  (type $step (func (param i32) (result i32)))
  (func $even (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1))
      (else (call_indirect (type $step) (i32.sub (local.get 0) (i32.const 1)) (i32.const 1)))))
  (func $odd (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0))
      (else (call_indirect (type $step) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))))
  (func $work (export "work") (param i32) (result i32)
    (if (i32.lt_s (local.get 0) (i32.const 2)) (then (return (call_indirect (type $step) (local.get 0) (i32.const 0)))))
    (call $log (local.get 0))
    (memory.copy (i32.const 64) (i32.const 0) (local.get 0))
    (memory.fill (i32.const 512) (i32.const 7) (local.get 0))
    (i32.store (local.get 0) (memory.grow (i32.const 0)))
    (i32.add
      (call $work (i32.sub (local.get 0) (i32.const 1)))
      (i32.div_s (call $work (i32.sub (local.get 0) (i32.const 2))) (i32.load (i32.const 512))))))"#;

const MAIN: &str = r#"
struct Host(u64);
impl plugin::Env for Host {
    #[inline(never)]
    fn log(&mut self, _: &mut plugin::Guest, value: i32) -> Result<(), include_wasm::Trap> {
        self.0 += value as u64;
        println!("{value}");
        Ok(())
    }
}
fn main() {
    let n = std::env::args().count() as i32;
    let mut guest = plugin::Instance::new(Host(0)).unwrap();
    println!("{:?}", guest.work(std::hint::black_box(n + 5)));
}
"#;

/// Builds a program with the translated guest, after `change` to the translation, and audits it.
fn build(name: &str, change: impl Fn(String) -> String) -> Audit {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime");
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(folder.join("guest.wat"), GUEST).unwrap();
    let source = include_wasm_cli::read_source(&folder.join("guest.wat")).unwrap();
    let options = include_wasm_translate::options::Options {
        ident: "plugin".into(),
        ..Default::default()
    };
    let expansion = include_wasm_translate::translate(&[source], &options).unwrap();
    let text = change(expansion.module(&options));
    std::fs::write(folder.join("src/main.rs"), format!("{text}{MAIN}")).unwrap();
    let manifest = format!(
        "[workspace]\n[package]\nname = \"audited\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [dependencies]\ninclude-wasm = {{ path = {runtime:?}, default-features = false, features = [\"std\"] }}\n"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--target-dir", "target"])
        .current_dir(&folder)
        .env_remove("RUSTFLAGS")
        .status()
        .unwrap();
    assert!(status.success());
    let program = std::fs::read(folder.join("target/release/audited")).unwrap();
    let report = audit(&program, None).unwrap();
    assert_eq!(report, audit(&program, Some("audited::plugin")).unwrap());
    assert!(audit(&program, Some("audited::other")).is_err());
    report
}

#[test]
fn guest_is_confined() {
    let report = build("audit-guest", |text| text);
    assert!(report.findings.is_empty(), "{report}");
    assert!(report.functions >= 2, "{report}");
    assert!(report.inner_calls >= 1, "{report}");
    let import = report
        .calls
        .keys()
        .any(|c| c.contains("as audited::plugin::Env>::log"));
    assert!(import || report.indirect_calls >= 1, "the import: {report}");
}

/// What a wrong translator might have written.
#[test]
fn escapes_are_found() {
    let report = build("audit-escape", |text| {
        let body = text.find("pub fn func").expect("a function");
        let start = body + text[body..].find('{').unwrap() + 1;
        let escape = r#"
            if l0 == 12345 { std::process::exit(3) }
            if l0 == 23456 { panic!("{l0}") }
            if l0 == 34567 { drop(std::fs::remove_file("x")) }
            if l0 == 45678 { std::hint::black_box(core::cell::Cell::new(ESCAPE.with(|c| c.get()))); }
            std::thread_local! { static ESCAPE: core::cell::Cell<i32> = const { core::cell::Cell::new(0) } }
        "#;
        format!("{}{escape}{}", &text[..start], &text[start..])
    });
    for word in ["process::exit", "panic", "segment register", "fs::"] {
        assert!(
            report.findings.iter().any(|f| f.contains(word)),
            "no {word}: {report}"
        );
    }
}

#[test]
fn other_files_are_refused() {
    assert!(audit(b"\0asm", None).is_err());
    let this = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let message = audit(&this, None).unwrap_err();
    assert!(message.contains("no guest functions"), "{message}");
}
