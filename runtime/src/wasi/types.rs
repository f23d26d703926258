//! Types of the interface, and how they lie in guest memory.

use core::fmt;
use core::ops::{BitAnd, BitOr, Not};

use super::Errno;

/// What a file is: `filetype` of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum FileType {
    /// None of the others; a pipe, for instance.
    Unknown = 0,
    /// A block device.
    BlockDevice = 1,
    /// A character device; programs take it for a terminal.
    CharacterDevice = 2,
    /// A directory.
    Directory = 3,
    /// A regular file.
    RegularFile = 4,
    /// A datagram socket.
    SocketDgram = 5,
    /// A stream socket.
    SocketStream = 6,
    /// A symbolic link.
    SymbolicLink = 7,
}

/// Attributes of a file: `filestat` of the specification. Times are nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStat {
    /// The device. Where a file system says 0, the guest sees a number of that file system's own.
    pub dev: u64,
    /// Number of the file, unique on its device.
    pub ino: u64,
    /// What it is.
    pub filetype: FileType,
    /// Hard links.
    pub nlink: u64,
    /// Bytes.
    pub size: u64,
    /// Last access.
    pub atim: u64,
    /// Last change of the contents.
    pub mtim: u64,
    /// Last change of contents or attributes.
    pub ctim: u64,
}

impl FileStat {
    /// All zero but the type, as a stream has it.
    #[must_use]
    pub const fn new(filetype: FileType) -> FileStat {
        FileStat {
            dev: 0,
            ino: 0,
            filetype,
            nlink: 0,
            size: 0,
            atim: 0,
            mtim: 0,
            ctim: 0,
        }
    }

    /// As the guest reads it: eight numbers of 8 bytes.
    pub(super) fn to_words(self) -> [u64; 8] {
        [
            self.dev,
            self.ino,
            self.filetype as u64,
            self.nlink,
            self.size,
            self.atim,
            self.mtim,
            self.ctim,
        ]
    }
}

/// A time to give a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetTime {
    /// The time that it is now.
    Now,
    /// Nanoseconds since 1970.
    At(u64),
}

/// Times to give a file; `None` leaves one as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetTimes {
    /// Last access.
    pub atim: Option<SetTime>,
    /// Last change.
    pub mtim: Option<SetTime>,
}

impl SetTimes {
    /// From the arguments of `*_filestat_set_times`.
    pub(super) fn new(atim: u64, mtim: u64, flags: u32) -> Result<SetTimes, Errno> {
        let one = |at: u64, set: bool, now: bool| match (set, now) {
            (true, true) => Err(Errno::INVAL),
            (true, false) => Ok(Some(SetTime::At(at))),
            (false, true) => Ok(Some(SetTime::Now)),
            (false, false) => Ok(None),
        };
        if flags > 0b1111 {
            return Err(Errno::INVAL);
        }
        Ok(SetTimes {
            atim: one(atim, flags & 1 != 0, flags & 2 != 0)?,
            mtim: one(mtim, flags & 4 != 0, flags & 8 != 0)?,
        })
    }
}

