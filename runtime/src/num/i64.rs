//! `i64` instructions.

use super::operators;
use crate::cx::Cx;
use crate::rt::raise;
use crate::trap::TrapCode;

operators! { i64 => i32:
    i64_eqz = |a| (a == 0) as i32;
}

operators! { i64 => i32:
    i64_eq = |a, b| (a == b) as i32;
    i64_ne = |a, b| (a != b) as i32;
    i64_lt_s = |a, b| (a < b) as i32;
    i64_lt_u = |a, b| ((a as u64) < b as u64) as i32;
    i64_gt_s = |a, b| (a > b) as i32;
    i64_gt_u = |a, b| (a as u64 > b as u64) as i32;
    i64_le_s = |a, b| (a <= b) as i32;
    i64_le_u = |a, b| (a as u64 <= b as u64) as i32;
    i64_ge_s = |a, b| (a >= b) as i32;
    i64_ge_u = |a, b| (a as u64 >= b as u64) as i32;
}

operators! { i64 => i64:
    i64_clz = |a| a.leading_zeros() as i64;
    i64_ctz = |a| a.trailing_zeros() as i64;
    i64_popcnt = |a| a.count_ones() as i64;
    i64_extend8_s = |a| a as i8 as i64;
    i64_extend16_s = |a| a as i16 as i64;
    i64_extend32_s = |a| a as i32 as i64;
}

operators! { i64 => i64:
    i64_add = |a, b| a.wrapping_add(b);
    i64_sub = |a, b| a.wrapping_sub(b);
    i64_mul = |a, b| a.wrapping_mul(b);
    i64_and = |a, b| a & b;
    i64_or = |a, b| a | b;
    i64_xor = |a, b| a ^ b;
    i64_shl = |a, b| a.wrapping_shl(b as u32);
    i64_shr_s = |a, b| a.wrapping_shr(b as u32);
    i64_shr_u = |a, b| (a as u64).wrapping_shr(b as u32) as i64;
    i64_rotl = |a, b| a.rotate_left(b as u32 % i64::BITS);
    i64_rotr = |a, b| a.rotate_right(b as u32 % i64::BITS);
}

/// `i64_div_s`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn i64_div_s(a: i64, b: i64, cx: &mut Cx) -> Option<i64> {
    match a.checked_div(b) {
        Some(quotient) => Some(quotient),
        None if b == 0 => raise(TrapCode::IntegerDivisionByZero, cx),
        None => raise(TrapCode::IntegerOverflow, cx),
    }
}

/// `i64_div_u`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn i64_div_u(a: i64, b: i64, cx: &mut Cx) -> Option<i64> {
    match (a as u64).checked_div(b as u64) {
        Some(quotient) => Some(quotient as i64),
        None => raise(TrapCode::IntegerDivisionByZero, cx),
    }
}

/// `i64_rem_s`: the remainder of the smallest integer by -1 is 0.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn i64_rem_s(a: i64, b: i64, cx: &mut Cx) -> Option<i64> {
    if b == 0 {
        return raise(TrapCode::IntegerDivisionByZero, cx);
    }
    Some(a.wrapping_rem(b))
}

/// `i64_rem_u`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn i64_rem_u(a: i64, b: i64, cx: &mut Cx) -> Option<i64> {
    match (a as u64).checked_rem(b as u64) {
        Some(remainder) => Some(remainder as i64),
        None => raise(TrapCode::IntegerDivisionByZero, cx),
    }
}
