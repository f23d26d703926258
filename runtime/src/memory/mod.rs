//! Linear memories: [`Memory`], [`FixedMemory`], passive [`Data`] segments, and in [`ops`] the
//! instructions.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::hint::black_box;
use core::ops::Deref;

use crate::budget::Share;
use crate::limits::Limits;
use crate::trap::{Trap, TrapCode};
use crate::view::{MemoryView, checked_access};

pub mod atomic;
pub mod import;
pub mod ops;
pub mod scan;
#[cfg(all(feature = "std", target_has_atomic = "64", not(target_family = "wasm")))]
pub mod shared;
pub mod window;

/// The size of a Wasm page in bytes: 64 KiB.
///
/// ```
/// let memory = include_wasm::Memory::new(3, None)?;
/// assert_eq!(memory.bytes().len(), 3 * include_wasm::PAGE_SIZE);
/// # Ok::<(), include_wasm::Trap>(())
/// ```
pub const PAGE_SIZE: usize = 0x1_0000;

/// The most pages that 32-bit addresses reach.
const MAX_PAGES: u32 = 0x1_0000;

/// A linear memory, on the heap.
///
/// The host reads and writes it through checked views, for which any integer type serves as
/// address or length; a failed check is a [`MemoryError`](crate::MemoryError), which converts to
/// a [`Trap`] with `?`.
///
/// ```
/// use include_wasm::{Memory, MemoryError};
///
/// let mut memory = Memory::new(1, Some(2))?;
/// memory.write_slice(8, b"hello\0")?;
/// memory.write(16_u32, 0x0102_0304)?;
/// assert_eq!(memory.str(8, 5)?, "hello");
/// assert_eq!(memory.c_str(8)?, c"hello");
/// assert_eq!(memory.array::<4>(16)?, &[4, 3, 2, 1]);
/// assert!(matches!(memory.read::<u8>(-1), Err(MemoryError::OutOfBounds { .. })));
///
/// assert_eq!(memory.grow(1), Some(1));
/// assert_eq!(memory.grow(1), None);
/// assert_eq!(memory.growth_denied(), Some(include_wasm::GrowthDenied::Declared));
/// # Ok::<(), include_wasm::Trap>(())
/// ```
///
/// Cloning copies all bytes; [`try_clone`](Memory::try_clone) does not abort if there is no room.
#[derive(Clone)]
pub struct Memory {
    bytes: Vec<u8>,
    share: Share,
    /// The size that it never falls below: what it began with, or what an import asks for.
    min: u32,
    /// What the module declares, at most [`MAX_PAGES`].
    declared_max: u32,
    /// What the host allows, at most `declared_max`.
    max: u32,
    denied: Option<GrowthDenied>,
}

/// Why a memory or table did not grow.
///
/// ```
/// use include_wasm::{GrowthDenied, Limits, Memory};
///
/// let mut memory = Memory::with_limits(1, None, &Limits::new().max_memory_pages(2))?;
/// assert_eq!(memory.grow(2), None);
/// assert_eq!(memory.growth_denied(), Some(GrowthDenied::Limit));
/// # Ok::<(), include_wasm::Trap>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GrowthDenied {
    /// The module's own maximum, or what its addresses can reach.
    Declared,
    /// [`Limits::max_memory_pages`] or [`Limits::max_table_elements`].
    Limit,
    /// What the instance shares with others is used up, see [`Limits`].
    Budget,
    /// The allocator had no room.
    Allocation,
}

impl fmt::Display for GrowthDenied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GrowthDenied::Declared => "beyond the maximum that the module declares",
            GrowthDenied::Limit => "beyond the host's limit",
            GrowthDenied::Budget => "beyond the budget of all instances",
            GrowthDenied::Allocation => "no room in the host's memory",
        })
    }
}

