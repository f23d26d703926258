//! A library that happens to be WebAssembly inside; its callers can't tell.

use include_wasm::{Trap, include_wasm};

// The module never grows its memory. `fixed_memory_pages` tells the compiler so: the memory becomes
// an array of known size, and most bounds checks disappear.
include_wasm! {
    mod guest = "../../tests/guests/sha256.wasm" {
        fixed_memory_pages: 1,
    }
}

/// How much the guest takes at once; see `tests/guests/sha256.c`.
const CHUNK: usize = 4096;

/// The SHA-256 of `data`.
///
/// ```
/// let empty = examples::sha256(b"")?;
/// assert_eq!(empty[..4], [0xe3, 0xb0, 0xc4, 0x42]);
/// # Ok::<(), include_wasm::Trap>(())
/// ```
///
/// # Errors
///
/// If there is no memory for the guest, whose 64 KiB are allocated here.
pub fn sha256(data: &[u8]) -> Result<[u8; 32], Trap> {
    let mut guest = guest::Instance::new()?;
    let buffer = guest.buffer()?;
    guest.init()?;
    for chunk in data.chunks(CHUNK) {
        guest.memory_mut().write_slice(buffer, chunk)?;
        guest.update(chunk.len() as i32)?;
    }
    let digest = guest.finish()?;
    Ok(*guest.memory().array(digest)?)
}
