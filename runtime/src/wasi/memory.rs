//! What a guest's pointers point to. All of them are hostile.

use alloc::vec::Vec;

use super::Errno;
use super::host::Fail;
use crate::{Pod, view};

/// Bytes of a path: POSIX's `PATH_MAX`.
const MAX_PATH: u32 = 4096;

/// Buffers that one call looks at; what is left is a short read or write.
const MAX_BUFFERS: usize = 1024;

/// Bytes that one call moves, as on Linux.
const MAX_TRANSFER: usize = 0x7FFF_F000;

/// Memory 0 of a guest; empty if it has none.
pub(super) struct GuestMemory<'a>(pub &'a mut [u8]);

impl GuestMemory<'_> {
    /// Checks that a result can be written later, before anything is done.
    pub fn check(&self, ptr: i32, len: usize) -> Result<(), Errno> {
        self.slice(ptr, len as u64).map(|_| ())
    }

    pub fn read<T: Pod>(&self, ptr: i32) -> Result<T, Errno> {
        view::read(self.0, ptr).map_err(|_| Errno::FAULT)
    }

    pub fn write<T: Pod>(&mut self, ptr: i32, value: T) -> Result<(), Fail> {
        view::write(self.0, ptr, value).map_err(|_| Fail::Errno(Errno::FAULT))
    }

    /// `len` bytes; a length that comes from the guest is a `u32`.
    pub fn slice(&self, ptr: i32, len: u64) -> Result<&[u8], Errno> {
        view::slice(self.0, ptr, len).map_err(|_| Errno::FAULT)
    }

    pub fn slice_mut(&mut self, ptr: i32, len: i32) -> Result<&mut [u8], Errno> {
        view::slice_mut(self.0, ptr, len).map_err(|_| Errno::FAULT)
    }

    /// A path, or the contents of a symbolic link.
    pub fn path(&self, ptr: i32, len: i32) -> Result<&str, Errno> {
        let bytes = self.slice(ptr, u64::from(len as u32))?;
        if len as u32 > MAX_PATH {
            return Err(Errno::NAMETOOLONG);
        }
        let path = core::str::from_utf8(bytes).map_err(|_| Errno::ILSEQ)?;
        match path {
            "" => Err(Errno::NOENT),
            _ if path.contains('\0') => Err(Errno::INVAL),
            _ if path.starts_with('/') => Err(Errno::NOTCAPABLE),
            _ => Ok(path),
        }
    }

    /// The buffers of an array of `iovec` or `ciovec`, all within memory.
    pub fn buffers(&self, ptr: i32, count: i32) -> Result<Buffers, Errno> {
        let list = self.slice(ptr, 8 * u64::from(count as u32))?;
        let mut buffers = Buffers(Vec::with_capacity(list.len().div_ceil(8).min(MAX_BUFFERS)));
        let mut room = self.0.len().min(MAX_TRANSFER);
        for iovec in list.chunks_exact(8) {
            let [ptr, len] = <[u32; 2]>::read_from(iovec);
            let len = self.slice(ptr as i32, u64::from(len))?.len().min(room);
            // A guest may fill its memory with empty buffers; they take no room here.
            if len == 0 {
                continue;
            }
            buffers.0.push((ptr as usize, len));
            room -= len;
            if room == 0 || buffers.0.len() == MAX_BUFFERS {
                break;
            }
        }
        Ok(buffers)
    }

    /// Calls `read` with one buffer after the other until one is not filled; returns how many bytes
    /// were read.
    pub fn scatter(
        &mut self,
        buffers: &Buffers,
        mut read: impl FnMut(&mut [u8]) -> Result<usize, Errno>,
    ) -> Result<u32, Errno> {
        let mut total = 0;
        for &(ptr, len) in &buffers.0 {
            let buf = self.0.get_mut(ptr..).and_then(|b| b.get_mut(..len));
            let count = match read(buf.unwrap_or_default()) {
                Ok(count) => count.min(len),
                Err(_) if total > 0 => break,
                Err(errno) => return Err(errno),
            };
            total += count as u32;
            if count < len {
                break;
            }
        }
        Ok(total)
    }

    /// Calls `write` with one buffer after the other until one is not written whole; returns how
    /// many bytes were written.
    pub fn gather(
        &self,
        buffers: &Buffers,
        mut write: impl FnMut(&[u8]) -> Result<usize, Errno>,
    ) -> Result<u32, Errno> {
        let mut total = 0;
        for &(ptr, len) in &buffers.0 {
            let buf = self.0.get(ptr..).and_then(|b| b.get(..len));
            let count = match write(buf.unwrap_or_default()) {
                Ok(count) => count.min(len),
                Err(_) if total > 0 => break,
                Err(errno) => return Err(errno),
            };
            total += count as u32;
            if count < len {
                break;
            }
        }
        Ok(total)
    }
}

/// A copy of a list of buffers, so that a guest can't change it while it is used: addresses and
/// lengths, in bounds and not empty.
pub(super) struct Buffers(Vec<(usize, usize)>);

impl Buffers {
    /// Only the first one: a stream waits before every read.
    pub fn first(mut self) -> Buffers {
        self.0.truncate(1);
        self
    }
}
