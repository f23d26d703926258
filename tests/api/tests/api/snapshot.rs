//! A snapshot of a guest is a clone of it.

use include_wasm::{include_wasm, Trap};

include_wasm! {
    mod guest = inline r#"(module
        (memory (export "memory") 1)
        (table $t (export "t") 1 externref)
        (global $g (mut i32) (i32.const 0))
        (data $d "x")
        (func (export "step") (result i32)
            (global.set $g (i32.add (global.get $g) (i32.const 1)))
            (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 10)))
            (i32.add (global.get $g) (i32.load (i32.const 0))))
        (func (export "grow") (drop (memory.grow (i32.const 1))))
        (func (export "drop") (data.drop $d))
        (func (export "init") (memory.init $d (i32.const 8) (i32.const 0) (i32.const 1))))"#;
}

#[test]
fn going_back() -> Result<(), Trap> {
    let mut guest = guest::Instance::new()?;
    assert_eq!(guest.step()?, 11);
    let snapshot = guest.guest().clone();
    assert_eq!(guest.step()?, 22);
    guest.grow()?;
    guest.drop()?;
    assert!(guest.init().is_err());
    *guest.guest_mut() = snapshot.clone();
    assert_eq!(guest.memory().pages(), 1);
    guest.init()?;
    assert_eq!(guest.step()?, 22);
    let mut other = guest::Instance::from_guest(snapshot);
    assert_eq!(other.step()?, 22);
    assert_eq!(guest.step()?, 33);
    Ok(())
}

#[test]
fn a_clone_of_an_instance_is_independent() -> Result<(), Trap> {
    let mut first = guest::Instance::new()?;
    first.step()?;
    let mut second = first.clone();
    assert_eq!((first.step()?, first.step()?, second.step()?), (22, 33, 22));
    Ok(())
}
