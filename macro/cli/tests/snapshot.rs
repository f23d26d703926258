//! `include-wasm snapshot`: the module that it writes, on another engine, is the first one after the call.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use wasmi::{Engine, Error, Linker, Module, Store, Val};

/// Everything there is, and an export `init`.
const WARM: &str = include_str!("snapshot.wat");

/// As compilers write it: one table that nobody changes, no passive segments; and WASI.
const PLAIN: &str = r#"(module
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (table 3 funcref)
  (elem (i32.const 1) $seven $seven)
  (data (i32.const 1024) "text")
  (func $seven (result i32) (i32.const 7))
  (func (export "_initialize") (i32.store8 (i32.const 1025) (i32.const 65)))
  (func (export "init") (drop (call $sizes (i32.const 0) (i32.const 4)))
    (i32.store8 (i32.const 1026) (call_indirect (result i32) (i32.const 2)))))"#;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("snapshot")
}

/// Runs the command; what it builds goes to a cache of this test, with the workspace's versions of packages.
fn snapshot(words: &[&str]) -> Output {
    let cache = folder().join("cache");
    std::fs::create_dir_all(&cache).unwrap();
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    if !cache.join("Cargo.lock").exists() {
        std::fs::copy(lock, cache.join("Cargo.lock")).unwrap();
    }
    Command::new(env!("CARGO_BIN_EXE_include-wasm"))
        .args(["snapshot", "--cache"])
        .arg(cache)
        .args(words)
        .output()
        .unwrap()
}

fn input(name: &str, text: &str) -> (Vec<u8>, String) {
    std::fs::create_dir_all(folder()).unwrap();
    let path = folder().join(name);
    std::fs::write(&path, text).unwrap();
    (
        wat::parse_str(text).unwrap(),
        path.to_str().unwrap().to_owned(),
    )
}

/// The new module's bytes; the first word is the input.
fn made(words: &[&str]) -> Vec<u8> {
    let output = Path::new(words[0]).with_extension("wasm");
    let _ = std::fs::remove_file(&output);
    let ran = snapshot(&[&["-o", output.to_str().unwrap()], words].concat());
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    std::fs::read(output).unwrap()
}

fn refused(words: &[&str], message: &str) {
    let output = folder().join("none.wasm");
    let ran = snapshot(&[&["-o", output.to_str().unwrap()], words].concat());
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.contains(message) && !output.exists(), "{said}");
}

/// A module on another engine.
struct Guest {
    store: Store<()>,
    instance: wasmi::Instance,
}

impl Guest {
    fn new(bytes: &[u8]) -> Guest {
        let engine = Engine::default();
        let module = Module::new(&engine, bytes).unwrap();
        let mut linker = Linker::new(&engine);
        linker.func_wrap("env", "log", |_: i32| ()).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
        Guest { store, instance }
    }

    /// The first result, or the trap, as text; floats by their bits.
    fn call(&mut self, name: &str, args: &[Val]) -> String {
        let func = self.instance.get_func(&self.store, name).expect(name);
        let ty = func.ty(&self.store);
        let mut results: Vec<Val> = ty.results().iter().map(|_| Val::I32(0)).collect();
        match func.call(&mut self.store, args, &mut results) {
            Ok(()) => format!("{results:?}"),
            Err(error) => trap(&error),
        }
    }

    fn memory(&self) -> Vec<u8> {
        let memory = self.instance.get_memory(&self.store, "memory").unwrap();
        memory.data(&self.store).to_vec()
    }

    /// Everything that its exports tell.
    fn observe(&mut self) -> Vec<String> {
        let mut seen = Vec::new();
        for index in 0..8 {
            seen.push(self.call("call", &[Val::I32(50), Val::I32(index)]));
        }
        for what in 0..13 {
            seen.push(self.call("state", &[Val::I32(what)]));
        }
        // Again: the segments that were left have changed the table.
        for index in 0..8 {
            seen.push(self.call("call", &[Val::I32(50), Val::I32(index)]));
        }
        seen.push(self.call("chosen", &[Val::I32(21)]));
        seen.push(self.call("refers", &[]));
        seen
    }
}

