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

include_wasm! {
    /// Directories, buffered files, a hash map, sleeping, from Rust.
    pub mod report = "../../guests/wasi/report.wasm"
}

include_wasm! {
    /// Directories and rights, from Zig.
    pub mod tree = "../../guests/wasi/tree.wasm"
}

include_wasm! {
    /// Arguments and streams, from AssemblyScript.
    pub mod echo = "../../guests/wasi/echo.wasm"
}
