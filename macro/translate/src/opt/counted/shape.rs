//! Where a loop is left.

use crate::ir::{End, Expr, Jump, Label, Region, Stmt, Target};

/// Tests of a loop; more are not worth it.
const MAX_TESTS: usize = 6;

/// The way through a loop on which it goes round: straight-line code, and tests at which it may be left.
pub struct Shape<'a> {
    /// Statements of a round.
    pub stmts: Vec<&'a Stmt>,
    /// The tests in order.
    pub tests: Vec<Test<'a>>,
    /// To its start.
    back: Target,
}

/// A branch on which the loop may be left.
#[derive(Clone, Copy)]
pub struct Test<'a> {
    /// How many statements are in front of it.
    pub at: usize,
    /// The condition.
    pub cond: &'a Expr,
    /// Whether the loop goes on if it is 0.
    pub negated: bool,
    /// Where it goes if not.
    pub way_out: WayOut,
}

/// Where control goes when a loop is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayOut {
    /// By a branch, without values.
    Jump(Target),
    /// Behind the loop.
    Behind,
    /// To something in the loop that is done on the way out.
    Within,
}

/// The shape of the loop with this label and body.
pub fn of(label: Label, body: &Region) -> Option<Shape<'_>> {
    let mut shape = Shape {
        stmts: Vec::new(),
        tests: Vec::new(),
        back: Target::Continue(label),
    };
    let back = shape.back;
    let mut stmts = body.stmts.iter();
    for stmt in stmts.by_ref() {
        match stmt {
            // `br_if` back, then out.
            Stmt::BrIf(cond, jump) if jump.target == back => {
                let way_out = match &body.end {
                    End::Fall(_) => WayOut::Behind,
                    End::Jump(last) => shape.out(last)?,
                    _ => return None,
                };
                shape.test(cond, false, way_out);
                return stmts.next().is_none().then_some(shape);
            }
            // `br_if` out.
            Stmt::BrIf(cond, jump) => {
                let way_out = shape.out(jump)?;
                shape.test(cond, true, way_out);
            }
            // `block; br_if 0; …; end`: past what is done on the way out.
            Stmt::Block {
                label,
                results,
                body,
                ..
            } if results.is_empty() => shape.past(*label, body)?,
            _ => shape.stmts.push(stmt),
        }
    }
    match &body.end {
        End::Jump(last) if last.target == back => Some(shape),
        _ => None,
    }
}

impl<'a> Shape<'a> {
    /// Where a branch out of the loop leads, if this is one, and without values.
    fn out(&self, jump: &Jump) -> Option<WayOut> {
        let out = jump.values.is_empty() && jump.target != self.back;
        out.then_some(WayOut::Jump(jump.target))
    }

    fn test(&mut self, cond: &'a Expr, negated: bool, way_out: WayOut) {
        self.tests.push(Test {
            at: self.stmts.len(),
            cond,
            negated,
            way_out,
        });
    }

    /// Up to the branch to the end of a block, of which the rest leads elsewhere.
    fn past(&mut self, label: Label, body: &'a Region) -> Option<()> {
        let End::Jump(last) = &body.end else {
            return None;
        };
        if last.target == Target::Break(label) || last.target == self.back {
            return None;
        }
        for stmt in &body.stmts {
            match stmt {
                Stmt::BrIf(cond, jump) if jump.target == Target::Break(label) => {
                    self.test(cond, false, WayOut::Within);
                    return Some(());
                }
                Stmt::BrIf(cond, jump) => {
                    let way_out = self.out(jump)?;
                    self.test(cond, true, way_out);
                }
                _ => self.stmts.push(stmt),
            }
        }
        None
    }

    /// Whether a test is the last thing in a round, and leads out of it directly.
    pub fn last(&self, test: usize) -> bool {
        let Test { at, way_out, .. } = self.tests[test];
        test + 1 == self.tests.len() && at == self.stmts.len() && way_out != WayOut::Within
    }

    /// Tests that could be the one that counts, if the others can be made in the fast form: the last first.
    pub fn candidates(&self) -> Vec<usize> {
        let count = self.tests.len();
        if count > MAX_TESTS {
            return Vec::new();
        }
        let within = |k: usize| self.tests[k].way_out == WayOut::Within;
        let mut all: Vec<usize> = (0..count)
            .filter(|k| (0..count).all(|other| other == *k || !within(other)))
            .collect();
        all.sort_by_key(|k| !self.last(*k));
        all
    }
}
