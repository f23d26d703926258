//! Swizzles of a literal: lookups in a table of sixteen bytes.

use super::lanewise;

/// What is xored to a lane whose index is above `k`: the difference of what the table has at `k` and behind. It has zeros
/// below 0 and above 15.
#[inline(always)]
fn step(index: i8, k: i8, low: u64, high: u64) -> u8 {
    let at = |k: i8| match k {
        0..8 => (low >> (8 * k)) as u8,
        8..16 => (high >> (8 * (k - 8))) as u8,
        _ => 0,
    };
    // Without a branch, of which LLVM would make a `match`, and of that sixteen comparisons.
    ((index > k) as u8).wrapping_neg() & (at(k) ^ at(k + 1))
}

/// All steps.
macro_rules! steps {
    ($index:ident, $low:ident, $high:ident, $($k:literal)*) => {
        ($(step($index, $k, $low, $high))^*) as u8
    };
}

lanewise! { i8 => u8, 5:
    /// `i8x16_swizzle` of the literal with these halves: byte `i` is that of the literal which byte `i` of `indices` says, or
    /// zero if there is none. Each place where neighbours in the table differ takes a comparison, which beats sixteen
    /// loads.
    i8x16_lookup = |indices; low: u64; high: u64|
        steps!(indices, low, high, -1 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
}
