//! Vector operators against statements on single lanes, in arithmetic that can't overflow, on vectors of lanes
//! where they can go wrong.

use include_wasm::V128;
use include_wasm::rt::*;

/// Lanes at the ends of their ranges, floats of every kind, and random bits.
fn vectors() -> Vec<V128> {
    let mut found = vec![V128::ZERO, V128::from_u64x2([!0; 2])];
    let bytes = [0_u8, 1, 2, 7, 0x0F, 0x10, 0x7F, 0x80, 0x81, 0xFE, 0xFF];
    let words = [
        0_u16, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0x8001, 0xFF7F, 0xFFFF,
    ];
    let floats = [
        0.0,
        -0.0,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        0.1,
        1e-45,
        8388607.5,
        -16777217.0,
        2147483647.0,
        2147483648.0,
    ];
    let more = [
        -2147483649.0,
        4294967295.0,
        4294967296.0,
        -1.0,
        -0.99,
        1e30,
        1e300,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ];
    let nans = [
        0x7FC0_0000_u32,
        0xFFC0_0000,
        0x7F80_0001,
        0xFFBF_FFFF,
        0x7FFF_FFFF,
    ];
    let floats: Vec<f64> = floats.into_iter().chain(more).collect();
    let singles: Vec<u32> = floats
        .iter()
        .map(|&f| (f as f32).to_bits())
        .chain(nans)
        .collect();
    let wide_nans = [
        0x7FF8_u64 << 48,
        0xFFF8 << 48,
        0x7FF0 << 48 | 1,
        0xFFF7 << 48,
        !0,
    ];
    let doubles: Vec<u64> = floats
        .iter()
        .map(|f| f.to_bits())
        .chain(wide_nans)
        .collect();
    for i in 0..32 {
        found.push(V128::from_u8x16(std::array::from_fn(|k| {
            bytes[(k * (1 + i % 3) + i) % bytes.len()]
        })));
        found.push(V128::from_u16x8(std::array::from_fn(|k| {
            words[(k * (1 + i % 3) + i) % words.len()]
        })));
        found.push(V128::from_u32x4(std::array::from_fn(|k| {
            singles[(k * (1 + i % 5) + i) % singles.len()]
        })));
        found.push(V128::from_u64x2(std::array::from_fn(|k| {
            doubles[(k * (1 + i % 7) + i) % doubles.len()]
        })));
    }
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    found.extend((0..64).map(|_| V128::from_u64x2([random(), random()])));
    found
}

fn pairs() -> impl Iterator<Item = (V128, V128)> {
    let vectors = vectors();
    let count = vectors.len();
    (0..count).flat_map(move |i| {
        let vectors = vectors.clone();
        (0..count)
            .step_by(1 + i % 3)
            .map(move |k| (vectors[i], vectors[k]))
    })
}

/// Lane by lane: `name: view, from |operands| statement;`.
macro_rules! lanes {
    ($($test:ident { $($name:ident: $view:ident $from:ident |$($arg:ident),*| $body:expr;)* })*) => {$(
        #[test]
        fn $test() {
            $(lanes! { @one $name $view $from |$($arg),*| $body })*
        }
    )*};
    (@one $name:ident $view:ident $from:ident |$a:ident| $body:expr) => {
        for a in vectors() {
            let expected = a.$view().map(|$a| $body);
            assert_eq!($name(a), V128::$from(expected), "{} {a:?}", stringify!($name));
        }
    };
    (@one $name:ident $view:ident $from:ident |$a:ident, $b:ident| $body:expr) => {
        for (a, b) in pairs() {
            let (x, y) = (a.$view(), b.$view());
            let expected = std::array::from_fn(|i| {
                let ($a, $b) = (x[i], y[i]);
                $body
            });
            assert_eq!($name(a, b), V128::$from(expected), "{} {a:?} {b:?}", stringify!($name));
        }
    };
}

