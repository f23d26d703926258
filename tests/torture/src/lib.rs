//! Guests written to kill their host, and hosts that take no special care.
//!
//! The guests are in `guests/`, as text; what each of them tries and how it must end is in [`cases`]. A case runs on a
//! thread with a stack of 256 KiB, of which the guest may use a part ([`limits`]), and a case that ends its process is
//! found by the process that started it ([`supervise`]).
//!
//! What can't be tried because it doesn't compile: changing a guest while its memory is looked at.
//!
//! ```compile_fail,E0502
//! let mut guest = test_torture::bounds()?;
//! let view = guest.memory().slice(0, 16)?;
//! guest.store8(3)?; // may grow the memory under the view
//! assert_eq!(view[3], 1);
//! # Ok::<(), include_wasm::Trap>(())
//! ```
//!
//! An import can't keep a view of the memory while it calls back:
//!
//! ```compile_fail,E0502
//! # use include_wasm::Trap;
//! # use test_torture::guests::host;
//! fn again(guest: &mut host::Guest, imports: &mut impl host::Imports) -> Result<(), Trap> {
//!     let view = guest.memory().slice(0, 16)?;
//!     guest.with(imports).grown()?;
//!     assert_eq!(view[0], 0);
//!     Ok(())
//! }
//! ```
//!
//! The same with the view gone by then is fine:
//!
//! ```
//! # use include_wasm::Trap;
//! let mut guest = test_torture::bounds()?;
//! assert_eq!(guest.memory().slice(0, 16)?[3], 0);
//! guest.store8(3)?;
//! assert_eq!(guest.memory().slice(0, 16)?[3], 1);
//! # Ok::<(), Trap>(())
//! ```
#![forbid(unsafe_code)]

pub mod cases;
#[allow(missing_docs, reason = "each guest says in its file what it is")]
pub mod guests;
pub mod supervise;

use include_wasm::{Limits, Trap};

/// Bytes of native stack of the threads that cases run on.
pub const STACK: usize = 256 << 10;

/// What a guest may use of it. The rest is for the host: the import that is called when the guest is as deep as it
/// may be, and what leads to the call.
pub const MAX_STACK: usize = 128 << 10;

/// Limits that suit a small thread.
pub fn limits() -> Limits {
    Limits::new().max_stack(MAX_STACK)
}

/// A guest with a memory.
///
/// # Errors
///
/// If there is no room for it.
pub fn bounds() -> Result<guests::bounds::Instance, Trap> {
    guests::bounds::Instance::with_limits(limits())
}
