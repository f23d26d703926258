//! How many rounds a loop has.

use super::linear::{Linear, linear, operator};
use crate::body::{Body, Local, Side};
use crate::cursor::Check;
use crate::term::{Term, head};
use crate::token::word;

/// What a round adds to each local; `None` if that is no constant.
pub struct Steps {
    pub locals: Vec<Option<u32>>,
    /// Terms before this one are values from before the loop.
    older: u32,
}

impl Steps {
    /// Those of the round that was executed from unknown locals; terms before `older` are from before that.
    pub fn of(b: &Body<'_, '_>, older: u32) -> Steps {
        let step = |(i, local): (u32, &Local)| {
            if local.epoch != b.epoch {
                return Some(0);
            }
            let mut sum = linear(b, local.values[Side::Wasm as usize]);
            let at = sum.terms.iter().position(|t| b.terms.node(t.0)[..3] == [head::LOCAL, i, b.epoch])?;
            let own = sum.terms.swap_remove(at).1 == 1 && sum.terms.is_empty();
            own.then_some(sum.constant)
        };
        Steps { locals: (0..).zip(&b.locals).map(step).collect(), older }
    }

    /// What a round adds to the sum, if that is a constant.
    pub fn sum(&self, b: &Body<'_, '_>, sum: &Linear) -> Option<u32> {
        let mut total = 0u32;
        for (term, factor) in &sum.terms {
            let step = match b.terms.node(*term) {
                [head::LOCAL, i, epoch, ..] if epoch == b.epoch => self.locals[i as usize]?,
                _ if term.0 < self.older => 0,
                _ => return None,
            };
            total = total.wrapping_add(factor.wrapping_mul(step));
        }
        Some(total)
    }
}

/// `rounds_ne(FIRST, STEP, COPIES)` and its like: how many rounds a loop has.
pub struct Rounds {
    name: u32,
    args: Vec<Linear>,
    step: u32,
    pub copies: u32,
}

impl Rounds {
    pub fn parse(b: &mut Body<'_, '_>) -> Check<Rounds> {
        let name = b.c.symbol()?;
        let sums = match name {
            word::ROUNDS_NE => 1,
            word::ROUNDS_LT | word::ROUNDS_LE => 2,
            _ => return b.fail("expected the number of rounds"),
        };
        b.c.punct('(')?;
        let mut args = Vec::new();
        for _ in 0..sums {
            let value = b.expr()?;
            args.push(linear(b, value));
            b.c.punct(',')?;
        }
        let step = b.c.small()?;
        b.c.punct(',')?;
        let copies = b.c.small()?;
        b.c.punct(')')?;
        b.c.ensure(step > 0 && copies > 0 && copies <= 64, "a loop that is not counted")?;
        Ok(Rounds { name, args, step, copies })
    }

    /// These must be the rounds of a loop that goes on while `condition` is (or is not) 0.
    pub fn check(&self, b: &Body<'_, '_>, steps: &Steps, condition: Term, goes_on: bool) -> Check<()> {
        b.c.ensure(self.right(b, steps, condition, goes_on), "this is not the number of rounds")
    }

    pub fn right(&self, b: &Body<'_, '_>, steps: &Steps, condition: Term, goes_on: bool) -> bool {
        let (name, x, y) = operator(b, condition);
        if name == "i32_eqz" {
            return self.right(b, steps, x, !goes_on);
        }
        let (step, args) = (self.step, &self.args[..]);
        let back = step.wrapping_neg();
        if self.name == word::ROUNDS_NE {
            // It goes on while `sum` is not 0.
            let sum = match (name, goes_on) {
                ("i32_ne", true) | ("i32_eq", false) => {
                    let mut sum = linear(b, x);
                    sum.add(u32::MAX, &linear(b, y));
                    sum
                }
                ("i32_ne" | "i32_eq", _) | (_, false) => return false,
                _ => linear(b, condition),
            };
            let moves = steps.sum(b, &sum);
            return moves == Some(step) && args[0] == sum.scaled(u32::MAX, 0) || moves == Some(back) && args[0] == sum;
        }
        // It goes on while `low < high`, or `low <= high`, unsigned.
        let Some((order, sign)) = name.strip_prefix("i32_").and_then(|n| n.split_once('_')) else {
            return false;
        };
        let (low, high, strict) = match (order, goes_on) {
            ("lt", true) | ("ge", false) => (x, y, true),
            ("gt", true) | ("le", false) => (y, x, true),
            ("le", true) | ("gt", false) => (x, y, false),
            ("ge", true) | ("lt", false) => (y, x, false),
            _ => return false,
        };
        let half = match sign {
            "s" => 1 << 31,
            "u" => 0,
            _ => return false,
        };
        let low = linear(b, low).scaled(1, half);
        let high = linear(b, high).scaled(1, half);
        // `low < high` is `!high < !low`.
        let not = |sum: &Linear| sum.scaled(u32::MAX, u32::MAX);
        let up = steps.sum(b, &low) == Some(step) && steps.sum(b, &high) == Some(0) && args == [low.clone(), high.clone()];
        let down = steps.sum(b, &low) == Some(0) && steps.sum(b, &high) == Some(back) && args == [not(&high), not(&low)];
        strict == (self.name == word::ROUNDS_LT) && (up || down)
    }
}
