//! Vector operators that change lanes' sizes or places, and those on memory.

use include_wasm::V128;
use include_wasm::rt::*;

fn vectors() -> Vec<V128> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let ends = [
        0,
        1,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x7FFF_FFFF,
        0x8000_0000,
        0xFFFF_FFFF,
        !0,
        1 << 63,
    ];
    let mut found: Vec<V128> = (0..200)
        .map(|_| V128::from_u64x2([random(), random()]))
        .collect();
    for &low in &ends {
        found.extend(
            ends.iter()
                .map(|&high| V128::from_u64x2([low, high << 16 | low >> 48])),
        );
        found.extend(
            ends.iter()
                .map(|&high| V128::from_u64x2([low << 32 | high, high << 32 | low])),
        );
    }
    found
}

macro_rules! widening {
    ($($test:ident: $view:ident $n:literal => $wide:ty, $from:ident:
       $low:ident $high:ident $mul_low:ident $mul_high:ident;)*) => {$(
        #[test]
        fn $test() {
            let vectors = vectors();
            for (i, &a) in vectors.iter().enumerate() {
                let b = vectors[(i * 7 + 3) % vectors.len()];
                let (x, y) = (a.$view(), b.$view());
                let lanes = |f: &dyn Fn(usize) -> i128| V128::$from(std::array::from_fn(|i| f(i) as $wide));
                assert_eq!($low(a), lanes(&|i| x[i] as i128));
                assert_eq!($high(a), lanes(&|i| x[$n + i] as i128));
                assert_eq!($mul_low(a, b), lanes(&|i| x[i] as i128 * y[i] as i128));
                assert_eq!($mul_high(a, b), lanes(&|i| x[$n + i] as i128 * y[$n + i] as i128));
            }
        }
    )*};
}

widening! {
    i8_to_i16: to_i8x16 8 => i16, from_i16x8: i16x8_extend_low_i8x16_s i16x8_extend_high_i8x16_s
        i16x8_extmul_low_i8x16_s i16x8_extmul_high_i8x16_s;
    u8_to_u16: to_u8x16 8 => u16, from_u16x8: i16x8_extend_low_i8x16_u i16x8_extend_high_i8x16_u
        i16x8_extmul_low_i8x16_u i16x8_extmul_high_i8x16_u;
    i16_to_i32: to_i16x8 4 => i32, from_i32x4: i32x4_extend_low_i16x8_s i32x4_extend_high_i16x8_s
        i32x4_extmul_low_i16x8_s i32x4_extmul_high_i16x8_s;
    u16_to_u32: to_u16x8 4 => u32, from_u32x4: i32x4_extend_low_i16x8_u i32x4_extend_high_i16x8_u
        i32x4_extmul_low_i16x8_u i32x4_extmul_high_i16x8_u;
    i32_to_i64: to_i32x4 2 => i64, from_i64x2: i64x2_extend_low_i32x4_s i64x2_extend_high_i32x4_s
        i64x2_extmul_low_i32x4_s i64x2_extmul_high_i32x4_s;
    u32_to_u64: to_u32x4 2 => u64, from_u64x2: i64x2_extend_low_i32x4_u i64x2_extend_high_i32x4_u
        i64x2_extmul_low_i32x4_u i64x2_extmul_high_i32x4_u;
}

