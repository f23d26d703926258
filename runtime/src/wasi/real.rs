//! [`RealDir`]: a directory of the operating system, and [`OsRandom`].

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;
use std::fs::{File, FileTimes};
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use cap_fs_ext::{
    DirExt, FollowSymlinks, MetadataExt, OpenOptionsFollowExt, OpenOptionsMaybeDirExt,
    OpenOptionsSyncExt, SystemTimeSpec,
};
use cap_std::fs::{Dir, Metadata};

use super::fs::{DirEntry, Fs, Node, OpenOptions};
use super::system::errno;
use super::{Builder, Errno, FileStat, FileType, Random, SetTime, SetTimes};

/// A directory of the operating system, and everything below it.
///
/// `cap-std` resolves the paths: relative to the open directory, so that neither `..`, nor absolute
/// paths, nor symbolic links lead out of it, also while another process changes it.
///
/// The guest reads and writes what the process may read and write. Names that are not UTF-8 are not
/// listed. A write with `APPEND` goes to where the end was just before.
///
/// ```no_run
/// use include_wasm::wasi::{RealDir, WasiCtx};
///
/// let wasi = WasiCtx::builder().preopen("/data", RealDir::open("./data")?).build();
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct RealDir {
    root: Dir,
    nodes: BTreeMap<Node, Open>,
    next: Node,
}

#[derive(Debug)]
enum Open {
    File(File),
    Directory {
        dir: Dir,
        /// Made when the guest begins to list it, so that what it changes meanwhile does not move
        /// the rest.
        listing: Option<Vec<Entry>>,
    },
}

#[derive(Debug)]
struct Entry {
    name: String,
    ino: u64,
    filetype: FileType,
}

impl RealDir {
    /// Opens a directory. A symbolic link is followed here, once and for all.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn open(path: impl AsRef<Path>) -> io::Result<RealDir> {
        Dir::open_ambient_dir(path, cap_std::ambient_authority()).map(RealDir::new)
    }

    /// A directory that is open already.
    #[must_use]
    pub fn new(root: Dir) -> RealDir {
        RealDir {
            root,
            nodes: BTreeMap::new(),
            next: 1,
        }
    }

    fn insert(&mut self, open: Open) -> Node {
        let node = self.next;
        self.next += 1;
        self.nodes.insert(node, open);
        node
    }

    fn dir(&self, node: Node) -> Result<&Dir, Errno> {
        match self.nodes.get(&node) {
            Some(Open::Directory { dir, .. }) => Ok(dir),
            Some(Open::File(_)) => Err(Errno::NOTDIR),
            None => Err(Errno::BADF),
        }
    }

    fn file(&self, node: Node) -> Result<&File, Errno> {
        match self.nodes.get(&node) {
            Some(Open::File(file)) => Ok(file),
            Some(Open::Directory { .. }) => Err(Errno::ISDIR),
            None => Err(Errno::BADF),
        }
    }

    /// Calls `f` with the file or directory as a file.
    fn with<T>(&self, node: Node, f: impl FnOnce(&File) -> io::Result<T>) -> Result<T, Errno> {
        let result = match self.nodes.get(&node).ok_or(Errno::BADF)? {
            Open::File(file) => f(file),
            Open::Directory { dir, .. } => dir.try_clone().and_then(|dir| f(&dir.into_std_file())),
        };
        result.map_err(|e| errno(&e))
    }
}

impl Fs for RealDir {
    fn root(&mut self) -> Result<Node, Errno> {
        let dir = self.root.try_clone().map_err(|e| errno(&e))?;
        Ok(self.insert(Open::Directory { dir, listing: None }))
    }

