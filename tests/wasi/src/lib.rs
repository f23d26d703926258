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

include_wasm! {
    /// [`all`], for a host that has every import by its name.
    pub mod dynamic = "../../guests/wasi/all.wat" { dynamic: true }
}

include_wasm! {
    /// Modules with a memory of their own each, and one without.
    pub mod modules = [
        "../../guests/wasi/modules/bare.wat",
        "../../guests/wasi/modules/library.wat",
        "../../guests/wasi/modules/program.wat",
    ]
}

include_wasm! {
    /// A reactor, which counts how often it was initialised.
    pub mod reactor = inline r#"(module
        (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
        (memory (export "memory") 1)
        (global $count (mut i32) (i32.const 0))
        (func (export "_initialize")
            (global.set $count (i32.add (global.get $count) (i32.const 1))))
        (func (export "work") (result i32)
            (drop (call $yield))
            (global.get $count)))"#
}