#[test]
fn neighbours_and_narrowing() {
    let vectors = vectors();
    for (i, &a) in vectors.iter().enumerate() {
        let b = vectors[(i * 7 + 3) % vectors.len()];
        let pairs =
            |lanes: &[i64]| -> Vec<i64> { lanes.chunks(2).map(|p| p.iter().sum()).collect() };
        let wide = |lanes: &[i64]| V128::from_i16x8(std::array::from_fn(|i| lanes[i] as i16));
        let wider = |lanes: &[i64]| V128::from_i32x4(std::array::from_fn(|i| lanes[i] as i32));
        assert_eq!(
            i16x8_extadd_pairwise_i8x16_s(a),
            wide(&pairs(&a.to_i8x16().map(i64::from)))
        );
        assert_eq!(
            i16x8_extadd_pairwise_i8x16_u(a),
            wide(&pairs(&a.to_u8x16().map(i64::from)))
        );
        assert_eq!(
            i32x4_extadd_pairwise_i16x8_s(a),
            wider(&pairs(&a.to_i16x8().map(i64::from)))
        );
        assert_eq!(
            i32x4_extadd_pairwise_i16x8_u(a),
            wider(&pairs(&a.to_u16x8().map(i64::from)))
        );
        let products: Vec<i64> = a
            .to_i16x8()
            .into_iter()
            .zip(b.to_i16x8())
            .map(|(x, y)| x as i64 * y as i64)
            .collect();
        assert_eq!(i32x4_dot_i16x8_s(a, b), wider(&pairs(&products)));

        let words: Vec<i16> = a.to_i16x8().into_iter().chain(b.to_i16x8()).collect();
        let bytes = |low, high| {
            V128::from_u8x16(std::array::from_fn(|i| words[i].max(low).min(high) as u8))
        };
        assert_eq!(i8x16_narrow_i16x8_s(a, b), bytes(-128, 127));
        assert_eq!(i8x16_narrow_i16x8_u(a, b), bytes(0, 255));
        let longs: Vec<i32> = a.to_i32x4().into_iter().chain(b.to_i32x4()).collect();
        let words = |low, high| {
            V128::from_u16x8(std::array::from_fn(|i| longs[i].max(low).min(high) as u16))
        };
        assert_eq!(i16x8_narrow_i32x4_s(a, b), words(-0x8000, 0x7FFF));
        assert_eq!(i16x8_narrow_i32x4_u(a, b), words(0, 0xFFFF));
    }
}

#[test]
fn shifts() {
    for a in vectors() {
        for n in [
            0,
            1,
            3,
            7,
            8,
            9,
            15,
            16,
            31,
            32,
            33,
            63,
            64,
            65,
            -1,
            -8,
            i32::MIN,
            i32::MAX,
        ] {
            macro_rules! shift {
                ($bits:literal $to_s:ident $from_s:ident $to_u:ident $from_u:ident $shl:ident $shr_s:ident $shr_u:ident) => {
                    let by = n.rem_euclid($bits);
                    assert_eq!(
                        $shl(a, n),
                        V128::$from_u(a.$to_u().map(|x| x << by)),
                        "{a:?} {n}"
                    );
                    assert_eq!(
                        $shr_s(a, n),
                        V128::$from_s(a.$to_s().map(|x| x >> by)),
                        "{a:?} {n}"
                    );
                    assert_eq!(
                        $shr_u(a, n),
                        V128::$from_u(a.$to_u().map(|x| x >> by)),
                        "{a:?} {n}"
                    );
                };
            }
            shift!(8 to_i8x16 from_i8x16 to_u8x16 from_u8x16 i8x16_shl i8x16_shr_s i8x16_shr_u);
            shift!(16 to_i16x8 from_i16x8 to_u16x8 from_u16x8 i16x8_shl i16x8_shr_s i16x8_shr_u);
            shift!(32 to_i32x4 from_i32x4 to_u32x4 from_u32x4 i32x4_shl i32x4_shr_s i32x4_shr_u);
            shift!(64 to_i64x2 from_i64x2 to_u64x2 from_u64x2 i64x2_shl i64x2_shr_s i64x2_shr_u);
        }
    }
}

