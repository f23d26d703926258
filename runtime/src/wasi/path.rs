//! The `path_*` functions.

use super::ctx::{WasiCtx, writable};
use super::fd::{check_sync_flags, with_device};
use super::fs::{Node, OpenOptions};
use super::host::Done;
use super::memory::GuestMemory;
use super::table::{Descriptor, What};
use super::{Errno, FdFlags, FileType, Rights, SetTimes};

/// `oflags`.
const CREATE: u32 = 1;
const DIRECTORY: u32 = 2;
const EXCLUSIVE: u32 = 4;
const TRUNCATE: u32 = 8;

// As many as the interface has.
#[allow(clippy::too_many_arguments)]
impl WasiCtx {
    pub(super) fn path_create_directory(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        path: i32,
        path_len: i32,
    ) -> Done {
        let (fs, dir) = self.dir(fd, Rights::PATH_CREATE_DIRECTORY)?;
        let path = memory.path(path, path_len)?;
        Ok(writable(&mut self.clock, &mut self.mounts, fs)?.create_dir(dir, path)?)
    }

    pub(super) fn path_filestat_get(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        flags: i32,
        path: i32,
        path_len: i32,
        stat: i32,
    ) -> Done {
        let (fs, dir) = self.dir(fd, Rights::PATH_FILESTAT_GET)?;
        let follow = follow(flags)?;
        let path = memory.path(path, path_len)?;
        let result = with_device(self.mounted(fs)?.stat_at(dir, path, follow)?, fs);
        memory.write(stat, result.to_words())
    }

    pub(super) fn path_filestat_set_times(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        flags: i32,
        path: i32,
        path_len: i32,
        atim: i64,
        mtim: i64,
        fst_flags: i32,
    ) -> Done {
        let (fs, dir) = self.dir(fd, Rights::PATH_FILESTAT_SET_TIMES)?;
        let follow = follow(flags)?;
        let times = SetTimes::new(atim as u64, mtim as u64, fst_flags as u32)?;
        let path = memory.path(path, path_len)?;
        let fs = writable(&mut self.clock, &mut self.mounts, fs)?;
        Ok(fs.set_times_at(dir, path, follow, times)?)
    }

    pub(super) fn path_link(
        &mut self,
        memory: &mut GuestMemory<'_>,
        old_fd: i32,
        old_flags: i32,
        old_path: i32,
        old_path_len: i32,
        new_fd: i32,
        new_path: i32,
        new_path_len: i32,
    ) -> Done {
        let (fs, old_dir) = self.dir(old_fd, Rights::PATH_LINK_SOURCE)?;
        let (new_fs, new_dir) = self.dir(new_fd, Rights::PATH_LINK_TARGET)?;
        let follow = follow(old_flags)?;
        let old_path = memory.path(old_path, old_path_len)?;
        let new_path = memory.path(new_path, new_path_len)?;
        if fs != new_fs {
            return Err(Errno::XDEV.into());
        }
        let fs = writable(&mut self.clock, &mut self.mounts, fs)?;
        Ok(fs.link(old_dir, old_path, follow, new_dir, new_path)?)
    }

    pub(super) fn path_open(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        dirflags: i32,
        path: i32,
        path_len: i32,
        oflags: i32,
        base: i64,
        inheriting: i64,
        fdflags: i32,
        opened_fd: i32,
    ) -> Done {
        let (fs, dir) = self.dir(fd, Rights::PATH_OPEN)?;
        let (oflags, flags) = (oflags as u32, FdFlags::from_guest(fdflags as u32)?);
        let how = open_options(follow(dirflags)?, oflags, flags, Rights::requested(base)?)?;
        let (base, inheriting) = (Rights::requested(base)?, Rights::requested(inheriting)?);
        let parent = self.table.get(fd)?;
        if !parent.inheriting.contains(base)
            || !parent.inheriting.contains(inheriting)
            || (how.create && !parent.base.contains(Rights::PATH_CREATE_FILE))
            || (how.truncate && !parent.base.contains(Rights::PATH_FILESTAT_SET_SIZE))
        {
            return Err(Errno::NOTCAPABLE.into());
        }
        check_sync_flags(flags, parent.base | parent.inheriting)?;
        memory.check(opened_fd, 4)?;
        let path = memory.path(path, path_len)?;
        self.table.check_room()?;
        let mut opened = self.open(fs, dir, path, how);
        // The rights to resize alone, which programs ask for without thought, don't make a
        // directory something to write to.
        if !base.contains(Rights::FD_WRITE) && !how.create && !how.truncate {
            let read = OpenOptions {
                write: false,
                ..how
            };
            if how.write && matches!(opened, Err(Errno::ISDIR)) {
                opened = self.open(fs, dir, path, read);
            }
        }
        let (node, filetype) = opened?;
        let (what, base, inheriting) = match filetype {
            FileType::Directory => {
                let what = What::Directory {
                    fs,
                    node,
                    preopen: None,
                };
                (what, base & Rights::DIRECTORY, inheriting)
            }
            _ => {
                let what = What::File {
                    fs,
                    node,
                    position: 0,
                };
                (what, base & Rights::FILE, Rights::NONE)
            }
        };
        let opened = self.table.insert(Descriptor {
            what,
            base,
            inheriting,
            flags,
        });
        memory.write(opened_fd, opened)
    }

