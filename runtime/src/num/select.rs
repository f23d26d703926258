//! `select`, by type.

use crate::reference::{ExternRef, FuncRef};
use crate::simd::V128;

macro_rules! selects {
    ($($name:ident: $t:ty;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`: `a` unless `condition` is 0. Bits as they are.")]
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[must_use]
        pub fn $name(a: $t, b: $t, condition: i32) -> $t {
            if condition != 0 { a } else { b }
        }
    )*};
}

selects! {
    select_i32: i32;
    select_i64: i64;
    select_f32: f32;
    select_f64: f64;
    select_v128: V128;
    select_funcref: Option<FuncRef>;
    select_externref: Option<ExternRef>;
}
