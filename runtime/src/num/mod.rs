//! Numeric instructions, one function each, named as in the specification with `.` and `/` as `_`.
//!
//! Integers are signed in Rust whatever the instruction, as are Wasm's values in generated code.

pub mod convert;
pub mod f32;
pub mod f64;
pub mod i32;
pub mod i64;
mod round;
pub mod select;
pub(crate) mod sqrt;

/// Defines total operators: `name = |operands| result;` with operands all of the first type and a result of the second.
macro_rules! operators {
    ($in:ty => $out:ty: $($(#[$attr:meta])* $name:ident = |$($arg:ident),*| $body:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        $(#[$attr])*
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[must_use]
        pub fn $name($($arg: $in),*) -> $out {
            $body
        }
    )*};
}
use operators;
