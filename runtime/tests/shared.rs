//! Every instruction on a shared memory does what its brother on another memory does, wherever words and pages begin.
#![cfg(all(feature = "std", target_has_atomic = "64"))]

use include_wasm::rt::*;
use include_wasm::{Budget, GrowthDenied, Limits, PAGE_SIZE, SharedMemory, V128};

const PAGES: u32 = 2;
const END: i32 = PAGES as i32 * PAGE_SIZE as i32;

/// A memory of each kind with the same contents, which no byte has in common with its neighbours.
fn memories() -> (Memory, SharedMemory) {
    let mut plain = Memory::new(PAGES, Some(PAGES)).unwrap();
    let shared = SharedMemory::new(PAGES, Some(PAGES)).unwrap();
    for (i, byte) in plain.bytes_mut().iter_mut().enumerate() {
        *byte = (i * 37 + i / 256 * 11) as u8;
    }
    shared.write_slice(0, plain.bytes()).unwrap();
    (plain, shared)
}

/// Around the first words, a page's border, and the end.
fn addresses() -> impl Iterator<Item = i32> {
    let border = PAGE_SIZE as i32;
    (0..20)
        .chain(border - 18..border + 18)
        .chain(END - 20..END + 2)
        .chain([-1, i32::MAX, i32::MIN])
}

fn same(plain: &Memory, shared: &SharedMemory, what: &str, at: i32) {
    let mut bytes = vec![0; plain.bytes().len()];
    shared.read_slice(0, &mut bytes).unwrap();
    assert!(plain.bytes() == bytes, "{what} at {at}");
}

macro_rules! loads {
    ($($plain:ident $shared:ident)*) => {{
        let (plain, shared) = memories();
        $(for at in addresses() {
            for offset in [0, 3] {
                let bits = |v| format!("{v:?}");
                let [a, b] = [$plain(at, offset, plain.bytes()).map(bits), $shared(at, offset, &shared).map(bits)];
                assert_eq!(a, b, "{} at {at}", stringify!($plain));
            }
        })*
    }};
}

#[test]
fn loads() {
    loads! {
        i32_load i32_load_shared i64_load i64_load_shared f32_load f32_load_shared f64_load f64_load_shared
        i32_load8_s i32_load8_s_shared i32_load8_u i32_load8_u_shared i32_load16_s i32_load16_s_shared
        i32_load16_u i32_load16_u_shared i64_load8_s i64_load8_s_shared i64_load8_u i64_load8_u_shared
        i64_load16_s i64_load16_s_shared i64_load16_u i64_load16_u_shared i64_load32_s i64_load32_s_shared
        i64_load32_u i64_load32_u_shared v128_load v128_load_shared v128_load8x8_s v128_load8x8_s_shared
        v128_load8x8_u v128_load8x8_u_shared v128_load16x4_s v128_load16x4_s_shared
        v128_load16x4_u v128_load16x4_u_shared v128_load32x2_s v128_load32x2_s_shared
        v128_load32x2_u v128_load32x2_u_shared v128_load8_splat v128_load8_splat_shared
        v128_load16_splat v128_load16_splat_shared v128_load32_splat v128_load32_splat_shared
        v128_load64_splat v128_load64_splat_shared v128_load32_zero v128_load32_zero_shared
        v128_load64_zero v128_load64_zero_shared
    }
}

macro_rules! stores {
    ($($plain:ident $shared:ident $value:expr;)*) => {$({
        let (mut plain, shared) = memories();
        for at in addresses() {
            let [a, b] = [$plain(at, $value, 1, plain.bytes_mut()), $shared(at, $value, 1, &shared)];
            assert_eq!(a, b, "{} at {at}", stringify!($plain));
        }
        same(&plain, &shared, stringify!($plain), 0);
    })*};
}

