//! Modules from seeds: always the same ones for the same seed and the same features of the translator.

mod finish;
mod loops;
mod program;
mod searches;
pub mod shapes;
mod smith;

use include_wasm_translate::options::Options;
use test_differential_player::Rng;
use wasmparser::WasmFeatures;

/// A module, and how to translate it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// By which its play is chosen.
    pub seed: u64,
    /// The binary.
    pub bytes: Vec<u8>,
    /// The options of the translation.
    pub options: Options,
    /// Whether it may have atomic instructions, which wasmi has not.
    pub atomics: bool,
}

/// What the translator has.
pub(crate) fn features() -> WasmFeatures {
    include_wasm_translate::parse::features::supported()
}

/// The module of a seed.
pub fn sample(seed: u64) -> Sample {
    let mut rng = Rng::new(seed ^ 0xd1ff);
    // What wasm-smith hardly ever makes, and what compilers make all the time: loops over memory.
    let (bytes, canonical_nan, atomics) = match rng.below(4) {
        0 => (program::module(&mut rng), false, false),
        _ => {
            let canonical_nan = rng.one_in(8);
            let atomics = seed % 16 == 15;
            let bytes = smith::module(canonical_nan, atomics, &mut rng);
            (bytes, canonical_nan, atomics)
        }
    };
    Sample {
        seed,
        bytes,
        options: Options {
            ident: format!("m{seed}"),
            visibility: "pub".to_owned(),
            dynamic: true,
            fuel: rng.one_in(6),
            interrupt: rng.one_in(6),
            backtrace: !rng.one_in(4),
            canonical_nan,
            ..Options::default()
        },
        atomics,
    }
}

/// A module that is given, under the default options.
pub fn given(seed: u64, bytes: Vec<u8>) -> Sample {
    Sample {
        seed,
        bytes,
        options: Options {
            ident: format!("m{seed}"),
            visibility: "pub".to_owned(),
            dynamic: true,
            ..Options::default()
        },
        atomics: false,
    }
}
