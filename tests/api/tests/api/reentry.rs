//! An import calls back into the guest that called it.

use include_wasm::{include_wasm, Limits, Trap, TrapCode};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "map" (func $map (param $n i32) (result i32)))
        (memory (export "memory") 1)
        (global $depth (export "depth") (mut i32) (i32.const 0))
        (func (export "run") (param i32) (result i32)
            (i32.store (i32.const 0) (local.get 0))
            (drop (call $map (local.get 0)))
            ;; The import has changed the memory meanwhile.
            (i32.load (i32.const 0)))
        (func (export "double") (param i32) (result i32)
            (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
            (i32.mul (local.get 0) (i32.const 2)))
        (func (export "grow") (drop (memory.grow (i32.const 1))))
        (func (export "deeper") (param i32) (result i32) (call $map (local.get 0))))"#;
}

enum Host {
    Double,
    Recurse,
    Grow,
}

impl guest::Env for Host {
    fn map(&mut self, guest: &mut guest::Guest, n: i32) -> Result<i32, Trap> {
        match self {
            Host::Double => {
                let doubled = guest.with(self).double(n)?;
                guest.memory_mut().write(0, doubled)?;
                Ok(doubled)
            }
            Host::Recurse => guest.with(self).deeper(n),
            Host::Grow => {
                guest.with(self).grow()?;
                let end = guest.memory().pages() * 65536 - 4;
                guest.memory_mut().write(end, 9)?;
                let depth = guest.depth();
                guest.memory_mut().write(0, depth + 100)?;
                Ok(0)
            }
        }
    }
}

#[test]
fn the_guest_sees_what_the_import_did() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Host::Double)?;
    assert_eq!(guest.run(21)?, 42);
    assert_eq!(guest.depth(), 1);
    let mut guest = guest::Instance::new(Host::Grow)?;
    assert_eq!(guest.run(5)?, 100);
    assert_eq!(guest.memory().read::<i32>(2 * 65536 - 4)?, 9);
    Ok(())
}

#[test]
fn recursion_through_the_host_ends() {
    let limits = Limits::new().max_stack(128 * 1024);
    let mut guest = guest::Instance::with_limits(Host::Recurse, limits).unwrap();
    assert_eq!(guest.deeper(1).unwrap_err().code(), TrapCode::StackOverflow);
    *guest.imports_mut() = Host::Double;
    assert_eq!(guest.deeper(4).unwrap(), 8);
}

#[test]
fn a_guest_and_a_host_can_be_brought_together_from_outside() -> Result<(), Trap> {
    let mut snapshot = guest::Instance::new(Host::Double)?.into_guest();
    let mut host = Host::Double;
    let mut session = snapshot.with(&mut host);
    assert_eq!(session.run(3)?, 6);
    assert_eq!(guest::Exports::double(&mut session, 4)?, 8);
    assert_eq!(session.guest().depth(), 2);
    Ok(())
}
