use include_wasm::include_wasm;

include_wasm!("../wasm/tail_call.wat");
include_wasm!("../wasm/simd.wat");
include_wasm!(mod wide = inline "(module (memory i64 1))");

fn main() {}
