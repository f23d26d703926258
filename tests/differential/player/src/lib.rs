//! One play per module: the same calls with the same arguments on every engine, and a transcript of what came of them.
//!
//! ```text
//! seed ─▶ play(seed, engine) ─▶ [line, line, …]      one line per call: results or trap, and a hash of the state
//! ```
//!
//! A batch program prints the transcripts of its modules ([`main`]), and so do the other engines, each in a process of
//! its own ([`serve`]); whoever started them compares.
#![forbid(unsafe_code)]

mod args;
mod hash;
mod host;
mod native;
mod play;
mod rng;
mod serve;

pub use hash::{Hash, hash};
pub use host::{Answer, Effect, answer};
pub use native::{Case, Host, Module, main};
pub use play::{Engine, Interface, Outcome, Transcript, outcome_of, play, show};
pub use rng::Rng;
pub use serve::serve;

/// The export under which the global that bounds a module's steps is found; absent where a module ends by itself.
pub const FUEL: &str = "__fuel";

/// The export under which the host's functions find the first memory; its bytes are also under another name.
pub const MEMORY: &str = "__memory";

/// Calls and loop iterations that a module may make in each call.
pub const STEPS: i32 = 1000;

/// The namespace of the functions that modules may import.
pub const HOST: &str = "host";

/// Bytes of native stack for a call: whatever terminates within [`STEPS`] must fit, also unoptimised.
pub const STACK: usize = 256 << 20;
