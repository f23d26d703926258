//! The kernels with `fixed_memory_pages`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

include!(concat!(env!("OUT_DIR"), "/fixed.rs"));

fn main() -> ExitCode {
    test_bench::runner::main(KERNELS)
}
