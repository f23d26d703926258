//! [`MemFs`]: directories and files in memory.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::fs::{DirEntry, Fs, Node, OpenOptions};
use super::memtree::{Body, FIRST_COOKIE, Last, NewBody, Tree};
use super::{Errno, FileStat, FileType, SetTime, SetTimes};

/// Directories and files in memory: to be filled before a guest runs, looked at afterwards, and
/// cloned for a snapshot.
///
/// Everything in it counts towards a capacity, and a guest that needs more gets [`Errno::NOSPC`].
/// Reading a file does not change its time of last access.
///
/// ```
/// use include_wasm::wasi::{MemFs, WasiCtx};
///
/// let mut files = MemFs::new();
/// files.write("scripts/hello.lua", "print('hello')")?;
/// let mut wasi = WasiCtx::builder().preopen("/", files).build();
///
/// // …and after the guest ran:
/// let files: &MemFs = wasi.fs("/").unwrap();
/// assert_eq!(files.read("scripts/hello.lua")?, b"print('hello')");
/// assert_eq!(files.paths(), ["scripts/", "scripts/hello.lua"]);
/// # Ok::<(), include_wasm::wasi::Errno>(())
/// ```
#[derive(Clone, Debug)]
pub struct MemFs {
    tree: Tree,
}

impl MemFs {
    /// The capacity of a new file system, in bytes.
    pub const DEFAULT_CAPACITY: u64 = 256 << 20;

    /// An empty directory.
    #[must_use]
    pub fn new() -> MemFs {
        MemFs::with_capacity(MemFs::DEFAULT_CAPACITY)
    }

    /// An empty directory for at most `bytes` bytes of contents, names and a few hundred bytes per
    /// file.
    #[must_use]
    pub fn with_capacity(bytes: u64) -> MemFs {
        MemFs {
            tree: Tree::new(bytes),
        }
    }

