//! Engines that others wrote.

mod interpreter;
#[cfg(feature = "wasmtime")]
mod jit;

use test_differential_player::Transcript;

use crate::generate::Sample;

/// An engine's opinion of a module.
#[derive(Debug)]
pub struct Opinion {
    /// Whose.
    pub engine: &'static str,
    /// The play on it.
    pub transcript: Transcript,
}

/// What the others say.
pub fn opinions(sample: &Sample) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    // It can't be told to make NaNs canonical.
    if !sample.options.canonical_nan {
        opinions.push(Opinion {
            engine: "wasmi",
            transcript: interpreter::play(sample),
        });
    }
    #[cfg(feature = "wasmtime")]
    opinions.push(Opinion {
        engine: "wasmtime",
        transcript: jit::play(sample),
    });
    opinions
}
