//! Exported functions are methods, with every type, and of the trait `Exports`.

use include_wasm::include_wasm;

include_wasm! {
    mod guest = inline r#"(module
        (func (export "add") (param $left i32) (param $right i32) (result i32)
            (i32.add (local.get $left) (local.get $right)))
        (func (export "wide") (param i64) (result i64) (i64.mul (local.get 0) (i64.const -3)))
        (func (export "single") (param f32) (result f32) (f32.neg (local.get 0)))
        (func (export "double") (param f64) (result f64) (f64.sqrt (local.get 0)))
        (func (export "swap") (param i32 f64) (result f64 i32) (local.get 1) (local.get 0))
        (func (export "nothing"))
        (func (export "many") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
            (i32.sub (local.get 0) (local.get 9)))
        (export "plus" (func 0)))"#;
}

#[test]
fn every_type() -> Result<(), include_wasm::Trap> {
    let mut guest = guest::Instance::new()?;
    assert_eq!(guest.add(1, 2)?, 3);
    assert_eq!(guest.add(i32::MAX, 1)?, i32::MIN);
    assert_eq!(guest.wide(1 << 40)?, -3 << 40);
    assert_eq!(guest.single(-0.0)?.to_bits(), 0);
    assert_eq!(guest.double(2.25)?, 1.5);
    assert_eq!(guest.swap(7, 0.5)?, (0.5, 7));
    guest.nothing()?;
    assert_eq!(guest.many(10, 0, 0, 0, 0, 0, 0, 0, 0, 1)?, 9);
    assert_eq!(guest.plus(40, 2)?, 42);
    Ok(())
}

/// Generic over everything that has the exports, a mock included.
fn sum<G: guest::Exports>(guest: &mut G, list: &[i32]) -> Result<i32, include_wasm::Trap> {
    list.iter().try_fold(0, |sum, i| guest.add(sum, *i))
}

#[test]
fn generic_over_exports() -> Result<(), include_wasm::Trap> {
    let mut guest = guest::Instance::new()?;
    assert_eq!(sum(&mut guest, &[1, 2, 3, 4])?, 10);
    assert_eq!(format!("{guest:?}"), "Instance { .. }");
    Ok(())
}
