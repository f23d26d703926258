//! Checked access of a host to guest memory. Nothing here panics: guests choose the addresses.

use core::error::Error;
use core::ffi::CStr;
use core::fmt;
use core::str;

use crate::Pod;

/// An address or a length in guest memory, in any of the integer types that hosts meet them in.
///
/// Wasm integers have no sign: an `i32` is read as `u32`, an `i64` as `u64`.
///
/// ```
/// use include_wasm::Address;
///
/// assert_eq!((-1_i32).to_u64(), 0xFFFF_FFFF);
/// ```
pub trait Address: Copy {
    /// The address in bytes.
    fn to_u64(self) -> u64;
}

impl Address for i32 {
    #[inline]
    fn to_u64(self) -> u64 {
        u64::from(self as u32)
    }
}

impl Address for u32 {
    #[inline]
    fn to_u64(self) -> u64 {
        u64::from(self)
    }
}

impl Address for i64 {
    #[inline]
    fn to_u64(self) -> u64 {
        self as u64
    }
}

impl Address for u64 {
    #[inline]
    fn to_u64(self) -> u64 {
        self
    }
}

impl Address for usize {
    #[inline]
    fn to_u64(self) -> u64 {
        self as u64
    }
}

/// Why a host could not access guest memory as it wanted to.
///
/// ```
/// let memory = include_wasm::Memory::new(1, None)?;
/// let error = memory.slice(0xFFFF, 2).unwrap_err();
/// assert_eq!(error.to_string(), "2 bytes at address 0xffff are not in a memory of 0x10000 bytes");
/// # Ok::<(), include_wasm::Trap>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemoryError {
    /// Not all of the bytes are in the memory.
    OutOfBounds {
        /// First byte.
        address: u64,
        /// Bytes wanted.
        len: u64,
        /// Size of the memory in bytes.
        size: u64,
    },
    /// The bytes are no UTF-8.
    Utf8 {
        /// First byte of the text.
        address: u64,
        /// How many bytes of it are valid.
        valid_up_to: u64,
    },
    /// No zero byte between the address and the end of the memory.
    Unterminated {
        /// First byte of the text.
        address: u64,
    },
}

impl fmt::Display for MemoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MemoryError::OutOfBounds { address, len, size } => write!(
                f,
                "{len} bytes at address {address:#x} are not in a memory of {size:#x} bytes"
            ),
            MemoryError::Utf8 {
                address,
                valid_up_to,
            } => write!(
                f,
                "the text at address {address:#x} is not UTF-8 after {valid_up_to} bytes"
            ),
            MemoryError::Unterminated { address } => {
                write!(f, "the text at address {address:#x} has no end")
            }
        }
    }
}

impl Error for MemoryError {}

type Checked<T> = Result<T, MemoryError>;

fn out_of_bounds(bytes: &[u8], address: u64, len: u64) -> MemoryError {
    MemoryError::OutOfBounds {
        address,
        len,
        size: bytes.len() as u64,
    }
}

pub(crate) fn slice(bytes: &[u8], address: impl Address, len: impl Address) -> Checked<&[u8]> {
    let (address, len) = (address.to_u64(), len.to_u64());
    range(address, len)
        .and_then(|r| bytes.get(r))
        .ok_or_else(|| out_of_bounds(bytes, address, len))
}

pub(crate) fn slice_mut(
    bytes: &mut [u8],
    address: impl Address,
    len: impl Address,
) -> Checked<&mut [u8]> {
    let (address, len) = (address.to_u64(), len.to_u64());
    let error = out_of_bounds(bytes, address, len);
    range(address, len)
        .and_then(|r| bytes.get_mut(r))
        .ok_or(error)
}

fn range(address: u64, len: u64) -> Option<core::ops::Range<usize>> {
    let start = usize::try_from(address).ok()?;
    let len = usize::try_from(len).ok()?;
    Some(start..start.checked_add(len)?)
}

pub(crate) fn array<const N: usize>(bytes: &[u8], address: impl Address) -> Checked<&[u8; N]> {
    slice(bytes, address, N)?
        .first_chunk()
        .ok_or_else(|| out_of_bounds(bytes, address.to_u64(), N as u64))
}

pub(crate) fn read<T: Pod>(bytes: &[u8], address: impl Address) -> Checked<T> {
    slice(bytes, address, T::SIZE).map(T::read_from)
}

pub(crate) fn write<T: Pod>(bytes: &mut [u8], address: impl Address, value: T) -> Checked<()> {
    slice_mut(bytes, address, T::SIZE).map(|bytes| value.write_to(bytes))
}

pub(crate) fn text(bytes: &[u8], address: impl Address, len: impl Address) -> Checked<&str> {
    let text = slice(bytes, address, len)?;
    str::from_utf8(text).map_err(|e| MemoryError::Utf8 {
        address: address.to_u64(),
        valid_up_to: e.valid_up_to() as u64,
    })
}

pub(crate) fn c_str(bytes: &[u8], address: impl Address) -> Checked<&CStr> {
    let start = address.to_u64();
    let rest = usize::try_from(start)
        .ok()
        .and_then(|start| bytes.get(start..))
        .ok_or_else(|| out_of_bounds(bytes, start, 1))?;
    CStr::from_bytes_until_nul(rest).map_err(|_| MemoryError::Unterminated { address: start })
}

