//! The specification's float operators, on bits and with integers only.

use crate::Expected;

const SIGN: u32 = 1 << 31;
const INFINITY: u32 = 0x7F80_0000;

fn is_nan(a: u32) -> bool {
    a & !SIGN > INFINITY
}

/// A NaN result: canonical if the operand is.
fn nan(a: u32, wide: bool) -> Expected {
    Expected::Nan {
        wide,
        canonical: a & !SIGN == 0x7FC0_0000,
    }
}

/// Of a number that is neither NaN nor infinite: `mantissa * 2^exponent`, without sign.
fn parts(a: u32) -> (u64, i32) {
    let exponent = (a >> 23 & 0xFF) as i32;
    let fraction = u64::from(a & 0x7F_FFFF);
    if exponent == 0 {
        (fraction, -149)
    } else {
        (fraction | 1 << 23, exponent - 150)
    }
}

pub fn abs(a: u32) -> Expected {
    Expected::Bits(u64::from(a & !SIGN))
}

pub fn neg(a: u32) -> Expected {
    Expected::Bits(u64::from(a ^ SIGN))
}

/// Where a number lies between two integers.
#[derive(PartialEq)]
enum Rest {
    Nothing,
    BelowHalf,
    Half,
    AboveHalf,
}

/// The integer below the magnitude of a number smaller than 2^24, and what is left.
fn split(a: u32) -> (u64, Rest) {
    let (mantissa, exponent) = parts(a);
    if exponent >= 0 {
        return (mantissa << exponent, Rest::Nothing);
    }
    let shift = (-exponent).min(63) as u32;
    let whole = mantissa >> shift;
    let left = mantissa & ((1 << shift) - 1);
    let half = 1 << (shift - 1);
    let rest = match left.cmp(&half) {
        _ if left == 0 => Rest::Nothing,
        std::cmp::Ordering::Less => Rest::BelowHalf,
        std::cmp::Ordering::Equal => Rest::Half,
        std::cmp::Ordering::Greater => Rest::AboveHalf,
    };
    (whole, rest)
}

/// Rounds to an integer: `up` says whether the magnitude grows.
fn round(a: u32, up: impl Fn(bool, u64, Rest) -> bool) -> Expected {
    if is_nan(a) {
        return nan(a, false);
    }
    if a & !SIGN >= 150 << 23 {
        // An integer, or infinite.
        return Expected::Bits(u64::from(a));
    }
    let (whole, rest) = split(a);
    let negative = a & SIGN != 0;
    let rounded = whole + u64::from(up(negative, whole, rest));
    Expected::Bits(u64::from(float(rounded) | a & SIGN))
}

pub fn ceil(a: u32) -> Expected {
    round(a, |negative, _, rest| !negative && rest != Rest::Nothing)
}

pub fn floor(a: u32) -> Expected {
    round(a, |negative, _, rest| negative && rest != Rest::Nothing)
}

pub fn trunc(a: u32) -> Expected {
    round(a, |_, _, _| false)
}

pub fn nearest(a: u32) -> Expected {
    round(a, |_, whole, rest| match rest {
        Rest::Nothing | Rest::BelowHalf => false,
        Rest::Half => whole % 2 == 1,
        Rest::AboveHalf => true,
    })
}

/// An integer as a float, to nearest and ties to even.
fn float(magnitude: u64) -> u32 {
    if magnitude == 0 {
        return 0;
    }
    let top = 63 - magnitude.leading_zeros();
    let (mut mantissa, mut exponent) = (magnitude, top);
    if top > 23 {
        let shift = top - 23;
        let (kept, left) = (magnitude >> shift, magnitude & ((1 << shift) - 1));
        let half = 1 << (shift - 1);
        mantissa = kept + u64::from(left > half || left == half && kept % 2 == 1);
        if mantissa == 1 << 24 {
            mantissa >>= 1;
            exponent += 1;
        }
    } else {
        mantissa <<= 23 - top;
    }
    ((exponent + 127) << 23) | (mantissa as u32 & 0x7F_FFFF)
}

