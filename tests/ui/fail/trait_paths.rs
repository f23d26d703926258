use include_wasm::include_wasm;

include_wasm! {
    mod host = "../wasm/host.wat" {
        traits: { "env": crate::Missing },
    }
}

include_wasm! {
    mod add = "../wasm/add.wat" {
        implements: crate::Plugin,
    }
}

trait Plugin {
    fn add(&mut self, a: i32, b: i64) -> Result<i32, include_wasm::Trap>;
}

fn main() {}
