//! Instructions on shared memories. Each is that of the same name in [`crate::memory::ops`], [`crate::simd`] or
//! [`crate::memory::atomic`] on the bytes in question, which are copied out of the memory's words, and into them.
//!
//! Ordinary accesses order nothing; one that lies within a word does not tear. Atomic ones are sequentially consistent.

use core::sync::atomic::Ordering;

use super::{SharedMemory, WORD};
use crate::V128;
use crate::cx::Cx;
use crate::memory::{atomic, ops};
use crate::rt::raise;
use crate::simd::operators as simd;
use crate::trap::TrapCode;

/// The effective address, if `N` bytes from there on are in the memory.
#[inline(always)]
fn place<const N: usize>(address: i32, offset: u32, m: &SharedMemory) -> Option<u64> {
    let at = u64::from(address as u32) + u64::from(offset);
    m.within(at, N as u64)?;
    Some(at)
}

#[inline]
fn load<const N: usize>(address: i32, offset: u32, m: &SharedMemory) -> Option<[u8; N]> {
    let at = place::<N>(address, offset, m)?;
    let lane = (at % WORD as u64) as usize;
    let mut bytes = [0; N];
    if lane + N <= WORD {
        let word = m.word(at)?.load(Ordering::Relaxed).to_le_bytes();
        bytes.copy_from_slice(word.get(lane..lane + N)?);
    } else {
        m.get(at, &mut bytes)?;
    }
    Some(bytes)
}

#[inline]
fn store<const N: usize>(
    address: i32,
    offset: u32,
    bytes: [u8; N],
    m: &SharedMemory,
) -> Option<()> {
    let at = place::<N>(address, offset, m)?;
    let lane = (at % WORD as u64) as usize;
    if N < WORD && lane + N <= WORD {
        m.update(at, Ordering::Relaxed, |_| Some(bytes)).map(|_| ())
    } else {
        m.set(at, &bytes)
    }
}

/// The effective address of an atomic access: aligned, then in the memory.
#[inline(always)]
fn aligned<const N: usize>(
    address: i32,
    offset: u32,
    m: &SharedMemory,
    cx: &mut Cx,
) -> Option<u64> {
    let at = u64::from(address as u32) + u64::from(offset);
    if !at.is_multiple_of(N as u64) {
        return raise(TrapCode::UnalignedAtomic, cx);
    }
    place::<N>(address, offset, m)
}

/// An atomic read.
#[inline(always)]
fn atomic_load<const N: usize>(at: u64, m: &SharedMemory) -> Option<[u8; N]> {
    let word = m.word(at)?.load(Ordering::SeqCst).to_le_bytes();
    word.get((at % WORD as u64) as usize..)?
        .first_chunk()
        .copied()
}

macro_rules! loads {
    ($($name:ident = $module:ident $plain:ident: $n:literal -> $t:ident;)*) => {$(
        #[doc = concat!("`", stringify!($plain), "` of a shared memory.")]
        #[inline]
        pub fn $name(address: i32, offset: u32, m: &SharedMemory) -> Option<$t> {
            $module::$plain(0, 0, &load::<$n>(address, offset, m)?)
        }
    )*};
}

