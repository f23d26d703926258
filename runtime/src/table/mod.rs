//! Tables: [`Table`], passive [`Elem`] segments, and in [`ops`] the instructions.

use alloc::vec::Vec;

use crate::limits::Limits;
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
    max: u32,
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
        let max = max.unwrap_or(u32::MAX);
        let mut table = Table {
            items: Vec::new(),
            max: limits
                .max_table_elements
                .map_or(max, |limit| limit.min(max)),
        };
        match table.grow(min, None) {
            Some(_) => Ok(table),
            None => Err(Trap::new(
                TrapCode::OutOfMemory,
                "a table could not be allocated",
            )),
        }
    }

    /// The number of elements.
    #[must_use]
    #[inline]
    pub fn size(&self) -> u32 {
        self.items.len() as u32
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

    /// Adds `count` elements and returns the old size; `None`, with nothing changed, if it cannot.
    pub fn grow(&mut self, count: u32, value: Option<T>) -> Option<u32> {
        let old = self.size();
        let new = old.checked_add(count).filter(|new| *new <= self.max)?;
        let len = usize::try_from(new).ok()?;
        self.items.try_reserve(len - self.items.len()).ok()?;
        self.items.resize(len, value);
        Some(old)
    }

    /// All elements.
    #[must_use]
    pub fn items(&self) -> &[Option<T>] {
        &self.items
    }
}
