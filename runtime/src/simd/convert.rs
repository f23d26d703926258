//! Conversions between integers and floats in lanes.

use super::{functions, lanewise, whole};
use crate::V128;
use crate::num::convert::{f32_demote_f64, f64_promote_f32};

lanewise! { i32 => f32, 1:
    f32x4_convert_i32x4_s = |a| a as f32;
}

lanewise! { u32 => f32, 1:
    f32x4_convert_i32x4_u = |a| a as f32;
}

functions! {
    i32x4_trunc_sat_f32x4_s(a: V128) -> V128 = {
        let [a0, a1, a2, a3] = a.to_f32x4();
        whole(V128::from_i32x4([a0 as i32, a1 as i32, a2 as i32, a3 as i32]))
    };
    i32x4_trunc_sat_f32x4_u(a: V128) -> V128 = {
        let [a0, a1, a2, a3] = a.to_f32x4();
        whole(V128::from_u32x4([a0 as u32, a1 as u32, a2 as u32, a3 as u32]))
    };
    i32x4_trunc_sat_f64x2_s_zero(a: V128) -> V128 = {
        let [a0, a1] = a.to_f64x2();
        whole(V128::from_i32x4([a0 as i32, a1 as i32, 0, 0]))
    };
    i32x4_trunc_sat_f64x2_u_zero(a: V128) -> V128 = {
        let [a0, a1] = a.to_f64x2();
        whole(V128::from_u32x4([a0 as u32, a1 as u32, 0, 0]))
    };
    f64x2_convert_low_i32x4_s(a: V128) -> V128 = {
        let [a0, a1, _, _] = a.to_i32x4();
        whole(V128::from_f64x2([a0 as f64, a1 as f64]))
    };
    f64x2_convert_low_i32x4_u(a: V128) -> V128 = {
        let [a0, a1, _, _] = a.to_u32x4();
        whole(V128::from_f64x2([a0 as f64, a1 as f64]))
    };
    f32x4_demote_f64x2_zero(a: V128) -> V128 = {
        let [a0, a1] = a.to_f64x2();
        whole(V128::from_f32x4([f32_demote_f64(a0), f32_demote_f64(a1), 0.0, 0.0]))
    };
    f64x2_promote_low_f32x4(a: V128) -> V128 = {
        let [a0, a1, _, _] = a.to_f32x4();
        whole(V128::from_f64x2([f64_promote_f32(a0), f64_promote_f32(a1)]))
    };
}
