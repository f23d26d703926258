//! Loops that only look for certain bytes: `strlen`, `memchr`, the search for a delimiter.
//!
//! Such a loop has one load, of a byte, and its address moves by one. Where the byte is none of those that it looks for
//! (*stops*), it goes round without doing anything else. So as many rounds as there are whole blocks of sixteen bytes without a
//! stop are one call of the runtime's `scan`, all but the last of them at once; the last is run as it is, and leaves in
//! locals what the loop would.

use super::dag::{Dag, Def, Node};
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

/// The scan in front of the loop with this label and body, if it is one that looks for bytes.
pub fn scan(label: Label, body: &Region, locals: &[ValType], temps: &mut Temp) -> Option<Scan> {
    let mut way = Way {
        locals,
        statements: Vec::new(),
        stops: Vec::new(),
    };
    if way.region(body)? != Some(Target::Continue(label)) || way.stops.is_empty() {
        return None;
    }
    let round = Round::of(&way.statements, &Expr::I32(0), &[], locals)?;
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
    locals: &'a [ValType],
    statements: Vec<&'a Stmt>,
    /// In terms of what locals hold at the start of the round.
    stops: Vec<Expr>,
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
                    if self.holds(cond)? {
                        return Some(Some(jump.target));
                    }
                }
                Stmt::Block {
                    label,
                    results,
                    body,
                    ..
                } if results.is_empty() => match self.region(body)? {
                    None => {}
                    Some(target) if target == Target::Break(*label) => {}
                    elsewhere => return Some(elsewhere),
                },
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

    /// Whether a condition holds where the byte is no stop.
    fn holds(&mut self, cond: &Expr) -> Option<bool> {
        let (round, byte) = self.round(cond)?;
        let (stop, holds) = test(&round.dag, byte, round.cond)?;
        self.stop(stop)?;
        Some(holds)
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
