//! [`SharedMemory`]: a linear memory that instances on several threads have at the same time (threads proposal).
//!
//! It is made of atomic words, in pages that are allocated when it grows and then stay where they are: safe Rust can
//! neither lend bytes that others write nor move what others read. Ordinary accesses are relaxed ones of the words they
//! touch; [`ops`] has the instructions, [`park`] those who wait.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::{GrowthDenied, MAX_PAGES, PAGE_SIZE, no_room, over_budget};
use crate::Pod;
use crate::budget::Share;
use crate::limits::Limits;
use crate::trap::{Trap, TrapCode};
use crate::view::{Address, MemoryError};
use park::Parking;

pub mod ops;
mod park;

/// Bytes of a word.
const WORD: usize = 8;

/// A linear memory that several instances share, on whatever threads they are. Clones are the same memory.
///
/// A module declares it as `(memory 1 4 shared)`, mostly as an import. The host makes one and gives a clone of it to each
/// instance; it has the limits that it was made with, whatever those of the instances are.
///
/// Others may write while the host reads. So there are no slices of it: everything is copied, word by word, and of what is
/// written at the same time a copy may have a part. What the guest's own atomic instructions order is ordered for the host
/// as well.
///
/// Every page is allocated, not only reserved, as soon as the memory has it, and freed with the last clone.
///
/// ```
/// use include_wasm::SharedMemory;
///
/// let memory = SharedMemory::new(1, Some(2))?;
/// let same = memory.clone();
/// std::thread::spawn(move || same.write(8, 7_u32)).join().expect("it does not panic")?;
/// assert_eq!(memory.read::<u32>(8)?, 7);
/// assert_eq!(memory.grow(1), Some(1));
/// # Ok::<(), include_wasm::Trap>(())
/// ```
#[derive(Clone)]
pub struct SharedMemory(Arc<Inner>);

struct Inner {
    /// As many as there can be (32 bytes each); the first `len / PAGE_SIZE` are there.
    pages: Vec<OnceLock<Vec<AtomicU64>>>,
    /// The size in bytes, which only grows, after the pages are there.
    len: AtomicU64,
    /// What the module or the host declared, at most [`MAX_PAGES`].
    declared_max: u32,
    growth: Mutex<Growth>,
    parking: Parking,
}

/// What one thread at a time may change.
struct Growth {
    share: Share,
    denied: Option<GrowthDenied>,
}

impl SharedMemory {
    /// A memory of `min_pages` pages of zeros that can grow to `max_pages` of them.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`] if it cannot be allocated, or if `min_pages` is above the maximum or 65536.
    pub fn new(min_pages: u32, max_pages: Option<u32>) -> Result<SharedMemory, Trap> {
        SharedMemory::with_limits(min_pages, max_pages, &Limits::new())
    }

    /// As [`new`](SharedMemory::new), with [`Limits::max_memory_pages`] as a second maximum, and counted in the budget.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`] if it cannot be allocated, or if `min_pages` is above a maximum or 65536, or too much for
    /// the budget.
    pub fn with_limits(
        min_pages: u32,
        max_pages: Option<u32>,
        limits: &Limits,
    ) -> Result<SharedMemory, Trap> {
        let declared_max = max_pages.map_or(MAX_PAGES, |max| max.min(MAX_PAGES));
        let max = limits
            .max_memory_pages
            .map_or(declared_max, |limit| limit.min(declared_max));
        let mut pages = Vec::new();
        pages
            .try_reserve_exact(max as usize)
            .map_err(|_| no_room())?;
        pages.resize_with(max as usize, OnceLock::new);
        let share = Share::of(limits, 0).ok_or_else(over_budget)?;
        let memory = SharedMemory(Arc::new(Inner {
            pages,
            len: AtomicU64::new(0),
            declared_max,
            growth: Mutex::new(Growth {
                share,
                denied: None,
            }),
            parking: Parking::default(),
        }));
        match (memory.grow(min_pages), memory.growth_denied()) {
            (Some(_), _) => Ok(memory),
            (None, Some(GrowthDenied::Budget)) => Err(over_budget()),
            (None, Some(GrowthDenied::Allocation)) => Err(no_room()),
            (None, _) => Err(Trap::new(
                TrapCode::OutOfMemory,
                "a memory starts with more pages than allowed",
            )),
        }
    }

    /// The size in pages of 64 KiB.
    #[must_use]
    pub fn pages(&self) -> u32 {
        (self.len() / PAGE_SIZE as u64) as u32
    }

    /// The most pages of 64 KiB that it can have: the least of what was declared, what the host allows, and 65536.
    #[must_use]
    pub fn max_pages(&self) -> u32 {
        self.0.pages.len() as u32
    }

    /// The maximum without the host's limit.
    pub(super) fn declared_max(&self) -> u32 {
        self.0.declared_max
    }

