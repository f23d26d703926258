//! [`HasWasi`], and the trait [`Preview1`] for every host that has it.

use super::Errno;
use super::ctx::WasiCtx;
use super::memory::GuestMemory;
use super::preview1::{Preview1, functions};
use crate::{GuestState, Trap};

/// A host with a [`WasiCtx`]: it has [`Preview1`], and all that a module can import of WASI.
///
/// ```
/// use include_wasm::wasi::{HasWasi, Preview1, WasiCtx};
///
/// struct Host {
///     wasi: WasiCtx,
/// }
///
/// impl HasWasi for Host {
///     fn wasi(&mut self) -> &mut WasiCtx {
///         &mut self.wasi
///     }
/// }
///
/// fn is_host(_: impl Preview1) {}
/// is_host(Host { wasi: WasiCtx::new() });
/// ```
pub trait HasWasi {
    /// The world that the guest sees.
    fn wasi(&mut self) -> &mut WasiCtx;
}

impl HasWasi for WasiCtx {
    fn wasi(&mut self) -> &mut WasiCtx {
        self
    }
}

impl<T: HasWasi> HasWasi for &mut T {
    fn wasi(&mut self) -> &mut WasiCtx {
        (**self).wasi()
    }
}

/// Why a call did not succeed.
#[derive(Debug)]
pub(super) enum Fail {
    /// The guest is told.
    Errno(Errno),
    /// The guest is ended.
    Trap(Trap),
}

impl From<Errno> for Fail {
    fn from(errno: Errno) -> Fail {
        Fail::Errno(errno)
    }
}

impl From<Trap> for Fail {
    fn from(trap: Trap) -> Fail {
        Fail::Trap(trap)
    }
}

/// What the functions of a [`WasiCtx`] return.
pub(super) type Done = Result<(), Fail>;

fn finish(result: Done) -> Result<i32, Trap> {
    match result {
        Ok(()) => Ok(0),
        Err(Fail::Errno(errno)) => Ok(errno.to_i32()),
        Err(Fail::Trap(trap)) => Err(trap),
    }
}

macro_rules! implement {
    ($($(#[$doc:meta])* $name:ident($($param:ident: $ty:ty),* $(,)?);)*) => {
        #[allow(clippy::too_many_arguments)]
        impl<T: HasWasi> Preview1 for T {
            $(fn $name(&mut self, guest: &mut dyn GuestState, $($param: $ty),*) -> Result<i32, Trap> {
                let mut memory = GuestMemory(guest.memory_bytes_mut(0).unwrap_or_default());
                finish(self.wasi().$name(&mut memory, $($param),*))
            })*
        }
    };
}

functions!(implement);
