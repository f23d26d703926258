//! Replays in this process: our own guests as recorded, and every kind of difference is noticed.

use include_wasm::{CatchAll, include_wasm};
use test_real::program::{limits, resize};
use test_real::replay::{Difference, Report, replay};
use test_real::trace::Trace;

include_wasm!(mod vm = "../../guests/vm.wasm" { dynamic: true });
include_wasm!(mod rules = "../../guests/rules.wasm" { dynamic: true });
include_wasm!(mod mandelbrot = "../../guests/mandelbrot.wasm" { dynamic: true });

// What no recorded trace has: an imported memory larger than declared, imports during instantiation,
// floats as arguments of imports, several results.
include_wasm!(mod made = inline r#"(module
    (import "env" "memory" (memory 1))
    (import "env" "note" (func $note (param f32 f64) (result i32)))
    (import "env" "ask" (func $ask (result i64)))
    (global $noted (mut i32) (i32.const 0))
    (func $start
        (global.set $noted (call $note (f32.const nan:0x200001) (f64.const -0))))
    (start $start)
    (func (export "size") (result i32) (memory.size))
    (func (export "_initialize") (i32.store (i32.const 0) (i32.const 0x21)))
    (func (export "both") (param i32) (result i64 i32)
        (i64.load8_u (local.get 0)) (global.get $noted))
    (func (export "ask_twice") (result i64)
        (i64.add (call $ask) (call $ask))))"# { dynamic: true });

// WASI has a trait of its own; a recorded host answers it all the same.
include_wasm!(mod wasi = inline r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
    (func (export "_start")
        (call $exit (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))))"# { dynamic: true });

type Outcome = Result<Report, Difference>;

/// Replays on a module with imports.
macro_rules! with_host {
    ($module:ident, $text:expr) => {{
        let trace = Trace::parse($text).expect("a trace");
        let make = |player| {
            let mut instance = $module::Instance::__uninit(CatchAll(player), limits_here())?;
            instance.__init(0)?;
            Ok(instance)
        };
        let outcome: Outcome = replay(&trace, Some(0), make, |i| i.guest_mut());
        outcome
    }};
}

/// The limits of a replay, as far as a test's thread has the stack for it.
fn limits_here() -> include_wasm::Limits {
    limits().max_stack(1024 * 1024)
}

const VM: &str = include_str!("../own/vm.json");
const RULES: &str = include_str!("../own/rules.json");
const MANDELBROT: &str = include_str!("../own/mandelbrot.json");

const MADE: &str = r#"{"memory": {"import": ["env", "memory"], "initial": 3, "declared": {"minimum": 1}},
    "final_memory_pages": 4,
    "events": [
        ["w", 65536, "BQ=="],
        ["i", "env", "note", ["f32:7fa00001", "f64:8000000000000000"], [["w", 65537, "Bg=="]], [7]],
        ["c", "size", [], [], [3]],
        ["c", "_initialize", [], [], []],
        ["c", "both", [0], [], ["33n", 7]],
        ["c", "both", [65536], [], ["5n", 7]],
        ["c", "both", [65537], [], ["6n", 7]],
        ["c", "ask_twice", [], [
            ["i", "env", "ask", [], [["g", 1]], ["1n"]],
            ["i", "env", "ask", [], [["w", 262143, "AQ=="]], ["2n"]]], ["3n"]],
        ["c", "ask_twice", [], [["i", "env", "ask", [], [], "throw"]], "throw"],
        ["c", "both", [262144], [], "trap:memory access out of bounds"]
    ]}"#;

fn vm(text: &str) -> Outcome {
    with_host!(vm, text)
}

fn rules(text: &str) -> Outcome {
    with_host!(rules, text)
}

fn mandelbrot(text: &str) -> Outcome {
    let trace = Trace::parse(text).expect("a trace");
    let make = |_| mandelbrot::Instance::with_limits(limits_here());
    replay(&trace, Some(0), make, |i| i.guest_mut())
}

fn made(text: &str) -> Outcome {
    let trace = Trace::parse(text).expect("a trace");
    let make = |player| {
        let mut instance = made::Instance::__uninit(CatchAll(player), limits_here())?;
        resize(instance.guest_mut(), 0, 3)?;
        instance.__init(0)?;
        Ok(instance)
    };
    replay(&trace, Some(0), make, |i| i.guest_mut())
}

/// The trace with one piece of it replaced; the piece must be there.
fn altered(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} is not in the trace");
    text.replacen(from, to, 1)
}

/// Replays an altered trace, which must fail, and returns the report.
fn fails(run: fn(&str) -> Outcome, text: &str, from: &str, to: &str) -> String {
    match run(&altered(text, from, to)) {
        Ok(report) => panic!("with {to} for {from} it passes: {report:?}"),
        Err(difference) => difference.to_string(),
    }
}

#[test]
fn own_guests_as_recorded() {
    assert_eq!(
        vm(VM),
        Ok(Report {
            calls: 10,
            imports: 13,
            hashes: 11
        })
    );
    assert_eq!(
        mandelbrot(MANDELBROT),
        Ok(Report {
            calls: 6,
            imports: 0,
            hashes: 7
        })
    );
}

#[test]
fn a_host_that_calls_back() {
    assert_eq!(
        rules(RULES),
        Ok(Report {
            calls: 12,
            imports: 12,
            hashes: 13
        })
    );
}

#[test]
fn a_memory_of_the_host_and_a_start_function() {
    assert_eq!(
        made(MADE),
        Ok(Report {
            calls: 8,
            imports: 4,
            hashes: 0
        })
    );
}

