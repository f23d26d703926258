//! The `fd_*` functions.

use super::ctx::{Mount, WasiCtx, writable};
use super::fs::Node;
use super::host::{Done, Fail};
use super::memory::GuestMemory;
use super::table::{Descriptor, What};
use super::{Errno, FdFlags, FileStat, FileType, Fs, Rights, SetTimes};

/// Bytes of a directory entry before its name.
const DIRENT: usize = 24;

/// The largest position in a file, as an `off_t` has it.
const MAX_POSITION: u64 = i64::MAX as u64;

/// An open regular file.
struct File {
    fs: usize,
    node: Node,
    position: u64,
    flags: FdFlags,
}

impl WasiCtx {
    pub(super) fn fd_advise(
        &mut self,
        _: &mut GuestMemory<'_>,
        fd: i32,
        offset: i64,
        len: i64,
        advice: i32,
    ) -> Done {
        self.file(fd, Rights::FD_ADVISE)?;
        // Advice is heard, and changes nothing.
        match (0..=5).contains(&advice) && offset >= 0 && len >= 0 {
            true => Ok(()),
            false => Err(Errno::INVAL.into()),
        }
    }

    pub(super) fn fd_allocate(
        &mut self,
        _: &mut GuestMemory<'_>,
        fd: i32,
        offset: i64,
        len: i64,
    ) -> Done {
        let file = self.file(fd, Rights::FD_ALLOCATE)?;
        if offset < 0 || len <= 0 {
            return Err(Errno::INVAL.into());
        }
        let end = offset.checked_add(len).ok_or(Errno::FBIG)? as u64;
        let fs = writable(&mut self.clock, &mut self.mounts, file.fs)?;
        if end > fs.stat(file.node)?.size {
            fs.set_size(file.node, end)?;
        }
        Ok(())
    }

    pub(super) fn fd_close(&mut self, _: &mut GuestMemory<'_>, fd: i32) -> Done {
        let descriptor = self.table.remove(fd)?;
        self.dispose(&descriptor);
        Ok(())
    }

    pub(super) fn fd_datasync(&mut self, _: &mut GuestMemory<'_>, fd: i32) -> Done {
        self.sync(fd, Rights::FD_DATASYNC, false)
    }

    pub(super) fn fd_sync(&mut self, _: &mut GuestMemory<'_>, fd: i32) -> Done {
        self.sync(fd, Rights::FD_SYNC, true)
    }

    pub(super) fn fd_fdstat_get(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        stat: i32,
    ) -> Done {
        let filetype = self.filetype(fd)?;
        let descriptor = self.table.get(fd)?;
        let head = filetype as u64 | u64::from(descriptor.flags.bits()) << 16;
        memory.write(
            stat,
            [head, descriptor.base.bits(), descriptor.inheriting.bits()],
        )
    }

    pub(super) fn fd_fdstat_set_flags(
        &mut self,
        _: &mut GuestMemory<'_>,
        fd: i32,
        flags: i32,
    ) -> Done {
        let descriptor = self.allowed(fd, Rights::FD_FDSTAT_SET_FLAGS)?;
        let flags = FdFlags::from_guest(flags as u32)?;
        check_sync_flags(flags & !descriptor.flags, descriptor.base)?;
        self.table.get_mut(fd)?.flags = flags;
        Ok(())
    }

    pub(super) fn fd_fdstat_set_rights(
        &mut self,
        _: &mut GuestMemory<'_>,
        fd: i32,
        base: i64,
        inheriting: i64,
    ) -> Done {
        let descriptor = self.table.get_mut(fd)?;
        let (base, inheriting) = (Rights::requested(base)?, Rights::requested(inheriting)?);
        if !descriptor.base.contains(base) || !descriptor.inheriting.contains(inheriting) {
            return Err(Errno::NOTCAPABLE.into());
        }
        descriptor.base = base;
        descriptor.inheriting = inheriting;
        Ok(())
    }

    pub(super) fn fd_filestat_get(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        stat: i32,
    ) -> Done {
        let result = match self.allowed(fd, Rights::FD_FILESTAT_GET)?.what {
            What::File { fs, node, .. } | What::Directory { fs, node, .. } => {
                let stat = self.mounted(fs)?.stat(node)?;
                with_device(stat, fs)
            }
            _ => FileStat::new(self.filetype(fd)?),
        };
        memory.write(stat, result.to_words())
    }

    pub(super) fn fd_filestat_set_size(
        &mut self,
        _: &mut GuestMemory<'_>,
        fd: i32,
        size: i64,
    ) -> Done {
        let file = self.file(fd, Rights::FD_FILESTAT_SET_SIZE)?;
        let size = u64::try_from(size).map_err(|_| Errno::INVAL)?;
        Ok(writable(&mut self.clock, &mut self.mounts, file.fs)?.set_size(file.node, size)?)
    }