#[test]
fn tests_and_masks() {
    for a in vectors().into_iter().chain([
        V128::ZERO,
        V128::from_u64x2([0, 1]),
        V128::from_u64x2([!0; 2]),
    ]) {
        assert_eq!(v128_any_true(a), (u128::from(a) != 0) as i32);
        macro_rules! reduce {
            ($view:ident $all_true:ident $bitmask:ident) => {
                let lanes = a.$view();
                assert_eq!(
                    $all_true(a),
                    lanes.iter().all(|&lane| lane != 0) as i32,
                    "{a:?}"
                );
                let mask: i32 = lanes
                    .iter()
                    .enumerate()
                    .map(|(i, &lane)| if lane < 0 { 1 << i } else { 0 })
                    .sum();
                assert_eq!($bitmask(a), mask, "{a:?}");
            };
        }
        reduce!(to_i8x16 i8x16_all_true i8x16_bitmask);
        reduce!(to_i16x8 i16x8_all_true i16x8_bitmask);
        reduce!(to_i32x4 i32x4_all_true i32x4_bitmask);
        reduce!(to_i64x2 i64x2_all_true i64x2_bitmask);
    }
}

#[test]
fn shuffles() {
    let vectors = vectors();
    for (i, &a) in vectors.iter().enumerate() {
        let b = vectors[(i * 7 + 3) % vectors.len()];
        let c = vectors[(i * 5 + 1) % vectors.len()];
        let both: Vec<u8> = a.to_bytes().into_iter().chain(b.to_bytes()).collect();
        let lanes = c.to_u8x16().map(|lane| lane % 32);
        let [low, high] = V128::from_u8x16(lanes).to_u64x2();
        assert_eq!(
            i8x16_shuffle(a, b, low, high).to_bytes(),
            lanes.map(|lane| both[lane as usize])
        );
        for indices in [c, V128::from_u8x16(lanes)] {
            let swizzled = indices
                .to_u8x16()
                .map(|i| a.to_bytes().get(i as usize).copied().unwrap_or(0));
            assert_eq!(i8x16_swizzle(a, indices).to_bytes(), swizzled);
            assert_eq!(i8x16_relaxed_swizzle(a, indices).to_bytes(), swizzled);
            let [low, high] = a.to_u64x2();
            assert_eq!(i8x16_lookup(indices, low, high).to_bytes(), swizzled);
            assert_eq!(
                i8x16_relaxed_lookup(indices, low, high).to_bytes(),
                swizzled
            );
        }
    }
}

#[test]
fn single_lanes() {
    for a in vectors() {
        macro_rules! lanes {
            ($n:literal $view:ident $from:ident $splat:ident $replace:ident $x:expr, $lane:expr; $($extract:ident $of:ident)*) => {
                for lane in 0..$n {
                    $(assert_eq!($extract(a, lane) as i64, a.$of()[lane as usize] as i64);)*
                    let mut expected = a.$view();
                    expected[lane as usize] = $lane;
                    assert_eq!($replace(a, $x, lane), V128::$from(expected));
                }
                assert_eq!($splat($x), V128::$from([$lane; $n]));
            };
        }
        let x = a.to_i64x2()[1];
        lanes!(16 to_u8x16 from_u8x16 i8x16_splat i8x16_replace_lane x as i32, x as u8;
            i8x16_extract_lane_s to_i8x16 i8x16_extract_lane_u to_u8x16);
        lanes!(8 to_u16x8 from_u16x8 i16x8_splat i16x8_replace_lane x as i32, x as u16;
            i16x8_extract_lane_s to_i16x8 i16x8_extract_lane_u to_u16x8);
        lanes!(4 to_i32x4 from_i32x4 i32x4_splat i32x4_replace_lane x as i32, x as i32; i32x4_extract_lane to_i32x4);
        lanes!(2 to_i64x2 from_i64x2 i64x2_splat i64x2_replace_lane x, x; i64x2_extract_lane to_i64x2);
        // A signalling NaN is only moved.
        let single = f32::from_bits(0x7F80_0001);
        let double = f64::from_bits(0x7FF0_0000_0000_0001);
        assert_eq!(f32x4_splat(single).to_u32x4(), [0x7F80_0001; 4]);
        assert_eq!(f64x2_splat(double).to_u64x2(), [0x7FF0_0000_0000_0001; 2]);
        for lane in 0..4 {
            let mut expected = a.to_u32x4();
            assert_eq!(
                f32x4_extract_lane(a, lane).to_bits(),
                expected[lane as usize]
            );
            expected[lane as usize] = single.to_bits();
            assert_eq!(f32x4_replace_lane(a, single, lane).to_u32x4(), expected);
        }
        for lane in 0..2 {
            let mut expected = a.to_u64x2();
            assert_eq!(
                f64x2_extract_lane(a, lane).to_bits(),
                expected[lane as usize]
            );
            expected[lane as usize] = double.to_bits();
            assert_eq!(f64x2_replace_lane(a, double, lane).to_u64x2(), expected);
        }
    }
    assert_eq!(
        v128_const(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908).to_bytes(),
        std::array::from_fn(|i| i as u8)
    );
}