loads! {
    i32_load_shared = ops i32_load: 4 -> i32;
    i64_load_shared = ops i64_load: 8 -> i64;
    f32_load_shared = ops f32_load: 4 -> f32;
    f64_load_shared = ops f64_load: 8 -> f64;
    i32_load8_s_shared = ops i32_load8_s: 1 -> i32;
    i32_load8_u_shared = ops i32_load8_u: 1 -> i32;
    i32_load16_s_shared = ops i32_load16_s: 2 -> i32;
    i32_load16_u_shared = ops i32_load16_u: 2 -> i32;
    i64_load8_s_shared = ops i64_load8_s: 1 -> i64;
    i64_load8_u_shared = ops i64_load8_u: 1 -> i64;
    i64_load16_s_shared = ops i64_load16_s: 2 -> i64;
    i64_load16_u_shared = ops i64_load16_u: 2 -> i64;
    i64_load32_s_shared = ops i64_load32_s: 4 -> i64;
    i64_load32_u_shared = ops i64_load32_u: 4 -> i64;
    v128_load_shared = simd v128_load: 16 -> V128;
    v128_load8x8_s_shared = simd v128_load8x8_s: 8 -> V128;
    v128_load8x8_u_shared = simd v128_load8x8_u: 8 -> V128;
    v128_load16x4_s_shared = simd v128_load16x4_s: 8 -> V128;
    v128_load16x4_u_shared = simd v128_load16x4_u: 8 -> V128;
    v128_load32x2_s_shared = simd v128_load32x2_s: 8 -> V128;
    v128_load32x2_u_shared = simd v128_load32x2_u: 8 -> V128;
    v128_load8_splat_shared = simd v128_load8_splat: 1 -> V128;
    v128_load16_splat_shared = simd v128_load16_splat: 2 -> V128;
    v128_load32_splat_shared = simd v128_load32_splat: 4 -> V128;
    v128_load64_splat_shared = simd v128_load64_splat: 8 -> V128;
    v128_load32_zero_shared = simd v128_load32_zero: 4 -> V128;
    v128_load64_zero_shared = simd v128_load64_zero: 8 -> V128;
}

macro_rules! stores {
    ($($name:ident = $module:ident $plain:ident: $t:ident -> $n:literal;)*) => {$(
        #[doc = concat!("`", stringify!($plain), "` of a shared memory.")]
        #[inline]
        pub fn $name(address: i32, value: $t, offset: u32, m: &SharedMemory) -> Option<()> {
            let mut bytes = [0; $n];
            $module::$plain(0, value, 0, &mut bytes)?;
            store(address, offset, bytes, m)
        }
    )*};
}

stores! {
    i32_store_shared = ops i32_store: i32 -> 4;
    i64_store_shared = ops i64_store: i64 -> 8;
    f32_store_shared = ops f32_store: f32 -> 4;
    f64_store_shared = ops f64_store: f64 -> 8;
    i32_store8_shared = ops i32_store8: i32 -> 1;
    i32_store16_shared = ops i32_store16: i32 -> 2;
    i64_store8_shared = ops i64_store8: i64 -> 1;
    i64_store16_shared = ops i64_store16: i64 -> 2;
    i64_store32_shared = ops i64_store32: i64 -> 4;
    v128_store_shared = simd v128_store: V128 -> 16;
}

macro_rules! lanes {
    ($($load:ident = $plain_load:ident, $store:ident = $plain_store:ident: $n:literal;)*) => {$(
        #[doc = concat!("`", stringify!($plain_load), "` of a shared memory.")]
        #[inline]
        pub fn $load(address: i32, value: V128, offset: u32, lane: u8, m: &SharedMemory) -> Option<V128> {
            simd::$plain_load(0, value, 0, lane, &load::<$n>(address, offset, m)?)
        }

        #[doc = concat!("`", stringify!($plain_store), "` of a shared memory.")]
        #[inline]
        pub fn $store(address: i32, value: V128, offset: u32, lane: u8, m: &SharedMemory) -> Option<()> {
            let mut bytes = [0; $n];
            simd::$plain_store(0, value, 0, lane, &mut bytes)?;
            store(address, offset, bytes, m)
        }
    )*};
}

lanes! {
    v128_load8_lane_shared = v128_load8_lane, v128_store8_lane_shared = v128_store8_lane: 1;
    v128_load16_lane_shared = v128_load16_lane, v128_store16_lane_shared = v128_store16_lane: 2;
    v128_load32_lane_shared = v128_load32_lane, v128_store32_lane_shared = v128_store32_lane: 4;
    v128_load64_lane_shared = v128_load64_lane, v128_store64_lane_shared = v128_store64_lane: 8;
}

macro_rules! atomic_loads {
    ($($name:ident = $plain:ident: $n:literal -> $t:ident;)*) => {$(
        #[doc = concat!("`", stringify!($plain), "` of a shared memory.")]
        #[inline]
        pub fn $name(address: i32, offset: u32, m: &SharedMemory, cx: &mut Cx) -> Option<$t> {
            let at = aligned::<$n>(address, offset, m, cx)?;
            atomic::$plain(0, 0, &atomic_load::<$n>(at, m)?, cx)
        }
    )*};
}

