//! Searches for bytes, and for the first two that differ.

use super::ops::place;

/// Bytes that are looked at together.
const BLOCK: usize = 16;

/// How many of the bytes from `address + offset` on can be passed over by a loop that looks for `stops`, less one: none of them,
/// nor the one behind them, is a stop, and all are in memory. Whole blocks only; `None` if there is not one.
///
/// The answer says nothing of what comes then: the loop itself finds the stop, or traps.
#[inline]
pub fn scan<const N: usize>(address: i32, offset: u32, stops: [i32; N], m: &[u8]) -> Option<i32> {
    passed(stops, m.get(place(address, offset, 0)?.start..)?)
}

/// As [`scan`], for a loop that counts as well: it goes on after all of its `rounds` but the last, if it finds no stop.
#[inline]
pub fn scan_within<const N: usize>(
    address: i32,
    offset: u32,
    stops: [i32; N],
    rounds: usize,
    m: &[u8],
) -> Option<i32> {
    // The rest of what was done in blocks before is often all that there is.
    if rounds <= BLOCK {
        return None;
    }
    let bytes = m.get(place(address, offset, 0)?.start..)?;
    let within = bytes.get(..rounds.saturating_sub(1));
    passed(stops, within.unwrap_or(bytes))
}

/// Not inlined: it would take registers from the loop that comes next.
#[inline(never)]
fn passed<const N: usize>(stops: [i32; N], m: &[u8]) -> Option<i32> {
    let stops = bytes(stops)?;
    let (blocks, _) = m.as_chunks();
    let stop = |block| {
        stops
            .iter()
            .fold(false, |any, stop| any | has(block, *stop))
    };
    let passed = blocks.iter().position(stop).unwrap_or(blocks.len());
    less_one(BLOCK * passed)
}

/// As [`scan`], for a loop that goes on as long as the bytes from `address + offset` on are those from `other + apart` on, and no stops.
#[inline]
pub fn alike<const N: usize>(
    address: i32,
    offset: u32,
    stops: [i32; N],
    other: i32,
    apart: u32,
    m: &[u8],
) -> Option<i32> {
    alike_within(address, offset, stops, other, apart, usize::MAX, m)
}

/// As [`alike`], for a loop that counts as well: it goes on after all of its `rounds` but the last, if nothing else stops it.
#[inline]
pub fn alike_within<const N: usize>(
    address: i32,
    offset: u32,
    stops: [i32; N],
    other: i32,
    apart: u32,
    rounds: usize,
    m: &[u8],
) -> Option<i32> {
    let these = m.get(place(address, offset, 0)?.start..)?;
    let those = m.get(place(other, apart, 0)?.start..)?;
    let within = these.get(..rounds.saturating_sub(1)).unwrap_or(these);
    // Most differ soon, and a call costs more than that.
    if N == 0
        && let (Some(block), Some(other)) = (within.first_chunk(), those.first_chunk())
    {
        let differ = u64::from_le_bytes(*block) ^ u64::from_le_bytes(*other);
        if differ != 0 {
            return less_one((differ.trailing_zeros() / 8) as usize);
        }
    }
    same(stops, within, those)
}

/// The stops, if all are bytes. (What is none is never found: nothing is passed over then.)
#[inline(always)]
fn bytes<const N: usize>(stops: [i32; N]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    for (byte, stop) in bytes.iter_mut().zip(&stops) {
        *byte = u8::try_from(*stop).ok()?;
    }
    Some(bytes)
}

/// At most 2^32 bytes were passed over.
#[inline(always)]
fn less_one(passed: usize) -> Option<i32> {
    passed.checked_sub(1).map(|n| n as u32 as i32)
}

/// Not inlined, as [`passed`].
#[inline(never)]
fn same<const N: usize>(stops: [i32; N], these: &[u8], those: &[u8]) -> Option<i32> {
    let stops = bytes(stops)?;
    let (these, _) = these.as_chunks::<8>();
    let (those, _) = those.as_chunks::<8>();
    let mut passed = 0usize;
    for (block, other) in these.iter().zip(those) {
        let mut differ = u64::from_le_bytes(*block) ^ u64::from_le_bytes(*other);
        for stop in stops {
            differ |= u64::from_le_bytes(block.map(|b| u8::from(b == stop)));
        }
        passed += (differ.trailing_zeros() / 8) as usize;
        if differ != 0 {
            break;
        }
    }
    less_one(passed)
}

/// Whether a block has a byte; without an exit, so that LLVM compares all at once.
#[inline(always)]
fn has(block: &[u8; BLOCK], byte: u8) -> bool {
    u128::from_ne_bytes(block.map(|b| u8::from(b == byte))) != 0
}