    pub(super) fn fd_filestat_set_times(
        &mut self,
        _: &mut GuestMemory<'_>,
        fd: i32,
        atim: i64,
        mtim: i64,
        flags: i32,
    ) -> Done {
        let times = SetTimes::new(atim as u64, mtim as u64, flags as u32)?;
        match self.allowed(fd, Rights::FD_FILESTAT_SET_TIMES)?.what {
            What::File { fs, node, .. } | What::Directory { fs, node, .. } => {
                Ok(writable(&mut self.clock, &mut self.mounts, fs)?.set_times(node, times)?)
            }
            _ => Err(Errno::BADF.into()),
        }
    }

    pub(super) fn fd_pread(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        iovs: i32,
        iovs_len: i32,
        offset: i64,
        nread: i32,
    ) -> Done {
        let file = self.file(fd, Rights::FD_READ | Rights::FD_SEEK)?;
        let offset = u64::try_from(offset).map_err(|_| Errno::INVAL)?;
        memory.check(nread, 4)?;
        let count = self.read_file(memory, &file, offset, iovs, iovs_len)?;
        memory.write(nread, count)
    }

    pub(super) fn fd_read(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        iovs: i32,
        iovs_len: i32,
        nread: i32,
    ) -> Done {
        memory.check(nread, 4)?;
        let count = if let What::Stdin = self.table.get(fd)?.what {
            self.allowed(fd, Rights::FD_READ)?;
            let buffers = memory.buffers(iovs, iovs_len)?.first();
            let stdin = self.stdin.as_mut().ok_or(Errno::BADF)?;
            memory.scatter(&buffers, |buf| stdin.read(buf))?
        } else {
            let file = self.file(fd, Rights::FD_READ)?;
            let count = self.read_file(memory, &file, file.position, iovs, iovs_len)?;
            self.set_position(fd, file.position.saturating_add(u64::from(count)))?;
            count
        };
        memory.write(nread, count)
    }

    fn read_file(
        &mut self,
        memory: &mut GuestMemory<'_>,
        file: &File,
        mut offset: u64,
        iovs: i32,
        iovs_len: i32,
    ) -> Result<u32, Errno> {
        let buffers = memory.buffers(iovs, iovs_len)?;
        let fs = self.mounted(file.fs)?;
        if file.flags.contains(FdFlags::RSYNC)
            && file.flags.intersects(FdFlags::SYNC | FdFlags::DSYNC)
        {
            fs.sync(file.node, file.flags.contains(FdFlags::SYNC))?;
        }
        memory.scatter(&buffers, |buf| {
            let count = fs.read_at(file.node, offset, buf)?;
            offset = offset.saturating_add(count as u64);
            Ok(count)
        })
    }

    pub(super) fn fd_pwrite(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        iovs: i32,
        iovs_len: i32,
        offset: i64,
        nwritten: i32,
    ) -> Done {
        let file = self.file(fd, Rights::FD_WRITE | Rights::FD_SEEK)?;
        let offset = u64::try_from(offset).map_err(|_| Errno::INVAL)?;
        memory.check(nwritten, 4)?;
        // At the offset even with `APPEND`, as in POSIX.
        let (count, _) = self.write_file(memory, &file, Some(offset), iovs, iovs_len)?;
        memory.write(nwritten, count)
    }

    pub(super) fn fd_write(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        iovs: i32,
        iovs_len: i32,
        nwritten: i32,
    ) -> Done {
        memory.check(nwritten, 4)?;
        let output = match self.table.get(fd)?.what {
            What::Stdout => &mut self.stdout,
            What::Stderr => &mut self.stderr,
            _ => {
                let file = self.file(fd, Rights::FD_WRITE)?;
                let append = file.flags.contains(FdFlags::APPEND);
                let offset = (!append).then_some(file.position);
                let (count, end) = self.write_file(memory, &file, offset, iovs, iovs_len)?;
                if count > 0 {
                    self.set_position(fd, end)?;
                }
                return memory.write(nwritten, count);
            }
        };
        if !self.table.get(fd)?.base.contains(Rights::FD_WRITE) {
            return Err(Errno::NOTCAPABLE.into());
        }
        let buffers = memory.buffers(iovs, iovs_len)?;
        let output = output.as_mut().ok_or(Errno::BADF)?;
        let count = memory.gather(&buffers, |buf| output.write(buf))?;
        memory.write(nwritten, count)
    }

