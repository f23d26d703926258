//! The random modules, translated by the build script.

use include_wasm::{Dynamic, Trap};

/// Instantiates a module.
pub type Start = fn() -> Result<Box<dyn Dynamic>, Trap>;

include!(concat!(env!("OUT_DIR"), "/random.rs"));
