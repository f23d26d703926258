//! The kernels with memory that grows, the default.
#![forbid(unsafe_code)]

use std::process::ExitCode;

include!(concat!(env!("OUT_DIR"), "/growing.rs"));

fn main() -> ExitCode {
    test_bench::runner::main(KERNELS)
}
