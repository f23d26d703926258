//! Loads and stores of vectors. As in [`crate::memory::ops`], `None` is an access out of bounds.

use super::vector::Lane;
use super::whole;
use crate::V128;
use crate::memory::ops::{load, store};

macro_rules! loads {
    ($($(#[$attr:meta])* $name:ident = |$bytes:ident: $n:literal| $body:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        $(#[$attr])*
        #[inline(always)]
        pub fn $name(address: i32, offset: u32, m: &[u8]) -> Option<V128> {
            let $bytes: [u8; $n] = load(address, offset, m)?;
            Some($body)
        }
    )*};
}

macro_rules! extending_loads {
    ($($name:ident: $t:ty => $wide:ty;)*) => {
        loads! {$(
            $name = |bytes: 8| {
                let mut out = V128::ZERO;
                let mut i = 0;
                while i < <$wide>::COUNT {
                    out.set_lane(i, <$t>::from_le_bytes(bytes.as_chunks().0[i]) as $wide);
                    i += 1;
                }
                out
            };
        )*}
    };
}

loads! {
    v128_load = |bytes: 16| V128::from_bytes(bytes);
    v128_load8_splat = |bytes: 1| V128::from_u8x16([u8::from_le_bytes(bytes); 16]);
    v128_load16_splat = |bytes: 2| V128::from_u16x8([u16::from_le_bytes(bytes); 8]);
    v128_load32_splat = |bytes: 4| V128::from_u32x4([u32::from_le_bytes(bytes); 4]);
    v128_load64_splat = |bytes: 8| V128::from_u64x2([u64::from_le_bytes(bytes); 2]);
    /// Zeros above.
    v128_load32_zero = |bytes: 4| V128::from_u32x4([u32::from_le_bytes(bytes), 0, 0, 0]);
    /// Zeros above.
    v128_load64_zero = |bytes: 8| V128::from_u64x2([u64::from_le_bytes(bytes), 0]);
}

extending_loads! {
    v128_load8x8_s: i8 => i16;
    v128_load8x8_u: u8 => u16;
    v128_load16x4_s: i16 => i32;
    v128_load16x4_u: u16 => u32;
    v128_load32x2_s: i32 => i64;
    v128_load32x2_u: u32 => u64;
}

/// `v128_store`.
#[inline(always)]
pub fn v128_store(address: i32, value: V128, offset: u32, m: &mut [u8]) -> Option<()> {
    store(address, value.to_bytes(), offset, m)
}

macro_rules! lanes {
    ($($load:ident $store:ident: $t:ty;)*) => {$(
        #[doc = concat!("`", stringify!($load), "`: `value` with one lane from memory.")]
        #[inline(always)]
        pub fn $load(address: i32, value: V128, offset: u32, lane: u8, m: &[u8]) -> Option<V128> {
            let mut out = whole(value);
            out.set_lane(lane as usize % <$t>::COUNT, <$t>::from_le_bytes(load(address, offset, m)?));
            Some(whole(out))
        }

        #[doc = concat!("`", stringify!($store), "`: one lane of `value`.")]
        #[inline(always)]
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
