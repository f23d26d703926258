//! The guests of `guests/`, translated.

use include_wasm::include_wasm;

include_wasm!(pub mod recursion = "../guests/recursion.wat");
include_wasm!(pub mod vectors = "../guests/vectors.wat");
include_wasm!(pub mod start = "../guests/start.wat");
include_wasm!(pub mod start_loop = "../guests/start_loop.wat" { fuel: true });
include_wasm!(pub mod start_trap = "../guests/start_trap.wat");
include_wasm!(pub mod host = "../guests/host.wat");
include_wasm!(pub mod fuelled = "../guests/loops.wat" { fuel: true });
include_wasm!(pub mod interruptible = "../guests/loops.wat" { interrupt: true });
include_wasm!(pub mod bombs = "../guests/bombs.wat");
include_wasm!(pub mod bounds = "../guests/bounds.wat");
include_wasm!(pub mod data_end = "../guests/data_end.wat");
include_wasm!(pub mod elem_end = "../guests/elem_end.wat");
include_wasm!(pub mod huge_memory = "../guests/huge_memory.wat");
include_wasm!(pub mod huge_table = "../guests/huge_table.wat");
include_wasm!(pub mod arithmetic = "../guests/arithmetic.wat");
include_wasm!(pub mod names = "../guests/names.wat" {
    stubs: ["*"],
    rename: {
        "*/ panic!() /*": comment,
        "\"); std::process::abort(); (\"": quote,
        "": empty,
        "self": own,
        "\0": nul,
    }
});
include_wasm!(pub mod frames = "../guests/frames.wat" { fuel: true });
