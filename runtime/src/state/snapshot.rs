//! [`Snapshot`]: a guest's state as bytes.

use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use super::part::Step;
use super::{Parts, PartsMut, Sink};
use crate::{Trap, TrapCode};

/// What a snapshot begins with; the last byte is the version of the format.
const MAGIC: [u8; 8] = *b"iwasm\0s\x01";

/// A guest's state as bytes, to be stored or sent: made by [`GuestState::save`], taken back by [`GuestState::load`] or
/// by `Instance::restore`.
///
/// It holds the contents of memories (without blocks of zeros), globals, tables, and which segments are dropped; and the
/// hash of the module, since it makes sense only for the same one. Limits, fuel and whatever the host keeps are not part
/// of it. Two states that are equal give the same bytes on every machine.
///
/// The bytes may come from anywhere: only loading them says whether they are a snapshot. With the feature `serde` it is
/// `Serialize` and `Deserialize`, as bytes.
///
/// ```
/// use include_wasm::{GuestState, Snapshot, SnapshotError};
///
/// fn restart(guest: &mut dyn GuestState, file: Vec<u8>) -> Result<(), SnapshotError> {
///     guest.load(&Snapshot::from_bytes(file))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot(Vec<u8>);

impl Snapshot {
    /// A snapshot of which only [loading](GuestState::load) says whether it is one.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Snapshot {
        Snapshot(bytes)
    }

    /// The bytes; `from_bytes` takes them back.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Why a snapshot could not be made or loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It is no snapshot, or one of another version of the format.
    Format,
    /// It is of another module.
    Module,
    /// It says what can't be: it was damaged or made up.
    Corrupt,
    /// A memory or table in it is larger than this instance may have, see [`Limits`](crate::Limits).
    Limit,
    /// There is no room for it, or the budget has not enough left.
    OutOfMemory,
    /// The state has a reference to a value of the host, which means nothing elsewhere.
    HostValue,
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SnapshotError::Format => "no snapshot, or one of another version",
            SnapshotError::Module => "a snapshot of another module",
            SnapshotError::Corrupt => "a damaged snapshot",
            SnapshotError::Limit => "a snapshot larger than the host allows",
            SnapshotError::OutOfMemory => "no room for the snapshot",
            SnapshotError::HostValue => "a reference to a value of the host can't be saved",
        })
    }
}

impl Error for SnapshotError {}

impl From<SnapshotError> for Trap {
    /// [`TrapCode::OutOfMemory`] where there is no room, else [`TrapCode::Host`]; the error is inside.
    fn from(error: SnapshotError) -> Trap {
        match error {
            SnapshotError::Limit | SnapshotError::OutOfMemory => {
                Trap::caused(TrapCode::OutOfMemory, error)
            }
            _ => Trap::host(error),
        }
    }
}

/// What is left of a snapshot that is being read.
pub struct Input<'a> {
    bytes: &'a [u8],
    /// How many functions the module has.
    pub(super) functions: u32,
}

impl<'a> Input<'a> {
    pub(super) fn take<const N: usize>(&mut self) -> Result<&'a [u8; N], SnapshotError> {
        let (head, tail) = self
            .bytes
            .split_first_chunk()
            .ok_or(SnapshotError::Corrupt)?;
        self.bytes = tail;
        Ok(head)
    }

    pub(super) fn number(&mut self) -> Result<u32, SnapshotError> {
        self.take().map(|bytes| u32::from_le_bytes(*bytes))
    }

    pub(super) fn left(&self) -> usize {
        self.bytes.len()
    }
}

/// Collects a snapshot, as far as there is room.
struct Output {
    bytes: Vec<u8>,
    error: Option<SnapshotError>,
}

impl Sink for Output {
    fn put(&mut self, bytes: &[u8]) {
        if self.error.is_none() && self.bytes.try_reserve(bytes.len()).is_ok() {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.error.get_or_insert(SnapshotError::OutOfMemory);
        }
    }

    fn host_value(&mut self, _: u64) {
        self.error.get_or_insert(SnapshotError::HostValue);
    }
}

/// See `GuestState::save`.
pub(crate) fn save(module_hash: u128, parts: Parts<'_>) -> Result<Snapshot, SnapshotError> {
    let mut out = Output {
        bytes: Vec::new(),
        error: None,
    };
    out.put(&MAGIC);
    out.put(&module_hash.to_le_bytes());
    parts(&mut |part| part.encode(&mut out));
    match out.error {
        None => Ok(Snapshot(out.bytes)),
        Some(error) => Err(error),
    }
}

/// See `GuestState::load`. `functions`: how many the module has.
pub(crate) fn load(
    snapshot: &Snapshot,
    module_hash: u128,
    functions: usize,
    parts: PartsMut<'_>,
) -> Result<(), SnapshotError> {
    let mut input = Input {
        bytes: &snapshot.0,
        functions: u32::try_from(functions).unwrap_or(u32::MAX),
    };
    if input.take().ok() != Some(&MAGIC) {
        return Err(SnapshotError::Format);
    }
    if *input.take()? != module_hash.to_le_bytes() {
        return Err(SnapshotError::Module);
    }
    // Everything is looked at before anything changes.
    for step in [Step::Check, Step::Apply] {
        let mut input = Input { ..input };
        let mut result = Ok(());
        parts(&mut |part| {
            if result.is_ok() {
                result = part.decode(&mut input, step);
            }
        });
        result?;
        if input.left() > 0 {
            return Err(SnapshotError::Corrupt);
        }
    }
    Ok(())
}