    /// How much of the capacity is used, in bytes.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.tree.used()
    }

    /// Writes a file, over one that may be there, and creates the directories that it is in.
    ///
    /// # Errors
    ///
    /// If there is a directory, or not enough capacity.
    pub fn write(&mut self, path: &str, contents: impl AsRef<[u8]>) -> Result<(), Errno> {
        let path = relative(path)?;
        if let Some((parent, _)) = path.trim_end_matches('/').rsplit_once('/') {
            self.create_dir_all(parent)?;
        }
        let how = OpenOptions {
            write: true,
            create: true,
            truncate: true,
            follow: true,
            ..OpenOptions::default()
        };
        let (node, _) = self.open(Tree::ROOT, path, &how)?;
        let mut rest = contents.as_ref();
        let mut offset = 0;
        let mut result = Ok(());
        while !rest.is_empty() {
            match self.write_at(node, offset, rest) {
                Ok(count) => {
                    offset += count as u64;
                    rest = rest.get(count..).unwrap_or_default();
                }
                Err(errno) => {
                    result = Err(errno);
                    break;
                }
            }
        }
        self.close(node);
        result
    }

    /// Creates a directory and those that it is in, unless they are there.
    ///
    /// # Errors
    ///
    /// If a file is in the way, or not enough capacity.
    pub fn create_dir_all(&mut self, path: &str) -> Result<(), Errno> {
        let path = relative(path)?;
        for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
            let parent = path.get(..end).unwrap_or_default();
            match self.create_dir(Tree::ROOT, parent) {
                Err(Errno::EXIST) if self.is_dir(parent) => {}
                Err(Errno::EXIST) => return Err(Errno::NOTDIR),
                other => other?,
            }
        }
        Ok(())
    }

    /// Creates a symbolic link with the contents `target`.
    ///
    /// # Errors
    ///
    /// If there is something, no directory to put it in, or not enough capacity.
    pub fn symlink(&mut self, target: &str, path: &str) -> Result<(), Errno> {
        Fs::symlink(self, target, Tree::ROOT, relative(path)?)
    }

    /// The contents of a file.
    ///
    /// # Errors
    ///
    /// If there is no file.
    pub fn read(&self, path: &str) -> Result<&[u8], Errno> {
        match &self.tree.get(self.find(path)?)?.body {
            Body::File(bytes) => Ok(bytes),
            _ => Err(Errno::ISDIR),
        }
    }

    /// Whether there is a directory.
    #[must_use]
    pub fn is_dir(&self, path: &str) -> bool {
        self.find(path).is_ok_and(|node| self.tree.is_dir(node))
    }

    /// Whether there is something.
    #[must_use]
    pub fn exists(&self, path: &str) -> bool {
        self.find(path).is_ok()
    }

    /// The paths of everything, sorted; those of directories end with a slash, those of symbolic
    /// links with `@`.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        let mut pending = Vec::from([(Tree::ROOT, String::new())]);
        while let Some((node, prefix)) = pending.pop() {
            let Ok(directory) = self.tree.directory(node) else {
                continue;
            };
            for (name, (_, node)) in &directory.entries {
                let path = alloc::format!("{prefix}{name}");
                match self.tree.get(*node).map(|inode| inode.filetype()) {
                    Ok(FileType::Directory) => {
                        let path = path + "/";
                        paths.push(path.clone());
                        pending.push((*node, path));
                    }
                    Ok(FileType::SymbolicLink) => paths.push(path + "@"),
                    _ => paths.push(path),
                }
            }
        }
        paths.sort();
        paths
    }

    fn find(&self, path: &str) -> Result<Node, Errno> {
        let place = self
            .tree
            .resolve(Tree::ROOT, relative(path)?, Last::Follow)?;
        place.node.ok_or(Errno::NOENT)
    }

    /// The bytes of an open file.
    fn file_mut(&mut self, node: Node) -> Result<&mut Vec<u8>, Errno> {
        match &mut self.tree.get_mut(node)?.body {
            Body::File(bytes) => Ok(bytes),
            Body::Directory(_) => Err(Errno::ISDIR),
            Body::Symlink(_) => Err(Errno::INVAL),
        }
    }

    /// A place where something is to be created.
    fn vacant(&self, dir: Node, path: &str) -> Result<(Node, String, bool), Errno> {
        let place = self.tree.resolve(dir, path, Last::Name)?;
        match (place.node, place.name) {
            (None, Some(name)) => Ok((place.dir, name, place.slash)),
            _ => Err(Errno::EXIST),
        }
    }

    fn apply(&mut self, node: Node, times: SetTimes) -> Result<(), Errno> {
        let now = self.tree.now;
        let inode = self.tree.get_mut(node)?;
        let time = |old: u64, new: Option<SetTime>| match new {
            None => old,
            Some(SetTime::Now) => now,
            Some(SetTime::At(time)) => time,
        };
        inode.atim = time(inode.atim, times.atim);
        inode.mtim = time(inode.mtim, times.mtim);
        inode.ctim = now;
        Ok(())
    }
}

impl Default for MemFs {
    fn default() -> MemFs {
        MemFs::new()
    }
}

/// A host's path; a slash at its start is this file system's root.
fn relative(path: &str) -> Result<&str, Errno> {
    match path.trim_start_matches('/') {
        _ if path.contains('\0') => Err(Errno::INVAL),
        "" => Ok("."),
        path => Ok(path),
    }
}

impl Fs for MemFs {
    fn root(&mut self) -> Result<Node, Errno> {
        self.tree.open(Tree::ROOT)?;
        Ok(Tree::ROOT)
    }

    fn open(
        &mut self,
        dir: Node,
        path: &str,
        how: &OpenOptions,
    ) -> Result<(Node, FileType), Errno> {
        let exclusive = how.create && how.exclusive;
        let last = match how.follow && !exclusive {
            true => Last::Follow,
            false => Last::Keep,
        };
        let place = self.tree.resolve(dir, path, last)?;
        let node = match (place.node, place.name) {
            (Some(_), _) if exclusive => return Err(Errno::EXIST),
            (Some(node), _) => match self.tree.get(node)?.filetype() {
                FileType::SymbolicLink => return Err(Errno::LOOP),
                FileType::Directory if how.write || how.truncate || how.create => {
                    return Err(Errno::ISDIR);
                }
                FileType::Directory => node,
                _ if how.directory => return Err(Errno::NOTDIR),
                _ => {
                    if how.truncate {
                        self.set_size(node, 0)?;
                    }
                    node
                }
            },
            (None, Some(_)) if how.create && place.slash => return Err(Errno::ISDIR),
            (None, Some(name)) if how.create => {
                self.tree.create(place.dir, &name, NewBody::File)?
            }
            (None, _) => return Err(Errno::NOENT),
        };
        self.tree.open(node)?;
        Ok((node, self.tree.get(node)?.filetype()))
    }

