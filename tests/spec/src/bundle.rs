//! The translated scripts: one Rust module per list of Wasm modules, written by the build script.

use include_wasm::{CallError, Trap, Value};

/// The modules of a script, instantiated one after the other; `module` indexes `Script::modules`.
pub trait Bundle {
    /// Instantiates a module, to which everything before it is already linked.
    ///
    /// # Errors
    ///
    /// The trap that instantiation ended with.
    fn init(&mut self, module: usize) -> Result<(), Trap>;

    /// Calls an exported function.
    ///
    /// # Errors
    ///
    /// The trap, or why there was no call at all.
    fn call(&mut self, module: usize, name: &str, args: &[Value]) -> Result<Vec<Value>, CallError>;

    /// The value of an exported global.
    fn global(&self, module: usize, name: &str) -> Option<Value>;
}

/// A fresh bundle, or why the translator rejected the script's modules.
pub type Start = fn() -> Result<Box<dyn Bundle>, String>;

include!(concat!(env!("OUT_DIR"), "/bundles.rs"));
