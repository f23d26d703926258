use include_wasm::include_wasm;

include_wasm!(mod a = env!("INCLUDE_WASM_NO_SUCH_VARIABLE"));
include_wasm!(mod b = concat!("../wasm/", NAME, ".wat"));
include_wasm!(mod c = include_str!("../wasm/add.wat"));

fn main() {}