atomic_loads! {
    i32_atomic_load_shared = i32_atomic_load: 4 -> i32;
    i64_atomic_load_shared = i64_atomic_load: 8 -> i64;
    i32_atomic_load8_u_shared = i32_atomic_load8_u: 1 -> i32;
    i32_atomic_load16_u_shared = i32_atomic_load16_u: 2 -> i32;
    i64_atomic_load8_u_shared = i64_atomic_load8_u: 1 -> i64;
    i64_atomic_load16_u_shared = i64_atomic_load16_u: 2 -> i64;
    i64_atomic_load32_u_shared = i64_atomic_load32_u: 4 -> i64;
}

macro_rules! atomic_stores {
    ($($name:ident = $plain:ident: $t:ident -> $n:literal;)*) => {$(
        #[doc = concat!("`", stringify!($plain), "` of a shared memory.")]
        #[inline]
        pub fn $name(address: i32, value: $t, offset: u32, m: &SharedMemory, cx: &mut Cx) -> Option<()> {
            let at = aligned::<$n>(address, offset, m, cx)?;
            m.update::<$n>(at, Ordering::SeqCst, |mut bytes| {
                atomic::$plain(0, value, 0, &mut bytes, cx).map(|()| bytes)
            })
            .map(|_| ())
        }
    )*};
}

atomic_stores! {
    i32_atomic_store_shared = i32_atomic_store: i32 -> 4;
    i64_atomic_store_shared = i64_atomic_store: i64 -> 8;
    i32_atomic_store8_shared = i32_atomic_store8: i32 -> 1;
    i32_atomic_store16_shared = i32_atomic_store16: i32 -> 2;
    i64_atomic_store8_shared = i64_atomic_store8: i64 -> 1;
    i64_atomic_store16_shared = i64_atomic_store16: i64 -> 2;
    i64_atomic_store32_shared = i64_atomic_store32: i64 -> 4;
}

macro_rules! read_modify_write {
    ($($name:ident = $plain:ident($($value:ident),*): $n:literal -> $t:ident;)*) => {$(
        #[doc = concat!("`", stringify!($plain), "` of a shared memory.")]
        #[inline]
        pub fn $name(address: i32, $($value: $t,)* offset: u32, m: &SharedMemory, cx: &mut Cx) -> Option<$t> {
            let at = aligned::<$n>(address, offset, m, cx)?;
            let old = m.update::<$n>(at, Ordering::SeqCst, |mut bytes| {
                atomic::$plain(0, $($value,)* 0, &mut bytes, cx).map(|_| bytes)
            })?;
            // What it returns is the old number, which these bytes are.
            let mut old = old;
            atomic::$plain(0, $($value,)* 0, &mut old, cx)
        }
    )*};
}

