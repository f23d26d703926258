//! What the runners of the bench share. A runner is a program `RUNNER MODULE RUNS [BUDGET_MS]`; `README.md` says what it prints.
#![forbid(unsafe_code)]

pub mod clock;
pub mod runner;
pub mod synthetic;

use include_wasm::{Interrupt, Limits, Trap};

/// The exports of every kernel.
pub trait Kernel {
    /// Sets the inputs.
    fn init(&mut self) -> Result<(), Trap>;
    /// The timed work.
    fn run(&mut self) -> Result<(), Trap>;
    /// A checksum of the outputs.
    fn check(&mut self) -> Result<f64, Trap>;
}

/// The export of the module that is instantiated again and again.
pub trait Touch {
    /// Reads every page of memory.
    fn touch(&mut self) -> Result<i32, Trap>;
}

/// The export of the module that calls its host.
pub trait Caller {
    /// Calls the host so often.
    fn run(&mut self, count: i32) -> Result<i32, Trap>;
}

/// Instantiates a kernel.
pub type Start = fn() -> Result<Box<dyn Kernel>, Trap>;

/// Limits that never strike, but are there: fuel that suffices, an interrupt flag that nobody raises.
pub fn limits() -> Limits {
    Limits::new().fuel(u64::MAX / 2).interrupt(Interrupt::new())
}
