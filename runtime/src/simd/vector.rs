//! [`V128`]: the vector type.

use core::fmt;

/// A 128-bit vector (specification, 2.3.2). Lane 0 is in the first bytes, lanes are little-endian.
///
/// Wasm's vectors have no lane type of their own: the same value can be seen as 16 bytes, as four
/// floats, and so on. Views move bits, also those of a signalling NaN.
///
/// ```
/// use include_wasm::V128;
///
/// let v = V128::from_i32x4([1, -1, 0, 2]);
/// assert_eq!(v.to_bytes()[..8], [1, 0, 0, 0, 255, 255, 255, 255]);
/// assert_eq!(v.to_u16x8(), [1, 0, 0xFFFF, 0xFFFF, 0, 0, 2, 0]);
/// assert_eq!(V128::from_bytes(v.to_bytes()).to_i32x4(), [1, -1, 0, 2]);
/// assert_eq!(u128::from(V128::from_u64x2([5, 1])), 1 << 64 | 5);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(align(16))]
pub struct V128([u8; 16]);

macro_rules! views {
    ($($t:ty, $n:literal, $from:ident, $to:ident;)*) => {$(
        #[doc = concat!("The vector with these lanes, lane 0 first.")]
        #[must_use]
        #[inline(always)]
        pub const fn $from(lanes: [$t; $n]) -> V128 {
            let mut bytes = [0; 16];
            let (chunks, _) = bytes.as_chunks_mut();
            let mut i = 0;
            while i < $n {
                chunks[i] = lanes[i].to_le_bytes();
                i += 1;
            }
            V128(bytes)
        }

        #[doc = concat!("The ", stringify!($n), " lanes as `", stringify!($t), "`, lane 0 first.")]
        #[must_use]
        #[inline(always)]
        pub const fn $to(self) -> [$t; $n] {
            let (chunks, _) = self.0.as_chunks();
            let mut lanes = [<$t>::from_le_bytes([0; 16 / $n]); $n];
            let mut i = 0;
            while i < $n {
                lanes[i] = <$t>::from_le_bytes(chunks[i]);
                i += 1;
            }
            lanes
        }
    )*};
}

/// What a lane can be.
pub(super) trait Lane: Copy {
    /// Lanes in a vector.
    const COUNT: usize;

    /// The lane with this number.
    fn get(bytes: &[u8], lane: usize) -> Self;
    fn set(bytes: &mut [u8], lane: usize, value: Self);
}

macro_rules! lanes {
    ($($t:ident)*) => {$(
        impl Lane for $t {
            const COUNT: usize = 16 / size_of::<$t>();

            #[inline(always)]
            fn get(bytes: &[u8], lane: usize) -> $t {
                <$t>::from_le_bytes(bytes.as_chunks().0[lane])
            }

            #[inline(always)]
            fn set(bytes: &mut [u8], lane: usize, value: $t) {
                bytes.as_chunks_mut().0[lane] = value.to_le_bytes();
            }
        }
    )*};
}

lanes!(i8 u8 i16 u16 i32 u32 i64 u64 f32 f64);

impl V128 {
    /// All bits zero.
    pub const ZERO: V128 = V128([0; 16]);

    /// One lane; `lane` is less than their number.
    #[inline(always)]
    pub(super) fn lane<T: Lane>(&self, lane: usize) -> T {
        T::get(&self.0, lane)
    }

    #[inline(always)]
    pub(super) fn set_lane<T: Lane>(&mut self, lane: usize, value: T) {
        T::set(&mut self.0, lane, value);
    }

    /// The vector with these bytes, the byte at the lowest address first.
    #[must_use]
    #[inline(always)]
    pub const fn from_bytes(bytes: [u8; 16]) -> V128 {
        V128(bytes)
    }

    /// The bytes, that at the lowest address first.
    #[must_use]
    #[inline(always)]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    views! {
        i8, 16, from_i8x16, to_i8x16;
        u8, 16, from_u8x16, to_u8x16;
        i16, 8, from_i16x8, to_i16x8;
        u16, 8, from_u16x8, to_u16x8;
        i32, 4, from_i32x4, to_i32x4;
        u32, 4, from_u32x4, to_u32x4;
        i64, 2, from_i64x2, to_i64x2;
        u64, 2, from_u64x2, to_u64x2;
        f32, 4, from_f32x4, to_f32x4;
        f64, 2, from_f64x2, to_f64x2;
    }
}

/// Lane 0 in the lowest bits.
impl From<u128> for V128 {
    #[inline(always)]
    fn from(bits: u128) -> V128 {
        V128(bits.to_le_bytes())
    }
}

/// Lane 0 in the lowest bits.
impl From<V128> for u128 {
    #[inline(always)]
    fn from(vector: V128) -> u128 {
        u128::from_le_bytes(vector.0)
    }
}

/// As a hexadecimal number: lane 0 is at the end.
impl fmt::Debug for V128 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V128({:#034x})", u128::from(*self))
    }
}
