//! [`Errno`]: how a WASI call failed.

use core::error::Error;
use core::fmt;

/// The result of a WASI call: `errno` of the specification, without `success`.
///
/// ```
/// use include_wasm::wasi::Errno;
///
/// assert_eq!(Errno::NOENT.raw(), 44);
/// assert_eq!(Errno::NOENT.to_string(), "ENOENT");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Errno(u16);

macro_rules! errnos {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        impl Errno {
            $($(#[$doc])* pub const $name: Errno = Errno($code);)*

            /// The name, as C has it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Errno::$name => errnos!(@name $name),)*
                    _ => "errno",
                }
            }
        }
    };
    // A constant can't begin with a digit, C's name does after its `E`.
    (@name TOOBIG) => { "E2BIG" };
    (@name $name:ident) => { concat!("E", stringify!($name)) };
}

errnos! {
    /// Argument list too long.
    TOOBIG = 1,
    /// Permission denied.
    ACCES = 2,
    /// Resource unavailable, or operation would block.
    AGAIN = 6,
    /// Bad file descriptor.
    BADF = 8,
    /// Device or resource busy.
    BUSY = 10,
    /// Resource deadlock would occur.
    DEADLK = 16,
    /// Storage quota exceeded.
    DQUOT = 19,
    /// File exists.
    EXIST = 20,
    /// Bad address.
    FAULT = 21,
    /// File too large.
    FBIG = 22,
    /// Illegal byte sequence.
    ILSEQ = 25,
    /// Interrupted function.
    INTR = 27,
    /// Invalid argument.
    INVAL = 28,
    /// I/O error.
    IO = 29,
    /// Is a directory.
    ISDIR = 31,
    /// Too many levels of symbolic links.
    LOOP = 32,
    /// File descriptor value too large.
    MFILE = 33,
    /// Too many links.
    MLINK = 34,
    /// Filename too long.
    NAMETOOLONG = 37,
    /// Too many files open in the system.
    NFILE = 41,
    /// No such device.
    NODEV = 43,
    /// No such file or directory.
    NOENT = 44,
    /// Not enough space.
    NOMEM = 48,
    /// No space left on device.
    NOSPC = 51,
    /// Function not supported.
    NOSYS = 52,
    /// Not a directory.
    NOTDIR = 54,
    /// Directory not empty.
    NOTEMPTY = 55,
    /// Not a socket.
    NOTSOCK = 57,
    /// Not supported.
    NOTSUP = 58,
    /// No such device or address.
    NXIO = 60,
    /// Value too large to be stored.
    OVERFLOW = 61,
    /// Operation not permitted.
    PERM = 63,
    /// Broken pipe.
    PIPE = 64,
    /// Read-only file system.
    ROFS = 69,
    /// Invalid seek.
    SPIPE = 70,
    /// Stale file handle.
    STALE = 72,
    /// Connection timed out.
    TIMEDOUT = 73,
    /// Text file busy.
    TXTBSY = 74,
    /// Cross-device link.
    XDEV = 75,
    /// Capabilities insufficient: the guest was not given what it asks for.
    NOTCAPABLE = 76,
}

impl Errno {
    /// The number that a guest sees.
    #[must_use]
    pub const fn raw(self) -> u16 {
        self.0
    }

    /// What an implementation of [`Preview1`](super::Preview1) returns.
    #[must_use]
    pub const fn to_i32(self) -> i32 {
        self.0 as i32
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name(), self.0)
    }
}

impl Error for Errno {}
