//! [`Pod`]: values with a fixed layout in guest memory.

use crate::V128;

/// A value of fixed size that can be read from and written to guest memory.
///
/// Implemented for integers, floats, [`V128`] and arrays; `#[derive(Pod)]` implements
/// it for `#[repr(C)]` structs of such, laid out as C compilers for Wasm lay them out: each field
/// at a multiple of its alignment, little-endian, with zeros as padding. Every bit pattern is
/// valid, and reading needs no alignment.
///
/// ```
/// use include_wasm::{Memory, Pod};
///
/// let mut memory = Memory::new(1, None)?;
/// memory.write(3, [1_u16, 0xABCD])?;
/// assert_eq!(memory.slice(3, 4)?, [1, 0, 0xCD, 0xAB]);
/// assert_eq!(memory.read::<[u16; 2]>(3)?, [1, 0xABCD]);
/// assert_eq!(<[u16; 2]>::SIZE, 4);
/// # Ok::<(), include_wasm::Trap>(())
/// ```
///
#[cfg_attr(feature = "macros", doc = "```")]
#[cfg_attr(not(feature = "macros"), doc = "```ignore")]
/// # use include_wasm::{Memory, Pod};
/// #[derive(Clone, Copy, Debug, PartialEq, Pod)]
/// #[repr(C)]
/// struct Point {
///     id: u8,
///     x: f32, // at offset 4
/// }
///
/// let mut memory = Memory::new(1, None)?;
/// memory.write(16, Point { id: 1, x: 2.0 })?;
/// assert_eq!(memory.slice(16, 8)?, [1, 0, 0, 0, 0, 0, 0, 0x40]);
/// # Ok::<(), include_wasm::Trap>(())
/// ```
pub trait Pod: Copy {
    /// Bytes in memory, padding at the end included.
    const SIZE: usize;

    /// Alignment in bytes that a C compiler for Wasm gives it inside of a struct; a power of two.
    const ALIGN: usize;

    /// The value in the first [`SIZE`](Pod::SIZE) bytes. Callers give that many; a number of
    /// which some are missing is zero.
    fn read_from(bytes: &[u8]) -> Self;

    /// Overwrites the first [`SIZE`](Pod::SIZE) bytes with the value. Callers give that many; what
    /// does not fit is not written.
    fn write_to(self, bytes: &mut [u8]);
}

/// Where in a record the next field begins: `end` of the previous one, rounded up to `align`.
#[must_use]
pub const fn field_offset(end: usize, align: usize) -> usize {
    end.next_multiple_of(align)
}

macro_rules! numbers {
    ($($t:ty)*) => {$(
        impl Pod for $t {
            const SIZE: usize = size_of::<$t>();
            const ALIGN: usize = size_of::<$t>();

            #[inline]
            fn read_from(bytes: &[u8]) -> Self {
                <$t>::from_le_bytes(first_chunk(bytes))
            }

            #[inline]
            fn write_to(self, bytes: &mut [u8]) {
                set_first_chunk(bytes, self.to_le_bytes());
            }
        }
    )*};
}

numbers!(u8 i8 u16 i16 u32 i32 u64 i64 u128 i128 f32 f64);

impl Pod for V128 {
    const SIZE: usize = 16;
    const ALIGN: usize = 16;

    #[inline]
    fn read_from(bytes: &[u8]) -> Self {
        V128::from_bytes(first_chunk(bytes))
    }

    #[inline]
    fn write_to(self, bytes: &mut [u8]) {
        set_first_chunk(bytes, self.to_bytes());
    }
}

impl<T: Pod, const N: usize> Pod for [T; N] {
    const SIZE: usize = T::SIZE * N;
    const ALIGN: usize = T::ALIGN;

    #[inline]
    fn read_from(bytes: &[u8]) -> Self {
        core::array::from_fn(|i| T::read_from(bytes.get(i * T::SIZE..).unwrap_or_default()))
    }

    #[inline]
    fn write_to(self, bytes: &mut [u8]) {
        for (i, value) in self.into_iter().enumerate() {
            value.write_to(bytes.get_mut(i * T::SIZE..).unwrap_or_default());
        }
    }
}

#[inline]
fn first_chunk<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.first_chunk().copied().unwrap_or([0; N])
}

#[inline]
fn set_first_chunk<const N: usize>(bytes: &mut [u8], value: [u8; N]) {
    if let Some(chunk) = bytes.first_chunk_mut() {
        *chunk = value;
    }
}
