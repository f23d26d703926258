//! One function per vector instruction, and some compositions, for the table in `runtime/src/simd/TABLE.md`:
//! compiled by this package's program, which reads the assembly. Results go to `out`, operands come by reference, so that
//! what is between is the instruction.

use include_wasm::V128;
use include_wasm::rt;

/// `(operands) (arguments): names`.
macro_rules! probes {
    ($args:tt $call:tt: $($name:ident)*) => {
        $(probes! { @one $name $args $call })*
    };
    (@one $name:ident ($($arg:ident: $t:ty),*) $call:tt) => {
        pub fn $name(out: &mut V128, $($arg: $t),*) {
            *out = rt::$name $call;
        }
    };
}

probes! { (a: &V128, b: &V128) (*a, *b):
    f32x4_relaxed_min_fast f32x4_relaxed_max_fast f64x2_relaxed_min_fast f64x2_relaxed_max_fast
}

probes! { (a: &V128, b: &V128, c: &V128) (*a, *b, *c):
    f32x4_relaxed_madd_fast f32x4_relaxed_nmadd_fast f64x2_relaxed_madd_fast f64x2_relaxed_nmadd_fast
}

macro_rules! numbers {
    ($($name:ident)*) => {$(
        pub fn $name(a: &V128) -> i32 {
            rt::$name(*a)
        }
    )*};
}

macro_rules! extractions {
    ($($name:ident($lane:literal) -> $t:ty;)*) => {$(
        pub fn $name(a: &V128) -> $t {
            rt::$name(*a, $lane)
        }
    )*};
}

macro_rules! loads {
    ($($name:ident)*) => {$(
        pub fn $name(out: &mut V128, address: i32, m: &[u8]) -> bool {
            rt::$name(address, 0, m).is_some_and(|loaded| {
                *out = loaded;
                true
            })
        }
    )*};
}

macro_rules! lane_accesses {
    ($($load:ident $store:ident $lane:literal;)*) => {$(
        pub fn $load(out: &mut V128, address: i32, a: &V128, m: &[u8]) -> bool {
            rt::$load(address, *a, 0, $lane, m).is_some_and(|loaded| {
                *out = loaded;
                true
            })
        }

        pub fn $store(address: i32, a: &V128, m: &mut [u8]) -> bool {
            rt::$store(address, *a, 0, $lane, m).is_some()
        }
    )*};
}

macro_rules! shuffles {
    ($($name:ident($low:literal, $high:literal);)*) => {$(
        pub fn $name(out: &mut V128, a: &V128, b: &V128) {
            *out = rt::i8x16_shuffle(*a, *b, $low, $high);
        }
    )*};
}

probes! { (a: &V128) (*a):
    f32x4_abs f32x4_canonical f32x4_ceil f32x4_convert_i32x4_s f32x4_convert_i32x4_u f32x4_demote_f64x2_zero
    f32x4_floor f32x4_nearest f32x4_neg f32x4_quiet f32x4_sqrt f32x4_trunc
    f64x2_abs f64x2_canonical f64x2_ceil f64x2_convert_low_i32x4_s f64x2_convert_low_i32x4_u f64x2_floor
    f64x2_nearest f64x2_neg f64x2_promote_low_f32x4 f64x2_quiet f64x2_sqrt f64x2_trunc
    i16x8_abs i16x8_extadd_pairwise_i8x16_s i16x8_extadd_pairwise_i8x16_u i16x8_extend_high_i8x16_s
    i16x8_extend_high_i8x16_u i16x8_extend_low_i8x16_s i16x8_extend_low_i8x16_u i16x8_neg
    i32x4_abs i32x4_extadd_pairwise_i16x8_s i32x4_extadd_pairwise_i16x8_u i32x4_extend_high_i16x8_s
    i32x4_extend_high_i16x8_u i32x4_extend_low_i16x8_s i32x4_extend_low_i16x8_u i32x4_neg
    i32x4_relaxed_trunc_f32x4_s i32x4_relaxed_trunc_f32x4_u i32x4_relaxed_trunc_f64x2_s_zero
    i32x4_relaxed_trunc_f64x2_u_zero i32x4_trunc_sat_f32x4_s i32x4_trunc_sat_f32x4_u
    i32x4_trunc_sat_f64x2_s_zero i32x4_trunc_sat_f64x2_u_zero
    i64x2_abs i64x2_extend_high_i32x4_s i64x2_extend_high_i32x4_u i64x2_extend_low_i32x4_s
    i64x2_extend_low_i32x4_u i64x2_neg
    i8x16_abs i8x16_neg i8x16_popcnt
    v128_not
}

