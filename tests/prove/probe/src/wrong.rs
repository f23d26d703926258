//! Mistakes that the prover must find: each is a runtime function with one thing wrong.
//!
//! Named `{function}__{mistake}`; judged by the statement about `function`.

use include_wasm::rt::{self, Cx, FuncRef, Table, V128, Window};

/// The end of the access wraps.
#[inline(never)]
pub fn i32_load__wrapping_offset(a: i32, offset: u32, m: &[u8]) -> Option<i32> {
    let start = (a as u32).wrapping_add(offset) as usize;
    let bytes = m.get(start..start + 4)?.first_chunk().copied()?;
    Some(i32::from_le_bytes(bytes))
}

/// The address is taken as signed.
#[inline(never)]
pub fn i64_load__signed_address(a: i32, offset: u32, m: &[u8]) -> Option<i64> {
    let start = (a as isize).wrapping_add(offset as isize) as usize;
    let bytes = m
        .get(start..start.checked_add(8)?)?
        .first_chunk()
        .copied()?;
    Some(i64::from_le_bytes(bytes))
}

/// The last byte is out of reach.
#[inline(never)]
pub fn i32_load8_u__off_by_one(a: i32, offset: u32, m: &[u8]) -> Option<i32> {
    let at = a as u32 as usize + offset as usize;
    if at + 1 >= m.len() {
        return None;
    }
    Some(i32::from(*m.get(at)?))
}

/// Sign instead of zeros.
#[inline(never)]
pub fn i64_load32_u__sign(a: i32, offset: u32, m: &[u8]) -> Option<i64> {
    rt::i64_load32_s(a, offset, m)
}

/// Big-endian.
#[inline(never)]
pub fn i32_store__byte_order(a: i32, v: i32, offset: u32, m: &mut [u8]) -> Option<()> {
    rt::i32_store(a, v.swap_bytes(), offset, m)
}

/// Writes a part before it traps.
#[inline(never)]
pub fn i64_store__torn(a: i32, v: i64, offset: u32, m: &mut [u8]) -> Option<()> {
    rt::i32_store(a, v as i32, offset, m)?;
    rt::i32_store(a, (v >> 32) as i32, offset.checked_add(4)?, m)
}

/// Checks the destination only, and stops where the source ends.
#[inline(never)]
pub fn memory_copy__short(dst: i32, src: i32, len: i32, m: &mut [u8]) -> Option<()> {
    let room = m.len().saturating_sub(src as u32 as usize);
    let len = (len as u32 as usize).min(room) as i32;
    rt::memory_copy(dst, src, len, m)
}

/// Fills one byte less.
#[inline(never)]
pub fn memory_fill__short(dst: i32, value: i32, len: i32, m: &mut [u8]) -> Option<()> {
    rt::memory_fill(dst, value, len, m)?;
    rt::memory_fill(dst, 0, i32::from(len != 0), m)
}

/// Divides the numbers as unsigned.
#[inline(never)]
pub fn i32_div_s__unsigned(a: i32, b: i32, cx: &mut Cx) -> Option<i32> {
    rt::i32_div_u(a, b, cx)
}

/// The remainder of the smallest number by -1 traps.
#[inline(never)]
pub fn i64_rem_s__overflow(a: i64, b: i64, cx: &mut Cx) -> Option<i64> {
    rt::i64_div_s(a, b, cx).map(|q| a.wrapping_sub(q.wrapping_mul(b)))
}

/// Shifts by 32 or more give 0.
#[inline(never)]
pub fn i32_shl__saturating(a: i32, b: i32) -> i32 {
    a.checked_shl(b as u32).unwrap_or(0)
}

/// Half away from zero.
#[inline(never)]
pub fn f32_nearest__half_away(a: f32) -> f32 {
    rt::f32_quiet(a.round())
}

/// A signalling NaN comes through.
#[inline(never)]
pub fn f64_floor__signalling(a: f64) -> f64 {
    if a.is_nan() { a } else { rt::f64_floor(a) }
}

/// The number that is not NaN, as IEEE 754's minNum.
#[inline(never)]
pub fn f32_min__other_nan(a: f32, b: f32) -> f32 {
    if a.is_nan() { b } else { rt::f32_min(a, b) }
}

/// Of two zeros the first.
#[inline(never)]
pub fn f64_max__zeros(a: f64, b: f64) -> f64 {
    if a == b { a } else { rt::f64_max(a, b) }
}

