//! Constants, and single lanes. Lane numbers are literals below the number of lanes.

use super::{functions, whole};
use crate::V128;

/// `v128_const`: the literal with these halves, the first of which has the first bytes. Generated code has it evaluated by
/// rustc.
#[inline(always)]
#[must_use]
pub const fn v128_const(low: u64, high: u64) -> V128 {
    V128::from_u64x2([low, high])
}

functions! {
    i8x16_splat(x: i32) -> V128 = whole(V128::from_u8x16([x as u8; 16]));
    i16x8_splat(x: i32) -> V128 = whole(V128::from_u16x8([x as u16; 8]));
    i32x4_splat(x: i32) -> V128 = whole(V128::from_i32x4([x; 4]));
    i64x2_splat(x: i64) -> V128 = whole(V128::from_i64x2([x; 2]));
    f32x4_splat(x: f32) -> V128 = whole(V128::from_f32x4([x; 4]));
    f64x2_splat(x: f64) -> V128 = whole(V128::from_f64x2([x; 2]));

    i8x16_extract_lane_s(a: V128, lane: u8) -> i32 = whole(a).lane::<i8>(lane as usize % 16) as i32;
    i8x16_extract_lane_u(a: V128, lane: u8) -> i32 = whole(a).lane::<u8>(lane as usize % 16) as i32;
    i16x8_extract_lane_s(a: V128, lane: u8) -> i32 = whole(a).lane::<i16>(lane as usize % 8) as i32;
    i16x8_extract_lane_u(a: V128, lane: u8) -> i32 = whole(a).lane::<u16>(lane as usize % 8) as i32;
    i32x4_extract_lane(a: V128, lane: u8) -> i32 = whole(a).lane::<i32>(lane as usize % 4);
    i64x2_extract_lane(a: V128, lane: u8) -> i64 = whole(a).lane::<i64>(lane as usize % 2);
    f32x4_extract_lane(a: V128, lane: u8) -> f32 = whole(a).lane::<f32>(lane as usize % 4);
    f64x2_extract_lane(a: V128, lane: u8) -> f64 = whole(a).lane::<f64>(lane as usize % 2);

    i8x16_replace_lane(a: V128, x: i32, lane: u8) -> V128 = {
        let mut out = whole(a);
        out.set_lane(lane as usize % 16, x as u8);
        whole(out)
    };
    i16x8_replace_lane(a: V128, x: i32, lane: u8) -> V128 = {
        let mut out = whole(a);
        out.set_lane(lane as usize % 8, x as u16);
        whole(out)
    };
    i32x4_replace_lane(a: V128, x: i32, lane: u8) -> V128 = {
        let mut out = whole(a);
        out.set_lane(lane as usize % 4, x);
        whole(out)
    };
    i64x2_replace_lane(a: V128, x: i64, lane: u8) -> V128 = {
        let mut out = whole(a);
        out.set_lane(lane as usize % 2, x);
        whole(out)
    };
    f32x4_replace_lane(a: V128, x: f32, lane: u8) -> V128 = {
        let mut out = whole(a);
        out.set_lane(lane as usize % 4, x);
        whole(out)
    };
    f64x2_replace_lane(a: V128, x: f64, lane: u8) -> V128 = {
        let mut out = whole(a);
        out.set_lane(lane as usize % 2, x);
        whole(out)
    };
}
