//! [`Fs`]: directories and files.

use alloc::boxed::Box;
use alloc::string::String;
use core::any::Any;

use super::{Errno, FdFlags, FileStat, FileType, SetTimes};

/// A directory or file that is open, as the file system that opened it calls it.
pub type Node = u64;

/// How a path is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenOptions {
    /// Will be read.
    pub read: bool,
    /// Will be written or resized. [`Errno::ISDIR`] for a directory.
    pub write: bool,
    /// Make an empty file if there is nothing.
    pub create: bool,
    /// With `create`: [`Errno::EXIST`] if there is something, even a symbolic link to nowhere.
    pub exclusive: bool,
    /// Make the file empty.
    pub truncate: bool,
    /// [`Errno::NOTDIR`] unless it is a directory.
    pub directory: bool,
    /// Follow a symbolic link at the end of the path; otherwise one is [`Errno::LOOP`].
    pub follow: bool,
    /// How the guest wants to use it. Appending is done by [`Fs::append`].
    pub flags: FdFlags,
}

/// An entry of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirEntry<'a> {
    /// Where to go on after this entry.
    pub next: u64,
    /// Number of the file.
    pub ino: u64,
    /// What it is.
    pub filetype: FileType,
    /// Its name in the directory.
    pub name: &'a str,
}

/// A tree of directories and files.
///
/// Paths are not empty, not longer than 4,096 bytes, without zeros, and don't begin with a slash.
/// They may contain `..` and lead over symbolic links, and **must not lead out of the directory
/// that they start in**: that is [`Errno::NOTCAPABLE`]. All errors go to the guest.
///
/// The methods that change something have a default that returns [`Errno::ROFS`].
#[allow(clippy::missing_errors_doc)]
pub trait Fs: Any + Send {
    /// Opens the directory that the guest is given.
    fn root(&mut self) -> Result<Node, Errno>;

    /// Opens what is at a path.
    fn open(&mut self, dir: Node, path: &str, how: &OpenOptions)
    -> Result<(Node, FileType), Errno>;

    /// Forgets a node that was opened. It is not used any more.
    fn close(&mut self, node: Node);

    /// Attributes of an open node.
    fn stat(&mut self, node: Node) -> Result<FileStat, Errno>;

    /// Attributes of what is at a path.
    fn stat_at(&mut self, dir: Node, path: &str, follow: bool) -> Result<FileStat, Errno>;

    /// Reads at `offset`; 0 at the end.
    fn read_at(&mut self, node: Node, offset: u64, buf: &mut [u8]) -> Result<usize, Errno>;

    /// Calls `visit` for the entries of a directory from `cookie` on, which is 0 or the `next` of
    /// an entry, until it returns false. `.` and `..` are among them. An entry that is neither
    /// added nor removed meanwhile is visited exactly once.
    fn read_dir(
        &mut self,
        node: Node,
        cookie: u64,
        visit: &mut dyn FnMut(&DirEntry<'_>) -> bool,
    ) -> Result<(), Errno>;

    /// Contents of a symbolic link.
    fn read_link(&mut self, dir: Node, path: &str) -> Result<String, Errno>;

    /// Writes a part of `buf` at `offset`, after zeros if that is behind the end; returns how many
    /// bytes.
    fn write_at(&mut self, node: Node, offset: u64, buf: &[u8]) -> Result<usize, Errno> {
        let _ = (node, offset, buf);
        Err(Errno::ROFS)
    }

    /// Writes a part of `buf` at the end; returns how many bytes, and where the end is then.
    fn append(&mut self, node: Node, buf: &[u8]) -> Result<(usize, u64), Errno> {
        let end = self.stat(node)?.size;
        let count = self.write_at(node, end, buf)?;
        Ok((count, end.saturating_add(count as u64)))
    }

    /// Sets the size of a file, with zeros at the end if it grows.
    fn set_size(&mut self, node: Node, size: u64) -> Result<(), Errno> {
        let _ = (node, size);
        Err(Errno::ROFS)
    }

    /// Sets the times of an open node.
    fn set_times(&mut self, node: Node, times: SetTimes) -> Result<(), Errno> {
        let _ = (node, times);
        Err(Errno::ROFS)
    }

    /// Sets the times of what is at a path.
    fn set_times_at(
        &mut self,
        dir: Node,
        path: &str,
        follow: bool,
        times: SetTimes,
    ) -> Result<(), Errno> {
        let _ = (dir, path, follow, times);
        Err(Errno::ROFS)
    }

    /// Waits until a node is stored: its contents, and if `all`, its attributes.
    fn sync(&mut self, node: Node, all: bool) -> Result<(), Errno> {
        let _ = (node, all);
        Ok(())
    }

    /// Creates a directory.
    fn create_dir(&mut self, dir: Node, path: &str) -> Result<(), Errno> {
        let _ = (dir, path);
        Err(Errno::ROFS)
    }

    /// Removes an empty directory.
    fn remove_dir(&mut self, dir: Node, path: &str) -> Result<(), Errno> {
        let _ = (dir, path);
        Err(Errno::ROFS)
    }

    /// Removes a name of what is not a directory.
    fn unlink(&mut self, dir: Node, path: &str) -> Result<(), Errno> {
        let _ = (dir, path);
        Err(Errno::ROFS)
    }

    /// Renames, replacing a file by a file and an empty directory by a directory.
    fn rename(
        &mut self,
        dir: Node,
        path: &str,
        new_dir: Node,
        new_path: &str,
    ) -> Result<(), Errno> {
        let _ = (dir, path, new_dir, new_path);
        Err(Errno::ROFS)
    }

    /// Gives what is at a path, and is not a directory, another name.
    fn link(
        &mut self,
        dir: Node,
        path: &str,
        follow: bool,
        new_dir: Node,
        new_path: &str,
    ) -> Result<(), Errno> {
        let _ = (dir, path, follow, new_dir, new_path);
        Err(Errno::ROFS)
    }

    /// Creates a symbolic link with the contents `target`, which is a path like others.
    fn symlink(&mut self, target: &str, dir: Node, path: &str) -> Result<(), Errno> {
        let _ = (target, dir, path);
        Err(Errno::ROFS)
    }

    /// What time it is for [`SetTime::Now`](super::SetTime::Now) and for what follows, in
    /// nanoseconds since 1970: called before everything that changes something, if the guest has a
    /// clock. A file system with a clock of its own ignores it.
    fn set_now(&mut self, now: u64) {
        let _ = now;
    }

    /// A copy for [`WasiCtx::try_clone`](super::WasiCtx::try_clone), in which the open nodes have
    /// the same numbers; `None` if there can't be one.
    fn try_clone(&self) -> Option<Box<dyn Fs>> {
        None
    }
}
