//! Atomic instructions (threads proposal) on memories that one instance has for itself: loads and stores that trap
//! where they are not aligned. Nobody else sees the memory in between, so nothing more is to be done.
//!
//! The effective address is checked first for alignment, then for bounds; `None` without a code is out of bounds.

use super::ops::{load, place, store};
use crate::cx::Cx;
use crate::rt::raise;
use crate::trap::TrapCode;

/// Traps unless `address + offset` is a multiple of `N`, a power of two. That the sum may wrap does not matter: 2^32 is
/// a multiple of `N`.
#[inline(always)]
fn aligned<const N: usize>(address: i32, offset: u32, cx: &mut Cx) -> Option<()> {
    let place = (address as u32).wrapping_add(offset) as usize;
    if !place.is_multiple_of(N) {
        return raise(TrapCode::UnalignedAtomic, cx);
    }
    Some(())
}

/// Replaces an aligned number by what `new` makes of it; the old one.
#[inline(always)]
fn modify<const N: usize>(
    address: i32,
    offset: u32,
    m: &mut [u8],
    cx: &mut Cx,
    new: impl FnOnce([u8; N]) -> [u8; N],
) -> Option<[u8; N]> {
    aligned::<N>(address, offset, cx)?;
    let bytes = m.get_mut(place(address, offset, N)?)?.first_chunk_mut()?;
    let old = *bytes;
    *bytes = new(old);
    Some(old)
}

macro_rules! loads {
    ($($name:ident: $bytes:ident -> $t:ident;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        #[inline(always)]
        pub fn $name(address: i32, offset: u32, m: &[u8], cx: &mut Cx) -> Option<$t> {
            aligned::<{ size_of::<$bytes>() }>(address, offset, cx)?;
            Some($bytes::from_le_bytes(load(address, offset, m)?) as $t)
        }
    )*};
}

loads! {
    i32_atomic_load: u32 -> i32;
    i64_atomic_load: u64 -> i64;
    i32_atomic_load8_u: u8 -> i32;
    i32_atomic_load16_u: u16 -> i32;
    i64_atomic_load8_u: u8 -> i64;
    i64_atomic_load16_u: u16 -> i64;
    i64_atomic_load32_u: u32 -> i64;
}

macro_rules! stores {
    ($($name:ident: $t:ident -> $bytes:ident;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        #[inline(always)]
        pub fn $name(address: i32, value: $t, offset: u32, m: &mut [u8], cx: &mut Cx) -> Option<()> {
            aligned::<{ size_of::<$bytes>() }>(address, offset, cx)?;
            store(address, (value as $bytes).to_le_bytes(), offset, m)
        }
    )*};
}

stores! {
    i32_atomic_store: i32 -> u32;
    i64_atomic_store: i64 -> u64;
    i32_atomic_store8: i32 -> u8;
    i32_atomic_store16: i32 -> u16;
    i64_atomic_store8: i64 -> u8;
    i64_atomic_store16: i64 -> u16;
    i64_atomic_store32: i64 -> u32;
}

macro_rules! operation {
    (add $old:ident $value:ident) => {
        $old.wrapping_add($value)
    };
    (sub $old:ident $value:ident) => {
        $old.wrapping_sub($value)
    };
    (and $old:ident $value:ident) => {
        $old & $value
    };
    (or $old:ident $value:ident) => {
        $old | $value
    };
    (xor $old:ident $value:ident) => {
        $old ^ $value
    };
    (xchg $old:ident $value:ident) => {
        $value
    };
}

