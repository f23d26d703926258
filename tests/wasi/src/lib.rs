//! Guests for the tests in `tests/`, translated once for all of them.
#![forbid(unsafe_code)]

use include_wasm::include_wasm;

include_wasm! {
    /// A guest that calls what the test calls: every function of preview 1, exported.
    pub mod all = "../../guests/wasi/all.wat"
}

include_wasm! {
    /// Arguments, environment, standard streams, clocks, randomness and an exit status, from C.
    pub mod hello = "../../guests/wasi/hello.wasm"
}

include_wasm! {
    /// What POSIX programs do with files, from C.
    pub mod files = "../../guests/wasi/files.wasm"
}
