//! `poll_oneoff`.

use alloc::vec::Vec;

use super::ctx::WasiCtx;
use super::host::{Done, Fail};
use super::memory::GuestMemory;
use super::stream::Ready;
use super::table::What;
use super::{ClockId, Errno, Rights};

/// Subscriptions that one call may have.
const MAX_SUBSCRIPTIONS: u32 = 4096;

/// Bytes of a subscription, and of an event.
const SUBSCRIPTION: u32 = 48;
const EVENT: u32 = 32;

/// `eventtype`.
const CLOCK: u8 = 0;
const FD_READ: u8 = 1;
const FD_WRITE: u8 = 2;

/// The flag of an event on a stream whose other end is closed.
const HANGUP: u16 = 1;

/// Nanoseconds between two looks at streams that are not ready: at least this, and a thousandth of
/// what is left.
const INTERVAL: u64 = 1_000_000;

struct Subscription {
    userdata: u64,
    what: Wanted,
}

#[derive(Clone, Copy)]
enum Wanted {
    Clock {
        id: ClockId,
        timeout: u64,
        absolute: bool,
    },
    Stream {
        fd: i32,
        write: bool,
    },
    /// There is no such clock.
    Never,
}

impl Wanted {
    fn eventtype(self) -> u8 {
        match self {
            Wanted::Stream { write: false, .. } => FD_READ,
            Wanted::Stream { write: true, .. } => FD_WRITE,
            _ => CLOCK,
        }
    }
}

/// What became of a subscription.
struct Event {
    userdata: u64,
    error: Option<Errno>,
    eventtype: u8,
    nbytes: u64,
    flags: u16,
}

impl WasiCtx {
    pub(super) fn poll_oneoff(
        &mut self,
        memory: &mut GuestMemory<'_>,
        subscriptions: i32,
        events: i32,
        nsubscriptions: i32,
        nevents: i32,
    ) -> Done {
        let count = nsubscriptions as u32;
        if count == 0 || count > MAX_SUBSCRIPTIONS {
            return Err(Errno::INVAL.into());
        }
        memory.check(events, (count * EVENT) as usize)?;
        memory.check(nevents, 4)?;
        memory.check(subscriptions, (count * SUBSCRIPTION) as usize)?;
        let mut list = Vec::new();
        for i in 0..count {
            let at = (subscriptions as u32).wrapping_add(i * SUBSCRIPTION);
            list.push(subscription(memory, at)?);
        }
        let occurred = self.wait_for(&mut list)?;
        for (event, i) in occurred.iter().zip(0..) {
            let at = (events as u32).wrapping_add(i * EVENT) as i32;
            let error = event.error.map_or(0, Errno::raw);
            let head = u64::from(error) | u64::from(event.eventtype) << 16;
            memory.write(
                at,
                [event.userdata, head, event.nbytes, u64::from(event.flags)],
            )?;
        }
        memory.write(nevents, occurred.len() as u32)
    }

    /// Waits until something occurs.
    fn wait_for(&mut self, list: &mut [Subscription]) -> Result<Vec<Event>, Fail> {
        // From now on, every deadline is a time of its clock.
        for subscription in &mut *list {
            if let Wanted::Clock {
                id,
                timeout,
                absolute: false,
            } = subscription.what
                && let Ok(clock) = self.clock_mut()
            {
                subscription.what = match clock.now(id) {
                    Ok(now) => Wanted::Clock {
                        id,
                        timeout: now.saturating_add(timeout),
                        absolute: true,
                    },
                    Err(_) => Wanted::Never,
                };
            }
        }
        loop {
            let mut events = Vec::new();
            let mut left: Option<u64> = None;
            let mut pending = false;
            for subscription in &*list {
                let mut event = Event {
                    userdata: subscription.userdata,
                    error: None,
                    eventtype: subscription.what.eventtype(),
                    nbytes: 0,
                    flags: 0,
                };
                match self.look(subscription.what) {
                    Ok(Look::Ready(Ready::Yes(nbytes))) => event.nbytes = nbytes,
                    Ok(Look::Ready(Ready::HangUp)) => event.flags = HANGUP,
                    Ok(Look::Ready(Ready::No)) => {
                        pending = true;
                        continue;
                    }
                    Ok(Look::In(0)) => {}
                    Ok(Look::In(nanos)) => {
                        left = Some(left.unwrap_or(u64::MAX).min(nanos));
                        continue;
                    }
                    Err(errno) => event.error = Some(errno),
                }
                events.push(event);
            }
            if !events.is_empty() {
                return Ok(events);
            }
            let Some(left) = left else {
                // Nothing but streams to wait for, which is done where they are read and written.
                return Ok(list.iter().map(said_to_be_ready).collect());
            };
            let nanos = match pending {
                true => left.min(INTERVAL.max(left / 1000)),
                false => left,
            };
            self.clock_mut()?.wait(nanos)?;
        }
    }

    fn look(&mut self, wanted: Wanted) -> Result<Look, Errno> {
        match wanted {
            Wanted::Never => Err(Errno::NOTSUP),
            Wanted::Clock { id, timeout, .. } => {
                let now = self.clock_mut()?.now(id)?;
                Ok(Look::In(timeout.saturating_sub(now)))
            }
            Wanted::Stream { fd, write } => self.look_at(fd, write).map(Look::Ready),
        }
    }

    fn look_at(&mut self, fd: i32, write: bool) -> Result<Ready, Errno> {
        let descriptor = self.table.get(fd)?;
        let right = if write {
            Rights::FD_WRITE
        } else {
            Rights::FD_READ
        };
        if let What::Directory { .. } = descriptor.what {
            return Err(Errno::BADF);
        }
        if !descriptor.base.contains(right | Rights::POLL_FD_READWRITE) {
            return Err(Errno::NOTCAPABLE);
        }
        Ok(match descriptor.what {
            What::Stdin => self.stdin.as_mut().ok_or(Errno::BADF)?.ready(),
            What::Stdout => self.stdout.as_mut().ok_or(Errno::BADF)?.ready(),
            What::Stderr => self.stderr.as_mut().ok_or(Errno::BADF)?.ready(),
            What::File { fs, node, position } if !write => {
                let size = self.mounted(fs)?.stat(node)?.size;
                Ready::Yes(size.saturating_sub(position))
            }
            _ => Ready::Yes(0),
        })
    }
}

/// How it is about a subscription.
enum Look {
    Ready(Ready),
    /// The clock has so many nanoseconds to go.
    In(u64),
}

fn said_to_be_ready(subscription: &Subscription) -> Event {
    Event {
        userdata: subscription.userdata,
        error: None,
        eventtype: subscription.what.eventtype(),
        nbytes: 0,
        flags: 0,
    }
}

fn subscription(memory: &GuestMemory<'_>, at: u32) -> Result<Subscription, Errno> {
    let [userdata, tag, first, timeout, _precision, flags] = memory.read::<[u64; 6]>(at as i32)?;
    // What lies behind smaller fields is padding.
    let what = match tag as u8 {
        CLOCK => match (ClockId::from_guest(first as u32), flags as u16) {
            (Ok(id), flags @ 0..=1) => Wanted::Clock {
                id,
                timeout,
                absolute: flags == 1,
            },
            (_, 2..) => return Err(Errno::INVAL),
            (Err(_), _) => Wanted::Never,
        },
        tag @ (FD_READ | FD_WRITE) => Wanted::Stream {
            fd: first as u32 as i32,
            write: tag == FD_WRITE,
        },
        _ => return Err(Errno::INVAL),
    };
    Ok(Subscription { userdata, what })
}
