//! WebAssembly modules compiled into safe Rust while your crate compiles.
//!
#![cfg_attr(all(feature = "macros", feature = "wat"), doc = "```")]
#![cfg_attr(not(all(feature = "macros", feature = "wat")), doc = "```ignore")]
//! use include_wasm::include_wasm;
//!
//! // From a file: `include_wasm!("add.wasm");`
//! include_wasm!(mod add = inline r#"(module
//!     (func (export "add") (param i32 i32) (result i32)
//!         (i32.add (local.get 0) (local.get 1))))"#);
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
//! * `wat` (default): `include_wasm!` accepts WebAssembly text, in files and `inline`.
//! * `wasi`: a host for [WASI preview 1](wasi), `no_std` as well; `wasi-cap-std` adds real directories
//!   and the operating system's randomness.
//! * `serde`: [`Snapshot`] is `Serialize` and `Deserialize`.
//! * `libm`: square root for targets without `std`. One of `std` and `libm` is required.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

#[cfg(not(any(feature = "std", feature = "libm")))]
compile_error!("include-wasm needs a square root: enable the feature `std` or `libm`");

mod budget;
mod caller;
mod catch_all;
mod cx;
mod dynamic;
mod exports;
mod fuel;
mod limits;
mod memory;
mod num;
mod pod;
mod reference;
#[doc(hidden)]
pub mod rt;
pub mod simd;
mod stack;
mod state;
mod table;
#[doc = include_str!("../THREATS.md")]
pub mod threat_model {}
mod trap;
mod value;
mod view;
pub mod wasi;

#[cfg(target_has_atomic = "ptr")]
pub use budget::Budget;
pub use catch_all::CatchAll;
pub use dynamic::{
    CallError, Dynamic, DynamicHost, ExportInfo, ExternType, GuestState, ImportInfo, TryClone,
};
#[cfg(target_has_atomic = "ptr")]
pub use limits::Interrupt;
pub use limits::Limits;
#[cfg(all(feature = "std", target_has_atomic = "64", not(target_family = "wasm")))]
pub use memory::shared::SharedMemory;
pub use memory::{FixedMemory, GrowthDenied, Memory, PAGE_SIZE};
pub use pod::Pod;
pub use reference::{ExternRef, ExternTable, FuncRef};
pub use simd::V128;
pub use state::{Snapshot, SnapshotError};
pub use table::Table;
pub use trap::{Frame, Trap, TrapCode};
pub use value::{ValType, Value};
pub use view::{Address, MemoryError, MemoryView};

#[cfg(feature = "macros")]
#[doc(hidden)]
pub use include_wasm_macro::__include_wasm_code;
/// The derive lays a struct out as C does on wasm32; see the trait of the same name.
#[cfg(feature = "macros")]
pub use include_wasm_macro::Pod;
/// # Input
///
/// Either a path, which gives the module its name, or an item-like header:
///
/// ```text
/// include_wasm!("plugin.wasm");
/// include_wasm! {
///     /// Documentation of the module.
///     pub mod plugin = "../wasm/plugin.wasm" { fuel: true }
/// }
/// include_wasm!(mod test = inline "(module …)");
/// include_wasm!(mod app = ["main.wasm", env: "library.wasm"]);   // linked at compile time
/// ```
///
/// A path is relative to the file with the invocation, else to the package. It can be
/// `concat!(env!("OUT_DIR"), "/plugin.wasm")`, too. The contents may be WebAssembly text (feature `wat`).
///
/// # Output
///
/// A module with
///
/// * `Instance`: the guest together with its host. Exported functions are methods; each returns
///   `Result<_, Trap>`.
/// * one trait for each import namespace, which the host implements; its methods get the guest's
///   state as `guest: &mut Guest`.
/// * `Guest`: memories, globals and tables; `Clone`, which is a snapshot.
/// * `Exports`: the exported functions as a trait.
///
#[cfg_attr(feature = "wat", doc = "```")]
#[cfg_attr(not(feature = "wat"), doc = "```ignore")]
/// use include_wasm::{Trap, include_wasm};
///
/// include_wasm! {
///     mod hello = inline r#"(module
///         (import "env" "log" (func $log (param i32 i32)))
///         (memory (export "memory") 1)
///         (data (i32.const 8) "hello")
///         (func (export "run") (call $log (i32.const 8) (i32.const 5))))"#
/// }
///
/// struct Host(Vec<String>);
///
/// impl hello::Env for Host {
///     fn log(&mut self, guest: &mut hello::Guest, ptr: i32, len: i32) -> Result<(), Trap> {
///         self.0.push(guest.memory().str(ptr, len)?.to_owned());
///         Ok(())
///     }
/// }
///
/// let mut hello = hello::Instance::new(Host(Vec::new()))?;
/// hello.run()?;
/// assert_eq!(hello.imports().0, ["hello"]);
/// # Ok::<(), Trap>(())
/// ```
///
/// # Options
///
/// * `max_memory_pages: 256`: ceiling of every memory, in pages of 64 KiB; [`Limits`] may lower it.
/// * `fixed_memory_pages: 256`: memories, but for imported and shared ones, have exactly this size and never grow, which
///   makes the code faster.
/// * `max_stack: 512 * 1024`: bytes of native stack that one call may use, unless [`Limits`] say.
/// * `fuel: true`: count what is executed, see [`Limits::fuel`].
/// * `interrupt: true`: let the host stop the guest, see [`Interrupt`].
/// * `nan: canonical`: arithmetic yields one NaN only, so that results are the same everywhere.
/// * `relaxed_simd: fast`: relaxed vector instructions do what is fastest on the target, of what the specification allows
///   (fused multiplication, minimum and maximum as [`simd`] says), instead of the same everywhere (`deterministic`).
/// * `backtrace: false`: traps without [`Frame`]s, for slightly smaller code.
/// * `dynamic: true`: also [`Dynamic`] and [`CatchAll`], for hosts that know names at run time only.
/// * `stubs: ["env.emscripten_*"]`: these imports trap when called, instead of being methods.
/// * `rename: { "my-export": run }`: names of methods.
/// * `traits: { "env": crate::Env }`: an existing trait for an import namespace.
/// * `implements: crate::Plugin { run }`: an existing trait for the instance.
/// * `proof: "plugin.proof.json"`: where the build writes its certificate: SHA-256 of the module, versions of translator, checker and
///   compiler, options, functions and operators validated, and which rules of the checker were used. A relative path is
///   in the package's directory, so that the file can be kept beside the module and changes show in review; what should not
///   be there goes to `concat!(env!("OUT_DIR"), "/plugin.proof.json")`, which needs a build script. The same build writes the same bytes, and
///   a file that has them already is not touched. `include-wasm check --proof` writes the same for code in a file.
/// * `crate: ::include_wasm`: the path of this crate.
///
#[cfg(feature = "macros")]
pub use include_wasm_macro::include_wasm;