/// One float too low is let through.
#[inline(never)]
pub fn i32_trunc_f32_s__bound(a: f32, cx: &mut Cx) -> Option<i32> {
    if (-2_147_483_904.0..2_147_483_648.0).contains(&a) {
        return Some(a as i32);
    }
    rt::i32_trunc_f32_s(a, cx)
}

/// NaN gives the smallest number.
#[inline(never)]
pub fn i64_trunc_sat_f64_s__nan(a: f64) -> i64 {
    if a.is_nan() {
        i64::MIN
    } else {
        rt::i64_trunc_sat_f64_s(a)
    }
}

/// Rounds twice.
#[inline(never)]
pub fn f32_convert_i64_s__double_rounding(a: i64) -> f32 {
    a as f64 as f32
}

/// Null passes for function 0.
#[inline(never)]
pub fn callee_funcref__null(i: i32, t: &Table<FuncRef>, cx: &mut Cx) -> Option<u32> {
    match rt::table_get(i, t, cx)? {
        Some(f) => Some(f.index()),
        None => Some(0),
    }
}

/// Null is a function of another type.
#[inline(never)]
pub fn no_callee__null(callee: u32, cx: &mut Cx) -> Option<()> {
    rt::no_callee(callee >> 1, cx)
}

/// The wrong code.
#[inline(never)]
pub fn table_get_funcref__code(i: i32, t: &Table<FuncRef>, cx: &mut Cx) -> Option<Option<FuncRef>> {
    match t.get(i as u32) {
        Some(r) => Some(r),
        None => rt::no_callee(0, cx),
    }
}

/// Takes fuel that is not there.
#[inline(never)]
pub fn fuel__wrapping(cost: u32, cx: &mut Cx) -> Option<()> {
    let left = cx.fuel_left().wrapping_sub(u64::from(cost));
    cx.set_fuel(left);
    Some(())
}

/// Wraps instead of saturating.
#[inline(never)]
pub fn i16x8_narrow_i32x4_s__wrapping(a: V128, b: V128) -> V128 {
    let (a, b) = (a.to_i32x4(), b.to_i32x4());
    V128::from_i16x8(core::array::from_fn(
        |i| if i < 4 { a[i] } else { b[i - 4] } as i16,
    ))
}

/// Indices above 15 go round.
#[inline(never)]
pub fn i8x16_relaxed_swizzle__round(a: V128, b: V128) -> V128 {
    rt::i8x16_swizzle(a, V128::from_u8x16(b.to_u8x16().map(|i| i % 16)))
}

/// The halves are the other way round.
#[inline(never)]
pub fn i8x16_bitmask__halves(a: V128) -> i32 {
    (rt::i8x16_bitmask(a) as u16).swap_bytes() as i32
}

/// Of NaNs and zeros the first operand.
#[inline(never)]
pub fn f32x4_min__first(a: V128, b: V128) -> V128 {
    rt::f32x4_pmin(a, b)
}

/// The greatest sum saturates.
#[inline(never)]
pub fn i32x4_dot_i16x8_s__saturating(a: V128, b: V128) -> V128 {
    let (x, y) = (a.to_i16x8().map(i32::from), b.to_i16x8().map(i32::from));
    V128::from_i32x4(core::array::from_fn(|i| {
        (x[2 * i] * y[2 * i]).saturating_add(x[2 * i + 1] * y[2 * i + 1])
    }))
}

/// A shift by the whole number.
#[inline(never)]
pub fn i64x2_shr_u__far(a: V128, n: i32) -> V128 {
    V128::from_u64x2(a.to_u64x2().map(|x| x.checked_shr(n as u32).unwrap_or(0)))
}

/// A byte too many.
#[inline(never)]
pub fn v128_store8_lane__wide(a: i32, v: V128, offset: u32, lane: u8, m: &mut [u8]) -> Option<()> {
    let byte = rt::i8x16_extract_lane_s(v, lane);
    rt::i32_store16(a, byte, offset, m)
}

/// Aligned if the address is, whatever the offset.
#[inline(never)]
pub fn i64_atomic_load__alignment(a: i32, offset: u32, m: &[u8], cx: &mut Cx) -> Option<i64> {
    rt::i64_atomic_load(a, 0, m, cx)?;
    rt::i64_load(a, offset, m)
}

