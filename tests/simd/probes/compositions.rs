//! Compositions as generated code has them, each of which fell apart into scalars in another formulation. For the
//! table in `runtime/src/simd/TABLE.md`.
#![allow(clippy::all)]

use include_wasm::V128;
use include_wasm::rt::*;

/// Five byte operations, one of them bitwise.
pub fn bytes_at_two_widths(o: &mut V128, a: &V128, b: &V128, c: &V128) {
    let (a, b, c) = (*a, *b, *c);
    let t = i8x16_add_sat_u(a, b);
    let u = i8x16_avgr_u(t, c);
    let m = i8x16_lt_u(u, a);
    let s = v128_bitselect(t, u, m);
    *o = i8x16_sub_sat_u(s, b);
}

/// Products of 16 bits as floats, compared, selected by bits.
pub fn words_floats_and_bits(o: &mut V128, a: &V128, b: &V128, c: &V128) {
    let (a, b, c) = (*a, *b, *c);
    let t = i16x8_mul(a, b);
    let f = f32x4_add(t, c);
    let m = f32x4_lt(f, a);
    *o = v128_bitselect(f, a, m);
}

/// A shift at another width than the mask.
pub fn high_nibbles(o: &mut V128, a: &V128) {
    *o = v128_and(
        i16x8_shr_u(*a, 4),
        v128_const(0x0f0f0f0f0f0f0f0f, 0x0f0f0f0f0f0f0f0f),
    );
}

/// Comparison and mask, in a loop.
pub fn find_byte(mut p: i32, end: i32, c: i32, m: &mut [u8]) -> Option<i32> {
    let s = i8x16_splat(c);
    'l: loop {
        if i32_ge_u(p, end) != 0 {
            break 'l;
        }
        let Some(v) = v128_load(p, 0, m) else {
            return None;
        };
        let k = i8x16_bitmask(i8x16_eq(v, s));
        if k != 0 {
            return Some(i32_add(p, i32_ctz(k)));
        }
        p = i32_add(p, 16);
        continue 'l;
    }
    Some(-1)
}

/// Sums of products of signed bytes.
pub fn dot_product_i8(mut p: i32, mut q: i32, mut n: i32, m: &mut [u8]) -> Option<i32> {
    let mut acc = V128::ZERO;
    'l: loop {
        if n == 0 {
            break 'l;
        }
        let Some(a) = v128_load(p, 0, m) else {
            return None;
        };
        let Some(b) = v128_load(q, 0, m) else {
            return None;
        };
        let lo = i32x4_dot_i16x8_s(i16x8_extend_low_i8x16_s(a), i16x8_extend_low_i8x16_s(b));
        let hi = i32x4_dot_i16x8_s(i16x8_extend_high_i8x16_s(a), i16x8_extend_high_i8x16_s(b));
        acc = i32x4_add(acc, i32x4_add(lo, hi));
        p = i32_add(p, 16);
        q = i32_add(q, 16);
        n = i32_sub(n, 1);
        continue 'l;
    }
    Some(i32_add(
        i32_add(i32x4_extract_lane(acc, 0), i32x4_extract_lane(acc, 1)),
        i32_add(i32x4_extract_lane(acc, 2), i32x4_extract_lane(acc, 3)),
    ))
}

/// Rounds of ChaCha20 on the rows of its state.
pub fn chacha20_rounds(p: i32, mut n: i32, m: &mut [u8]) -> Option<()> {
    let Some(mut a) = v128_load(p, 0, m) else {
        return None;
    };
    let Some(mut b) = v128_load(p, 16, m) else {
        return None;
    };
    let Some(mut c) = v128_load(p, 32, m) else {
        return None;
    };
    let Some(mut d) = v128_load(p, 48, m) else {
        return None;
    };
    'l: loop {
        if n == 0 {
            break 'l;
        }
        a = i32x4_add(a, b);
        d = v128_xor(d, a);
        d = v128_or(i32x4_shl(d, 16), i32x4_shr_u(d, 16));
        c = i32x4_add(c, d);
        b = v128_xor(b, c);
        b = v128_or(i32x4_shl(b, 12), i32x4_shr_u(b, 20));
        a = i32x4_add(a, b);
        d = v128_xor(d, a);
        d = v128_or(i32x4_shl(d, 8), i32x4_shr_u(d, 24));
        c = i32x4_add(c, d);
        b = v128_xor(b, c);
        b = v128_or(i32x4_shl(b, 7), i32x4_shr_u(b, 25));
        b = i8x16_shuffle(b, b, 0x0b0a090807060504, 0x030201000f0e0d0c);
        c = i8x16_shuffle(c, c, 0x0f0e0d0c0b0a0908, 0x0706050403020100);
        d = i8x16_shuffle(d, d, 0x030201000f0e0d0c, 0x0b0a090807060504);
        n = i32_sub(n, 1);
        continue 'l;
    }
    let Some(()) = v128_store(p, a, 0, m) else {
        return None;
    };
    let Some(()) = v128_store(p, b, 16, m) else {
        return None;
    };
    let Some(()) = v128_store(p, c, 32, m) else {
        return None;
    };
    let Some(()) = v128_store(p, d, 48, m) else {
        return None;
    };
    Some(())
}

