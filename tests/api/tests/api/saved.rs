//! Snapshots as bytes: saved, loaded, damaged and made up.

use include_wasm::{
    include_wasm, Budget, FuncRef, GuestState, Limits, Snapshot, SnapshotError, Trap, TrapCode,
    TryClone,
};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "note" (func $note (param i32)))
        (import "env" "base" (global $base i64))
        (memory (export "memory") 1 8)
        (table $t (export "table") 2 6 funcref)
        (table $h (export "host") 1 externref)
        (global $v (mut i32) (i32.const 1))
        (global $w (mut f64) (f64.const 2))
        (global $r (mut funcref) (ref.null func))
        (data $d "passive")
        (elem $e func $five $six)
        (func $five (result i32) (i32.const 5))
        (func $six (result i32) (i32.const 6))
        (func $start (call $note (i32.const 100)))
        (start $start)
        (func (export "work")
            (global.set $v (i32.add (global.get $v) (i32.const 1)))
            (global.set $w (f64.mul (global.get $w) (f64.const 1.5)))
            (global.set $r (ref.func $six))
            (drop (memory.grow (i32.const 2)))
            (drop (table.grow $t (ref.null func) (i32.const 2)))
            (table.init $t $e (i32.const 1) (i32.const 0) (i32.const 2))
            (elem.drop $e)
            (memory.fill (i32.const 150000) (i32.const 9) (i32.const 5))
            (i64.store (i32.const 8) (global.get $base)))
        (func (export "sum") (result i32)
            (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1))
            (i32.add (global.get $v) (i32.add (call_indirect (result i32) (i32.const 2))
                (i32.add (i32.load8_u (i32.const 150004)) (i32.load8_u (i32.const 0))))))
        (func (export "drop") (data.drop $d)))"#;
}

/// Notes what the guest says.
#[derive(Clone)]
struct Host(Vec<i32>);

impl guest::Env for Host {
    fn note(&mut self, _: &mut guest::Guest, value: i32) -> Result<(), Trap> {
        self.0.push(value);
        Ok(())
    }
    fn base(&mut self) -> i64 {
        77
    }
}

include_wasm! {
    mod other = inline r#"(module (memory 1))"#;
}

fn worked() -> guest::Instance<Host> {
    let mut guest = guest::Instance::new(Host(vec![])).unwrap();
    guest.work().unwrap();
    guest
}

#[test]
fn a_guest_goes_on_where_it_was_saved() -> Result<(), Trap> {
    let mut guest = worked();
    let saved = guest.guest().save()?;
    assert!(saved.as_bytes().len() < 3 * 4096, "zeros are not stored");
    assert_eq!(guest.sum()?, 2 + 6 + 9 + i32::from(b'p'));

    // In a process that never ran it: neither segments nor `start`.
    let copy = Snapshot::from_bytes(saved.as_bytes().to_vec());
    let mut fresh = guest::Instance::from_snapshot(Host(vec![]), Limits::new(), &copy)?;
    assert!(fresh.imports().0.is_empty());
    assert_eq!(fresh.guest().save()?, saved);
    assert_eq!(fresh.sum()?, 2 + 6 + 9 + i32::from(b'p'));
    assert_eq!(fresh.guest().state_hash(), guest.guest().state_hash());
    assert_eq!(fresh.memory().read::<i64>(8)?, 77);

    // Back, over whatever came after: grown, shrunk, dropped.
    guest.drop()?;
    guest.memory_mut().grow(3);
    guest.table_mut().grow(1, None);
    assert!(guest.sum().is_err());
    assert_eq!(guest.guest().trapped(), Some(TrapCode::MemoryOutOfBounds));
    guest.guest_mut().load(&saved)?;
    assert_eq!(guest.guest().trapped(), None);
    assert_eq!(guest.guest().save()?, saved);
    assert_eq!((guest.memory().pages(), guest.table().size()), (3, 4));
    assert_eq!(guest.sum()?, 2 + 6 + 9 + i32::from(b'p'));
    Ok(())
}

#[test]
fn wrong_snapshots_change_nothing() -> Result<(), Trap> {
    let mut guest = worked();
    let before = guest.guest().save()?;
    let mut refused = |bytes: &[u8]| {
        let result = guest
            .guest_mut()
            .load(&Snapshot::from_bytes(bytes.to_vec()));
        assert_eq!(guest.guest().save().unwrap(), before);
        result.unwrap_err()
    };
    assert_eq!(refused(b""), SnapshotError::Format);
    assert_eq!(refused(b"PK\x03\x04 something else"), SnapshotError::Format);
    let foreign = other::Instance::new()?.guest().save()?;
    assert_eq!(refused(foreign.as_bytes()), SnapshotError::Module);
    let whole = before.as_bytes();
    for len in (8..100).chain(whole.len() - 100..whole.len()) {
        let error = refused(&whole[..len]);
        assert_eq!(error, SnapshotError::Corrupt);
    }
    let longer = [whole, &[0]].concat();
    assert_eq!(refused(&longer), SnapshotError::Corrupt);
    Ok(())
}

