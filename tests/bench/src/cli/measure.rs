//! Interleaved runs of several engines.

use std::process::Command;

use super::arguments::Arguments;

/// What the runs of one engine on one kernel gave.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    /// Nanoseconds of CPU time, of every run.
    pub cpu: Vec<u64>,
    pub compile: Vec<u64>,
    pub instantiate: Vec<u64>,
    /// Bits of the result of `check`.
    pub check: Option<String>,
    pub error: Option<String>,
}

impl Samples {
    pub fn min(&self) -> Option<u64> {
        self.valid().iter().copied().min()
    }

    pub fn median(&self) -> Option<u64> {
        median(self.valid())
    }

    /// The median or the minimum.
    pub fn typical(&self, by_median: bool) -> Option<u64> {
        if by_median { self.median() } else { self.min() }
    }

    fn valid(&self) -> &[u64] {
        if self.error.is_some() { &[] } else { &self.cpu }
    }

    fn read(&mut self, output: &str) {
        for line in output.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let number = |i: usize| words.get(i).and_then(|w| w.parse::<u64>().ok());
            match words[0] {
                "check" => self.check = words.get(1).map(|w| (*w).to_owned()),
                "run_ns" => self.cpu.extend(number(2)),
                "compile_ns" => self.compile.extend(number(1)),
                "instantiate_ns" => self.instantiate.extend(number(1)),
                _ => {}
            }
        }
    }
}

/// The median, the upper one of two.
pub fn median(values: &[u64]) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}

/// One column of an interleaved measurement.
pub struct Candidate {
    pub command: Box<dyn Fn() -> Command>,
    /// Only one run in the first round.
    pub slow: bool,
}

/// Runs the candidates in turn, A B C A B C …, so that slow drift of the machine hits all of them alike.
pub fn interleave(candidates: &[Candidate], arguments: &Arguments) -> Vec<Samples> {
    let mut samples = vec![Samples::default(); candidates.len()];
    for round in 0..arguments.rounds {
        for (candidate, samples) in candidates.iter().zip(&mut samples) {
            if samples.error.is_some() || (candidate.slow && round > 0) {
                continue;
            }
            let runs = if candidate.slow { 1 } else { arguments.runs };
            let mut command = (candidate.command)();
            command
                .arg(runs.to_string())
                .arg(arguments.budget.to_string());
            match command.output() {
                Ok(output) if output.status.success() => {
                    samples.read(&String::from_utf8_lossy(&output.stdout))
                }
                Ok(output) => {
                    let text = String::from_utf8_lossy(&output.stderr);
                    let last = text.trim().lines().last().unwrap_or_default();
                    samples.error = Some(format!("{}: {last}", output.status));
                }
                Err(error) => samples.error = Some(error.to_string()),
            }
        }
    }
    samples
}
