//! Memory instructions.
//!
//! `None` is an access out of bounds. Each access is one comparison: the end of the accessed bytes
//! cannot wrap (33 bits in 64), so that it alone decides.

use core::ops::Range;

use super::{Data, Memory, PAGE_SIZE};

/// The `len` bytes at `address + offset`, wherever they lie. `None` if the host's addresses do not
/// reach so far.
#[inline(always)]
pub(crate) fn place(address: i32, offset: u32, len: usize) -> Option<Range<usize>> {
    let address = address as u32;
    if usize::BITS >= 64 {
        // No overflow: two 32-bit numbers and a small one.
        let end = address as usize + offset as usize + len;
        Some(end - len..end)
    } else {
        let start = (address as usize).checked_add(offset as usize)?;
        Some(start..start.checked_add(len)?)
    }
}

#[inline(always)]
pub(crate) fn load<const N: usize>(address: i32, offset: u32, m: &[u8]) -> Option<[u8; N]> {
    m.get(place(address, offset, N)?)?.first_chunk().copied()
}

#[inline(always)]
pub(crate) fn store<const N: usize>(
    address: i32,
    bytes: [u8; N],
    offset: u32,
    m: &mut [u8],
) -> Option<()> {
    *m.get_mut(place(address, offset, N)?)?.first_chunk_mut()? = bytes;
    Some(())
}

/// Defines loads: `name: bytes -> result = |bytes| result;`. Bits of floats are left as they are, also of a signalling NaN.
///
/// Each is one function, not a shell around `load`: rustc's own inliner would take the shell apart in every caller, while it
/// leaves the whole to LLVM, which simplifies it once. That saves a tenth of what generated code costs to compile.
macro_rules! loads {
    ($($name:ident: $bytes:ident -> $t:ident = |$value:ident| $result:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        pub fn $name(address: i32, offset: u32, m: &[u8]) -> Option<$t> {
            let bytes = m.get(place(address, offset, size_of::<$bytes>())?)?;
            let $value = $bytes::from_le_bytes(*bytes.first_chunk()?);
            Some($result)
        }
    )*};
}

loads! {
    i32_load: i32 -> i32 = |value| value;
    i64_load: i64 -> i64 = |value| value;
    f32_load: u32 -> f32 = |bits| f32::from_bits(bits);
    f64_load: u64 -> f64 = |bits| f64::from_bits(bits);
    i32_load8_s: i8 -> i32 = |value| value as i32;
    i32_load8_u: u8 -> i32 = |value| value as i32;
    i32_load16_s: i16 -> i32 = |value| value as i32;
    i32_load16_u: u16 -> i32 = |value| value as i32;
    i64_load8_s: i8 -> i64 = |value| value as i64;
    i64_load8_u: u8 -> i64 = |value| value as i64;
    i64_load16_s: i16 -> i64 = |value| value as i64;
    i64_load16_u: u16 -> i64 = |value| value as i64;
    i64_load32_s: i32 -> i64 = |value| value as i64;
    i64_load32_u: u32 -> i64 = |value| value as i64;
}

/// Defines stores: `name: operand -> bytes = |operand| bytes;`, each one function, as loads are.
macro_rules! stores {
    ($($name:ident: $t:ident -> $bytes:ident = |$value:ident| $result:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        pub fn $name(address: i32, $value: $t, offset: u32, m: &mut [u8]) -> Option<()> {
            let bytes = m.get_mut(place(address, offset, size_of::<$bytes>())?)?;
            let value: $bytes = $result;
            *bytes.first_chunk_mut()? = value.to_le_bytes();
            Some(())
        }
    )*};
}

stores! {
    i32_store: i32 -> i32 = |value| value;
    i64_store: i64 -> i64 = |value| value;
    f32_store: f32 -> u32 = |value| value.to_bits();
    f64_store: f64 -> u64 = |value| value.to_bits();
    i32_store8: i32 -> u8 = |value| value as u8;
    i32_store16: i32 -> u16 = |value| value as u16;
    i64_store8: i64 -> u8 = |value| value as u8;
    i64_store16: i64 -> u16 = |value| value as u16;
    i64_store32: i64 -> u32 = |value| value as u32;
}

/// `memory_size`, in pages.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn memory_size(m: &[u8]) -> i32 {
    (m.len() / PAGE_SIZE) as u32 as i32
}

/// `memory_grow`: the old size in pages, or -1.
#[inline]
pub fn memory_grow(delta: i32, m: &mut Memory) -> i32 {
    match m.grow(delta as u32) {
        Some(old) => old as i32,
        None => -1,
    }
}

/// `memory_grow` of a memory that cannot: only by nothing.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn memory_grow_fixed(delta: i32, m: &[u8]) -> i32 {
    if delta == 0 { memory_size(m) } else { -1 }
}

/// `len` items from `start` on.
#[inline(always)]
pub(crate) fn span(start: i32, len: i32) -> Option<Range<usize>> {
    let start = start as u32 as usize;
    Some(start..start.checked_add(len as u32 as usize)?)
}

/// `memory_fill`.
#[inline]
pub fn memory_fill(dst: i32, value: i32, len: i32, m: &mut [u8]) -> Option<()> {
    m.get_mut(span(dst, len)?)?.fill(value as u8);
    Some(())
}

/// `memory_copy` within one memory; the ranges may overlap.
#[inline]
pub fn memory_copy(dst: i32, src: i32, len: i32, m: &mut [u8]) -> Option<()> {
    let src = span(src, len)?;
    let dst = span(dst, len)?;
    if src.end > m.len() || dst.end > m.len() {
        return None;
    }
    m.copy_within(src, dst.start);
    Some(())
}

/// `memory_copy` between two memories.
#[inline]
pub fn memory_copy_between(dst: i32, src: i32, len: i32, to: &mut [u8], from: &[u8]) -> Option<()> {
    let from = from.get(span(src, len)?)?;
    to.get_mut(span(dst, len)?)?.copy_from_slice(from);
    Some(())
}

/// `memory_init`, and active data segments.
#[inline]
pub fn memory_init(dst: i32, src: i32, len: i32, data: &[u8], m: &mut [u8]) -> Option<()> {
    memory_copy_between(dst, src, len, m, data)
}

/// Many active data segments, in order: each as its address and its length, four bytes each, little-endian, and its
/// bytes. A hundred thousand calls would take rustc minutes.
pub fn memory_init_all(segments: &[u8], m: &mut [u8]) -> Option<()> {
    each_segment(segments, |address, len, bytes| {
        memory_init(address, 0, len, bytes, m)
    })
}

/// Calls `init` with address, length and bytes of each of the segments.
pub(crate) fn each_segment(
    mut segments: &[u8],
    mut init: impl FnMut(i32, i32, &[u8]) -> Option<()>,
) -> Option<()> {
    while let Some((head, rest)) = segments.split_first_chunk::<8>() {
        let [address, len] = [0, 4].map(|i| {
            let word = [head[i], head[i + 1], head[i + 2], head[i + 3]];
            i32::from_le_bytes(word)
        });
        let (bytes, rest) = rest.split_at_checked(usize::try_from(len).ok()?)?;
        init(address, len, bytes)?;
        segments = rest;
    }
    Some(())
}

/// `data_drop`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn data_drop(data: &mut Data) {
    data.bytes = &[];
}