    /// Grows by `delta` pages of 64 KiB, filled with zeros, and returns the old size. `None`, with nothing changed, if it
    /// cannot: [`growth_denied`](SharedMemory::growth_denied) says why.
    pub fn grow(&self, delta: u32) -> Option<u32> {
        let mut growth = self.growth();
        let old = self.pages();
        let grown = self.try_grow(&mut growth, old, delta);
        if let Err(denied) = grown {
            growth.denied = Some(denied);
        }
        grown.ok().map(|()| old)
    }

    fn try_grow(&self, growth: &mut Growth, old: u32, delta: u32) -> Result<(), GrowthDenied> {
        let new = old
            .checked_add(delta)
            .filter(|new| *new <= self.0.declared_max)
            .ok_or(GrowthDenied::Declared)?;
        let (old, new) = (old as usize, new as usize);
        let cells = self.0.pages.get(old..new).ok_or(GrowthDenied::Limit)?;
        let extra = cells
            .len()
            .checked_mul(PAGE_SIZE)
            .ok_or(GrowthDenied::Allocation)?;
        if !growth.share.grow(extra) {
            return Err(GrowthDenied::Budget);
        }
        let Some(fresh) = zeros(cells.len()) else {
            growth.share.shrink(extra);
            return Err(GrowthDenied::Allocation);
        };
        for (cell, page) in cells.iter().zip(fresh) {
            // It is empty: whoever grows the memory holds the lock.
            cell.get_or_init(|| page);
        }
        let len = new as u64 * PAGE_SIZE as u64;
        self.0.len.store(len, Ordering::SeqCst);
        Ok(())
    }

    /// Why it last did not [`grow`](SharedMemory::grow), whoever asked for it; `None` if that never happened.
    #[must_use]
    pub fn growth_denied(&self) -> Option<GrowthDenied> {
        self.growth().denied
    }

