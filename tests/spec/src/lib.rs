//! The official WebAssembly specification suite, run against translated modules.
//!
//! `suite` lists the files, `script` turns one into modules and commands, the build script translates the modules,
//! `bundle` holds the result, and the runner in `tests/suite.rs` executes the commands.
#![forbid(unsafe_code)]

pub mod bundle;
pub mod expect;
pub mod script;
pub mod skip;
pub mod suite;
pub mod translation;
