//! Compiles WebAssembly to Rust from a build script, where `include_wasm!` does it while the crate
//! compiles: for files that a build script makes, or to read the generated code.
//!
//! ```toml
//! [dependencies]
//! include-wasm = "0.1"
//!
//! [build-dependencies]
//! include-wasm-cli = "0.1"
//! ```
//!
//! ```no_run
//! // build.rs
//! include_wasm_cli::Build::new("wasm/plugin.wasm").max_stack(512 * 1024).compile("plugin");
//! ```
//!
//! ```ignore
//! // src/main.rs
//! include!(concat!(env!("OUT_DIR"), "/plugin.rs")); // mod plugin { … }
//! ```
//!
//! The generated module is the same as `include_wasm!(mod plugin = "wasm/plugin.wasm")` gives. Cargo is
//! told to run the build script again when one of the files changes.
//!
//! The package also has the command `include-wasm`; see `include-wasm --help`.
#![forbid(unsafe_code)]

pub mod audit;
mod build;
pub mod check;
mod input;
pub mod inspect;
pub mod pretty;

pub use build::{Build, Error};
pub use input::read_source;
