//! WebAssembly modules compiled into safe Rust while your crate compiles.
//!
//! ```ignore
//! use include_wasm::include_wasm;
//!
//! include_wasm!("add.wasm"); // expands to `mod add { … }`
//!
//! fn main() -> Result<(), include_wasm::Trap> {
//!     let mut add = add::Instance::new()?;
//!     assert_eq!(add.add(1, 2)?, 3);
//!     Ok(())
//! }
//! ```
//!
//! This crate is the facade and the runtime: it re-exports the macro, holds the types that appear
//! in the interface of a generated module ([`Trap`], [`Memory`], [`Limits`], …), and, hidden, the
//! operators that generated code calls. It is `no_std` with `alloc`, has no dependencies by
//! default, and contains no `unsafe`.
//!
//! # Features
//!
//! * `std` (default): square root and rounding from the standard library.
//! * `macros` (default): the `include_wasm!` macro and `derive(Pod)`.
//! * `libm`: square root for targets without `std`. One of `std` and `libm` is required.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

#[cfg(not(any(feature = "std", feature = "libm")))]
compile_error!("include-wasm needs a square root: enable the feature `std` or `libm`");

mod catch_all;
mod cx;
mod dynamic;
mod limits;
mod memory;
mod num;
mod pod;
mod reference;
#[doc(hidden)]
pub mod rt;
mod stack;
mod table;
mod trap;
mod value;
mod view;

pub use catch_all::CatchAll;
pub use dynamic::{
    CallError, Dynamic, DynamicHost, ExportInfo, ExternType, GuestState, ImportInfo,
};
#[cfg(target_has_atomic = "ptr")]
pub use limits::Interrupt;
pub use limits::Limits;
pub use memory::{FixedMemory, GrowthDenied, Memory, PAGE_SIZE};
pub use pod::Pod;
pub use reference::{ExternRef, ExternTable, FuncRef};
pub use table::Table;
pub use trap::{Frame, Trap, TrapCode};
pub use value::{V128, ValType, Value};
pub use view::{Address, MemoryError, MemoryView};

#[cfg(feature = "macros")]
#[doc(hidden)]
pub use include_wasm_macro::__include_wasm_code;
#[cfg(feature = "macros")]
pub use include_wasm_macro::{Pod, include_wasm};
