//! Runs each case in a process of its own, so that one that ends its process is a failure with a name.

use std::process::{Command, ExitCode};
use std::time::Duration;
use std::{env, io, thread};

use crate::STACK;
use crate::cases::{CASES, Case};

/// Without arguments: all cases, each in a child of this program. With a name: that case, here.
pub fn main() -> ExitCode {
    match env::args().nth(1) {
        Some(name) => match CASES.iter().find(|case| case.name == name) {
            Some(case) => run(case),
            None => {
                eprintln!("there is no case {name:?}");
                ExitCode::from(2)
            }
        },
        None => match env::current_exe().and_then(|program| all(program.as_os_str())) {
            Ok(failed) => {
                // Counted by `.ci/run`.
                println!(
                    "torture: {} passed, {} failed",
                    CASES.len() - failed.len(),
                    failed.len()
                );
                ExitCode::from(u8::from(!failed.is_empty()))
            }
            Err(e) => {
                eprintln!("error: {e}");
                ExitCode::from(2)
            }
        },
    }
}

/// Runs all cases with this program; the names of those that failed.
///
/// # Errors
///
/// If it can't be started.
pub fn all(program: &std::ffi::OsStr) -> io::Result<Vec<&'static str>> {
    let mut failed = Vec::new();
    for case in CASES {
        let output = Command::new(program).arg(case.name).output()?;
        let survived = output.status.success();
        println!(
            "{:24} {}",
            case.name,
            if survived { "survived" } else { "FAILED" }
        );
        if !survived {
            println!(
                "{}\n{}",
                output.status,
                String::from_utf8_lossy(&output.stderr)
            );
            failed.push(case.name);
        }
    }
    Ok(failed)
}

/// Longer than any case takes, unoptimised and on a busy machine; only an endless loop gets there.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs one case, on its small thread. A panic is a failure, also where it does not abort.
fn run(case: &'static Case) -> ExitCode {
    thread::spawn(|| {
        thread::sleep(PATIENCE);
        eprintln!("no end after {PATIENCE:?}");
        std::process::exit(3);
    });
    let thread = thread::Builder::new().stack_size(STACK).spawn(case.run);
    match thread.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        Ok(Ok(Err(e))) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
        _ => ExitCode::FAILURE,
    }
}
