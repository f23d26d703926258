//! Programs that play modules, each in a process of its own: whatever it is that ends one, the rest goes on.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What one process may take; a module that does not end is found by it. It takes seconds, but perhaps of a machine that
/// has better to do.
const PATIENCE: Duration = Duration::from_secs(1800);

/// How to start a program that [`serve`](test_differential_player::serve)s.
#[derive(Debug, Clone)]
pub struct Program {
    /// Where it is.
    pub path: PathBuf,
    /// Arguments before those of `serve`.
    pub args: Vec<String>,
}

/// What a program printed of one module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Play {
    /// What was left of the fuel.
    pub fuel: u64,
    /// A mark per line of the transcript.
    pub lines: Vec<String>,
}

/// What a program made of its modules.
#[derive(Debug, Clone, Default)]
pub struct Plays {
    /// Those that came to their end, by seed.
    pub played: BTreeMap<u64, Play>,
    /// Those that ended the process, or did not end, and how.
    pub ended: Vec<(u64, String)>,
}

impl Program {
    /// Plays all modules.
    ///
    /// # Errors
    ///
    /// If the program can't be started, or ends without having begun with a module.
    pub fn play(&self) -> io::Result<Plays> {
        let mut plays = Plays::default();
        let mut args = Vec::new();
        loop {
            let (text, ended) = self.run(&args)?;
            let (whole, rest) = text.rsplit_once('\n').unwrap_or(("", &text));
            plays.played.extend(whole.lines().filter_map(parse));
            let Err(how) = ended else { return Ok(plays) };
            let Some(seed) = rest.split(' ').next().and_then(|seed| seed.parse().ok()) else {
                return Err(io::Error::other(format!("{}: {how}", self.path.display())));
            };
            plays.ended.push((seed, how));
            args = vec!["after".to_owned(), seed.to_string()];
        }
    }

    /// The whole transcript of one module.
    ///
    /// # Errors
    ///
    /// If the program can't be started.
    pub fn transcript(&self, seed: u64) -> io::Result<Vec<String>> {
        let (text, _) = self.run(&["only".to_owned(), seed.to_string()])?;
        let lines = text.lines().filter(|line| !line.starts_with("fuel "));
        Ok(lines.map(str::to_owned).collect())
    }

    /// What the program prints, and how it ended if not well.
    fn run(&self, args: &[String]) -> io::Result<(String, Result<(), String>)> {
        let mut child = Command::new(&self.path)
            .args(&self.args)
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
}

fn parse(line: &str) -> Option<(u64, Play)> {
    let mut words = line.split(' ');
    let seed = words.next()?.parse().ok()?;
    let fuel = words.next()?.parse().ok()?;
    let lines = words.map(str::to_owned).collect();
    Some((seed, Play { fuel, lines }))
}
