//! Integer arithmetic in lanes, modulo their size.

use super::lanewise;

lanewise! { i8, 16, to_i8x16 => i8, from_i8x16:
    i8x16_abs = |a| a.wrapping_abs();
    i8x16_neg = |a| a.wrapping_neg();
    i8x16_add = |a, b| a.wrapping_add(b);
    i8x16_sub = |a, b| a.wrapping_sub(b);
    i8x16_min_s = |a, b| a.min(b);
    i8x16_max_s = |a, b| a.max(b);
}

lanewise! { u8, 16, to_u8x16 => u8, from_u8x16:
    i8x16_popcnt = |a| a.count_ones() as u8;
    i8x16_min_u = |a, b| a.min(b);
    i8x16_max_u = |a, b| a.max(b);
    i8x16_avgr_u = |a, b| ((a as u16 + b as u16 + 1) >> 1) as u8;
}

lanewise! { i16, 8, to_i16x8 => i16, from_i16x8:
    i16x8_abs = |a| a.wrapping_abs();
    i16x8_neg = |a| a.wrapping_neg();
    i16x8_add = |a, b| a.wrapping_add(b);
    i16x8_sub = |a, b| a.wrapping_sub(b);
    i16x8_mul = |a, b| a.wrapping_mul(b);
    i16x8_min_s = |a, b| a.min(b);
    i16x8_max_s = |a, b| a.max(b);
}

lanewise! { u16, 8, to_u16x8 => u16, from_u16x8:
    i16x8_min_u = |a, b| a.min(b);
    i16x8_max_u = |a, b| a.max(b);
    i16x8_avgr_u = |a, b| ((a as u32 + b as u32 + 1) >> 1) as u16;
}

lanewise! { i32, 4, to_i32x4 => i32, from_i32x4:
    i32x4_abs = |a| a.wrapping_abs();
    i32x4_neg = |a| a.wrapping_neg();
    i32x4_add = |a, b| a.wrapping_add(b);
    i32x4_sub = |a, b| a.wrapping_sub(b);
    i32x4_mul = |a, b| a.wrapping_mul(b);
    i32x4_min_s = |a, b| a.min(b);
    i32x4_max_s = |a, b| a.max(b);
}

lanewise! { u32, 4, to_u32x4 => u32, from_u32x4:
    i32x4_min_u = |a, b| a.min(b);
    i32x4_max_u = |a, b| a.max(b);
}

lanewise! { i64, 2, to_i64x2 => i64, from_i64x2:
    i64x2_abs = |a| a.wrapping_abs();
    i64x2_neg = |a| a.wrapping_neg();
    i64x2_add = |a, b| a.wrapping_add(b);
    i64x2_sub = |a, b| a.wrapping_sub(b);
    i64x2_mul = |a, b| a.wrapping_mul(b);
}
