//! How many rounds a loop has, from its condition.

use super::dag::{Dag, Def, Node};
use super::linear::Linear;
use super::round::Round;

/// Counters that move by more than this run few rounds.
const MAX_STEP: u32 = 1 << 29;

/// The number of rounds as a runtime function of values on entry.
pub struct Rounds {
    /// The runtime function.
    pub name: &'static str,
    /// Its operands.
    pub args: Vec<Linear>,
    /// What the counter moves by.
    pub step: u32,
}

impl Rounds {
    /// The number, if it is constant.
    pub fn known(&self) -> Option<u64> {
        let arg = |k: usize| {
            let arg: &Linear = self.args.get(k)?;
            arg.terms.is_empty().then_some(u64::from(arg.constant))
        };
        let step = u64::from(self.step);
        Some(match self.name {
            "rounds_ne" => arg(0)? / step + 1,
            _ => arg(1)?.saturating_sub(arg(0)?) / step + 1,
        })
    }
}

/// A comparison of type i32 after which the loop goes on.
enum Test {
    /// The value is not 0.
    NonZero(Linear),
    /// The first is below the second, unsigned.
    Below(Linear, Linear),
    /// The first is at most the second, unsigned.
    AtMost(Linear, Linear),
}

/// The rounds of a loop that goes on while a condition holds (or does not hold, if `negated`).
pub fn rounds(round: &Round, cond: Node, negated: bool) -> Option<Rounds> {
    let test = test(&round.dag, cond, !negated)?;
    let up = |step: u32| step != 0 && step < MAX_STEP;
    match test {
        Test::NonZero(value) => {
            // What it is at the first test, so that each round takes something away.
            let step = round.step(&value)?;
            let (value, step) = if up(step) {
                (Linear::default().plus(u32::MAX, &value), step)
            } else {
                (value, step.wrapping_neg())
            };
            up(step).then_some(Rounds {
                name: "rounds_ne",
                args: vec![value],
                step,
            })
        }
        Test::Below(x, limit) => ordered(round, "rounds_lt", x, limit),
        Test::AtMost(x, limit) => ordered(round, "rounds_le", x, limit),
    }
}

fn ordered(round: &Round, name: &'static str, x: Linear, limit: Linear) -> Option<Rounds> {
    let (x_step, limit_step) = (round.step(&x)?, round.step(&limit)?);
    let (args, step) = match (x_step, limit_step) {
        (step, 0) => (vec![x, limit], step),
        // `x < limit` is `!limit < !x`, and `!limit` goes up.
        (0, step) => (
            vec![complement(&limit), complement(&x)],
            step.wrapping_neg(),
        ),
        _ => return None,
    };
    (step != 0 && step < MAX_STEP).then_some(Rounds { name, args, step })
}

fn complement(x: &Linear) -> Linear {
    Linear::constant(u32::MAX).plus(u32::MAX, x)
}

/// The test that a condition is, where it must be `wanted`.
fn test(dag: &Dag, cond: Node, wanted: bool) -> Option<Test> {
    let Def::Op(name, args) = dag.def(cond) else {
        return wanted.then(|| Test::NonZero(Linear::of(dag, cond)));
    };
    if *name == "i32_eqz" {
        return test(dag, args[0], !wanted);
    }
    let operator = name.strip_prefix("i32_")?;
    let side = |k: usize| Linear::of(dag, args[k]);
    let difference = || Test::NonZero(side(0).plus(u32::MAX, &side(1)));
    let (less, signed) = match (operator, wanted) {
        ("ne", true) | ("eq", false) => return Some(difference()),
        ("ne" | "eq", _) => return None,
        _ => match operator.strip_suffix("_s") {
            Some(less) => (less, true),
            None => (operator.strip_suffix("_u").unwrap_or(""), false),
        },
    };
    // Signed order is unsigned order, shifted by half.
    let side = |k: usize| side(k).offset(if signed { 1 << 31 } else { 0 });
    let (a, b) = (|| side(0), || side(1));
    Some(match (less, wanted) {
        ("lt", true) | ("ge", false) => Test::Below(a(), b()),
        ("gt", true) | ("le", false) => Test::Below(b(), a()),
        ("le", true) | ("gt", false) => Test::AtMost(a(), b()),
        ("ge", true) | ("lt", false) => Test::AtMost(b(), a()),
        _ if wanted => Test::NonZero(Linear::of(dag, cond)),
        _ => return None,
    })
}
