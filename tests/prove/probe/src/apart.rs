//! Windows as slices of their own, one function for each slice: `apart_ab_c_b` has two windows that are stored to and one that is
//! loaded from, and gives the slice of `b`. Windows are any that there could be, also such as [`rt::window`] does not make.

use include_wasm::rt::{self, Window};

#[inline(never)]
pub fn apart_a_a(a: Window, m: &mut [u8]) -> Option<&mut [u8]> {
    let ([a], []) = rt::apart([a], [], m)?;
    Some(a)
}

#[inline(never)]
pub fn apart_a_b_a(a: Window, b: Window, m: &mut [u8]) -> Option<&mut [u8]> {
    let ([a], [_]) = rt::apart([a], [b], m)?;
    Some(a)
}

#[inline(never)]
pub fn apart_a_b_b(a: Window, b: Window, m: &mut [u8]) -> Option<&[u8]> {
    let ([_], [b]) = rt::apart([a], [b], m)?;
    Some(b)
}

#[inline(never)]
pub fn apart_a_bc_a(a: Window, b: Window, c: Window, m: &mut [u8]) -> Option<&mut [u8]> {
    let ([a], [_, _]) = rt::apart([a], [b, c], m)?;
    Some(a)
}

#[inline(never)]
pub fn apart_a_bc_b(a: Window, b: Window, c: Window, m: &mut [u8]) -> Option<&[u8]> {
    let ([_], [b, _]) = rt::apart([a], [b, c], m)?;
    Some(b)
}

#[inline(never)]
pub fn apart_a_bc_c(a: Window, b: Window, c: Window, m: &mut [u8]) -> Option<&[u8]> {
    let ([_], [_, c]) = rt::apart([a], [b, c], m)?;
    Some(c)
}

#[inline(never)]
pub fn apart_ab_a(a: Window, b: Window, m: &mut [u8]) -> Option<&mut [u8]> {
    let ([a, _], []) = rt::apart([a, b], [], m)?;
    Some(a)
}

#[inline(never)]
pub fn apart_ab_b(a: Window, b: Window, m: &mut [u8]) -> Option<&mut [u8]> {
    let ([_, b], []) = rt::apart([a, b], [], m)?;
    Some(b)
}

#[inline(never)]
pub fn apart_ab_c_a(a: Window, b: Window, c: Window, m: &mut [u8]) -> Option<&mut [u8]> {
    let ([a, _], [_]) = rt::apart([a, b], [c], m)?;
    Some(a)
}

#[inline(never)]
pub fn apart_ab_c_b(a: Window, b: Window, c: Window, m: &mut [u8]) -> Option<&mut [u8]> {
    let ([_, b], [_]) = rt::apart([a, b], [c], m)?;
    Some(b)
}

#[inline(never)]
pub fn apart_ab_c_c(a: Window, b: Window, c: Window, m: &mut [u8]) -> Option<&[u8]> {
    let ([_, _], [c]) = rt::apart([a, b], [c], m)?;
    Some(c)
}

#[inline(never)]
pub fn apart_ab_cd_a(
    a: Window,
    b: Window,
    c: Window,
    d: Window,
    m: &mut [u8],
) -> Option<&mut [u8]> {
    let ([a, _], [_, _]) = rt::apart([a, b], [c, d], m)?;
    Some(a)
}

#[inline(never)]
pub fn apart_ab_cd_b(
    a: Window,
    b: Window,
    c: Window,
    d: Window,
    m: &mut [u8],
) -> Option<&mut [u8]> {
    let ([_, b], [_, _]) = rt::apart([a, b], [c, d], m)?;
    Some(b)
}

#[inline(never)]
pub fn apart_ab_cd_c(a: Window, b: Window, c: Window, d: Window, m: &mut [u8]) -> Option<&[u8]> {
    let ([_, _], [c, _]) = rt::apart([a, b], [c, d], m)?;
    Some(c)
}

#[inline(never)]
pub fn apart_ab_cd_d(a: Window, b: Window, c: Window, d: Window, m: &mut [u8]) -> Option<&[u8]> {
    let ([_, _], [_, d]) = rt::apart([a, b], [c, d], m)?;
    Some(d)
}

/// Where a window is in its slice.
#[inline(never)]
pub fn alone(w: Window) -> Window {
    w.alone()
}

/// A load in a slice of its own.
#[inline(never)]
pub fn i32_load_alone(w: Window, i: u64, step: i32, offset: u32, m: &mut [u8]) -> Option<i32> {
    let ([k], []) = rt::apart([w], [], m)?;
    rt::i32_load_in(w.alone(), i as usize, step, offset, k)
}

/// The same load, through the window.
#[inline(never)]
pub fn i32_load_through(w: Window, i: u64, step: i32, offset: u32, m: &mut [u8]) -> Option<i32> {
    rt::i32_load_in(w, i as usize, step, offset, m)
}