/// A memory of a guest, of whatever kind, behind a reference.
///
/// `dyn MemoryView` has the same checked methods as [`Memory`](crate::Memory).
///
/// ```
/// use include_wasm::{Memory, MemoryError, MemoryView};
///
/// fn checksum(memory: &dyn MemoryView, ptr: i32, len: i32) -> Result<u32, MemoryError> {
///     Ok(memory.slice(ptr, len)?.iter().map(|b| u32::from(*b)).sum())
/// }
///
/// let mut memory = Memory::new(1, None)?;
/// memory.fill(0, 4, 7)?;
/// assert_eq!(checksum(&memory, 0, 8)?, 28);
/// # Ok::<(), include_wasm::Trap>(())
/// ```
pub trait MemoryView {
    /// All bytes.
    fn bytes(&self) -> &[u8];

    /// All bytes, to write to.
    fn bytes_mut(&mut self) -> &mut [u8];

    /// The size in pages of 64 KiB.
    fn pages(&self) -> u32;

    /// The most pages of 64 KiB that it can have.
    fn max_pages(&self) -> u32;

    /// Grows by `delta` pages of 64 KiB, filled with zeros, and returns the old size; `None` if
    /// it cannot.
    fn grow(&mut self, delta: u32) -> Option<u32>;
}

/// The checked access methods, for a type with `bytes()` and `bytes_mut()`.
macro_rules! checked_access {
    () => {
        /// `len` bytes at `address`.
        ///
        /// # Errors
        ///
        /// [`MemoryError::OutOfBounds`](crate::MemoryError).
        pub fn slice(
            &self,
            address: impl crate::Address,
            len: impl crate::Address,
        ) -> Result<&[u8], crate::MemoryError> {
            crate::view::slice(self.bytes(), address, len)
        }

        /// `len` bytes at `address`, to write to.
        ///
        /// # Errors
        ///
        /// [`MemoryError::OutOfBounds`](crate::MemoryError).
        pub fn slice_mut(
            &mut self,
            address: impl crate::Address,
            len: impl crate::Address,
        ) -> Result<&mut [u8], crate::MemoryError> {
            crate::view::slice_mut(self.bytes_mut(), address, len)
        }

        /// `LEN` bytes at `address`.
        ///
        /// # Errors
        ///
        /// [`MemoryError::OutOfBounds`](crate::MemoryError).
        pub fn array<const LEN: usize>(
            &self,
            address: impl crate::Address,
        ) -> Result<&[u8; LEN], crate::MemoryError> {
            crate::view::array(self.bytes(), address)
        }

        /// The value at `address`, which needs no alignment.
        ///
        /// # Errors
        ///
        /// [`MemoryError::OutOfBounds`](crate::MemoryError).
        pub fn read<T: crate::Pod>(
            &self,
            address: impl crate::Address,
        ) -> Result<T, crate::MemoryError> {
            crate::view::read(self.bytes(), address)
        }

        /// Writes a value to `address`, which needs no alignment.
        ///
        /// # Errors
        ///
        /// [`MemoryError::OutOfBounds`](crate::MemoryError); then nothing is written.
        pub fn write<T: crate::Pod>(
            &mut self,
            address: impl crate::Address,
            value: T,
        ) -> Result<(), crate::MemoryError> {
            crate::view::write(self.bytes_mut(), address, value)
        }

        /// Copies bytes to `address`.
        ///
        /// # Errors
        ///
        /// [`MemoryError::OutOfBounds`](crate::MemoryError); then nothing is written.
        pub fn write_slice(
            &mut self,
            address: impl crate::Address,
            bytes: &[u8],
        ) -> Result<(), crate::MemoryError> {
            self.slice_mut(address, bytes.len())?.copy_from_slice(bytes);
            Ok(())
        }

        /// Sets `len` bytes at `address` to `value`.
        ///
        /// # Errors
        ///
        /// [`MemoryError::OutOfBounds`](crate::MemoryError); then nothing is written.
        pub fn fill(
            &mut self,
            address: impl crate::Address,
            len: impl crate::Address,
            value: u8,
        ) -> Result<(), crate::MemoryError> {
            self.slice_mut(address, len)?.fill(value);
            Ok(())
        }

        /// The text of `len` bytes at `address`.
        ///
        /// # Errors
        ///
        /// [`MemoryError::OutOfBounds`](crate::MemoryError), or
        /// [`MemoryError::Utf8`](crate::MemoryError).
        pub fn str(
            &self,
            address: impl crate::Address,
            len: impl crate::Address,
        ) -> Result<&str, crate::MemoryError> {
            crate::view::text(self.bytes(), address, len)
        }

        /// The bytes at `address` up to the first zero, as C keeps its strings.
        ///
        /// # Errors
        ///
        /// [`MemoryError::OutOfBounds`](crate::MemoryError), or
        /// [`MemoryError::Unterminated`](crate::MemoryError).
        pub fn c_str(
            &self,
            address: impl crate::Address,
        ) -> Result<&core::ffi::CStr, crate::MemoryError> {
            crate::view::c_str(self.bytes(), address)
        }
    };
}
pub(crate) use checked_access;

impl<'a> dyn MemoryView + 'a {
    checked_access!();
}
