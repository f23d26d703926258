//! Float arithmetic in lanes, each as the scalar instruction of the same name.

use super::lanewise;
use crate::num::{f32::*, f64::*, sqrt};

macro_rules! arithmetic {
    ($($f:ident, $work:literal { $(
        $(#[$attr:meta])* $name:ident = |$($arg:ident),*| $body:expr;
    )* })*) => {$(
        lanewise! { $f => $f, $work: $($(#[$attr])* $name = |$($arg),*| $body;)* }
    )*};
}

arithmetic! {
    f32, 1 {
        f32x4_abs = |a| f32_abs(a);
        f32x4_neg = |a| f32_neg(a);
        f32x4_sqrt = |a| sqrt::f32(a);
        f32x4_add = |a, b| a + b;
        f32x4_sub = |a, b| a - b;
        f32x4_mul = |a, b| a * b;
        f32x4_div = |a, b| a / b;
        /// `b < a ? b : a`, bits as they are.
        f32x4_pmin = |a, b| if b < a { b } else { a };
        /// `a < b ? b : a`, bits as they are.
        f32x4_pmax = |a, b| if a < b { b } else { a };
        /// Quiet NaNs where an operation was removed because of a literal operand: see [`f32_quiet`].
        f32x4_quiet = |a| f32_quiet(a);
        /// The canonical NaN for any NaN (option `nan: canonical`).
        f32x4_canonical = |a| f32_canonical(a);
    }
    f64, 1 {
        f64x2_abs = |a| f64_abs(a);
        f64x2_neg = |a| f64_neg(a);
        f64x2_sqrt = |a| sqrt::f64(a);
        f64x2_add = |a, b| a + b;
        f64x2_sub = |a, b| a - b;
        f64x2_mul = |a, b| a * b;
        f64x2_div = |a, b| a / b;
        /// `b < a ? b : a`, bits as they are.
        f64x2_pmin = |a, b| if b < a { b } else { a };
        /// `a < b ? b : a`, bits as they are.
        f64x2_pmax = |a, b| if a < b { b } else { a };
        /// Quiet NaNs where an operation was removed because of a literal operand: see [`f64_quiet`].
        f64x2_quiet = |a| f64_quiet(a);
        /// The canonical NaN for any NaN (option `nan: canonical`).
        f64x2_canonical = |a| f64_canonical(a);
    }
    f32, 8 {
        f32x4_ceil = |a| f32_ceil(a);
        f32x4_floor = |a| f32_floor(a);
        f32x4_trunc = |a| f32_trunc(a);
        f32x4_nearest = |a| f32_nearest(a);
        f32x4_min = |a, b| f32_min(a, b);
        f32x4_max = |a, b| f32_max(a, b);
    }
    f64, 8 {
        f64x2_min = |a, b| f64_min(a, b);
        f64x2_max = |a, b| f64_max(a, b);
    }
    f64, 12 {
        f64x2_ceil = |a| f64_ceil(a);
        f64x2_floor = |a| f64_floor(a);
        f64x2_trunc = |a| f64_trunc(a);
        f64x2_nearest = |a| f64_nearest(a);
    }
}
