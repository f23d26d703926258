//! The kernels with some kernels with one option changed each.
#![forbid(unsafe_code)]

use std::process::ExitCode;

include!(concat!(env!("OUT_DIR"), "/switches.rs"));

fn main() -> ExitCode {
    test_bench::runner::main(KERNELS)
}
