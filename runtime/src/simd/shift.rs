//! Shifts of lanes, all by the same number, of which as many bits count as the lane's size needs.

use super::lanewise;

lanewise! { i8, 16, to_i8x16 => i8, from_i8x16:
    i8x16_shl = |a; n: i32| a.wrapping_shl(n as u32);
    i8x16_shr_s = |a; n: i32| (a as i16 >> (n & 7)) as i8;
}

lanewise! { u8, 16, to_u8x16 => u8, from_u8x16:
    i8x16_shr_u = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { i16, 8, to_i16x8 => i16, from_i16x8:
    i16x8_shl = |a; n: i32| a.wrapping_shl(n as u32);
    i16x8_shr_s = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { u16, 8, to_u16x8 => u16, from_u16x8:
    i16x8_shr_u = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { i32, 4, to_i32x4 => i32, from_i32x4:
    i32x4_shl = |a; n: i32| a.wrapping_shl(n as u32);
    i32x4_shr_s = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { u32, 4, to_u32x4 => u32, from_u32x4:
    i32x4_shr_u = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { i64, 2, to_i64x2 => i64, from_i64x2:
    i64x2_shl = |a; n: i32| a.wrapping_shl(n as u32);
    i64x2_shr_s = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { u64, 2, to_u64x2 => u64, from_u64x2:
    i64x2_shr_u = |a; n: i32| a.wrapping_shr(n as u32);
}
