//! `i32` instructions.

use super::operators;
use crate::cx::Cx;
use crate::rt::raise;
use crate::trap::TrapCode;

operators! { i32 => i32:
    i32_eqz = |a| (a == 0) as i32;
}

operators! { i32 => i32:
    i32_eq = |a, b| (a == b) as i32;
    i32_ne = |a, b| (a != b) as i32;
    i32_lt_s = |a, b| (a < b) as i32;
    i32_lt_u = |a, b| ((a as u32) < b as u32) as i32;
    i32_gt_s = |a, b| (a > b) as i32;
    i32_gt_u = |a, b| (a as u32 > b as u32) as i32;
    i32_le_s = |a, b| (a <= b) as i32;
    i32_le_u = |a, b| (a as u32 <= b as u32) as i32;
    i32_ge_s = |a, b| (a >= b) as i32;
    i32_ge_u = |a, b| (a as u32 >= b as u32) as i32;
}

operators! { i32 => i32:
    i32_clz = |a| a.leading_zeros() as i32;
    i32_ctz = |a| a.trailing_zeros() as i32;
    i32_popcnt = |a| a.count_ones() as i32;
    i32_extend8_s = |a| a as i8 as i32;
    i32_extend16_s = |a| a as i16 as i32;
}

operators! { i32 => i32:
    i32_add = |a, b| a.wrapping_add(b);
    i32_sub = |a, b| a.wrapping_sub(b);
    i32_mul = |a, b| a.wrapping_mul(b);
    i32_and = |a, b| a & b;
    i32_or = |a, b| a | b;
    i32_xor = |a, b| a ^ b;
    i32_shl = |a, b| a.wrapping_shl(b as u32);
    i32_shr_s = |a, b| a.wrapping_shr(b as u32);
    i32_shr_u = |a, b| (a as u32).wrapping_shr(b as u32) as i32;
    i32_rotl = |a, b| a.rotate_left(b as u32 % i32::BITS);
    i32_rotr = |a, b| a.rotate_right(b as u32 % i32::BITS);
}

/// `i32_div_s`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn i32_div_s(a: i32, b: i32, cx: &mut Cx) -> Option<i32> {
    match a.checked_div(b) {
        Some(quotient) => Some(quotient),
        None if b == 0 => raise(TrapCode::IntegerDivisionByZero, cx),
        None => raise(TrapCode::IntegerOverflow, cx),
    }
}

/// `i32_div_u`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn i32_div_u(a: i32, b: i32, cx: &mut Cx) -> Option<i32> {
    match (a as u32).checked_div(b as u32) {
        Some(quotient) => Some(quotient as i32),
        None => raise(TrapCode::IntegerDivisionByZero, cx),
    }
}

/// `i32_rem_s`: the remainder of the smallest integer by -1 is 0.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn i32_rem_s(a: i32, b: i32, cx: &mut Cx) -> Option<i32> {
    if b == 0 {
        return raise(TrapCode::IntegerDivisionByZero, cx);
    }
    Some(a.wrapping_rem(b))
}

/// `i32_rem_u`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn i32_rem_u(a: i32, b: i32, cx: &mut Cx) -> Option<i32> {
    match (a as u32).checked_rem(b as u32) {
        Some(remainder) => Some(remainder as i32),
        None => raise(TrapCode::IntegerDivisionByZero, cx),
    }
}