    /// Writes at an offset, or at the end; returns how many bytes, and where the next one goes.
    fn write_file(
        &mut self,
        memory: &GuestMemory<'_>,
        file: &File,
        offset: Option<u64>,
        iovs: i32,
        iovs_len: i32,
    ) -> Result<(u32, u64), Errno> {
        let buffers = memory.buffers(iovs, iovs_len)?;
        let fs = writable(&mut self.clock, &mut self.mounts, file.fs)?;
        let mut position = offset.unwrap_or_default();
        let count = memory.gather(&buffers, |buf| {
            if offset.is_none() {
                let (count, end) = fs.append(file.node, buf)?;
                position = end;
                return Ok(count);
            }
            if position.saturating_add(buf.len() as u64) > MAX_POSITION {
                return Err(Errno::FBIG);
            }
            let count = fs.write_at(file.node, position, buf)?;
            position = position.saturating_add(count as u64);
            Ok(count)
        })?;
        if count > 0 && file.flags.intersects(FdFlags::SYNC | FdFlags::DSYNC) {
            fs.sync(file.node, file.flags.contains(FdFlags::SYNC))?;
        }
        Ok((count, position))
    }

    pub(super) fn fd_prestat_get(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        prestat: i32,
    ) -> Done {
        let len = self.preopen(fd)?.len();
        let len = u32::try_from(len).map_err(|_| Errno::OVERFLOW)?;
        // The tag for a directory is 0.
        memory.write(prestat, [0, len])
    }

    pub(super) fn fd_prestat_dir_name(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        path: i32,
        path_len: i32,
    ) -> Done {
        let name = self.preopen(fd)?;
        let buf = memory.slice_mut(path, path_len)?;
        let place = buf.get_mut(..name.len()).ok_or(Errno::NAMETOOLONG)?;
        place.copy_from_slice(name.as_bytes());
        Ok(())
    }

    fn preopen(&self, fd: i32) -> Result<&str, Errno> {
        match &self.table.get(fd)?.what {
            What::Directory {
                preopen: Some(name),
                ..
            } => Ok(name),
            _ => Err(Errno::BADF),
        }
    }

    pub(super) fn fd_readdir(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        buf: i32,
        buf_len: i32,
        cookie: i64,
        bufused: i32,
    ) -> Done {
        let descriptor = self.table.get(fd)?;
        let What::Directory { fs, node, .. } = descriptor.what else {
            return Err(Errno::NOTDIR.into());
        };
        if !descriptor.base.contains(Rights::FD_READDIR) {
            return Err(Errno::NOTCAPABLE.into());
        }
        memory.check(bufused, 4)?;
        let out = memory.slice_mut(buf, buf_len)?;
        let mut used = 0;
        self.mounted(fs)?
            .read_dir(node, cookie as u64, &mut |entry| {
                let mut head = [0; DIRENT];
                let numbers = [entry.next, entry.ino, entry.name.len() as u64];
                let bytes = numbers.iter().flat_map(|n| n.to_le_bytes());
                for (to, from) in head.iter_mut().zip(bytes) {
                    *to = from;
                }
                // The name's length has 4 bytes; the type comes after it.
                head[20] = entry.filetype as u8;
                for part in [&head[..], entry.name.as_bytes()] {
                    let room = out.get_mut(used..).unwrap_or_default();
                    let count = room.len().min(part.len());
                    for (to, from) in room.iter_mut().zip(part) {
                        *to = *from;
                    }
                    used += count;
                }
                used < out.len()
            })?;
        memory.write(bufused, used as u32)
    }

    pub(super) fn fd_renumber(&mut self, _: &mut GuestMemory<'_>, fd: i32, to: i32) -> Done {
        self.table.get(to)?;
        self.table.get(fd)?;
        if fd != to {
            let descriptor = self.table.remove(fd)?;
            if let Some(old) = self.table.insert_at(to as u32, descriptor) {
                self.dispose(&old);
            }
        }
        Ok(())
    }

    pub(super) fn fd_seek(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        offset: i64,
        whence: i32,
        newoffset: i32,
    ) -> Done {
        let stays = offset == 0 && whence == 1;
        let file = match stays {
            true => self.file_to_tell(fd)?,
            false => self.file(fd, Rights::FD_SEEK)?,
        };
        let start = match whence {
            0 => 0,
            1 => file.position,
            2 => self.mounted(file.fs)?.stat(file.node)?.size,
            _ => return Err(Errno::INVAL.into()),
        };
        let position = match i64::try_from(start).map(|start| start.checked_add(offset)) {
            Ok(Some(position)) => u64::try_from(position).map_err(|_| Errno::INVAL)?,
            _ => return Err(Errno::OVERFLOW.into()),
        };
        memory.write(newoffset, position)?;
        Ok(self.set_position(fd, position)?)
    }

