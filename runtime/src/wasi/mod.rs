//! WASI preview 1: what compilers for C, Rust, Go, Zig and others expect of a system.
//!
//! A module that imports `wasi_snapshot_preview1` needs a host with the trait [`Preview1`]. That
//! trait, [`Errno`] and [`exit_status`] are always here; everything else needs the feature `wasi`:
//!
//! * [`WasiCtx`] is a program's world: arguments, environment, clock, randomness, standard streams
//!   and directories. A new one gives nothing of all that; [`WasiCtx::builder`] does.
//! * [`HasWasi`] makes a host of the struct that owns a [`WasiCtx`].
//! * [`Clock`], [`Random`], [`Input`], [`Output`] and [`Fs`] are what it is made of, as traits;
//!   [`FixedClock`], [`SeededRandom`], [`Buffer`] and [`MemFs`] need no operating system and make a
//!   run reproducible.
//! * With the feature `std`: `SystemClock`, `Reader` and `Writer`, the process's own streams.
//! * With the feature `wasi-cap-std`: `RealDir`, a directory that a guest can't leave, and
//!   `OsRandom`.
//!
//! ```ignore
//! use include_wasm::include_wasm;
//! use include_wasm::wasi::{Buffer, HasWasi, WasiCtx};
//!
//! include_wasm!(mod hello = "hello.wasm");
//!
//! struct Host(WasiCtx);
//!
//! impl HasWasi for Host {
//!     fn wasi(&mut self) -> &mut WasiCtx {
//!         &mut self.0
//!     }
//! }
//!
//! fn main() -> Result<(), include_wasm::Trap> {
//!     let wasi = WasiCtx::builder().arg("hello").stdout(Buffer::new()).build();
//!     let mut hello = hello::Instance::new(Host(wasi))?;
//!     let status = hello.start()?;
//!     let stdout: &Buffer = hello.imports().0.stdout().unwrap();
//!     println!("exit status {status}, {} bytes", stdout.bytes().len());
//!     Ok(())
//! }
//! ```
//!
//! A *command* exports `_start`, which runs the program once; the generated instance has a method
//! `start` that gives its exit status. A *reactor* exports functions to call
//! as often as one likes; its `_initialize` is called by `Instance::new`.
//!
//! # What a guest can't do
//!
//! Every pointer and length is checked; one outside of the guest's memory is [`Errno::FAULT`]. One
//! call moves at most as many bytes as the guest has memory, looks at 1,024 buffers, and takes paths
//! of at most 4,096 bytes; the rest is a short read or write, or an error. What a guest can make
//! the host keep is bounded by [`MemFs`]'s and [`Buffer`]'s capacities and by
//! [`Builder::max_descriptors`]. A real directory is only bounded by the disk.

mod errno;
mod preview1;

pub use errno::Errno;
pub use preview1::Preview1;

#[cfg(feature = "wasi")]
mod clock;
#[cfg(feature = "wasi")]
mod ctx;
#[cfg(feature = "wasi")]
mod fd;
#[cfg(feature = "wasi")]
mod fs;
#[cfg(feature = "wasi")]
mod host;
#[cfg(feature = "wasi")]
mod memfs;
#[cfg(feature = "wasi")]
mod memory;
#[cfg(feature = "wasi")]
mod memtree;
#[cfg(feature = "wasi")]
mod path;
#[cfg(feature = "wasi")]
mod poll;
#[cfg(feature = "wasi")]
mod process;
#[cfg(feature = "wasi")]
mod random;
#[cfg(feature = "wasi-cap-std")]
mod real;
#[cfg(feature = "wasi")]
mod stream;
#[cfg(all(feature = "wasi", feature = "std"))]
mod system;
#[cfg(feature = "wasi")]
mod table;
#[cfg(feature = "wasi")]
mod types;

#[cfg(feature = "wasi-cap-std")]
pub use real::{OsRandom, RealDir};
#[cfg(all(feature = "wasi", feature = "std"))]
pub use system::{Reader, SystemClock, Writer};
#[cfg(feature = "wasi")]
pub use {
    clock::{Clock, ClockId, FixedClock},
    ctx::{Builder, WasiCtx},
    fs::{DirEntry, Fs, Node, OpenOptions},
    host::HasWasi,
    memfs::MemFs,
    random::{Random, SeededRandom},
    stream::{Buffer, Input, Null, Output, Ready},
    types::{FdFlags, FileStat, FileType, Rights, SetTime, SetTimes},
};

use crate::Trap;

/// The import namespace.
pub(crate) const PREVIEW1: &str = "wasi_snapshot_preview1";

/// The exit status of a command, from what its `_start` returned: 0 if it returned, else what it
/// gave to `proc_exit`.
///
/// ```
/// use include_wasm::{Trap, TrapCode, wasi};
///
/// assert_eq!(wasi::exit_status(Ok(())).unwrap(), 0);
/// assert_eq!(wasi::exit_status(Err(Trap::exit(3))).unwrap(), 3);
/// assert!(wasi::exit_status(Err(TrapCode::Unreachable.into())).is_err());
/// ```
///
/// # Errors
///
/// Any trap but [`Trap::exit`].
pub fn exit_status(result: Result<(), Trap>) -> Result<i32, Trap> {
    match result {
        Ok(()) => Ok(0),
        Err(trap) => trap.exit_status().ok_or(trap),
    }
}
