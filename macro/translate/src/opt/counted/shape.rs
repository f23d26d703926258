//! Where a loop is left.

use crate::ir::{End, Expr, Jump, Label, Region, Stmt, Target};

/// A loop with one exit.
pub struct Shape<'a> {
    /// Statements of a round in front of the test, and behind it.
    pub before: Vec<&'a Stmt>,
    /// See `before`.
    pub after: Vec<&'a Stmt>,
    /// The test.
    pub cond: &'a Expr,
    /// Whether the loop goes on if it is 0.
    pub negated: bool,
    /// Where it goes if not, if that is elsewhere than behind it.
    pub exit: Option<Jump>,
    /// Whether the round in which it is left is none of the fast form.
    pub early: bool,
}

fn plain(jump: &Jump) -> bool {
    jump.values.is_empty()
}

/// The shape of the loop with this label and body.
pub fn of(label: Label, body: &Region) -> Option<Shape<'_>> {
    let back = Target::Continue(label);
    let test = |s: &Stmt| matches!(s, Stmt::BrIf(..) | Stmt::Block { .. });
    let at = body.stmts.iter().position(test)?;
    let mut before: Vec<&Stmt> = body.stmts[..at].iter().collect();
    let after: Vec<&Stmt> = body.stmts[at + 1..].iter().collect();
    let (cond, negated, exit, early) = match (&body.stmts[at], &body.end) {
        // `br_if` back, then out; or `br_if` out, then back.
        (Stmt::BrIf(cond, jump), End::Fall(_)) if jump.target == back && after.is_empty() => {
            (cond, false, None, false)
        }
        (Stmt::BrIf(cond, jump), End::Jump(last)) if jump.target == back => {
            (after.is_empty() && plain(last)).then_some((cond, false, Some(last.clone()), false))?
        }
        (Stmt::BrIf(cond, jump), End::Jump(last)) if last.target == back && plain(jump) => {
            let exit = after.is_empty().then(|| jump.clone());
            (cond, true, exit, !after.is_empty())
        }
        // `block; br_if 0; …; end`: past what is done on the way out.
        (
            Stmt::Block {
                label,
                results,
                body: way,
                ..
            },
            End::Jump(last),
        ) if last.target == back && results.is_empty() => {
            let at = way.stmts.iter().position(test)?;
            before.extend(&way.stmts[..at]);
            match &way.stmts[at] {
                Stmt::BrIf(cond, jump) if jump.target == Target::Break(*label) => {
                    (cond, false, None, true)
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(Shape {
        before,
        after,
        cond,
        negated,
        exit,
        early,
    })
}
