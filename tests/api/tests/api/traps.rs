//! Every kind of trap, with its backtrace, and that an instance survives it.

use include_wasm::{include_wasm, Trap, TrapCode};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "call" (func $call (param i32)))
        (memory 1)
        (table 2 funcref)
        (func $leaf (param i32) (result i32) (i32.load (local.get 0)))
        (func $middle (param i32) (result i32) (i32.add (call $leaf (local.get 0)) (i32.const 1)))
        (func (export "deep") (param i32) (result i32) (call $middle (local.get 0)))
        (func (export "unreachable") (unreachable))
        (func (export "div") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
        (func (export "rem") (param i32 i32) (result i32) (i32.rem_s (local.get 0) (local.get 1)))
        (func (export "trunc") (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
        (func (export "table") (param i32) (result funcref) (table.get (local.get 0)))
        (func (export "dropped") (param i32) (drop (i64.load offset=8 (local.get 0))))
        (func (export "partly") (i32.store8 (i32.const 5) (i32.const 1)) (unreachable))
        (func (export "host") (param i32) (call $call (local.get 0)))
        (func (export "through") (param i32) (call $call (local.get 0))))"#;
}

struct Host;

impl guest::Env for Host {
    fn call(&mut self, guest: &mut guest::Guest, n: i32) -> Result<(), Trap> {
        match n {
            0 => Err(Trap::message("no")),
            1 => guest.with(self).deep(-1).map(drop),
            2 => panic!("a host that panics"),
            // What a host does not pass on is not a trap.
            _ => guest.with(self).unreachable().or(Ok(())),
        }
    }
}

fn instance() -> guest::Instance<Host> {
    guest::Instance::new(Host).unwrap()
}

fn code<T>(result: Result<T, Trap>) -> TrapCode {
    result.map(drop).unwrap_err().code()
}

#[test]
fn codes() {
    let mut guest = instance();
    assert_eq!(code(guest.unreachable()), TrapCode::Unreachable);
    assert_eq!(code(guest.div(1, 0)), TrapCode::IntegerDivisionByZero);
    assert_eq!(code(guest.div(i32::MIN, -1)), TrapCode::IntegerOverflow);
    assert_eq!(guest.rem(i32::MIN, -1).unwrap(), 0);
    assert_eq!(code(guest.rem(1, 0)), TrapCode::IntegerDivisionByZero);
    assert_eq!(code(guest.trunc(f64::NAN)), TrapCode::InvalidConversion);
    assert_eq!(code(guest.trunc(1e10)), TrapCode::IntegerOverflow);
    assert_eq!(code(guest.table(2)), TrapCode::TableOutOfBounds);
    assert_eq!(code(guest.deep(65533)), TrapCode::MemoryOutOfBounds);
    assert_eq!(guest.deep(65532).unwrap(), 1);
    assert_eq!(code(guest.dropped(-4)), TrapCode::MemoryOutOfBounds);
    assert_eq!(code(guest.dropped(65521)), TrapCode::MemoryOutOfBounds);
    guest.dropped(65520).unwrap();
    assert_eq!(code(guest.partly()), TrapCode::Unreachable);
    assert_eq!(
        guest.memory().read::<u8>(5).unwrap(),
        1,
        "stores before the trap stay"
    );
}

#[test]
fn backtraces() {
    let trap = instance().deep(-1).unwrap_err();
    let names: Vec<_> = trap
        .frames()
        .iter()
        .map(|f| f.name().unwrap_or("?"))
        .collect();
    assert_eq!(names, ["leaf", "middle", "deep"]);
    let indices: Vec<_> = trap.frames().iter().map(|f| f.index()).collect();
    assert_eq!(indices, [1, 2, 3]);
    let text = trap.to_string();
    assert!(text.starts_with("out of bounds memory access"), "{text}");
    assert!(text.contains("leaf (function 1)"), "{text}");
}

#[test]
fn a_trap_passes_through_the_host() {
    let trap = instance().through(1).unwrap_err();
    assert_eq!(trap.code(), TrapCode::MemoryOutOfBounds);
    let names: Vec<_> = trap
        .frames()
        .iter()
        .map(|f| f.name().unwrap_or("?"))
        .collect();
    assert_eq!(names, ["leaf", "middle", "deep", "through"]);
}

#[test]
fn a_trap_that_the_host_keeps_is_gone() {
    let mut guest = instance();
    guest.through(3).unwrap();
    let trap = guest.host(0).unwrap_err();
    assert_eq!(trap.code(), TrapCode::Host);
    assert_eq!(trap.frames().len(), 1);
}

#[test]
fn a_panic_of_the_host_leaves_a_usable_instance() {
    let mut guest = instance();
    let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| guest.host(2)));
    assert!(unwound.is_err());
    assert_eq!(guest.div(6, 3).unwrap(), 2);
    assert_eq!(code(guest.through(1)), TrapCode::MemoryOutOfBounds);
}

include_wasm! {
    mod silent = inline r#"(module (func (export "f") (unreachable)))"# {
        backtrace: false,
    }
}

#[test]
fn without_backtraces() {
    let trap = silent::Instance::new().unwrap().f().unwrap_err();
    assert_eq!(trap.code(), TrapCode::Unreachable);
    assert!(trap.frames().is_empty());
}