#[test]
fn wasi_as_recorded() {
    let trace = r#"{"memory": {"export": "memory"}, "events": [["c", "_start", [], [
        ["i", "wasi_snapshot_preview1", "fd_write", [1, 8, 1, 0], [["c", "twice", [4], [], [8]], ["w", 0, "BQ=="]], [52]],
        ["i", "wasi_snapshot_preview1", "proc_exit", [52], [], "throw"]], "throw"]]}"#;
    let report = Report {
        calls: 2,
        imports: 2,
        hashes: 0,
    };
    assert_eq!(with_host!(wasi, trace), Ok(report));
    let wrong = altered(trace, "[1, 8, 1, 0]", "[2, 8, 1, 0]");
    assert!(with_host!(wasi, &wrong).is_err());
}

#[test]
fn wrong_results() {
    let report = fails(vm, VM, r#"["42n"],""#, r#"["43n"],""#);
    assert_eq!(report, "call 2 of run[]: recorded [43n], got [42n]");
    fails(vm, VM, r#"["42n"],""#, r#"[],""#);
    fails(vm, VM, r#"["42n"],""#, r#"["42n","42n"],""#);
    fails(vm, VM, r#"["42n"],""#, r#"[42],""#);
    fails(vm, VM, r#"["42n"],""#, r#""trap:unreachable",""#);
    fails(vm, VM, r#"["42n"],""#, r#""throw",""#);
    fails(made, MADE, r#"["33n", 7]"#, r#"["33n", 8]"#);
}

#[test]
fn wrong_traps() {
    let report = fails(vm, VM, "trap:divide by zero", "trap:unreachable");
    assert!(
        report.contains("recorded a trap: unreachable, got a trap: integer divide by zero"),
        "{report}"
    );
    fails(vm, VM, r#""trap:divide by zero""#, r#""throw""#);
    fails(vm, VM, r#""trap:divide by zero""#, r#"["0n"]"#);
    // The call in which the host throws, recorded as a trap of the guest's.
    fails(
        made,
        MADE,
        r#""throw"]], "throw""#,
        r#""throw"]], "trap:unreachable""#,
    );
    // A message that says nothing is met by any trap, but not by an error of the host's.
    vm(&altered(VM, "trap:divide by zero", "trap:something else")).expect("any trap");
}

#[test]
fn wrong_memory() {
    let at = VM.find(r#""42n"],""#).expect("a hash") + r#""42n"],""#.len();
    let hash = &VM[at..at + 64];
    let report = fails(vm, VM, hash, &"0".repeat(64));
    assert!(
        report.starts_with("call 2 of run[]: the memory (65536 bytes) differs"),
        "{report}"
    );
    // One bit of what the host writes.
    fails(vm, VM, r#""AQYBBwQGDAA=""#, r#""AQYBBwQGDAE=""#);
    fails(
        vm,
        VM,
        r#""final_memory_sha256":""#,
        r#""final_memory_sha256":"0"#,
    );
    fails(
        vm,
        VM,
        r#""final_memory_pages":1"#,
        r#""final_memory_pages":2"#,
    );
    fails(made, MADE, r#"["g", 1]"#, r#"["g", 2]"#);
    fails(made, MADE, r#"["g", 1]"#, r#"["g", 65536]"#);
    fails(
        made,
        MADE,
        r#"["w", 262143, "AQ=="]"#,
        r#"["w", 262144, "AQ=="]"#,
    );
}

#[test]
fn wrong_imports() {
    let report = fails(
        vm,
        VM,
        r#"["i","env","print",["42n"]"#,
        r#"["i","env","print",["41n"]"#,
    );
    assert_eq!(
        report,
        "call 2 of run[]: the guest called env.print[42n], recorded was env.print[41n]"
    );
    fails(
        vm,
        VM,
        r#"["i","env","print",["42n"]"#,
        r#"["i","env","call",["42n"]"#,
    );
    fails(
        vm,
        VM,
        r#"["i","env","print",["42n"]"#,
        r#"["i","other","print",["42n"]"#,
    );
    fails(
        vm,
        VM,
        r#"["i","env","print",["42n"]"#,
        r#"["i","env","print",["42n","42n"]"#,
    );
    // One that was not called, one that was not recorded, and two in the other order.
    fails(
        vm,
        VM,
        r#"["i","env","print",["42n"],[],[]]"#,
        r#"["i","env","print",["42n"],[],[]],["i","env","print",["42n"],[],[]]"#,
    );
    let report = fails(vm, VM, r#"[["i","env","print",["42n"],[],[]]]"#, "[]");
    assert_eq!(
        report,
        "call 2 of run[]: the guest called env.print[42n], recorded was no call"
    );
    let (nine, eight) = (
        r#"["i","env","print",["9n"],[],[]]"#,
        r#"["i","env","print",["8n"],[],[]]"#,
    );
    fails(
        vm,
        VM,
        &format!("{nine},{eight}"),
        &format!("{eight},{nine}"),
    );
    // Bits of floats: another NaN, another zero.
    fails(made, MADE, "f32:7fa00001", "f32:7fe00001");
    fails(made, MADE, "f64:8000000000000000", "f64:0000000000000000");
    // A result of another type than the import has.
    fails(made, MADE, r#"["1n"]]"#, "[1]]");
    // A call during instantiation that did not happen.
    fails(
        made,
        MADE,
        r#"["c", "size""#,
        r#"["i", "env", "ask", [], [], ["0n"]], ["c", "size""#,
    );
}

#[test]
fn wrong_calls() {
    let report = fails(vm, VM, r#"["c","code""#, r#"["c","cody""#);
    assert!(report.contains("no such export"), "{report}");
    fails(vm, VM, r#"["c","code",[]"#, r#"["c","code",[1]"#);
    // What the host did within an import, or did not.
    fails(
        rules,
        RULES,
        r#"[["c","source",[0],[],[16729]"#,
        r#"[["c","source",[0],[],[16730]"#,
    );
}
