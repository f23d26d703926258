use include_wasm::include_wasm;

include_wasm! {
    mod add = "../wasm/add.wat" {
        max_stak: 1024,
        fuel: true,
        optimise: 3,
    }
}

fn main() {}