impl Memory {
    /// A memory of `min_pages` pages of zeros that can grow to `max_pages` of them.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`] if it cannot be allocated, or if `min_pages` is above the maximum
    /// or 65536.
    pub fn new(min_pages: u32, max_pages: Option<u32>) -> Result<Memory, Trap> {
        Memory::with_limits(min_pages, max_pages, &Limits::new())
    }

    /// As [`new`](Memory::new), with [`Limits::max_memory_pages`] as a second maximum.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`] if it cannot be allocated, or if `min_pages` is above a maximum
    /// or 65536, or too much for the budget.
    pub fn with_limits(
        min_pages: u32,
        max_pages: Option<u32>,
        limits: &Limits,
    ) -> Result<Memory, Trap> {
        let declared_max = max_pages.map_or(MAX_PAGES, |max| max.min(MAX_PAGES));
        let max = limits
            .max_memory_pages
            .map_or(declared_max, |limit| limit.min(declared_max));
        let share = share(min_pages, limits)?;
        Ok(Memory {
            bytes: zeroed(min_pages, max)?,
            share,
            min: min_pages,
            declared_max,
            max,
            denied: None,
        })
    }

    /// All bytes.
    #[must_use]
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// All bytes, to write to.
    #[must_use]
    #[inline(always)]
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    /// The size in pages of 64 KiB.
    #[must_use]
    #[inline]
    pub fn pages(&self) -> u32 {
        (self.bytes.len() / PAGE_SIZE) as u32
    }

    /// The least pages that a state of the module can have.
    pub(crate) fn min_pages(&self) -> u32 {
        self.min
    }

    /// The most pages of 64 KiB that it can have: the least of what the module declares, what the
    /// host allows, and 65536.
    #[must_use]
    pub fn max_pages(&self) -> u32 {
        self.max
    }

    /// Grows by `delta` pages of 64 KiB, filled with zeros, and returns the old size. `None`, with
    /// nothing changed, if it cannot: [`growth_denied`](Memory::growth_denied) says why.
    pub fn grow(&mut self, delta: u32) -> Option<u32> {
        let old = self.pages();
        match self.try_grow(old, delta) {
            Ok(()) => Some(old),
            Err(denied) => {
                self.denied = Some(denied);
                None
            }
        }
    }

    fn try_grow(&mut self, old: u32, delta: u32) -> Result<(), GrowthDenied> {
        let new = old
            .checked_add(delta)
            .filter(|new| *new <= self.declared_max)
            .ok_or(GrowthDenied::Declared)?;
        if new > self.max {
            return Err(GrowthDenied::Limit);
        }
        let len = byte_len(new).ok_or(GrowthDenied::Allocation)?;
        let extra = len - self.bytes.len();
        if !self.share.grow(extra) {
            return Err(GrowthDenied::Budget);
        }
        if !self.reserve(new, len) {
            self.share.shrink(extra);
            return Err(GrowthDenied::Allocation);
        }
        self.bytes.resize(len, 0);
        Ok(())
    }

    /// Grows or shrinks to `pages`, for a snapshot; only what it grows by is zero.
    pub(crate) fn resize(&mut self, pages: u32) -> Result<(), GrowthDenied> {
        let old = self.pages();
        if let Some(delta) = pages.checked_sub(old) {
            return self.try_grow(old, delta);
        }
        let len = byte_len(pages).ok_or(GrowthDenied::Allocation)?;
        self.share.shrink(self.bytes.len() - len);
        self.bytes.truncate(len);
        Ok(())
    }

    /// Makes room for `new` pages, which are `len` bytes; whether there is any.
    fn reserve(&mut self, new: u32, len: usize) -> bool {
        let _alone = allocation_turn();
        let extra = len - self.bytes.len();
        // Room for a quarter more, so that growing page by page does not copy each time.
        let roomy = byte_len(self.max.min(new.saturating_add(new / 4)))
            .map_or(extra, |roomy| roomy - self.bytes.len());
        extra <= self.bytes.capacity() - self.bytes.len()
            || self.bytes.try_reserve_exact(roomy).is_ok()
            || self.bytes.try_reserve_exact(extra).is_ok()
    }