    pub(super) fn fd_tell(&mut self, memory: &mut GuestMemory<'_>, fd: i32, offset: i32) -> Done {
        let file = self.file_to_tell(fd)?;
        memory.write(offset, file.position)
    }

    /// The descriptor, if it has the rights.
    fn allowed(&self, fd: i32, rights: Rights) -> Result<&Descriptor, Errno> {
        let descriptor = self.table.get(fd)?;
        match descriptor.base.contains(rights) {
            true => Ok(descriptor),
            false => Err(Errno::NOTCAPABLE),
        }
    }

    /// A regular file, if the descriptor has the rights.
    fn file(&self, fd: i32, rights: Rights) -> Result<File, Errno> {
        let descriptor = self.table.get(fd)?;
        match descriptor.what {
            What::Directory { .. } => Err(Errno::ISDIR),
            What::File { .. } if !descriptor.base.contains(rights) => Err(Errno::NOTCAPABLE),
            What::File { fs, node, position } => Ok(File {
                fs,
                node,
                position,
                flags: descriptor.flags,
            }),
            // A stream can be read or written, but not at a position.
            _ if rights.intersects(Rights::FD_SEEK | Rights::FD_TELL | Rights::FD_ADVISE) => {
                Err(Errno::SPIPE)
            }
            _ if !descriptor.base.contains(rights) => Err(Errno::NOTCAPABLE),
            _ => Err(Errno::BADF),
        }
    }

    /// A file whose position may be known: the right to seek implies the right to tell.
    fn file_to_tell(&self, fd: i32) -> Result<File, Errno> {
        let by_seek = self.file(fd, Rights::FD_SEEK);
        by_seek.or_else(|_| self.file(fd, Rights::FD_TELL))
    }

    fn set_position(&mut self, fd: i32, to: u64) -> Result<(), Errno> {
        if let What::File { position, .. } = &mut self.table.get_mut(fd)?.what {
            *position = to;
        }
        Ok(())
    }

    pub(super) fn mounted(&mut self, index: usize) -> Result<&mut dyn Fs, Errno> {
        let mount = self.mounts.get_mut(index).ok_or(Errno::BADF)?;
        Ok(&mut *mount.fs)
    }

    pub(super) fn filetype(&self, fd: i32) -> Result<FileType, Errno> {
        let terminal = match self.table.get(fd)?.what {
            What::File { .. } => return Ok(FileType::RegularFile),
            What::Directory { .. } => return Ok(FileType::Directory),
            What::Stdin => self.stdin.as_ref().is_some_and(|s| s.is_terminal()),
            What::Stdout => self.stdout.as_ref().is_some_and(|s| s.is_terminal()),
            What::Stderr => self.stderr.as_ref().is_some_and(|s| s.is_terminal()),
        };
        Ok(match terminal {
            true => FileType::CharacterDevice,
            false => FileType::Unknown,
        })
    }

    fn sync(&mut self, fd: i32, right: Rights, all: bool) -> Done {
        let descriptor = self.table.get(fd)?;
        if let What::Stdin = descriptor.what {
            return Err(Errno::INVAL.into());
        }
        match self.allowed(fd, right)?.what {
            What::File { fs, node, .. } | What::Directory { fs, node, .. } => {
                self.mounted(fs)?.sync(node, all)?;
            }
            What::Stdout => self.stdout.as_mut().ok_or(Errno::BADF)?.flush()?,
            What::Stderr => self.stderr.as_mut().ok_or(Errno::BADF)?.flush()?,
            What::Stdin => {}
        }
        Ok(())
    }

    /// Closes what a descriptor stood for. The standard streams stay with the host.
    fn dispose(&mut self, descriptor: &Descriptor) {
        if let What::File { fs, node, .. } | What::Directory { fs, node, .. } = descriptor.what
            && let Some(Mount { fs, .. }) = self.mounts.get_mut(fs)
        {
            fs.close(node);
        }
    }
}

/// Gives a file system that doesn't know its device a number.
pub(super) fn with_device(mut stat: FileStat, fs: usize) -> FileStat {
    if stat.dev == 0 {
        stat.dev = fs as u64 + 1;
    }
    stat
}

/// The flags that make every write wait need the right to wait.
pub(super) fn check_sync_flags(flags: FdFlags, rights: Rights) -> Result<(), Fail> {
    let dsync =
        flags.contains(FdFlags::DSYNC) && !rights.intersects(Rights::FD_DATASYNC | Rights::FD_SYNC);
    let sync =
        flags.intersects(FdFlags::SYNC | FdFlags::RSYNC) && !rights.contains(Rights::FD_SYNC);
    match dsync || sync {
        true => Err(Errno::NOTCAPABLE.into()),
        false => Ok(()),
    }
}