#[test]
fn half_conversions() {
    let floats = [
        0.0,
        -0.9,
        1.5,
        -2147483648.9,
        2147483647.9,
        4294967295.9,
        1e300,
        -1e300,
        f64::NAN,
        f64::INFINITY,
        0.1,
    ];
    for a in floats {
        for b in floats {
            let v = V128::from_f64x2([a, b]);
            assert_eq!(
                i32x4_trunc_sat_f64x2_s_zero(v).to_i32x4(),
                [a as i32, b as i32, 0, 0]
            );
            assert_eq!(
                i32x4_trunc_sat_f64x2_u_zero(v).to_u32x4(),
                [a as u32, b as u32, 0, 0]
            );
            assert_eq!(
                i32x4_relaxed_trunc_f64x2_s_zero(v),
                i32x4_trunc_sat_f64x2_s_zero(v)
            );
            assert_eq!(
                i32x4_relaxed_trunc_f64x2_u_zero(v),
                i32x4_trunc_sat_f64x2_u_zero(v)
            );
            let demoted = f32x4_canonical(f32x4_demote_f64x2_zero(v));
            assert_eq!(
                demoted,
                f32x4_canonical(V128::from_f32x4([a as f32, b as f32, 0.0, 0.0]))
            );
        }
    }
    for v in vectors() {
        let [x, y, ..] = v.to_i32x4();
        assert_eq!(
            f64x2_convert_low_i32x4_s(v).to_f64x2(),
            [x as f64, y as f64]
        );
        assert_eq!(
            f64x2_convert_low_i32x4_u(v).to_f64x2(),
            [x as u32 as f64, y as u32 as f64]
        );
        let [x, y, ..] = v.to_f32x4();
        let promoted = f64x2_promote_low_f32x4(v);
        assert_eq!(
            f64x2_canonical(promoted),
            f64x2_canonical(V128::from_f64x2([x as f64, y as f64]))
        );
        assert!(
            promoted
                .to_f64x2()
                .iter()
                .all(|f| !f.is_nan() || f.to_bits() >> 51 & 1 == 1)
        );
    }
}

/// `bytes` bytes at 2 and at the very end work, one further does not.
fn reach<T>(bytes: u32, access: impl Fn(i32, u32, &mut [u8]) -> Option<T>) {
    let mut m: Vec<u8> = (0..64_u8).map(|i| i.wrapping_mul(37)).collect();
    let last = 64 - bytes;
    assert!(access(last as i32, 0, &mut m).is_some());
    assert!(access(0, last, &mut m).is_some());
    let before = m.clone();
    for (address, offset) in [
        (last as i32 + 1, 0),
        (0, last + 1),
        (-1, 0),
        (-1, 1),
        (i32::MIN, 8),
        (0, u32::MAX),
        (-1, u32::MAX),
    ] {
        assert!(
            access(address, offset, &mut m).is_none(),
            "{address} {offset}"
        );
    }
    assert_eq!(m, before, "a store that fails writes nothing");
}