    fn open(
        &mut self,
        fs: usize,
        dir: Node,
        path: &str,
        mut how: OpenOptions,
    ) -> Result<(Node, FileType), Errno> {
        match writable(&mut self.clock, &mut self.mounts, fs) {
            // Opening what is there is all right as long as it is only read.
            Err(Errno::ROFS) if !how.write && !how.truncate => {
                let exclusive = how.create && how.exclusive;
                let create = core::mem::take(&mut how.create);
                let fs = self.mounted(fs)?;
                if exclusive {
                    let there = fs.stat_at(dir, path, false).is_ok();
                    return Err(if there { Errno::EXIST } else { Errno::ROFS });
                }
                fs.open(dir, path, &how).map_err(|errno| match errno {
                    Errno::NOENT if create => Errno::ROFS,
                    errno => errno,
                })
            }
            Err(Errno::ROFS) => {
                // What is a directory, or not there, says so first.
                let stat = self.mounted(fs)?.stat_at(dir, path, how.follow);
                Err(match stat {
                    Ok(stat) if stat.filetype == FileType::Directory => Errno::ISDIR,
                    Err(errno) if errno != Errno::NOENT || !how.create => errno,
                    _ => Errno::ROFS,
                })
            }
            Err(errno) => Err(errno),
            Ok(fs) => fs.open(dir, path, &how),
        }
    }

    pub(super) fn path_readlink(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        path: i32,
        path_len: i32,
        buf: i32,
        buf_len: i32,
        bufused: i32,
    ) -> Done {
        let (fs, dir) = self.dir(fd, Rights::PATH_READLINK)?;
        memory.check(bufused, 4)?;
        memory.slice_mut(buf, buf_len)?;
        let path = memory.path(path, path_len)?;
        let target = self.mounted(fs)?.read_link(dir, path)?;
        let buf = memory.slice_mut(buf, buf_len)?;
        for (to, from) in buf.iter_mut().zip(target.bytes()) {
            *to = from;
        }
        let used = buf.len().min(target.len());
        memory.write(bufused, used as u32)
    }

    pub(super) fn path_remove_directory(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        path: i32,
        path_len: i32,
    ) -> Done {
        let (fs, dir) = self.dir(fd, Rights::PATH_REMOVE_DIRECTORY)?;
        let path = memory.path(path, path_len)?;
        Ok(writable(&mut self.clock, &mut self.mounts, fs)?.remove_dir(dir, path)?)
    }

    pub(super) fn path_rename(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        old_path: i32,
        old_path_len: i32,
        new_fd: i32,
        new_path: i32,
        new_path_len: i32,
    ) -> Done {
        let (fs, dir) = self.dir(fd, Rights::PATH_RENAME_SOURCE)?;
        let (new_fs, new_dir) = self.dir(new_fd, Rights::PATH_RENAME_TARGET)?;
        let old_path = memory.path(old_path, old_path_len)?;
        let new_path = memory.path(new_path, new_path_len)?;
        if fs != new_fs {
            return Err(Errno::XDEV.into());
        }
        let fs = writable(&mut self.clock, &mut self.mounts, fs)?;
        Ok(fs.rename(dir, old_path, new_dir, new_path)?)
    }

    pub(super) fn path_symlink(
        &mut self,
        memory: &mut GuestMemory<'_>,
        old_path: i32,
        old_path_len: i32,
        fd: i32,
        new_path: i32,
        new_path_len: i32,
    ) -> Done {
        let (fs, dir) = self.dir(fd, Rights::PATH_SYMLINK)?;
        let target = memory.path(old_path, old_path_len)?;
        let path = memory.path(new_path, new_path_len)?;
        Ok(writable(&mut self.clock, &mut self.mounts, fs)?.symlink(target, dir, path)?)
    }

    pub(super) fn path_unlink_file(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        path: i32,
        path_len: i32,
    ) -> Done {
        let (fs, dir) = self.dir(fd, Rights::PATH_UNLINK_FILE)?;
        let path = memory.path(path, path_len)?;
        Ok(writable(&mut self.clock, &mut self.mounts, fs)?.unlink(dir, path)?)
    }

    /// The file system and node of a directory, if the descriptor has the right.
    fn dir(&self, fd: i32, right: Rights) -> Result<(usize, Node), Errno> {
        let descriptor = self.table.get(fd)?;
        match descriptor.what {
            What::Directory { .. } if !descriptor.base.contains(right) => Err(Errno::NOTCAPABLE),
            What::Directory { fs, node, .. } => Ok((fs, node)),
            _ => Err(Errno::NOTDIR),
        }
    }
}

/// `lookupflags`.
fn follow(flags: i32) -> Result<bool, Errno> {
    match flags {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Errno::INVAL),
    }
}

fn open_options(
    follow: bool,
    oflags: u32,
    flags: FdFlags,
    base: Rights,
) -> Result<OpenOptions, Errno> {
    let directory = oflags & DIRECTORY != 0;
    // A directory is neither created nor truncated by opening it.
    if oflags > 0b1111 || (directory && oflags != DIRECTORY) {
        return Err(Errno::INVAL);
    }
    let writing = Rights::FD_WRITE | Rights::FD_ALLOCATE | Rights::FD_FILESTAT_SET_SIZE;
    Ok(OpenOptions {
        read: base.intersects(Rights::FD_READ),
        write: base.intersects(writing),
        create: oflags & CREATE != 0,
        exclusive: oflags & EXCLUSIVE != 0,
        truncate: oflags & TRUNCATE != 0,
        directory,
        follow,
        flags,
    })
}
