//! Loops that only look for certain bytes: `strlen`, `memchr`, the search for a delimiter.
//!
//! Such a loop has one load, of a byte, and its address moves by one. Where the byte is none of those that it looks for
//! (*stops*), it goes round without doing anything else. So as many rounds as there are whole blocks of sixteen bytes without a
//! stop are one call of the runtime's `scan`, all but the last of them at once; the last is run as it is, and leaves in
//! locals what the loop would. A loop that counts as well (`memchr`) does so for no more rounds than that allows.

use super::dag::{Dag, Def, Node};
use super::exit;
use super::linear::Linear;
use super::roll::Rolled;
use super::round::Round;
use super::write;
use crate::ir::{Effect, End, Expr, Label, Region, Scan, Stmt, Target, Temp};
use crate::types::ValType;

/// More stops than this are not worth it.
const MAX_STOPS: usize = 4;
/// Statements of a round.
const MAX_STATEMENTS: usize = 24;
/// A loop of fewer rounds than this is not worth it, if that is known.
const MIN_ROUNDS: u64 = 32;

/// The scan in front of the loop with this label and body, if it is one that looks for bytes.
pub fn scan(label: Label, body: &Region, locals: &[ValType], temps: &mut Temp) -> Option<Scan> {
    let mut way = Way {
        label,
        locals,
        statements: Vec::new(),
        stops: Vec::new(),
        open: Vec::new(),
        counter: None,
    };
    if way.region(body)? != Some(Target::Continue(label)) || way.stops.is_empty() {
        return None;
    }
    let (counter, at, goes_on) = way.counter.unwrap_or((&Expr::I32(0), 0, true));
    let (before, after) = way.statements.split_at(at);
    let mut round = Round::of(before, counter, after, locals)?;
    let within = match way.counter {
        Some(_) => Some(exit::rounds(&mut round, !goes_on)?),
        None => None,
    };
    if { within.as_ref() }.is_some_and(|w| w.known().is_some_and(|n| n < MIN_ROUNDS)) {
        return None;
    }
    let [load] = &round.effects[..] else {
        return None;
    };
    let (memory, offset) = load.access.filter(|_| load.name == "i32_load8_u")?;
    let address = Linear::of(&round.dag, load.args[0]);
    let moves = |e: &Expr| match e {
        Expr::Local(i) => round.steps.get(i).is_some_and(|step| *step != Some(0)),
        _ => false,
    };
    if round.step(&address) != Some(1) || way.stops.iter().any(|stop| stop.any(&moves)) {
        return None;
    }
    // The last round must not need what others leave, unless that is a sum.
    let mut used = round.finals.values().chain(&load.args);
    if used.any(|node| reads_unknown(&round, *node)) {
        return None;
    }
    *temps += 1;
    let skipped = *temps;
    let moves = { round.steps.iter() }
        .filter_map(|(i, step)| Some((*i, step.filter(|step| *step != 0)?)))
        .collect();
    let last = Rolled {
        copies: 1,
        effects: 1,
        finals: round.finals.clone(),
        places: Vec::new(),
    };
    let last = Region {
        stmts: write::write(&round, &last, &[None], locals, temps),
        end: End::Fall(Vec::new()),
    };
    Some(Scan {
        skipped,
        memory,
        offset,
        address: address.expr(&round.dag),
        stops: way.stops,
        within: within.map(|w| {
            let args = w.args.iter().map(|a| a.expr(&round.dag)).collect();
            (w.name, args, w.step)
        }),
        moves,
        last,
    })
}

/// Whether a value depends on what a local holds at the start of a round, and that is no sum.
fn reads_unknown(round: &Round, node: Node) -> bool {
    match round.dag.def(node) {
        Def::Local(i) => round.steps.get(i) == Some(&None),
        Def::Op(_, args) => args.iter().any(|arg| reads_unknown(round, *arg)),
        Def::Result(_) | Def::Leaf(_) => false,
    }
}

