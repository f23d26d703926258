//! Integer arithmetic in lanes that saturates.

use super::lanewise;

lanewise! { i8 => i8, 1:
    i8x16_add_sat_s = |a, b| a.saturating_add(b);
    i8x16_sub_sat_s = |a, b| a.saturating_sub(b);
}

lanewise! { u8 => u8, 1:
    i8x16_add_sat_u = |a, b| a.saturating_add(b);
    i8x16_sub_sat_u = |a, b| a.saturating_sub(b);
}

lanewise! { i16 => i16, 1:
    i16x8_add_sat_s = |a, b| a.saturating_add(b);
    i16x8_sub_sat_s = |a, b| a.saturating_sub(b);
}

lanewise! { i16 => i16, 8:
    /// The product of two fixed-point numbers with 15 bits of fraction, rounded: only -1 times -1 saturates.
    i16x8_q15mulr_sat_s = |a, b| {
        let product = ((((a as i32 * b as i32) >> 14) + 1) >> 1) as i16;
        product ^ -((product == i16::MIN) as i16)
    };
}

lanewise! { u16 => u16, 1:
    i16x8_add_sat_u = |a, b| a.saturating_add(b);
    i16x8_sub_sat_u = |a, b| a.saturating_sub(b);
}
