use include_wasm::include_wasm;

include_wasm!(mod less = "../wasm/host.wat" { max_memory_pages: 1 });
include_wasm!(mod none = "../wasm/add.wat" { fixed_memory_pages: 16 });

fn main() {}