read_modify_write! {
    i32_atomic_rmw_add_shared = i32_atomic_rmw_add(value): 4 -> i32;
    i64_atomic_rmw_add_shared = i64_atomic_rmw_add(value): 8 -> i64;
    i32_atomic_rmw8_add_u_shared = i32_atomic_rmw8_add_u(value): 1 -> i32;
    i32_atomic_rmw16_add_u_shared = i32_atomic_rmw16_add_u(value): 2 -> i32;
    i64_atomic_rmw8_add_u_shared = i64_atomic_rmw8_add_u(value): 1 -> i64;
    i64_atomic_rmw16_add_u_shared = i64_atomic_rmw16_add_u(value): 2 -> i64;
    i64_atomic_rmw32_add_u_shared = i64_atomic_rmw32_add_u(value): 4 -> i64;
    i32_atomic_rmw_sub_shared = i32_atomic_rmw_sub(value): 4 -> i32;
    i64_atomic_rmw_sub_shared = i64_atomic_rmw_sub(value): 8 -> i64;
    i32_atomic_rmw8_sub_u_shared = i32_atomic_rmw8_sub_u(value): 1 -> i32;
    i32_atomic_rmw16_sub_u_shared = i32_atomic_rmw16_sub_u(value): 2 -> i32;
    i64_atomic_rmw8_sub_u_shared = i64_atomic_rmw8_sub_u(value): 1 -> i64;
    i64_atomic_rmw16_sub_u_shared = i64_atomic_rmw16_sub_u(value): 2 -> i64;
    i64_atomic_rmw32_sub_u_shared = i64_atomic_rmw32_sub_u(value): 4 -> i64;
    i32_atomic_rmw_and_shared = i32_atomic_rmw_and(value): 4 -> i32;
    i64_atomic_rmw_and_shared = i64_atomic_rmw_and(value): 8 -> i64;
    i32_atomic_rmw8_and_u_shared = i32_atomic_rmw8_and_u(value): 1 -> i32;
    i32_atomic_rmw16_and_u_shared = i32_atomic_rmw16_and_u(value): 2 -> i32;
    i64_atomic_rmw8_and_u_shared = i64_atomic_rmw8_and_u(value): 1 -> i64;
    i64_atomic_rmw16_and_u_shared = i64_atomic_rmw16_and_u(value): 2 -> i64;
    i64_atomic_rmw32_and_u_shared = i64_atomic_rmw32_and_u(value): 4 -> i64;
    i32_atomic_rmw_or_shared = i32_atomic_rmw_or(value): 4 -> i32;
    i64_atomic_rmw_or_shared = i64_atomic_rmw_or(value): 8 -> i64;
    i32_atomic_rmw8_or_u_shared = i32_atomic_rmw8_or_u(value): 1 -> i32;
    i32_atomic_rmw16_or_u_shared = i32_atomic_rmw16_or_u(value): 2 -> i32;
    i64_atomic_rmw8_or_u_shared = i64_atomic_rmw8_or_u(value): 1 -> i64;
    i64_atomic_rmw16_or_u_shared = i64_atomic_rmw16_or_u(value): 2 -> i64;
    i64_atomic_rmw32_or_u_shared = i64_atomic_rmw32_or_u(value): 4 -> i64;
    i32_atomic_rmw_xor_shared = i32_atomic_rmw_xor(value): 4 -> i32;
    i64_atomic_rmw_xor_shared = i64_atomic_rmw_xor(value): 8 -> i64;
    i32_atomic_rmw8_xor_u_shared = i32_atomic_rmw8_xor_u(value): 1 -> i32;
    i32_atomic_rmw16_xor_u_shared = i32_atomic_rmw16_xor_u(value): 2 -> i32;
    i64_atomic_rmw8_xor_u_shared = i64_atomic_rmw8_xor_u(value): 1 -> i64;
    i64_atomic_rmw16_xor_u_shared = i64_atomic_rmw16_xor_u(value): 2 -> i64;
    i64_atomic_rmw32_xor_u_shared = i64_atomic_rmw32_xor_u(value): 4 -> i64;
    i32_atomic_rmw_xchg_shared = i32_atomic_rmw_xchg(value): 4 -> i32;
    i64_atomic_rmw_xchg_shared = i64_atomic_rmw_xchg(value): 8 -> i64;
    i32_atomic_rmw8_xchg_u_shared = i32_atomic_rmw8_xchg_u(value): 1 -> i32;
    i32_atomic_rmw16_xchg_u_shared = i32_atomic_rmw16_xchg_u(value): 2 -> i32;
    i64_atomic_rmw8_xchg_u_shared = i64_atomic_rmw8_xchg_u(value): 1 -> i64;
    i64_atomic_rmw16_xchg_u_shared = i64_atomic_rmw16_xchg_u(value): 2 -> i64;
    i64_atomic_rmw32_xchg_u_shared = i64_atomic_rmw32_xchg_u(value): 4 -> i64;
    i32_atomic_rmw_cmpxchg_shared = i32_atomic_rmw_cmpxchg(expected, value): 4 -> i32;
    i64_atomic_rmw_cmpxchg_shared = i64_atomic_rmw_cmpxchg(expected, value): 8 -> i64;
    i32_atomic_rmw8_cmpxchg_u_shared = i32_atomic_rmw8_cmpxchg_u(expected, value): 1 -> i32;
    i32_atomic_rmw16_cmpxchg_u_shared = i32_atomic_rmw16_cmpxchg_u(expected, value): 2 -> i32;
    i64_atomic_rmw8_cmpxchg_u_shared = i64_atomic_rmw8_cmpxchg_u(expected, value): 1 -> i64;
    i64_atomic_rmw16_cmpxchg_u_shared = i64_atomic_rmw16_cmpxchg_u(expected, value): 2 -> i64;
    i64_atomic_rmw32_cmpxchg_u_shared = i64_atomic_rmw32_cmpxchg_u(expected, value): 4 -> i64;
}

