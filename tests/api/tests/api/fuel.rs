//! A deterministic budget.

use include_wasm::{include_wasm, GuestState, Limits, Trap, TrapCode};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "tick" (func $tick))
        (func (export "count") (param i32)
            (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
        (func (export "forever") (loop (br 0)))
        (memory 1 6) (table $t 1 40 funcref) (data $d "0123456789") (elem $e func 0)
        (func (export "fill") (param i32) (memory.fill (i32.const 0) (i32.const 1) (local.get 0)))
        (func (export "copy") (param i32) (memory.copy (i32.const 0) (i32.const 1) (local.get 0)))
        (func (export "init") (param i32)
            (memory.init $d (i32.const 0) (i32.const 0) (local.get 0)))
        (func (export "grow") (param i32) (result i32)
            (memory.grow (i32.mul (local.get 0) (i32.const 1))))
        (func (export "table_fill") (param i32)
            (table.fill $t (i32.const 0) (ref.null func) (local.get 0)))
        (func (export "table_copy") (param i32)
            (table.copy $t $t (i32.const 0) (i32.const 0) (local.get 0)))
        (func (export "table_init") (param i32)
            (table.init $t $e (i32.const 0) (i32.const 0) (local.get 0)))
        (func (export "table_grow") (param i32) (result i32)
            (table.grow $t (ref.null func) (local.get 0)))
        (func (export "trap") (param i32) (result i32)
            (drop (i32.div_u (i32.const 1) (local.get 0))) (i32.const 2))
        (func (export "branches") (param i32) (result i32)
            (if (result i32) (local.get 0) (then (nop) (i32.const 1)) (else (return (i32.const 2))))
            nop)
        (func (export "tick") (call $tick)))"# {
        fuel: true,
    }
}

struct Host;

impl guest::Env for Host {
    fn tick(&mut self, guest: &mut guest::Guest) -> Result<(), Trap> {
        guest.set_fuel(guest.fuel() / 2);
        Ok(())
    }
}

fn instance(fuel: u64) -> guest::Instance<Host> {
    guest::Instance::with_limits(Host, Limits::new().fuel(fuel)).unwrap()
}

#[test]
fn fuel_runs_out() {
    let mut guest = instance(10_000);
    assert_eq!(guest.forever().unwrap_err().code(), TrapCode::OutOfFuel);
    guest.set_fuel(10_000);
    guest.count(10).unwrap();
    assert!(guest.fuel() > 0);
}

#[test]
fn the_same_work_costs_the_same() {
    let cost = |n| {
        let mut guest = instance(1_000_000);
        guest.count(n).unwrap();
        1_000_000 - guest.fuel()
    };
    assert_eq!(cost(100), cost(100));
    let (ten, twenty, thirty) = (cost(10), cost(20), cost(30));
    assert!(ten < twenty);
    assert_eq!(twenty - ten, thirty - twenty);
}

#[test]
fn unlimited_unless_asked_for() {
    let guest = guest::Instance::new(Host).unwrap();
    assert_eq!(guest.fuel(), u64::MAX);
}

#[test]
fn an_import_may_change_it() {
    let mut guest = instance(1_000);
    guest.tick().unwrap();
    assert!(guest.fuel() <= 500);
}

/// The fuel that a call takes, whether it traps or not.
fn cost<T>(call: impl FnOnce(&mut guest::Instance<Host>) -> Result<T, Trap>) -> u64 {
    let mut guest = instance(1 << 40);
    let _ = call(&mut guest);
    (1 << 40) - guest.fuel()
}

#[test]
fn the_documented_costs() {
    // i32.const, local.get, i32.div_u, drop, i32.const, end.
    assert_eq!(cost(|g| g.trap(1)), 6);
    assert_eq!(cost(|g| g.trap(0)), 6, "paid before the trap");
    // local.get, if; nop, const, end; nop, end.
    assert_eq!(cost(|g| g.branches(1)), 7);
    assert_eq!(cost(|g| g.branches(0)), 4);
    // Three operands, the operator, `end`.
    assert_eq!(cost(|g| g.fill(0)), 5);
    assert_eq!(cost(|g| g.fill(63)), 5);
    assert_eq!(cost(|g| g.fill(64)), 6);
    assert_eq!(cost(|g| g.copy(65_535)), 5 + 1023);
    assert_eq!(cost(|g| g.init(10)), 5);
    assert_eq!(
        cost(|g| g.fill(-1)),
        5 + (u64::from(u32::MAX) / 64),
        "unsigned, and paid before the trap"
    );
    assert_eq!(cost(|g| g.table_init(16)), 6);
    assert_eq!(cost(|g| g.table_copy(32)), 7);
    assert_eq!(cost(|g| g.table_fill(33)), 7);
    assert_eq!(cost(|g| g.grow(0)), 5);
    assert_eq!(cost(|g| g.grow(3)), 5 + 3 * 1024);
    assert_eq!(cost(|g| g.grow(6)), 5, "denied");
    assert_eq!(cost(|g| g.table_grow(33)), 4 + 2);
    assert_eq!(cost(|g| g.table_grow(40)), 4, "denied");
}

#[test]
fn what_cannot_be_paid_takes_nothing() -> Result<(), Trap> {
    let mut guest = instance(10);
    assert_eq!(guest.fill(640).unwrap_err().code(), TrapCode::OutOfFuel);
    assert_eq!(guest.fuel(), 5, "the operators are paid, the length is not");
    guest.set_fuel(15);
    guest.fill(640)?;
    assert_eq!(guest.fuel(), 0);
    assert_eq!(guest.fill(0).unwrap_err().code(), TrapCode::OutOfFuel);
    guest.set_fuel(5);
    guest.fill(0)
}

#[test]
fn hosts_charge() {
    let mut guest = instance(100);
    guest.guest_mut().charge(60).unwrap();
    assert_eq!(guest.fuel(), 40);
    let trap = guest.guest_mut().charge(41).unwrap_err();
    assert_eq!((trap.code(), guest.fuel()), (TrapCode::OutOfFuel, 40));
}
