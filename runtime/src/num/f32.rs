//! `f32` instructions.
//!
//! Where the specification lets the bits of a NaN be chosen, they are what the host's processor
//! yields; but a result is never a signalling NaN, except where bits are only moved.

use super::{operators, round, sqrt};

const SIGN: u32 = 1 << (u32::BITS - 1);
/// Serves for every NaN that the specification wants quiet; keeping the payload is slower.
const CANONICAL_NAN: f32 = f32::from_bits(0x7FC0_0000);

/// A constant, bit for bit.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub const fn f32_const(bits: u32) -> f32 {
    f32::from_bits(bits)
}

/// The same number, or a NaN that is quiet.
///
/// Needed around arithmetic with a literal operand that LLVM removes, and with it the quieting:
/// `x * 1`, `x * -1`, `x / 1`, `x / -1`, `x + 0`, `x - 0`, `0 - x`, with zeros of either sign.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn f32_quiet(a: f32) -> f32 {
    if a.is_nan() { CANONICAL_NAN } else { a }
}

operators! { f32 => i32:
    f32_eq = |a, b| (a == b) as i32;
    f32_ne = |a, b| (a != b) as i32;
    f32_lt = |a, b| (a < b) as i32;
    f32_gt = |a, b| (a > b) as i32;
    f32_le = |a, b| (a <= b) as i32;
    f32_ge = |a, b| (a >= b) as i32;
}

operators! { f32 => f32:
    // Operations on bits: they keep a signalling NaN as it is.
    f32_abs = |a| f32::from_bits(a.to_bits() & !SIGN);
    f32_neg = |a| f32::from_bits(a.to_bits() ^ SIGN);
    f32_ceil = |a| f32_quiet(round::f32::ceil(a));
    f32_floor = |a| f32_quiet(round::f32::floor(a));
    f32_trunc = |a| f32_quiet(round::f32::trunc(a));
    f32_nearest = |a| f32_quiet(round::f32::nearest(a));
    // Its NaN is canonical, by a test on bits: of a guest that makes it so by itself (`x == x ? x : nan`), LLVM's code for
    // `sqrt` would leave the test out.
    f32_sqrt = |a| f32_canonical(sqrt::f32(a));
    // As it comes, for guests that compare no floats.
    f32_sqrt_plain = |a| sqrt::f32(a);
}

operators! { f32 => f32:
    f32_add = |a, b| a + b;
    f32_sub = |a, b| a - b;
    f32_mul = |a, b| a * b;
    f32_div = |a, b| a / b;
    f32_copysign = |a, b| f32::from_bits(a.to_bits() & !SIGN | b.to_bits() & SIGN);
}

/// `f32_min`: of two zeros the negative one, of a NaN a NaN.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn f32_min(a: f32, b: f32) -> f32 {
    // Each selection is one machine instruction. They differ only if the operands are equal, where
    // `or` finds the negative zero, or unordered.
    let left = if a < b { a } else { b };
    let right = if b < a { b } else { a };
    if a.is_nan() || b.is_nan() {
        return CANONICAL_NAN;
    }
    f32::from_bits(left.to_bits() | right.to_bits())
}

/// `f32_max`: of two zeros the positive one, of a NaN a NaN.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn f32_max(a: f32, b: f32) -> f32 {
    let left = if a > b { a } else { b };
    let right = if b > a { b } else { a };
    if a.is_nan() || b.is_nan() {
        return CANONICAL_NAN;
    }
    f32::from_bits(left.to_bits() & right.to_bits())
}

/// The canonical NaN for any NaN, else `a` (option `nan: canonical`).
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn f32_canonical(a: f32) -> f32 {
    // On bits: for `is_nan`, LLVM's code for `sqrt` leaves the test out and returns the processor's NaN.
    if a.to_bits() & 0x7FFF_FFFF > f32::INFINITY.to_bits() {
        CANONICAL_NAN
    } else {
        a
    }
}
