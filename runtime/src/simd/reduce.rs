//! Vectors to one number: tests, and the sign bits of lanes.

use super::vector::Lane;
use super::whole;
use crate::V128;

/// `v128_any_true`: whether any bit is set.
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn v128_any_true(a: V128) -> i32 {
    let a = whole(a);
    (a.lane::<u64>(0) | a.lane::<u64>(1) != 0) as i32
}

macro_rules! all_true {
    ($($name:ident: $t:ty;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`: whether no lane is zero.")]
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[must_use]
        pub fn $name(a: V128) -> i32 {
            let a = whole(a);
            let mut all = true;
            let mut i = 0;
            while i < <$t>::COUNT {
                all &= a.lane::<$t>(i) != 0;
                i += 1;
            }
            all as i32
        }
    )*};
}

all_true! {
    i8x16_all_true: u8;
    i16x8_all_true: u16;
    i32x4_all_true: u32;
    i64x2_all_true: u64;
}

/// The highest bits of the lanes in eight bytes, gathered in the lowest bits by a product: bit by bit it adds
/// shifted copies, of which no two have the same bit.
#[cfg_attr(not(debug_assertions), inline(always))]
fn gather(lanes: u64, highest: u64, copies: u64, count: u32) -> i32 {
    ((lanes & highest).wrapping_mul(copies) >> (64 - count)) as i32
}

/// `i8x16_bitmask`: the lanes' highest bits, that of lane 0 in the lowest bit.
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn i8x16_bitmask(a: V128) -> i32 {
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    let a = whole(a);
    // Most masks are only compared with zero, or are zero.
    if (a.lane::<u64>(0) | a.lane::<u64>(1)) & HIGHEST == 0 {
        return 0;
    }
    let half = |i| gather(a.lane(i), HIGHEST, 0x0002_0408_1020_4081, 8);
    // It is not zero, which LLVM can't know: a comparison with zero becomes the one above.
    (half(0) | half(1) << 8).max(1)
}

/// `i16x8_bitmask`: the lanes' highest bits, that of lane 0 in the lowest bit.
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn i16x8_bitmask(a: V128) -> i32 {
    let a = whole(a);
    let half = |i| gather(a.lane(i), 0x8000_8000_8000_8000, 0x0000_2000_4000_8001, 4);
    half(0) | half(1) << 4
}

/// `i32x4_bitmask`: the lanes' highest bits, that of lane 0 in the lowest bit.
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn i32x4_bitmask(a: V128) -> i32 {
    let a = whole(a);
    let bit = |i| a.lane::<u32>(i) >> 31 << i;
    (bit(0) | bit(1) | bit(2) | bit(3)) as i32
}

/// `i64x2_bitmask`: the lanes' highest bits, that of lane 0 in the lowest bit.
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn i64x2_bitmask(a: V128) -> i32 {
    let a = whole(a);
    let bit = |i| a.lane::<u64>(i) >> 63 << i;
    (bit(0) | bit(1)) as i32
}
