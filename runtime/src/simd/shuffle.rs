//! Bytes in another order.

use super::buffer::Buffer;
use super::{functions, integer::i8x16_min_u, whole, words};
use crate::V128;

functions! {
    /// Byte `i` of the result is that of `a` and `b`, one after the other, which byte `i` of the literal
    /// says, at most 31. The literal is given in halves, the first of which is for the first bytes.
    i8x16_shuffle(a: V128, b: V128, low: u64, high: u64) -> V128 = {
        // The second operand is often there for nothing, and whatever the guest's compiler had at hand.
        const SECOND: u64 = 0x1010_1010_1010_1010;
        let b = if (low | high) & SECOND == 0 { a } else { b };
        if let Some(word) = words::pattern(low, high) {
            return words::in_words(a, word);
        }
        let (a, b) = (whole(a), whole(b));
        let lanes = V128::from_u64x2([low, high]);
        let mut out = V128::ZERO;
        let mut i = 0;
        while i < 16 {
            let from = lanes.lane::<u8>(i) as usize;
            let (of_a, of_b): (u8, u8) = (a.lane(from % 16), b.lane(from % 16));
            out.set_lane(i, if from < 16 { of_a } else { of_b });
            i += 1;
        }
        whole(out)
    };
    /// Byte `i` of the result is that of `a` which byte `i` of `indices` says, or zero if there is none.
    i8x16_swizzle(a: V128, indices: V128) -> V128 = {
        // A zero stands behind the bytes.
        let table = Buffer::<32>::new(a);
        let indices = i8x16_min_u(indices, V128::from_u8x16([16; 16]));
        let half = |first: usize| {
            let mut bytes = 0;
            let mut i = 0;
            while i < 8 {
                let index: u8 = indices.lane(first + i);
                bytes |= (table.get::<u8>(index as usize % 32) as u64) << (8 * i);
                i += 1;
            }
            bytes
        };
        whole(V128::from_u64x2([half(0), half(8)]))
    };
}
