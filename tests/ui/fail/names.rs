use include_wasm::include_wasm;

include_wasm! {
    mod add = "../wasm/add.wat" {
        rename: { "add": new },
    }
}

fn main() {}
