//! Conversions between numeric types.

use super::f32::f32_quiet;
use super::operators;
use crate::cx::Cx;
use crate::rt::raise;
use crate::trap::TrapCode;

operators! { i64 => i32:
    i32_wrap_i64 = |a| a as i32;
}

operators! { i32 => i64:
    i64_extend_i32_s = |a| a as i64;
    i64_extend_i32_u = |a| a as u32 as i64;
}

operators! { i32 => f32:
    f32_convert_i32_s = |a| a as f32;
    f32_convert_i32_u = |a| a as u32 as f32;
    f32_reinterpret_i32 = |a| f32::from_bits(a as u32);
}

operators! { i64 => f32:
    f32_convert_i64_s = |a| a as f32;
    f32_convert_i64_u = |a| a as u64 as f32;
}

operators! { i32 => f64:
    f64_convert_i32_s = |a| a as f64;
    f64_convert_i32_u = |a| a as u32 as f64;
}

operators! { i64 => f64:
    f64_convert_i64_s = |a| a as f64;
    f64_convert_i64_u = |a| a as u64 as f64;
    f64_reinterpret_i64 = |a| f64::from_bits(a as u64);
}

operators! { f32 => i32:
    i32_reinterpret_f32 = |a| a.to_bits() as i32;
    i32_trunc_sat_f32_s = |a| a as i32;
    i32_trunc_sat_f32_u = |a| a as u32 as i32;
}

operators! { f64 => i32:
    i32_trunc_sat_f64_s = |a| a as i32;
    i32_trunc_sat_f64_u = |a| a as u32 as i32;
}

operators! { f32 => i64:
    i64_trunc_sat_f32_s = |a| a as i64;
    i64_trunc_sat_f32_u = |a| a as u64 as i64;
}

operators! { f64 => i64:
    i64_reinterpret_f64 = |a| a.to_bits() as i64;
    i64_trunc_sat_f64_s = |a| a as i64;
    i64_trunc_sat_f64_u = |a| a as u64 as i64;
}

operators! { f64 => f32:
    f32_demote_f64 = |a| a as f32;
}

operators! { f32 => f64:
    /// Quiets before it converts: LLVM removes a promotion that is demoted again, however far
    /// apart they are, and would remove the quieting with it.
    f64_promote_f32 = |a| f32_quiet(a) as f64;
}

/// Defines conversions that trap: the float must lie between two bounds, which it may not reach.
macro_rules! truncations {
    ($($name:ident: $f:ident, ($low:expr, $high:expr) -> $via:ident as $to:ident;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        pub fn $name(a: $f, cx: &mut Cx) -> Option<$to> {
            if a > $low && a < $high {
                Some(a as $via as $to)
            } else if a.is_nan() {
                raise(TrapCode::InvalidConversion, cx)
            } else {
                raise(TrapCode::IntegerOverflow, cx)
            }
        }
    )*};
}

const TWO_31: f64 = 2_147_483_648.0;
const TWO_32: f64 = 4_294_967_296.0;
const TWO_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_64: f64 = 18_446_744_073_709_551_616.0;

// Where the type's least integer minus one is not a float, the next float below the integer.
truncations! {
    i32_trunc_f32_s: f32, ((-TWO_31 as f32).next_down(), TWO_31 as f32) -> i32 as i32;
    i32_trunc_f32_u: f32, (-1.0, TWO_32 as f32) -> u32 as i32;
    i32_trunc_f64_s: f64, (-TWO_31 - 1.0, TWO_31) -> i32 as i32;
    i32_trunc_f64_u: f64, (-1.0, TWO_32) -> u32 as i32;
    i64_trunc_f32_s: f32, ((-TWO_63 as f32).next_down(), TWO_63 as f32) -> i64 as i64;
    i64_trunc_f32_u: f32, (-1.0, TWO_64 as f32) -> u64 as i64;
    i64_trunc_f64_s: f64, (-(TWO_63.next_up()), TWO_63) -> i64 as i64;
    i64_trunc_f64_u: f64, (-1.0, TWO_64) -> u64 as i64;
}
