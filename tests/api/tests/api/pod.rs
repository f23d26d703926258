//! Records in guest memory.

use include_wasm::{include_wasm, Pod, Trap};

include_wasm! {
    mod guest = inline r#"(module
        (memory (export "memory") 1)
        ;; struct { u8 kind; u16 flags; i32 x; f64 y; }: 0, 2, 4, 8
        (func (export "move_by") (param $point i32) (param $dx i32)
            (i32.store offset=4 (local.get $point)
                (i32.add (i32.load offset=4 (local.get $point)) (local.get $dx)))
            (f64.store offset=8 (local.get $point)
                (f64.neg (f64.load offset=8 (local.get $point))))))"#;
}

#[derive(Clone, Copy, Debug, PartialEq, Pod)]
struct Point {
    kind: u8,
    flags: u16,
    x: i32,
    y: f64,
}

#[test]
fn a_record_has_the_layout_of_c() -> Result<(), Trap> {
    let mut guest = guest::Instance::new()?;
    let point = Point {
        kind: 1,
        flags: 0x0203,
        x: -5,
        y: 2.5,
    };
    guest.memory_mut().write(32, point)?;
    guest.move_by(32, 7)?;
    assert_eq!(
        guest.memory().read::<Point>(32)?,
        Point {
            x: 2,
            y: -2.5,
            ..point
        }
    );
    assert_eq!(guest.memory().read::<u16>(34)?, 0x0203);
    assert!(guest.memory().read::<Point>(65536 - 15).is_err());
    Ok(())
}
