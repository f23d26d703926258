//! A batch: some hundred modules, translated into one program.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::compile::{Libraries, Profile};
use crate::generate::Sample;
use crate::process::{Play, Plays, Program};

/// Something that is wrong with a module.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Which.
    pub seed: u64,
    /// What.
    pub what: String,
    /// Whether it is the other engine's: a second one agrees with us, or the engine did not survive the module.
    pub oracle: bool,
}

/// Modules that could be translated.
#[derive(Debug)]
pub struct Batch {
    /// Where its files are.
    pub(crate) folder: PathBuf,
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
        self.findings.push(Finding {
            seed,
            what,
            oracle: false,
        });
    }

    fn file(&self, seed: u64) -> PathBuf {
        self.folder.join(format!("m{seed}.rs"))
    }

    /// The program of a profile.
    pub fn program(&self, profile: Profile) -> Program {
        Program {
            path: self.folder.join(profile.name()),
            args: Vec::new(),
        }
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
            let Err(e) = libraries.compile(profile, &main, &self.program(profile).path) else {
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
        let Plays { played, ended } = self.program(profile).play()?;
        for (seed, how) in ended {
            self.find(seed, format!("{}: {how}", profile.name()));
        }
        Ok(played)
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
