//! Comparisons: all bits of a lane are set where it holds.

use super::lanewise;

macro_rules! comparisons {
    ($($t:ty => $out:ty { $($name:ident $op:tt;)* })*) => {$(
        lanewise! { $t => $out, 2:
            $($name = |a, b| if a $op b { !0 } else { 0 };)*
        }
    )*};
}

comparisons! {
    i8 => u8 {
        i8x16_eq ==; i8x16_ne !=; i8x16_lt_s <; i8x16_gt_s >; i8x16_le_s <=; i8x16_ge_s >=;
    }
    u8 => u8 {
        i8x16_lt_u <; i8x16_gt_u >; i8x16_le_u <=; i8x16_ge_u >=;
    }
    i16 => u16 {
        i16x8_eq ==; i16x8_ne !=; i16x8_lt_s <; i16x8_gt_s >; i16x8_le_s <=; i16x8_ge_s >=;
    }
    u16 => u16 {
        i16x8_lt_u <; i16x8_gt_u >; i16x8_le_u <=; i16x8_ge_u >=;
    }
    i32 => u32 {
        i32x4_eq ==; i32x4_ne !=; i32x4_lt_s <; i32x4_gt_s >; i32x4_le_s <=; i32x4_ge_s >=;
    }
    u32 => u32 {
        i32x4_lt_u <; i32x4_gt_u >; i32x4_le_u <=; i32x4_ge_u >=;
    }
    i64 => u64 {
        i64x2_eq ==; i64x2_ne !=; i64x2_lt_s <; i64x2_gt_s >; i64x2_le_s <=; i64x2_ge_s >=;
    }
    f32 => u32 {
        f32x4_eq ==; f32x4_ne !=; f32x4_lt <; f32x4_gt >; f32x4_le <=; f32x4_ge >=;
    }
    f64 => u64 {
        f64x2_eq ==; f64x2_ne !=; f64x2_lt <; f64x2_gt >; f64x2_le <=; f64x2_ge >=;
    }
}
