//! Shuffles that do the same within each word of 32 bits: a byte spread over a pixel, bytes in reverse.
//!
//! Shifts and masks of words, since what LLVM makes of sixteen bytes one by one depends on where they come from.

use super::lanewise;

/// Which bytes go where within a word, if the shuffle with these lanes does so in each. Not for rotations, of which LLVM
/// makes scalar ones.
#[inline(always)]
pub(super) fn pattern(low: u64, high: u64) -> Option<u32> {
    let word = low as u32;
    let within = word & !0x0303_0303 == 0;
    let rotation = matches!(word, 0x0100_0302 | 0x0201_0003 | 0x0003_0201);
    let same = low
        == (word as u64)
            .wrapping_mul(1 << 32 | 1)
            .wrapping_add(0x0404_0404 << 32)
        && high == low.wrapping_add(0x0808_0808_0808_0808);
    (within && !rotation && same).then_some(word)
}

/// Which bytes of a word come from `distance` bytes below, as a mask.
#[inline(always)]
fn moved(word: u32, distance: i32) -> u32 {
    let byte = |k: i32| {
        let from = (word >> (8 * k)) as u8 as i32;
        if k - from == distance {
            0xFF << (8 * k)
        } else {
            0
        }
    };
    byte(0) | byte(1) | byte(2) | byte(3)
}

lanewise! { u32 => u32, 2:
    /// Byte `i` of each word is that of `a`'s word which byte `i` of `word` says, at most 3.
    in_words = |a; word: u32| a & moved(word, 0)
        | a << 8 & moved(word, 1)
        | a << 16 & moved(word, 2)
        | a << 24 & moved(word, 3)
        | a >> 8 & moved(word, -1)
        | a >> 16 & moved(word, -2)
        | a >> 24 & moved(word, -3);
}
