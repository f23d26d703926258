//! Transcripts of ours against those of the other engines.
//!
//! Whose a difference is, is decided by rule: the other engine's if a second one, which others wrote as well, agrees
//! with us; ours in all other cases. Both are asked about every module that they can play.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::batch::{Batch, Finding};
use crate::compile::Profile;
use crate::generate::Sample;
use crate::oracle::Engine;
use crate::process::{Play, Plays};
use crate::tally::Tally;

/// The plays of one module.
struct Views<'a> {
    seed: u64,
    mine: Vec<(Profile, &'a Play)>,
    others: Vec<(Engine, &'a Play)>,
}

/// Compares the plays of all profiles with each other and with the other engines'; `differential` is this package's
/// program.
///
/// # Errors
///
/// If an engine can't be asked, or a program can't be run again to see what differs.
pub fn compare(
    batch: &mut Batch,
    plays: &[(Profile, BTreeMap<u64, Play>)],
    differential: &Path,
) -> io::Result<Tally> {
    // Whoever is missing in a profile is a finding already.
    let complete = |seed| plays.iter().all(|(_, plays)| plays.contains_key(&seed));
    let samples = batch.samples.iter().filter(|s| complete(s.seed));
    let samples: Vec<&Sample> = samples.collect();
    let possible = samples
        .iter()
        .filter(|s| !s.options.canonical_nan && !s.atomics);
    let possible: Vec<&Sample> = possible.copied().collect();
    let wasmi = Engine::Wasmi.ask(differential, &batch.folder, &possible)?;
    let wasmtime = match Engine::Wasmtime.is_there() {
        true => Engine::Wasmtime.ask(differential, &batch.folder, &samples)?,
        false => Plays::default(),
    };

    let (mut tally, mut findings) = (Tally::default(), Vec::new());
    for (engine, asked) in [(Engine::Wasmi, &wasmi), (Engine::Wasmtime, &wasmtime)] {
        findings.extend(asked.ended.iter().map(|(seed, how)| Finding {
            seed: *seed,
            what: format!("{}: {how}", engine.name()),
            oracle: true,
        }));
    }
    for sample in &samples {
        let seed = sample.seed;
        let mine = plays
            .iter()
            .map(|(profile, plays)| (*profile, &plays[&seed]));
        let others = [(Engine::Wasmi, &wasmi), (Engine::Wasmtime, &wasmtime)];
        let others = others.into_iter();
        let others = others.filter_map(|(engine, asked)| Some((engine, asked.played.get(&seed)?)));
        let views = Views {
            seed,
            mine: mine.collect(),
            others: others.collect(),
        };
        let finding = views.finding(batch, differential)?;
        if finding.as_ref().is_none_or(|finding| finding.oracle) {
            views.count(&mut tally);
        }
        findings.extend(finding);
    }
    batch.findings.extend(findings);
    tally.theirs = batch.findings.iter().filter(|f| f.oracle).count() as u64;
    tally.ours = batch.findings.len() as u64 - tally.theirs;
    Ok(tally)
}

impl Views<'_> {
    fn finding(&self, batch: &Batch, differential: &Path) -> io::Result<Option<Finding>> {
        let Some(((_, first), rest)) = self.mine.split_first() else {
            return Ok(None);
        };
        let found = |what, oracle| {
            Ok(Some(Finding {
                seed: self.seed,
                what,
                oracle,
            }))
        };
        if rest.iter().any(|(_, play)| !agree(first, play)) {
            return found(self.explain(batch, differential)?, false);
        }
        let fuel: Vec<u64> = self.mine.iter().map(|(_, play)| play.fuel).collect();
        if fuel.iter().any(|left| *left != fuel[0]) && !self.is_cut() {
            let what = format!("the profiles leave different fuel: {fuel:?}");
            return found(what, false);
        }
        let others = self.others.iter();
        let agreeing = others.filter(|(_, play)| agree(first, play)).count();
        if agreeing == self.others.len() {
            return Ok(None);
        }
        found(self.explain(batch, differential)?, agreeing > 0)
    }

    fn all(&self) -> impl Iterator<Item = &Play> {
        let mine = self.mine.iter().map(|(_, play)| *play);
        mine.chain(self.others.iter().map(|(_, play)| *play))
    }

    fn is_cut(&self) -> bool {
        self.all().any(|play| is_cut(&play.lines))
    }

    fn count(&self, tally: &mut Tally) {
        tally.modules += 1;
        tally.twice += u64::from(self.others.len() > 1);
        tally.cut += u64::from(self.is_cut());
        let Some((_, play)) = self.mine.first() else {
            return;
        };
        let shortest = self.all().map(|play| play.lines.len()).min();
        let lines = &play.lines[..shortest.unwrap_or_default()];
        let of = |kind| lines.iter().filter(|line| line.starts_with(kind)).count() as u64;
        tally.instances += u64::from(play.lines[0].starts_with('s'));
        tally.calls += of('c') + of('t');
        tally.traps += of('t');
    }

    /// The first line that differs, as everybody has it.
    fn explain(&self, batch: &Batch, differential: &Path) -> io::Result<String> {
        let mut all: Vec<(&str, Vec<String>)> = Vec::new();
        for (engine, _) in &self.others {
            let program = engine.program(differential, &batch.folder);
            all.push((engine.name(), program.transcript(self.seed)?));
        }
        for (profile, _) in &self.mine {
            let program = batch.program(*profile);
            all.push((profile.name(), program.transcript(self.seed)?));
        }
        let longest = all.iter().map(|(_, lines)| lines.len()).max();
        for i in 0..longest.unwrap_or_default() {
            let line =
                |lines: &[String]| lines.get(i).cloned().unwrap_or_else(|| "(nothing)".into());
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
}

fn is_cut(lines: &[String]) -> bool {
    lines.last().is_some_and(|line| line == "stack")
}

/// Whether two transcripts are the same, as far as neither side ran out of stack.
fn agree(a: &Play, b: &Play) -> bool {
    let (a, b) = (&a.lines, &b.lines);
    if !is_cut(a) && !is_cut(b) {
        return a == b;
    }
    let (a_len, b_len) = (
        a.len() - usize::from(is_cut(a)),
        b.len() - usize::from(is_cut(b)),
    );
    let common = a_len.min(b_len);
    a[..common] == b[..common]
}
