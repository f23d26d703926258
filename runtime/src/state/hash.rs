//! The hash of a state. The same algorithm, on the bytes of modules, makes `GuestState::module_hash`.

use super::{Parts, Sink};

/// 2^128 divided by the golden ratio, made odd.
const FACTOR: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;

/// The hash of all parts of a guest; the algorithm is documented at `GuestState::state_hash`.
pub(crate) fn hash(module_hash: u128, parts: Parts<'_>) -> u128 {
    let mut hasher = Hasher::default();
    hasher.put(&module_hash.to_le_bytes());
    parts(&mut |part| part.encode(&mut hasher));
    hasher.finish()
}

#[derive(Default)]
struct Hasher {
    sum: u128,
    /// Bytes that do not fill a word yet.
    rest: [u8; 8],
    filled: usize,
    len: u64,
}

impl Hasher {
    fn word(&mut self, word: [u8; 8]) {
        self.sum = (self.sum ^ u128::from(u64::from_le_bytes(word))).wrapping_mul(FACTOR);
        self.sum ^= self.sum >> 64;
    }

    fn finish(mut self) -> u128 {
        if self.filled > 0 {
            self.rest[self.filled..].fill(0);
            self.word(self.rest);
        }
        self.word(self.len.to_le_bytes());
        self.sum
    }
}

impl Sink for Hasher {
    fn put(&mut self, mut bytes: &[u8]) {
        self.len += bytes.len() as u64;
        if self.filled > 0 {
            let taken = bytes.len().min(8 - self.filled);
            let (head, tail) = bytes.split_at(taken);
            self.rest[self.filled..self.filled + taken].copy_from_slice(head);
            self.filled += taken;
            bytes = tail;
            if self.filled < 8 {
                return;
            }
            self.word(self.rest);
        }
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.word(*word);
        }
        self.rest[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
    }

    fn host_value(&mut self, handle: u64) {
        self.put(&handle.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pieces: &[&[u8]]) -> u128 {
        let mut hasher = Hasher::default();
        for piece in pieces {
            hasher.put(piece);
        }
        hasher.finish()
    }

    #[test]
    fn pieces_do_not_matter_but_bytes_do() {
        let bytes: [u8; 23] = core::array::from_fn(|i| i as u8);
        let whole = of(&[&bytes]);
        for cut in 0..bytes.len() {
            for second in cut..bytes.len() {
                assert_eq!(
                    of(&[&bytes[..cut], &bytes[cut..second], &bytes[second..]]),
                    whole
                );
            }
            let mut other = bytes;
            other[cut] ^= 1;
            assert_ne!(of(&[&other]), whole);
            assert_ne!(of(&[&bytes[..cut]]), whole);
        }
        // A word is its little-endian value on every machine, and the length closes it.
        let first = FACTOR ^ FACTOR >> 64;
        let last = (first ^ 1).wrapping_mul(FACTOR);
        assert_eq!(of(&[&[1]]), last ^ last >> 64);
    }
}