macro_rules! flags {
    (
        $(#[$doc:meta])* $name:ident($bits:ty);
        $($(#[$flag_doc:meta])* $flag:ident = $value:expr;)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
        pub struct $name($bits);

        impl $name {
            $($(#[$flag_doc])* pub const $flag: $name = $name($value);)*

            /// All of them.
            pub const ALL: $name = $name(0 $(| $value)*);

            /// None of them.
            pub const NONE: $name = $name(0);

            /// The bits that a guest sees.
            #[must_use]
            pub const fn bits(self) -> $bits {
                self.0
            }

            /// Whether all of `other` are among these.
            #[must_use]
            pub const fn contains(self, other: $name) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether one of `other` is among these.
            #[must_use]
            pub const fn intersects(self, other: $name) -> bool {
                self.0 & other.0 != 0
            }
        }

        impl BitOr for $name {
            type Output = $name;

            fn bitor(self, other: $name) -> $name {
                $name(self.0 | other.0)
            }
        }

        impl BitAnd for $name {
            type Output = $name;

            fn bitand(self, other: $name) -> $name {
                $name(self.0 & other.0)
            }
        }

        impl Not for $name {
            type Output = $name;

            fn not(self) -> $name {
                $name(!self.0 & $name::ALL.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut list = f.debug_set();
                $(if self.contains($name::$flag) { list.entry(&format_args!(stringify!($flag))); })*
                list.finish()
            }
        }
    };
}

flags! {
    /// What a descriptor may be used for: `rights` of the specification.
    Rights(u64);
    /// `fd_datasync`; with `PATH_OPEN`, to open files with [`FdFlags::DSYNC`].
    FD_DATASYNC = 1 << 0;
    /// `fd_read`; with `FD_SEEK`, `fd_pread`.
    FD_READ = 1 << 1;
    /// `fd_seek`; implies `FD_TELL`.
    FD_SEEK = 1 << 2;
    /// `fd_fdstat_set_flags`.
    FD_FDSTAT_SET_FLAGS = 1 << 3;
    /// `fd_sync`; with `PATH_OPEN`, to open files with [`FdFlags::RSYNC`] and [`FdFlags::SYNC`].
    FD_SYNC = 1 << 4;
    /// `fd_tell`, and `fd_seek` that does not move.
    FD_TELL = 1 << 5;
    /// `fd_write`; with `FD_SEEK`, `fd_pwrite`.
    FD_WRITE = 1 << 6;
    /// `fd_advise`.
    FD_ADVISE = 1 << 7;
    /// `fd_allocate`.
    FD_ALLOCATE = 1 << 8;
    /// `path_create_directory`.
    PATH_CREATE_DIRECTORY = 1 << 9;
    /// With `PATH_OPEN`, to create files.
    PATH_CREATE_FILE = 1 << 10;
    /// `path_link` from here.
    PATH_LINK_SOURCE = 1 << 11;
    /// `path_link` to here.
    PATH_LINK_TARGET = 1 << 12;
    /// `path_open`.
    PATH_OPEN = 1 << 13;
    /// `fd_readdir`.
    FD_READDIR = 1 << 14;
    /// `path_readlink`.
    PATH_READLINK = 1 << 15;
    /// `path_rename` from here.
    PATH_RENAME_SOURCE = 1 << 16;
    /// `path_rename` to here.
    PATH_RENAME_TARGET = 1 << 17;
    /// `path_filestat_get`.
    PATH_FILESTAT_GET = 1 << 18;
    /// With `PATH_OPEN`, to truncate files.
    PATH_FILESTAT_SET_SIZE = 1 << 19;
    /// `path_filestat_set_times`.
    PATH_FILESTAT_SET_TIMES = 1 << 20;
    /// `fd_filestat_get`.
    FD_FILESTAT_GET = 1 << 21;
    /// `fd_filestat_set_size`.
    FD_FILESTAT_SET_SIZE = 1 << 22;
    /// `fd_filestat_set_times`.
    FD_FILESTAT_SET_TIMES = 1 << 23;
    /// `path_symlink`.
    PATH_SYMLINK = 1 << 24;
    /// `path_remove_directory`.
    PATH_REMOVE_DIRECTORY = 1 << 25;
    /// `path_unlink_file`.
    PATH_UNLINK_FILE = 1 << 26;
    /// `poll_oneoff`, for reading with `FD_READ`, for writing with `FD_WRITE`.
    POLL_FD_READWRITE = 1 << 27;
    /// `sock_shutdown`.
    SOCK_SHUTDOWN = 1 << 28;
    /// `sock_accept`.
    SOCK_ACCEPT = 1 << 29;
}

impl Rights {
    /// What makes sense for a regular file.
    pub const FILE: Rights = Rights(
        Rights::FD_DATASYNC.0
            | Rights::FD_READ.0
            | Rights::FD_SEEK.0
            | Rights::FD_FDSTAT_SET_FLAGS.0
            | Rights::FD_SYNC.0
            | Rights::FD_TELL.0
            | Rights::FD_WRITE.0
            | Rights::FD_ADVISE.0
            | Rights::FD_ALLOCATE.0
            | Rights::FD_FILESTAT_GET.0
            | Rights::FD_FILESTAT_SET_SIZE.0
            | Rights::FD_FILESTAT_SET_TIMES.0
            | Rights::POLL_FD_READWRITE.0,
    );

    /// What makes sense for a directory.
    pub const DIRECTORY: Rights = Rights(
        Rights::FD_DATASYNC.0
            | Rights::FD_FDSTAT_SET_FLAGS.0
            | Rights::FD_SYNC.0
            | Rights::PATH_CREATE_DIRECTORY.0
            | Rights::PATH_CREATE_FILE.0
            | Rights::PATH_LINK_SOURCE.0
            | Rights::PATH_LINK_TARGET.0
            | Rights::PATH_OPEN.0
            | Rights::FD_READDIR.0
            | Rights::PATH_READLINK.0
            | Rights::PATH_RENAME_SOURCE.0
            | Rights::PATH_RENAME_TARGET.0
            | Rights::PATH_FILESTAT_GET.0
            | Rights::PATH_FILESTAT_SET_SIZE.0
            | Rights::PATH_FILESTAT_SET_TIMES.0
            | Rights::FD_FILESTAT_GET.0
            | Rights::FD_FILESTAT_SET_TIMES.0
            | Rights::PATH_SYMLINK.0
            | Rights::PATH_REMOVE_DIRECTORY.0
            | Rights::PATH_UNLINK_FILE.0,
    );

    /// What makes sense for a stream to read from.
    pub const INPUT: Rights = Rights(
        Rights::FD_READ.0
            | Rights::FD_FDSTAT_SET_FLAGS.0
            | Rights::FD_FILESTAT_GET.0
            | Rights::POLL_FD_READWRITE.0,
    );

    /// What makes sense for a stream to write to.
    pub const OUTPUT: Rights = Rights(
        Rights::FD_WRITE.0
            | Rights::FD_DATASYNC.0
            | Rights::FD_SYNC.0
            | Rights::FD_FDSTAT_SET_FLAGS.0
            | Rights::FD_FILESTAT_GET.0
            | Rights::POLL_FD_READWRITE.0,
    );

    /// Rights that a guest asks for. It can't have those that don't exist.
    pub(super) fn requested(bits: i64) -> Result<Rights, Errno> {
        let bits = bits as u64;
        match bits & !Rights::ALL.0 {
            0 => Ok(Rights(bits)),
            _ => Err(Errno::NOTCAPABLE),
        }
    }
}

flags! {
    /// Flags of an open descriptor: `fdflags` of the specification.
    FdFlags(u16);
    /// Every write goes to the end.
    APPEND = 1 << 0;
    /// Every write waits until the contents are stored.
    DSYNC = 1 << 1;
    /// Nothing waits.
    NONBLOCK = 1 << 2;
    /// Every read waits until what it reads is stored.
    RSYNC = 1 << 3;
    /// Every write waits until contents and attributes are stored.
    SYNC = 1 << 4;
}

impl FdFlags {
    /// Flags that a guest sets.
    pub(super) fn from_guest(bits: u32) -> Result<FdFlags, Errno> {
        match u16::try_from(bits) {
            Ok(bits) if bits & !FdFlags::ALL.0 == 0 => Ok(FdFlags(bits)),
            _ => Err(Errno::INVAL),
        }
    }
}