/// The new number.
#[inline(never)]
pub fn i32_atomic_rmw_add__new(
    a: i32,
    v: i32,
    offset: u32,
    m: &mut [u8],
    cx: &mut Cx,
) -> Option<i32> {
    rt::i32_atomic_rmw_add(a, v, offset, m, cx).map(|old| old.wrapping_add(v))
}

/// All bits of what is expected count.
#[inline(never)]
pub fn i32_atomic_rmw8_cmpxchg_u__wide(
    a: i32,
    expected: i32,
    v: i32,
    offset: u32,
    m: &mut [u8],
    cx: &mut Cx,
) -> Option<i32> {
    let old = rt::i32_atomic_load8_u(a, offset, m, cx)?;
    if old == expected {
        rt::i32_atomic_store8(a, v, offset, m, cx)?;
    }
    Some(old)
}

// Counted loops. The access is one that `window` allows, but not WebAssembly's; or one that it should not.

/// The window begins a byte too late.
#[inline(never)]
pub fn i32_load_in__base(
    a: i32,
    step: i32,
    extent: u64,
    rounds: u64,
    i: u64,
    offset: u32,
    m: &[u8],
) -> Option<i32> {
    let w = rt::window(a.wrapping_add(1), step, extent, rounds as usize, m)?;
    rt::i32_load_in(w, i as usize, step, offset, m)
}

/// A round too few is looked at.
#[inline(never)]
pub fn i32_load_in__rounds(
    a: i32,
    step: i32,
    extent: u64,
    rounds: u64,
    i: u64,
    offset: u32,
    m: &[u8],
) -> Option<i32> {
    let w = rt::window(
        a,
        step,
        extent,
        (rounds as usize).saturating_sub(1).max(1),
        m,
    )?;
    rt::i32_load_in(w, i as usize, step, offset, m)
}

/// Down instead of up.
#[inline(never)]
pub fn i32_load_in__way(
    a: i32,
    step: i32,
    extent: u64,
    rounds: u64,
    i: u64,
    offset: u32,
    m: &[u8],
) -> Option<i32> {
    let w = rt::window(a, step, extent, rounds as usize, m)?;
    rt::i32_load_in(w, i as usize, step.wrapping_neg(), offset, m)
}

/// A step that is one off.
#[inline(never)]
pub fn i32_load_in__step(
    a: i32,
    step: i32,
    extent: u64,
    rounds: u64,
    i: u64,
    offset: u32,
    m: &[u8],
) -> Option<i32> {
    let w = rt::window(a, step, extent, rounds as usize, m)?;
    rt::i32_load_in(w, i as usize, step.wrapping_add(1), offset, m)
}

/// The round after it.
#[inline(never)]
pub fn i32_load_in__round(
    a: i32,
    step: i32,
    extent: u64,
    rounds: u64,
    i: u64,
    offset: u32,
    m: &[u8],
) -> Option<i32> {
    let w = rt::window(a, step, extent, rounds as usize, m)?;
    rt::i32_load_in(w, i as usize + 1, step, offset, m)
}

/// An offset that is one off.
#[inline(never)]
pub fn i32_load_in__offset(
    a: i32,
    step: i32,
    extent: u64,
    rounds: u64,
    i: u64,
    offset: u32,
    m: &[u8],
) -> Option<i32> {
    let w = rt::window(a, step, extent, rounds as usize, m)?;
    rt::i32_load_in(w, i as usize, step, offset.wrapping_add(1), m)
}

/// The last byte of the last access is forgotten.
#[inline(never)]
pub fn i32_store_in__extent(
    a: i32,
    step: i32,
    extent: u64,
    rounds: u64,
    i: u64,
    v: i32,
    offset: u32,
    m: &mut [u8],
) -> Option<()> {
    let w = rt::window(a, step, extent.saturating_sub(1), rounds as usize, m)?;
    rt::i32_store_in(w, i as usize, step, v, offset, m)
}

/// Address and offset are added with 32 bits.
#[inline(never)]
pub fn i64_load_in__wraps(
    a: i32,
    step: i32,
    extent: u64,
    rounds: u64,
    i: u64,
    offset: u32,
    m: &[u8],
) -> Option<i64> {
    let extent = extent.checked_sub(u64::from(offset))?;
    let a = a.wrapping_add(offset as i32);
    let w = rt::window(a, step, extent, rounds as usize, m)?;
    rt::i64_load_in(w, i as usize, step, 0, m)
}

