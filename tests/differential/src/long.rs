//! Runs of many batches.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::batch::{Batch, Finding};
use crate::compare::compare;
use crate::compile::{Libraries, Profile, folder};
use crate::generate::{Sample, sample};
use crate::tally::Tally;

/// What to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// First seed.
    pub from: u64,
    /// How many.
    pub count: u64,
    /// Modules per program.
    pub batch: u64,
    /// Batches at the same time.
    pub jobs: usize,
    /// Leave out the batches that `progress.tsv` has, and count them in.
    pub resume: bool,
}

/// Who examines batches, and with what.
#[derive(Debug)]
pub struct Runner {
    libraries: Libraries,
    profiles: Vec<Profile>,
    differential: PathBuf,
}

/// What came of some modules.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What was compared.
    pub tally: Tally,
    /// What was found.
    pub findings: Vec<Finding>,
    /// How long it took to translate, to compile, to play, and to ask the other engines and compare.
    pub times: [Duration; 4],
}

impl Runner {
    /// Builds what the batches are linked with; `differential` is this package's program.
    ///
    /// # Errors
    ///
    /// What cargo said.
    pub fn new(profiles: &[Profile], differential: PathBuf) -> io::Result<Runner> {
        Ok(Runner {
            libraries: Libraries::build()?,
            profiles: profiles.to_vec(),
            differential,
        })
    }

    /// Compiles samples into programs, runs them, and compares.
    ///
    /// # Errors
    ///
    /// If programs can't be written, compiled or run.
    pub fn examine(&self, folder: &Path, samples: Vec<Sample>) -> io::Result<Report> {
        let modules: BTreeMap<u64, Vec<u8>> =
            samples.iter().map(|s| (s.seed, s.bytes.clone())).collect();
        let mut lap = Instant::now();
        let mut times = [Duration::ZERO; 4];
        let mut passed = |place: usize| {
            times[place] = lap.elapsed();
            lap = Instant::now();
        };
        let mut batch = Batch::translate(folder, samples)?;
        passed(0);
        for profile in &self.profiles {
            batch.compile(&self.libraries, *profile)?;
        }
        passed(1);
        let mut plays = Vec::new();
        for profile in &self.profiles {
            plays.push((*profile, batch.run(*profile)?));
        }
        passed(2);
        let tally = compare(&mut batch, &plays, &self.differential)?;
        passed(3);
        save(&batch.findings, &modules)?;
        for Finding { seed, what, oracle } in &batch.findings {
            let whose = if *oracle { " (not ours)" } else { "" };
            println!("module {seed}{whose}: {what}");
        }
        Ok(Report {
            tally,
            findings: batch.findings,
            times,
        })
    }

    /// Runs all of a plan; the findings are printed as they come.
    ///
    /// # Errors
    ///
    /// As [`Runner::examine`].
    pub fn run(&self, plan: &Plan) -> io::Result<Tally> {
        let progress = Progress::new(plan)?;
        let end = plan.from + plan.count;
        let next = Mutex::new(plan.from);
        let job = || -> io::Result<()> {
            loop {
                let from = {
                    let mut next = next.lock().expect("no job panics");
                    let from = *next;
                    *next += plan.batch;
                    from
                };
                if from >= end {
                    return Ok(());
                }
                let to = (from + plan.batch).min(end);
                if progress.has(from, to) {
                    continue;
                }
                let scratch = Scratch::new()?;
                let report = self.examine(&scratch.0, (from..to).map(sample).collect())?;
                progress.add(from, to, &report)?;
            }
        };
        thread::scope(|scope| {
            let jobs: Vec<_> = (0..plan.jobs).map(|_| scope.spawn(job)).collect();
            jobs.into_iter()
                .try_for_each(|job| job.join().expect("no job panics"))
        })?;
        Ok(progress.total())
    }
}

/// Keeps the modules in which something was found.
fn save(findings: &[Finding], modules: &BTreeMap<u64, Vec<u8>>) -> io::Result<()> {
    let failures = folder().join("findings");
    for Finding { seed, what, .. } in findings {
        fs::create_dir_all(&failures)?;
        fs::write(failures.join(format!("{seed}.txt")), what)?;
        if let Some(bytes) = modules.get(seed) {
            fs::write(failures.join(format!("{seed}.wasm")), bytes)?;
        }
    }
    Ok(())
}

/// What is done so far, also by runs before: `progress.tsv` has a line for each batch.
struct Progress {
    file: PathBuf,
    begin: Instant,
    /// Batches of runs before, and what came of them.
    before: BTreeMap<(u64, u64), Tally>,
    now: Mutex<Done>,
}

/// What this run has done.
#[derive(Default)]
struct Done {
    samples: u64,
    tally: Tally,
    times: [Duration; 4],
}

impl Progress {
    fn new(plan: &Plan) -> io::Result<Progress> {
        let file = folder().join("progress.tsv");
        let mut before = BTreeMap::new();
        if plan.resume && file.exists() {
            for line in fs::read_to_string(&file)?.lines() {
                let fields: Vec<u64> = line.split('\t').map_while(|f| f.parse().ok()).collect();
                if let [from, to, rest @ ..] = &fields[..]
                    && let Ok(numbers) = <[u64; 8]>::try_from(rest)
                    && *from >= plan.from
                    && *to <= plan.from + plan.count
                {
                    before.insert((*from, *to), Tally::from_numbers(numbers));
                }
            }
        }
        Ok(Progress {
            file,
            begin: Instant::now(),
            before,
            now: Mutex::default(),
        })
    }

    fn has(&self, from: u64, to: u64) -> bool {
        self.before.contains_key(&(from, to))
    }

    fn add(&self, from: u64, to: u64, report: &Report) -> io::Result<()> {
        let mut now = self.now.lock().expect("no job panics");
        let numbers = report.tally.numbers().map(|n| n.to_string()).join("\t");
        let mut log = OpenOptions::new();
        let mut log = log.create(true).append(true).open(&self.file)?;
        writeln!(log, "{from}\t{to}\t{numbers}")?;
        now.samples += to - from;
        now.tally = now.tally.plus(report.tally);
        for (sum, time) in now.times.iter_mut().zip(report.times) {
            *sum += time;
        }
        let minutes = self.begin.elapsed().as_secs_f64() / 60.0;
        println!(
            "{from}..{to}: {:.0} a minute for {minutes:.1} minutes {:?}; {}",
            now.samples as f64 / minutes,
            now.times.map(|time| time.as_secs()),
            self.sum(now.tally)
        );
        Ok(())
    }

    fn sum(&self, now: Tally) -> Tally {
        self.before
            .values()
            .fold(now, |sum, tally| sum.plus(*tally))
    }

    fn total(&self) -> Tally {
        self.sum(self.now.lock().expect("no job panics").tally)
    }
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
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = folder().join(format!("batch-{}-{count}", std::process::id()));
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