    /// Why the last [`grow`](Memory::grow) or `memory.grow` that failed did so; `None` if none did.
    #[must_use]
    pub fn growth_denied(&self) -> Option<GrowthDenied> {
        self.denied
    }

    /// A copy, if there is room for it.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`].
    pub fn try_clone(&self) -> Result<Memory, Trap> {
        let share = self.share.try_clone().ok_or_else(over_budget)?;
        let bytes = copy(&self.bytes)?;
        Ok(Memory {
            bytes,
            share,
            ..*self
        })
    }

    checked_access!();
}

fn byte_len(pages: u32) -> Option<usize> {
    (pages as usize).checked_mul(PAGE_SIZE)
}

/// Zeros, which the system gives lazily and for free: pages that nobody touches cost nothing.
///
/// Only `vec![0; n]` asks for zeros, and it aborts where there is no room. So a reservation of the same size goes first;
/// what it got is free again when `vec!` asks for it. Memories take turns in this, so none takes another's room in between;
/// another thread of the host's that takes the last of the room in that moment would end the process all the same.
fn zeroed(pages: u32, max: u32) -> Result<Vec<u8>, Trap> {
    if pages > max {
        return Err(Trap::new(
            TrapCode::OutOfMemory,
            "a memory starts with more pages than allowed",
        ));
    }
    let len = byte_len(pages).ok_or_else(no_room)?;
    let _alone = allocation_turn();
    let mut probe = Vec::<u8>::new();
    probe.try_reserve_exact(len).map_err(|_| no_room())?;
    // Without this LLVM removes an allocation that nobody uses, and believes that it succeeded.
    drop(black_box(probe));
    Ok(vec![0; len])
}

/// Held while room is looked for and taken. Without `std` there is nothing to wait with: a host with several threads
/// should allocate memories in one of them.
#[cfg(feature = "std")]
fn allocation_turn() -> impl Drop {
    static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());
    TURN.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(not(feature = "std"))]
fn allocation_turn() -> impl Sized {
    struct Turn;
    Turn
}

/// A copy of the same bytes, if there is room.
fn copy(bytes: &[u8]) -> Result<Vec<u8>, Trap> {
    let _alone = allocation_turn();
    let mut copy = Vec::new();
    copy.try_reserve_exact(bytes.len()).map_err(|_| no_room())?;
    copy.extend_from_slice(bytes);
    Ok(copy)
}

/// A new memory's part of the budget.
fn share(pages: u32, limits: &Limits) -> Result<Share, Trap> {
    let bytes = byte_len(pages).ok_or_else(no_room)?;
    Share::of(limits, bytes).ok_or_else(over_budget)
}

fn no_room() -> Trap {
    Trap::new(TrapCode::OutOfMemory, "a memory could not be allocated")
}

fn over_budget() -> Trap {
    let detail = "a memory does not fit into the budget that instances share";
    Trap::new(TrapCode::OutOfMemory, detail)
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory")
            .field("pages", &self.pages())
            .field("max_pages", &self.max)
            .finish_non_exhaustive()
    }
}

impl MemoryView for Memory {
    fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    fn pages(&self) -> u32 {
        self.pages()
    }

    fn max_pages(&self) -> u32 {
        self.max
    }

    fn grow(&mut self, delta: u32) -> Option<u32> {
        self.grow(delta)
    }
}

/// A linear memory of `N` bytes that never grows, on the heap.
///
/// That its size is a constant lets the compiler drop most bounds checks of generated code. It has
/// the checked views of [`Memory`].
///
/// ```
/// use include_wasm::FixedMemory;
///
/// let mut memory = FixedMemory::<0x1_0000>::new()?;
/// memory.write(0, 1.5_f64)?;
/// assert_eq!(memory.read::<f64>(0)?, 1.5);
/// # Ok::<(), include_wasm::Trap>(())
/// ```
#[derive(Clone)]
pub struct FixedMemory<const N: usize> {
    bytes: Box<[u8; N]>,
    share: Share,
}