#[test]
fn memory() {
    let m: Vec<u8> = (0..64_u8).map(|i| i.wrapping_mul(37)).collect();
    let bytes = |n: usize| &m[5..5 + n];
    let at = |f: fn(i32, u32, &[u8]) -> Option<V128>| f(2, 3, &m).unwrap();
    assert_eq!(at(v128_load).to_bytes(), bytes(16));
    let lanes: [u8; 8] = bytes(8).try_into().unwrap();
    assert_eq!(at(v128_load8x8_s).to_i16x8(), lanes.map(|b| b as i8 as i16));
    assert_eq!(at(v128_load8x8_u).to_u16x8(), lanes.map(|b| b as u16));
    let half = |i: usize| u16::from_le_bytes([lanes[2 * i], lanes[2 * i + 1]]);
    assert_eq!(
        at(v128_load16x4_s).to_i32x4(),
        [0, 1, 2, 3].map(|i| half(i) as i16 as i32)
    );
    assert_eq!(
        at(v128_load16x4_u).to_u32x4(),
        [0, 1, 2, 3].map(|i| half(i) as u32)
    );
    let word = |i: usize| half(2 * i) as u32 | (half(2 * i + 1) as u32) << 16;
    assert_eq!(
        at(v128_load32x2_s).to_i64x2(),
        [0, 1].map(|i| word(i) as i32 as i64)
    );
    assert_eq!(
        at(v128_load32x2_u).to_u64x2(),
        [0, 1].map(|i| word(i) as u64)
    );
    assert_eq!(at(v128_load8_splat).to_u8x16(), [lanes[0]; 16]);
    assert_eq!(at(v128_load16_splat).to_u16x8(), [half(0); 8]);
    assert_eq!(at(v128_load32_splat).to_u32x4(), [word(0); 4]);
    let long = word(0) as u64 | (word(1) as u64) << 32;
    assert_eq!(at(v128_load64_splat).to_u64x2(), [long; 2]);
    assert_eq!(at(v128_load32_zero).to_u32x4(), [word(0), 0, 0, 0]);
    assert_eq!(at(v128_load64_zero).to_u64x2(), [long, 0]);

    reach(16, |a, o, m| v128_load(a, o, m));
    reach(8, |a, o, m| v128_load8x8_s(a, o, m));
    reach(8, |a, o, m| v128_load16x4_u(a, o, m));
    reach(8, |a, o, m| v128_load32x2_s(a, o, m));
    reach(1, |a, o, m| v128_load8_splat(a, o, m));
    reach(2, |a, o, m| v128_load16_splat(a, o, m));
    reach(4, |a, o, m| v128_load32_splat(a, o, m));
    reach(8, |a, o, m| v128_load64_splat(a, o, m));
    reach(4, |a, o, m| v128_load32_zero(a, o, m));
    reach(8, |a, o, m| v128_load64_zero(a, o, m));
    let v = V128::from_u64x2([0x0102_0304_0506_0708, 0x1112_1314_1516_1718]);
    reach(16, |a, o, m| v128_store(a, v, o, m));

    macro_rules! lane {
        ($n:literal $size:literal $load:ident $store:ident) => {
            reach($size, |a, o, m| $load(a, v, o, $n - 1, m));
            reach($size, |a, o, m| $store(a, v, o, $n - 1, m));
            for lane in 0..$n {
                let range = lane as usize * $size..(lane as usize + 1) * $size;
                let mut expected = v.to_bytes();
                expected[range.clone()].copy_from_slice(bytes($size));
                assert_eq!($load(2, v, 3, lane, &m), Some(V128::from_bytes(expected)));
                let mut after = m.clone();
                assert_eq!($store(2, v, 3, lane, &mut after), Some(()));
                let mut expected = m.clone();
                expected[5..5 + $size].copy_from_slice(&v.to_bytes()[range]);
                assert_eq!(after, expected);
            }
        };
    }
    lane!(16 1 v128_load8_lane v128_store8_lane);
    lane!(8 2 v128_load16_lane v128_store16_lane);
    lane!(4 4 v128_load32_lane v128_store32_lane);
    lane!(2 8 v128_load64_lane v128_store64_lane);
}