    fn close(&mut self, node: Node) {
        self.tree.close(node);
    }

    fn stat(&mut self, node: Node) -> Result<FileStat, Errno> {
        self.tree.stat(node)
    }

    fn stat_at(&mut self, dir: Node, path: &str, follow: bool) -> Result<FileStat, Errno> {
        let last = if follow { Last::Follow } else { Last::Keep };
        let place = self.tree.resolve(dir, path, last)?;
        self.tree.stat(place.node.ok_or(Errno::NOENT)?)
    }

    fn read_at(&mut self, node: Node, offset: u64, buf: &mut [u8]) -> Result<usize, Errno> {
        let bytes = self.file_mut(node)?;
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let mut rest = bytes.get(start..).unwrap_or_default();
        if let Some(fits) = rest.get(..buf.len()) {
            rest = fits;
        }
        if let Some(to) = buf.get_mut(..rest.len()) {
            to.copy_from_slice(rest);
        }
        Ok(rest.len())
    }

    fn write_at(&mut self, node: Node, offset: u64, buf: &[u8]) -> Result<usize, Errno> {
        let len = self.file_mut(node)?.len() as u64;
        let end = offset.checked_add(buf.len() as u64).ok_or(Errno::FBIG)?;
        if end > len && !buf.is_empty() {
            self.set_size(node, end)?;
        }
        let start = usize::try_from(offset).map_err(|_| Errno::FBIG)?;
        let bytes = self.file_mut(node)?;
        if let Some(to) = bytes.get_mut(start..).and_then(|b| b.get_mut(..buf.len())) {
            to.copy_from_slice(buf);
        }
        self.tree.touch(node);
        Ok(buf.len())
    }

    fn set_size(&mut self, node: Node, size: u64) -> Result<(), Errno> {
        let old = self.file_mut(node)?.len() as u64;
        let size = usize::try_from(size).map_err(|_| Errno::FBIG)?;
        match (size as u64).checked_sub(old) {
            Some(more) => {
                self.tree.charge(more)?;
                let bytes = self.file_mut(node)?;
                if bytes.try_reserve(more as usize).is_err() {
                    self.tree.release(more);
                    return Err(Errno::NOSPC);
                }
                bytes.resize(size, 0);
            }
            None => {
                let bytes = self.file_mut(node)?;
                bytes.truncate(size);
                bytes.shrink_to(size);
                self.tree.release(old.saturating_sub(size as u64));
            }
        }
        self.tree.touch(node);
        Ok(())
    }

    fn set_times(&mut self, node: Node, times: SetTimes) -> Result<(), Errno> {
        self.apply(node, times)
    }

    fn set_times_at(
        &mut self,
        dir: Node,
        path: &str,
        follow: bool,
        times: SetTimes,
    ) -> Result<(), Errno> {
        let last = if follow { Last::Follow } else { Last::Keep };
        let place = self.tree.resolve(dir, path, last)?;
        self.apply(place.node.ok_or(Errno::NOENT)?, times)
    }

