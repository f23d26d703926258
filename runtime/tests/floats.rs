//! Float operators, above all what they do to NaNs, zeros and halves.
//!
//! LLVM removes operations only with optimisation: run these with `--release`, too.

use std::hint::black_box;

use include_wasm::rt::*;
use include_wasm::{Limits, TrapCode};

const SIGNALLING: u32 = 0x7FA0_0001;
const SIGNALLING_64: u64 = 0x7FF4_0000_0000_0001;

fn arithmetic(a: f32) -> bool {
    a.is_nan() && a.to_bits() & 0x0040_0000 != 0
}

fn arithmetic_64(a: f64) -> bool {
    a.is_nan() && a.to_bits() & 0x0008_0000_0000_0000 != 0
}

fn canonical(a: f32) -> bool {
    a.to_bits() & 0x7FFF_FFFF == 0x7FC0_0000
}

fn canonical_64(a: f64) -> bool {
    a.to_bits() & 0x7FFF_FFFF_FFFF_FFFF == 0x7FF8_0000_0000_0000
}

/// A signalling NaN, of which the compiler knows nothing.
fn snan() -> f32 {
    f32_const(black_box(SIGNALLING))
}

fn snan_64() -> f64 {
    f64_const(black_box(SIGNALLING_64))
}

/// Every 9973rd float, which visits all exponents, and those around which rounding changes.
fn samples() -> impl Iterator<Item = f32> {
    let around = [
        0.0_f32,
        0.5,
        1.0,
        1.5,
        2.5,
        8_388_607.5,
        8_388_608.0,
        4_194_304.5,
    ]
    .into_iter()
    .flat_map(|a| [a.next_down(), a, a.next_up()])
    .flat_map(|a| [a, -a]);
    let strides = (0..=u32::MAX).step_by(9973).map(f32::from_bits);
    around.chain(strides).filter(|a| !a.is_nan())
}

#[test]
fn rounding_of_f32() {
    for a in samples() {
        let (ours, std) = (
            [f32_ceil(a), f32_floor(a), f32_trunc(a), f32_nearest(a)],
            [a.ceil(), a.floor(), a.trunc(), a.round_ties_even()],
        );
        assert_eq!(
            ours.map(f32::to_bits),
            std.map(f32::to_bits),
            "{a:e}: {ours:?}"
        );
    }
}

/// All of them; a minute with `--release`.
#[test]
#[ignore = "exhaustive"]
fn rounding_of_every_f32() {
    for a in (0..=u32::MAX).map(f32::from_bits).filter(|a| !a.is_nan()) {
        let (ours, std) = (
            [f32_ceil(a), f32_floor(a), f32_trunc(a), f32_nearest(a)],
            [a.ceil(), a.floor(), a.trunc(), a.round_ties_even()],
        );
        assert_eq!(
            ours.map(f32::to_bits),
            std.map(f32::to_bits),
            "{a:e}: {ours:?}"
        );
    }
}

