//! `f64` instructions.
//!
//! Where the specification lets the bits of a NaN be chosen, they are what the host's processor
//! yields; but a result is never a signalling NaN, except where bits are only moved.

use super::{operators, round, sqrt};

const SIGN: u64 = 1 << (u64::BITS - 1);
/// Serves for every NaN that the specification wants quiet; keeping the payload is slower.
const CANONICAL_NAN: f64 = f64::from_bits(0x7FF8_0000_0000_0000);

/// A constant, bit for bit.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub const fn f64_const(bits: u64) -> f64 {
    f64::from_bits(bits)
}

/// The same number, or a NaN that is quiet.
///
/// Needed around arithmetic with a literal operand that LLVM removes, and with it the quieting:
/// `x * 1`, `x * -1`, `x / 1`, `x / -1`, `x + 0`, `x - 0`, `0 - x`, with zeros of either sign.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn f64_quiet(a: f64) -> f64 {
    if a.is_nan() { CANONICAL_NAN } else { a }
}

operators! { f64 => i32:
    f64_eq = |a, b| (a == b) as i32;
    f64_ne = |a, b| (a != b) as i32;
    f64_lt = |a, b| (a < b) as i32;
    f64_gt = |a, b| (a > b) as i32;
    f64_le = |a, b| (a <= b) as i32;
    f64_ge = |a, b| (a >= b) as i32;
}

operators! { f64 => f64:
    // Operations on bits: they keep a signalling NaN as it is.
    f64_abs = |a| f64::from_bits(a.to_bits() & !SIGN);
    f64_neg = |a| f64::from_bits(a.to_bits() ^ SIGN);
    f64_ceil = |a| f64_quiet(round::f64::ceil(a));
    f64_floor = |a| f64_quiet(round::f64::floor(a));
    f64_trunc = |a| f64_quiet(round::f64::trunc(a));
    f64_nearest = |a| f64_quiet(round::f64::nearest(a));
    // Its NaN is canonical, by a test on bits: of a guest that makes it so by itself (`x == x ? x : nan`), LLVM's code for
    // `sqrt` would leave the test out.
    f64_sqrt = |a| f64_canonical(sqrt::f64(a));
    // As it comes, for guests that compare no floats.
    f64_sqrt_plain = |a| sqrt::f64(a);
}

operators! { f64 => f64:
    f64_add = |a, b| a + b;
    f64_sub = |a, b| a - b;
    f64_mul = |a, b| a * b;
    f64_div = |a, b| a / b;
    f64_copysign = |a, b| f64::from_bits(a.to_bits() & !SIGN | b.to_bits() & SIGN);
}

/// `f64_min`: of two zeros the negative one, of a NaN a NaN.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn f64_min(a: f64, b: f64) -> f64 {
    // Each selection is one machine instruction. They differ only if the operands are equal, where
    // `or` finds the negative zero, or unordered.
    let left = if a < b { a } else { b };
    let right = if b < a { b } else { a };
    if a.is_nan() || b.is_nan() {
        return CANONICAL_NAN;
    }
    f64::from_bits(left.to_bits() | right.to_bits())
}

/// `f64_max`: of two zeros the positive one, of a NaN a NaN.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn f64_max(a: f64, b: f64) -> f64 {
    let left = if a > b { a } else { b };
    let right = if b > a { b } else { a };
    if a.is_nan() || b.is_nan() {
        return CANONICAL_NAN;
    }
    f64::from_bits(left.to_bits() & right.to_bits())
}

/// The canonical NaN for any NaN, else `a` (option `nan: canonical`).
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn f64_canonical(a: f64) -> f64 {
    // On bits: for `is_nan`, LLVM's code for `sqrt` leaves the test out and returns the processor's NaN.
    if a.to_bits() & 0x7FFF_FFFF_FFFF_FFFF > f64::INFINITY.to_bits() {
        CANONICAL_NAN
    } else {
        a
    }
}
