//! [`Random`]: where random bytes come from.

use alloc::boxed::Box;

use super::Errno;

/// A source of random bytes.
pub trait Random: Send {
    /// Fills `buf`, which may be as large as the guest's memory.
    ///
    /// # Errors
    ///
    /// Goes to the guest.
    fn fill(&mut self, buf: &mut [u8]) -> Result<(), Errno>;

    /// A copy for [`WasiCtx::try_clone`](super::WasiCtx::try_clone); `None` if there can't be one.
    fn try_clone(&self) -> Option<Box<dyn Random>> {
        None
    }
}

/// The same bytes in every run, for a seed (SplitMix64). Good for tests, not for secrets.
///
/// ```
/// use include_wasm::wasi::{Random, SeededRandom};
///
/// let mut bytes = [[0; 11]; 2];
/// for buf in &mut bytes {
///     SeededRandom::new(7).fill(buf)?;
/// }
/// assert_eq!(bytes[0], bytes[1]);
/// # Ok::<(), include_wasm::wasi::Errno>(())
/// ```
#[derive(Clone, Debug)]
pub struct SeededRandom(u64);

impl SeededRandom {
    /// A generator; any seed is as good as another.
    #[must_use]
    pub fn new(seed: u64) -> SeededRandom {
        SeededRandom(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

impl Random for SeededRandom {
    fn fill(&mut self, buf: &mut [u8]) -> Result<(), Errno> {
        for chunk in buf.chunks_mut(8) {
            for (byte, random) in chunk.iter_mut().zip(self.next().to_le_bytes()) {
                *byte = random;
            }
        }
        Ok(())
    }

    fn try_clone(&self) -> Option<Box<dyn Random>> {
        Some(Box::new(self.clone()))
    }
}
