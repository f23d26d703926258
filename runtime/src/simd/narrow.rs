//! Narrowing with saturation: `a` in the lower half, `b` in the upper one.

use super::buffer::{Buffer, rounds};
use super::vector::Lane;
use crate::V128;

macro_rules! narrowings {
    ($($name:ident: $wide:ty => $out:ty, $least:literal, $greatest:literal;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[cfg_attr(debug_assertions, inline)]
        #[must_use]
        pub fn $name(a: V128, b: V128) -> V128 {
            const ROUNDS: usize = rounds(<$out>::COUNT, 4);
            let both = Buffer::<{ ROUNDS * size_of::<$wide>() }>::pair(a, b);
            let mut out = Buffer::<{ ROUNDS * size_of::<$out>() }>::new(V128::ZERO);
            let mut i = 0;
            while i < ROUNDS {
                let lane: $wide = both.get(i);
                out.set(i, lane.clamp($least, $greatest) as $out);
                i += 1;
            }
            out.vector()
        }
    )*};
}

narrowings! {
    i8x16_narrow_i16x8_s: i16 => i8, -0x80, 0x7F;
    i8x16_narrow_i16x8_u: i16 => u8, 0, 0xFF;
    i16x8_narrow_i32x4_s: i32 => i16, -0x8000, 0x7FFF;
    i16x8_narrow_i32x4_u: i32 => u16, 0, 0xFFFF;
}
