//! Differential fuzzing: random modules are translated and compiled in batches, and must do what two engines that
//! others wrote do. See `README.md`.
//!
//! ```text
//! generate (seed ─▶ module) ─▶ batch (modules ─▶ translate, check, rustc ─▶ a program) ─▶ its transcripts ─┐
//!                          └─▶ oracle (wasmi, wasmtime, each a process) ─▶ transcripts ─────▶ compare ◀──────┘
//! ```
#![forbid(unsafe_code)]

pub mod batch;
pub mod compare;
pub mod compile;
pub mod generate;
pub mod long;
pub mod oracle;
pub mod process;
pub mod tally;
