//! The parts of a state, and how each is written down.
//!
//! All numbers are little-endian.
//!
//! * A memory: its pages (4 bytes); each block of 4 KiB that is not all zeros, ascending: index (4 bytes), contents;
//!   `u32::MAX`.
//! * A global: its 4, 8 or 16 bytes; floats by their bits.
//! * A `funcref`: 4 bytes, the function's index plus one, or 0. An `externref`: a byte 0 for null. Others are values
//!   of the host, which only a hash can take: 1, and the handle's 8 bytes.
//! * A table or element segment: its size (4 bytes), the references. A dropped segment is an empty one.
//! * A data segment: a byte, 1 unless it is dropped.

use alloc::vec::Vec;

use super::Sink;
use super::snapshot::{Input, SnapshotError};
use crate::memory::{Data, FixedMemory, Memory, PAGE_SIZE};
use crate::table::ops::Elem;
use crate::{ExternRef, FuncRef, GrowthDenied, Table, V128, Value};

/// Memory is written down in blocks of this many bytes, or not at all where it is zero.
const BLOCK: usize = 4096;
/// After the last block.
const NO_BLOCK: u32 = u32::MAX;

/// Whether a snapshot is only looked at, or taken over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing changes.
    Check,
    /// What was checked before replaces the part.
    Apply,
}

/// A memory, global, table or passive segment.
pub trait Part {
    /// Writes it down.
    fn encode(&self, out: &mut dyn Sink);

    /// Reads what [`encode`](Part::encode) wrote.
    ///
    /// # Errors
    ///
    /// If it is no such thing, larger than the host allows, or there is no room.
    fn decode(&mut self, input: &mut Input<'_>, step: Step) -> Result<(), SnapshotError>;

    /// Why it last did not grow.
    fn growth_denied(&self) -> Option<GrowthDenied> {
        None
    }

    /// Its value, if it is a global.
    fn value(&self) -> Option<Value> {
        None
    }

    /// Sets it, if it is a global of this type.
    fn set_value(&mut self, value: Value) {
        let _ = value;
    }
}

fn encode_memory(bytes: &[u8], out: &mut dyn Sink) {
    out.put(&((bytes.len() / PAGE_SIZE) as u32).to_le_bytes());
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    for (index, block) in (0_u32..).zip(blocks) {
        if *block != [0; BLOCK] {
            out.put(&index.to_le_bytes());
            out.put(block);
        }
    }
    out.put(&NO_BLOCK.to_le_bytes());
}

/// The blocks of a memory of `pages` pages; `bytes` are those to replace, none of them for a check.
fn decode_memory(pages: u32, bytes: &mut [u8], input: &mut Input<'_>) -> Result<(), SnapshotError> {
    let (blocks, _) = bytes.as_chunks_mut::<BLOCK>();
    let mut blocks = blocks.iter_mut();
    decode_blocks(pages, input, |contents| {
        if let Some(block) = blocks.next() {
            *block = *contents;
        }
    })
}

/// Calls `put` with each block of a memory of `pages` pages, in order.
fn decode_blocks(
    pages: u32,
    input: &mut Input<'_>,
    mut put: impl FnMut(&[u8; BLOCK]),
) -> Result<(), SnapshotError> {
    let end = pages.saturating_mul((PAGE_SIZE / BLOCK) as u32);
    let mut next = 0;
    loop {
        let index = input.number()?;
        if index != NO_BLOCK && (index < next || index >= end) {
            return Err(SnapshotError::Corrupt);
        }
        (next..index.min(end)).for_each(|_| put(&[0; BLOCK]));
        if index == NO_BLOCK {
            return Ok(());
        }
        put(input.take::<BLOCK>()?);
        next = index + 1;
    }
}

impl Part for Memory {
    fn encode(&self, out: &mut dyn Sink) {
        encode_memory(self.bytes(), out);
    }

    fn decode(&mut self, input: &mut Input<'_>, step: Step) -> Result<(), SnapshotError> {
        let pages = input.number()?;
        if pages > self.max_pages() {
            return Err(SnapshotError::Limit);
        }
        if pages < self.min_pages() {
            return Err(SnapshotError::Corrupt);
        }
        if step == Step::Check {
            return decode_memory(pages, &mut [], input);
        }
        self.resize(pages).map_err(|_| SnapshotError::OutOfMemory)?;
        decode_memory(pages, self.bytes_mut(), input)
    }

