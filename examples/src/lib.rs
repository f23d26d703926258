//! Runnable programs that a newcomer would look for: `cargo run -p examples --bin quickstart`.
//!
//! * `quickstart`: a C library in five lines of Rust.
//! * `host_imports`: functions that the guest calls, with the host's own state.
//! * `memory_strings`: strings in both directions, and a call back into the guest.
//! * `linking`: two modules that become one.
//! * `snapshot`: going back to an earlier state.
//! * `limits`: fuel, memory and interrupts for guests that nobody trusts.
//! * `no_std`: this crate's own [`sha256`], which needs no operating system.
//!
//! Their guests are in `tests/guests`, with sources.
#![no_std]
#![forbid(unsafe_code)]

mod sha256;

pub use sha256::sha256;

/// The code of the project's README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
