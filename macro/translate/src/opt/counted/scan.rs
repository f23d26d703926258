//! Loops that only look for certain bytes: `strlen`, `memchr`, the search for a delimiter; or for the first two that differ: `memcmp`,
//! `strcmp`, the length of a match.
//!
//! Such a loop has one load, of a byte, and its address moves by one. Where the byte is none of those that it looks for
//! (*stops*), it goes round without doing anything else. Or it has two such loads, and goes round where the bytes are the same,
//! and no stops. So as many rounds as there are whole blocks of sixteen bytes without a stop (`scan`), or bytes that are the same
//! (`alike`), are one call of the runtime, all but the last of them at once; the last is run as it is, and leaves in locals
//! what the loop would. A loop that counts as well (`memchr`) does so for no more rounds than that allows.

use super::dag::{Dag, Def, Node};
use super::exit;
use super::linear::Linear;
use super::roll::Rolled;
use super::round::{Item, Round};
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
        pair: false,
        open: Vec::new(),
        counter: None,
    };
    if way.region(body)? != Some(Target::Continue(label)) || !way.pair && way.stops.is_empty() {
        return None;
    }
    let at = way.counter.map_or(0, |(_, at, _)| at);
    let (before, after) = way.statements.split_at(at);
    let counter = way.counter.iter().map(|(cond, ..)| Item::Test(cond));
    let items = { before.iter() }.map(|s| Item::Stmt(s)).chain(counter);
    let items = items.chain(after.iter().map(|s| Item::Stmt(s)));
    let round = Round::of(items, locals)?;
    let within = match way.counter {
        Some((_, _, goes_on)) => Some(exit::rounds(&round, round.conds[0], !goes_on)?),
        None => None,
    };
    if { within.as_ref() }.is_some_and(|w| w.known().is_some_and(|n| n < MIN_ROUNDS)) {
        return None;
    }
    if round.effects.len() != 1 + usize::from(way.pair) {
        return None;
    }
    let effects = round.effects.iter();
    let bytes = effects.map(|load| {
        let (memory, offset) = load.access.filter(|_| load.name == "i32_load8_u")?;
        let address = Linear::of(&round.dag, load.args[0]);
        let moves = round.step(&address) == Some(1);
        moves.then(|| (memory, offset, address.expr(&round.dag)))
    });
    let mut bytes = bytes.collect::<Option<Vec<_>>>()?.into_iter();
    let (memory, offset, address) = bytes.next()?;
    let other = bytes.next();
    if other.as_ref().is_some_and(|other| other.0 != memory) {
        return None;
    }
    let moves = |e: &Expr| match e {
        Expr::Local(i) => round.steps.get(i).is_some_and(|step| *step != Some(0)),
        _ => false,
    };
    if way.stops.iter().any(|stop| stop.any(&moves)) {
        return None;
    }
    // The last round must not need what others leave, unless that is a sum.
    let used = round.effects.iter().flat_map(|load| &load.args);
    let mut used = round.finals.values().chain(used);
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
        effects: round.effects.len(),
        finals: round.finals.clone(),
        places: Vec::new(),
    };
    let last = Region {
        stmts: write::write(&round, &last, &vec![None; last.effects], locals, temps),
        end: End::Fall(Vec::new()),
    };
    Some(Scan {
        skipped,
        memory,
        offset,
        address,
        other: other.map(|(_, offset, address)| (offset, address)),
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
    /// Whether two bytes are compared.
    pair: bool,
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
                let (round, bytes) = self.round(index)?;
                let (_, default) = arms.last()?;
                if !bytes.contains(&round.conds[0]) || !default.values.is_empty() {
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

    /// The round so far, and the bytes that it has loaded.
    fn round(&self, cond: &Expr) -> Option<(Round, Vec<Node>)> {
        let items = self.statements.iter().map(|s| Item::Stmt(s));
        let round = Round::of(items.chain([Item::Test(cond)]), self.locals)?;
        let bytes = (0..round.effects.len()).map(|k| round.dag.find(&Def::Result(k)));
        let bytes = bytes.collect::<Option<Vec<_>>>()?;
        (1..=2).contains(&bytes.len()).then_some((round, bytes))
    }

    /// Whether a condition holds where the byte is no stop, and the counter lets the loop go on.
    fn holds(&mut self, cond: &'a Expr, target: Target) -> Option<bool> {
        let tested = self.round(cond);
        let tested = tested.and_then(|(round, bytes)| test(&round.dag, &bytes, round.conds[0]));
        if let Some((stop, holds)) = tested {
            match stop {
                Some(stop) => self.stop(stop)?,
                None => self.pair = true,
            }
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

/// What a condition compares a byte with, `None` if with the other one, and whether it holds where the loop goes on: the byte differs
/// from any stop, and not from the other one.
fn test(dag: &Dag, bytes: &[Node], cond: Node) -> Option<(Option<Expr>, bool)> {
    if bytes.contains(&cond) {
        return Some((Some(Expr::I32(0)), true));
    }
    match dag.def(cond) {
        Def::Op("i32_eqz", args) => {
            let (stop, holds) = test(dag, bytes, args[0])?;
            Some((stop, !holds))
        }
        Def::Op(name @ ("i32_eq" | "i32_ne"), args) => {
            let other = match args[..] {
                [a, b] if bytes.contains(&a) && bytes.contains(&b) => {
                    return (a != b).then_some((None, *name == "i32_eq"));
                }
                [a, b] if bytes.contains(&a) => b,
                [a, b] if bytes.contains(&b) => a,
                _ => return None,
            };
            let stop = match dag.def(other) {
                Def::Local(i) => Expr::Local(*i),
                Def::Leaf(e @ (Expr::I32(_) | Expr::Temp(_))) => e.clone(),
                _ => return None,
            };
            Some((Some(stop), *name == "i32_ne"))
        }
        _ => None,
    }
}