fn trap(error: &Error) -> String {
    format!("{:?}", error.as_trap_code().expect("a trap"))
}

/// The contents of all sections with this number.
fn sections(bytes: &[u8], id: u8) -> Vec<&[u8]> {
    let payloads = wasmparser::Parser::new(0).parse_all(bytes);
    let sections = payloads.filter_map(|p| p.unwrap().as_section());
    sections
        .filter(|(other, _)| *other == id)
        .map(|(_, range)| &bytes[range.start as usize..range.end as usize])
        .collect()
}

#[test]
fn goes_on_where_the_call_ended() {
    let (bytes, path) = input("warm.wat", WARM);
    let init = ["32", "-5", "1.5"];
    let made_with =
        |more: &[&str]| made(&[&[&path, "--call", "init"], more, &["--"], &init[..]].concat());
    let new = made_with(&[]);

    let mut first = Guest::new(&bytes);
    let args = [Val::I32(32), Val::I64(-5), Val::F32(1.5.into())];
    assert_eq!(first.call("init", &args), "[]");
    let mut second = Guest::new(&new);
    assert!(first.memory() == second.memory());
    let seen = first.observe();
    assert_eq!(seen, second.observe());
    assert!(first.memory() == second.memory());
    // The call did something, or nothing would have been compared.
    assert_ne!(seen, Guest::new(&bytes).observe());
    assert!(seen.contains(&"[I64(42)]".to_owned()), "{seen:?}");

    assert_eq!(sections(&new, 10), sections(&bytes, 10), "code is copied");
    assert_eq!(sections(&new, 0), sections(&bytes, 0), "so are names");
    assert!(sections(&new, 8).is_empty(), "a start function is left");
    let data: usize = sections(&new, 11).iter().map(|s| s.len()).sum();
    assert!(data < 200, "zeros are written: {data}");
    assert!(second.instance.get_func(&second.store, "init").is_none());
    let kept = Guest::new(&made_with(&["--keep"]));
    assert!(kept.instance.get_func(&kept.store, "init").is_some());

    // The same program, built only once.
    let call = [&path[..], "--call", "init", "--"];
    refused(
        &[&call[..], &["0", "0", "0"]].concat(),
        "init trapped: unreachable",
    );
    refused(
        &[&call[..], &["1", "0", "0"]].concat(),
        "stubbed import called",
    );
    refused(
        &[&call[..], &["1"]].concat(),
        "1 arguments given, init takes 3",
    );
    refused(
        &[&call[..], &["1", "x", "0"]].concat(),
        "\"x\" is not an argument of type i64",
    );
    refused(
        &[&path, "--call", "memory"],
        "no exported function \"memory\"",
    );
    let (_, import) = input(
        "import.wat",
        r#"(module (import "env" "m" (memory 1)) (func (export "f")))"#,
    );
    refused(&[&import, "--call", "f"], "it imports the memory env.m");
}

#[test]
fn wasi_and_a_plain_module() {
    let (bytes, path) = input("plain.wat", PLAIN);
    let new = made(&[&path, "--env", "A=bc", "--call", "init"]);
    for id in [2, 4, 9, 10] {
        assert_eq!(sections(&new, id), sections(&bytes, id), "section {id}");
    }
    // Neither `_initialize` nor `init` is left; one variable of five bytes was seen.
    let [exports] = sections(&new, 7)[..] else {
        panic!("one section of exports");
    };
    assert_eq!(exports, b"\x01\x06memory\x02\x00");
    let [data] = sections(&new, 11)[..] else {
        panic!("one section of data");
    };
    assert_eq!(
        data,
        b"\x02\x00\x41\x00\x0b\x05\x01\0\0\0\x05\x00\x41\x80\x08\x0b\x04tA\x07t"
    );
}
