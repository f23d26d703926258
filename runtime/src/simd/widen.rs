//! Instructions whose result has lanes of twice the size: extension, products, sums of neighbours.

use crate::V128;

macro_rules! extensions {
    ($($t:ty, $view:ident => $wide:ty, $from:ident, $n:literal: $low:ident $high:ident $mul_low:ident $mul_high:ident;)*) => {$(
        extensions! { @extend $low, 0, $t, $view => $wide, $from, $n }
        extensions! { @extend $high, $n, $t, $view => $wide, $from, $n }
        extensions! { @multiply $mul_low, 0, $t, $view => $wide, $from, $n }
        extensions! { @multiply $mul_high, $n, $t, $view => $wide, $from, $n }
    )*};
    (@extend $name:ident, $first:expr, $t:ty, $view:ident => $wide:ty, $from:ident, $n:literal) => {
        #[doc = concat!("`", stringify!($name), "`.")]
        #[inline(always)]
        #[must_use]
        pub fn $name(a: V128) -> V128 {
            let a = a.$view();
            let mut out = [0; $n];
            let mut i = 0;
            while i < $n {
                out[i] = a[$first + i] as $wide;
                i += 1;
            }
            V128::$from(out)
        }
    };
    (@multiply $name:ident, $first:expr, $t:ty, $view:ident => $wide:ty, $from:ident, $n:literal) => {
        #[doc = concat!("`", stringify!($name), "`.")]
        #[inline(always)]
        #[must_use]
        pub fn $name(a: V128, b: V128) -> V128 {
            let (a, b) = (a.$view(), b.$view());
            let mut out = [0; $n];
            let mut i = 0;
            while i < $n {
                out[i] = a[$first + i] as $wide * b[$first + i] as $wide;
                i += 1;
            }
            V128::$from(out)
        }
    };
}

extensions! {
    i8, to_i8x16 => i16, from_i16x8, 8: i16x8_extend_low_i8x16_s i16x8_extend_high_i8x16_s
        i16x8_extmul_low_i8x16_s i16x8_extmul_high_i8x16_s;
    u8, to_u8x16 => u16, from_u16x8, 8: i16x8_extend_low_i8x16_u i16x8_extend_high_i8x16_u
        i16x8_extmul_low_i8x16_u i16x8_extmul_high_i8x16_u;
    i16, to_i16x8 => i32, from_i32x4, 4: i32x4_extend_low_i16x8_s i32x4_extend_high_i16x8_s
        i32x4_extmul_low_i16x8_s i32x4_extmul_high_i16x8_s;
    u16, to_u16x8 => u32, from_u32x4, 4: i32x4_extend_low_i16x8_u i32x4_extend_high_i16x8_u
        i32x4_extmul_low_i16x8_u i32x4_extmul_high_i16x8_u;
    i32, to_i32x4 => i64, from_i64x2, 2: i64x2_extend_low_i32x4_s i64x2_extend_high_i32x4_s
        i64x2_extmul_low_i32x4_s i64x2_extmul_high_i32x4_s;
    u32, to_u32x4 => u64, from_u64x2, 2: i64x2_extend_low_i32x4_u i64x2_extend_high_i32x4_u
        i64x2_extmul_low_i32x4_u i64x2_extmul_high_i32x4_u;
}

macro_rules! pairwise {
    ($($name:ident($($arg:ident),*): $view:ident => $wide:ty, $from:ident, $n:literal, |$even:ident, $odd:ident| $body:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        #[inline(always)]
        #[must_use]
        pub fn $name($($arg: V128),*) -> V128 {
            $(let $arg = $arg.$view();)*
            let mut out: [$wide; $n] = [0; $n];
            let mut i = 0;
            while i < $n {
                let ($even, $odd) = (2 * i, 2 * i + 1);
                out[i] = $body;
                i += 1;
            }
            V128::$from(out)
        }
    )*};
}

pairwise! {
    i16x8_extadd_pairwise_i8x16_s(a): to_i8x16 => i16, from_i16x8, 8, |even, odd| a[even] as i16 + a[odd] as i16;
    i16x8_extadd_pairwise_i8x16_u(a): to_u8x16 => u16, from_u16x8, 8, |even, odd| a[even] as u16 + a[odd] as u16;
    i32x4_extadd_pairwise_i16x8_s(a): to_i16x8 => i32, from_i32x4, 4, |even, odd| a[even] as i32 + a[odd] as i32;
    i32x4_extadd_pairwise_i16x8_u(a): to_u16x8 => u32, from_u32x4, 4, |even, odd| a[even] as u32 + a[odd] as u32;
    i32x4_dot_i16x8_s(a, b): to_i16x8 => i32, from_i32x4, 4, |even, odd| {
        (a[even] as i32 * b[even] as i32).wrapping_add(a[odd] as i32 * b[odd] as i32)
    };
}
