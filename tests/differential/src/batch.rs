//! A batch: some hundred modules, translated into one program.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use crate::compile::{Libraries, Profile};
use crate::generate::Sample;

/// What a batch may take to run, each profile; a module that does not end is found by it.
const PATIENCE: Duration = Duration::from_secs(300);

/// Something that is wrong with a module.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Which.
    pub seed: u64,
    /// What.
    pub what: String,
}

/// What a profile's program printed of one module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Play {
    /// What was left of the fuel.
    pub fuel: u64,
    /// A hash per line of the transcript, or `stack`.
    pub lines: Vec<String>,
}

/// Modules that could be translated.
#[derive(Debug)]
pub struct Batch {
    folder: PathBuf,
    /// Those that are still in it.
    pub samples: Vec<Sample>,
    /// Whether the instance has a type parameter for its host, by seed.
    generic: BTreeMap<u64, bool>,
    /// What was found so far.
    pub findings: Vec<Finding>,
}

impl Batch {
    /// Translates modules, and has the checker look at each translation.
    ///
    /// # Errors
    ///
    /// If files can't be written.
    pub fn translate(folder: &Path, samples: Vec<Sample>) -> io::Result<Batch> {
        fs::create_dir_all(folder)?;
        let mut batch = Batch {
            folder: folder.to_owned(),
            samples: Vec::new(),
            generic: BTreeMap::new(),
            findings: Vec::new(),
        };
        for sample in samples {
            match translate(&sample) {
                Ok((text, generic)) => {
                    fs::write(batch.file(sample.seed), text)?;
                    batch.generic.insert(sample.seed, generic);
                    batch.samples.push(sample);
                }
                Err(what) => batch.find(sample.seed, what),
            }
        }
        Ok(batch)
    }

    fn find(&mut self, seed: u64, what: String) {
        self.findings.push(Finding { seed, what });
    }

    fn file(&self, seed: u64) -> PathBuf {
        self.folder.join(format!("m{seed}.rs"))
    }

    /// The program of a profile.
    pub fn program(&self, profile: Profile) -> PathBuf {
        self.folder.join(profile.name())
    }

    /// Compiles the program. Modules that rustc rejects are findings, and left out.
    ///
    /// # Errors
    ///
    /// If files can't be written, or rustc says nothing of a module.
    pub fn compile(&mut self, libraries: &Libraries, profile: Profile) -> io::Result<()> {
        let main = self.folder.join("main.rs");
        loop {
            fs::write(&main, self.main())?;
            let Err(e) = libraries.compile(profile, &main, &self.program(profile)) else {
                return Ok(());
            };
            let message = e.to_string();
            let blamed = |sample: &Sample| message.contains(&format!("m{}.rs", sample.seed));
            let Some(place) = self.samples.iter().position(blamed) else {
                return Err(e);
            };
            let sample = self.samples.remove(place);
            self.find(sample.seed, format!("does not compile: {message}"));
        }
    }

    fn main(&self) -> String {
        let mut text =
            String::from("use test_differential_player::{Case, Host, Module, main as play};\n");
        let mut list = String::from("static MODULES: &[Module] = &[\n");
        for Sample { seed, options, .. } in &self.samples {
            let (ident, generic) = (&options.ident, self.generic[seed]);
            let (ty, host) = match generic {
                true => (
                    "Instance<include_wasm::CatchAll<Host>>",
                    "include_wasm::CatchAll(Host), ",
                ),
                false => ("Instance", ""),
            };
            let _ = writeln!(
                text,
                "include!(\"m{seed}.rs\");\n\
                 impl Case for {ident}::{ty} {{\n\
                 fn get(&self) -> &dyn include_wasm::Dynamic {{ self }}\n\
                 fn get_mut(&mut self) -> &mut dyn include_wasm::Dynamic {{ self }}\n\
                 fn fuel(&self) -> u64 {{ include_wasm::GuestState::fuel(self.guest()) }}\n}}"
            );
            let _ = writeln!(
                list,
                "Module {{ seed: {seed}, start: |l| Ok(Box::new({ident}::Instance::with_limits({host}l)?)) }},"
            );
        }
        text + &list + "];\nfn main() -> std::process::ExitCode { play(MODULES) }\n"
    }

    /// Runs the program. Modules that end the process, or don't end, are findings.
    ///
    /// # Errors
    ///
    /// If it can't be started.
    pub fn run(&mut self, profile: Profile) -> io::Result<BTreeMap<u64, Play>> {
        let mut plays = BTreeMap::new();
        let mut args = Vec::new();
        loop {
            let (text, ended) = run(&self.program(profile), &args)?;
            let (whole, rest) = text.rsplit_once('\n').unwrap_or(("", &text));
            plays.extend(whole.lines().filter_map(parse));
            let Err(how) = ended else { return Ok(plays) };
            let Some(seed) = rest.split(' ').next().and_then(|seed| seed.parse().ok()) else {
                return Err(io::Error::other(format!("{}: {how}", profile.name())));
            };
            self.find(seed, format!("{}: {how}", profile.name()));
            args = vec!["after".to_owned(), seed.to_string()];
        }
    }

    /// The whole transcript of one module.
    ///
    /// # Errors
    ///
    /// If it can't be run.
    pub fn transcript(&self, profile: Profile, seed: u64) -> io::Result<Vec<String>> {
        let args = ["only".to_owned(), seed.to_string()];
        let (text, _) = run(&self.program(profile), &args)?;
        Ok(text.lines().map(str::to_owned).collect())
    }
}

/// The text of the translated module, and whether its instance has a type parameter.
fn translate(sample: &Sample) -> Result<(String, bool), String> {
    let sources = [include_wasm_translate::options::Source {
        name: "module".to_owned(),
        bytes: sample.bytes.clone(),
        links: None,
    }];
    let expansion = include_wasm_translate::translate(&sources, &sample.options)
        .map_err(|e| format!("not translated: {e}"))?;
    let items = format!("{}\n{}", expansion.surface, expansion.code);
    test_check::check(&sources, &sample.options, &items)
        .map_err(|e| format!("the checker rejects it: {e}"))?;
    let generic = expansion.surface.contains("pub struct Instance<I>");
    Ok((expansion.module(&sample.options), generic))
}

fn parse(line: &str) -> Option<(u64, Play)> {
    let mut words = line.split(' ');
    let seed = words.next()?.parse().ok()?;
    let fuel = words.next()?.parse().ok()?;
    let lines = words.map(str::to_owned).collect();
    Some((seed, Play { fuel, lines }))
}

/// What a program prints, and how it ended if not well.
fn run(program: &Path, args: &[String]) -> io::Result<(String, Result<(), String>)> {
    let mut child = Command::new(program)
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let stdout = child.stdout.take();
    let reader = thread::spawn(move || stdout.map(io::read_to_string));
    let begin = Instant::now();
    let ended = loop {
        if let Some(status) = child.try_wait()? {
            break match status.success() {
                true => Ok(()),
                false => Err(format!("the process ended with {status}")),
            };
        }
        if begin.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            break Err(format!("no end after {PATIENCE:?}"));
        }
        thread::sleep(Duration::from_millis(5));
    };
    let text = reader
        .join()
        .ok()
        .flatten()
        .unwrap_or_else(|| Ok(String::new()))?;
    Ok((text, ended))
}
