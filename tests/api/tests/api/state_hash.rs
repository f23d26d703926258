//! Equal states have equal hashes, whatever the optimisation.

use include_wasm::{include_wasm, GuestState, Trap};

#[allow(dead_code)]
#[path = "../../../determinism/src/lib.rs"]
mod unoptimised;

#[test]
fn equal_over_opt_levels_and_machines() {
    let seen = unoptimised::run();
    assert_eq!(seen, unoptimised::run());
    assert_eq!(seen, test_determinism::run());
    // Written down on one machine: every other one must agree.
    assert_eq!(seen, EXPECTED);
}

const EXPECTED: [(u128, u64); 7] = [
    (71870358089191591663578357417325438336, 1000000),
    (168047665393745027275460719281312964505, 902997),
    (262008206285216039056369925205413461673, 900895),
    (262008206285216039056369925205413461673, 900881),
    (262008206285216039056369925205413461673, 900651),
    (100541658296065429552600872673659532748, 14),
    (238625633517721595165344147983311514983, 9027),
];

include_wasm! {
    mod guest = inline r#"(module
        (memory (export "memory") 2)
        (table (export "table") 2 funcref)
        (table (export "host") 2 externref)
        (global (export "global") (mut f32) (f32.const 0))
        (data $d "d") (elem $e func 0)
        (func (export "drop_data") (data.drop $d))
        (func (export "drop_elem") (elem.drop $e))
        (func (export "grow") (drop (memory.grow (i32.const 1)))))"#;
}

#[test]
fn everything_counts() {
    let mut hashes = Vec::new();
    let mut note = |change: &dyn Fn(&mut guest::Instance) -> Option<()>| {
        let mut guest = guest::Instance::new().unwrap();
        change(&mut guest).expect("the change is possible");
        hashes.push(guest.guest().state_hash());
    };
    let function = include_wasm::FuncRef::new(0);
    let value = Some(include_wasm::ExternRef::new(0));
    note(&|_| Some(()));
    note(&|g| g.memory_mut().write(70_000, 1_u8).ok());
    note(&|g| g.memory_mut().write(0, 1_u8).ok());
    note(&|g| g.grow().ok());
    note(&|g| {
        g.set_global(-0.0);
        Some(())
    });
    note(&|g| g.table_mut().set(1, function));
    note(&|g| g.table_mut().set(0, function));
    note(&|g| g.host_mut().set(0, value));
    note(&|g| g.drop_data().ok());
    note(&|g| g.drop_elem().ok());
    let count = hashes.len();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), count, "two states have one hash");
}

#[test]
fn equal_states_are_equal_whatever_led_there() -> Result<(), Trap> {
    let one = guest::Instance::new()?;
    let mut two = guest::Instance::new()?;
    two.memory_mut().write(5, 1_u8)?;
    assert_ne!(one.guest().state_hash(), two.guest().state_hash());
    two.memory_mut().write(5, 0_u8)?;
    assert_eq!(one.guest().state_hash(), two.guest().state_hash());
    assert_eq!(one.guest().module_hash(), two.guest().module_hash());
    Ok(())
}

/// LLVM's code for `x < 0 ? nan : sqrt(x)` is `sqrt(x)`, whose NaN is another.
#[test]
fn a_guest_may_choose_its_nan() {
    let canonical = (0x7ff8 << 48, 0x7fc0_0000, 0x7ff8 << 48);
    assert_eq!(unoptimised::roots(), [canonical; 3]);
    assert_eq!(test_determinism::roots(), [canonical; 3]);
}
