//! Narrowing with saturation: `a` in the lower half, `b` in the upper one.

use crate::V128;

macro_rules! narrowings {
    ($($name:ident: $view:ident, $n:literal => $out:ty, $from:ident, $least:expr, $greatest:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        #[inline(always)]
        #[must_use]
        pub fn $name(a: V128, b: V128) -> V128 {
            let (a, b) = (a.$view(), b.$view());
            let mut out = [0; 2 * $n];
            let mut i = 0;
            while i < $n {
                out[i] = a[i].clamp($least, $greatest) as $out;
                out[i + $n] = b[i].clamp($least, $greatest) as $out;
                i += 1;
            }
            V128::$from(out)
        }
    )*};
}

narrowings! {
    i8x16_narrow_i16x8_s: to_i16x8, 8 => i8, from_i8x16, -0x80, 0x7F;
    i8x16_narrow_i16x8_u: to_i16x8, 8 => u8, from_u8x16, 0, 0xFF;
    i16x8_narrow_i32x4_s: to_i32x4, 4 => i16, from_i16x8, -0x8000, 0x7FFF;
    i16x8_narrow_i32x4_u: to_i32x4, 4 => u16, from_u16x8, 0, 0xFFFF;
}
