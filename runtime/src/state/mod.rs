//! What a guest's state consists of, seen from outside: [`Part`]s that can be written down ([`Snapshot`]), read back and
//! hashed.
//!
//! Generated code only lists the parts (`GuestState::parts`); their encoding is in [`part`] and is the same for a
//! snapshot and for a hash.

mod hash;
pub mod part;
#[cfg(feature = "serde")]
mod serde;
mod snapshot;

pub(crate) use hash::hash;
pub use part::Part;
pub use snapshot::{Snapshot, SnapshotError};
pub(crate) use snapshot::{load, save};

/// Where encoded state goes.
pub trait Sink {
    /// Takes some more bytes.
    fn put(&mut self, bytes: &[u8]);

    /// Notes a reference to a value of the host.
    fn host_value(&mut self, handle: u64);
}

/// Calls what it is given with each part of a guest, in order: `GuestState::parts` of a guest whose type is left out, so that
/// what follows is compiled once and not for every module.
pub(crate) type Parts<'a> = &'a dyn Fn(&mut dyn FnMut(&dyn Part));
/// Likewise, to change them.
pub(crate) type PartsMut<'a> = &'a mut dyn FnMut(&mut dyn FnMut(&mut dyn Part));
