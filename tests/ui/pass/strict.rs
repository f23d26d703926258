//! Generated code raises no lint of the crate that it lands in.
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms)]
#![deny(missing_debug_implementations, missing_copy_implementations, unused_results)]
#![deny(single_use_lifetimes, trivial_casts, trivial_numeric_casts, unused_lifetimes, let_underscore_drop)]
#![forbid(unsafe_code)]

use include_wasm::{include_wasm, Trap};

include_wasm!("../wasm/add.wat");
include_wasm!("../wasm/sum.wasm");

include_wasm! {
    /// A module with imports.
    pub mod host = "../wasm/host.wat" {
        max_memory_pages: 4,
        max_stack: 256 * 1024,
        fuel: true,
        interrupt: true,
        nan: canonical,
        relaxed_simd: fast,
        dynamic: true,
        rename: { "run": go },
    }
}

#[derive(Debug, Default)]
struct Host(String);

impl host::Env for Host {
    fn log(&mut self, guest: &mut host::Guest, ptr: i32, len: i32) -> Result<(), Trap> {
        self.0 = guest.memory().str(ptr, len)?.to_owned();
        Ok(())
    }
    fn now(&mut self, _: &mut host::Guest) -> Result<i64, Trap> {
        Ok(42)
    }
}

fn main() -> Result<(), Trap> {
    assert_eq!(add::Instance::new()?.add(1, 2)?, 3);
    assert_eq!(sum::Instance::new()?.sum(1, 2)?, 3);
    let mut host = host::Instance::new(Host::default())?;
    assert_eq!(host.go()?, 42);
    assert_eq!(host.imports().0, "hello");
    Ok(())
}
