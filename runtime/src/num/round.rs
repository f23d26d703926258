//! Rounding to integers. NaNs come out as they are, perhaps signalling: callers quiet them.
//!
//! Where the processor has an instruction for it, the standard library compiles to that. Elsewhere
//! it would call a library function, and `core` has none: a few additions are faster and portable.

#[cfg(all(
    feature = "std",
    any(target_feature = "sse4.1", target_arch = "aarch64")
))]
pub(super) use native::{f32, f64};
#[cfg(not(all(
    feature = "std",
    any(target_feature = "sse4.1", target_arch = "aarch64")
)))]
pub(super) use portable::{f32, f64};

#[cfg(all(
    feature = "std",
    any(target_feature = "sse4.1", target_arch = "aarch64")
))]
mod native {
    macro_rules! rounding {
        ($f:ident) => {
            pub mod $f {
                #[inline(always)]
                pub fn ceil(a: $f) -> $f {
                    a.ceil()
                }

                #[inline(always)]
                pub fn floor(a: $f) -> $f {
                    a.floor()
                }

                #[inline(always)]
                pub fn trunc(a: $f) -> $f {
                    a.trunc()
                }

                #[inline(always)]
                pub fn nearest(a: $f) -> $f {
                    a.round_ties_even()
                }
            }
        };
    }

    rounding!(f32);
    rounding!(f64);
}

#[cfg_attr(
    all(
        feature = "std",
        any(target_feature = "sse4.1", target_arch = "aarch64")
    ),
    cfg(test)
)]
mod portable {
    macro_rules! rounding {
        ($f:ident, $bits:ident, $mantissa_bits:literal) => {
            pub mod $f {
                const SIGN: $bits = 1 << ($bits::BITS - 1);
                /// From here on every number is an integer, and the lowest bit of the mantissa
                /// counts ones: adding this to a smaller number rounds that, ties to even.
                const INTEGERS: $f = ((1 as $bits) << $mantissa_bits) as $f;

                /// The number, not negative, made negative if `sign` is.
                #[inline(always)]
                fn with_sign_of(magnitude: $f, sign: $f) -> $f {
                    $f::from_bits(magnitude.to_bits() | sign.to_bits() & SIGN)
                }

                /// The absolute value, and the nearest integer to it if it is below `INTEGERS`.
                #[inline(always)]
                fn magnitude(a: $f) -> ($f, $f) {
                    let magnitude = $f::from_bits(a.to_bits() & !SIGN);
                    (magnitude, (magnitude + INTEGERS) - INTEGERS)
                }

                #[inline(always)]
                pub fn nearest(a: $f) -> $f {
                    let (magnitude, rounded) = magnitude(a);
                    // False for a NaN, as are the comparisons below.
                    if magnitude < INTEGERS {
                        with_sign_of(rounded, a)
                    } else {
                        a
                    }
                }

                #[inline(always)]
                pub fn trunc(a: $f) -> $f {
                    let (magnitude, rounded) = magnitude(a);
                    let down = if rounded > magnitude {
                        rounded - 1.0
                    } else {
                        rounded
                    };
                    if magnitude < INTEGERS {
                        with_sign_of(down, a)
                    } else {
                        a
                    }
                }

                #[inline(always)]
                pub fn floor(a: $f) -> $f {
                    let rounded = nearest(a);
                    if rounded > a { rounded - 1.0 } else { rounded }
                }

                #[inline(always)]
                pub fn ceil(a: $f) -> $f {
                    let rounded = nearest(a);
                    // Of a number between -1 and 0 it is -0.
                    if rounded < a {
                        with_sign_of(rounded + 1.0, a)
                    } else {
                        rounded
                    }
                }
            }
        };
    }

    rounding!(f32, u32, 23);
    rounding!(f64, u64, 52);
}
