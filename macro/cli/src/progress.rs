//! A line on the terminal while something takes longer than a second.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Does `work`; if that takes longer than a second and standard error is a terminal, says `what` is being done and for how long.
pub fn during<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let error = std::io::stderr();
    if error.is_terminal() {
        report(what, SECOND, error, work)
    } else {
        work()
    }
}

/// Does `work`, and meanwhile writes a line after every `tick`; erases it at the end.
fn report<T>(
    what: &str,
    tick: Duration,
    mut out: impl Write + Send,
    work: impl FnOnce() -> T,
) -> T {
    thread::scope(|scope| {
        // Dropped when the work is done, or panics.
        let (done, wait) = mpsc::channel::<()>();
        scope.spawn(move || {
            let mut ticks = 0u64;
            while wait.recv_timeout(tick) == Err(RecvTimeoutError::Timeout) {
                ticks += 1;
                // Nobody minds if it can't be shown.
                let _ = write!(out, "\r{what} … {ticks} s").and_then(|()| out.flush());
            }
            if ticks > 0 {
                let _ = write!(out, "\r\x1b[K").and_then(|()| out.flush());
            }
        });
        let result = work();
        drop(done);
        result
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_takes_long() {
        let mut out = Vec::new();
        let tick = Duration::from_millis(20);
        let result = report("inspecting a.wasm", tick, &mut out, || {
            thread::sleep(tick * 5);
            7
        });
        let text = String::from_utf8(out).unwrap();
        assert_eq!(result, 7);
        assert!(text.starts_with("\rinspecting a.wasm … 1 s"), "{text:?}");
        assert!(text.ends_with("\r\x1b[K"), "{text:?}");
    }

    #[test]
    fn says_nothing_of_what_does_not() {
        let mut out = Vec::new();
        report("x", SECOND * 60, &mut out, || ());
        assert!(out.is_empty());
    }
}
