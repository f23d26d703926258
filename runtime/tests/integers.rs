//! Integer operators against 128-bit arithmetic, over operands where they can go wrong.

use include_wasm::rt::*;
use include_wasm::{Limits, TrapCode};

const I32: [i32; 12] = [
    0,
    1,
    -1,
    2,
    7,
    -8,
    31,
    32,
    33,
    0x5555_AAAA,
    i32::MAX,
    i32::MIN,
];
const I64: [i64; 13] = [
    0,
    1,
    -1,
    2,
    7,
    -8,
    63,
    64,
    65,
    1 << 32,
    0x5555_AAAA_1234_8000,
    i64::MAX,
    i64::MIN,
];

fn code<T>(cx: &mut Cx, result: Option<T>) -> Option<TrapCode> {
    cx.finish(result, &[]).err().map(|trap| trap.code())
}

macro_rules! division {
    ($test:ident, $values:ident, $t:ty, $u:ty, $div_s:ident, $div_u:ident, $rem_s:ident, $rem_u:ident) => {
        #[test]
        fn $test() {
            let cx = &mut Cx::new(&Limits::new(), 1 << 20);
            for a in $values {
                for b in $values {
                    if b == 0 {
                        for f in [$div_s, $div_u, $rem_s, $rem_u] {
                            let result = f(a, b, cx);
                            assert_eq!(code(cx, result), Some(TrapCode::IntegerDivisionByZero));
                        }
                        continue;
                    }
                    let quotient = i128::from(a) / i128::from(b);
                    let result = $div_s(a, b, cx);
                    match <$t>::try_from(quotient) {
                        Ok(quotient) => assert_eq!(result, Some(quotient)),
                        Err(_) => assert_eq!(code(cx, result), Some(TrapCode::IntegerOverflow)),
                    }
                    let remainder = i128::from(a) % i128::from(b);
                    assert_eq!($rem_s(a, b, cx).map(i128::from), Some(remainder));
                    let (x, y) = (a as $u, b as $u);
                    assert_eq!($div_u(a, b, cx), Some((x / y) as $t));
                    assert_eq!($rem_u(a, b, cx), Some((x % y) as $t));
                }
            }
        }
    };
}

division!(
    i32_division,
    I32,
    i32,
    u32,
    i32_div_s,
    i32_div_u,
    i32_rem_s,
    i32_rem_u
);
division!(
    i64_division,
    I64,
    i64,
    u64,
    i64_div_s,
    i64_div_u,
    i64_rem_s,
    i64_rem_u
);

#[test]
fn i32_operators() {
    for a in I32 {
        let (wide, unsigned) = (i64::from(a), a as u32);
        assert_eq!(i32_eqz(a), i32::from(a == 0));
        assert_eq!(
            i32_clz(a),
            (0..32)
                .take_while(|i| unsigned >> (31 - i) & 1 == 0)
                .count() as i32
        );
        assert_eq!(
            i32_ctz(a),
            (0..32).take_while(|i| unsigned >> i & 1 == 0).count() as i32
        );
        assert_eq!(
            i32_popcnt(a),
            (0..32).filter(|i| unsigned >> i & 1 == 1).count() as i32
        );
        assert_eq!(i32_extend8_s(a), a << 24 >> 24);
        assert_eq!(i32_extend16_s(a), a << 16 >> 16);
        assert_eq!(i64_extend_i32_s(a), wide);
        assert_eq!(i64_extend_i32_u(a), i64::from(unsigned));
        for b in I32 {
            let shift = b.rem_euclid(32);
            assert_eq!(i32_add(a, b), (wide + i64::from(b)) as i32);
            assert_eq!(i32_sub(a, b), (wide - i64::from(b)) as i32);
            assert_eq!(i32_mul(a, b), (wide * i64::from(b)) as i32);
            assert_eq!(
                (i32_and(a, b), i32_or(a, b), i32_xor(a, b)),
                (a & b, a | b, a ^ b)
            );
            assert_eq!(i32_shl(a, b), (i64::from(unsigned) << shift) as i32);
            assert_eq!(i32_shr_s(a, b), (wide >> shift) as i32);
            assert_eq!(i32_shr_u(a, b), (i64::from(unsigned) >> shift) as i32);
            let doubled = u64::from(unsigned) << 32 | u64::from(unsigned);
            assert_eq!(i32_rotl(a, b), ((doubled << shift) >> 32) as i32);
            assert_eq!(i32_rotr(a, b), (doubled >> shift) as i32);
            let signed = [
                i32_lt_s(a, b),
                i32_le_s(a, b),
                i32_gt_s(a, b),
                i32_ge_s(a, b),
            ];
            assert_eq!(signed, [a < b, a <= b, a > b, a >= b].map(i32::from));
            let (x, y) = (a as u32, b as u32);
            let unsigned = [
                i32_lt_u(a, b),
                i32_le_u(a, b),
                i32_gt_u(a, b),
                i32_ge_u(a, b),
            ];
            assert_eq!(unsigned, [x < y, x <= y, x > y, x >= y].map(i32::from));
            assert_eq!(
                [i32_eq(a, b), i32_ne(a, b)],
                [a == b, a != b].map(i32::from)
            );
        }
    }
}

