//! Square roots, correctly rounded.

#[cfg(feature = "std")]
mod library {
    extern crate std;

    #[inline(always)]
    pub fn f32(a: f32) -> f32 {
        a.sqrt()
    }

    #[inline(always)]
    pub fn f64(a: f64) -> f64 {
        a.sqrt()
    }
}

#[cfg(all(feature = "libm", not(feature = "std")))]
mod library {
    use crate::num::{f32::f32_quiet, f64::f64_quiet};

    #[inline]
    pub fn f32(a: f32) -> f32 {
        f32_quiet(libm::sqrtf(a))
    }

    #[inline]
    pub fn f64(a: f64) -> f64 {
        f64_quiet(libm::sqrt(a))
    }
}

/// For the sake of a single error message, that of the crate root.
#[cfg(not(any(feature = "std", feature = "libm")))]
mod library {
    pub fn f32(a: f32) -> f32 {
        a
    }

    pub fn f64(a: f64) -> f64 {
        a
    }
}

pub(crate) use library::{f32, f64};
