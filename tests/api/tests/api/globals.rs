//! Globals in both directions.

use include_wasm::{include_wasm, Trap};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "base" (global $base i32))
        (import "env" "counter" (global $counter (mut i64)))
        (global (export "constant") f32 (f32.const -0.5))
        (global (export "nan") f64 (f64.const nan:0x4000000000001))
        (global (export "after") i32 (i32.add (global.get $base) (i32.const 1)))
        (global $state (export "state") (mut f64) (f64.const 1.5))
        (export "base" (global $base))
        (export "counter" (global $counter))
        (func (export "step") (result f64)
            (global.set $counter (i64.add (global.get $counter) (i64.const 1)))
            (global.set $state (f64.mul (global.get $state) (f64.const 2)))
            (global.get $state)))"#;
}

/// Counts how often it is asked.
struct Host(u32);

impl guest::Env for Host {
    fn base(&mut self) -> i32 {
        self.0 += 1;
        41
    }

    fn counter(&mut self) -> i64 {
        self.0 += 1;
        -1
    }
}

#[test]
fn imported_and_exported() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Host(0))?;
    assert_eq!(guest.imports().0, 2, "asked once each");
    assert_eq!((guest.base(), guest.after(), guest.counter()), (41, 42, -1));
    assert_eq!(guest.constant(), -0.5);
    assert_eq!(guest.nan().to_bits(), 0x7ff4_0000_0000_0001);
    assert_eq!(guest.step()?, 3.0);
    assert_eq!(guest.counter(), 0);
    guest.set_state(0.25);
    guest.guest_mut().set_counter(7);
    assert_eq!(guest.step()?, 0.5);
    assert_eq!(guest.guest().counter(), 8);
    Ok(())
}
