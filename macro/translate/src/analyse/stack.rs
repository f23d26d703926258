//! How much native stack functions use, and where it is checked.
//!
//! A frame counter is no protection: frames differ by orders of magnitude between functions and builds.
//! The generated code compares addresses. It does so in every function on a cycle of the call graph, and
//! in every function from which the unchecked rest could use more than [`UNCHECKED`] bytes; each check
//! asks for what may be used until the next one.

use crate::ir::Body;

/// Bytes of an unoptimised frame per operator and per local: an upper estimate (ARCHITECTURE.md has the measurement).
const PER_OPERATOR: u32 = 32;
const PER_LOCAL: u32 = 16;
/// What a function uses before its check, too.
pub const PER_FRAME: u32 = 256;
/// What an unchecked chain of calls may use.
const UNCHECKED: u32 = 16 * 1024;
/// A frame above this size is entered through a wrapper that checks first.
const LARGE: u32 = 8 * 1024;
/// A dispatch function.
pub const DISPATCH: u32 = 512;
/// Set aside for a host function and its shim; the host's own use is the host's business.
pub const HOST: u32 = 4096;

/// The estimated frame of a function.
pub fn frame(body: &Body) -> u32 {
    let operators = u32::try_from(body.size).unwrap_or(u32::MAX);
    let locals = u32::try_from(body.locals.len()).unwrap_or(u32::MAX);
    PER_FRAME
        .saturating_add(operators.saturating_mul(PER_OPERATOR))
        .saturating_add(locals.saturating_mul(PER_LOCAL))
        .saturating_add(body.parts)
}

/// What a part's frame adds to that of the whole function: its own, and the values handed over.
pub fn part(values: usize) -> u32 {
    let values = u32::try_from(values).unwrap_or(u32::MAX);
    PER_FRAME.saturating_add(values.saturating_mul(PER_LOCAL))
}

/// From a frame and the most that its unchecked callees use: the check on entry, what it costs its
/// callers, and whether the check must stand in front of the frame.
pub fn plan(own: u32, below: u32, recursive: bool, checkable: bool) -> (Option<u32>, u32, bool) {
    let total = own.saturating_add(below);
    if checkable && (recursive || total > UNCHECKED) {
        (Some(total), PER_FRAME, own > LARGE)
    } else {
        (None, total, false)
    }
}
