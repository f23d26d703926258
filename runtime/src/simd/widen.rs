//! Instructions whose result has lanes of twice the size: extension, products, sums of neighbours.

use super::buffer::{Buffer, rounds};
use super::lanewise;
use super::vector::Lane;
use crate::V128;

/// Defines functions whose lane `$i` is `$body`.
macro_rules! widening {
    ($wide:ty, $work:literal: $($name:ident($($arg:ident),*) = |$i:ident| $body:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[cfg_attr(debug_assertions, inline)]
        #[must_use]
        pub fn $name($($arg: V128),*) -> V128 {
            const ROUNDS: usize = rounds(<$wide>::COUNT, $work);
            $(let $arg = Buffer::<{ ROUNDS * size_of::<$wide>() + 16 }>::new($arg);)*
            // Lanes lie one vector behind zeros that they are `or`ed with, which keeps LLVM from using longer vectors: of
            // half a vector and what is behind it, it would make loads and stores.
            let mut out = Buffer::<{ ROUNDS * size_of::<$wide>() + 16 }>::new(V128::ZERO);
            let mut $i = 0;
            while $i < ROUNDS {
                let lane: $wide = $body;
                out.set(<$wide>::COUNT + $i, lane | out.get::<$wide>($i));
                $i += 1;
            }
            out.second()
        }
    )*};
}

macro_rules! extensions {
    ($($t:ty => $wide:ty, $work:literal: $(#[$attr:meta])* $low:ident $high:ident $mul_low:ident $mul_high:ident;)*) => {$(
        $(#[$attr])*
        widening! { $wide, 2:
            $low(a) = |i| a.get::<$t>(i) as $wide;
            $high(a) = |i| a.get::<$t>(<$wide>::COUNT + i) as $wide;
        }
        widening! { $wide, $work:
            $mul_low(a, b) = |i| a.get::<$t>(i) as $wide * b.get::<$t>(i) as $wide;
            $mul_high(a, b) = |i| {
                a.get::<$t>(<$wide>::COUNT + i) as $wide * b.get::<$t>(<$wide>::COUNT + i) as $wide
            };
        }
    )*};
}

extensions! {
    i8 => i16, 2: #[cfg(not(all(target_arch = "x86_64", not(target_feature = "sse4.1"))))]
        i16x8_extend_low_i8x16_s i16x8_extend_high_i8x16_s
        i16x8_extmul_low_i8x16_s i16x8_extmul_high_i8x16_s;
    u8 => u16, 2: i16x8_extend_low_i8x16_u i16x8_extend_high_i8x16_u
        i16x8_extmul_low_i8x16_u i16x8_extmul_high_i8x16_u;
    i16 => i32, 2: i32x4_extend_low_i16x8_s i32x4_extend_high_i16x8_s
        i32x4_extmul_low_i16x8_s i32x4_extmul_high_i16x8_s;
    u16 => u32, 3: i32x4_extend_low_i16x8_u i32x4_extend_high_i16x8_u
        i32x4_extmul_low_i16x8_u i32x4_extmul_high_i16x8_u;
    i32 => i64, 9: i64x2_extend_low_i32x4_s i64x2_extend_high_i32x4_s
        i64x2_extmul_low_i32x4_s i64x2_extmul_high_i32x4_s;
    u32 => u64, 4: i64x2_extend_low_i32x4_u i64x2_extend_high_i32x4_u
        i64x2_extmul_low_i32x4_u i64x2_extmul_high_i32x4_u;
}

// Without an instruction for it, the seven low bits less the sign. Of `as`, LLVM makes `punpcklbw` into a register that
// holds anything, perhaps what takes long, and products and sums of bytes where `pmaddwd` is meant.
#[cfg(all(target_arch = "x86_64", not(target_feature = "sse4.1")))]
widening! { i16, 5:
    i16x8_extend_low_i8x16_s(a) = |i| signed(a.get(i));
    i16x8_extend_high_i8x16_s(a) = |i| signed(a.get(8 + i));
}

#[cfg(all(target_arch = "x86_64", not(target_feature = "sse4.1")))]
#[inline(always)]
fn signed(byte: u8) -> i16 {
    let byte = byte as i16;
    (byte & 0x7F) - (byte & 0x80)
}

// Neighbours, as halves of one lane.
lanewise! { i16 => i16, 4:
    i16x8_extadd_pairwise_i8x16_s = |a| (a << 8 >> 8) + (a >> 8);
}

lanewise! { u16 => u16, 3:
    i16x8_extadd_pairwise_i8x16_u = |a| (a & 0xFF) + (a >> 8);
}

lanewise! { i32 => i32, 4:
    i32x4_extadd_pairwise_i16x8_s = |a| (a << 16 >> 16) + (a >> 16);
}

lanewise! { u32 => u32, 3:
    i32x4_extadd_pairwise_i16x8_u = |a| (a & 0xFFFF) + (a >> 16);
}

// What LLVM recognises as `pmaddwd`, without AVX2 and with it.
#[cfg(all(target_arch = "x86_64", not(target_feature = "avx2")))]
widening! { i32, 9:
    i32x4_dot_i16x8_s(a, b) = |i| {
        let even = a.get::<i16>(2 * i) as i32 * b.get::<i16>(2 * i) as i32;
        let odd = a.get::<i16>(2 * i + 1) as i32 * b.get::<i16>(2 * i + 1) as i32;
        even.wrapping_add(odd)
    };
}

#[cfg(not(all(target_arch = "x86_64", not(target_feature = "avx2"))))]
lanewise! { i32 => i32, 9:
    i32x4_dot_i16x8_s = |a, b| ((a << 16 >> 16) * (b << 16 >> 16)).wrapping_add((a >> 16) * (b >> 16));
}
