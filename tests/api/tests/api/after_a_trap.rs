//! What is left after a trap, and after a panic of the host.

use std::panic::{catch_unwind, AssertUnwindSafe};

use include_wasm::{include_wasm, GuestState, Limits, Trap, TrapCode};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "host" (func $host (param i32)))
        (memory (export "memory") 1)
        (global $g (export "g") (mut i32) (i32.const 0))
        (func (export "half")
            (i32.store (i32.const 0) (i32.const 1))
            (global.set $g (i32.const 1))
            (i64.store (i32.const 65532) (i64.const -1))
            (i32.store (i32.const 4) (i32.const 1)))
        (func $deep (export "deep") (param i32) (result i32)
            (if (result i32) (local.get 0)
                (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
                (else (i32.const 0))))
        (func (export "call") (param i32)
            (global.set $g (i32.const 5))
            (call $host (local.get 0))
            (global.set $g (i32.const 6))))"# {
        max_stack: 256 * 1024,
    }
}

struct Host;

impl guest::Env for Host {
    fn host(&mut self, guest: &mut guest::Guest, what: i32) -> Result<(), Trap> {
        match what {
            0 => panic!("a bug of the host"),
            1 => Err(Trap::message("refused")),
            // Re-entered, and panics inside.
            _ => guest.with(self).call(what - 2),
        }
    }
}

fn instance() -> guest::Instance<Host> {
    guest::Instance::with_limits(Host, Limits::new()).unwrap()
}

#[test]
fn what_happened_before_the_trap_stays() -> Result<(), Trap> {
    let mut guest = instance();
    assert_eq!(guest.guest().trapped(), None);
    assert_eq!(
        guest.half().unwrap_err().code(),
        TrapCode::MemoryOutOfBounds
    );
    assert_eq!((guest.memory().read::<i32>(0)?, guest.g()), (1, 1));
    assert_eq!(guest.memory().read::<i32>(4)?, 0);
    assert_eq!(
        guest.memory().read::<i32>(65532)?,
        0,
        "a store is all or nothing"
    );
    assert_eq!(guest.guest().trapped(), Some(TrapCode::MemoryOutOfBounds));
    // It can be called, and still says that something went wrong before.
    assert_eq!(guest.deep(3)?, 3);
    assert_eq!(guest.guest().trapped(), Some(TrapCode::MemoryOutOfBounds));
    assert_eq!(guest.call(1).unwrap_err().code(), TrapCode::Host);
    assert_eq!(guest.clone_of().trapped(), Some(TrapCode::Host));
    guest.guest_mut().forget_trap();
    assert_eq!(guest.guest().trapped(), None);
    Ok(())
}

/// `Instance<Host>` is not `Clone`, since the host is not.
trait CloneOf {
    fn clone_of(&self) -> guest::Guest;
}

impl CloneOf for guest::Instance<Host> {
    fn clone_of(&self) -> guest::Guest {
        self.guest().clone()
    }
}

#[test]
fn a_panic_of_the_host_passes_through() -> Result<(), Trap> {
    let mut guest = instance();
    let deepest = |guest: &mut guest::Instance<Host>| {
        (1..).map(|n| 16 << n).find(|n| guest.deep(*n).is_err())
    };
    let before = deepest(&mut guest);
    for nested in [0, 2, 20] {
        let result = catch_unwind(AssertUnwindSafe(|| guest.call(nested)));
        assert!(result.is_err(), "the panic reaches the caller");
        assert_eq!(guest.g(), 5);
        // Neither stack nor nesting is lost.
        assert_eq!(deepest(&mut guest), before);
        assert_eq!(guest.call(1).unwrap_err().code(), TrapCode::Host);
        assert_eq!(guest.deep(100)?, 100);
    }
    // A thousand panics later, on another thread with another stack.
    for _ in 0..1000 {
        std::hint::black_box(catch_unwind(AssertUnwindSafe(|| guest.call(2)))).unwrap_err();
    }
    std::thread::spawn(move || guest.deep(100).unwrap())
        .join()
        .unwrap();
    Ok(())
}
