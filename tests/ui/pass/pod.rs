//! `derive(Pod)` lays structs out as C does on wasm32.
#![deny(warnings, missing_docs)]
#![forbid(unsafe_code)]

use include_wasm::{Memory, Pod, Trap};

#[derive(Debug, Clone, Copy, PartialEq, Pod)]
struct Inner {
    tag: u8,
    value: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Pod)]
#[repr(C)]
struct Outer {
    a: u8,
    b: f64,
    c: [Inner; 2],
    d: i8,
}

#[derive(Debug, Clone, Copy, PartialEq, Pod)]
#[pod(crate = include_wasm)]
struct Pair(u32, u64);

#[derive(Debug, Clone, Copy, PartialEq, Pod)]
struct Unit;

fn main() -> Result<(), Trap> {
    assert_eq!((Inner::SIZE, Inner::ALIGN), (4, 2));
    assert_eq!((Outer::SIZE, Outer::ALIGN), (32, 8));
    assert_eq!((Pair::SIZE, Pair::ALIGN), (16, 8));
    assert_eq!((Unit::SIZE, Unit::ALIGN), (0, 1));

    let mut memory = Memory::new(1, None)?;
    let value = Outer { a: 1, b: -2.5, c: [Inner { tag: 3, value: 0x0405 }, Inner { tag: 6, value: 0x0708 }], d: -9 };
    for byte in memory.slice_mut(101, 32)? {
        *byte = 0xEE;
    }
    memory.write(101, value)?;
    assert_eq!(memory.read::<Outer>(101)?, value);
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes[8..16].copy_from_slice(&(-2.5_f64).to_le_bytes());
    bytes[16..24].copy_from_slice(&[3, 0, 5, 4, 6, 0, 8, 7]);
    bytes[24] = (-9_i8) as u8;
    assert_eq!(memory.slice(101, 32)?, bytes);

    assert!(memory.read::<Pair>(65536 - 15).is_err());
    assert!(memory.write(65536 - 15, Pair(1, 2)).is_err());
    assert_eq!(memory.read::<Unit>(65536)?, Unit);
    Ok(())
}