#[test]
fn rounding_of_f64() {
    let around = [
        0.0,
        0.5,
        1.0,
        1.5,
        2.5,
        4_503_599_627_370_495.5,
        4_503_599_627_370_496.0,
    ]
    .into_iter()
    .flat_map(|a: f64| [a.next_down(), a, a.next_up()])
    .flat_map(|a| [a, -a]);
    // A multiplicative sequence of bit patterns: all exponents, arbitrary mantissas.
    let scattered = (0..400_000_u64).map(|i| f64::from_bits(i.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    for a in around.chain(scattered).filter(|a| !a.is_nan()) {
        let (ours, std) = (
            [f64_ceil(a), f64_floor(a), f64_trunc(a), f64_nearest(a)],
            [a.ceil(), a.floor(), a.trunc(), a.round_ties_even()],
        );
        assert_eq!(
            ours.map(f64::to_bits),
            std.map(f64::to_bits),
            "{a:e}: {ours:?}"
        );
    }
}

#[test]
fn arithmetic_quiets() {
    let (one, a) = (black_box(1.0_f32), snan());
    for (name, result) in [
        ("add", f32_add(a, one)),
        ("sub", f32_sub(one, a)),
        ("mul", f32_mul(a, one)),
        ("div", f32_div(a, one)),
        ("min", f32_min(a, one)),
        ("min", f32_min(one, a)),
        ("max", f32_max(a, one)),
        ("max", f32_max(one, a)),
        ("sqrt", f32_sqrt(a)),
        ("ceil", f32_ceil(a)),
        ("floor", f32_floor(a)),
        ("trunc", f32_trunc(a)),
        ("nearest", f32_nearest(a)),
        ("demote", f32_demote_f64(snan_64())),
        ("promote, demote", f32_demote_f64(f64_promote_f32(a))),
        (
            "promote, neg, demote",
            f32_demote_f64(f64_neg(f64_promote_f32(a))),
        ),
    ] {
        assert!(arithmetic(result), "{name}: {:#x}", result.to_bits());
    }
    let (one, a) = (black_box(1.0_f64), snan_64());
    for (name, result) in [
        ("add", f64_add(a, one)),
        ("sub", f64_sub(one, a)),
        ("mul", f64_mul(a, one)),
        ("div", f64_div(a, one)),
        ("min", f64_min(a, one)),
        ("min", f64_min(one, a)),
        ("max", f64_max(a, one)),
        ("max", f64_max(one, a)),
        ("sqrt", f64_sqrt(a)),
        ("ceil", f64_ceil(a)),
        ("floor", f64_floor(a)),
        ("trunc", f64_trunc(a)),
        ("nearest", f64_nearest(a)),
        ("promote", f64_promote_f32(snan())),
        ("demote, promote", f64_promote_f32(f32_demote_f64(a))),
    ] {
        assert!(arithmetic_64(result), "{name}: {:#x}", result.to_bits());
    }
}

/// The operands for which LLVM removes the operation, and which the translator therefore wraps.
#[test]
fn arithmetic_with_literals_quiets() {
    let a = snan();
    for (name, result) in [
        ("a * 1", f32_quiet(f32_mul(a, f32_const(0x3F80_0000)))),
        ("1 * a", f32_quiet(f32_mul(f32_const(0x3F80_0000), a))),
        ("a * -1", f32_quiet(f32_mul(a, f32_const(0xBF80_0000)))),
        ("-1 * a", f32_quiet(f32_mul(f32_const(0xBF80_0000), a))),
        ("a / 1", f32_quiet(f32_div(a, f32_const(0x3F80_0000)))),
        ("a / -1", f32_quiet(f32_div(a, f32_const(0xBF80_0000)))),
        ("a - 0", f32_quiet(f32_sub(a, f32_const(0)))),
        ("a - -0", f32_quiet(f32_sub(a, f32_const(0x8000_0000)))),
        ("0 - a", f32_quiet(f32_sub(f32_const(0), a))),
        ("-0 - a", f32_quiet(f32_sub(f32_const(0x8000_0000), a))),
        ("a + 0", f32_quiet(f32_add(a, f32_const(0)))),
        ("a + -0", f32_quiet(f32_add(a, f32_const(0x8000_0000)))),
        ("-0 + a", f32_quiet(f32_add(f32_const(0x8000_0000), a))),
        // LLVM knows that these operands are no -0.
        ("|a| + 0", f32_quiet(f32_add(f32_abs(a), f32_const(0)))),
        ("0 - |a|", f32_quiet(f32_sub(f32_const(0), f32_abs(a)))),
    ] {
        assert!(arithmetic(result), "{name}: {:#x}", result.to_bits());
    }
    let (one, minus_one) = (f64_const(0x3FF0 << 48), f64_const(0xBFF0 << 48));
    let (zero, minus_zero) = (f64_const(0), f64_const(1 << 63));
    let a = snan_64();
    for (name, result) in [
        ("a * 1", f64_quiet(f64_mul(a, one))),
        ("1 * a", f64_quiet(f64_mul(one, a))),
        ("a * -1", f64_quiet(f64_mul(a, minus_one))),
        ("-1 * a", f64_quiet(f64_mul(minus_one, a))),
        ("a / 1", f64_quiet(f64_div(a, one))),
        ("a / -1", f64_quiet(f64_div(a, minus_one))),
        ("a - 0", f64_quiet(f64_sub(a, zero))),
        ("a - -0", f64_quiet(f64_sub(a, minus_zero))),
        ("0 - a", f64_quiet(f64_sub(zero, a))),
        ("-0 - a", f64_quiet(f64_sub(minus_zero, a))),
        ("a + 0", f64_quiet(f64_add(a, zero))),
        ("a + -0", f64_quiet(f64_add(a, minus_zero))),
        ("-0 + a", f64_quiet(f64_add(minus_zero, a))),
        ("|a| + 0", f64_quiet(f64_add(f64_abs(a), zero))),
        ("0 - |a|", f64_quiet(f64_sub(zero, f64_abs(a)))),
    ] {
        assert!(arithmetic_64(result), "{name}: {:#x}", result.to_bits());
    }
}

/// The other literals near which LLVM has rules, and which the translator does not wrap.
#[test]
fn arithmetic_with_other_literals_quiets() {
    let a = snan_64();
    let (one, minus_one) = (f64_const(0x3FF0 << 48), f64_const(0xBFF0 << 48));
    let (zero, two, half) = (
        f64_const(0),
        f64_const(0x4000 << 48),
        f64_const(0x3FE0 << 48),
    );
    let nan = f64_const(SIGNALLING_64);
    let infinity = f64_const(0x7FF0 << 48);
    for (name, result) in [
        ("a * 0", f64_mul(a, zero)),
        ("a * 2", f64_mul(a, two)),
        ("a / 2", f64_div(a, two)),
        ("a * 2 * 0.5", f64_mul(f64_mul(a, two), half)),
        ("0 / a", f64_div(zero, a)),
        ("1 / a", f64_div(one, a)),
        ("-1 / a", f64_div(minus_one, a)),
        ("a / a", f64_div(a, a)),
        ("a - a", f64_sub(a, a)),
        ("a + a", f64_add(a, a)),
        ("a + 1 - 1", f64_sub(f64_add(a, one), one)),
        ("a + nan", f64_add(a, nan)),
        ("1 + nan", f64_add(one, nan)),
        ("a * nan", f64_mul(a, nan)),
        ("a + inf", f64_add(a, infinity)),
        ("a / inf", f64_div(a, infinity)),
        ("min(a, 0)", f64_min(a, zero)),
        ("max(a, inf)", f64_max(a, infinity)),
        ("min(a, a)", f64_min(a, a)),
        ("min(1, nan)", f64_min(one, nan)),
        ("sqrt(nan)", f64_sqrt(nan)),
        ("floor(nan)", f64_floor(nan)),
        ("promote(nan)", f64_promote_f32(f32_const(SIGNALLING))),
        ("-(-a) * a", f64_mul(f64_neg(f64_neg(a)), a)),
        ("floor(floor(a))", f64_floor(f64_floor(a))),
    ] {
        assert!(arithmetic_64(result), "{name}: {:#x}", result.to_bits());
    }
    assert!(arithmetic(f32_demote_f64(nan)));
}

#[test]
fn canonical_operands_give_canonical_results() {
    let (a, b) = (f32_const(black_box(0x7FC0_0000)), black_box(1.3_f32));
    for result in [
        f32_add(a, b),
        f32_mul(b, a),
        f32_min(a, b),
        f32_min(b, a),
        f32_max(a, b),
        f32_max(b, a),
        f32_sqrt(a),
        f32_sqrt(-b),
        f32_floor(a),
        f32_nearest(a),
        f32_demote_f64(f64_const(black_box(0x7FF8 << 48))),
        f32_div(b - b, b - b),
    ] {
        assert!(canonical(result), "{:#x}", result.to_bits());
    }
    assert!(canonical_64(f64_promote_f32(a)));
}

#[test]
fn moves_keep_signalling_nans() {
    let m = &mut [0; 64];
    let (a, b) = (snan(), snan_64());
    f32_store(0, a, 0, m).unwrap();
    f64_store(8, b, 0, m).unwrap();
    assert_eq!(f32_load(0, 0, m).unwrap().to_bits(), SIGNALLING);
    assert_eq!(f64_load(0, 8, m).unwrap().to_bits(), SIGNALLING_64);
    assert_eq!(i32_reinterpret_f32(a), SIGNALLING as i32);
    assert_eq!(i64_reinterpret_f64(b), SIGNALLING_64 as i64);
    assert_eq!(f32_reinterpret_i32(SIGNALLING as i32).to_bits(), SIGNALLING);
    assert_eq!(select_f32(a, 1.0, black_box(1)).to_bits(), SIGNALLING);
    assert_eq!(select_f64(1.0, b, black_box(0)).to_bits(), SIGNALLING_64);
    assert_eq!(f32_abs(f32_neg(a)).to_bits(), SIGNALLING);
    assert_eq!(f32_neg(a).to_bits(), SIGNALLING | 1 << 31);
    assert_eq!(f64_copysign(b, -1.0).to_bits(), SIGNALLING_64 | 1 << 63);
    assert_eq!(f64_copysign(1.0, f64_neg(b)), -1.0);
    const { assert!(f32_const(SIGNALLING).to_bits() == SIGNALLING) };
}

#[test]
fn min_and_max() {
    for (a, b) in [(0.0, -0.0), (-0.0, 0.0)] {
        assert_eq!(f32_min(a, b).to_bits(), (-0.0_f32).to_bits());
        assert_eq!(f32_max(a, b).to_bits(), 0);
        let (a, b) = (f64::from(a), f64::from(b));
        assert_eq!(f64_min(a, b).to_bits(), (-0.0_f64).to_bits());
        assert_eq!(f64_max(a, b).to_bits(), 0);
    }
    let values = [
        -f64::INFINITY,
        -2.5,
        -1.0,
        -0.0,
        1e-310,
        1.0,
        2.5,
        f64::MAX,
        f64::INFINITY,
    ];
    for (i, a) in values.into_iter().enumerate() {
        for (j, b) in values.into_iter().enumerate() {
            assert_eq!(f64_min(a, b), values[i.min(j)]);
            assert_eq!(f64_max(a, b), values[i.max(j)]);
            let (a, b) = (a as f32, b as f32);
            assert_eq!(f32_min(a, b), values[i.min(j)] as f32);
            assert_eq!(f32_max(a, b), values[i.max(j)] as f32);
        }
    }
}

#[test]
fn comparisons_with_nan() {
    let (a, nan) = (1.0, f64::NAN);
    let all = |a, b| {
        [
            f64_eq(a, b),
            f64_ne(a, b),
            f64_lt(a, b),
            f64_le(a, b),
            f64_gt(a, b),
            f64_ge(a, b),
        ]
    };
    assert_eq!(all(nan, nan), [0, 1, 0, 0, 0, 0]);
    assert_eq!(all(a, nan), [0, 1, 0, 0, 0, 0]);
    assert_eq!(all(0.0, -0.0), [1, 0, 0, 1, 0, 1]);
    assert_eq!(all(1.0, 2.0), [0, 1, 1, 1, 0, 0]);
}

/// What is not in the type's range traps; what is in it is the integer part.
macro_rules! truncation {
    ($($test:ident: $f:ident, $t:ty as $out:ty, $trunc:ident, $sat:ident;)*) => {$(
        #[test]
        fn $test() {
            let cx = &mut Cx::new(&Limits::new(), 1 << 20);
            let bounds = [0.0, 0.9, 1.0, 1.5, <$t>::MIN as $f, <$t>::MAX as $f, 1e30];
            let near = |a: $f| [a.next_down(), a, a.next_up(), a - 1.0, a + 1.0, a - 0.5];
            for a in bounds.into_iter().flat_map(near).flat_map(|a| [a, -a]) {
                // All candidates are integers below 2^127 after truncation.
                let integer = a.trunc() as i128;
                let result = $trunc(a, cx);
                match <$t>::try_from(integer) {
                    Ok(integer) => {
                        assert_eq!(result, Some(integer as $out), "{a:?}");
                        assert_eq!($sat(a), integer as $out, "{a:?}");
                    }
                    Err(_) => {
                        let trap = cx.finish(result, &[]).unwrap_err();
                        assert_eq!(trap.code(), TrapCode::IntegerOverflow, "{a:?}");
                        let bound = if a < 0.0 { <$t>::MIN } else { <$t>::MAX };
                        assert_eq!($sat(a), bound as $out, "{a:?}");
                    }
                }
            }
            for nan in [$f::NAN, -$f::NAN] {
                let result = $trunc(nan, cx);
                let trap = cx.finish(result, &[]).unwrap_err();
                assert_eq!(trap.code(), TrapCode::InvalidConversion);
                assert_eq!($sat(nan), 0);
            }
            for infinity in [$f::INFINITY, -$f::INFINITY] {
                let result = $trunc(infinity, cx);
                let trap = cx.finish(result, &[]).unwrap_err();
                assert_eq!(trap.code(), TrapCode::IntegerOverflow);
            }
        }
    )*};
}

truncation! {
    f32_to_i32: f32, i32 as i32, i32_trunc_f32_s, i32_trunc_sat_f32_s;
    f32_to_u32: f32, u32 as i32, i32_trunc_f32_u, i32_trunc_sat_f32_u;
    f64_to_i32: f64, i32 as i32, i32_trunc_f64_s, i32_trunc_sat_f64_s;
    f64_to_u32: f64, u32 as i32, i32_trunc_f64_u, i32_trunc_sat_f64_u;
    f32_to_i64: f32, i64 as i64, i64_trunc_f32_s, i64_trunc_sat_f32_s;
    f32_to_u64: f32, u64 as i64, i64_trunc_f32_u, i64_trunc_sat_f32_u;
    f64_to_i64: f64, i64 as i64, i64_trunc_f64_s, i64_trunc_sat_f64_s;
    f64_to_u64: f64, u64 as i64, i64_trunc_f64_u, i64_trunc_sat_f64_u;
}

#[test]
fn conversions_from_integers() {
    assert_eq!(f32_convert_i32_s(-1), -1.0);
    assert_eq!(f32_convert_i32_u(-1), 4_294_967_296.0);
    assert_eq!(f64_convert_i32_u(-1), 4_294_967_295.0);
    assert_eq!(f64_convert_i32_s(i32::MIN), -2_147_483_648.0);
    // Ties to even, and rounded once: through `f64` these would be wrong.
    assert_eq!(
        f32_convert_i64_s(0x0020_0000_2000_0001),
        9_007_200_328_482_816.0
    );
    assert_eq!(
        f32_convert_i64_u(i64::MIN | 0x80_0000_0001),
        9_223_373_136_366_403_584.0
    );
    assert_eq!(f64_convert_i64_s(i64::MIN), -9_223_372_036_854_775_808.0);
    assert_eq!(f64_convert_i64_u(-1), 18_446_744_073_709_551_616.0);
}
