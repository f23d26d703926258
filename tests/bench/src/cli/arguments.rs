//! Command-line arguments, the same for all commands.

use std::path::PathBuf;

use lexopt::prelude::*;

pub const USAGE: &str = "\
usage: test-bench table [SECTION…] [options]   times; sections: kernels switches tables imports instantiation
       test-bench chart [--json IN] [--svg OUT]  draws the chart of a table again
       test-bench count [--write] [options]    instructions, by callgrind; --write makes them the baseline
       test-bench gate [options]               compares instructions with the baseline
       test-bench build [FILE.wasm…]           what modules cost rustc

  --kernels A,B…    only these
  --engines A,B…    only these (native growing fixed wasmtime wasmtime-bounds wasm2c-guard wasm2c-bounds wasmi)
  --rounds N        processes of each engine and kernel, interleaved (5)
  --runs N          runs in each process (5)
  --budget MS       no more runs in a process after this time (2000)
  --median          print ratios of medians instead of minima
  --json FILE       results (target/bench/results.json)
  --svg FILE        chart (target/bench/chart.svg)
";

/// What the commands may be told.
#[derive(Debug)]
pub struct Arguments {
    pub words: Vec<String>,
    pub kernels: Option<Vec<String>>,
    pub engines: Option<Vec<String>>,
    pub rounds: usize,
    pub runs: usize,
    pub budget: u64,
    pub median: bool,
    pub write: bool,
    pub json: Option<PathBuf>,
    pub svg: Option<PathBuf>,
}

impl Arguments {
    /// Parses what follows the command.
    pub fn parse(words: Vec<String>) -> Result<Arguments, lexopt::Error> {
        let mut parser = lexopt::Parser::from_args(words);
        let mut a = Arguments {
            words: Vec::new(),
            kernels: None,
            engines: None,
            rounds: 5,
            runs: 5,
            budget: 2000,
            median: false,
            write: false,
            json: None,
            svg: None,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("kernels") => a.kernels = Some(list(parser.value()?.string()?)),
                Long("engines") => a.engines = Some(list(parser.value()?.string()?)),
                Long("rounds") => a.rounds = parser.value()?.parse()?,
                Long("runs") => a.runs = parser.value()?.parse()?,
                Long("budget") => a.budget = parser.value()?.parse()?,
                Long("median") => a.median = true,
                Long("write") => a.write = true,
                Long("json") => a.json = Some(parser.value()?.into()),
                Long("svg") => a.svg = Some(parser.value()?.into()),
                Value(word) => a.words.push(word.string()?),
                other => return Err(other.unexpected()),
            }
        }
        if a.rounds == 0 || a.runs == 0 {
            return Err("--rounds and --runs are at least 1".into());
        }
        Ok(a)
    }

    /// Whether a kernel is asked for.
    pub fn wants(&self, kernel: &str) -> bool {
        self.kernels
            .as_ref()
            .is_none_or(|k| k.iter().any(|k| k == kernel))
    }
}

fn list(text: String) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}
