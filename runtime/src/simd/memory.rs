//! Loads and stores of vectors. As in [`crate::memory::ops`], `None` is an access out of bounds.

use super::vector::Lane;
use super::{shape, whole};
use crate::V128;
use crate::memory::ops::{load, store};

macro_rules! loads {
    ($($name:ident: $make:path;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[cfg_attr(debug_assertions, inline)]
        pub fn $name(address: i32, offset: u32, m: &[u8]) -> Option<V128> {
            Some($make(load(address, offset, m)?))
        }
    )*};
}

loads! {
    v128_load: V128::from_bytes;
    v128_load8_splat: shape::splat8;
    v128_load16_splat: shape::splat16;
    v128_load32_splat: shape::splat32;
    v128_load64_splat: shape::splat64;
    v128_load32_zero: shape::zero32;
    v128_load64_zero: shape::zero64;
    v128_load8x8_s: shape::extend8x8_s;
    v128_load8x8_u: shape::extend8x8_u;
    v128_load16x4_s: shape::extend16x4_s;
    v128_load16x4_u: shape::extend16x4_u;
    v128_load32x2_s: shape::extend32x2_s;
    v128_load32x2_u: shape::extend32x2_u;
}

/// `v128_store`.
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline)]
pub fn v128_store(address: i32, value: V128, offset: u32, m: &mut [u8]) -> Option<()> {
    store(address, value.to_bytes(), offset, m)
}

macro_rules! lanes {
    ($($load:ident $store:ident: $t:ty;)*) => {$(
        #[doc = concat!("`", stringify!($load), "`: `value` with one lane from memory.")]
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[cfg_attr(debug_assertions, inline)]
        pub fn $load(address: i32, value: V128, offset: u32, lane: u8, m: &[u8]) -> Option<V128> {
            let mut out = whole(value);
            out.set_lane(lane as usize % <$t>::COUNT, <$t>::from_le_bytes(load(address, offset, m)?));
            Some(whole(out))
        }

        #[doc = concat!("`", stringify!($store), "`: one lane of `value`.")]
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[cfg_attr(debug_assertions, inline)]
        pub fn $store(address: i32, value: V128, offset: u32, lane: u8, m: &mut [u8]) -> Option<()> {
            store(address, whole(value).lane::<$t>(lane as usize % <$t>::COUNT).to_le_bytes(), offset, m)
        }
    )*};
}

lanes! {
    v128_load8_lane v128_store8_lane: u8;
    v128_load16_lane v128_store16_lane: u16;
    v128_load32_lane v128_store32_lane: u32;
    v128_load64_lane v128_store64_lane: u64;
}
