//! Loops that are counted before they run.
//!
//! Where a loop can be counted on entry and its addresses move by constants, generated code asks once whether all
//! that it will access lies in memory ([`window`]), and then runs it over parts of the memory that LLVM can see the
//! accesses stay in. If the answer is no, the loop runs as it was written, so that it traps where it must.
//!
//! No function here trusts its arguments: an access outside of its window is `None`, as any other out of bounds.

use crate::V128;
use crate::simd::shape;
use core::ops::Range;

/// The part of a memory that some accesses of a counted loop lie in.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// First byte.
    start: usize,
    /// Behind the last byte.
    end: usize,
    /// Where in the window the first round's base address is: 0, unless addresses go down.
    first: usize,
}

/// `last + 1` times `copies` rounds, or 0 if the host can't count so far.
#[inline(always)]
fn rounds(last: u32, copies: u32) -> usize {
    usize::try_from((u64::from(last) + 1) * u64::from(copies)).unwrap_or(0)
}

/// How often a loop runs that goes on while a counter is not 0, of which each round takes `step` away: `first` is what
/// it is at the first test. Each run counts as `copies` rounds. 0 if the loop does not end that way.
#[inline(always)]
pub fn rounds_ne(first: i32, step: u32, copies: u32) -> usize {
    let first = first as u32;
    match (first.checked_rem(step), first.checked_div(step)) {
        (Some(0), Some(last)) => rounds(last, copies),
        _ => 0,
    }
}

/// How often a loop runs that goes on while `x` is below `limit`, unsigned, and adds `step` to `x` between two tests.
/// 0 if `x` could wrap.
#[inline(always)]
pub fn rounds_lt(x: i32, limit: i32, step: u32, copies: u32) -> usize {
    let (x, limit) = (x as u32, limit as u32);
    let left = limit.saturating_sub(x);
    match limit.checked_add(step) {
        Some(_) if step > 0 => rounds(left.div_ceil(step), copies),
        _ => 0,
    }
}

/// How often a loop runs that goes on while `x` is at most `limit`; otherwise as [`rounds_lt`].
#[inline(always)]
pub fn rounds_le(x: i32, limit: i32, step: u32, copies: u32) -> usize {
    match (limit as u32).checked_add(1) {
        Some(limit) => rounds_lt(x, limit as i32, step, copies),
        None => 0,
    }
}

/// The bytes that are accessed at addresses `base`, `base + step`, …, in so many `rounds`, with constants of up to
/// `extent` added (the length of the access included). `None` if one of them is no byte of the memory, or an address
/// wraps, or there are no rounds.
#[inline(always)]
pub fn window(base: i32, step: i32, extent: u64, rounds: usize, m: &[u8]) -> Option<Window> {
    let base = u64::from(base as u32);
    let way = (rounds.checked_sub(1)? as u64).checked_mul(u64::from(step.unsigned_abs()))?;
    let (start, first) = if step < 0 {
        (base.checked_sub(way)?, way)
    } else {
        (base, 0)
    };
    let end = start.checked_add(way.checked_add(extent)?)?;
    if end > m.len() as u64 {
        return None;
    }
    // Below the memory's length, so that they fit.
    Some(Window {
        start: start as usize,
        end: end as usize,
        first: first as usize,
    })
}

/// Nothing, which LLVM can't see: it leaves a loop as it is that has this in each round.
///
/// Of a loop that has a fast form beside it, it would make second, vectorised forms, too, and work out on every entry whether they
/// may run. Of some with stores that overlap in part, LLVM 22 makes wrong code (its pass `loop-load-elim`).
#[inline(always)]
pub fn as_is() {
    core::hint::black_box(());
}

impl Window {
    /// The same window in the slice that it is.
    #[inline(always)]
    pub fn alone(self) -> Window {
        Window {
            start: 0,
            end: self.end.wrapping_sub(self.start),
            first: self.first,
        }
    }
}

