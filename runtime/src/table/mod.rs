//! Tables: [`Table`], passive [`Elem`] segments, and in [`ops`] the instructions.

use alloc::vec::Vec;

use crate::budget::Share;
use crate::limits::Limits;
use crate::memory::GrowthDenied;
use crate::trap::{Trap, TrapCode};

pub mod import;
pub mod ops;

/// A table of nullable references: of [`FuncRef`](crate::FuncRef) or
/// [`ExternRef`](crate::ExternRef).
///
/// ```
/// use include_wasm::{ExternRef, Table};
///
/// let mut table = Table::<ExternRef>::new(1, Some(4))?;
/// assert_eq!(table.set(0, Some(ExternRef::new(7))), Some(()));
/// assert_eq!(table.get(0), Some(Some(ExternRef::new(7))));
/// assert_eq!(table.get(1), None);
/// assert_eq!(table.grow(3, None), Some(1));
/// assert_eq!(table.grow(1, None), None);
/// # Ok::<(), include_wasm::Trap>(())
/// ```
#[derive(Clone, Debug)]
pub struct Table<T> {
    items: Vec<Option<T>>,
    share: Share,
    /// The size that it began with, and never falls below.
    min: u32,
    /// What the module declares.
    declared_max: u32,
    /// What the host allows, at most `declared_max`.
    max: u32,
    denied: Option<GrowthDenied>,
}

impl<T: Copy> Table<T> {
    /// A table of `min` nulls that can grow to `max` elements.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`] if it cannot be allocated, or if `min` is above `max`.
    pub fn new(min: u32, max: Option<u32>) -> Result<Table<T>, Trap> {
        Table::with_limits(min, max, &Limits::new())
    }

    /// As [`new`](Table::new), with [`Limits::max_table_elements`] as a second maximum.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`] if it cannot be allocated, or if `min` is above a maximum.
    pub fn with_limits(min: u32, max: Option<u32>, limits: &Limits) -> Result<Table<T>, Trap> {
        let declared_max = max.unwrap_or(u32::MAX);
        let mut table = Table {
            items: Vec::new(),
            share: Share::of(limits, 0).ok_or_else(over_budget)?,
            min,
            declared_max,
            max: limits
                .max_table_elements
                .map_or(declared_max, |limit| limit.min(declared_max)),
            denied: None,
        };
        match table.try_grow(0, min, None) {
            Ok(()) => Ok(table),
            Err(GrowthDenied::Budget) => Err(over_budget()),
            Err(GrowthDenied::Allocation) => Err(no_room()),
            Err(_) => {
                let detail = "a table starts with more elements than allowed";
                Err(Trap::new(TrapCode::OutOfMemory, detail))
            }
        }
    }

    /// The number of elements.
    #[must_use]
    #[inline]
    pub fn size(&self) -> u32 {
        self.items.len() as u32
    }

    /// The least elements that a state of the module can have.
    pub(crate) fn min(&self) -> u32 {
        self.min
    }

    /// The most elements that it can have.
    #[must_use]
    pub fn max(&self) -> u32 {
        self.max
    }

    /// The reference at `index`, which may be null; `None` if there is no such element.
    #[must_use]
    #[inline]
    pub fn get(&self, index: u32) -> Option<Option<T>> {
        self.items.get(index as usize).copied()
    }

    /// Replaces the reference at `index`; `None` if there is no such element.
    #[inline]
    pub fn set(&mut self, index: u32, value: Option<T>) -> Option<()> {
        *self.items.get_mut(index as usize)? = value;
        Some(())
    }

    /// Adds `count` elements and returns the old size; `None`, with nothing changed, if it cannot:
    /// [`growth_denied`](Table::growth_denied) says why.
    pub fn grow(&mut self, count: u32, value: Option<T>) -> Option<u32> {
        let old = self.size();
        match self.try_grow(old, count, value) {
            Ok(()) => Some(old),
            Err(denied) => {
                self.denied = Some(denied);
                None
            }
        }
    }

    fn try_grow(&mut self, old: u32, count: u32, value: Option<T>) -> Result<(), GrowthDenied> {
        let new = old
            .checked_add(count)
            .filter(|new| *new <= self.declared_max)
            .ok_or(GrowthDenied::Declared)?;
        if new > self.max {
            return Err(GrowthDenied::Limit);
        }
        let extra = (count as usize)
            .checked_mul(size_of::<Option<T>>())
            .ok_or(GrowthDenied::Allocation)?;
        if !self.share.grow(extra) {
            return Err(GrowthDenied::Budget);
        }
        if self.items.try_reserve(count as usize).is_err() {
            self.share.shrink(extra);
            return Err(GrowthDenied::Allocation);
        }
        self.items.resize(new as usize, value);
        Ok(())
    }

    /// Grows or shrinks to `size` elements, for a snapshot.
    pub(crate) fn resize(&mut self, size: u32) -> Result<(), GrowthDenied> {
        let old = self.size();
        if let Some(count) = size.checked_sub(old) {
            return self.try_grow(old, count, None);
        }
        self.items.truncate(size as usize);
        self.share
            .shrink((old - size) as usize * size_of::<Option<T>>());
        Ok(())
    }

    /// Why the last [`grow`](Table::grow) or `table.grow` that failed did so; `None` if none did.
    #[must_use]
    pub fn growth_denied(&self) -> Option<GrowthDenied> {
        self.denied
    }

    /// A copy, if there is room for it.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`].
    pub fn try_clone(&self) -> Result<Table<T>, Trap> {
        let share = self.share.try_clone().ok_or_else(over_budget)?;
        let items = copy(&self.items).ok_or_else(no_room)?;
        Ok(Table {
            items,
            share,
            ..*self
        })
    }

    /// All elements.
    #[must_use]
    pub fn items(&self) -> &[Option<T>] {
        &self.items
    }
}

/// A copy of the same items, if there is room.
fn copy<T: Copy>(items: &[T]) -> Option<Vec<T>> {
    let mut copy = Vec::new();
    copy.try_reserve_exact(items.len()).ok()?;
    copy.extend_from_slice(items);
    Some(copy)
}

fn no_room() -> Trap {
    Trap::new(TrapCode::OutOfMemory, "a table could not be allocated")
}

fn over_budget() -> Trap {
    let detail = "a table does not fit into the budget that instances share";
    Trap::new(TrapCode::OutOfMemory, detail)
}