macro_rules! read_modify_write {
    ($($name:ident: $bytes:ident -> $t:ident = $operation:ident;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`: the old number.")]
        #[inline(always)]
        pub fn $name(address: i32, value: $t, offset: u32, m: &mut [u8], cx: &mut Cx) -> Option<$t> {
            let value = value as $bytes;
            let old = modify(address, offset, m, cx, |old| {
                let _old = $bytes::from_le_bytes(old);
                operation!($operation _old value).to_le_bytes()
            });
            Some($bytes::from_le_bytes(old?) as $t)
        }
    )*};
}

read_modify_write! {
    i32_atomic_rmw_add: u32 -> i32 = add;
    i64_atomic_rmw_add: u64 -> i64 = add;
    i32_atomic_rmw8_add_u: u8 -> i32 = add;
    i32_atomic_rmw16_add_u: u16 -> i32 = add;
    i64_atomic_rmw8_add_u: u8 -> i64 = add;
    i64_atomic_rmw16_add_u: u16 -> i64 = add;
    i64_atomic_rmw32_add_u: u32 -> i64 = add;
    i32_atomic_rmw_sub: u32 -> i32 = sub;
    i64_atomic_rmw_sub: u64 -> i64 = sub;
    i32_atomic_rmw8_sub_u: u8 -> i32 = sub;
    i32_atomic_rmw16_sub_u: u16 -> i32 = sub;
    i64_atomic_rmw8_sub_u: u8 -> i64 = sub;
    i64_atomic_rmw16_sub_u: u16 -> i64 = sub;
    i64_atomic_rmw32_sub_u: u32 -> i64 = sub;
    i32_atomic_rmw_and: u32 -> i32 = and;
    i64_atomic_rmw_and: u64 -> i64 = and;
    i32_atomic_rmw8_and_u: u8 -> i32 = and;
    i32_atomic_rmw16_and_u: u16 -> i32 = and;
    i64_atomic_rmw8_and_u: u8 -> i64 = and;
    i64_atomic_rmw16_and_u: u16 -> i64 = and;
    i64_atomic_rmw32_and_u: u32 -> i64 = and;
    i32_atomic_rmw_or: u32 -> i32 = or;
    i64_atomic_rmw_or: u64 -> i64 = or;
    i32_atomic_rmw8_or_u: u8 -> i32 = or;
    i32_atomic_rmw16_or_u: u16 -> i32 = or;
    i64_atomic_rmw8_or_u: u8 -> i64 = or;
    i64_atomic_rmw16_or_u: u16 -> i64 = or;
    i64_atomic_rmw32_or_u: u32 -> i64 = or;
    i32_atomic_rmw_xor: u32 -> i32 = xor;
    i64_atomic_rmw_xor: u64 -> i64 = xor;
    i32_atomic_rmw8_xor_u: u8 -> i32 = xor;
    i32_atomic_rmw16_xor_u: u16 -> i32 = xor;
    i64_atomic_rmw8_xor_u: u8 -> i64 = xor;
    i64_atomic_rmw16_xor_u: u16 -> i64 = xor;
    i64_atomic_rmw32_xor_u: u32 -> i64 = xor;
    i32_atomic_rmw_xchg: u32 -> i32 = xchg;
    i64_atomic_rmw_xchg: u64 -> i64 = xchg;
    i32_atomic_rmw8_xchg_u: u8 -> i32 = xchg;
    i32_atomic_rmw16_xchg_u: u16 -> i32 = xchg;
    i64_atomic_rmw8_xchg_u: u8 -> i64 = xchg;
    i64_atomic_rmw16_xchg_u: u16 -> i64 = xchg;
    i64_atomic_rmw32_xchg_u: u32 -> i64 = xchg;
}

macro_rules! compare_exchange {
    ($($name:ident: $bytes:ident -> $t:ident;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`: the old number; `value` is stored if that was `expected`, of which only as many bits count.")]
        #[inline(always)]
        pub fn $name(
            address: i32,
            expected: $t,
            value: $t,
            offset: u32,
            m: &mut [u8],
            cx: &mut Cx,
        ) -> Option<$t> {
            let old = modify(address, offset, m, cx, |old| {
                let same = $bytes::from_le_bytes(old) == expected as $bytes;
                if same { (value as $bytes).to_le_bytes() } else { old }
            });
            Some($bytes::from_le_bytes(old?) as $t)
        }
    )*};
}

compare_exchange! {
    i32_atomic_rmw_cmpxchg: u32 -> i32;
    i64_atomic_rmw_cmpxchg: u64 -> i64;
    i32_atomic_rmw8_cmpxchg_u: u8 -> i32;
    i32_atomic_rmw16_cmpxchg_u: u16 -> i32;
    i64_atomic_rmw8_cmpxchg_u: u8 -> i64;
    i64_atomic_rmw16_cmpxchg_u: u16 -> i64;
    i64_atomic_rmw32_cmpxchg_u: u32 -> i64;
}

/// `atomic_fence`.
#[inline(always)]
pub fn atomic_fence() {
    core::sync::atomic::fence(core::sync::atomic::Ordering::SeqCst);
}

/// `memory_atomic_notify`: nobody can wait on a memory that is not shared.
#[inline(always)]
pub fn memory_atomic_notify(
    address: i32,
    _count: i32,
    offset: u32,
    m: &[u8],
    cx: &mut Cx,
) -> Option<i32> {
    i32_atomic_load(address, offset, m, cx).map(|_| 0)
}

/// `memory_atomic_wait32`: traps, as nobody could wake whoever waits on a memory that is not shared.
#[inline(always)]
pub fn memory_atomic_wait32(
    address: i32,
    _expected: i32,
    _timeout: i64,
    offset: u32,
    m: &[u8],
    cx: &mut Cx,
) -> Option<i32> {
    i32_atomic_load(address, offset, m, cx)?;
    raise(TrapCode::ExpectedSharedMemory, cx)
}

/// `memory_atomic_wait64`, likewise.
#[inline(always)]
pub fn memory_atomic_wait64(
    address: i32,
    _expected: i64,
    _timeout: i64,
    offset: u32,
    m: &[u8],
    cx: &mut Cx,
) -> Option<i32> {
    i64_atomic_load(address, offset, m, cx)?;
    raise(TrapCode::ExpectedSharedMemory, cx)
}