/// `memory_atomic_notify` of a shared memory: how many were woken, at most `count`.
#[inline]
pub fn memory_atomic_notify_shared(
    address: i32,
    count: i32,
    offset: u32,
    m: &SharedMemory,
    cx: &mut Cx,
) -> Option<i32> {
    let at = aligned::<4>(address, offset, m, cx)?;
    Some(m.0.parking.notify(at, count as u32) as i32)
}

/// `memory_atomic_wait32` of a shared memory: 0 if it was notified, 1 if the number was not `expected`, 2 after `timeout`
/// nanoseconds; negative ones are no end.
#[inline]
pub fn memory_atomic_wait32_shared(
    address: i32,
    expected: i32,
    timeout: i64,
    offset: u32,
    m: &SharedMemory,
    cx: &mut Cx,
) -> Option<i32> {
    let at = aligned::<4>(address, offset, m, cx)?;
    let is_expected = || atomic_load(at, m) == Some(expected.to_le_bytes());
    m.0.parking.wait(at, timeout, cx, is_expected)
}

/// `memory_atomic_wait64` of a shared memory, likewise.
#[inline]
pub fn memory_atomic_wait64_shared(
    address: i32,
    expected: i64,
    timeout: i64,
    offset: u32,
    m: &SharedMemory,
    cx: &mut Cx,
) -> Option<i32> {
    let at = aligned::<8>(address, offset, m, cx)?;
    let is_expected = || atomic_load(at, m) == Some(expected.to_le_bytes());
    m.0.parking.wait(at, timeout, cx, is_expected)
}

/// `memory_size` of a shared memory, in pages. Another thread may grow it at any time.
#[inline]
pub fn memory_size_shared(m: &SharedMemory) -> i32 {
    m.pages() as i32
}

/// `memory_grow` of a shared memory: the old size in pages, or -1.
#[inline]
pub fn memory_grow_shared(delta: i32, m: &SharedMemory) -> i32 {
    m.grow(delta as u32).map_or(-1, |old| old as i32)
}

/// How many bytes are copied at a time.
const BLOCK: u64 = 256;

/// The contents of a memory of either kind.
pub trait Contents {
    /// Whether `len` bytes at `at` are there.
    fn has(&self, at: u64, len: u64) -> bool;
    /// Copies bytes out; they are there.
    fn copy_out(&self, at: u64, bytes: &mut [u8]) -> Option<()>;
    /// Copies bytes in; there is room.
    fn copy_in(&mut self, at: u64, bytes: &[u8]) -> Option<()>;
}

impl Contents for SharedMemory {
    fn has(&self, at: u64, len: u64) -> bool {
        self.within(at, len).is_some()
    }

    fn copy_out(&self, at: u64, bytes: &mut [u8]) -> Option<()> {
        self.get(at, bytes)
    }

    fn copy_in(&mut self, at: u64, bytes: &[u8]) -> Option<()> {
        self.set(at, bytes)
    }
}

impl Contents for [u8] {
    fn has(&self, at: u64, len: u64) -> bool {
        at.checked_add(len)
            .is_some_and(|end| end <= self.len() as u64)
    }

    fn copy_out(&self, at: u64, bytes: &mut [u8]) -> Option<()> {
        let from = self.get(usize::try_from(at).ok()?..)?;
        bytes.copy_from_slice(from.get(..bytes.len())?);
        Some(())
    }

    fn copy_in(&mut self, at: u64, bytes: &[u8]) -> Option<()> {
        let to = self.get_mut(usize::try_from(at).ok()?..)?;
        to.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(())
    }
}