/// Each round accesses the same place.
#[inline(never)]
pub fn i32_store8_in__still(
    a: i32,
    step: i32,
    extent: u64,
    rounds: u64,
    i: u64,
    v: i32,
    offset: u32,
    m: &mut [u8],
) -> Option<()> {
    let w = rt::window(a, step, extent, rounds as usize, m)?;
    let _ = i;
    rt::i32_store8_in(w, 0, step, v, offset, m)
}

/// The base is a number with a sign.
#[inline(never)]
pub fn i32_store_in__sign(
    a: i32,
    step: i32,
    extent: u64,
    rounds: u64,
    i: u64,
    v: i32,
    offset: u32,
    m: &mut [u8],
) -> Option<()> {
    let w = rt::window(a.checked_abs()?, step, extent, rounds as usize, m)?;
    rt::i32_store_in(w, i as usize, step, v, offset, m)
}

/// Addresses wrap.
#[inline(never)]
pub fn window__wraps(a: i32, step: i32, extent: u64, rounds: u64, m: &[u8]) -> u32 {
    let way = (rounds as u32).wrapping_sub(1).wrapping_mul(step as u32);
    let last = (a as u32).wrapping_add(way).max(a as u32);
    u32::from(rounds > 0 && u64::from(last).saturating_add(extent) <= m.len() as u64)
}

/// `<` instead of `<=`: the last byte is not to be accessed.
#[inline(never)]
pub fn window__less(a: i32, step: i32, extent: u64, rounds: u64, m: &[u8]) -> u32 {
    let m = m.split_last().map_or(m, |(_, m)| m);
    u32::from(rt::window(a, step, extent, rounds as usize, m).is_some())
}

/// Addresses that go down are looked at as if they went up.
#[inline(never)]
pub fn window__down(a: i32, step: i32, extent: u64, rounds: u64, m: &[u8]) -> u32 {
    u32::from(rt::window(a, step.wrapping_abs(), extent, rounds as usize, m).is_some())
}

/// One byte more than there is.
#[inline(never)]
pub fn window__bound(a: i32, step: i32, extent: u64, rounds: u64, m: &[u8]) -> u32 {
    u32::from(rt::window(a, step, extent.saturating_sub(1), rounds as usize, m).is_some())
}

/// The first test counts twice.
#[inline(never)]
pub fn rounds_ne__one_more(first: i32, step: u32, copies: u32) -> u64 {
    (rt::rounds_ne(first, step, copies) as u64).wrapping_add(u64::from(copies))
}

/// A rest is forgotten: the counter steps over 0.
#[inline(never)]
pub fn rounds_ne__rest(first: i32, step: u32, copies: u32) -> u64 {
    let last = (first as u32).checked_div(step).unwrap_or(0);
    (u64::from(last) + 1) * u64::from(copies)
}

/// `<=` instead of `<`.
#[inline(never)]
pub fn rounds_lt__le(x: i32, limit: i32, step: u32, copies: u32) -> u64 {
    rt::rounds_le(x, limit, step, copies) as u64
}

/// The counter may wrap in front of the limit.
#[inline(never)]
pub fn rounds_lt__wraps(x: i32, limit: i32, step: u32, copies: u32) -> u64 {
    let left = (limit as u32).saturating_sub(x as u32);
    (u64::from(left.div_ceil(step.max(1))) + 1) * u64::from(copies)
}

/// Rounded down.
#[inline(never)]
pub fn rounds_le__floor(x: i32, limit: i32, step: u32, copies: u32) -> u64 {
    let left = (limit as u32).saturating_sub(x as u32) / step.max(1);
    (u64::from(left) + 1) * u64::from(copies)
}

/// The other slice.
#[inline(never)]
pub fn apart_ab_a__other(a: Window, b: Window, m: &mut [u8]) -> Option<&mut [u8]> {
    let ([_, b], []) = rt::apart([a, b], [], m)?;
    Some(b)
}

/// Whether they have a byte in common is not looked at.
#[inline(never)]
pub fn apart_a_b_b__common(a: Window, b: Window, m: &mut [u8]) -> Option<&[u8]> {
    let ([_], []) = rt::apart([a], [], m)?;
    let ([b], []) = rt::apart([b], [], m)?;
    Some(b)
}

