//! [`Input`] and [`Output`]: standard input, output and error.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;

use super::Errno;

/// Whether a stream can be read from or written to without waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// It can: about so many bytes, 0 if that is not known.
    Yes(u64),
    /// The other end is closed.
    HangUp,
    /// Not yet.
    No,
}

/// What a guest reads standard input from.
pub trait Input: Any + Send {
    /// Reads up to `buf.len()` bytes, waiting for the first of them; 0 is the end.
    ///
    /// # Errors
    ///
    /// Goes to the guest.
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, Errno>;

    /// Whether [`read`](Input::read) would wait, for `poll_oneoff`. Yes by default.
    fn ready(&mut self) -> Ready {
        Ready::Yes(0)
    }

    /// Whether the guest is to take it for a terminal.
    fn is_terminal(&self) -> bool {
        false
    }

    /// A copy for [`WasiCtx::try_clone`](super::WasiCtx::try_clone); `None` if there can't be one.
    fn try_clone(&self) -> Option<Box<dyn Input>> {
        None
    }
}

/// Where a guest writes standard output or error.
pub trait Output: Any + Send {
    /// Writes a part of `buf`, at least one byte, and returns how many.
    ///
    /// # Errors
    ///
    /// Goes to the guest.
    fn write(&mut self, buf: &[u8]) -> Result<usize, Errno>;

    /// Passes on what was written. Called by `fd_sync` and `fd_datasync`.
    ///
    /// # Errors
    ///
    /// Goes to the guest.
    fn flush(&mut self) -> Result<(), Errno> {
        Ok(())
    }

    /// Whether [`write`](Output::write) would wait, for `poll_oneoff`. Never by default.
    fn ready(&mut self) -> Ready {
        Ready::Yes(0)
    }

    /// Whether the guest is to take it for a terminal.
    fn is_terminal(&self) -> bool {
        false
    }

    /// A copy for [`WasiCtx::try_clone`](super::WasiCtx::try_clone); `None` if there can't be one.
    fn try_clone(&self) -> Option<Box<dyn Output>> {
        None
    }
}

/// Bytes in memory: an input that ends after them, or an output that keeps them.
///
/// ```
/// use include_wasm::wasi::{Buffer, Input, Output};
///
/// let mut buffer = Buffer::with_capacity(5);
/// assert_eq!(buffer.write(b"hello, world"), Ok(5));
/// assert!(buffer.write(b", world").is_err());
/// assert_eq!(buffer.bytes(), b"hello");
///
/// let mut bytes = [0; 4];
/// assert_eq!(buffer.read(&mut bytes), Ok(4));
/// assert_eq!(buffer.bytes(), b"o");
/// ```
#[derive(Clone, Debug)]
pub struct Buffer {
    bytes: Vec<u8>,
    /// How many of them are read.
    read: usize,
    capacity: usize,
}

impl Buffer {
    /// The most that a new buffer keeps, in bytes.
    pub const DEFAULT_CAPACITY: usize = 64 << 20;

    /// An empty buffer.
    #[must_use]
    pub fn new() -> Buffer {
        Buffer::with_capacity(Buffer::DEFAULT_CAPACITY)
    }

    /// An empty buffer that keeps at most `bytes` bytes. A guest that writes more gets
    /// [`Errno::NOSPC`].
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Buffer {
        Buffer {
            bytes: Vec::new(),
            read: 0,
            capacity: bytes,
        }
    }

    /// What was written and not yet read.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(self.read..).unwrap_or_default()
    }

    /// Takes what was written and not yet read.
    #[must_use]
    pub fn take(&mut self) -> Vec<u8> {
        let bytes = self.bytes().to_vec();
        self.bytes.clear();
        self.read = 0;
        bytes
    }
}

impl Default for Buffer {
    fn default() -> Buffer {
        Buffer::new()
    }
}

impl<T: Into<Vec<u8>>> From<T> for Buffer {
    fn from(bytes: T) -> Buffer {
        let bytes = bytes.into();
        let capacity = Buffer::DEFAULT_CAPACITY.max(bytes.len());
        Buffer {
            bytes,
            read: 0,
            capacity,
        }
    }
}

impl Input for Buffer {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, Errno> {
        let mut count = 0;
        for (to, from) in buf.iter_mut().zip(self.bytes()) {
            *to = *from;
            count += 1;
        }
        self.read += count;
        Ok(count)
    }

    fn ready(&mut self) -> Ready {
        Ready::Yes(self.bytes().len() as u64)
    }

    fn try_clone(&self) -> Option<Box<dyn Input>> {
        Some(Box::new(self.clone()))
    }
}

impl Output for Buffer {
    fn write(&mut self, buf: &[u8]) -> Result<usize, Errno> {
        if self.read > 0 && self.bytes.len() + buf.len() > self.capacity {
            self.bytes.drain(..self.read);
            self.read = 0;
        }
        let room = self.capacity.saturating_sub(self.bytes.len());
        let Some(fits) = buf.get(..buf.len().min(room)).filter(|b| !b.is_empty()) else {
            return if buf.is_empty() {
                Ok(0)
            } else {
                Err(Errno::NOSPC)
            };
        };
        self.bytes
            .try_reserve(fits.len())
            .map_err(|_| Errno::NOSPC)?;
        self.bytes.extend_from_slice(fits);
        Ok(fits.len())
    }

    fn try_clone(&self) -> Option<Box<dyn Output>> {
        Some(Box::new(self.clone()))
    }
}

/// Nothing: an input that is at its end, an output that forgets everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Null;

impl Input for Null {
    fn read(&mut self, _buf: &mut [u8]) -> Result<usize, Errno> {
        Ok(0)
    }

    fn try_clone(&self) -> Option<Box<dyn Input>> {
        Some(Box::new(Null))
    }
}

impl Output for Null {
    fn write(&mut self, buf: &[u8]) -> Result<usize, Errno> {
        Ok(buf.len())
    }

    fn try_clone(&self) -> Option<Box<dyn Output>> {
        Some(Box::new(Null))
    }
}
