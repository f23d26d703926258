//! Relaxed vector instructions, as the specification's deterministic profile has them: the choice
//! that it numbers 0, which for nearly all is the instruction without `relaxed` in its name.

use super::{
    convert::*, float::*, functions, integer::*, lanewise, lookup::*, saturate::*, shuffle::*,
    widen::*,
};
use crate::V128;

functions! {
    /// An index above 15 gives zero.
    i8x16_relaxed_swizzle(a: V128, indices: V128) -> V128 = i8x16_swizzle(a, indices);
    /// An index above 15 gives zero.
    i8x16_relaxed_lookup(indices: V128, low: u64, high: u64) -> V128 = i8x16_lookup(indices, low, high);
    /// Saturates, and a NaN gives zero.
    i32x4_relaxed_trunc_f32x4_s(a: V128) -> V128 = i32x4_trunc_sat_f32x4_s(a);
    /// Saturates, and a NaN gives zero.
    i32x4_relaxed_trunc_f32x4_u(a: V128) -> V128 = i32x4_trunc_sat_f32x4_u(a);
    /// Saturates, and a NaN gives zero.
    i32x4_relaxed_trunc_f64x2_s_zero(a: V128) -> V128 = i32x4_trunc_sat_f64x2_s_zero(a);
    /// Saturates, and a NaN gives zero.
    i32x4_relaxed_trunc_f64x2_u_zero(a: V128) -> V128 = i32x4_trunc_sat_f64x2_u_zero(a);
    f32x4_relaxed_min(a: V128, b: V128) -> V128 = f32x4_min(a, b);
    f32x4_relaxed_max(a: V128, b: V128) -> V128 = f32x4_max(a, b);
    f64x2_relaxed_min(a: V128, b: V128) -> V128 = f64x2_min(a, b);
    f64x2_relaxed_max(a: V128, b: V128) -> V128 = f64x2_max(a, b);
    /// The product of -1 and -1 saturates.
    i16x8_relaxed_q15mulr_s(a: V128, b: V128) -> V128 = i16x8_q15mulr_sat_s(a, b);
}

lanewise! { f32 => f32, 2:
    /// Rounds the product, then the sum.
    f32x4_relaxed_madd = |a, b, c| a * b + c;
    /// Rounds the product, then the sum.
    f32x4_relaxed_nmadd = |a, b, c| -a * b + c;
}

lanewise! { f64 => f64, 2:
    /// Rounds the product, then the sum.
    f64x2_relaxed_madd = |a, b, c| a * b + c;
    /// Rounds the product, then the sum.
    f64x2_relaxed_nmadd = |a, b, c| -a * b + c;
}

lanewise! { u8 => u8, 3:
    /// Selects bit by bit.
    i8x16_relaxed_laneselect = |a, b, mask| a & mask | b & !mask;
}

lanewise! { u16 => u16, 3:
    /// Selects bit by bit.
    i16x8_relaxed_laneselect = |a, b, mask| a & mask | b & !mask;
}

lanewise! { u32 => u32, 3:
    /// Selects bit by bit.
    i32x4_relaxed_laneselect = |a, b, mask| a & mask | b & !mask;
}

lanewise! { u64 => u64, 3:
    /// Selects bit by bit.
    i64x2_relaxed_laneselect = |a, b, mask| a & mask | b & !mask;
}

/// `i16x8_relaxed_dot_i8x16_i7x16_s`: both operands are signed, and the sum of two products saturates.
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline)]
#[must_use]
pub fn i16x8_relaxed_dot_i8x16_i7x16_s(a: V128, b: V128) -> V128 {
    let product = |lane| a.lane::<i8>(lane) as i16 * b.lane::<i8>(lane) as i16;
    let mut out = V128::ZERO;
    let mut i = 0;
    while i < 8 {
        out.set_lane(i, product(2 * i).saturating_add(product(2 * i + 1)));
        i += 1;
    }
    out
}

/// `i32x4_relaxed_dot_i8x16_i7x16_add_s`: adds the pairs of `i16x8_relaxed_dot_i8x16_i7x16_s` to `c`.
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline)]
#[must_use]
pub fn i32x4_relaxed_dot_i8x16_i7x16_add_s(a: V128, b: V128, c: V128) -> V128 {
    i32x4_add(
        i32x4_extadd_pairwise_i16x8_s(i16x8_relaxed_dot_i8x16_i7x16_s(a, b)),
        c,
    )
}

// What the specification allows besides, where it is faster: with `relaxed_simd: fast`.

functions! {
    /// As `f32x4_pmin`: of a NaN or two zeros the first operand.
    f32x4_relaxed_min_fast(a: V128, b: V128) -> V128 = f32x4_pmin(a, b);
    /// As `f32x4_pmax`: of a NaN or two zeros the first operand.
    f32x4_relaxed_max_fast(a: V128, b: V128) -> V128 = f32x4_pmax(a, b);
    /// As `f64x2_pmin`: of a NaN or two zeros the first operand.
    f64x2_relaxed_min_fast(a: V128, b: V128) -> V128 = f64x2_pmin(a, b);
    /// As `f64x2_pmax`: of a NaN or two zeros the first operand.
    f64x2_relaxed_max_fast(a: V128, b: V128) -> V128 = f64x2_pmax(a, b);
}

/// Multiplies and adds with one rounding if the processor does, else with two.
macro_rules! multiply_add {
    ($f:ident: $madd:ident $nmadd:ident) => {
        lanewise! { $f => $f, 2:
            /// One rounding if the processor can, else two.
            $madd = |a, b, c| {
                #[cfg(all(feature = "std", any(target_feature = "fma", target_arch = "aarch64")))]
                let sum = a.mul_add(b, c);
                #[cfg(not(all(feature = "std", any(target_feature = "fma", target_arch = "aarch64"))))]
                let sum = a * b + c;
                sum
            };
            /// One rounding if the processor can, else two.
            $nmadd = |a, b, c| {
                #[cfg(all(feature = "std", any(target_feature = "fma", target_arch = "aarch64")))]
                let sum = (-a).mul_add(b, c);
                #[cfg(not(all(feature = "std", any(target_feature = "fma", target_arch = "aarch64"))))]
                let sum = -a * b + c;
                sum
            };
        }
    };
}

multiply_add!(f32: f32x4_relaxed_madd_fast f32x4_relaxed_nmadd_fast);
multiply_add!(f64: f64x2_relaxed_madd_fast f64x2_relaxed_nmadd_fast);
