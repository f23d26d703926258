//! Counted loops: how many rounds, whether a window can be made, and one access in one round of it.
//! (Functions of the window's parts alone can't be called: only [`rt::window`] makes one.)

use include_wasm::rt::{self, V128};

/// Windows that can be made.
#[inline(never)]
pub fn window(a: i32, step: i32, extent: u64, rounds: u64, m: &[u8]) -> u32 {
    u32::from(rt::window(a, step, extent, rounds as usize, m).is_some())
}

/// As an `u64`.
macro_rules! rounds {
    ($($name:ident($($arg:ident: $t:ty),*) -> $out:ty;)*) => {$(
        #[inline(never)]
        pub fn $name($($arg: $t),*) -> $out {
            rt::$name($($arg),*) as $out
        }
    )*};
}

rounds! {
    rounds_ne(first: i32, step: u32, copies: u32) -> u64;
    rounds_lt(x: i32, limit: i32, step: u32, copies: u32) -> u64;
    rounds_le(x: i32, limit: i32, step: u32, copies: u32) -> u64;
}

/// A window, and a load of round `i` in it.
macro_rules! loads {
    ($($name:ident($a:ident: i32, $step:ident: i32, $extent:ident: u64, $rounds:ident: u64, $i:ident: u64, $offset:ident: u32, $m:ident: &[u8]) -> $out:ty;)*) => {$(
        #[inline(never)]
        pub fn $name($a: i32, $step: i32, $extent: u64, $rounds: u64, $i: u64, $offset: u32, $m: &[u8]) -> $out {
            let w = rt::window($a, $step, $extent, $rounds as usize, $m)?;
            rt::$name(w, $i as usize, $step, $offset, $m)
        }
    )*};
}

loads! {
    i32_load_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i32>;
    i32_load8_s_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i32>;
    i32_load8_u_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i32>;
    i32_load16_s_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i32>;
    i32_load16_u_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i32>;
    i64_load_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i64>;
    i64_load8_s_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i64>;
    i64_load8_u_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i64>;
    i64_load16_s_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i64>;
    i64_load16_u_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i64>;
    i64_load32_s_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i64>;
    i64_load32_u_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<i64>;
    f32_load_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<f32>;
    f64_load_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<f64>;
    v128_load_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load8_splat_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load16_splat_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load32_splat_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load64_splat_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load32_zero_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load64_zero_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load8x8_s_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load8x8_u_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load16x4_s_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load16x4_u_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load32x2_s_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
    v128_load32x2_u_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, offset: u32, m: &[u8]) -> Option<V128>;
}

/// A window, and a store of round `i` in it.
macro_rules! stores {
    ($($name:ident($a:ident: i32, $step:ident: i32, $extent:ident: u64, $rounds:ident: u64, $i:ident: u64, $v:ident: $t:ty, $offset:ident: u32, $m:ident: &mut [u8]) -> $out:ty;)*) => {$(
        #[inline(never)]
        pub fn $name($a: i32, $step: i32, $extent: u64, $rounds: u64, $i: u64, $v: $t, $offset: u32, $m: &mut [u8]) -> $out {
            let w = rt::window($a, $step, $extent, $rounds as usize, $m)?;
            rt::$name(w, $i as usize, $step, $v, $offset, $m)
        }
    )*};
}

stores! {
    i32_store_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, v: i32, offset: u32, m: &mut [u8]) -> Option<()>;
    i32_store8_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, v: i32, offset: u32, m: &mut [u8]) -> Option<()>;
    i32_store16_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, v: i32, offset: u32, m: &mut [u8]) -> Option<()>;
    i64_store_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, v: i64, offset: u32, m: &mut [u8]) -> Option<()>;
    i64_store8_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, v: i64, offset: u32, m: &mut [u8]) -> Option<()>;
    i64_store16_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, v: i64, offset: u32, m: &mut [u8]) -> Option<()>;
    i64_store32_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, v: i64, offset: u32, m: &mut [u8]) -> Option<()>;
    f32_store_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, v: f32, offset: u32, m: &mut [u8]) -> Option<()>;
    f64_store_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, v: f64, offset: u32, m: &mut [u8]) -> Option<()>;
    v128_store_in(a: i32, step: i32, extent: u64, rounds: u64, i: u64, v: V128, offset: u32, m: &mut [u8]) -> Option<()>;
}

/// Bytes that are passed over, in a search for either of two.
#[inline(never)]
pub fn scan(a: i32, offset: u32, stop: i32, other: i32, m: &[u8]) -> u64 {
    rt::scan(a, offset, [stop, other], m).map_or(0, |n| u64::from(n as u32) + 1)
}

/// Likewise, in a loop that counts.
#[inline(never)]
pub fn scan_within(a: i32, offset: u32, stop: i32, other: i32, rounds: u64, m: &[u8]) -> u64 {
    rt::scan_within(a, offset, [stop, other], rounds as usize, m)
        .map_or(0, |n| u64::from(n as u32) + 1)
}

/// Bytes that are passed over, since they are equal and not one of them is `stop`.
#[inline(never)]
pub fn alike(a: i32, offset: u32, stop: i32, b: i32, apart: u32, m: &[u8]) -> u64 {
    rt::alike(a, offset, [stop], b, apart, m).map_or(0, |n| u64::from(n as u32) + 1)
}

/// Bytes that are passed over, since they are equal.
#[inline(never)]
pub fn alike_unstopped(a: i32, offset: u32, b: i32, apart: u32, m: &[u8]) -> u64 {
    rt::alike(a, offset, [], b, apart, m).map_or(0, |n| u64::from(n as u32) + 1)
}

/// Likewise, in a loop that counts.
#[inline(never)]
pub fn alike_within_unstopped(
    a: i32,
    offset: u32,
    b: i32,
    apart: u32,
    rounds: u64,
    m: &[u8],
) -> u64 {
    rt::alike_within(a, offset, [], b, apart, rounds as usize, m)
        .map_or(0, |n| u64::from(n as u32) + 1)
}

/// Likewise, and not one of them is `stop`.
#[inline(never)]
pub fn alike_within(
    a: i32,
    offset: u32,
    stop: i32,
    b: i32,
    apart: u32,
    rounds: u64,
    m: &[u8],
) -> u64 {
    rt::alike_within(a, offset, [stop], b, apart, rounds as usize, m)
        .map_or(0, |n| u64::from(n as u32) + 1)
}