/// A round's way through the loop on which the byte is no stop.
struct Way<'a> {
    /// The loop's.
    label: Label,
    locals: &'a [ValType],
    statements: Vec<&'a Stmt>,
    /// In terms of what locals hold at the start of the round.
    stops: Vec<Expr>,
    /// Labels of blocks that it is in.
    open: Vec<Label>,
    /// A condition that may be one on a counter: that, how many statements are in front of it, and whether the loop goes on if it
    /// holds.
    counter: Option<(&'a Expr, usize, bool)>,
}

impl<'a> Way<'a> {
    /// Where a region leads, or `Some(None)` off its end; `None` if this is no scan.
    fn region(&mut self, region: &'a Region) -> Option<Option<Target>> {
        for stmt in &region.stmts {
            match stmt {
                Stmt::Let(..) | Stmt::SetLocal(..) | Stmt::Effect(_, Effect::Load(..)) => {
                    self.statements.push(stmt);
                    if self.statements.len() > MAX_STATEMENTS {
                        return None;
                    }
                }
                Stmt::BrIf(cond, jump) if jump.values.is_empty() => {
                    if self.holds(cond, jump.target)? {
                        return Some(Some(jump.target));
                    }
                }
                Stmt::Block {
                    label,
                    results,
                    body,
                    ..
                } if results.is_empty() => {
                    self.open.push(*label);
                    let target = self.region(body)?;
                    self.open.pop();
                    if target.is_some_and(|t| t != Target::Break(*label)) {
                        return Some(target);
                    }
                }
                _ => return None,
            }
        }
        match &region.end {
            End::Fall(values) if values.is_empty() => Some(None),
            End::Jump(jump) if jump.values.is_empty() => Some(Some(jump.target)),
            End::Switch(index, arms) => {
                let (round, byte) = self.round(index)?;
                let (_, default) = arms.last()?;
                if round.cond != byte || !default.values.is_empty() {
                    return None;
                }
                for (indices, jump) in arms {
                    if jump.target != default.target {
                        for index in indices {
                            self.stop(Expr::I32(*index as i32))?;
                        }
                    }
                }
                Some(Some(default.target))
            }
            _ => None,
        }
    }

    /// The round so far, and the byte that it has loaded.
    fn round(&self, cond: &Expr) -> Option<(Round, Node)> {
        let round = Round::of(&self.statements, cond, &[], self.locals)?;
        let byte = round.dag.find(&Def::Result(0))?;
        (round.effects.len() == 1).then_some((round, byte))
    }

    /// Whether a condition holds where the byte is no stop, and the counter lets the loop go on.
    fn holds(&mut self, cond: &'a Expr, target: Target) -> Option<bool> {
        let tested = self.round(cond);
        let tested = tested.and_then(|(round, byte)| test(&round.dag, byte, round.cond));
        if let Some((stop, holds)) = tested {
            self.stop(stop)?;
            return Some(holds);
        }
        let inside = matches!(target, Target::Break(label) if self.open.contains(&label));
        if inside || self.counter.is_some() {
            return None;
        }
        let back = target == Target::Continue(self.label);
        self.counter = Some((cond, self.statements.len(), back));
        Some(back)
    }

    fn stop(&mut self, stop: Expr) -> Option<()> {
        if !self.stops.contains(&stop) {
            self.stops.push(stop);
        }
        (self.stops.len() <= MAX_STOPS).then_some(())
    }
}

/// What a condition compares the byte with, and whether it holds where they differ.
fn test(dag: &Dag, byte: Node, cond: Node) -> Option<(Expr, bool)> {
    if cond == byte {
        return Some((Expr::I32(0), true));
    }
    match dag.def(cond) {
        Def::Op("i32_eqz", args) => {
            let (stop, holds) = test(dag, byte, args[0])?;
            Some((stop, !holds))
        }
        Def::Op(name @ ("i32_eq" | "i32_ne"), args) => {
            let other = match args[..] {
                [a, b] if a == byte => b,
                [a, b] if b == byte => a,
                _ => return None,
            };
            let stop = match dag.def(other) {
                Def::Local(i) => Expr::Local(*i),
                Def::Leaf(e @ (Expr::I32(_) | Expr::Temp(_))) => e.clone(),
                _ => return None,
            };
            Some((stop, *name == "i32_ne"))
        }
        _ => None,
    }
}
