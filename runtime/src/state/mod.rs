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

use crate::GuestState;
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

/// Writes all parts down, in order.
fn encode<G: GuestState + ?Sized>(guest: &G, out: &mut dyn Sink) {
    guest.parts(&mut |part| part.encode(out));
}
