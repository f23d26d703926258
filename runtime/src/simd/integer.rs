//! Integer arithmetic in lanes, modulo their size.

use super::{functions, lanewise, whole};
use crate::V128;

lanewise! { i8 => i8, 1:
    i8x16_abs = |a| a.wrapping_abs();
    i8x16_neg = |a| a.wrapping_neg();
    i8x16_add = |a, b| a.wrapping_add(b);
    i8x16_sub = |a, b| a.wrapping_sub(b);
    i8x16_min_s = |a, b| a.min(b);
    i8x16_max_s = |a, b| a.max(b);
}

lanewise! { u8 => u8, 1:
    i8x16_popcnt = |a| a.count_ones() as u8;
    i8x16_min_u = |a, b| a.min(b);
    i8x16_max_u = |a, b| a.max(b);
    i8x16_avgr_u = |a, b| ((a as u16 + b as u16 + 1) >> 1) as u8;
}

lanewise! { i16 => i16, 1:
    i16x8_abs = |a| a.wrapping_abs();
    i16x8_neg = |a| a.wrapping_neg();
    i16x8_add = |a, b| a.wrapping_add(b);
    i16x8_sub = |a, b| a.wrapping_sub(b);
    i16x8_mul = |a, b| a.wrapping_mul(b);
    i16x8_min_s = |a, b| a.min(b);
    i16x8_max_s = |a, b| a.max(b);
}

lanewise! { u16 => u16, 1:
    i16x8_min_u = |a, b| a.min(b);
    i16x8_max_u = |a, b| a.max(b);
    i16x8_avgr_u = |a, b| ((a as u32 + b as u32 + 1) >> 1) as u16;
}

lanewise! { i32 => i32, 1:
    i32x4_abs = |a| a.wrapping_abs();
    i32x4_neg = |a| a.wrapping_neg();
    i32x4_add = |a, b| a.wrapping_add(b);
    i32x4_sub = |a, b| a.wrapping_sub(b);
    i32x4_mul = |a, b| a.wrapping_mul(b);
    i32x4_min_s = |a, b| a.min(b);
    i32x4_max_s = |a, b| a.max(b);
}

lanewise! { u32 => u32, 1:
    i32x4_min_u = |a, b| a.min(b);
    i32x4_max_u = |a, b| a.max(b);
}

lanewise! { i64 => i64, 1:
    i64x2_abs = |a| a.wrapping_abs();
    i64x2_neg = |a| a.wrapping_neg();
    i64x2_add = |a, b| a.wrapping_add(b);
    i64x2_sub = |a, b| a.wrapping_sub(b);
}

functions! {
    i64x2_mul(a: V128, b: V128) -> V128 = {
        let ([a0, a1], [b0, b1]) = (a.to_i64x2(), b.to_i64x2());
        whole(V128::from_i64x2([a0.wrapping_mul(b0), a1.wrapping_mul(b1)]))
    };
}