impl<const N: usize> FixedMemory<N> {
    /// A memory of zeros.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`] if it cannot be allocated.
    pub fn new() -> Result<FixedMemory<N>, Trap> {
        FixedMemory::with_limits(&Limits::new())
    }

    /// A memory of zeros, if the host allows that size.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`] if it cannot be allocated, or is larger than
    /// [`Limits::max_memory_pages`].
    pub fn with_limits(limits: &Limits) -> Result<FixedMemory<N>, Trap> {
        const {
            assert!(
                N.is_multiple_of(PAGE_SIZE),
                "a memory consists of whole pages"
            )
        };
        let max = limits.max_memory_pages.unwrap_or(MAX_PAGES);
        let pages = (N / PAGE_SIZE) as u32;
        let share = share(pages, limits)?;
        FixedMemory::from_bytes(zeroed(pages, max)?, share).ok_or_else(no_room)
    }

    /// `None` unless there are `N` bytes.
    fn from_bytes(bytes: Vec<u8>, share: Share) -> Option<FixedMemory<N>> {
        let bytes = bytes.into_boxed_slice().try_into().ok()?;
        Some(FixedMemory { bytes, share })
    }

    /// A copy, if there is room for it.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`].
    pub fn try_clone(&self) -> Result<FixedMemory<N>, Trap> {
        let share = self.share.try_clone().ok_or_else(over_budget)?;
        FixedMemory::from_bytes(copy(&*self.bytes)?, share).ok_or_else(no_room)
    }

    /// All bytes.
    #[must_use]
    #[inline(always)]
    pub fn bytes(&self) -> &[u8; N] {
        &self.bytes
    }

    /// All bytes, to write to.
    #[must_use]
    #[inline(always)]
    pub fn bytes_mut(&mut self) -> &mut [u8; N] {
        &mut self.bytes
    }

    /// The size in pages of 64 KiB.
    #[must_use]
    #[inline]
    pub fn pages(&self) -> u32 {
        (N / PAGE_SIZE) as u32
    }

    checked_access!();
}

impl<const N: usize> fmt::Debug for FixedMemory<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FixedMemory")
            .field("pages", &self.pages())
            .finish_non_exhaustive()
    }
}

impl<const N: usize> MemoryView for FixedMemory<N> {
    fn bytes(&self) -> &[u8] {
        &*self.bytes
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        &mut *self.bytes
    }

    fn pages(&self) -> u32 {
        self.pages()
    }

    fn max_pages(&self) -> u32 {
        self.pages()
    }

    fn grow(&mut self, delta: u32) -> Option<u32> {
        (delta == 0).then(|| self.pages())
    }
}

/// A passive data segment. Dropped means empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Data {
    /// What is left of it: all or nothing.
    bytes: &'static [u8],
    /// All of it, for a snapshot to come back to.
    whole: &'static [u8],
}

impl Data {
    /// A segment that is not dropped yet.
    #[must_use]
    pub const fn new(whole: &'static [u8]) -> Data {
        Data {
            bytes: whole,
            whole,
        }
    }

    /// A segment that is dropped.
    #[must_use]
    pub const fn dropped(whole: &'static [u8]) -> Data {
        Data { bytes: &[], whole }
    }

    /// Whether it is dropped; one without bytes is the same either way.
    pub(crate) const fn is_dropped(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The same segment, dropped or not.
    pub(crate) const fn with_dropped(self, dropped: bool) -> Data {
        if dropped {
            Data::dropped(self.whole)
        } else {
            Data::new(self.whole)
        }
    }

    /// What is left of it: all or nothing.
    #[must_use]
    #[inline(always)]
    pub const fn bytes(&self) -> &'static [u8] {
        self.bytes
    }
}

impl Deref for Data {
    type Target = [u8];

    #[inline(always)]
    fn deref(&self) -> &[u8] {
        self.bytes
    }
}
