//! What a host allows: `Limits`, and the options that fix it at compile time.

use std::time::{Duration, Instant};

use include_wasm::{include_wasm, Interrupt, Limits, Trap, TrapCode};

include_wasm! {
    mod guest = inline r#"(module
        (memory (export "memory") 2)
        (table $t 3 funcref)
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "grow_table") (param i32) (result i32)
            (table.grow $t (ref.null func) (local.get 0))))"#;
}

include_wasm! {
    mod capped = inline r#"(module
        (memory (export "memory") 1)
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"# {
        max_memory_pages: 4,
    }
}

include_wasm! {
    mod endless = inline r#"(module (func (export "run") (loop (br 0))))"# {
        interrupt: true,
    }
}

#[test]
fn memories_and_tables() -> Result<(), Trap> {
    let limits = Limits::new().max_memory_pages(3).max_table_elements(4);
    let mut guest = guest::Instance::with_limits(limits)?;
    assert_eq!((guest.grow(1)?, guest.grow(1)?), (2, -1));
    assert_eq!((guest.grow_table(1)?, guest.grow_table(1)?), (3, -1));
    Ok(())
}

#[test]
fn limits_below_the_initial_size_are_errors() {
    for limits in [
        Limits::new().max_memory_pages(1),
        Limits::new().max_table_elements(2),
    ] {
        let trap = guest::Instance::with_limits(limits).map(drop).unwrap_err();
        assert_eq!(trap.code(), TrapCode::OutOfMemory);
    }
}

#[test]
fn the_lower_of_option_and_limit_counts() -> Result<(), Trap> {
    assert_eq!(capped::Instance::new()?.grow(4)?, -1);
    assert_eq!(capped::Instance::new()?.grow(3)?, 1);
    assert_eq!(
        capped::Instance::with_limits(Limits::new().max_memory_pages(2))?.grow(2)?,
        -1
    );
    assert_eq!(
        capped::Instance::with_limits(Limits::new().max_memory_pages(9))?.grow(4)?,
        -1
    );
    Ok(())
}

include_wasm! {
    mod recursive = inline r#"(module
        (func $fib (export "fib") (param i32) (result i32)
            (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
                (then (local.get 0))
                (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                    (call $fib (i32.sub (local.get 0) (i32.const 2))))))))"# {
        interrupt: true,
    }
}

/// Shallow recursion that would take years.
#[test]
fn recursion_without_loops_is_stopped_as_well() -> Result<(), Trap> {
    let interrupt = Interrupt::new();
    let mut guest = recursive::Instance::with_limits(Limits::new().interrupt(interrupt.clone()))?;
    let thread = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(20));
        interrupt.trigger();
        std::time::Instant::now()
    });
    assert_eq!(guest.fib(90).unwrap_err().code(), TrapCode::Interrupt);
    let stopped = std::time::Instant::now();
    println!(
        "stopped {:?} after the trigger",
        stopped - thread.join().unwrap()
    );
    Ok(())
}

#[test]
fn an_endless_loop_is_stopped_from_another_thread() -> Result<(), Trap> {
    let interrupt = Interrupt::new();
    let mut guest = endless::Instance::with_limits(Limits::new().interrupt(interrupt.clone()))?;
    let thread = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(20));
        interrupt.trigger();
    });
    assert_eq!(guest.run().unwrap_err().code(), TrapCode::Interrupt);
    thread.join().unwrap();
    Ok(())
}

#[test]
fn a_deadline_stops_the_guest_and_nothing_after_it() -> Result<(), Trap> {
    let interrupt = Interrupt::new();
    let mut guest = endless::Instance::with_limits(Limits::new().interrupt(interrupt.clone()))?;
    for _ in 0..3 {
        let stopped = interrupt.within(Duration::from_millis(5), || guest.run());
        assert_eq!(stopped.unwrap_err().code(), TrapCode::Interrupt);
        assert!(!interrupt.is_triggered(), "the deadline is over");
    }
    // The same switch, for a guest that ends by itself long before.
    let mut guest = recursive::Instance::with_limits(Limits::new().interrupt(interrupt.clone()))?;
    let begin = Instant::now();
    assert_eq!(
        interrupt.within(Duration::from_secs(3600), || guest.fib(10))?,
        55
    );
    assert!(
        begin.elapsed() < Duration::from_secs(3600),
        "nobody waits for the deadline"
    );
    assert_eq!(interrupt.within(Duration::MAX, || guest.fib(10))?, 55);
    Ok(())
}

#[test]
fn a_deadline_leaves_a_switch_on_that_somebody_else_turned_on() -> Result<(), Trap> {
    let interrupt = Interrupt::new();
    let mut guest = endless::Instance::with_limits(Limits::new().interrupt(interrupt.clone()))?;
    let result = interrupt.within(Duration::from_secs(3600), || {
        interrupt.trigger();
        guest.run()
    });
    assert_eq!(result.unwrap_err().code(), TrapCode::Interrupt);
    assert!(interrupt.is_triggered());
    Ok(())
}

#[test]
fn a_deadline_ends_with_a_panic_as_well() {
    let interrupt = Interrupt::new();
    let result = std::panic::catch_unwind(|| {
        interrupt.within(Duration::from_secs(3600), || -> Result<(), Trap> {
            panic!("an import's")
        })
    });
    assert!(result.is_err());
    assert!(!interrupt.is_triggered());
}