    fn growth_denied(&self) -> Option<GrowthDenied> {
        self.growth_denied()
    }
}

impl<const N: usize> Part for FixedMemory<N> {
    fn encode(&self, out: &mut dyn Sink) {
        encode_memory(self.bytes(), out);
    }

    fn decode(&mut self, input: &mut Input<'_>, step: Step) -> Result<(), SnapshotError> {
        let pages = input.number()?;
        if pages != self.pages() {
            return Err(SnapshotError::Limit);
        }
        let bytes: &mut [u8] = match step {
            Step::Check => &mut [],
            Step::Apply => self.bytes_mut(),
        };
        decode_memory(pages, bytes, input)
    }
}

/// Others may write to it at the same time, so what is written down need not be what it held at any one moment.
#[cfg(all(feature = "std", target_has_atomic = "64", not(target_family = "wasm")))]
impl Part for crate::SharedMemory {
    fn encode(&self, out: &mut dyn Sink) {
        let pages = self.pages();
        out.put(&pages.to_le_bytes());
        let mut block = [0; BLOCK];
        for index in 0..pages * (PAGE_SIZE / BLOCK) as u32 {
            let read = self.read_slice(u64::from(index) * BLOCK as u64, &mut block);
            if read.is_ok() && block != [0; BLOCK] {
                out.put(&index.to_le_bytes());
                out.put(&block);
            }
        }
        out.put(&NO_BLOCK.to_le_bytes());
    }

    fn decode(&mut self, input: &mut Input<'_>, step: Step) -> Result<(), SnapshotError> {
        let (now, pages) = (self.pages(), input.number()?);
        // It never shrinks: others have it, too.
        if pages > self.max_pages() || pages < now {
            return Err(SnapshotError::Limit);
        }
        if step == Step::Check {
            return decode_blocks(pages, input, |_| ());
        }
        self.grow(pages - now).ok_or(SnapshotError::OutOfMemory)?;
        let mut at = 0_u64;
        decode_blocks(pages, input, |block| {
            // It has so many pages.
            let _ = self.write_slice(at, block);
            at += BLOCK as u64;
        })
    }

    fn growth_denied(&self) -> Option<GrowthDenied> {
        self.growth_denied()
    }
}

macro_rules! numbers {
    ($($t:ty, $get:ident, $bytes:literal: $to:expr, $from:expr;)*) => {$(
        impl Part for $t {
            fn encode(&self, out: &mut dyn Sink) {
                out.put(&$to(*self));
            }

            fn decode(&mut self, input: &mut Input<'_>, step: Step) -> Result<(), SnapshotError> {
                let bytes = input.take::<$bytes>()?;
                if step == Step::Apply {
                    *self = $from(*bytes);
                }
                Ok(())
            }

            fn value(&self) -> Option<Value> {
                Some(Value::from(*self))
            }

            fn set_value(&mut self, value: Value) {
                *self = value.$get().unwrap_or(*self);
            }
        }
    )*};
}

numbers! {
    i32, i32, 4: i32::to_le_bytes, i32::from_le_bytes;
    i64, i64, 8: i64::to_le_bytes, i64::from_le_bytes;
    f32, f32, 4: |v: f32| v.to_bits().to_le_bytes(), |b| f32::from_bits(u32::from_le_bytes(b));
    f64, f64, 8: |v: f64| v.to_bits().to_le_bytes(), |b| f64::from_bits(u64::from_le_bytes(b));
    V128, v128, 16: V128::to_bytes, V128::from_bytes;
}

/// `Option<FuncRef>` or `Option<ExternRef>`.
pub trait Reference: Copy {
    /// Bytes of an encoded reference.
    const SIZE: usize;

    /// A reference as a value.
    fn value(r: Option<Self>) -> Value;

    /// The reference that a value is.
    fn of(value: Value) -> Option<Option<Self>>;

    /// Writes one down.
    fn write(r: Option<Self>, out: &mut dyn Sink);

    /// Reads one.
    ///
    /// # Errors
    ///
    /// If there is no such function, or the reference is to a value of the host.
    fn read(input: &mut Input<'_>) -> Result<Option<Self>, SnapshotError>;
}

impl Reference for FuncRef {
    const SIZE: usize = 4;

    fn value(r: Option<FuncRef>) -> Value {
        Value::from(r)
    }

    fn of(value: Value) -> Option<Option<FuncRef>> {
        value.funcref()
    }

