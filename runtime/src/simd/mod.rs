#![doc = include_str!("TABLE.md")]

mod bitwise;
mod buffer;
mod compare;
mod convert;
mod float;
mod integer;
mod lane;
mod lookup;
mod memory;
mod narrow;
mod reduce;
mod relaxed;
mod saturate;
pub(crate) mod shape;
mod shift;
mod shuffle;
mod vector;
mod widen;
mod words;

pub use vector::V128;

/// What generated code calls.
pub(crate) mod operators {
    pub use super::{
        bitwise::*, compare::*, convert::*, float::*, integer::*, lane::*, lookup::*, memory::*,
        narrow::*, reduce::*, relaxed::*, saturate::*, shift::*, shuffle::*, widen::*,
    };
}

/// Defines functions on vectors, or on vectors and what else is given with its type.
macro_rules! functions {
    ($($(#[$attr:meta])* $name:ident($($arg:ident: $t:ty),*) -> $out:ty = $body:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        $(#[$attr])*
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[cfg_attr(debug_assertions, inline)]
        #[must_use]
        pub fn $name($($arg: $t),*) -> $out {
            $body
        }
    )*};
}
use functions;

/// Defines operators that do the same in every lane: `lane type => result lane type, work:` and then
/// `name = |operands| result;` for one lane. Operands after `;` are the same for all lanes. The body of each is
/// at least `work` instructions for LLVM; see `buffer`.
macro_rules! lanewise {
    ($t:ty => $out:ty, $work:literal: $(
        $(#[$attr:meta])* $name:ident = |$first:ident $(, $arg:ident)* $(; $extra:ident: $extra_t:ty)*| $body:expr;
    )*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        $(#[$attr])*
        #[cfg_attr(not(debug_assertions), inline(always))]
        #[cfg_attr(debug_assertions, inline)]
        #[must_use]
        pub fn $name($first: crate::V128, $($arg: crate::V128,)* $($extra: $extra_t),*) -> crate::V128 {
            use crate::simd::{buffer::{Buffer, rounds}, vector::Lane};
            const LANES: usize = <$t as Lane>::COUNT;
            const ROUNDS: usize = rounds(LANES, 1 $(+ stringify!($arg).len() / stringify!($arg).len())* + $work);
            // Results lie one vector behind the first operand, which keeps LLVM from using longer vectors.
            let mut lanes = Buffer::<{ (ROUNDS + LANES) * size_of::<$t>() }>::new($first);
            $(let $arg = Buffer::<{ ROUNDS * size_of::<$t>() }>::new($arg);)*
            let mut i = 0;
            while i < ROUNDS {
                let $first: $t = lanes.get(i);
                $(let $arg: $t = $arg.get(i);)*
                let lane: $out = $body;
                lanes.set(LANES + i, lane);
                i += 1;
            }
            lanes.second()
        }
    )*};
}
use lanewise;

lanewise! { u8 => u8, 1:
    /// The same vector. Operators that take vectors apart take this instead: what is read of `a` by itself, LLVM would
    /// keep by itself from where `a` comes from, perhaps through many loops.
    whole_with = |a, zero| a ^ zero;
}

/// See `whole_with`; nothing of the kind without optimisation.
#[inline(always)]
fn whole(a: V128) -> V128 {
    if cfg!(debug_assertions) {
        a
    } else {
        whole_with(a, V128::ZERO)
    }
}
