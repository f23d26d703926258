use include_wasm::include_wasm;

include_wasm! {
    mod add = "../wasm/add.wat" {
        fuel: true,
        max_stack: 65536,
        fuel: false,
        rename: { "add": plus, "add": sum },
    }
}

fn main() {}