probes! { (a: &V128, b: &V128) (*a, *b):
    f32x4_add f32x4_div f32x4_eq f32x4_ge f32x4_gt f32x4_le f32x4_lt f32x4_max f32x4_min f32x4_mul f32x4_ne
    f32x4_pmax f32x4_pmin f32x4_relaxed_max f32x4_relaxed_min f32x4_sub
    f64x2_add f64x2_div f64x2_eq f64x2_ge f64x2_gt f64x2_le f64x2_lt f64x2_max f64x2_min f64x2_mul f64x2_ne
    f64x2_pmax f64x2_pmin f64x2_relaxed_max f64x2_relaxed_min f64x2_sub
    i16x8_add i16x8_add_sat_s i16x8_add_sat_u i16x8_avgr_u i16x8_eq i16x8_extmul_high_i8x16_s
    i16x8_extmul_high_i8x16_u i16x8_extmul_low_i8x16_s i16x8_extmul_low_i8x16_u i16x8_ge_s i16x8_ge_u
    i16x8_gt_s i16x8_gt_u i16x8_le_s i16x8_le_u i16x8_lt_s i16x8_lt_u i16x8_max_s i16x8_max_u i16x8_min_s
    i16x8_min_u i16x8_mul i16x8_narrow_i32x4_s i16x8_narrow_i32x4_u i16x8_ne i16x8_q15mulr_sat_s
    i16x8_relaxed_dot_i8x16_i7x16_s i16x8_relaxed_q15mulr_s i16x8_sub i16x8_sub_sat_s i16x8_sub_sat_u
    i32x4_add i32x4_dot_i16x8_s i32x4_eq i32x4_extmul_high_i16x8_s i32x4_extmul_high_i16x8_u
    i32x4_extmul_low_i16x8_s i32x4_extmul_low_i16x8_u i32x4_ge_s i32x4_ge_u i32x4_gt_s i32x4_gt_u i32x4_le_s
    i32x4_le_u i32x4_lt_s i32x4_lt_u i32x4_max_s i32x4_max_u i32x4_min_s i32x4_min_u i32x4_mul i32x4_ne
    i32x4_sub
    i64x2_add i64x2_eq i64x2_extmul_high_i32x4_s i64x2_extmul_high_i32x4_u i64x2_extmul_low_i32x4_s
    i64x2_extmul_low_i32x4_u i64x2_ge_s i64x2_gt_s i64x2_le_s i64x2_lt_s i64x2_mul i64x2_ne i64x2_sub
    i8x16_add i8x16_add_sat_s i8x16_add_sat_u i8x16_avgr_u i8x16_eq i8x16_ge_s i8x16_ge_u i8x16_gt_s
    i8x16_gt_u i8x16_le_s i8x16_le_u i8x16_lt_s i8x16_lt_u i8x16_max_s i8x16_max_u i8x16_min_s i8x16_min_u
    i8x16_narrow_i16x8_s i8x16_narrow_i16x8_u i8x16_ne i8x16_relaxed_swizzle i8x16_sub i8x16_sub_sat_s
    i8x16_sub_sat_u i8x16_swizzle
    v128_and v128_andnot v128_or v128_xor
}

probes! { (a: &V128, b: &V128, c: &V128) (*a, *b, *c):
    f32x4_relaxed_madd f32x4_relaxed_nmadd
    f64x2_relaxed_madd f64x2_relaxed_nmadd
    i16x8_relaxed_laneselect
    i32x4_relaxed_dot_i8x16_i7x16_add_s i32x4_relaxed_laneselect
    i64x2_relaxed_laneselect
    i8x16_relaxed_laneselect
    v128_bitselect
}

// The hexadecimal digits.
probes! { (a: &V128) (*a, 0x3736353433323130, 0x6665646362613938): i8x16_lookup i8x16_relaxed_lookup }

probes! { (a: &V128, n: i32) (*a, n):
    i16x8_shl i16x8_shr_s i16x8_shr_u
    i32x4_shl i32x4_shr_s i32x4_shr_u
    i64x2_shl i64x2_shr_s i64x2_shr_u
    i8x16_shl i8x16_shr_s i8x16_shr_u
}

numbers! {
    i16x8_all_true i16x8_bitmask
    i32x4_all_true i32x4_bitmask
    i64x2_all_true i64x2_bitmask
    i8x16_all_true i8x16_bitmask
    v128_any_true
}

