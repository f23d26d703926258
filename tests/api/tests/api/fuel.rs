//! A deterministic budget.

use include_wasm::{include_wasm, Limits, Trap, TrapCode};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "tick" (func $tick))
        (func (export "count") (param i32)
            (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
        (func (export "forever") (loop (br 0)))
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
