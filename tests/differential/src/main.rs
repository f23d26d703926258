//! The runner, see `README.md`.
#![forbid(unsafe_code)]

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;
use std::{fs, thread};

use lexopt::prelude::*;
use test_differential::batch::Finding;
use test_differential::compile::{Libraries, Profile};
use test_differential::generate::{given, sample, shapes};
use test_differential::long::{Plan, Scratch, examine, run};
use test_differential_player::STACK;

const USAGE: &str = "usage: differential [run] [--from SEED] [--count N] [--batch N] [--resume] [--profile debug|release]
       differential seed SEED…        these modules only, which are kept
       differential shapes            modules of extreme shape
       differential file FILE…        modules of yours, binary or text";

fn main() -> ExitCode {
    // The other engines recurse on this thread.
    let thread = thread::Builder::new().stack_size(2 * STACK);
    let result = thread.spawn(|| command().map_err(|e| e.to_string()));
    match result.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(0))) => ExitCode::SUCCESS,
        Ok(Ok(Ok(_))) => ExitCode::FAILURE,
        Ok(Ok(Err(e))) => {
            eprintln!("error: {e}");
            ExitCode::from(2)
        }
        _ => ExitCode::from(2),
    }
}

/// How many modules something was found in.
fn command() -> Result<usize, Box<dyn Error>> {
    let mut plan = Plan {
        from: 0,
        count: 1000,
        batch: 250,
        resume: false,
        profiles: Profile::ALL.to_vec(),
    };
    let mut words = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("from") => plan.from = parser.value()?.parse()?,
            Long("count") => plan.count = parser.value()?.parse()?,
            Long("batch") => plan.batch = parser.value()?.parse::<u64>()?.max(1),
            Long("resume") => plan.resume = true,
            Long("profile") => {
                let name = parser.value()?.string()?;
                plan.profiles.retain(|profile| profile.name() == name);
            }
            Value(word) => words.push(word.string()?),
            other => return Err(format!("{}\n{USAGE}", other.unexpected()).into()),
        }
    }
    let begin = Instant::now();
    let samples = match words.split_first() {
        None => Vec::new(),
        Some((command, rest)) => match &command[..] {
            "run" if rest.is_empty() => Vec::new(),
            "seed" => {
                let seeds = rest.iter().map(|seed| seed.parse::<u64>());
                seeds
                    .map(|seed| Ok(sample(seed?)))
                    .collect::<Result<_, Box<dyn Error>>>()?
            }
            "file" => {
                let files = (0..).zip(rest);
                let given = files.map(|(i, file)| Ok(given(i, binary(&fs::read(file)?)?)));
                given.collect::<Result<_, Box<dyn Error>>>()?
            }
            "shapes" if rest.is_empty() => {
                let texts = (0..).zip(shapes::texts());
                let given = texts.map(|(i, (_, text))| Ok(given(i, binary(text.as_bytes())?)));
                given.collect::<Result<_, Box<dyn Error>>>()?
            }
            _ => return Err(USAGE.into()),
        },
    };
    let (tally, findings) = match samples.is_empty() {
        true => run(&plan)?,
        false => {
            let (libraries, scratch) = (Libraries::build()?, Scratch::new()?);
            let result = examine(&libraries, &plan.profiles, &scratch.0, samples)?;
            for Finding { seed, what } in &result.1 {
                println!("module {seed}: {what}");
            }
            result
        }
    };
    // Counted by `.ci/run`.
    println!(
        "differential: {} passed, {} failed; {} instances, {} calls ({} traps), {} cut short, {} s",
        tally.modules,
        findings.len(),
        tally.instances,
        tally.calls,
        tally.traps,
        tally.cut,
        begin.elapsed().as_secs()
    );
    Ok(findings.len())
}

fn binary(bytes: &[u8]) -> Result<Vec<u8>, String> {
    include_wasm_translate::to_binary(bytes)
}