/// Windows that touch are taken for such as overlap.
#[inline(never)]
pub fn apart_a_b_a__touch(a: Window, b: Window, m: &mut [u8]) -> Option<&mut [u8]> {
    let touch = rt::apart([a], [b], m).is_some_and(|([a], [b])| a.as_ptr_range().end == b.as_ptr());
    let ([a], [_]) = rt::apart([a], [b], m)?;
    if touch { None } else { Some(a) }
}

/// The slice is taken for the memory.
#[inline(never)]
pub fn i32_load_alone__memory(
    w: Window,
    i: u64,
    step: i32,
    offset: u32,
    m: &mut [u8],
) -> Option<i32> {
    let ([k], []) = rt::apart([w], [], m)?;
    rt::i32_load_in(w, i as usize, step, offset, k)
}

/// Beyond the list it is the last.
#[inline(never)]
pub fn pick__last(index: i32, steps: &[u32], otherwise: u32) -> u32 {
    let last = steps.len().saturating_sub(1) as i32;
    rt::pick((index as u32).min(last as u32) as i32, steps, otherwise)
}

/// A block more is passed over.
#[inline(never)]
pub fn scan__bound(a: i32, offset: u32, stop: i32, other: i32, m: &[u8]) -> u64 {
    rt::scan(a, offset, [stop, other], m).map_or(0, |n| u64::from(n as u32) + 17)
}

/// The byte behind them is passed over, too.
#[inline(never)]
pub fn scan__first(a: i32, offset: u32, stop: i32, other: i32, m: &[u8]) -> u64 {
    rt::scan(a, offset, [stop, other], m).map_or(0, |n| u64::from(n as u32) + 2)
}

/// One of the bytes is not looked for.
#[inline(never)]
pub fn scan__stop(a: i32, offset: u32, stop: i32, other: i32, m: &[u8]) -> u64 {
    let _ = other;
    rt::scan(a, offset, [stop, stop], m).map_or(0, |n| u64::from(n as u32) + 1)
}

/// The last round is passed over, too.
#[inline(never)]
pub fn scan_within__rounds(
    a: i32,
    offset: u32,
    stop: i32,
    other: i32,
    rounds: u64,
    m: &[u8],
) -> u64 {
    rt::scan_within(
        a,
        offset,
        [stop, other],
        (rounds as usize).saturating_add(1),
        m,
    )
    .map_or(0, |n| u64::from(n as u32) + 1)
}

/// One byte of each block is not looked at.
#[inline(never)]
pub fn scan__block(a: i32, offset: u32, stop: i32, other: i32, m: &[u8]) -> u64 {
    let bytes = m.get(a as u32 as usize + offset as usize..);
    let (Some(bytes), Ok(stop), Ok(other)) = (bytes, u8::try_from(stop), u8::try_from(other))
    else {
        return 0;
    };
    let (blocks, _) = bytes.as_chunks::<16>();
    let has = |block: &[u8; 16]| {
        let found = block.map(|b| u8::from((b == stop) | (b == other)));
        u128::from_le_bytes(found) >> 8 != 0
    };
    16 * blocks.iter().position(has).unwrap_or(blocks.len()) as u64
}

/// The byte behind them is passed over, too.
#[inline(never)]
pub fn alike__first(a: i32, offset: u32, stop: i32, b: i32, apart: u32, m: &[u8]) -> u64 {
    rt::alike(a, offset, [stop], b, apart, m).map_or(0, |n| u64::from(n as u32) + 2)
}

/// No byte is looked for.
#[inline(never)]
pub fn alike__stop(a: i32, offset: u32, stop: i32, b: i32, apart: u32, m: &[u8]) -> u64 {
    let _ = stop;
    rt::alike(a, offset, [], b, apart, m).map_or(0, |n| u64::from(n as u32) + 1)
}

/// What is compared is in another place.
#[inline(never)]
pub fn alike__place(a: i32, offset: u32, stop: i32, b: i32, apart: u32, m: &[u8]) -> u64 {
    let _ = apart;
    rt::alike(a, offset, [stop], b, offset, m).map_or(0, |n| u64::from(n as u32) + 1)
}

/// The last round is passed over, too.
#[inline(never)]
pub fn alike_within__rounds(
    a: i32,
    offset: u32,
    stop: i32,
    b: i32,
    apart: u32,
    rounds: u64,
    m: &[u8],
) -> u64 {
    let rounds = (rounds as usize).saturating_add(1);
    rt::alike_within(a, offset, [stop], b, apart, rounds, m).map_or(0, |n| u64::from(n as u32) + 1)
}