/// What [`apart`] makes of windows that are stored to, and of others.
pub type Apart<'m, const S: usize, const L: usize> = ([&'m mut [u8]; S], [&'m [u8]; L]);

/// Windows as slices of their own: one or two that are stored to, and others that are only loaded from. `None` if one
/// that is stored to has a byte in common with any other.
#[inline(always)]
pub fn apart<const S: usize, const L: usize>(
    stored: [Window; S],
    loaded: [Window; L],
    m: &mut [u8],
) -> Option<Apart<'_, S, L>> {
    let slices = slices(stored, loaded, m);
    if slices.is_none() {
        overlapping();
    }
    slices
}

/// Tells LLVM that what leads here is rare. Otherwise, each test would halve its idea of how often the loop behind them
/// all is reached, until that is not worth inlining.
#[cold]
#[inline(never)]
fn overlapping() {}

#[inline(always)]
fn slices<const S: usize, const L: usize>(
    stored: [Window; S],
    loaded: [Window; L],
    m: &mut [u8],
) -> Option<Apart<'_, S, L>> {
    let len = |w: &Window| w.end.wrapping_sub(w.start);
    let none = Window {
        start: m.len(),
        end: m.len(),
        first: 0,
    };
    let (mut a, mut b) = (*stored.first()?, *stored.get(1).unwrap_or(&none));
    let swap = b.start < a.start;
    if swap {
        (a, b) = (b, a);
    }
    let (low, rest) = m.split_at_mut_checked(a.start)?;
    let (mut first, rest) = rest.split_at_mut_checked(len(&a))?;
    let (between, rest) = rest.split_at_mut_checked(b.start.checked_sub(a.end)?)?;
    let (mut second, high) = rest.split_at_mut_checked(len(&b))?;
    if swap {
        (first, second) = (second, first);
    }
    let mut pieces: [&[u8]; L] = [&[]; L];
    // By reference: what takes arrays by value LLVM does not always inline.
    for (piece, w) in pieces.iter_mut().zip(&loaded) {
        let from = if w.start >= b.end {
            high.get(w.start.wrapping_sub(b.end)..)
        } else if w.start >= a.end {
            between.get(w.start.wrapping_sub(a.end)..)
        } else {
            low.get(w.start..)
        };
        *piece = from?.get(..len(w))?;
    }
    let mut own: [&mut [u8]; S] = [(); S].map(|()| Default::default());
    if let (Some(own), Some(w)) = (own.first_mut(), stored.first()) {
        *own = first.get_mut(..len(w))?;
    }
    if let (Some(own), Some(w)) = (own.get_mut(1), stored.get(1)) {
        *own = second.get_mut(..len(w))?;
    }
    Some((own, pieces))
}

/// Where in its window round `i` accesses `len` bytes, `offset` behind the base.
#[inline(always)]
fn place(w: Window, i: usize, step: i32, offset: u32, len: usize) -> Range<usize> {
    let way = i.wrapping_mul(step.unsigned_abs() as usize);
    let base = if step < 0 {
        w.first.wrapping_sub(way)
    } else {
        way
    };
    let start = base.wrapping_add(offset as usize);
    start..start.wrapping_add(len)
}

#[inline(always)]
fn load<const N: usize>(w: Window, i: usize, step: i32, offset: u32, m: &[u8]) -> Option<[u8; N]> {
    m.get(w.start..w.end)?
        .get(place(w, i, step, offset, N))?
        .first_chunk()
        .copied()
}

#[inline(always)]
fn store<const N: usize>(
    w: Window,
    i: usize,
    step: i32,
    bytes: [u8; N],
    offset: u32,
    m: &mut [u8],
) -> Option<()> {
    *m.get_mut(w.start..w.end)?
        .get_mut(place(w, i, step, offset, N))?
        .first_chunk_mut()? = bytes;
    Some(())
}