    fn growth(&self) -> MutexGuard<'_, Growth> {
        let growth = self.0.growth.lock();
        growth.unwrap_or_else(PoisonError::into_inner)
    }

    /// The value at `address`, which needs no alignment.
    ///
    /// # Errors
    ///
    /// [`MemoryError::OutOfBounds`].
    pub fn read<T: Pod>(&self, address: impl Address) -> Result<T, MemoryError> {
        let mut bytes = vec![0; T::SIZE];
        self.read_slice(address, &mut bytes)?;
        Ok(T::read_from(&bytes))
    }

    /// Writes a value to `address`, which needs no alignment.
    ///
    /// # Errors
    ///
    /// [`MemoryError::OutOfBounds`]; then nothing is written.
    pub fn write<T: Pod>(&self, address: impl Address, value: T) -> Result<(), MemoryError> {
        let mut bytes = vec![0; T::SIZE];
        value.write_to(&mut bytes);
        self.write_slice(address, &bytes)
    }

    /// Fills `bytes` with those at `address`.
    ///
    /// # Errors
    ///
    /// [`MemoryError::OutOfBounds`].
    pub fn read_slice(&self, address: impl Address, bytes: &mut [u8]) -> Result<(), MemoryError> {
        let (at, len) = (address.to_u64(), bytes.len() as u64);
        let read = self.within(at, len).and_then(|()| self.get(at, bytes));
        read.ok_or_else(|| self.out_of_bounds(at, len))
    }

    /// Copies bytes to `address`.
    ///
    /// # Errors
    ///
    /// [`MemoryError::OutOfBounds`]; then nothing is written.
    pub fn write_slice(&self, address: impl Address, bytes: &[u8]) -> Result<(), MemoryError> {
        let (at, len) = (address.to_u64(), bytes.len() as u64);
        let written = self.within(at, len).and_then(|()| self.set(at, bytes));
        written.ok_or_else(|| self.out_of_bounds(at, len))
    }

    /// Wakes at most `count` guests that wait at `address` (`memory.atomic.wait32` or `wait64`), those that came first;
    /// how many.
    ///
    /// # Errors
    ///
    /// [`MemoryError::OutOfBounds`] if there are no four bytes at `address`.
    pub fn notify(&self, address: impl Address, count: u32) -> Result<u32, MemoryError> {
        let at = address.to_u64();
        self.within(at, 4)
            .ok_or_else(|| self.out_of_bounds(at, 4))?;
        Ok(self.0.parking.notify(at, count))
    }

    fn out_of_bounds(&self, address: u64, len: u64) -> MemoryError {
        MemoryError::OutOfBounds {
            address,
            len,
            size: self.len(),
        }
    }

    /// The same memory: what generated code calls to copy an instance.
    ///
    /// # Errors
    ///
    /// None.
    #[doc(hidden)]
    pub fn try_clone(&self) -> Result<SharedMemory, Trap> {
        Ok(self.clone())
    }

    // Bytes as words. Byte `i` of a word is bits `8 * i` and up, on every machine.

    fn len(&self) -> u64 {
        self.0.len.load(Ordering::SeqCst)
    }

    /// Whether `len` bytes at `at` are in the memory.
    #[inline]
    fn within(&self, at: u64, len: u64) -> Option<()> {
        let end = at.checked_add(len)?;
        (end <= self.0.len.load(Ordering::Acquire)).then_some(())
    }

    /// The word with the byte at `at`.
    #[inline]
    fn word(&self, at: u64) -> Option<&AtomicU64> {
        let at = usize::try_from(at).ok()?;
        let page = self.0.pages.get(at / PAGE_SIZE)?.get()?;
        page.get(at % PAGE_SIZE / WORD)
    }

    /// Replaces the `N` bytes from `at` on, all in one word, by what `new` makes of them; the old ones. `None` if `new`
    /// says so.
    #[inline]
    fn update<const N: usize>(
        &self,
        at: u64,
        order: Ordering,
        mut new: impl FnMut([u8; N]) -> Option<[u8; N]>,
    ) -> Option<[u8; N]> {
        let word = self.word(at)?;
        let mut now = word.load(Ordering::Relaxed);
        loop {
            let mut bytes = now.to_le_bytes();
            let place = bytes
                .get_mut((at % WORD as u64) as usize..)?
                .first_chunk_mut::<N>()?;
            let old = *place;
            *place = new(old)?;
            let next = u64::from_le_bytes(bytes);
            match word.compare_exchange_weak(now, next, order, Ordering::Relaxed) {
                Ok(_) => return Some(old),
                Err(seen) => now = seen,
            }
        }
    }

    /// Copies bytes out. `None` if they are not there.
    fn get(&self, mut at: u64, mut bytes: &mut [u8]) -> Option<()> {
        while !bytes.is_empty() {
            let lane = (at % WORD as u64) as usize;
            let count = bytes.len().min(WORD - lane);
            let word = self.word(at)?.load(Ordering::Relaxed).to_le_bytes();
            let (first, rest) = bytes.split_at_mut_checked(count)?;
            first.copy_from_slice(word.get(lane..lane + count)?);
            (bytes, at) = (rest, at + count as u64);
        }
        Some(())
    }

    /// Copies bytes in. `None` if they are not there.
    fn set(&self, mut at: u64, mut bytes: &[u8]) -> Option<()> {
        while !bytes.is_empty() {
            if let (0, Some((whole, rest))) = (at % WORD as u64, bytes.split_first_chunk::<WORD>())
            {
                let word = u64::from_le_bytes(*whole);
                self.word(at)?.store(word, Ordering::Relaxed);
                (bytes, at) = (rest, at + WORD as u64);
            } else {
                let (first, rest) = bytes.split_first()?;
                self.update(at, Ordering::Relaxed, |_| Some([*first]))?;
                (bytes, at) = (rest, at + 1);
            }
        }
        Some(())
    }
}

/// So many new pages, if there is room for all of them.
fn zeros(count: usize) -> Option<Vec<Vec<AtomicU64>>> {
    let mut pages = Vec::new();
    pages.try_reserve_exact(count).ok()?;
    for _ in 0..count {
        let mut page = Vec::new();
        page.try_reserve_exact(PAGE_SIZE / WORD).ok()?;
        page.resize_with(PAGE_SIZE / WORD, AtomicU64::default);
        pages.push(page);
    }
    Some(pages)
}

impl fmt::Debug for SharedMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedMemory")
            .field("pages", &self.pages())
            .field("max_pages", &self.max_pages())
            .finish_non_exhaustive()
    }
}

/// Accepts `memory` for an import of at least `min` and at most `max` pages, of which it may use `ceiling`.
///
/// # Errors
///
/// [`TrapCode::Link`] with `message` if it does not fit the declaration, and [`TrapCode::OutOfMemory`] if it has, or may
/// get, more pages than the ceiling or the limits allow: others than the instance can grow it.
pub fn import_shared_memory(
    memory: SharedMemory,
    min: u32,
    max: Option<u32>,
    ceiling: Option<u32>,
    message: &'static str,
    limits: &Limits,
) -> Result<SharedMemory, Trap> {
    if memory.pages() < min || max.is_some_and(|max| memory.declared_max() > max) {
        return Err(Trap::new(TrapCode::Link, message));
    }
    let limit = ceiling.into_iter().chain(limits.max_memory_pages).min();
    if limit.is_some_and(|limit| memory.max_pages() > limit) {
        return Err(Trap::new(
            TrapCode::OutOfMemory,
            "a shared memory can get more pages than allowed",
        ));
    }
    Ok(memory)
}
