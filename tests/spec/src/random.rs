//! The random modules of the smoke test, by seed.

use test_robust::generate;
use test_robust::rng::Rng;

/// How many there are.
pub const MODULES: u64 = 40;

/// Calls and loop iterations that a module may make in its life.
const STEPS: u32 = 2000;

/// The module of a seed, always the same.
pub fn bytes(seed: u64) -> Vec<u8> {
    generate::terminating(STEPS, &mut Rng::new(seed ^ 0x0040_5e5e))
}
