//! Generated modules: calls through large tables, and instantiation (`--instantiate COUNT`).
#![forbid(unsafe_code)]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use include_wasm::Trap;
use test_bench::Touch;

include!(concat!(env!("OUT_DIR"), "/synthetic.rs"));

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().is_none_or(|a| a != "--instantiate") {
        return test_bench::runner::main(KERNELS);
    }
    let count = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(100);
    let result = instantiate("growing", count, k_instantiate_growing::Instance::new)
        .and_then(|()| instantiate("fixed", count, k_instantiate_fixed::Instance::new));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(trap) => {
            eprintln!("{trap}");
            ExitCode::FAILURE
        }
    }
}

/// Prints nanoseconds of each instantiation, of the first call after it, which touches all memory, and of a clone.
fn instantiate<T: Touch + Clone>(
    mode: &str,
    count: u32,
    new: fn() -> Result<T, Trap>,
) -> Result<(), Trap> {
    for _ in 0..count {
        let start = Instant::now();
        let mut instance = black_box(black_box(new)()?);
        let created = start.elapsed();
        black_box(instance.touch()?);
        let touched = start.elapsed();
        let start = Instant::now();
        let clone = black_box(instance.clone());
        let cloned = start.elapsed();
        let start = Instant::now();
        drop(black_box(clone));
        let dropped = start.elapsed();
        println!(
            "{mode} {} {} {} {}",
            created.as_nanos(),
            touched.as_nanos(),
            cloned.as_nanos(),
            dropped.as_nanos()
        );
    }
    Ok(())
}