    fn open(
        &mut self,
        dir: Node,
        path: &str,
        how: &OpenOptions,
    ) -> Result<(Node, FileType), Errno> {
        let dir = self.dir(dir)?;
        let open = |create: bool| {
            let mut options = cap_std::fs::OpenOptions::new();
            // The standard library wants to write what it creates or truncates.
            let write = how.write || how.truncate || create;
            options.read(how.read || !write).write(write);
            options.truncate(how.truncate);
            match how.exclusive {
                true => options.create_new(create),
                false => options.create(create),
            };
            options.follow(match how.follow {
                true => FollowSymlinks::Yes,
                false => FollowSymlinks::No,
            });
            // A named pipe must not make the host wait.
            options.maybe_dir(true).nonblock(true);
            dir.open_with(path, &options)
        };
        // What is there may be something that can only be read.
        let result = match how.create && !how.exclusive {
            true => match open(false) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => open(true),
                result => result,
            },
            false => open(how.create),
        };
        let file = result.map_err(|e| errno(&e))?;
        let filetype = filetype(&file.metadata().map_err(|e| errno(&e))?);
        let file = file.into_std();
        let open = match filetype {
            FileType::Directory if how.write || how.truncate || how.create => {
                return Err(Errno::ISDIR);
            }
            FileType::Directory => Open::Directory {
                dir: Dir::from_std_file(file),
                listing: None,
            },
            _ if how.directory => return Err(Errno::NOTDIR),
            _ => Open::File(file),
        };
        Ok((self.insert(open), filetype))
    }

    fn close(&mut self, node: Node) {
        self.nodes.remove(&node);
    }

    fn stat(&mut self, node: Node) -> Result<FileStat, Errno> {
        self.with(node, Metadata::from_file).map(|m| filestat(&m))
    }

    fn stat_at(&mut self, dir: Node, path: &str, follow: bool) -> Result<FileStat, Errno> {
        let dir = self.dir(dir)?;
        let metadata = match follow {
            true => dir.metadata(path),
            false => dir.symlink_metadata(path),
        };
        metadata.map(|m| filestat(&m)).map_err(|e| errno(&e))
    }

    fn read_at(&mut self, node: Node, offset: u64, buf: &mut [u8]) -> Result<usize, Errno> {
        read_at(self.file(node)?, buf, offset).map_err(|e| errno(&e))
    }

    fn write_at(&mut self, node: Node, offset: u64, buf: &[u8]) -> Result<usize, Errno> {
        write_at(self.file(node)?, buf, offset).map_err(|e| errno(&e))
    }

    fn set_size(&mut self, node: Node, size: u64) -> Result<(), Errno> {
        self.file(node)?.set_len(size).map_err(|e| errno(&e))
    }

    fn set_times(&mut self, node: Node, times: SetTimes) -> Result<(), Errno> {
        let mut new = FileTimes::new();
        if let Some(time) = times.atim {
            new = new.set_accessed(system_time(time)?);
        }
        if let Some(time) = times.mtim {
            new = new.set_modified(system_time(time)?);
        }
        self.with(node, |file| file.set_times(new))
    }

    fn set_times_at(
        &mut self,
        dir: Node,
        path: &str,
        follow: bool,
        times: SetTimes,
    ) -> Result<(), Errno> {
        let spec = |time: Option<SetTime>| match time {
            None => Ok(None),
            Some(SetTime::Now) => Ok(Some(SystemTimeSpec::SymbolicNow)),
            Some(time) => system_time(time).map(|time| {
                let time = cap_std::time::SystemTime::from_std(time);
                Some(SystemTimeSpec::Absolute(time))
            }),
        };
        let (atim, mtim) = (spec(times.atim)?, spec(times.mtim)?);
        let dir = self.dir(dir)?;
        let result = match follow {
            true => DirExt::set_times(dir, path, atim, mtim),
            false => dir.set_symlink_times(path, atim, mtim),
        };
        result.map_err(|e| errno(&e))
    }

    fn sync(&mut self, node: Node, all: bool) -> Result<(), Errno> {
        self.with(node, |file| match all {
            true => file.sync_all(),
            false => file.sync_data(),
        })
    }

    fn read_dir(
        &mut self,
        node: Node,
        cookie: u64,
        visit: &mut dyn FnMut(&DirEntry<'_>) -> bool,
    ) -> Result<(), Errno> {
        let Some(Open::Directory { dir, listing }) = self.nodes.get_mut(&node) else {
            return Err(Errno::NOTDIR);
        };
        if cookie == 0 {
            *listing = None;
        }
        let entries = match listing {
            Some(entries) => entries,
            None => listing.insert(list(dir).map_err(|e| errno(&e))?),
        };
        let from = usize::try_from(cookie).unwrap_or(usize::MAX);
        for (entry, next) in entries.iter().zip(1..).skip(from) {
            let entry = DirEntry {
                next,
                ino: entry.ino,
                filetype: entry.filetype,
                name: &entry.name,
            };
            if !visit(&entry) {
                return Ok(());
            }
        }
        // The end was seen; the next listing is a new one.
        *listing = None;
        Ok(())
    }

    fn read_link(&mut self, dir: Node, path: &str) -> Result<String, Errno> {
        let target = self.dir(dir)?.read_link(path).map_err(|e| errno(&e))?;
        target
            .into_os_string()
            .into_string()
            .map_err(|_| Errno::ILSEQ)
    }

    fn create_dir(&mut self, dir: Node, path: &str) -> Result<(), Errno> {
        self.dir(dir)?.create_dir(path).map_err(|e| errno(&e))
    }

    fn remove_dir(&mut self, dir: Node, path: &str) -> Result<(), Errno> {
        self.dir(dir)?.remove_dir(path).map_err(|e| errno(&e))
    }

    fn unlink(&mut self, dir: Node, path: &str) -> Result<(), Errno> {
        let dir = self.dir(dir)?;
        dir.remove_file_or_symlink(path).map_err(|e| errno(&e))
    }

    fn rename(
        &mut self,
        dir: Node,
        path: &str,
        new_dir: Node,
        new_path: &str,
    ) -> Result<(), Errno> {
        let (dir, new_dir) = (self.dir(dir)?, self.dir(new_dir)?);
        dir.rename(path, new_dir, new_path).map_err(|e| errno(&e))
    }

    fn link(
        &mut self,
        dir: Node,
        path: &str,
        follow: bool,
        new_dir: Node,
        new_path: &str,
    ) -> Result<(), Errno> {
        let (dir, new_dir) = (self.dir(dir)?, self.dir(new_dir)?);
        // There is no way to link what a symbolic link leads to and to stay inside for sure.
        if follow
            && dir
                .symlink_metadata(path)
                .map_err(|e| errno(&e))?
                .is_symlink()
        {
            return Err(Errno::INVAL);
        }
        dir.hard_link(path, new_dir, new_path)
            .map_err(|e| errno(&e))
    }

    fn symlink(&mut self, target: &str, dir: Node, path: &str) -> Result<(), Errno> {
        let dir = self.dir(dir)?;
        DirExt::symlink(dir, target, path).map_err(|e| errno(&e))
    }
}

