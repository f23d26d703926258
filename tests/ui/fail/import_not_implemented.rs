use include_wasm::{include_wasm, Trap};

include_wasm!("../wasm/host.wat");

struct Partial;

impl host::Env for Partial {
    fn log(&mut self, _: &mut host::Guest, _: i32, _: i32) -> Result<(), Trap> {
        Ok(())
    }
}

struct Nothing;

fn main() {
    let _ = host::Instance::new(Nothing);
}