#[test]
fn i64_operators() {
    for a in I64 {
        let (wide, unsigned) = (i128::from(a), a as u64);
        assert_eq!(i64_eqz(a), i32::from(a == 0));
        assert_eq!(
            i64_clz(a),
            (0..64)
                .take_while(|i| unsigned >> (63 - i) & 1 == 0)
                .count() as i64
        );
        assert_eq!(
            i64_ctz(a),
            (0..64).take_while(|i| unsigned >> i & 1 == 0).count() as i64
        );
        assert_eq!(
            i64_popcnt(a),
            (0..64).filter(|i| unsigned >> i & 1 == 1).count() as i64
        );
        assert_eq!(i64_extend8_s(a), a << 56 >> 56);
        assert_eq!(i64_extend16_s(a), a << 48 >> 48);
        assert_eq!(i64_extend32_s(a), a << 32 >> 32);
        assert_eq!(i32_wrap_i64(a), (unsigned & 0xFFFF_FFFF) as u32 as i32);
        for b in I64 {
            let shift = b.rem_euclid(64);
            assert_eq!(i64_add(a, b), (wide + i128::from(b)) as i64);
            assert_eq!(i64_sub(a, b), (wide - i128::from(b)) as i64);
            assert_eq!(i64_mul(a, b), (wide * i128::from(b)) as i64);
            assert_eq!(
                (i64_and(a, b), i64_or(a, b), i64_xor(a, b)),
                (a & b, a | b, a ^ b)
            );
            assert_eq!(i64_shl(a, b), (i128::from(unsigned) << shift) as i64);
            assert_eq!(i64_shr_s(a, b), (wide >> shift) as i64);
            assert_eq!(i64_shr_u(a, b), (i128::from(unsigned) >> shift) as i64);
            let doubled = u128::from(unsigned) << 64 | u128::from(unsigned);
            assert_eq!(i64_rotl(a, b), ((doubled << shift) >> 64) as i64);
            assert_eq!(i64_rotr(a, b), (doubled >> shift) as i64);
            let signed = [
                i64_lt_s(a, b),
                i64_le_s(a, b),
                i64_gt_s(a, b),
                i64_ge_s(a, b),
            ];
            assert_eq!(signed, [a < b, a <= b, a > b, a >= b].map(i32::from));
            let (x, y) = (a as u64, b as u64);
            let unsigned = [
                i64_lt_u(a, b),
                i64_le_u(a, b),
                i64_gt_u(a, b),
                i64_ge_u(a, b),
            ];
            assert_eq!(unsigned, [x < y, x <= y, x > y, x >= y].map(i32::from));
            assert_eq!(
                [i64_eq(a, b), i64_ne(a, b)],
                [a == b, a != b].map(i32::from)
            );
        }
    }
}