/// All entries of a directory, `.` and `..` first. `..` has the number of the directory itself: what
/// is above is none of the guest's business.
fn list(dir: &Dir) -> io::Result<Vec<Entry>> {
    let ino = MetadataExt::ino(&dir.dir_metadata()?);
    let mut entries: Vec<Entry> = [".", ".."]
        .map(|name| Entry {
            name: name.to_string(),
            ino,
            filetype: FileType::Directory,
        })
        .into();
    for entry in dir.entries()? {
        let entry = entry?;
        // Files may go while we look.
        let (Ok(name), Ok(metadata)) = (entry.file_name().into_string(), entry.metadata()) else {
            continue;
        };
        entries.push(Entry {
            name,
            ino: MetadataExt::ino(&metadata),
            filetype: filetype(&metadata),
        });
    }
    Ok(entries)
}

fn filetype(metadata: &Metadata) -> FileType {
    let ty = metadata.file_type();
    #[cfg(unix)]
    {
        use cap_std::fs::FileTypeExt;
        if ty.is_block_device() {
            return FileType::BlockDevice;
        }
        if ty.is_char_device() {
            return FileType::CharacterDevice;
        }
        if ty.is_socket() {
            return FileType::SocketStream;
        }
    }
    match ty {
        _ if ty.is_dir() => FileType::Directory,
        _ if ty.is_file() => FileType::RegularFile,
        _ if ty.is_symlink() => FileType::SymbolicLink,
        _ => FileType::Unknown,
    }
}

fn filestat(metadata: &Metadata) -> FileStat {
    let nanos = |time: io::Result<cap_std::time::SystemTime>| {
        let since = time.ok()?.into_std().duration_since(UNIX_EPOCH).ok()?;
        u64::try_from(since.as_nanos()).ok()
    };
    let mtim = nanos(metadata.modified()).unwrap_or_default();
    #[cfg(unix)]
    let ctim = {
        use cap_std::fs::MetadataExt;
        let seconds = u64::try_from(metadata.ctime()).unwrap_or_default();
        let rest = u64::try_from(metadata.ctime_nsec()).unwrap_or_default();
        seconds.saturating_mul(1_000_000_000).saturating_add(rest)
    };
    #[cfg(not(unix))]
    let ctim = mtim;
    FileStat {
        dev: MetadataExt::dev(metadata),
        ino: MetadataExt::ino(metadata),
        filetype: filetype(metadata),
        nlink: MetadataExt::nlink(metadata),
        size: metadata.len(),
        atim: nanos(metadata.accessed()).unwrap_or_default(),
        mtim,
        ctim,
    }
}

fn system_time(time: SetTime) -> Result<SystemTime, Errno> {
    match time {
        SetTime::Now => Ok(SystemTime::now()),
        SetTime::At(nanos) => UNIX_EPOCH
            .checked_add(Duration::from_nanos(nanos))
            .ok_or(Errno::OVERFLOW),
    }
}

#[cfg(unix)]
fn read_at(file: &File, buf: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buf, offset)
}

#[cfg(unix)]
fn write_at(file: &File, buf: &[u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::write_at(file, buf, offset)
}

/// Moves the position of the file, which nobody else uses.
#[cfg(not(unix))]
fn read_at(mut file: &File, buf: &mut [u8], offset: u64) -> io::Result<usize> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(offset))?;
    file.read(buf)
}

#[cfg(not(unix))]
fn write_at(mut file: &File, buf: &[u8], offset: u64) -> io::Result<usize> {
    use std::io::{Seek, SeekFrom, Write};
    file.seek(SeekFrom::Start(offset))?;
    file.write(buf)
}

/// The operating system's randomness, good for secrets.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&mut self, buf: &mut [u8]) -> Result<(), Errno> {
        getrandom::fill(buf).map_err(|_| Errno::IO)
    }

    fn try_clone(&self) -> Option<alloc::boxed::Box<dyn Random>> {
        Some(alloc::boxed::Box::new(OsRandom))
    }
}

impl Builder {
    /// Gives the operating system's randomness.
    pub fn os_random(self) -> Builder {
        self.random(OsRandom)
    }

    /// Gives a directory of the operating system under the name `name`.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn preopen_dir(
        self,
        host: impl AsRef<Path>,
        name: impl Into<String>,
    ) -> io::Result<Builder> {
        Ok(self.preopen(name, RealDir::open(host)?))
    }
}