macro_rules! integers {
    ($test:ident $t:ident $u:ident $view:ident $from:ident $uview:ident $ufrom:ident: $abs:ident $neg:ident $add:ident $sub:ident
     $eq:ident $ne:ident $lt:ident $gt:ident $le:ident $ge:ident) => {
        lanes! { $test {
            $abs: $view $from |a| (a as i128).abs() as $t;
            $neg: $view $from |a| (-(a as i128)) as $t;
            $add: $view $from |a, b| (a as i128 + b as i128) as $t;
            $sub: $view $from |a, b| (a as i128 - b as i128) as $t;
            $eq: $view $from |a, b| -((a == b) as $t);
            $ne: $view $from |a, b| -((a != b) as $t);
            $lt: $view $from |a, b| -((a < b) as $t);
            $gt: $view $from |a, b| -((a > b) as $t);
            $le: $view $from |a, b| -((a <= b) as $t);
            $ge: $view $from |a, b| -((a >= b) as $t);
        } }
    };
}

integers!(i8x16 i8 u8 to_i8x16 from_i8x16 to_u8x16 from_u8x16: i8x16_abs i8x16_neg i8x16_add i8x16_sub
    i8x16_eq i8x16_ne i8x16_lt_s i8x16_gt_s i8x16_le_s i8x16_ge_s);
integers!(i16x8 i16 u16 to_i16x8 from_i16x8 to_u16x8 from_u16x8: i16x8_abs i16x8_neg i16x8_add i16x8_sub
    i16x8_eq i16x8_ne i16x8_lt_s i16x8_gt_s i16x8_le_s i16x8_ge_s);
integers!(i32x4 i32 u32 to_i32x4 from_i32x4 to_u32x4 from_u32x4: i32x4_abs i32x4_neg i32x4_add i32x4_sub
    i32x4_eq i32x4_ne i32x4_lt_s i32x4_gt_s i32x4_le_s i32x4_ge_s);
integers!(i64x2 i64 u64 to_i64x2 from_i64x2 to_u64x2 from_u64x2: i64x2_abs i64x2_neg i64x2_add i64x2_sub
    i64x2_eq i64x2_ne i64x2_lt_s i64x2_gt_s i64x2_le_s i64x2_ge_s);

fn ones(holds: bool) -> u64 {
    if holds { !0 } else { 0 }
}

