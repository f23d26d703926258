//! `main` of the program that the command generates for each module.
//!
//! It is given the path of a trace and prints one line: what was compared, or the first difference.

use crate::replay::{Player, replay};
use crate::trace::Trace;
use include_wasm::{Dynamic, GuestState, Limits, Trap};
use std::process::ExitCode;

/// Native stack that one call may use, in bytes. What recursed as deep as an engine's optimised frames allow must not
/// run out of it in code without optimisation.
const STACK: usize = 512 * 1024 * 1024;

/// The limits of the instance: the stack that the replay has.
pub fn limits() -> Limits {
    Limits::new().max_stack(STACK)
}

/// Replays the trace that the command line names; the rest is for [`replay`].
pub fn main<I: Dynamic + 'static>(
    memory: Option<u32>,
    make: fn(Player<'static>) -> Result<I, Trap>,
    state: fn(&mut I) -> &mut dyn GuestState,
) -> ExitCode {
    let replay = std::thread::Builder::new()
        .stack_size(STACK + STACK / 8)
        .spawn(move || run(memory, make, state))
        .map_err(|e| e.to_string())
        .and_then(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err("the replay panicked".into()))
        });
    let (line, code) = match replay {
        Ok(line) => (line, ExitCode::SUCCESS),
        Err(line) => (line, ExitCode::FAILURE),
    };
    println!("{line}");
    code
}

fn run<I: Dynamic>(
    memory: Option<u32>,
    make: fn(Player<'static>) -> Result<I, Trap>,
    state: fn(&mut I) -> &mut dyn GuestState,
) -> Result<String, String> {
    let path = std::env::args().nth(1).ok_or("usage: PROGRAM TRACE")?;
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
    // One trace per process: it lives as long as the instance, whose host borrows it.
    let trace: &'static Trace = Box::leak(Box::new(
        Trace::parse(&text).map_err(|e| format!("{path}: {e}"))?,
    ));
    let report = replay(trace, memory, make, state).map_err(|e| e.to_string())?;
    Ok(format!(
        "{} calls, {} imports, {} hashes as recorded",
        report.calls, report.imports, report.hashes
    ))
}

/// Grows a memory of an instance that is not initialised yet to the size that the recording's host had given it.
///
/// # Errors
///
/// If it is larger already, or can't grow so far.
pub fn resize(guest: &mut dyn GuestState, memory: u32, pages: u32) -> Result<(), Trap> {
    let now = guest.pages(memory).unwrap_or_default();
    let grown = pages
        .checked_sub(now)
        .and_then(|delta| guest.grow_memory(memory, delta));
    grown
        .map(|_| ())
        .ok_or_else(|| Trap::message(format!("a memory of {now} pages can't be given {pages}")))
}
