//! How a loop over lanes becomes a vector instruction.
//!
//! LLVM unrolls short loops early, into as many scalar operations as there are lanes, and puts them together
//! again only if nothing else has touched them: a use at another lane width, a loop around, or shifts for the
//! bytes of a wider lane, and a hundred instructions stand for one. A loop that is too long for that stays until the loop
//! vectoriser, which makes vector operations of it whatever is around; then it is unrolled, and all but the first
//! vector of it is dead.
//!
//! So operators work on buffers that are some times as long as a vector, with zeros behind it.

use super::vector::Lane;
use crate::V128;

/// How often a loop over `lanes` lanes goes round if a round has at least `work` instructions besides the counter and the
/// store: LLVM unrolls early what has less than 300 afterwards, and late what has less than 300 with whole vectors.
///
/// Without optimisation, only as often as there are lanes.
pub(super) const fn rounds(lanes: usize, work: usize) -> usize {
    if cfg!(debug_assertions) {
        lanes
    } else {
        320usize
            .div_ceil(work + 2)
            .next_multiple_of(if lanes > 4 { lanes } else { 4 })
    }
}

/// A vector or two, and zeros.
#[derive(Clone, Copy)]
pub(super) struct Buffer<const N: usize>([u8; N]);

impl<const N: usize> Buffer<N> {
    #[inline(always)]
    pub fn new(vector: V128) -> Self {
        let mut bytes = [0; N];
        if let Some(first) = bytes.first_chunk_mut() {
            *first = vector.to_bytes();
        }
        Buffer(bytes)
    }

    /// `low`, and `high` behind it.
    #[inline(always)]
    pub fn pair(low: V128, high: V128) -> Self {
        let mut buffer = Buffer::new(low);
        if let Some(second) = buffer.0.get_mut(16..32) {
            second.copy_from_slice(&high.to_bytes());
        }
        buffer
    }

    #[inline(always)]
    pub fn get<T: Lane>(&self, lane: usize) -> T {
        T::get(&self.0, lane)
    }

    #[inline(always)]
    pub fn set<T: Lane>(&mut self, lane: usize, value: T) {
        T::set(&mut self.0, lane, value);
    }

    /// The vector behind the first.
    #[inline(always)]
    pub fn second(&self) -> V128 {
        V128::from_bytes(
            self.0
                .get(16..)
                .and_then(|rest| rest.first_chunk())
                .copied()
                .unwrap_or_default(),
        )
    }

    /// The first vector.
    #[inline(always)]
    pub fn vector(&self) -> V128 {
        V128::from_bytes(self.0.first_chunk().copied().unwrap_or_default())
    }
}
