//! Arguments: small numbers, extremes, ends of memories, and anything.

use include_wasm::{ExternRef, V128, ValType, Value};

use crate::Rng;

/// An argument of this type.
///
/// # Panics
///
/// If the type is unknown.
pub fn argument(ty: ValType, rng: &mut Rng) -> Value {
    match ty {
        ValType::I32 => Value::I32(number(rng) as i32),
        ValType::I64 => Value::I64(number(rng) as i64),
        ValType::F32 => Value::F32(match rng.below(4) {
            0 => f32::from_bits(number(rng) as u32),
            _ => number(rng) as i32 as f32 / 8.0,
        }),
        ValType::F64 => Value::F64(match rng.below(4) {
            0 => f64::from_bits(number(rng)),
            _ => number(rng) as i64 as f64 / 8.0,
        }),
        ValType::V128 => {
            let (low, high) = (number(rng).to_le_bytes(), rng.next_u64().to_le_bytes());
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&low);
            bytes[8..].copy_from_slice(&high);
            Value::V128(V128::from_bytes(bytes))
        }
        ValType::FuncRef => Value::FuncRef(None),
        ValType::ExternRef => Value::ExternRef(match rng.below(2) {
            0 => None,
            _ => Some(ExternRef::new(rng.below(1000))),
        }),
        other => panic!("{other} is not in these modules"),
    }
}

fn number(rng: &mut Rng) -> u64 {
    const EXTREMES: [u64; 10] = [
        u64::MAX,
        1 << 63,
        (1 << 63) - 1,
        1 << 31,
        0x7fff_ffff,
        0xffff_ffff,
        0x8000_0000_0000_0001,
        0x7fa0_0000_7fa0_0000,
        0x7ff4_0000_0000_0000,
        0xffff_ffff_ffff_fff0,
    ];
    const PAGE: u64 = 65536;
    match rng.below(6) {
        0 | 1 => rng.below(20),
        2 => rng.below(100_000),
        3 => *rng.pick(&EXTREMES),
        // Around the end of a memory.
        4 => (PAGE * (1 + rng.below(3)))
            .wrapping_add(rng.below(64))
            .wrapping_sub(48),
        _ => rng.next_u64(),
    }
}