#[test]
fn stores() {
    let vector = V128::from_u64x2([0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210]);
    stores! {
        i32_store i32_store_shared 0x89AB_CDEF_u32 as i32;
        i64_store i64_store_shared 0x0123_4567_89AB_CDEF;
        f32_store f32_store_shared 1.5;
        f64_store f64_store_shared -2.25;
        i32_store8 i32_store8_shared 0x7FE;
        i32_store16 i32_store16_shared 0x7FEDC;
        i64_store8 i64_store8_shared 0x7FE;
        i64_store16 i64_store16_shared 0x7FEDC;
        i64_store32 i64_store32_shared 0x1_2345_6789;
        v128_store v128_store_shared vector;
    }
}

#[test]
fn lanes() {
    let vector = V128::from_u64x2([0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210]);
    macro_rules! lanes {
        ($($load:ident $load_shared:ident $store:ident $store_shared:ident;)*) => {$({
            let (mut plain, shared) = memories();
            for at in addresses() {
                let [a, b] = [$load(at, vector, 2, 1, plain.bytes()), $load_shared(at, vector, 2, 1, &shared)];
                assert_eq!(a.map(V128::to_bytes), b.map(V128::to_bytes), "{} at {at}", stringify!($load));
                let a = $store(at, vector, 2, 1, plain.bytes_mut());
                assert_eq!(a, $store_shared(at, vector, 2, 1, &shared), "{} at {at}", stringify!($store));
            }
            same(&plain, &shared, stringify!($store), 0);
        })*};
    }
    lanes! {
        v128_load8_lane v128_load8_lane_shared v128_store8_lane v128_store8_lane_shared;
        v128_load16_lane v128_load16_lane_shared v128_store16_lane v128_store16_lane_shared;
        v128_load32_lane v128_load32_lane_shared v128_store32_lane v128_store32_lane_shared;
        v128_load64_lane v128_load64_lane_shared v128_store64_lane v128_store64_lane_shared;
    }
}

macro_rules! atomics {
    ($($plain:ident $shared:ident ($($value:expr),*);)*) => {$({
        let (mut plain, shared) = memories();
        for at in addresses() {
            let mut cx = [0, 1].map(|_| Cx::new(&Limits::new(), 1 << 20));
            let [one, two] = &mut cx;
            let a = $plain(at, $($value,)* 4, plain.bytes_mut(), one);
            assert_eq!(a, $shared(at, $($value,)* 4, &shared, two), "{} at {at}", stringify!($plain));
            let codes = cx.map(|mut cx| cx.finish(a, &[]).map_err(|trap| trap.code()).err());
            assert_eq!(codes[0], codes[1], "{} at {at}", stringify!($plain));
        }
        same(&plain, &shared, stringify!($plain), 0);
    })*};
}