lanes! {
    unsigned_comparisons {
        i8x16_lt_u: to_u8x16 from_u8x16 |a, b| ones(a < b) as u8;
        i8x16_gt_u: to_u8x16 from_u8x16 |a, b| ones(a > b) as u8;
        i8x16_le_u: to_u8x16 from_u8x16 |a, b| ones(a <= b) as u8;
        i8x16_ge_u: to_u8x16 from_u8x16 |a, b| ones(a >= b) as u8;
        i16x8_lt_u: to_u16x8 from_u16x8 |a, b| ones(a < b) as u16;
        i16x8_gt_u: to_u16x8 from_u16x8 |a, b| ones(a > b) as u16;
        i16x8_le_u: to_u16x8 from_u16x8 |a, b| ones(a <= b) as u16;
        i16x8_ge_u: to_u16x8 from_u16x8 |a, b| ones(a >= b) as u16;
        i32x4_lt_u: to_u32x4 from_u32x4 |a, b| ones(a < b) as u32;
        i32x4_gt_u: to_u32x4 from_u32x4 |a, b| ones(a > b) as u32;
        i32x4_le_u: to_u32x4 from_u32x4 |a, b| ones(a <= b) as u32;
        i32x4_ge_u: to_u32x4 from_u32x4 |a, b| ones(a >= b) as u32;
    }
    float_comparisons {
        f32x4_eq: to_f32x4 from_u32x4 |a, b| ones(a == b) as u32;
        f32x4_ne: to_f32x4 from_u32x4 |a, b| ones(a != b) as u32;
        f32x4_lt: to_f32x4 from_u32x4 |a, b| ones(a < b) as u32;
        f32x4_gt: to_f32x4 from_u32x4 |a, b| ones(a > b) as u32;
        f32x4_le: to_f32x4 from_u32x4 |a, b| ones(a <= b) as u32;
        f32x4_ge: to_f32x4 from_u32x4 |a, b| ones(a >= b) as u32;
        f64x2_eq: to_f64x2 from_u64x2 |a, b| ones(a == b);
        f64x2_ne: to_f64x2 from_u64x2 |a, b| ones(a != b);
        f64x2_lt: to_f64x2 from_u64x2 |a, b| ones(a < b);
        f64x2_gt: to_f64x2 from_u64x2 |a, b| ones(a > b);
        f64x2_le: to_f64x2 from_u64x2 |a, b| ones(a <= b);
        f64x2_ge: to_f64x2 from_u64x2 |a, b| ones(a >= b);
    }
    products_and_extremes {
        i16x8_mul: to_i16x8 from_i16x8 |a, b| (a as i64 * b as i64) as i16;
        i32x4_mul: to_i32x4 from_i32x4 |a, b| (a as i64 * b as i64) as i32;
        i64x2_mul: to_i64x2 from_i64x2 |a, b| (a as i128 * b as i128) as i64;
        i8x16_min_s: to_i8x16 from_i8x16 |a, b| if a < b { a } else { b };
        i8x16_max_s: to_i8x16 from_i8x16 |a, b| if a > b { a } else { b };
        i8x16_min_u: to_u8x16 from_u8x16 |a, b| if a < b { a } else { b };
        i8x16_max_u: to_u8x16 from_u8x16 |a, b| if a > b { a } else { b };
        i16x8_min_s: to_i16x8 from_i16x8 |a, b| if a < b { a } else { b };
        i16x8_max_s: to_i16x8 from_i16x8 |a, b| if a > b { a } else { b };
        i16x8_min_u: to_u16x8 from_u16x8 |a, b| if a < b { a } else { b };
        i16x8_max_u: to_u16x8 from_u16x8 |a, b| if a > b { a } else { b };
        i32x4_min_s: to_i32x4 from_i32x4 |a, b| if a < b { a } else { b };
        i32x4_max_s: to_i32x4 from_i32x4 |a, b| if a > b { a } else { b };
        i32x4_min_u: to_u32x4 from_u32x4 |a, b| if a < b { a } else { b };
        i32x4_max_u: to_u32x4 from_u32x4 |a, b| if a > b { a } else { b };
        i8x16_avgr_u: to_u8x16 from_u8x16 |a, b| (a as u32 + b as u32).div_ceil(2) as u8;
        i16x8_avgr_u: to_u16x8 from_u16x8 |a, b| (a as u32 + b as u32).div_ceil(2) as u16;
        i8x16_popcnt: to_u8x16 from_u8x16 |a| (0..8).map(|i| a >> i & 1).sum();
    }
    saturation {
        i8x16_add_sat_s: to_i8x16 from_i8x16 |a, b| (a as i32 + b as i32).clamp(-128, 127) as i8;
        i8x16_sub_sat_s: to_i8x16 from_i8x16 |a, b| (a as i32 - b as i32).clamp(-128, 127) as i8;
        i8x16_add_sat_u: to_u8x16 from_u8x16 |a, b| (a as i32 + b as i32).min(255) as u8;
        i8x16_sub_sat_u: to_u8x16 from_u8x16 |a, b| (a as i32 - b as i32).max(0) as u8;
        i16x8_add_sat_s: to_i16x8 from_i16x8 |a, b| (a as i32 + b as i32).clamp(-0x8000, 0x7FFF) as i16;
        i16x8_sub_sat_s: to_i16x8 from_i16x8 |a, b| (a as i32 - b as i32).clamp(-0x8000, 0x7FFF) as i16;
        i16x8_add_sat_u: to_u16x8 from_u16x8 |a, b| (a as i32 + b as i32).min(0xFFFF) as u16;
        i16x8_sub_sat_u: to_u16x8 from_u16x8 |a, b| (a as i32 - b as i32).max(0) as u16;
        i16x8_q15mulr_sat_s: to_i16x8 from_i16x8 |a, b| ((a as i64 * b as i64 + 0x4000) >> 15).min(0x7FFF) as i16;
        i16x8_relaxed_q15mulr_s: to_i16x8 from_i16x8 |a, b| ((a as i64 * b as i64 + 0x4000) >> 15).min(0x7FFF) as i16;
    }
    bits {
        v128_not: to_u64x2 from_u64x2 |a| u64::MAX - a;
        v128_and: to_u64x2 from_u64x2 |a, b| a & b;
        v128_andnot: to_u64x2 from_u64x2 |a, b| a - (a & b);
        v128_or: to_u64x2 from_u64x2 |a, b| a | b;
        v128_xor: to_u64x2 from_u64x2 |a, b| (a | b) - (a & b);
        f32x4_abs: to_u32x4 from_u32x4 |a| a % (1 << 31);
        f64x2_abs: to_u64x2 from_u64x2 |a| a % (1 << 63);
        f32x4_neg: to_u32x4 from_u32x4 |a| a.wrapping_add(1 << 31);
        f64x2_neg: to_u64x2 from_u64x2 |a| a.wrapping_add(1 << 63);
        f32x4_pmin: to_u32x4 from_u32x4 |a, b| if f32::from_bits(b) < f32::from_bits(a) { b } else { a };
        f32x4_pmax: to_u32x4 from_u32x4 |a, b| if f32::from_bits(a) < f32::from_bits(b) { b } else { a };
        f64x2_pmin: to_u64x2 from_u64x2 |a, b| if f64::from_bits(b) < f64::from_bits(a) { b } else { a };
        f64x2_pmax: to_u64x2 from_u64x2 |a, b| if f64::from_bits(a) < f64::from_bits(b) { b } else { a };
    }
    conversions {
        f32x4_convert_i32x4_s: to_i32x4 from_f32x4 |a| f32_convert_i32_s(a);
        f32x4_convert_i32x4_u: to_i32x4 from_f32x4 |a| f32_convert_i32_u(a);
        i32x4_trunc_sat_f32x4_s: to_f32x4 from_i32x4 |a| (a as f64).clamp(-2147483648.0, 2147483647.0) as i32;
        i32x4_trunc_sat_f32x4_u: to_f32x4 from_u32x4 |a| (a as f64).clamp(0.0, 4294967295.0) as u32;
        i32x4_relaxed_trunc_f32x4_s: to_f32x4 from_i32x4 |a| i32_trunc_sat_f32_s(a);
        i32x4_relaxed_trunc_f32x4_u: to_f32x4 from_i32x4 |a| i32_trunc_sat_f32_u(a);
    }
}