/// `source * alpha + target * (255 - alpha)`, four pixels at a time.
pub fn blend_rgba(mut s: i32, mut d: i32, mut n: i32, al: i32, m: &mut [u8]) -> Option<()> {
    let va = i16x8_splat(al);
    let vb = i16x8_splat(i32_sub(255, al));
    let r = i16x8_splat(128);
    'l: loop {
        if n == 0 {
            break 'l;
        }
        let Some(a) = v128_load(s, 0, m) else {
            return None;
        };
        let Some(b) = v128_load(d, 0, m) else {
            return None;
        };
        let lo = i16x8_shr_u(
            i16x8_add(
                i16x8_add(
                    i16x8_mul(i16x8_extend_low_i8x16_u(a), va),
                    i16x8_mul(i16x8_extend_low_i8x16_u(b), vb),
                ),
                r,
            ),
            8,
        );
        let hi = i16x8_shr_u(
            i16x8_add(
                i16x8_add(
                    i16x8_mul(i16x8_extend_high_i8x16_u(a), va),
                    i16x8_mul(i16x8_extend_high_i8x16_u(b), vb),
                ),
                r,
            ),
            8,
        );
        let Some(()) = v128_store(d, i8x16_narrow_i16x8_u(lo, hi), 0, m) else {
            return None;
        };
        s = i32_add(s, 16);
        d = i32_add(d, 16);
        n = i32_sub(n, 1);
        continue 'l;
    }
    Some(())
}

/// Four pixels of three bytes at a time.
pub fn rgb_to_luma(mut s: i32, mut d: i32, mut n: i32, m: &mut [u8]) -> Option<()> {
    let w = v128_const(0x0000_000f_004b_0026, 0x0000_000f_004b_0026); // 38,75,15,0
    'l: loop {
        if n == 0 {
            break 'l;
        }
        let Some(a) = v128_load(s, 0, m) else {
            return None;
        };
        let a = i8x16_shuffle(a, a, 0x0f05040300020100, 0x0f0b0a09000a0806);
        let x = i32x4_dot_i16x8_s(i16x8_extend_low_i8x16_u(a), w);
        let y = i32x4_dot_i16x8_s(i16x8_extend_high_i8x16_u(a), w);
        let e = i8x16_shuffle(x, y, 0x0b0a090803020100, 0x1b1a191813121110);
        let f = i8x16_shuffle(x, y, 0x0f0e0d0c07060504, 0x1f1e1d1c17161514);
        let z = i32x4_shr_u(i32x4_add(e, f), 7);
        let z = i16x8_narrow_i32x4_s(z, z);
        let z = i8x16_narrow_i16x8_u(z, z);
        let Some(()) = v128_store32_lane(d, z, 0, 0, m) else {
            return None;
        };
        s = i32_add(s, 12);
        d = i32_add(d, 4);
        n = i32_sub(n, 1);
        continue 'l;
    }
    Some(())
}

/// Two lookups in a table of 16 bytes.
pub fn hexadecimal(mut s: i32, mut d: i32, mut n: i32, m: &mut [u8]) -> Option<()> {
    let [low, high] = [0x3736353433323130, 0x6665646362613938];
    'l: loop {
        if n == 0 {
            break 'l;
        }
        let Some(a) = v128_load(s, 0, m) else {
            return None;
        };
        let f = i8x16_splat(15);
        let hi = i8x16_lookup(i8x16_shr_u(a, 4), low, high);
        let lo = i8x16_lookup(v128_and(a, f), low, high);
        let Some(()) = v128_store(
            d,
            i8x16_shuffle(hi, lo, 0x1303120211011000, 0x1707160615051404),
            0,
            m,
        ) else {
            return None;
        };
        let Some(()) = v128_store(
            d,
            i8x16_shuffle(hi, lo, 0x1b0b1a0a19091808, 0x1f0f1e0e1d0d1c0c),
            16,
            m,
        ) else {
            return None;
        };
        s = i32_add(s, 16);
        d = i32_add(d, 32);
        n = i32_sub(n, 1);
        continue 'l;
    }
    Some(())
}

/// `y += a * x`.
pub fn axpy(mut s: i32, mut d: i32, mut n: i32, x: f32, m: &mut [u8]) -> Option<()> {
    let v = f32x4_splat(x);
    'l: loop {
        if n == 0 {
            break 'l;
        }
        let Some(a) = v128_load(s, 0, m) else {
            return None;
        };
        let Some(b) = v128_load(d, 0, m) else {
            return None;
        };
        let Some(()) = v128_store(d, f32x4_add(b, f32x4_mul(a, v)), 0, m) else {
            return None;
        };
        s = i32_add(s, 16);
        d = i32_add(d, 16);
        n = i32_sub(n, 1);
        continue 'l;
    }
    Some(())
}

/// No byte with its highest bit set.
pub fn is_ascii(mut s: i32, mut n: i32, m: &mut [u8]) -> Option<i32> {
    'l: loop {
        if n == 0 {
            break 'l;
        }
        let Some(a) = v128_load(s, 0, m) else {
            return None;
        };
        if i8x16_bitmask(a) != 0 {
            return Some(0);
        }
        s = i32_add(s, 16);
        n = i32_sub(n, 1);
        continue 'l;
    }
    Some(1)
}