pub fn convert(value: i64) -> Expected {
    let sign = if value < 0 { SIGN } else { 0 };
    Expected::Bits(u64::from(float(value.unsigned_abs()) | sign))
}

pub fn sqrt(a: u32) -> Expected {
    if is_nan(a) {
        return nan(a, false);
    }
    if a & !SIGN == 0 || a == INFINITY {
        return Expected::Bits(u64::from(a));
    }
    if a & SIGN != 0 {
        return Expected::Nan {
            wide: false,
            canonical: true,
        };
    }
    // Scaled so that the root has 26 bits: of them 24 are the result's, two decide how to round.
    let (mantissa, exponent) = parts(a);
    let up = mantissa.leading_zeros() - 12;
    let even = up + u32::from((exponent - up as i32).rem_euclid(2) == 1);
    let scaled = mantissa << even;
    let root = scaled.isqrt();
    let exact = root * root == scaled;
    // `root * 2^half`, with something behind if not exact.
    let half = (exponent - even as i32) / 2;
    let top = 63 - root.leading_zeros();
    let shift = top - 23;
    let (kept, left) = (root >> shift, root & ((1 << shift) - 1));
    let middle = 1 << (shift - 1);
    let grows = left > middle || left == middle && (!exact || kept % 2 == 1);
    // A carry goes into the exponent, as it should.
    let bits =
        (((top as i32 + half + 127) as u32) << 23) + (kept as u32 & 0x7F_FFFF) + u32::from(grows);
    Expected::Bits(u64::from(bits))
}

pub fn promote(a: u32) -> Expected {
    if is_nan(a) {
        return nan(a, true);
    }
    let sign = u64::from(a & SIGN) << 32;
    if a & !SIGN == INFINITY {
        return Expected::Bits(sign | 0x7FF0_0000_0000_0000);
    }
    let (mantissa, exponent) = parts(a);
    if mantissa == 0 {
        return Expected::Bits(sign);
    }
    let top = 63 - mantissa.leading_zeros();
    let fraction = (mantissa << (52 - top)) & ((1 << 52) - 1);
    Expected::Bits(sign | ((exponent + top as i32 + 1023) as u64) << 52 | fraction)
}

/// The number without its fraction, clamped far outside of what 64 bits hold.
fn whole(a: u32) -> i128 {
    let magnitude = if a & !SIGN >= INFINITY {
        1_i128 << 100
    } else {
        let (mantissa, exponent) = parts(a);
        let mantissa = i128::from(mantissa);
        if exponent >= 0 {
            mantissa << exponent.min(90)
        } else {
            mantissa >> (-exponent).min(120)
        }
    };
    if a & SIGN != 0 { -magnitude } else { magnitude }
}

fn limits(width: u32, signed: bool) -> (i128, i128) {
    if signed {
        (-(1 << (width - 1)), (1 << (width - 1)) - 1)
    } else {
        (0, (1 << width) - 1)
    }
}

/// Two's complement in `width` bits.
fn encode(value: i128, width: u32) -> u64 {
    value as u64 & (u64::MAX >> (64 - width))
}

pub fn saturate(a: u32, width: u32, signed: bool) -> Expected {
    let (low, high) = limits(width, signed);
    let value = if is_nan(a) {
        0
    } else {
        whole(a).clamp(low, high)
    };
    Expected::Bits(encode(value, width))
}

pub fn truncate(a: u32, width: u32, signed: bool) -> Expected {
    let (low, high) = limits(width, signed);
    if is_nan(a) {
        return Expected::Trap("invalid conversion to integer");
    }
    let value = whole(a);
    if value < low || value > high {
        return Expected::Trap("integer overflow");
    }
    Expected::Bits(encode(value, width))
}
