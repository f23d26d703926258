use include_wasm::include_wasm;

include_wasm!();
include_wasm!(add);
include_wasm!(mod = "../wasm/add.wat");
include_wasm!(mod add);
include_wasm!(mod add "../wasm/add.wat");
include_wasm!(mod self = "../wasm/add.wat");
include_wasm!("../wasm/add.wat" { fuel: true });
include_wasm!(mod one = "../wasm/add.wat"; mod two = "../wasm/add.wat";);
include_wasm!(pub struct Add;);
include_wasm!(inline "(module)");
include_wasm!(mod none = []);

fn main() {}