/// Whether bits are the same, or both are NaNs and that of the operator is quiet.
macro_rules! same_float {
    ($test:ident $f:ident $quiet:expr, $view:ident: unary $($unary:ident $of:ident)* ; binary $($binary:ident $of2:ident)*) => {
        #[test]
        fn $test() {
            let check = |name: &str, got: V128, expected: &[$f]| {
                for (got, expected) in got.$view().into_iter().zip(expected) {
                    let quiet = got.is_nan() && got.to_bits() & $quiet != 0;
                    assert!(
                        if expected.is_nan() { quiet } else { got.to_bits() == expected.to_bits() },
                        "{name}: {got:?} instead of {expected:?}"
                    );
                }
            };
            for a in vectors() {
                $(check(stringify!($unary), $unary(a), &a.$view().map($of));)*
            }
            for (a, b) in pairs() {
                let (x, y) = (a.$view(), b.$view());
                $(check(stringify!($binary), $binary(a, b), &x.into_iter().zip(y).map(|(a, b)| $of2(a, b)).collect::<Vec<$f>>());)*
            }
        }
    };
}

same_float! { f32x4 f32 1 << 22, to_f32x4:
    unary f32x4_ceil f32_ceil f32x4_floor f32_floor f32x4_trunc f32_trunc f32x4_nearest f32_nearest f32x4_sqrt f32_sqrt
        f32x4_quiet f32_quiet f32x4_canonical f32_canonical;
    binary f32x4_add f32_add f32x4_sub f32_sub f32x4_mul f32_mul f32x4_div f32_div f32x4_min f32_min f32x4_max f32_max
        f32x4_relaxed_min f32_min f32x4_relaxed_max f32_max
}
same_float! { f64x2 f64 1 << 51, to_f64x2:
    unary f64x2_ceil f64_ceil f64x2_floor f64_floor f64x2_trunc f64_trunc f64x2_nearest f64_nearest f64x2_sqrt f64_sqrt
        f64x2_quiet f64_quiet f64x2_canonical f64_canonical;
    binary f64x2_add f64_add f64x2_sub f64_sub f64x2_mul f64_mul f64x2_div f64_div f64x2_min f64_min f64x2_max f64_max
        f64x2_relaxed_min f64_min f64x2_relaxed_max f64_max
}

