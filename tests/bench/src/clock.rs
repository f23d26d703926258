//! CPU time, and the resources of child processes. Elsewhere than on Unix, wall time and nothing.

use std::time::Duration;

/// CPU time of this thread, since some moment.
#[cfg(unix)]
pub fn thread_cpu() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map_or(Duration::ZERO, Duration::from)
}

/// Wall time since the first call.
#[cfg(not(unix))]
pub fn thread_cpu() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// What all children that have ended used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// User and system time.
    pub cpu: Duration,
    /// The largest resident set of any of them, in bytes.
    pub peak: u64,
}

/// What the children of this process that have ended used, theirs included.
#[cfg(unix)]
pub fn children() -> Usage {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;
    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else {
        return Usage::default();
    };
    let duration = |t: TimeVal| {
        Duration::new(t.tv_sec().unsigned_abs(), 0)
            + Duration::from_micros(t.tv_usec().unsigned_abs())
    };
    // Kilobytes, but bytes on macOS.
    let unit = if cfg!(target_vendor = "apple") {
        1
    } else {
        1024
    };
    Usage {
        cpu: duration(usage.user_time()) + duration(usage.system_time()),
        peak: usage.max_rss().unsigned_abs() * unit,
    }
}

/// Unknown here.
#[cfg(not(unix))]
pub fn children() -> Usage {
    Usage::default()
}
