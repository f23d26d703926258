//! [`Budget`]: bytes that several instances share.

#[cfg(target_has_atomic = "ptr")]
use alloc::sync::Arc;
#[cfg(target_has_atomic = "ptr")]
use core::sync::atomic::{AtomicUsize, Ordering};

use crate::limits::Limits;

/// Bytes of memories and tables that all instances with a clone of it share.
///
/// A page counts 65,536 bytes, an element of a table 4 (`funcref`) or 16 (`externref`). What is used is counted
/// atomically, at instantiation, by `memory.grow`, `table.grow` and for clones, and given back on drop. Where the
/// budget does not suffice, instantiation fails with [`OutOfMemory`](crate::TrapCode::OutOfMemory), growing fails with
/// [`GrowthDenied::Budget`](crate::GrowthDenied::Budget), and `try_clone` with `OutOfMemory`. `Clone` can't fail: its
/// copy is counted all the same, beyond the budget if need be.
///
/// ```
/// use include_wasm::{Budget, GrowthDenied, Limits, Memory};
///
/// let budget = Budget::new(3 * include_wasm::PAGE_SIZE);
/// let limits = Limits::new().budget(budget.clone());
/// let mut one = Memory::with_limits(1, None, &limits)?;
/// let two = Memory::with_limits(1, None, &limits)?;
/// assert_eq!(one.grow(2), None);
/// assert_eq!(one.growth_denied(), Some(GrowthDenied::Budget));
/// drop(two);
/// assert_eq!(one.grow(2), Some(1));
/// assert_eq!(budget.available(), 0);
/// # Ok::<(), include_wasm::Trap>(())
/// ```
#[cfg(target_has_atomic = "ptr")]
#[derive(Clone, Debug)]
pub struct Budget(Arc<Inner>);

#[cfg(target_has_atomic = "ptr")]
#[derive(Debug)]
struct Inner {
    total: usize,
    used: AtomicUsize,
}

#[cfg(target_has_atomic = "ptr")]
impl Budget {
    /// A budget of `bytes`, none of them used.
    #[must_use]
    pub fn new(bytes: usize) -> Budget {
        Budget(Arc::new(Inner {
            total: bytes,
            used: AtomicUsize::new(0),
        }))
    }

    /// All bytes, used or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.total
    }

    /// The bytes that instances use now; more than [`total`](Budget::total) only by `Clone`.
    #[must_use]
    pub fn used(&self) -> usize {
        self.0.used.load(Ordering::Relaxed)
    }

    /// The bytes that are left.
    #[must_use]
    pub fn available(&self) -> usize {
        self.total().saturating_sub(self.used())
    }

    fn take(&self, bytes: usize) -> bool {
        let more = |used: usize| used.checked_add(bytes).filter(|sum| *sum <= self.0.total);
        let (set, fetch) = (Ordering::Relaxed, Ordering::Relaxed);
        self.0.used.fetch_update(set, fetch, more).is_ok()
    }

    fn give_back(&self, bytes: usize) {
        self.0.used.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// What one memory or table has taken from a budget; gives it back on drop.
#[cfg(target_has_atomic = "ptr")]
#[derive(Debug)]
struct Lease {
    budget: Budget,
    bytes: usize,
}

#[cfg(target_has_atomic = "ptr")]
impl Drop for Lease {
    fn drop(&mut self) {
        self.budget.give_back(self.bytes);
    }
}

/// A memory's or table's part of a budget, if there is one.
#[derive(Debug, Default)]
pub(crate) struct Share {
    #[cfg(target_has_atomic = "ptr")]
    lease: Option<Lease>,
}

impl Share {
    /// `bytes` of the budget of `limits`; `None` if that has fewer left.
    pub fn of(limits: &Limits, bytes: usize) -> Option<Share> {
        #[cfg(target_has_atomic = "ptr")]
        if let Some(budget) = &limits.budget {
            return Share::taken(budget, bytes);
        }
        let _ = (limits, bytes);
        Some(Share::default())
    }

    #[cfg(target_has_atomic = "ptr")]
    fn taken(budget: &Budget, bytes: usize) -> Option<Share> {
        let budget = budget.take(bytes).then(|| budget.clone())?;
        let lease = Some(Lease { budget, bytes });
        Some(Share { lease })
    }

    /// Takes more, or nothing and says no.
    #[inline]
    pub fn grow(&mut self, bytes: usize) -> bool {
        #[cfg(target_has_atomic = "ptr")]
        if let Some(lease) = &mut self.lease {
            return lease.grow(bytes);
        }
        let _ = bytes;
        true
    }

    /// Gives back what [`grow`](Share::grow) took.
    #[inline]
    pub fn shrink(&mut self, bytes: usize) {
        #[cfg(target_has_atomic = "ptr")]
        if let Some(lease) = &mut self.lease {
            lease.shrink(bytes);
        }
        let _ = bytes;
    }

    /// As much again.
    pub fn try_clone(&self) -> Option<Share> {
        #[cfg(target_has_atomic = "ptr")]
        if let Some(lease) = &self.lease {
            return Share::taken(&lease.budget, lease.bytes);
        }
        Some(Share::default())
    }
}

#[cfg(target_has_atomic = "ptr")]
impl Lease {
    #[cold]
    #[inline(never)]
    fn grow(&mut self, bytes: usize) -> bool {
        let taken = self.budget.take(bytes);
        if taken {
            self.bytes += bytes;
        }
        taken
    }

    #[cold]
    #[inline(never)]
    fn shrink(&mut self, bytes: usize) {
        self.budget.give_back(bytes);
        self.bytes -= bytes;
    }
}

impl Clone for Share {
    /// As much again, even if the budget has not so much left.
    fn clone(&self) -> Share {
        #[cfg(target_has_atomic = "ptr")]
        if let Some(Lease { budget, bytes }) = &self.lease {
            budget.0.used.fetch_add(*bytes, Ordering::Relaxed);
            let (budget, bytes) = (budget.clone(), *bytes);
            let lease = Some(Lease { budget, bytes });
            return Share { lease };
        }
        Share::default()
    }
}
