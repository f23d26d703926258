//! Recursion without end is a trap, whatever the optimiser makes of it.

use include_wasm::{include_wasm, Limits, Trap, TrapCode};

include_wasm! {
    mod guest = inline r#"(module
        (type $f (func (param i32) (result i32)))
        (table 1 funcref)
        (elem (i32.const 0) func $indirect)
        (func $direct (export "direct") (param i32) (result i32)
            (i32.add (i32.const 1) (call $direct (local.get 0))))
        (func $tail (export "tail") (param i32) (result i32) (call $tail (i32.add (local.get 0) (i32.const 1))))
        (func $indirect (export "indirect") (param i32) (result i32)
            (i32.add (i32.const 1) (call_indirect (type $f) (local.get 0) (i32.const 0))))
        (func $even (export "even") (param i32) (result i32)
            (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1))
                (else (call $odd (i32.sub (local.get 0) (i32.const 1))))))
        (func $odd (param i32) (result i32)
            (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0))
                (else (call $even (i32.sub (local.get 0) (i32.const 1)))))))"# {
        max_stack: 256 * 1024,
    }
}

#[test]
fn exhaustion_is_a_trap_and_the_instance_survives() -> Result<(), Trap> {
    let mut guest = guest::Instance::new()?;
    for _ in 0..3 {
        assert_eq!(guest.direct(0).unwrap_err().code(), TrapCode::StackOverflow);
        assert_eq!(guest.tail(0).unwrap_err().code(), TrapCode::StackOverflow);
        assert_eq!(
            guest.indirect(0).unwrap_err().code(),
            TrapCode::StackOverflow
        );
        assert_eq!(guest.even(100)?, 1);
        assert_eq!(guest.even(-1).unwrap_err().code(), TrapCode::StackOverflow);
    }
    Ok(())
}

#[test]
fn many_frames_are_counted_not_kept() {
    let trap = guest::Instance::new().unwrap().direct(0).unwrap_err();
    assert_eq!(trap.frames().len(), 128);
    assert!(trap.omitted_frames() > 0);
}

#[test]
fn the_limit_can_be_set_per_instance() {
    let depth = |bytes| {
        let mut guest = guest::Instance::with_limits(Limits::new().max_stack(bytes)).unwrap();
        (1..)
            .map(|i| 1 << i)
            .find(|n| guest.even(*n).is_err())
            .unwrap()
    };
    assert!(depth(512 * 1024) > depth(32 * 1024));
}

#[test]
fn a_small_thread_needs_a_small_limit() {
    let run = || {
        let limits = Limits::new().max_stack(64 * 1024);
        guest::Instance::with_limits(limits)
            .unwrap()
            .direct(0)
            .unwrap_err()
            .code()
    };
    let thread = std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(run)
        .unwrap();
    assert_eq!(thread.join().unwrap(), TrapCode::StackOverflow);
}
