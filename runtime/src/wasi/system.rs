//! The clock and the streams of the process itself.

use alloc::boxed::Box;
use core::time::Duration;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::ctx::Builder;
use super::{Clock, ClockId, Errno, Input, Output};
use crate::Trap;

/// The system's clock.
///
/// The clocks for CPU time count all time since the clock was made.
#[derive(Clone, Debug)]
pub struct SystemClock {
    start: Instant,
    #[cfg(target_has_atomic = "ptr")]
    interrupt: Option<crate::Interrupt>,
}

impl SystemClock {
    /// The system's clock.
    #[must_use]
    pub fn new() -> SystemClock {
        SystemClock {
            start: Instant::now(),
            #[cfg(target_has_atomic = "ptr")]
            interrupt: None,
        }
    }

    /// Ends the guest with [`TrapCode::Interrupt`](crate::TrapCode::Interrupt) if the switch is on
    /// while it waits. Without this, a guest that asks to wait for a century does.
    #[cfg(target_has_atomic = "ptr")]
    #[must_use]
    pub fn interrupt(mut self, interrupt: crate::Interrupt) -> SystemClock {
        self.interrupt = Some(interrupt);
        self
    }
}

impl Default for SystemClock {
    fn default() -> SystemClock {
        SystemClock::new()
    }
}

/// Nanoseconds; after 2554, the largest number.
fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

impl Clock for SystemClock {
    fn now(&mut self, id: ClockId) -> Result<u64, Errno> {
        match id {
            ClockId::Realtime => match SystemTime::now().duration_since(UNIX_EPOCH) {
                Ok(since) => Ok(nanos(since)),
                Err(_) => Err(Errno::OVERFLOW),
            },
            _ => Ok(nanos(self.start.elapsed())),
        }
    }

    fn resolution(&mut self, _id: ClockId) -> Result<u64, Errno> {
        Ok(1)
    }

    fn wait(&mut self, nanos: u64) -> Result<(), Trap> {
        #[cfg(target_has_atomic = "ptr")]
        if let Some(interrupt) = &self.interrupt {
            // Often enough to stop without a noticeable delay.
            let slice = Duration::from_millis(10);
            let begin = Instant::now();
            while let Some(left) = Duration::from_nanos(nanos).checked_sub(begin.elapsed())
                && !left.is_zero()
            {
                if interrupt.is_triggered() {
                    return Err(crate::TrapCode::Interrupt.into());
                }
                std::thread::sleep(left.min(slice));
            }
            return Ok(());
        }
        std::thread::sleep(Duration::from_nanos(nanos));
        Ok(())
    }

    fn try_clone(&self) -> Option<Box<dyn Clock>> {
        Some(Box::new(self.clone()))
    }
}

/// An [`Input`] that reads from whatever the standard library can read from.
#[derive(Debug)]
pub struct Reader<R> {
    inner: R,
    is_terminal: bool,
}

impl<R: Read + Send + 'static> Reader<R> {
    /// Reads from `inner`: a pipe, a file, a socket.
    #[must_use]
    pub fn new(inner: R) -> Reader<R> {
        Reader {
            inner,
            is_terminal: false,
        }
    }

    /// What it reads from.
    pub fn inner(&mut self) -> &mut R {
        &mut self.inner
    }
}

impl<R: Read + Send + 'static> Input for Reader<R> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, Errno> {
        loop {
            match self.inner.read(buf) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result.map_err(|e| errno(&e)),
            }
        }
    }

    fn is_terminal(&self) -> bool {
        self.is_terminal
    }
}

/// An [`Output`] that writes to whatever the standard library can write to. Every write of the
/// guest is passed on at once.
#[derive(Debug)]
pub struct Writer<W> {
    inner: W,
    is_terminal: bool,
}

impl<W: Write + Send + 'static> Writer<W> {
    /// Writes to `inner`: a pipe, a file, a socket.
    #[must_use]
    pub fn new(inner: W) -> Writer<W> {
        Writer {
            inner,
            is_terminal: false,
        }
    }

    /// What it writes to.
    pub fn inner(&mut self) -> &mut W {
        &mut self.inner
    }
}

