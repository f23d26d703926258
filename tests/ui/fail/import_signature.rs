use include_wasm::{include_wasm, Trap};

include_wasm!("../wasm/host.wat");

struct Host;

impl host::Env for Host {
    fn log(&mut self, _: &mut host::Guest, _: i32, _: i64) -> Result<(), Trap> {
        Ok(())
    }
    fn now(&mut self, _: &mut host::Guest) -> Result<i32, Trap> {
        Ok(0)
    }
}

fn main() {}
