//! `torture` runs all cases, `torture NAME` one of them.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    test_torture::supervise::main()
}
