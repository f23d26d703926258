//! [`Clock`]: what time it is, and waiting.

use alloc::boxed::Box;

use super::Errno;
use crate::Trap;

/// The clocks of the interface: `clockid` of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClockId {
    /// Nanoseconds since 1970, UTC.
    Realtime,
    /// Nanoseconds since some time in the past; never goes back.
    Monotonic,
    /// CPU time of the program.
    ProcessCputime,
    /// CPU time of the thread.
    ThreadCputime,
}

impl ClockId {
    pub(super) fn from_guest(id: u32) -> Result<ClockId, Errno> {
        match id {
            0 => Ok(ClockId::Realtime),
            1 => Ok(ClockId::Monotonic),
            2 => Ok(ClockId::ProcessCputime),
            3 => Ok(ClockId::ThreadCputime),
            _ => Err(Errno::INVAL),
        }
    }
}

/// What time it is.
pub trait Clock: Send {
    /// The time in nanoseconds.
    ///
    /// # Errors
    ///
    /// Goes to the guest; [`Errno::NOTSUP`] for a clock that there is not.
    fn now(&mut self, id: ClockId) -> Result<u64, Errno>;

    /// The resolution in nanoseconds.
    ///
    /// # Errors
    ///
    /// As [`now`](Clock::now).
    fn resolution(&mut self, id: ClockId) -> Result<u64, Errno>;

    /// Returns when `nanos` nanoseconds have passed. A guest may ask for centuries.
    ///
    /// # Errors
    ///
    /// A trap ends the guest's call.
    fn wait(&mut self, nanos: u64) -> Result<(), Trap>;

    /// A copy for [`WasiCtx::try_clone`](super::WasiCtx::try_clone); `None` if there can't be one.
    fn try_clone(&self) -> Option<Box<dyn Clock>> {
        None
    }
}

/// A clock that only moves when it is asked or waited for: every run of a guest sees the same times.
///
/// ```
/// use include_wasm::wasi::{Clock, ClockId, FixedClock};
///
/// let mut clock = FixedClock::new(1_000_000_000).step(10);
/// assert_eq!(clock.now(ClockId::Realtime), Ok(1_000_000_000));
/// assert_eq!(clock.now(ClockId::Monotonic), Ok(10));
/// clock.wait(1_000)?;
/// assert_eq!(clock.now(ClockId::Monotonic), Ok(1_020));
/// # Ok::<(), include_wasm::Trap>(())
/// ```
#[derive(Clone, Debug)]
pub struct FixedClock {
    start: u64,
    elapsed: u64,
    step: u64,
}

impl FixedClock {
    /// A clock that starts at `realtime` nanoseconds since 1970. The other clocks start at 0.
    #[must_use]
    pub fn new(realtime: u64) -> FixedClock {
        FixedClock {
            start: realtime,
            elapsed: 0,
            step: 0,
        }
    }

    /// Moves on by `nanos` nanoseconds each time that it is asked, so that a program that waits by
    /// asking ends.
    #[must_use]
    pub fn step(mut self, nanos: u64) -> FixedClock {
        self.step = nanos;
        self
    }
}

impl Clock for FixedClock {
    fn now(&mut self, id: ClockId) -> Result<u64, Errno> {
        let elapsed = self.elapsed;
        self.elapsed = elapsed.saturating_add(self.step);
        Ok(match id {
            ClockId::Realtime => self.start.saturating_add(elapsed),
            _ => elapsed,
        })
    }

    fn resolution(&mut self, _id: ClockId) -> Result<u64, Errno> {
        Ok(self.step.max(1))
    }

    fn wait(&mut self, nanos: u64) -> Result<(), Trap> {
        self.elapsed = self.elapsed.saturating_add(nanos);
        Ok(())
    }

    fn try_clone(&self) -> Option<Box<dyn Clock>> {
        Some(Box::new(self.clone()))
    }
}
