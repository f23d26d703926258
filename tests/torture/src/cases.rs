//! What the guests try, and how each attempt must end.

mod bounds;
mod host;
mod limits;
mod recursion;

use std::fmt::Debug;

use include_wasm::{Trap, TrapCode};

/// One attempt.
pub struct Case {
    /// Its name on the command line.
    pub name: &'static str,
    /// Tries it; an error says what should have happened.
    pub run: fn() -> Result<(), String>,
}

macro_rules! cases {
    ($($module:ident: $($name:ident)*;)*) => {
        /// All of them.
        pub static CASES: &[Case] = &[$($(Case {
            name: stringify!($name),
            run: $module::$name,
        },)*)*];
    };
}

cases! {
    recursion: direct tail nothing mutual indirect indirect_mutual tree wide huge_frames vector_frames in_start through_host alive_after;
    limits: fuel fuel_in_start fuel_refilled branch_tables interrupt memory_bombs table_bombs no_memory no_memory_at_start;
    host: trap_below_host trap_swallowed trap_in_start host_fails host_panics memory_moves strings strings_without_end names;
    bounds: loads stores bulk tables calls segments arithmetic;
}

/// The result must be this trap.
fn traps<T: Debug>(what: &str, result: Result<T, Trap>, code: TrapCode) -> Result<(), String> {
    match result {
        Err(trap) if trap.code() == code => {
            // Whatever it says, it can be said.
            let _ = format!("{trap} {trap:?}");
            Ok(())
        }
        Err(trap) => Err(format!("{what}: {:?} instead of {code:?}", trap.code())),
        Ok(value) => Err(format!("{what}: {value:?} instead of {code:?}")),
    }
}

/// The result must be this value.
fn gives<T: Debug + PartialEq>(
    what: &str,
    result: Result<T, Trap>,
    value: T,
) -> Result<(), String> {
    match result {
        Ok(found) if found == value => Ok(()),
        other => Err(format!("{what}: {other:?} instead of {value:?}")),
    }
}

/// An instance, which must be there.
fn instance<T>(result: Result<T, Trap>) -> Result<T, String> {
    result.map_err(|trap| format!("no instance: {trap}"))
}