    fn write(r: Option<FuncRef>, out: &mut dyn Sink) {
        let number = r.map_or(0, |r| r.index() + 1);
        out.put(&number.to_le_bytes());
    }

    fn read(input: &mut Input<'_>) -> Result<Option<FuncRef>, SnapshotError> {
        let Some(index) = input.number()?.checked_sub(1) else {
            return Ok(None);
        };
        if index >= input.functions {
            return Err(SnapshotError::Corrupt);
        }
        Ok(FuncRef::new(index))
    }
}

impl Reference for ExternRef {
    const SIZE: usize = 1;

    fn value(r: Option<ExternRef>) -> Value {
        Value::from(r)
    }

    fn of(value: Value) -> Option<Option<ExternRef>> {
        value.externref()
    }

    fn write(r: Option<ExternRef>, out: &mut dyn Sink) {
        out.put(&[u8::from(r.is_some())]);
        if let Some(r) = r {
            out.host_value(r.handle());
        }
    }

    fn read(input: &mut Input<'_>) -> Result<Option<ExternRef>, SnapshotError> {
        match input.take::<1>()? {
            [0] => Ok(None),
            _ => Err(SnapshotError::Corrupt),
        }
    }
}

impl<T: Reference> Part for Option<T> {
    fn encode(&self, out: &mut dyn Sink) {
        T::write(*self, out);
    }

    fn decode(&mut self, input: &mut Input<'_>, step: Step) -> Result<(), SnapshotError> {
        let value = T::read(input)?;
        if step == Step::Apply {
            *self = value;
        }
        Ok(())
    }

    fn value(&self) -> Option<Value> {
        Some(T::value(*self))
    }

    fn set_value(&mut self, value: Value) {
        *self = T::of(value).unwrap_or(*self);
    }
}

fn encode_items<T: Reference>(items: &[Option<T>], out: &mut dyn Sink) {
    out.put(&(items.len() as u32).to_le_bytes());
    items.iter().for_each(|item| T::write(*item, out));
}

/// How many references follow. They are all there, so what is allocated for them is not much more than the input.
fn count<T: Reference>(input: &mut Input<'_>) -> Result<u32, SnapshotError> {
    let count = input.number()?;
    match (count as usize).checked_mul(T::SIZE) {
        Some(bytes) if bytes <= input.left() => Ok(count),
        _ => Err(SnapshotError::Corrupt),
    }
}

impl<T: Reference> Part for Table<T> {
    fn encode(&self, out: &mut dyn Sink) {
        encode_items(self.items(), out);
    }

    fn decode(&mut self, input: &mut Input<'_>, step: Step) -> Result<(), SnapshotError> {
        let count = count::<T>(input)?;
        if count > self.max() {
            return Err(SnapshotError::Limit);
        }
        if count < self.min() {
            return Err(SnapshotError::Corrupt);
        }
        if step == Step::Apply {
            self.resize(count).map_err(|_| SnapshotError::OutOfMemory)?;
        }
        for index in 0..count {
            let value = T::read(input)?;
            if step == Step::Apply {
                self.set(index, value).ok_or(SnapshotError::Corrupt)?;
            }
        }
        Ok(())
    }

    fn growth_denied(&self) -> Option<GrowthDenied> {
        self.growth_denied()
    }
}

impl<T: Reference> Part for Elem<T> {
    fn encode(&self, out: &mut dyn Sink) {
        encode_items(self.items(), out);
    }

    fn decode(&mut self, input: &mut Input<'_>, step: Step) -> Result<(), SnapshotError> {
        let count = count::<T>(input)?;
        let mut items = Vec::new();
        if step == Step::Apply {
            let room = items.try_reserve_exact(count as usize);
            room.map_err(|_| SnapshotError::OutOfMemory)?;
        }
        for _ in 0..count {
            let value = T::read(input)?;
            if step == Step::Apply {
                items.push(value);
            }
        }
        if step == Step::Apply {
            *self = Elem::new(items);
        }
        Ok(())
    }
}

impl Part for Data {
    fn encode(&self, out: &mut dyn Sink) {
        out.put(&[u8::from(!self.is_dropped())]);
    }

    fn decode(&mut self, input: &mut Input<'_>, step: Step) -> Result<(), SnapshotError> {
        let dropped = match input.take::<1>()? {
            [0] => true,
            [1] => false,
            _ => return Err(SnapshotError::Corrupt),
        };
        if step == Step::Apply {
            *self = self.with_dropped(dropped);
        }
        Ok(())
    }
}
