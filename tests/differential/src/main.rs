//! The runner, see `README.md`.
#![forbid(unsafe_code)]

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs, thread};

use lexopt::prelude::*;
use test_differential::compile::Profile;
use test_differential::generate::{Sample, given, sample, shapes};
use test_differential::long::{Plan, Runner, Scratch};
use test_differential::oracle::Engine;
use test_differential_player::STACK;

const USAGE: &str =
    "usage: differential [run] [--from SEED] [--count N] [--batch N] [--jobs N] [--resume]
       differential seed SEED…        these modules only
       differential shapes            modules of extreme shape
       differential file FILE…        modules of yours, binary or text
       differential oracle ENGINE FOLDER …    what it starts itself for: another engine

       --profile debug|release        only that";

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

/// Findings that are ours.
fn command() -> Result<u64, Box<dyn Error>> {
    let mut plan = Plan {
        from: 0,
        count: 1000,
        batch: 250,
        jobs: 1,
        resume: false,
    };
    let mut profiles = Profile::ALL.to_vec();
    let mut words = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("from") => plan.from = parser.value()?.parse()?,
            Long("count") => plan.count = parser.value()?.parse()?,
            Long("batch") => plan.batch = parser.value()?.parse::<u64>()?.max(1),
            Long("jobs") => plan.jobs = parser.value()?.parse::<usize>()?.max(1),
            Long("resume") => plan.resume = true,
            Long("profile") => {
                let name = parser.value()?.string()?;
                profiles.retain(|profile| profile.name() == name);
            }
            Value(word) => words.push(word.string()?),
            other => return Err(format!("{}\n{USAGE}", other.unexpected()).into()),
        }
    }
    let begin = Instant::now();
    let (command, rest) = match words.split_first() {
        None => ("run", &[][..]),
        Some((command, rest)) => (&command[..], rest),
    };
    let samples: Vec<Sample> = match command {
        "oracle" => return oracle(rest).map(|()| 0),
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
    };
    let runner = Runner::new(&profiles, env::current_exe()?)?;
    let tally = match command {
        "run" => runner.run(&plan)?,
        _ => runner.examine(&Scratch::new()?.0, samples)?.tally,
    };
    // Counted by `.ci/run`.
    println!(
        "differential: {} passed, {} failed; {tally}, {} s",
        tally.modules,
        tally.ours,
        begin.elapsed().as_secs()
    );
    Ok(tally.ours)
}

/// Plays modules on another engine; the process may not survive it.
fn oracle(words: &[String]) -> Result<(), Box<dyn Error>> {
    let [name, folder, args @ ..] = words else {
        return Err(USAGE.into());
    };
    let engines = [Engine::Wasmi, Engine::Wasmtime].into_iter();
    let engine = engines.filter(|e| e.is_there()).find(|e| e.name() == name);
    let engine = engine.ok_or_else(|| format!("there is no {name}"))?;
    Ok(engine.serve(Path::new(folder), args)?)
}

fn binary(bytes: &[u8]) -> Result<Vec<u8>, String> {
    include_wasm_translate::to_binary(bytes)
}
