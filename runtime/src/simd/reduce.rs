//! Vectors to one number: tests, and the sign bits of lanes.

use crate::V128;

/// `v128_any_true`: whether any bit is set.
#[inline(always)]
#[must_use]
pub fn v128_any_true(a: V128) -> i32 {
    let [low, high] = a.to_u64x2();
    (low | high != 0) as i32
}

macro_rules! reductions {
    ($($view:ident, $n:literal: $all_true:ident $bitmask:ident;)*) => {$(
        #[doc = concat!("`", stringify!($all_true), "`: whether no lane is zero.")]
        #[inline(always)]
        #[must_use]
        pub fn $all_true(a: V128) -> i32 {
            let a = a.$view();
            let mut all = true;
            let mut i = 0;
            while i < $n {
                all &= a[i] != 0;
                i += 1;
            }
            all as i32
        }

        #[doc = concat!("`", stringify!($bitmask), "`: the lanes' highest bits, that of lane 0 in the lowest bit.")]
        #[inline(always)]
        #[must_use]
        pub fn $bitmask(a: V128) -> i32 {
            let a = a.$view();
            let mut mask = 0;
            let mut i = 0;
            while i < $n {
                mask |= ((a[i] < 0) as i32) << i;
                i += 1;
            }
            mask
        }
    )*};
}

reductions! {
    to_i8x16, 16: i8x16_all_true i8x16_bitmask;
    to_i16x8, 8: i16x8_all_true i16x8_bitmask;
    to_i32x4, 4: i32x4_all_true i32x4_bitmask;
    to_i64x2, 2: i64x2_all_true i64x2_bitmask;
}
