//! Loops that can be counted on entry: a fast form beside the loop as it was.
//!
//! An innermost loop of straight-line code whose counter moves by a constant towards something that does not change
//! runs a number of rounds that is known on entry, and where its addresses move by constants as well, so is all that
//! it accesses. If that lies in memory, no access can fail, and the loop becomes a counted one over *windows* of the
//! memory ([`Counted`]), which LLVM can vectorise. If not, or if the count can't be had, the loop runs as it was, from
//! the same state, so that it traps where it must.
//!
//! A loop that only looks for certain bytes is not counted, but passes over sixteen at a time ([`scan`]).
//!
//! A loop that is left in the middle of a round, or at its start, is counted up to that round, and then goes on as it was. One with
//! several exits ([`shape`]) has as many rounds as the one that counts allows, at most, and its fast form has the others.
//!
//! The guest's compiler unrolls by two or more, which keeps LLVM from vectorising. So a body that is several copies of
//! a smaller one is rolled back to that ([`roll`]).
//!
//! A body is a graph of values ([`dag`]) with effects in order ([`round`]); what is affine in the locals is compared in
//! that form ([`linear`]), and the result is written back as statements ([`write`]). Where accesses move unlike each other,
//! LLVM is told that they do not overlap ([`apart`]).

mod apart;
mod dag;
mod exit;
mod linear;
mod roll;
mod round;
mod scan;
mod shape;
mod windows;
mod write;

use crate::ir::{Body, Counted, End, Label, Region, Scan, Stmt};
use crate::options::Options;
use crate::types::ValType;
use round::{Item, Round};
use shape::{Shape, WayOut};

/// Effects of a loop that is worth a second form; larger ones gain less, and code must not grow.
const MAX_EFFECTS: usize = 80;
/// Effects of one round of the fast form.
const MAX_ROUND: usize = 48;
/// A loop of fewer rounds than this is not worth it, if that is known.
const MIN_ROUNDS: u64 = 4;

/// Gives the loops of a body that can be counted a fast form. Not where every round is metered.
pub fn count(body: &mut Body, options: &Options) {
    if options.fuel || options.interrupt {
        return;
    }
    let mut work = Work {
        locals: &body.locals,
        temps: &mut body.temps,
        size: &mut body.size,
    };
    work.region(&mut body.code);
}

struct Work<'a> {
    /// Types of locals.
    locals: &'a [ValType],
    temps: &'a mut u32,
    size: &'a mut usize,
}

impl Work<'_> {
    fn region(&mut self, region: &mut Region) {
        let mut scans = Vec::new();
        for (at, stmt) in region.stmts.iter_mut().enumerate() {
            match stmt {
                Stmt::Loop { size, .. } => {
                    let size = *size;
                    // Many bytes at once are better than one a round.
                    if let Some(scan) = self.scan(stmt) {
                        *self.size += size;
                        scans.push((at, Stmt::Scan(Box::new(scan))));
                        continue;
                    }
                    let counted = self.counted(stmt);
                    // Behind an exit in the middle, there may be other loops.
                    if let Stmt::Loop { body, .. } = stmt {
                        self.region(body);
                    }
                    if let Some(counted) = counted {
                        let apart = counted.apart.is_some();
                        let original = std::mem::replace(stmt, Stmt::Fuel(0));
                        *stmt = Stmt::Counted(Box::new(Counted {
                            original,
                            ..counted
                        }));
                        // Its operators are there twice, as far as the stack is concerned, and a function of rounds has
                        // its parameters, too.
                        *self.size += size * if apart { 3 } else { 1 };
                    }
                }
                Stmt::Block { body, .. } => self.region(body),
                Stmt::If {
                    then, otherwise, ..
                } => {
                    self.region(then);
                    self.region(otherwise);
                }
                Stmt::Steps { steps, .. } => steps.iter_mut().for_each(|s| self.region(s)),
                _ => {}
            }
        }
        for (at, scan) in scans.into_iter().rev() {
            region.stmts.insert(at, scan);
        }
    }

    /// The scan in front of a loop, if it only looks for certain bytes.
    fn scan(&mut self, stmt: &Stmt) -> Option<Scan> {
        let (label, body) = plain(stmt)?;
        scan::scan(label, body, self.locals, self.temps)
    }

    /// The fast form of a loop, if it has one; `original` is to be filled in.
    fn counted(&mut self, stmt: &Stmt) -> Option<Counted> {
        let (label, body) = plain(stmt)?;
        let shape = shape::of(label, body)?;
        let round = Round::of(items(&shape, None), self.locals)?;
        if round.effects.len() > MAX_EFFECTS {
            return None;
        }
        let count = |k: usize| exit::rounds(&round, round.conds[k], shape.tests[k].negated);
        let counts = shape
            .candidates()
            .into_iter()
            .find(|k| count(*k).is_some())?;
        // The other tests are made in each round.
        let mut round = Round::of(items(&shape, Some(counts)), self.locals)?;
        let test = &shape.tests[counts];
        let rounds = exit::rounds(&round, round.conds[0], test.negated)?;
        let early = !shape.last(counts);
        let effects = round.effects.len();
        let copies = (1..=effects).rev().filter(|copies| effects % copies == 0);
        let rolled = { copies }.find_map(|copies| roll::roll(&mut round, copies))?;
        if rolled.effects > MAX_ROUND {
            return None;
        }
        let known = rounds.known();
        if known.is_some_and(|n| n * (rolled.copies as u64) < MIN_ROUNDS) {
            return None;
        }
        let placed = windows::place(&mut round, &rolled)?;
        let args = rounds.args.iter().map(|a| a.expr(&round.dag)).collect();
        let body = Region {
            stmts: write::write(&round, &rolled, &placed.accesses, self.locals, self.temps),
            end: End::Fall(vec![]),
        };
        let steady = rounds.args.iter().all(|a| a.terms.len() < 2);
        Some(Counted {
            rounds: (rounds.name, args),
            step: rounds.step,
            copies: rolled.copies as u32,
            early,
            as_is: !placed.whole,
            apart: apart::apart(&placed.windows, &body, steady),
            body,
            windows: placed.windows,
            exit: match test.way_out {
                WayOut::Jump(target) if !early => Some(target),
                _ => None,
            },
            original: Stmt::Fuel(0),
        })
    }
}

/// What a round is made of, where one of the tests counts, or none of them is made.
fn items<'a>(shape: &'a Shape<'a>, counts: Option<usize>) -> impl Iterator<Item = Item<'a>> {
    let end = shape.stmts.len();
    (0..=end).flat_map(move |at| {
        let tests = { shape.tests.iter().enumerate() }.filter(move |(_, test)| test.at == at);
        let tests = tests.map(move |(k, test)| match counts {
            Some(counts) if counts != k => Item::Leave(test),
            _ => Item::Test(test.cond),
        });
        tests.chain(shape.stmts.get(at).map(|stmt| Item::Stmt(stmt)))
    })
}

/// Label and body of a loop without parameters and results.
fn plain(stmt: &Stmt) -> Option<(Label, &Region)> {
    match stmt {
        Stmt::Loop {
            label,
            targeted: true,
            params,
            results,
            body,
            ..
        } if params.is_empty() && results.is_empty() => Some((*label, body)),
        _ => None,
    }
}