impl<W: Write + Send + 'static> Output for Writer<W> {
    fn write(&mut self, buf: &[u8]) -> Result<usize, Errno> {
        let result = loop {
            match self.inner.write(buf) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        let count = result.map_err(|e| errno(&e))?;
        self.flush()?;
        Ok(count)
    }

    fn flush(&mut self) -> Result<(), Errno> {
        self.inner.flush().map_err(|e| errno(&e))
    }

    fn is_terminal(&self) -> bool {
        self.is_terminal
    }
}

impl Builder {
    /// Gives the process's own standard input, output and error.
    pub fn inherit_stdio(self) -> Builder {
        self.inherit_stdin().inherit_stdout().inherit_stderr()
    }

    /// Gives the process's own standard input.
    pub fn inherit_stdin(self) -> Builder {
        let inner = io::stdin();
        let is_terminal = inner.is_terminal();
        self.stdin(Reader { inner, is_terminal })
    }

    /// Gives the process's own standard output.
    pub fn inherit_stdout(self) -> Builder {
        let inner = io::stdout();
        let is_terminal = inner.is_terminal();
        self.stdout(Writer { inner, is_terminal })
    }

    /// Gives the process's own standard error.
    pub fn inherit_stderr(self) -> Builder {
        let inner = io::stderr();
        let is_terminal = inner.is_terminal();
        self.stderr(Writer { inner, is_terminal })
    }

    /// Gives the system's clock.
    pub fn system_clock(self) -> Builder {
        self.clock(SystemClock::new())
    }
}

/// What the guest is told about an error of the standard library.
pub(super) fn errno(error: &io::Error) -> Errno {
    #[cfg(unix)]
    if let Some(errno) = error.raw_os_error().and_then(unix_errno) {
        return errno;
    }
    match error.kind() {
        ErrorKind::NotFound => Errno::NOENT,
        ErrorKind::PermissionDenied if error.raw_os_error().is_none() => Errno::NOTCAPABLE,
        ErrorKind::PermissionDenied => Errno::ACCES,
        ErrorKind::BrokenPipe => Errno::PIPE,
        ErrorKind::AlreadyExists => Errno::EXIST,
        ErrorKind::WouldBlock => Errno::AGAIN,
        ErrorKind::NotADirectory => Errno::NOTDIR,
        ErrorKind::IsADirectory => Errno::ISDIR,
        ErrorKind::DirectoryNotEmpty => Errno::NOTEMPTY,
        ErrorKind::ReadOnlyFilesystem => Errno::ROFS,
        ErrorKind::StaleNetworkFileHandle => Errno::STALE,
        ErrorKind::InvalidInput | ErrorKind::InvalidData => Errno::INVAL,
        ErrorKind::TimedOut => Errno::TIMEDOUT,
        ErrorKind::StorageFull | ErrorKind::WriteZero => Errno::NOSPC,
        ErrorKind::NotSeekable => Errno::SPIPE,
        ErrorKind::QuotaExceeded => Errno::DQUOT,
        ErrorKind::FileTooLarge => Errno::FBIG,
        ErrorKind::ResourceBusy => Errno::BUSY,
        ErrorKind::ExecutableFileBusy => Errno::TXTBSY,
        ErrorKind::Deadlock => Errno::DEADLK,
        ErrorKind::CrossesDevices => Errno::XDEV,
        ErrorKind::TooManyLinks => Errno::MLINK,
        ErrorKind::InvalidFilename => Errno::NAMETOOLONG,
        ErrorKind::Interrupted => Errno::INTR,
        ErrorKind::Unsupported => Errno::NOTSUP,
        ErrorKind::OutOfMemory => Errno::NOMEM,
        _ => Errno::IO,
    }
}

/// The numbers that `ErrorKind` does not tell apart.
#[cfg(unix)]
fn unix_errno(code: i32) -> Option<Errno> {
    const LOOP: i32 = if cfg!(any(target_os = "linux", target_os = "android")) {
        40
    } else {
        62
    };
    match code {
        1 => Some(Errno::PERM),
        5 => Some(Errno::IO),
        6 => Some(Errno::NXIO),
        9 => Some(Errno::BADF),
        19 => Some(Errno::NODEV),
        23 => Some(Errno::NFILE),
        24 => Some(Errno::MFILE),
        LOOP => Some(Errno::LOOP),
        _ => None,
    }
}
