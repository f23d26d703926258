//! Two modules linked at compile time: calls between them are calls of Rust functions, and they work on
//! the same memory.
//!
//! `cargo run -p examples --bin linking`

use include_wasm::{Trap, include_wasm};

include_wasm! {
    /// `squares` imports memory and functions from "heap", which is the other module's name.
    mod app = ["../../../tests/guests/heap.wat", "../../../tests/guests/squares.wat"]
}

/// What is left for the host: `env`, which none of the modules is.
struct Log(Vec<i32>);

impl app::Env for Log {
    fn log(&mut self, _: &mut app::Guest, value: i32) -> Result<(), Trap> {
        self.0.push(value);
        Ok(())
    }
}

fn main() -> Result<(), Trap> {
    let mut app = app::Instance::new(Log(Vec::new()))?;
    // The exports of the last module keep their names, those of the others are prefixed.
    let sum = app.sum_of_squares(5)?;
    println!("{:?} add up to {sum}", app.imports().0);
    let address = app.heap_alloc(8)?;
    println!("the next free byte is at {address}");
    println!("read by the library: {}", app.heap_sum(64, 5)?);
    Ok(())
}
