//! Reference types: [`FuncRef`], [`ExternRef`], and [`ExternTable`] for hosts.

use alloc::vec::Vec;
use core::num::NonZeroU32;

/// A reference to a function of the guest. `Option<FuncRef>` is Wasm's `funcref`, in 4 bytes.
///
/// A host can store it and give it back; it means something only to the guest (and its clones)
/// that it came from.
///
/// ```
/// assert_eq!(size_of::<Option<include_wasm::FuncRef>>(), 4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FuncRef(NonZeroU32);

impl FuncRef {
    /// The function with this index in the bundle of modules. `None` for the one index that no
    /// function can have, `u32::MAX`.
    #[must_use]
    #[inline(always)]
    pub const fn new(index: u32) -> Option<FuncRef> {
        match NonZeroU32::new(index.wrapping_add(1)) {
            Some(n) => Some(FuncRef(n)),
            None => None,
        }
    }

    /// The function's index in the bundle of modules.
    #[must_use]
    #[inline(always)]
    pub const fn index(self) -> u32 {
        self.0.get() - 1
    }
}

/// A value of the host in the hands of a guest. `Option<ExternRef>` is Wasm's `externref`.
///
/// The host chooses the handle, and the guest can do no more than hand it back: it cannot read it
/// or make one up. To pass Rust values, see [`ExternTable`].
///
/// ```
/// use include_wasm::ExternRef;
///
/// assert_eq!(ExternRef::new(7).handle(), 7);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExternRef(u64);

impl ExternRef {
    /// A reference with a handle of the host's choice.
    #[must_use]
    #[inline(always)]
    pub const fn new(handle: u64) -> ExternRef {
        ExternRef(handle)
    }

    /// The handle that the host chose.
    #[must_use]
    #[inline(always)]
    pub const fn handle(self) -> u64 {
        self.0
    }
}

/// `ref.func`.
#[inline(always)]
pub const fn ref_func(index: u32) -> Option<FuncRef> {
    FuncRef::new(index)
}

/// `ref.is_null` of a `funcref`.
#[inline(always)]
pub const fn ref_is_null_funcref(r: Option<FuncRef>) -> i32 {
    r.is_none() as i32
}

/// `ref.is_null` of an `externref`.
#[inline(always)]
pub const fn ref_is_null_externref(r: Option<ExternRef>) -> i32 {
    r.is_none() as i32
}

/// Values of a host, by the [`ExternRef`]s under which a guest knows them.
///
/// A reference goes stale when its value is [removed](ExternTable::remove): a guest that kept it
/// gets `None`, never another value that took the place.
///
/// ```
/// use include_wasm::ExternTable;
///
/// let mut files = ExternTable::new();
/// let a = files.insert("a.txt");
/// assert_eq!(files.get(a), Some(&"a.txt"));
/// assert_eq!(files.remove(a), Some("a.txt"));
/// let b = files.insert("b.txt"); // in the same place
/// assert_eq!(files.get(a), None);
/// assert_eq!(files.get(b), Some(&"b.txt"));
/// ```
#[derive(Clone, Debug)]
pub struct ExternTable<T> {
    slots: Vec<Slot<T>>,
    /// Places that are empty and have generations left.
    free: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Slot<T> {
    /// Part of the handle; counts the values that were removed here.
    generation: u32,
    value: Option<T>,
}

impl<T> ExternTable<T> {
    /// An empty table.
    #[must_use]
    pub const fn new() -> ExternTable<T> {
        ExternTable {
            slots: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Adds a value and returns the reference for the guest.
    ///
    /// # Panics
    ///
    /// If the table has held 2^32 values at the same time.
    pub fn insert(&mut self, value: T) -> ExternRef {
        if let Some(index) = self.free.pop()
            && let Some(slot) = self.slots.get_mut(index as usize)
        {
            slot.value = Some(value);
            return handle(index, slot.generation);
        }
        let index = u32::try_from(self.slots.len()).expect("fewer than 2^32 values");
        self.slots.push(Slot {
            generation: 0,
            value: Some(value),
        });
        handle(index, 0)
    }

    /// The value, unless it was removed or the reference is not from this table.
    #[must_use]
    pub fn get(&self, r: ExternRef) -> Option<&T> {
        let (index, generation) = place(r);
        let slot = self.slots.get(index)?;
        slot.value
            .as_ref()
            .filter(|_| slot.generation == generation)
    }

    /// The value, unless it was removed or the reference is not from this table.
    #[must_use]
    pub fn get_mut(&mut self, r: ExternRef) -> Option<&mut T> {
        let (index, generation) = place(r);
        let slot = self.slots.get_mut(index)?;
        slot.value
            .as_mut()
            .filter(|_| slot.generation == generation)
    }

    /// Takes the value out; the reference is stale from now on.
    pub fn remove(&mut self, r: ExternRef) -> Option<T> {
        let (index, generation) = place(r);
        let slot = self.slots.get_mut(index)?;
        if slot.generation != generation {
            return None;
        }
        let value = slot.value.take()?;
        // A place whose generations are used up is not used again.
        if let Some(next) = generation.checked_add(1) {
            slot.generation = next;
            self.free.push(index as u32);
        }
        Some(value)
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|s| s.value.is_some()).count()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> Default for ExternTable<T> {
    fn default() -> Self {
        ExternTable::new()
    }
}

fn handle(index: u32, generation: u32) -> ExternRef {
    ExternRef::new(u64::from(generation) << 32 | u64::from(index))
}

fn place(r: ExternRef) -> (usize, u32) {
    (r.handle() as u32 as usize, (r.handle() >> 32) as u32)
}