macro_rules! loads {
    ($($name:ident: $bytes:ident -> $t:ident;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`: round `i` of a counted loop.")]
        #[inline(always)]
        pub fn $name(w: Window, i: usize, step: i32, offset: u32, m: &[u8]) -> Option<$t> {
            Some($bytes::from_le_bytes(load(w, i, step, offset, m)?) as $t)
        }
    )*};
}

loads! {
    i32_load_in: i32 -> i32;
    i64_load_in: i64 -> i64;
    i32_load8_s_in: i8 -> i32;
    i32_load8_u_in: u8 -> i32;
    i32_load16_s_in: i16 -> i32;
    i32_load16_u_in: u16 -> i32;
    i64_load8_s_in: i8 -> i64;
    i64_load8_u_in: u8 -> i64;
    i64_load16_s_in: i16 -> i64;
    i64_load16_u_in: u16 -> i64;
    i64_load32_s_in: i32 -> i64;
    i64_load32_u_in: u32 -> i64;
}

/// `f32_load_in`: bits as they are, also of a signalling NaN.
#[inline(always)]
pub fn f32_load_in(w: Window, i: usize, step: i32, offset: u32, m: &[u8]) -> Option<f32> {
    let bytes = load(w, i, step, offset, m)?;
    Some(f32::from_bits(u32::from_le_bytes(bytes)))
}

/// `f64_load_in`: bits as they are, also of a signalling NaN.
#[inline(always)]
pub fn f64_load_in(w: Window, i: usize, step: i32, offset: u32, m: &[u8]) -> Option<f64> {
    let bytes = load(w, i, step, offset, m)?;
    Some(f64::from_bits(u64::from_le_bytes(bytes)))
}

macro_rules! stores {
    ($($name:ident: $t:ident -> $bytes:ident;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`: round `i` of a counted loop.")]
        #[inline(always)]
        pub fn $name(w: Window, i: usize, step: i32, value: $t, offset: u32, m: &mut [u8]) -> Option<()> {
            store(w, i, step, (value as $bytes).to_le_bytes(), offset, m)
        }
    )*};
}

stores! {
    i32_store_in: i32 -> i32;
    i64_store_in: i64 -> i64;
    i32_store8_in: i32 -> u8;
    i32_store16_in: i32 -> u16;
    i64_store8_in: i64 -> u8;
    i64_store16_in: i64 -> u16;
    i64_store32_in: i64 -> u32;
}

/// `f32_store_in`: bits as they are, also of a signalling NaN.
#[inline(always)]
pub fn f32_store_in(
    w: Window,
    i: usize,
    step: i32,
    value: f32,
    offset: u32,
    m: &mut [u8],
) -> Option<()> {
    store(w, i, step, value.to_bits().to_le_bytes(), offset, m)
}

/// `f64_store_in`: bits as they are, also of a signalling NaN.
#[inline(always)]
pub fn f64_store_in(
    w: Window,
    i: usize,
    step: i32,
    value: f64,
    offset: u32,
    m: &mut [u8],
) -> Option<()> {
    store(w, i, step, value.to_bits().to_le_bytes(), offset, m)
}

macro_rules! vector_loads {
    ($($name:ident: $make:path;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`: round `i` of a counted loop.")]
        #[cfg_attr(not(debug_assertions), inline(always))]
        pub fn $name(w: Window, i: usize, step: i32, offset: u32, m: &[u8]) -> Option<V128> {
            Some($make(load(w, i, step, offset, m)?))
        }
    )*};
}

vector_loads! {
    v128_load_in: V128::from_bytes;
    v128_load8_splat_in: shape::splat8;
    v128_load16_splat_in: shape::splat16;
    v128_load32_splat_in: shape::splat32;
    v128_load64_splat_in: shape::splat64;
    v128_load32_zero_in: shape::zero32;
    v128_load64_zero_in: shape::zero64;
    v128_load8x8_s_in: shape::extend8x8_s;
    v128_load8x8_u_in: shape::extend8x8_u;
    v128_load16x4_s_in: shape::extend16x4_s;
    v128_load16x4_u_in: shape::extend16x4_u;
    v128_load32x2_s_in: shape::extend32x2_s;
    v128_load32x2_u_in: shape::extend32x2_u;
}

/// `v128_store_in`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn v128_store_in(
    w: Window,
    i: usize,
    step: i32,
    value: V128,
    offset: u32,
    m: &mut [u8],
) -> Option<()> {
    store(w, i, step, value.to_bytes(), offset, m)
}
