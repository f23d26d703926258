//! The official WebAssembly specification suite, run against translated modules.
//!
//! `suite` lists the files, `script` turns one into modules and commands, the build script translates the modules,
//! `bundle` holds the result, and the runner in `tests/suite.rs` executes the commands.
//!
//! Besides, `random` and `tests/smoke.rs` compare some random modules with an interpreter that others wrote.
#![forbid(unsafe_code)]

pub mod bundle;
pub mod expect;
pub mod random;
pub mod random_modules;
pub mod script;
pub mod skip;
pub mod suite;
pub mod translation;
