//! The translator must never panic, never overflow the stack of the compiler that it runs in, and stay bounded in
//! time and memory, whatever bytes it is given: a panic in a procedural macro is an unreadable compile error, and an
//! abort takes the language server down.
//!
//! Everything is a function of fixed seeds. `ROBUST_ROUNDS` multiplies the number of cases (default 1).
#![forbid(unsafe_code)]

pub mod attempt;
pub mod generate;
pub mod mutate;
pub mod seeds;

pub use test_differential_player::Rng;

/// How many times the default number of cases to run.
///
/// # Panics
///
/// If `ROBUST_ROUNDS` is not a number.
pub fn rounds() -> u64 {
    match std::env::var("ROBUST_ROUNDS") {
        Ok(text) => text.parse().expect("ROBUST_ROUNDS is a number"),
        Err(_) => 1,
    }
}
