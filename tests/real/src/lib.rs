//! Replays recorded traces of real modules, bit for bit, over the dynamic interface.
//!
//! * [`trace`]: the recorded file as data.
//! * [`replay`]: drives any instance through a trace; the first difference ends it.
//! * [`program`]: `main` of the program that is generated for each module.
//! * `cases`, `project`, `cargo` and `report` (feature `translate`): what the command does around that.
#![forbid(unsafe_code)]

#[cfg(feature = "translate")]
pub mod cargo;
#[cfg(feature = "translate")]
pub mod cases;
pub mod program;
#[cfg(feature = "translate")]
pub mod project;
pub mod replay;
#[cfg(feature = "translate")]
pub mod report;
pub mod trace;
pub mod trap;
pub mod value;
