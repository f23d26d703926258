//! Several instances of a module, and several modules, share nothing.

use include_wasm::{include_wasm, Trap};

include_wasm! {
    mod counter = inline r#"(module
        (global $n (mut i32) (i32.const 0))
        (memory 1)
        (func (export "next") (result i32)
            (global.set $n (i32.add (global.get $n) (i32.const 1)))
            (i32.store8 (global.get $n) (i32.const 7))
            (global.get $n)))"#;
}

include_wasm! {
    mod other = inline r#"(module (func (export "next") (result i64) (i64.const 5)))"#;
}

#[test]
fn instances_are_independent() -> Result<(), Trap> {
    let mut a = counter::Instance::new()?;
    let mut b = counter::Instance::new()?;
    assert_eq!((a.next()?, a.next()?, b.next()?), (1, 2, 1));
    assert_eq!(
        (a.memory().read::<u8>(2)?, b.memory().read::<u8>(2)?),
        (7, 0)
    );
    assert_eq!(other::Instance::new()?.next()?, 5);
    Ok(())
}
