//! The other engines, each in a process of its own: not all of them survive all modules.

mod interpreter;
#[cfg(feature = "wasmtime")]
mod jit;

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::generate::{Sample, given};
use crate::process::{Plays, Program};

/// An engine that others wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The interpreter. It can't be told to make NaNs canonical.
    Wasmi,
    /// The compiler.
    Wasmtime,
}

impl Engine {
    /// The name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Wasmi => "wasmi",
            Engine::Wasmtime => "wasmtime",
        }
    }

    /// Whether it is compiled in.
    pub fn is_there(self) -> bool {
        self == Engine::Wasmi || cfg!(feature = "wasmtime")
    }

    fn list(self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.txt", self.name()))
    }

    /// The process that plays what was [`ask`](Engine::ask)ed for; `differential` is this package's program.
    pub fn program(self, differential: &Path, folder: &Path) -> Program {
        Program {
            path: differential.to_owned(),
            args: vec![
                "oracle".to_owned(),
                self.name().to_owned(),
                folder.to_string_lossy().into_owned(),
            ],
        }
    }

    /// Plays modules in a process.
    ///
    /// # Errors
    ///
    /// If files can't be written, or the process can't be started.
    pub fn ask(self, differential: &Path, folder: &Path, samples: &[&Sample]) -> io::Result<Plays> {
        let mut list = String::new();
        for sample in samples {
            fs::write(folder.join(format!("{}.wasm", sample.seed)), &sample.bytes)?;
            list += &format!("{} {}\n", sample.seed, sample.options.canonical_nan);
        }
        fs::write(self.list(folder), list)?;
        self.program(differential, folder).play()
    }

    /// What the process does.
    ///
    /// # Errors
    ///
    /// If files can't be read.
    pub fn serve(self, folder: &Path, args: &[String]) -> io::Result<()> {
        let mut samples = Vec::new();
        for line in fs::read_to_string(self.list(folder))?.lines() {
            let (seed, canonical) = line.split_once(' ').unwrap_or((line, ""));
            let bytes = fs::read(folder.join(format!("{seed}.wasm")))?;
            let mut sample = given(seed.parse().map_err(io::Error::other)?, bytes);
            sample.options.canonical_nan = canonical == "true";
            samples.push(sample);
        }
        let seeds: Vec<u64> = samples.iter().map(|sample| sample.seed).collect();
        test_differential_player::serve(args, &seeds, |seed| {
            let sample = samples.iter().find(|sample| sample.seed == seed);
            let sample = sample.expect("a seed of the list");
            let transcript = match self {
                Engine::Wasmi => interpreter::play(sample),
                #[cfg(feature = "wasmtime")]
                Engine::Wasmtime => jit::play(sample),
                #[cfg(not(feature = "wasmtime"))]
                Engine::Wasmtime => unreachable!("nobody asks an engine that is not there"),
            };
            (transcript, 0)
        });
        Ok(())
    }
}
