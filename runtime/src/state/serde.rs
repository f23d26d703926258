//! [`Snapshot`] with serde: bytes.

use alloc::vec::Vec;
use core::fmt;

use ::serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use ::serde::ser::{Serialize, Serializer};

use super::Snapshot;

/// The most bytes that are reserved because the input says that so many follow.
const MAX_RESERVED: usize = 1 << 20;

impl Serialize for Snapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.as_bytes())
    }
}

impl<'de> Deserialize<'de> for Snapshot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(Bytes)
    }
}

struct Bytes;

impl<'de> Visitor<'de> for Bytes {
    type Value = Snapshot;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes of a snapshot")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Snapshot, E> {
        let mut copy = Vec::new();
        copy.try_reserve_exact(bytes.len()).map_err(E::custom)?;
        copy.extend_from_slice(bytes);
        Ok(Snapshot::from_bytes(copy))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Snapshot, E> {
        Ok(Snapshot::from_bytes(bytes))
    }

    /// Formats without bytes, such as JSON, have lists of numbers.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Snapshot, A::Error> {
        let mut bytes = Vec::new();
        let hint = list.size_hint().unwrap_or(0).min(MAX_RESERVED);
        bytes.try_reserve(hint).map_err(A::Error::custom)?;
        while let Some(byte) = list.next_element()? {
            bytes.try_reserve(1).map_err(A::Error::custom)?;
            bytes.push(byte);
        }
        Ok(Snapshot::from_bytes(bytes))
    }
}
