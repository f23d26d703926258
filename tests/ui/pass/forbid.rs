//! Lints that a crate forbids can't even be allowed by generated code.
#![deny(warnings)]
#![forbid(missing_docs, unused, nonstandard_style, unreachable_pub, unsafe_code, trivial_casts)]
#![forbid(unused_qualifications, unused_results, clippy::unwrap_used, clippy::indexing_slicing)]

use include_wasm::{include_wasm, Trap};

/// What the module imports.
pub trait Log {
    /// Takes a line.
    fn log(&mut self, guest: &mut host::Guest, ptr: i32, len: i32) -> Result<(), Trap>;
    /// Tells the time.
    fn now(&mut self, guest: &mut host::Guest) -> Result<i64, Trap>;
}

/// What the module exports.
pub trait Run {
    /// Runs.
    fn run(&mut self) -> Result<i64, Trap>;
}

include_wasm! {
    /// A module with imports.
    pub mod host = "../wasm/host.wat" {
        fuel: true,
        dynamic: true,
        traits: { "env": crate::Log },
        implements: crate::Run,
    }
}

struct Host;

impl Log for Host {
    fn log(&mut self, _: &mut host::Guest, _: i32, _: i32) -> Result<(), Trap> {
        Ok(())
    }
    fn now(&mut self, _: &mut host::Guest) -> Result<i64, Trap> {
        Ok(7)
    }
}

fn run(plugin: &mut impl Run) -> Result<i64, Trap> {
    plugin.run()
}

fn main() -> Result<(), Trap> {
    assert_eq!(run(&mut host::Instance::new(Host)?)?, 7);
    Ok(())
}
