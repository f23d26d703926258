//! Shifts of lanes, all by the same number, of which as many bits count as the lane's size needs.

use super::lanewise;

lanewise! { i8 => i8, 1:
    i8x16_shl = |a; n: i32| a.wrapping_shl(n as u32);
    i8x16_shr_s = |a; n: i32| (a as i16 >> (n & 7)) as i8;
}

lanewise! { u8 => u8, 1:
    i8x16_shr_u = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { i16 => i16, 1:
    i16x8_shl = |a; n: i32| a.wrapping_shl(n as u32);
    i16x8_shr_s = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { u16 => u16, 1:
    i16x8_shr_u = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { i32 => i32, 1:
    i32x4_shl = |a; n: i32| a.wrapping_shl(n as u32);
    i32x4_shr_s = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { u32 => u32, 1:
    i32x4_shr_u = |a; n: i32| a.wrapping_shr(n as u32);
}

lanewise! { i64 => i64, 1:
    i64x2_shl = |a; n: i32| a.wrapping_shl(n as u32);
}

// SSE2 has no arithmetic shift of this size: flip the sign's bit where it has gone, and take it away again.
lanewise! { u64 => u64, 3:
    i64x2_shr_s = |a; n: i32| {
        let sign = (1_u64 << 63).wrapping_shr(n as u32);
        (a.wrapping_shr(n as u32) ^ sign).wrapping_sub(sign)
    };
}

lanewise! { u64 => u64, 1:
    i64x2_shr_u = |a; n: i32| a.wrapping_shr(n as u32);
}