#[test]
fn damaged_snapshots_never_panic() -> Result<(), Trap> {
    let limits = Limits::new().max_memory_pages(4).max_table_elements(6);
    let mut guest = guest::Instance::with_limits(Host(vec![]), limits)?;
    guest.work()?;
    let before = guest.guest().save()?;
    let mut accepted = 0;
    // All of the structure, and every 50th byte of the blocks of memory, of which there are two.
    let len = before.as_bytes().len();
    let interesting = |at: &usize| *at < 40 || *at > len - 120 || at.is_multiple_of(50);
    for at in (24..len).filter(interesting) {
        for value in [0, 1, 6, 255] {
            let mut bytes = before.as_bytes().to_vec();
            bytes[at] = value;
            let damaged = Snapshot::from_bytes(bytes);
            if guest.guest_mut().load(&damaged).is_err() {
                continue;
            }
            accepted += 1;
            // What was accepted is a state like any other: it can be saved, run, and left again.
            let again = guest.guest().save()?;
            guest.guest_mut().load(&again)?;
            assert_eq!(guest.guest().save()?, again);
            assert!((1..=4).contains(&guest.memory().pages()));
            assert!((2..=6).contains(&guest.table().size()));
            let _ = guest.sum();
            guest.guest_mut().load(&before)?;
        }
    }
    assert!(accepted > 100, "contents of memory may be anything");
    Ok(())
}

#[test]
fn limits_hold_for_snapshots() -> Result<(), Trap> {
    let saved = worked().guest().save()?;
    for limits in [
        Limits::new().max_memory_pages(2),
        Limits::new().max_table_elements(3),
        Limits::new().budget(Budget::new(2 * include_wasm::PAGE_SIZE)),
    ] {
        let result = guest::Instance::from_snapshot(Host(vec![]), limits, &saved);
        assert_eq!(result.map(drop).unwrap_err().code(), TrapCode::OutOfMemory);
    }
    Ok(())
}

/// Generated code may rely on a memory being as large as the module says at least.
#[test]
fn memories_and_tables_stay_as_large_as_declared() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Host(vec![]))?;
    let bytes = guest.guest().save()?.as_bytes().to_vec();
    // A page without a block, and two null references.
    for (part, smaller) in [
        (
            &[1, 0, 0, 0, 255, 255, 255, 255][..],
            &[0, 0, 0, 0, 255, 255, 255, 255][..],
        ),
        (
            &[2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &[1, 0, 0, 0, 0, 0, 0, 0],
        ),
    ] {
        let at = bytes.windows(part.len()).position(|w| w == part).unwrap();
        let made_up = [&bytes[..at], smaller, &bytes[at + part.len()..]].concat();
        let result = guest.guest_mut().load(&Snapshot::from_bytes(made_up));
        assert_eq!(result, Err(SnapshotError::Corrupt));
    }
    Ok(())
}

#[test]
fn values_of_the_host_are_not_saved() -> Result<(), Trap> {
    let mut guest = worked();
    let value = include_wasm::ExternRef::new(9);
    guest.host_mut().set(0, Some(value)).unwrap();
    assert_eq!(guest.guest().save().unwrap_err(), SnapshotError::HostValue);
    Ok(())
}

#[test]
fn functions_that_do_not_exist_are_refused() -> Result<(), Trap> {
    let mut guest = worked();
    // A host may put anything into a table, and a call of it is a trap; a snapshot may not bring it in.
    guest.table_mut().set(0, FuncRef::new(1000)).unwrap();
    let saved = guest.guest().save()?;
    assert_eq!(guest.guest_mut().load(&saved), Err(SnapshotError::Corrupt));
    Ok(())
}

#[test]
fn serde_round_trip() -> Result<(), Trap> {
    let saved = worked().guest().save()?;
    let json = serde_json::to_string(&saved).map_err(Trap::host)?;
    assert_eq!(serde_json::from_str::<Snapshot>(&json).unwrap(), saved);
    assert!(serde_json::from_str::<Snapshot>("[1, 2, 300]").is_err());
    assert!(serde_json::from_str::<Snapshot>("{}").is_err());
    Ok(())
}

#[test]
fn clones_are_fallible_on_request() -> Result<(), Trap> {
    let budget = Budget::new(5 * include_wasm::PAGE_SIZE);
    let limits = Limits::new().budget(budget.clone());
    let mut guest = guest::Instance::with_limits(Host(vec![]), limits)?;
    let copy = guest.guest().try_clone()?;
    assert_eq!(copy.save()?, guest.guest().save()?);
    let used = budget.used();
    drop(copy);
    assert_eq!(budget.used(), used / 2);
    guest.work()?;
    let trap = guest.guest().try_clone().unwrap_err();
    assert_eq!(trap.code(), TrapCode::OutOfMemory);
    Ok(())
}
