//! What loads of less than a vector make of their bytes.

use super::widen::*;
use crate::V128;

macro_rules! splats {
    ($($name:ident: $t:ty, $n:literal, $from:ident;)*) => {$(
        #[inline(always)]
        pub fn $name(bytes: [u8; $n]) -> V128 {
            V128::$from([<$t>::from_le_bytes(bytes); 16 / $n])
        }
    )*};
}

splats! {
    splat8: u8, 1, from_u8x16;
    splat16: u16, 2, from_u16x8;
    splat32: u32, 4, from_u32x4;
    splat64: u64, 8, from_u64x2;
}

/// Zeros above.
#[inline(always)]
pub fn zero32(bytes: [u8; 4]) -> V128 {
    V128::from_u32x4([u32::from_le_bytes(bytes), 0, 0, 0])
}

/// Zeros above.
#[inline(always)]
pub fn zero64(bytes: [u8; 8]) -> V128 {
    V128::from_u64x2([u64::from_le_bytes(bytes), 0])
}

macro_rules! extended {
    ($($name:ident: $extend:ident;)*) => {$(
        #[inline(always)]
        pub fn $name(bytes: [u8; 8]) -> V128 {
            $extend(zero64(bytes))
        }
    )*};
}

extended! {
    extend8x8_s: i16x8_extend_low_i8x16_s;
    extend8x8_u: i16x8_extend_low_i8x16_u;
    extend16x4_s: i32x4_extend_low_i16x8_s;
    extend16x4_u: i32x4_extend_low_i16x8_u;
    extend32x2_s: i64x2_extend_low_i32x4_s;
    extend32x2_u: i64x2_extend_low_i32x4_u;
}
