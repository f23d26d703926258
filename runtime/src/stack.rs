//! The native stack that guest code may use.
//!
//! Guest recursion is recursion of Rust functions, so it must end before the native stack does.
//! What is compared is the address of a local variable: a count of frames would say nothing about
//! their sizes, which differ by orders of magnitude between debug and release builds.

use crate::cx::Cx;
use crate::rt::raise;
use crate::trap::TrapCode;

/// Addresses that guest code may use for its frames; stacks grow down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StackWindow {
    /// Lowest address at which a frame may lie.
    pub limit: usize,
    /// Where the guest was entered.
    pub base: usize,
}

impl StackWindow {
    /// No guest is running: contains no address.
    pub const NONE: StackWindow = StackWindow {
        limit: usize::MAX / 2,
        base: 0,
    };

    /// `max_stack` bytes below the caller's frame.
    #[inline]
    pub fn below_here(max_stack: usize) -> StackWindow {
        let base = here();
        StackWindow {
            limit: base.saturating_sub(max_stack).max(LOWEST),
            base,
        }
    }

    /// Whether the caller's frame lies within.
    #[inline]
    pub fn contains_here(&self) -> bool {
        let here = here();
        self.limit <= here && here <= self.base
    }
}

/// The address of the calling frame, more or less.
#[inline(always)]
fn here() -> usize {
    let probe = 0_u8;
    (&raw const probe).addr()
}

/// How much less stack optimised code uses than unoptimised code, for which `need` is an estimate:
/// measured, a tenth to a hundredth. The profile of this crate stands for that of the generated code.
const SHRINK: usize = if cfg!(debug_assertions) { 1 } else { 8 };

/// What may be subtracted from the address of a guest's frame: a 64-bit host has no stack as low as that.
const NEAR: usize = if usize::BITS >= 64 { 1 << 16 } else { 0 };

/// The least limit: each check leaves what is used until the next one, so that no frame lies much below.
const LOWEST: usize = 2 * NEAR;

/// Traps unless `need` bytes of the guest's stack are left below the caller's frame, counted as an
/// unoptimised build needs them.
///
/// The address of a local escapes into the comparison, which also keeps LLVM from reusing the
/// frame for a tail call: recursion remains recursion, and an endless one ends here.
#[inline(always)]
pub fn stack_check(need: usize, cx: &mut Cx) -> Option<()> {
    let (need, limit) = (need / SHRINK, cx.stack.limit);
    // The same question, but two instructions less: the difference is an address relative to the stack's.
    let overflows = if need <= NEAR {
        here().wrapping_sub(need) < limit
    } else {
        // Wraps only for a frame larger than all the stack allowed, at the very end of memory.
        here() < limit.wrapping_add(need)
    };
    if overflows {
        return raise(TrapCode::StackOverflow, cx);
    }
    Some(())
}
