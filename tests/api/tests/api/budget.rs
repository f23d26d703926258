//! Bytes that instances share, and why something did not grow.

use include_wasm::{
    include_wasm, Budget, GrowthDenied, GuestState, Limits, Trap, TrapCode, TryClone,
};

const PAGE: usize = include_wasm::PAGE_SIZE;

include_wasm! {
    mod guest = inline r#"(module
        (memory 1 20) (table $t 8 60 funcref)
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "grow_table") (param i32) (result i32)
            (table.grow $t (ref.null func) (local.get 0))))"#;
}

include_wasm! {
    mod fixed = inline "(module (memory 2))" { fixed_memory_pages: 3 }
}

include_wasm! {
    mod imports = inline r#"(module (import "env" "memory" (memory 1)) (import "env" "table" (table 2 externref)))"#;
}

struct Host(Limits);

impl imports::Env for Host {
    fn memory(&mut self) -> Result<include_wasm::Memory, Trap> {
        include_wasm::Memory::with_limits(1, None, &self.0)
    }
    fn table(&mut self) -> Result<include_wasm::Table<include_wasm::ExternRef>, Trap> {
        include_wasm::Table::with_limits(2, None, &self.0)
    }
}

#[test]
fn all_instances_together() -> Result<(), Trap> {
    let budget = Budget::new(4 * PAGE + 100);
    let limits = || Limits::new().budget(budget.clone());
    let mut one = guest::Instance::with_limits(limits())?;
    assert_eq!(budget.used(), PAGE + 32);
    let two = guest::Instance::with_limits(limits())?;
    assert_eq!(budget.used(), 2 * PAGE + 64);
    assert_eq!((one.grow(3)?, one.grow(2)?), (-1, 1));
    assert_eq!(one.guest().growth_denied(), Some(GrowthDenied::Budget));
    assert_eq!(one.grow_table(9)?, 8);
    assert_eq!(budget.available(), 0);
    assert_eq!(one.grow_table(1)?, -1);
    drop(two);
    assert_eq!(one.grow_table(1)?, 17);
    drop(one);
    assert_eq!(budget.used(), 0);
    Ok(())
}

#[test]
fn too_little_to_begin_with() {
    for bytes in [0, PAGE, PAGE + 31] {
        let budget = Budget::new(bytes);
        let limits = Limits::new().budget(budget.clone());
        let trap = guest::Instance::with_limits(limits).map(drop).unwrap_err();
        assert_eq!(trap.code(), TrapCode::OutOfMemory);
        assert!(trap.to_string().contains("budget"), "{trap}");
        assert_eq!(budget.used(), 0);
    }
}

#[test]
fn clones_count_as_well() -> Result<(), Trap> {
    let budget = Budget::new(PAGE + 40);
    let mut guest = guest::Instance::with_limits(Limits::new().budget(budget.clone()))?;
    let copy = guest.clone();
    assert_eq!(
        budget.used(),
        2 * PAGE + 64,
        "beyond the budget: Clone can't fail"
    );
    assert_eq!(guest.grow_table(1)?, -1);
    drop(copy);
    assert_eq!(guest.grow_table(1)?, 8);
    Ok(())
}

#[test]
fn fixed_and_imported_memories() -> Result<(), Trap> {
    let budget = Budget::new(3 * PAGE);
    let limits = || Limits::new().budget(budget.clone());
    let fixed = fixed::Instance::with_limits(limits())?;
    assert_eq!(budget.available(), 0);
    assert!(fixed.guest().try_clone().is_err());
    assert!(fixed::Instance::with_limits(limits()).is_err());
    drop(fixed);
    // Whether the host counted it already or not, it counts once.
    for own in [Limits::new(), limits()] {
        let guest = imports::Instance::with_limits(Host(own), limits())?;
        assert_eq!(budget.used(), PAGE + 32);
        drop(guest);
        assert_eq!(budget.used(), 0);
    }
    Ok(())
}

#[test]
fn every_reason_is_readable() -> Result<(), Trap> {
    let mut guest = guest::Instance::with_limits(Limits::new().max_memory_pages(5))?;
    assert_eq!(guest.guest().growth_denied(), None);
    assert_eq!(guest.grow(5)?, -1);
    assert_eq!(guest.guest().growth_denied(), Some(GrowthDenied::Limit));
    assert_eq!(guest.grow(20)?, -1);
    assert_eq!(guest.guest().growth_denied(), Some(GrowthDenied::Declared));
    let mut guest = guest::Instance::with_limits(Limits::new().max_table_elements(9))?;
    assert_eq!(guest.grow_table(2)?, -1);
    assert_eq!(guest.guest().growth_denied(), Some(GrowthDenied::Limit));
    assert_eq!(guest.grow_table(-1)?, -1);
    assert_eq!(guest.guest().growth_denied(), Some(GrowthDenied::Declared));
    Ok(())
}
