//! Runs of many batches.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::batch::{Batch, Finding};
use crate::compare::{Tally, compare};
use crate::compile::{Libraries, Profile, folder};
use crate::generate::{Sample, sample};

/// What to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// First seed.
    pub from: u64,
    /// How many.
    pub count: u64,
    /// Modules per program.
    pub batch: u64,
    /// Go on after the last batch that `progress.tsv` has.
    pub resume: bool,
    /// The profiles.
    pub profiles: Vec<Profile>,
}

/// Compiles samples into programs, runs them, and compares.
///
/// # Errors
///
/// If programs can't be written, compiled or run.
pub fn examine(
    libraries: &Libraries,
    profiles: &[Profile],
    folder: &Path,
    samples: Vec<Sample>,
) -> io::Result<(Tally, Vec<Finding>)> {
    let modules: BTreeMap<u64, Vec<u8>> =
        samples.iter().map(|s| (s.seed, s.bytes.clone())).collect();
    let mut batch = Batch::translate(folder, samples)?;
    let mut plays = Vec::new();
    for profile in profiles {
        batch.compile(libraries, *profile)?;
    }
    for profile in profiles {
        plays.push((*profile, batch.run(*profile)?));
    }
    let tally = compare(&mut batch, &plays)?;
    save(&batch.findings, &modules)?;
    Ok((tally, batch.findings))
}

/// Keeps the modules in which something was found.
fn save(findings: &[Finding], modules: &BTreeMap<u64, Vec<u8>>) -> io::Result<()> {
    let failures = folder().join("findings");
    for Finding { seed, what } in findings {
        fs::create_dir_all(&failures)?;
        fs::write(failures.join(format!("{seed}.txt")), what)?;
        if let Some(bytes) = modules.get(seed) {
            fs::write(failures.join(format!("{seed}.wasm")), bytes)?;
        }
    }
    Ok(())
}

/// Runs all of a plan; the findings are printed as they come.
///
/// # Errors
///
/// As [`examine`].
pub fn run(plan: &Plan) -> io::Result<(Tally, Vec<Finding>)> {
    let libraries = Libraries::build()?;
    let progress = folder().join("progress.tsv");
    let mut next = plan.from;
    if plan.resume {
        next = last(&progress).unwrap_or(plan.from);
    }
    let end = plan.from + plan.count;
    let (begin, first) = (Instant::now(), next);
    let (mut total, mut findings) = (Tally::default(), Vec::new());
    let scratch = Scratch::new()?;
    while next < end {
        let to = (next + plan.batch).min(end);
        let samples = (next..to).map(sample).collect();
        let (tally, found) = examine(&libraries, &plan.profiles, &scratch.0, samples)?;
        for Finding { seed, what } in &found {
            println!("module {seed}: {what}");
        }
        findings.extend(found);
        total.add(tally);
        let minutes = begin.elapsed().as_secs_f64() / 60.0;
        println!(
            "{next}..{to}: {} modules in {minutes:.1} min, {:.0} a minute; {} instances, {} calls ({} traps), {} cut, {} findings",
            to - first,
            (to - first) as f64 / minutes,
            total.instances,
            total.calls,
            total.traps,
            total.cut,
            findings.len()
        );
        let mut log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&progress)?;
        let Tally {
            modules,
            instances,
            calls,
            traps,
            cut,
        } = tally;
        writeln!(
            log,
            "{next}\t{to}\t{modules}\t{instances}\t{calls}\t{traps}\t{cut}"
        )?;
        next = to;
    }
    Ok((total, findings))
}

/// Where the last batch ended.
fn last(progress: &Path) -> Option<u64> {
    let text = fs::read_to_string(progress).ok()?;
    text.lines().last()?.split('\t').nth(1)?.parse().ok()
}

/// A folder for programs, gone in the end.
#[derive(Debug)]
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// A new one.
    ///
    /// # Errors
    ///
    /// If it can't be made.
    pub fn new() -> io::Result<Scratch> {
        let path = folder().join(format!("batch-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Left over, it is only in the way.
        let _ = fs::remove_dir_all(&self.0);
    }
}
