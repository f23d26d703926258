// Relative paths, whose candidates depend on the machine, are in `tests/rebuild.rs`.
use include_wasm::include_wasm;

include_wasm!("/nowhere/plugin.wasm");
include_wasm!(mod list = ["../wasm/add.wat", "/nowhere/lib.wasm", concat!("/nowhere/", "other.wasm")]);
include_wasm!("../wasm");

fn main() {}
