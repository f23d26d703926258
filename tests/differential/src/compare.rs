//! Transcripts of ours against those of the other engines.

use std::collections::BTreeMap;
use std::io;

use test_differential_player::hash;

use crate::batch::{Batch, Finding, Play};
use crate::compile::Profile;
use crate::oracle::{Opinion, opinions};

/// What was compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Modules in which nothing differed, each in every profile.
    pub modules: u64,
    /// Of these, modules that could be instantiated.
    pub instances: u64,
    /// Calls whose outcome and state afterwards agreed.
    pub calls: u64,
    /// Of these, calls that trapped.
    pub traps: u64,
    /// Modules that were compared only up to a call that exhausted some engine's stack.
    pub cut: u64,
}

impl Tally {
    /// Adds another one.
    pub fn add(&mut self, other: Tally) {
        self.modules += other.modules;
        self.instances += other.instances;
        self.calls += other.calls;
        self.traps += other.traps;
        self.cut += other.cut;
    }
}

/// Compares the plays of all profiles with each other and with every other engine's opinion.
///
/// # Errors
///
/// If a program can't be run again to see what differs.
pub fn compare(batch: &mut Batch, plays: &[(Profile, BTreeMap<u64, Play>)]) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let mut findings = Vec::new();
    for sample in &batch.samples {
        let seed = sample.seed;
        let mine: Vec<(Profile, &Play)> = plays
            .iter()
            .filter_map(|(profile, plays)| Some((*profile, plays.get(&seed)?)))
            .collect();
        if mine.len() < plays.len() {
            continue; // That it is missing is a finding already.
        }
        let opinions = opinions(sample);
        let hashed: Vec<Vec<String>> = opinions.iter().map(hashes).collect();
        let all = hashed
            .iter()
            .chain(mine.iter().map(|(_, play)| &play.lines));
        let Some(first) = all.clone().next() else {
            continue;
        };
        let what = if all.clone().any(|lines| !agree(first, lines)) {
            Some(explain(batch, &mine, &opinions, seed)?)
        } else if mine.iter().any(|(_, play)| play.fuel != mine[0].1.fuel)
            && !all.clone().any(|lines| is_cut(lines))
        {
            let fuel: Vec<u64> = mine.iter().map(|(_, play)| play.fuel).collect();
            Some(format!("the profiles leave different fuel: {fuel:?}"))
        } else {
            None
        };
        if let Some(what) = what {
            findings.push(Finding { seed, what });
            continue;
        }
        tally.modules += 1;
        tally.cut += u64::from(all.clone().any(|lines| is_cut(lines)));
        let shortest = all.map(Vec::len).min().unwrap_or_default();
        let lines = opinions.first().map_or(&[][..], |o| &o.transcript);
        if lines.first().is_some_and(|line| line.starts_with("start")) {
            tally.instances += 1;
            let calls = lines.iter().take(shortest).skip(1);
            tally.calls += calls.clone().count() as u64;
            tally.traps += calls.filter(|line| line.contains("-> Trap")).count() as u64;
        }
    }
    batch.findings.extend(findings);
    Ok(tally)
}

fn hashes(opinion: &Opinion) -> Vec<String> {
    let lines = opinion.transcript.iter();
    lines
        .map(|line| match &line[..] {
            "stack" => line.clone(),
            line => format!("{:016x}", hash(line.as_bytes())),
        })
        .collect()
}

fn is_cut(lines: &[String]) -> bool {
    lines.last().is_some_and(|line| line == "stack")
}

/// Whether two transcripts are the same, as far as neither side ran out of stack.
fn agree(a: &[String], b: &[String]) -> bool {
    let (a_len, b_len) = (
        a.len() - usize::from(is_cut(a)),
        b.len() - usize::from(is_cut(b)),
    );
    if !is_cut(a) && !is_cut(b) {
        return a == b;
    }
    let common = a_len.min(b_len);
    a[..common] == b[..common]
}

/// The first line that differs, as everybody has it.
fn explain(
    batch: &Batch,
    mine: &[(Profile, &Play)],
    opinions: &[Opinion],
    seed: u64,
) -> io::Result<String> {
    let mut all: Vec<(&str, Vec<String>)> = Vec::new();
    for opinion in opinions {
        all.push((opinion.engine, opinion.transcript.clone()));
    }
    for (profile, _) in mine {
        let mut lines = batch.transcript(*profile, seed)?;
        lines.retain(|line| !line.starts_with("fuel "));
        all.push((profile.name(), lines));
    }
    let longest = all.iter().map(|(_, lines)| lines.len()).max();
    for i in 0..longest.unwrap_or_default() {
        let line = |lines: &[String]| lines.get(i).cloned().unwrap_or_else(|| "(nothing)".into());
        let first = line(&all[0].1);
        if all.iter().any(|(_, lines)| line(lines) != first) {
            let views: Vec<String> = all
                .iter()
                .map(|(who, lines)| format!("\n  {who:8} {}", line(lines)))
                .collect();
            return Ok(format!("line {i} differs:{}", views.concat()));
        }
    }
    Ok("the hashes differ, but the lines agree".to_owned())
}
