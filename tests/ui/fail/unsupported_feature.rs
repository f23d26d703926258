use include_wasm::include_wasm;

include_wasm!("../wasm/tail_call.wat");
include_wasm!("../wasm/stack_switching.wat");
include_wasm!(mod wide = inline "(module (memory i64 1))");

fn main() {}
