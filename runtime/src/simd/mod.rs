//! Vector instructions, one function each, named as in the specification with `.` and `/` as `_`.
//!
//! Operands come in Wasm's order, lane immediates after them. All is plain safe Rust over arrays of
//! lanes, in the forms that LLVM is known to compile to vector instructions: `TABLE.md` beside this
//! file says what becomes of each, and a test in `tests/simd` holds it to that.

mod bitwise;
mod compare;
mod convert;
mod float;
mod integer;
mod lane;
mod memory;
mod narrow;
mod reduce;
mod relaxed;
mod saturate;
mod shift;
mod shuffle;
mod vector;
mod widen;

pub use vector::V128;

/// What generated code calls.
pub mod operators {
    pub use super::{
        bitwise::*, compare::*, convert::*, float::*, integer::*, lane::*, memory::*, narrow::*,
        reduce::*, relaxed::*, saturate::*, shift::*, shuffle::*, widen::*,
    };
}

/// Defines functions on vectors, or on vectors and what else is given with its type.
macro_rules! functions {
    ($($(#[$attr:meta])* $name:ident($($arg:ident: $t:ty),*) -> $out:ty = $body:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        $(#[$attr])*
        #[inline(always)]
        #[must_use]
        pub fn $name($($arg: $t),*) -> $out {
            $body
        }
    )*};
}
use functions;

/// Defines operators that do the same in every lane: `lane type × count, view => result type, from:`
/// and then `name = |operands| result;` for one lane. Also with operands that are the same for all lanes, after `;`.
macro_rules! lanewise {
    ($t:ty, $n:literal, $view:ident => $out:ty, $from:ident: $(
        $(#[$attr:meta])* $name:ident = |$($arg:ident),* $(; $extra:ident: $extra_t:ty)*| $body:expr;
    )*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        $(#[$attr])*
        #[inline(always)]
        #[must_use]
        pub fn $name($($arg: crate::V128,)* $($extra: $extra_t),*) -> crate::V128 {
            $(let $arg = $arg.$view();)*
            let mut out = [0 as $out; $n];
            let mut i = 0;
            while i < $n {
                $(let $arg: $t = $arg[i];)*
                out[i] = $body;
                i += 1;
            }
            crate::V128::$from(out)
        }
    )*};
}
use lanewise;