impl<const N: usize> Contents for [u8; N] {
    fn has(&self, at: u64, len: u64) -> bool {
        self.as_slice().has(at, len)
    }

    fn copy_out(&self, at: u64, bytes: &mut [u8]) -> Option<()> {
        self.as_slice().copy_out(at, bytes)
    }

    fn copy_in(&mut self, at: u64, bytes: &[u8]) -> Option<()> {
        self.as_mut_slice().copy_in(at, bytes)
    }
}

/// `start` and `len` as unsigned numbers.
fn span(start: i32, len: i32) -> (u64, u64) {
    (u64::from(start as u32), u64::from(len as u32))
}

/// Ranges of at most [`BLOCK`] bytes, of `len` in all: where each starts and how long it is.
fn blocks(len: u64) -> impl DoubleEndedIterator<Item = (u64, usize)> {
    let count = len.div_ceil(BLOCK);
    (0..count).map(move |k| (k * BLOCK, (len - k * BLOCK).min(BLOCK) as usize))
}

/// `memory_fill` of a shared memory.
pub fn memory_fill_shared(dst: i32, value: i32, len: i32, m: &SharedMemory) -> Option<()> {
    let (dst, len) = span(dst, len);
    m.within(dst, len)?;
    let bytes = [value as u8; BLOCK as usize];
    for (at, count) in blocks(len) {
        m.set(dst + at, bytes.get(..count)?)?;
    }
    Some(())
}

/// `memory_copy` within a shared memory; the ranges may overlap.
pub fn memory_copy_shared(dst: i32, src: i32, len: i32, m: &SharedMemory) -> Option<()> {
    let (to, count) = span(dst, len);
    let (from, _) = span(src, len);
    m.within(from, count)?;
    m.within(to, count)?;
    let mut buffer = [0; BLOCK as usize];
    let mut copy = |(at, count): (u64, usize)| {
        let bytes = buffer.get_mut(..count)?;
        m.get(from + at, bytes)?;
        m.set(to + at, bytes)
    };
    // Each block is read before another one is written to its place.
    if to <= from {
        blocks(count).try_for_each(&mut copy)
    } else {
        blocks(count).rev().try_for_each(&mut copy)
    }
}

/// `memory_copy` between two memories of which one is shared, or both.
pub fn memory_copy_between_shared(
    dst: i32,
    src: i32,
    len: i32,
    to: &mut (impl Contents + ?Sized),
    from: &(impl Contents + ?Sized),
) -> Option<()> {
    let (dst, count) = span(dst, len);
    let (src, _) = span(src, len);
    if !(from.has(src, count) && to.has(dst, count)) {
        return None;
    }
    let mut buffer = [0; BLOCK as usize];
    for (at, count) in blocks(count) {
        let bytes = buffer.get_mut(..count)?;
        from.copy_out(src + at, bytes)?;
        to.copy_in(dst + at, bytes)?;
    }
    Some(())
}

/// `memory_init`, and active data segments, of a shared memory.
pub fn memory_init_shared(
    dst: i32,
    src: i32,
    len: i32,
    data: &[u8],
    m: &SharedMemory,
) -> Option<()> {
    let data = data.get(ops::span(src, len)?)?;
    let (dst, len) = span(dst, len);
    m.within(dst, len)?;
    m.set(dst, data)
}

/// As [`ops::memory_init_all`].
pub fn memory_init_all_shared(segments: &[u8], m: &SharedMemory) -> Option<()> {
    ops::each_segment(segments, |address, len, bytes| {
        memory_init_shared(address, 0, len, bytes, m)
    })
}

/// What generated code calls to get at the contents of a memory: those of a shared one are itself.
pub trait Access {
    /// To read.
    fn bytes(&self) -> &Self;
    /// To write.
    fn bytes_mut(&mut self) -> &mut Self;
}

impl Access for SharedMemory {
    #[inline(always)]
    fn bytes(&self) -> &SharedMemory {
        self
    }

    #[inline(always)]
    fn bytes_mut(&mut self) -> &mut SharedMemory {
        self
    }
}
