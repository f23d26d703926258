//! The programs that play: what they are asked for, and what they print.
//!
//! A program has a list of modules, each under its seed. Without arguments it plays all and prints a line for each, with
//! `after SEED` those behind that one, and with `only SEED` the whole transcript of one.
//!
//! ```text
//! 4711 1125899906842000 s80c1… c51fe… t9a04… stack
//! seed fuel that is left  a mark per line of the transcript
//! ```
//!
//! The seed is printed before the play begins, so that it is known who ended the process.

use std::io::{Write, stdout};

use crate::{Transcript, hash};

/// Plays what the arguments ask for: `seeds` is the list, `transcript` plays one and says what fuel it left.
///
/// # Panics
///
/// If the arguments name a seed that is not in the list.
pub fn serve(args: &[String], seeds: &[u64], transcript: impl Fn(u64) -> (Transcript, u64)) {
    let [what, seed] = args else {
        return seeds.iter().for_each(|seed| compact(*seed, &transcript));
    };
    let is = |known: &u64| known.to_string() == *seed;
    let place = seeds.iter().position(is).expect("a seed of the list");
    if what == "only" {
        let (lines, fuel) = transcript(seeds[place]);
        println!("{}\nfuel {fuel}", lines.join("\n"));
    } else {
        let rest = &seeds[place + 1..];
        rest.iter().for_each(|seed| compact(*seed, &transcript));
    }
}

fn compact(seed: u64, transcript: &impl Fn(u64) -> (Transcript, u64)) {
    print!("{seed}");
    // If the pipe is closed, nobody wants to know.
    let _ = stdout().flush();
    let (lines, fuel) = transcript(seed);
    let marks: Vec<String> = lines.iter().map(|line| mark(line)).collect();
    println!(" {fuel} {}", marks.join(" "));
}

/// A line in short: what it is about (`s`tart, `n`o instance, `t`rap, `c`all without one), and its hash; or `stack`.
fn mark(line: &str) -> String {
    let kind = match line {
        "stack" => return line.to_owned(),
        line if line.starts_with("start") => 's',
        line if line.starts_with("no instance") => 'n',
        line if line.contains("-> Trap") => 't',
        _ => 'c',
    };
    format!("{kind}{:016x}", hash(line.as_bytes()))
}
