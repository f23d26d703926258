//! Drives one kernel and prints what was measured.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use include_wasm::Trap;

use crate::{Kernel, Start, clock};

/// What a runner is asked to do.
pub struct Request {
    /// The kernel.
    pub name: String,
    /// How often to run it.
    pub runs: usize,
    /// Stop repeating after this time; zero = never.
    pub budget: Duration,
}

impl Request {
    /// `MODULE RUNS [BUDGET_MS]`
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Request> {
        let name = arguments.next()?;
        let runs = arguments.next()?.parse().ok()?;
        let budget = match arguments.next() {
            Some(text) => Duration::from_millis(text.parse().ok()?),
            None => Duration::ZERO,
        };
        Some(Request { name, runs, budget })
    }
}

/// The whole of a runner for generated code. `--list` prints the names of its kernels.
pub fn main(kernels: &[(&str, Start)]) -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.peek().is_some_and(|a| a == "--list") {
        kernels.iter().for_each(|(name, _)| println!("{name}"));
        return ExitCode::SUCCESS;
    }
    let Some(request) = Request::parse(arguments) else {
        eprintln!("usage: RUNNER MODULE RUNS [BUDGET_MS] | RUNNER --list");
        return ExitCode::from(2);
    };
    let Some((_, start)) = kernels.iter().find(|(name, _)| *name == request.name) else {
        eprintln!("there is no kernel {}", request.name);
        return ExitCode::from(2);
    };
    let result = instantiate(*start).and_then(|mut kernel| drive(&mut *kernel, &request));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(trap) => {
            eprintln!("{}: {trap}", request.name);
            ExitCode::FAILURE
        }
    }
}

/// Behind `black_box`, so that nothing about the instance, such as its memory's length, is known to the optimiser.
fn instantiate(start: Start) -> Result<Box<dyn Kernel>, Trap> {
    let now = Instant::now();
    let kernel = black_box(start)()?;
    println!("instantiate_ns {}", now.elapsed().as_nanos());
    Ok(black_box(kernel))
}

/// Runs a kernel as often as asked, and prints its checksum after the first run and the time of every run.
///
/// # Errors
/// If the kernel traps.
pub fn drive(kernel: &mut dyn Kernel, request: &Request) -> Result<(), Trap> {
    let start = Instant::now();
    for i in 0..request.runs {
        kernel.init()?;
        let (wall, cpu) = (Instant::now(), clock::thread_cpu());
        measured_run(kernel)?;
        let (cpu, wall) = (clock::thread_cpu() - cpu, wall.elapsed());
        if i == 0 {
            println!("check {:#018x}", kernel.check()?.to_bits());
        }
        println!("run_ns {} {}", wall.as_nanos(), cpu.as_nanos());
        if !request.budget.is_zero() && start.elapsed() > request.budget {
            break;
        }
    }
    Ok(())
}

/// Not inlined: callgrind counts what happens inside.
#[inline(never)]
fn measured_run(kernel: &mut dyn Kernel) -> Result<(), Trap> {
    black_box(kernel).run()
}