#[test]
fn atomics() {
    atomics! {
        memory_atomic_notify memory_atomic_notify_shared (7);
        i32_atomic_load i32_atomic_load_shared ();
        i64_atomic_load i64_atomic_load_shared ();
        i32_atomic_load8_u i32_atomic_load8_u_shared ();
        i32_atomic_load16_u i32_atomic_load16_u_shared ();
        i64_atomic_load8_u i64_atomic_load8_u_shared ();
        i64_atomic_load16_u i64_atomic_load16_u_shared ();
        i64_atomic_load32_u i64_atomic_load32_u_shared ();
        i32_atomic_store i32_atomic_store_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_store i64_atomic_store_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_store8 i32_atomic_store8_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_store16 i32_atomic_store16_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_store8 i64_atomic_store8_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_store16 i64_atomic_store16_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_store32 i64_atomic_store32_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw_add i32_atomic_rmw_add_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw_add i64_atomic_rmw_add_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw8_add_u i32_atomic_rmw8_add_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw16_add_u i32_atomic_rmw16_add_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw8_add_u i64_atomic_rmw8_add_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw16_add_u i64_atomic_rmw16_add_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw32_add_u i64_atomic_rmw32_add_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw_sub i32_atomic_rmw_sub_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw_sub i64_atomic_rmw_sub_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw8_sub_u i32_atomic_rmw8_sub_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw16_sub_u i32_atomic_rmw16_sub_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw8_sub_u i64_atomic_rmw8_sub_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw16_sub_u i64_atomic_rmw16_sub_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw32_sub_u i64_atomic_rmw32_sub_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw_and i32_atomic_rmw_and_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw_and i64_atomic_rmw_and_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw8_and_u i32_atomic_rmw8_and_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw16_and_u i32_atomic_rmw16_and_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw8_and_u i64_atomic_rmw8_and_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw16_and_u i64_atomic_rmw16_and_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw32_and_u i64_atomic_rmw32_and_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw_or i32_atomic_rmw_or_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw_or i64_atomic_rmw_or_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw8_or_u i32_atomic_rmw8_or_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw16_or_u i32_atomic_rmw16_or_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw8_or_u i64_atomic_rmw8_or_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw16_or_u i64_atomic_rmw16_or_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw32_or_u i64_atomic_rmw32_or_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw_xor i32_atomic_rmw_xor_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw_xor i64_atomic_rmw_xor_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw8_xor_u i32_atomic_rmw8_xor_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw16_xor_u i32_atomic_rmw16_xor_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw8_xor_u i64_atomic_rmw8_xor_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw16_xor_u i64_atomic_rmw16_xor_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw32_xor_u i64_atomic_rmw32_xor_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw_xchg i32_atomic_rmw_xchg_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw_xchg i64_atomic_rmw_xchg_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw8_xchg_u i32_atomic_rmw8_xchg_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw16_xchg_u i32_atomic_rmw16_xchg_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw8_xchg_u i64_atomic_rmw8_xchg_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw16_xchg_u i64_atomic_rmw16_xchg_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw32_xchg_u i64_atomic_rmw32_xchg_u_shared (0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw_cmpxchg i32_atomic_rmw_cmpxchg_shared (0x25, 0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw_cmpxchg i64_atomic_rmw_cmpxchg_shared (0x25, 0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw8_cmpxchg_u i32_atomic_rmw8_cmpxchg_u_shared (0x25, 0x0123_4567_89AB_CDEF_u64 as _);
        i32_atomic_rmw16_cmpxchg_u i32_atomic_rmw16_cmpxchg_u_shared (0x25, 0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw8_cmpxchg_u i64_atomic_rmw8_cmpxchg_u_shared (0x25, 0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw16_cmpxchg_u i64_atomic_rmw16_cmpxchg_u_shared (0x25, 0x0123_4567_89AB_CDEF_u64 as _);
        i64_atomic_rmw32_cmpxchg_u i64_atomic_rmw32_cmpxchg_u_shared (0x25, 0x0123_4567_89AB_CDEF_u64 as _);
    }
}

#[test]
fn what_was_taken_from_a_budget_is_given_back() {
    let budget = Budget::new(3 * PAGE_SIZE);
    let limits = Limits::new().budget(budget.clone());
    let one = SharedMemory::with_limits(1, Some(9), &limits).unwrap();
    let same = one.clone();
    assert_eq!(one.grow(1), Some(1));
    assert_eq!(budget.used(), 2 * PAGE_SIZE);
    assert_eq!(same.grow(2), None);
    assert_eq!(one.growth_denied(), Some(GrowthDenied::Budget));
    assert!(SharedMemory::with_limits(2, Some(2), &limits).is_err());
    assert_eq!(budget.used(), 2 * PAGE_SIZE);
    drop(one);
    assert_eq!(same.pages(), 2);
    drop(same);
    assert_eq!(budget.used(), 0);
}

#[test]
fn impossible_sizes_are_errors() {
    for (min, max) in [(2, Some(1)), (0x1_0001, None), (u32::MAX, Some(u32::MAX))] {
        assert!(SharedMemory::new(min, max).is_err(), "{min} {max:?}");
    }
    let memory = SharedMemory::new(0, None).unwrap();
    assert_eq!((memory.pages(), memory.max_pages()), (0, 0x1_0000));
    assert_eq!(memory.grow(0x1_0001), None);
    assert_eq!(memory.growth_denied(), Some(GrowthDenied::Declared));
    assert!(memory.read::<u8>(0).is_err());
    assert!(memory.read_slice(u64::MAX, &mut [0]).is_err());
    memory.write_slice(0, &[]).unwrap();
}
