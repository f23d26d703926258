//! Vectors to one number: tests, and the sign bits of lanes.

use super::narrow::{i8x16_narrow_i16x8_s, i16x8_narrow_i32x4_s};
use super::vector::Lane;
use super::whole;
use crate::V128;

/// `v128_any_true`: whether any bit is set.
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline)]
#[must_use]
pub fn v128_any_true(a: V128) -> i32 {
    let a = whole(a);
    (a.lane::<u64>(0) | a.lane::<u64>(1) != 0) as i32
}

macro_rules! all_true {
    ($($name:ident: $t:ty;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`: whether no lane is zero.")]
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[cfg_attr(debug_assertions, inline)]
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

/// `SINGLE[k]` says of every lane whether it is lane `k`.
const SINGLE: [[bool; 16]; 16] = {
    let mut single = [[false; 16]; 16];
    let mut k = 0;
    while k < 16 {
        single[k][k] = true;
        k += 1;
    }
    single
};

/// One flag for each lane, whether its highest bit is set, and of them the mask.
///
/// The loop gathers every flag from all lanes, though all but one of them are known not to count: LLVM makes sixteen tests of
/// one comparison of vectors that way, each of one bit of what `pmovmskb` gives, and puts the bits together
/// again. That takes loads of constants (comparisons with `i` it would peel off the loop), flags of eight bits (with wider ones vectors
/// are shorter) but for the lowest bit of a byte (which it would see as a truncation), and a chain of rotations (other sums
/// it vectorises, or takes apart if the mask is only compared with zero).
macro_rules! gather {
    ($a:ident: $($flag:ident $lane:literal $t:ty,)*) => {{
        $(let mut $flag = <$t>::default();)*
        let mut i = 0;
        while i < 16 {
            let highest = $a.lane::<i8>(i) < 0;
            $($flag |= (highest & SINGLE[$lane][i]) as $t;)*
            i += 1;
        }
        gather!($($flag)*) as i32
    }};
    ($lowest:ident $($flag:ident)*) => {
        gather!($($flag)*).rotate_left(1) | $lowest as u16
    };
    () => {
        0u16
    };
}

/// `i8x16_bitmask`: the lanes' highest bits, that of lane 0 in the lowest bit.
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline)]
#[must_use]
pub fn i8x16_bitmask(a: V128) -> i32 {
    if cfg!(debug_assertions) {
        let mut mask = 0;
        let mut i = 0;
        while i < 16 {
            mask |= ((a.lane::<i8>(i) < 0) as i32) << i;
            i += 1;
        }
        return mask;
    }
    let a = whole(a);
    gather! { a:
        a0 0 bool, a1 1 u8, a2 2 u8, a3 3 u8, a4 4 u8, a5 5 u8, a6 6 u8, a7 7 u8,
        a8 8 bool, a9 9 u8, a10 10 u8, a11 11 u8, a12 12 u8, a13 13 u8, a14 14 u8, a15 15 u8,
    }
}

/// `i16x8_bitmask`: the lanes' highest bits, that of lane 0 in the lowest bit.
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline)]
#[must_use]
pub fn i16x8_bitmask(a: V128) -> i32 {
    i8x16_bitmask(i8x16_narrow_i16x8_s(a, a)) & 0xFF
}

/// `i32x4_bitmask`: the lanes' highest bits, that of lane 0 in the lowest bit.
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline)]
#[must_use]
pub fn i32x4_bitmask(a: V128) -> i32 {
    i16x8_bitmask(i16x8_narrow_i32x4_s(a, a)) & 0xF
}

/// `i64x2_bitmask`: the lanes' highest bits, that of lane 0 in the lowest bit.
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline)]
#[must_use]
pub fn i64x2_bitmask(a: V128) -> i32 {
    let a = whole(a);
    let bit = |i| a.lane::<u64>(i) >> 63 << i;
    (bit(0) | bit(1)) as i32
}
