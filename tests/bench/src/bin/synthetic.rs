//! Generated modules: calls through large tables, instantiation (`--instantiate COUNT`), and calls of the host (`--imports COUNT`).
#![forbid(unsafe_code)]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use include_wasm::Trap;
use test_bench::{Caller, Touch};

include!(concat!(env!("OUT_DIR"), "/synthetic.rs"));

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let word = arguments.next().unwrap_or_default();
    let count = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(100);
    let result = match &word[..] {
        "--instantiate" => instantiate("growing", count, k_instantiate_growing::Instance::new)
            .and_then(|()| instantiate("fixed", count, k_instantiate_fixed::Instance::new)),
        "--imports" => imports(count),
        _ => return test_bench::runner::main(KERNELS),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(trap) => {
            eprintln!("{trap}");
            ExitCode::FAILURE
        }
    }
}

/// A host that does next to nothing.
struct Host;

impl k_imports_dyn::Host for Host {
    fn step(&mut self, _: &mut k_imports_dyn::Guest, x: i32) -> Result<i32, Trap> {
        Ok(x.wrapping_mul(31).wrapping_add(7))
    }
}

impl k_imports_generic::Host for Host {
    fn step(&mut self, _: &mut k_imports_generic::Guest, x: i32) -> Result<i32, Trap> {
        Ok(x.wrapping_mul(31).wrapping_add(7))
    }
}

/// Prints nanoseconds of a million calls of the host, by functions that take it as `dyn` and by ones that are generic.
fn imports(count: u32) -> Result<(), Trap> {
    const CALLS: i32 = 1 << 20;
    let mut plain = k_imports_dyn::Instance::new(Host)?;
    let mut generic = k_imports_generic::Instance::new(Host)?;
    for _ in 0..count {
        let callers: [(&str, &mut dyn Caller); 2] =
            [("dyn", &mut plain), ("generic", &mut generic)];
        for (name, caller) in callers {
            let start = Instant::now();
            black_box(caller.run(black_box(CALLS))?);
            println!("{name} {}", start.elapsed().as_nanos());
        }
    }
    Ok(())
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