    fn read_dir(
        &mut self,
        node: Node,
        cookie: u64,
        visit: &mut dyn FnMut(&DirEntry<'_>) -> bool,
    ) -> Result<(), Errno> {
        let directory = self.tree.directory(node)?;
        for (index, name, ino) in [(0, ".", node), (1, "..", directory.parent)] {
            let entry = DirEntry {
                next: index + 1,
                ino,
                filetype: FileType::Directory,
                name,
            };
            if cookie <= index && !visit(&entry) {
                return Ok(());
            }
        }
        for (&cookie, name) in directory.order.range(cookie.max(FIRST_COOKIE)..) {
            let Some(&(_, ino)) = directory.entries.get(name) else {
                continue;
            };
            let entry = DirEntry {
                next: cookie + 1,
                ino,
                filetype: self.tree.get(ino)?.filetype(),
                name,
            };
            if !visit(&entry) {
                break;
            }
        }
        Ok(())
    }

    fn read_link(&mut self, dir: Node, path: &str) -> Result<String, Errno> {
        let place = self.tree.resolve(dir, path, Last::Keep)?;
        match &self.tree.get(place.node.ok_or(Errno::NOENT)?)?.body {
            Body::Symlink(target) => Ok(target.clone()),
            _ => Err(Errno::INVAL),
        }
    }

    fn create_dir(&mut self, dir: Node, path: &str) -> Result<(), Errno> {
        let (dir, name, _) = self.vacant(dir, path)?;
        self.tree.create(dir, &name, NewBody::Directory)?;
        Ok(())
    }

    fn remove_dir(&mut self, dir: Node, path: &str) -> Result<(), Errno> {
        let place = self.tree.resolve(dir, path, Last::Name)?;
        let directory = self.tree.directory(place.node.ok_or(Errno::NOENT)?)?;
        let name = place.name.ok_or(Errno::INVAL)?;
        if !directory.entries.is_empty() {
            return Err(Errno::NOTEMPTY);
        }
        self.tree.remove(place.dir, &name)
    }

    fn unlink(&mut self, dir: Node, path: &str) -> Result<(), Errno> {
        let place = self.tree.resolve(dir, path, Last::Name)?;
        if self.tree.is_dir(place.node.ok_or(Errno::NOENT)?) {
            return Err(Errno::ISDIR);
        }
        self.tree
            .remove(place.dir, &place.name.ok_or(Errno::INVAL)?)
    }

    fn rename(
        &mut self,
        dir: Node,
        path: &str,
        new_dir: Node,
        new_path: &str,
    ) -> Result<(), Errno> {
        let from = self.tree.resolve(dir, path, Last::Name)?;
        let to = self.tree.resolve(new_dir, new_path, Last::Name)?;
        let node = from.node.ok_or(Errno::NOENT)?;
        let (Some(name), Some(new_name)) = (from.name, to.name) else {
            return Err(Errno::INVAL);
        };
        let is_dir = self.tree.is_dir(node);
        if is_dir && self.tree.is_below(to.dir, node) {
            return Err(Errno::INVAL);
        }
        match to.node {
            Some(other) if other == node => return Ok(()),
            Some(other) => match (is_dir, self.tree.directory(other)) {
                (true, Ok(directory)) if !directory.entries.is_empty() => {
                    return Err(Errno::NOTEMPTY);
                }
                (true, Err(_)) => return Err(Errno::NOTDIR),
                (false, Ok(_)) => return Err(Errno::ISDIR),
                _ => self.tree.remove(to.dir, &new_name)?,
            },
            None if to.slash && !is_dir => return Err(Errno::NOTDIR),
            None => {}
        }
        // The old name last, so that an error, of which only a lack of space is left, loses nothing.
        self.tree.add(to.dir, &new_name, node)?;
        self.tree.detach(from.dir, &name)?;
        Ok(())
    }

    fn link(
        &mut self,
        dir: Node,
        path: &str,
        follow: bool,
        new_dir: Node,
        new_path: &str,
    ) -> Result<(), Errno> {
        let last = if follow { Last::Follow } else { Last::Keep };
        let from = self.tree.resolve(dir, path, last)?;
        let node = from.node.ok_or(Errno::NOENT)?;
        let (dir, name, slash) = self.vacant(new_dir, new_path)?;
        if self.tree.is_dir(node) {
            return Err(Errno::PERM);
        }
        if slash {
            return Err(Errno::NOENT);
        }
        self.tree.add(dir, &name, node)
    }

    fn symlink(&mut self, target: &str, dir: Node, path: &str) -> Result<(), Errno> {
        let (dir, name, slash) = self.vacant(dir, path)?;
        if slash {
            return Err(Errno::NOENT);
        }
        self.tree.create(dir, &name, NewBody::Symlink(target))?;
        Ok(())
    }

    fn set_now(&mut self, now: u64) {
        self.tree.now = now;
    }

    fn try_clone(&self) -> Option<Box<dyn Fs>> {
        Some(Box::new(self.clone()))
    }
}
