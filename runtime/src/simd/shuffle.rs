//! Bytes in another order.

use super::functions;
use crate::V128;

functions! {
    /// Byte `i` of the result is that of `a` and `b`, one after the other, which byte `i` of the literal
    /// says, at most 31. The literal is given in halves, the first of which is for the first bytes.
    i8x16_shuffle(a: V128, b: V128, low: u64, high: u64) -> V128 = {
        let (a, b) = (a.to_u8x16(), b.to_u8x16());
        let lanes = V128::from_u64x2([low, high]).to_u8x16();
        let mut out = [0; 16];
        let mut i = 0;
        while i < 16 {
            let from = lanes[i] as usize % 32;
            out[i] = if from < 16 { a[from % 16] } else { b[from % 16] };
            i += 1;
        }
        V128::from_u8x16(out)
    };
    /// Byte `i` of the result is that of `a` which byte `i` of `indices` says, or zero if there is none.
    i8x16_swizzle(a: V128, indices: V128) -> V128 = {
        let (a, indices) = (a.to_u8x16(), indices.to_u8x16());
        let mut out = [0; 16];
        let mut i = 0;
        while i < 16 {
            let from = indices[i];
            out[i] = if from < 16 { a[from as usize % 16] } else { 0 };
            i += 1;
        }
        V128::from_u8x16(out)
    };
}