probes! { (x: i32) (x): i16x8_splat i32x4_splat i8x16_splat }
probes! { (x: i64) (x): i64x2_splat }
probes! { (x: f32) (x): f32x4_splat }
probes! { (x: f64) (x): f64x2_splat }

extractions! {
    i8x16_extract_lane_s(5) -> i32;
    i8x16_extract_lane_u(5) -> i32;
    i16x8_extract_lane_s(3) -> i32;
    i16x8_extract_lane_u(3) -> i32;
    i32x4_extract_lane(1) -> i32;
    i64x2_extract_lane(1) -> i64;
    f32x4_extract_lane(1) -> f32;
    f64x2_extract_lane(1) -> f64;
}

probes! { (a: &V128, x: i32) (*a, x, 5): i8x16_replace_lane }
probes! { (a: &V128, x: i32) (*a, x, 3): i16x8_replace_lane }
probes! { (a: &V128, x: i32) (*a, x, 1): i32x4_replace_lane }
probes! { (a: &V128, x: i64) (*a, x, 1): i64x2_replace_lane }
probes! { (a: &V128, x: f32) (*a, x, 1): f32x4_replace_lane }
probes! { (a: &V128, x: f64) (*a, x, 1): f64x2_replace_lane }

loads! {
    v128_load v128_load16_splat v128_load16x4_s v128_load16x4_u v128_load32_splat v128_load32_zero
    v128_load32x2_s v128_load32x2_u v128_load64_splat v128_load64_zero v128_load8_splat v128_load8x8_s
    v128_load8x8_u
}

lane_accesses! {
    v128_load8_lane v128_store8_lane 5;
    v128_load16_lane v128_store16_lane 3;
    v128_load32_lane v128_store32_lane 1;
    v128_load64_lane v128_store64_lane 1;
}

pub fn v128_store(address: i32, a: &V128, m: &mut [u8]) -> bool {
    rt::v128_store(address, *a, 0, m).is_some()
}

// Named by what they do.
shuffles! {
    shuffle_zip8_low(0x1303_1202_1101_1000, 0x1707_1606_1505_1404);
    shuffle_zip8_high(0x1b0b_1a0a_1909_1808, 0x1f0f_1e0e_1d0d_1c0c);
    shuffle_zip16_low(0x1312_0302_1110_0100, 0x1716_0706_1514_0504);
    shuffle_zip32_low(0x1312_1110_0302_0100, 0x1716_1514_0706_0504);
    shuffle_zip64_low(0x0706_0504_0302_0100, 0x1716_1514_1312_1110);
    shuffle_unzip8_even(0x0e0c_0a08_0604_0200, 0x1e1c_1a18_1614_1210);
    shuffle_unzip8_odd(0x0f0d_0b09_0705_0301, 0x1f1d_1b19_1715_1311);
    shuffle_unzip16_even(0x0d0c_0908_0504_0100, 0x1d1c_1918_1514_1110);
    shuffle_unzip16_odd(0x0f0e_0b0a_0706_0302, 0x1f1e_1b1a_1716_1312);
    shuffle_unzip32_even(0x0b0a_0908_0302_0100, 0x1b1a_1918_1312_1110);
    shuffle_reverse8(0x0809_0a0b_0c0d_0e0f, 0x0001_0203_0405_0607);
    shuffle_reverse32(0x0b0a_0908_0f0e_0d0c, 0x0302_0100_0706_0504);
    shuffle_swap_bytes32(0x0405_0607_0001_0203, 0x0c0d_0e0f_0809_0a0b);
    shuffle_rotate4(0x0b0a_0908_0706_0504, 0x0302_0100_0f0e_0d0c);
    shuffle_align5(0x0c0b_0a09_0807_0605, 0x1413_1211_100f_0e0d);
    shuffle_align4(0x0b0a_0908_0706_0504, 0x1312_1110_0f0e_0d0c);
    shuffle_up3(0x0403_0201_0010_1010, 0x0c0b_0a09_0807_0605);
    shuffle_broadcast8(0x0000_0000_0000_0000, 0x0000_0000_0000_0000);
    shuffle_broadcast32(0x0706_0504_0706_0504, 0x0706_0504_0706_0504);
    shuffle_arbitrary_one(0x0902_000f_0c01_0703, 0x0a06_0d0b_0508_040e);
    shuffle_arbitrary_two(0x0912_000f_1c01_1703, 0x0a16_0d1b_0518_041e);
    shuffle_rgb_to_rgbx(0x0005_0403_0002_0100, 0x000b_0a09_0008_0706);
    shuffle_blend8(0x1706_1504_1302_1100, 0x1f0e_1d0c_1b0a_1908);
}