/// What `relaxed_simd: fast` may choose: the first operand for NaNs and zeros, one rounding or two.
fn fast_choices(a: V128, b: V128, c: V128) {
    assert_eq!(f32x4_relaxed_min_fast(a, b), f32x4_pmin(a, b));
    assert_eq!(f32x4_relaxed_max_fast(a, b), f32x4_pmax(a, b));
    assert_eq!(f64x2_relaxed_min_fast(a, b), f64x2_pmin(a, b));
    assert_eq!(f64x2_relaxed_max_fast(a, b), f64x2_pmax(a, b));
    let fused = |sign: f32| {
        let (a, b, c) = (a.to_f32x4(), b.to_f32x4(), c.to_f32x4());
        f32x4_canonical(V128::from_f32x4(std::array::from_fn(|i| {
            (sign * a[i]).mul_add(b[i], c[i])
        })))
    };
    let one_of = |got, once, twice| {
        assert!(f32x4_canonical(got) == once || f32x4_canonical(got) == f32x4_canonical(twice))
    };
    one_of(
        f32x4_relaxed_madd_fast(a, b, c),
        fused(1.0),
        f32x4_relaxed_madd(a, b, c),
    );
    one_of(
        f32x4_relaxed_nmadd_fast(a, b, c),
        fused(-1.0),
        f32x4_relaxed_nmadd(a, b, c),
    );
    let fused = |sign: f64| {
        let (a, b, c) = (a.to_f64x2(), b.to_f64x2(), c.to_f64x2());
        f64x2_canonical(V128::from_f64x2(std::array::from_fn(|i| {
            (sign * a[i]).mul_add(b[i], c[i])
        })))
    };
    let one_of = |got, once, twice| {
        assert!(f64x2_canonical(got) == once || f64x2_canonical(got) == f64x2_canonical(twice))
    };
    one_of(
        f64x2_relaxed_madd_fast(a, b, c),
        fused(1.0),
        f64x2_relaxed_madd(a, b, c),
    );
    one_of(
        f64x2_relaxed_nmadd_fast(a, b, c),
        fused(-1.0),
        f64x2_relaxed_nmadd(a, b, c),
    );
}

#[test]
fn three_operands() {
    let vectors = vectors();
    for (i, (a, b)) in pairs().enumerate() {
        let c = vectors[i % vectors.len()];
        let [x, y, z] = [a, b, c].map(u128::from);
        let selected = V128::from(y ^ ((x ^ y) & z));
        assert_eq!(v128_bitselect(a, b, c), selected);
        assert_eq!(i8x16_relaxed_laneselect(a, b, c), selected);
        assert_eq!(i16x8_relaxed_laneselect(a, b, c), selected);
        assert_eq!(i32x4_relaxed_laneselect(a, b, c), selected);
        assert_eq!(i64x2_relaxed_laneselect(a, b, c), selected);
        // Two roundings, and NaNs as addition has them.
        let same = |got: V128, expected: V128| {
            assert_eq!(
                f32x4_canonical(got),
                f32x4_canonical(expected),
                "{a:?} {b:?} {c:?}"
            );
        };
        same(f32x4_relaxed_madd(a, b, c), f32x4_add(f32x4_mul(a, b), c));
        same(f32x4_relaxed_nmadd(a, b, c), f32x4_sub(c, f32x4_mul(a, b)));
        let same = |got: V128, expected: V128| {
            assert_eq!(
                f64x2_canonical(got),
                f64x2_canonical(expected),
                "{a:?} {b:?} {c:?}"
            );
        };
        same(f64x2_relaxed_madd(a, b, c), f64x2_add(f64x2_mul(a, b), c));
        same(f64x2_relaxed_nmadd(a, b, c), f64x2_sub(c, f64x2_mul(a, b)));
        // `mul_add` is slow where the processor has none.
        if i % 64 == 0 {
            fast_choices(a, b, c);
        }
        let (x, y, z) = (a.to_i8x16(), b.to_i8x16(), c.to_i32x4());
        let dot: [i32; 8] = std::array::from_fn(|i| {
            let product = |k: usize| x[k] as i32 * y[k] as i32;
            (product(2 * i) + product(2 * i + 1)).clamp(-0x8000, 0x7FFF)
        });
        assert_eq!(
            i16x8_relaxed_dot_i8x16_i7x16_s(a, b),
            V128::from_i16x8(dot.map(|lane| lane as i16))
        );
        let sums = std::array::from_fn(|i| z[i].wrapping_add(dot[2 * i] + dot[2 * i + 1]));
        assert_eq!(
            i32x4_relaxed_dot_i8x16_i7x16_add_s(a, b, c),
            V128::from_i32x4(sums)
        );
    }
}
