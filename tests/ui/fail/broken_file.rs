use include_wasm::include_wasm;

include_wasm!("../wasm/truncated.wasm");
include_wasm!("../wasm/invalid.wat");
include_wasm!("../wasm/syntax.wat");
include_wasm!("../wasm/notes.txt");
include_wasm!("../wasm/component.wasm");
include_wasm!(mod empty = inline "");

fn main() {}
