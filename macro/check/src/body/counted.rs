//! Counted loops: a fast form beside the loop as it was.
//!
//! ```text
//! let n = rounds_ne(FIRST, STEP, COPIES);
//! if 'n: {
//!     let Some(w0) = window(BASE, STEP, EXTENT, n, m0) else { break 'n true };
//!     for i in 0..n { … f64_load_in(w0, i, STEP, OFFSET, m0) … }
//!     false                                   // or, where the loop's exit is a branch, that
//! } {
//!     'b2: loop { as_is(); … }                // which does nothing
//! }
//! ```
//!
//! A loop that is left in the middle of a round, or at its start, has `rounds_ne(…).saturating_sub(COPIES)`, and `true` after the fast
//! form: the loop goes on as it was, in the round that leaves it. In the rounds before, the test went the other way, over whatever
//! is done on the way out.
//!
//! A loop may have other exits besides the one that counts. Then the fast form has, where they are, `if COND != 0 { l5 = …; break 'b2; }`, or
//! `break 'n false;` to behind the loop.
//!
//! In front of `for` there may be another one, in which windows are slices of their own ([`apart`]).
//!
//! **Soundness.** The original is validated like any loop, from the state on entry, which the head does not change.
//! The fast form stands for it only if `n` is `COPIES` times the number of its rounds by the exit that counts, and none of its accesses can
//! trap.
//!
//! One round is executed symbolically from unknown locals `x`: WebAssembly's operators once, the fast form `COPIES`
//! times. Effects and locals must then be the same terms, so by induction over rounds both do the same as long as
//! the loop goes on. (Sums modulo 2^32 count as the same in any order, [`Linear`].) Which way a round takes is the same as well: each test
//! but the one that counts is made on both sides, in the same order, between the same effects, on the same term, and where it leaves the
//! loop, both sides agree as at any branch. So `n` is how many rounds there are at most, and what is said of the accesses of all of
//! them is true of those that are run.
//!
//! A local to which a round adds a constant is `x + step·round` at the start of a round; so a sum `S` of such locals and
//! of values from before the loop is `S(entry) + step(S)·round`.
//! * *Rounds*: the condition compares such sums, and the head has the same sums on entry with the right step. `rounds_ne`: what is
//!   `first` at the first test becomes 0 after `first / step` more steps and not before, if that division is exact.
//!   `rounds_lt`, `rounds_le`: `x` reaches the limit after the quotient, rounded up, and does not wrap if `limit + step` fits.
//! * *Accesses*: the address differs from the window's base by the constant, and moves by the step, that the access says. A window
//!   that could be made has the bytes from its lowest base to its highest one plus `EXTENT` in memory, so below 2^32: no such sum
//!   wraps, each access is the byte of the memory that WebAssembly accesses, and none is out of bounds.

mod apart;

use super::{Body, Local, Side};
use crate::cursor::Check;
use crate::ops::{self, Shape};
use crate::term::{Term, head};
use crate::token::word;
use std::collections::HashMap;
use wasmparser::{Operator, OperatorsReader};

/// Terms that are looked at in one sum.
const MAX_SUM: u32 = 200;
/// In front of the statements of a round.
const ROUNDS: &str = "for i in 0 ..n {";

/// `Σ factor·term + constant` modulo 2^32; terms ascend, no factor is 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linear {
    terms: Vec<(Term, u32)>,
    constant: u32,
}

impl Linear {
    fn of(term: Term) -> Linear {
        Linear { terms: vec![(term, 1)], constant: 0 }
    }

    fn add(&mut self, factor: u32, other: &Linear) {
        self.constant = self.constant.wrapping_add(factor.wrapping_mul(other.constant));
        for (term, f) in &other.terms {
            let f = factor.wrapping_mul(*f);
            match self.terms.binary_search_by_key(term, |t| t.0) {
                Ok(at) => self.terms[at].1 = self.terms[at].1.wrapping_add(f),
                Err(at) => self.terms.insert(at, (*term, f)),
            }
        }
        self.terms.retain(|(_, f)| *f != 0);
    }

    /// `factor·self + constant`
    fn scaled(&self, factor: u32, constant: u32) -> Linear {
        let mut out = Linear { terms: vec![], constant };
        out.add(factor, self);
        out
    }
}

/// A window: memory, base on entry, what a round of the fast form adds, bytes from there on.
struct Window {
    memory: u32,
    base: Linear,
    step: i32,
    extent: u64,
}

/// What a round adds to each local; `None` if that is no constant.
pub struct Steps {
    pub locals: Vec<Option<u32>>,
    /// Terms before this one are values from before the loop.
    older: u32,
}

/// The counted loop whose fast form is being executed.
pub struct Counted {
    windows: Vec<Window>,
    steps: Steps,
    /// Effects of a round that are still to come, the last one first, each with the trace in front of it.
    effects: Vec<(Term, Term)>,
    /// Tests that are still to come, the last one first.
    tests: Vec<Test>,
    copies: u32,
    copy: u32,
    /// Bytes that loads and stores access, by their code.
    widths: HashMap<u32, u64>,
    /// Whether windows are slices of their own.
    pub(super) apart: bool,
}

/// A branch on which WebAssembly may leave the loop.
struct Test {
    condition: Term,
    /// Whether the loop goes on if that is not 0.
    goes_on: bool,
    way_out: WayOut,
    /// What WebAssembly has then.
    state: State,
}

#[derive(PartialEq)]
struct State {
    stack: Vec<Term>,
    /// Those that were assigned.
    locals: Vec<(u32, Term)>,
    trace: Term,
}

impl State {
    fn of(b: &Body<'_, '_>) -> State {
        let [wasm, rust] = [Side::Wasm as usize, Side::Rust as usize];
        let assigned = |(i, l): (u32, &Local)| (l.epoch == b.epoch && l.values[wasm] != l.values[rust]).then_some((i, l.values[wasm]));
        State { stack: b.stack.clone(), locals: (0..).zip(&b.locals).filter_map(assigned).collect(), trace: b.trace(Side::Wasm) }
    }
}

/// Where a test leads if not back.
#[derive(Clone, Copy)]
enum WayOut {
    /// To a frame so many levels out of the loop.
    Branch(u32),
    /// Behind the loop.
    Behind,
    /// To something in the loop.
    Within,
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

/// The fast form of the loop that `operators` continue in, up to the original.
pub fn check(b: &mut Body<'_, '_>, mut operators: OperatorsReader<'_>) -> Check<()> {
    b.c.ensure(!b.scope.options.fuel && !b.scope.options.interrupt, "rounds that are metered can't be counted")?;
    b.cut()?;
    let (older, before) = (b.terms.len(), b.seen.operators);
    b.forget();

    // The head, on entry.
    b.c.template("let n =")?;
    let rounds = Rounds::parse(b)?;
    let copies = rounds.copies;
    let early = b.c.eat_template(&format!(".saturating_sub({copies})"));
    b.c.template("; if 'n: {")?;
    let mut windows = Vec::new();
    while b.c.eat_template("let Some(") {
        let number = b.c.letter(b'w')?;
        b.c.ensure(number as usize == windows.len(), "windows are numbered in order")?;
        b.c.template(") =")?;
        windows.push(window(b)?);
        b.c.template("else { break 'n true };")?;
    }
    let function = apart::open(b, &windows)?;
    b.c.template(ROUNDS)?;
    b.as_is();
    b.c.ensure(!windows.is_empty(), "a loop that is not counted")?;

    // One round of WebAssembly.
    let height = b.stack.len();
    let start = b.trace(Side::Wasm);
    let mut widths = HashMap::new();
    let mut tests = round(b, &mut operators, &mut widths)?;
    b.c.ensure(b.stack.len() == height, "operands that a round leaves")?;
    let mut effects = Vec::new();
    let mut at = b.trace(Side::Wasm);
    while at != start {
        let before = Term(b.terms.node(at)[1]);
        effects.push((before, at));
        at = before;
    }
    let steps = Steps::of(b, older);
    // The test that counts.
    let last = tests.len().wrapping_sub(1);
    let counts = (0..tests.len()).find(|k| (early || *k == last) && rounds.right(b, &steps, tests[*k].condition, tests[*k].goes_on));
    let counts = tests.remove(b.c.some(counts, "this is not the number of rounds")?);
    b.c.ensure(early || counts.state == State::of(b), "a round too many or too few")?;
    tests.reverse();
    let counted = Counted { windows, steps, effects, tests, copies, copy: 0, widths, apart: false };

    // The same of the fast form.
    b.counted = Some(counted);
    if let Some(function) = function {
        b.seen.operators += 2 * (b.seen.operators - before);
        let state = (b.locals.clone(), b.history.clone(), b.differing);
        b.counted.iter_mut().for_each(|c| c.apart = true);
        fast_form(b, copies)?;
        b.cut()?;
        b.counted.iter_mut().for_each(|c| c.apart = false);
        apart::close(b, &function)?;
        // Or, from the same state:
        (b.locals, b.history, b.differing) = state;
        b.c.template("else {")?;
        b.c.template(ROUNDS)?;
        b.as_is();
        fast_form(b, copies)?;
        b.c.punct('}')?;
    } else {
        fast_form(b, copies)?;
    }
    b.counted = None;
    match counts.way_out {
        WayOut::Branch(depth) if !early => b.jump(depth)?,
        _ => {
            b.cut()?;
            b.c.template(if early { "true" } else { "false" })?;
        }
    }
    b.c.template("} {")?;

    b.report.rule("counted loop");
    // The original, from the state on entry.
    b.forget();
    b.alternative = true;
    Ok(())
}

/// One round of WebAssembly down the way on which the loop goes on: its tests.
fn round(b: &mut Body<'_, '_>, operators: &mut OperatorsReader<'_>, widths: &mut HashMap<u32, u64>) -> Check<Vec<Test>> {
    let (mut tests, mut block) = (Vec::new(), None);
    loop {
        let op = read(b, operators)?;
        match op {
            Operator::BrIf { relative_depth } => {
                let condition = b.pop()?;
                let test = |b: &Body<'_, '_>, goes_on, way_out| Test { condition, goes_on, way_out, state: State::of(b) };
                let out = relative_depth.checked_sub(1 + u32::from(block.is_some()));
                match (block, out) {
                    (_, Some(depth)) => tests.push(test(b, false, WayOut::Branch(depth))),
                    // On behind the block, since there is nothing above what it began with.
                    (Some(height), None) if relative_depth == 0 && b.stack.len() == height => {
                        tests.push(test(b, true, WayOut::Within));
                        skip(b, operators)?;
                        block = None;
                    }
                    (None, None) => {
                        let way_out = match read(b, operators)? {
                            Operator::End => WayOut::Behind,
                            Operator::Br { relative_depth: out @ 1.. } => {
                                skip(b, operators)?;
                                WayOut::Branch(out - 1)
                            }
                            _ => return b.fail("a counted loop with another end"),
                        };
                        tests.push(test(b, true, way_out));
                        return Ok(tests);
                    }
                    _ => return b.fail("a counted loop with another exit"),
                }
                continue;
            }
            Operator::Br { relative_depth: 0 } if block.is_none() => {
                // What follows is never run, but counted.
                skip(b, operators)?;
                return Ok(tests);
            }
            Operator::Block { blockty } if block.is_none() && b.block_type(blockty) == (0, 0) => {
                block = Some(b.stack.len());
                continue;
            }
            _ => {
                b.c.ensure(straight(b, &op), "an operator that a counted loop can't have")?;
                widths.insert(ops::code(&op), ops::fields(&op).width);
            }
        }
        b.operator(&op)?;
    }
}

/// `if CONDITION != 0 { l5 = …; break 'b2; }`, or to behind the loop `break 'n false;`, if that is next: as WebAssembly leaves the loop at
/// its next test.
fn leave(b: &mut Body<'_, '_>) -> Check<bool> {
    if !b.c.eat_word(word::IF) {
        return Ok(false);
    }
    let test = b.counted.as_mut().filter(|c| !c.apart).and_then(|c| c.tests.pop());
    let mut test = b.c.some(test, "WebAssembly has no such test here")?;
    let found = b.expr()?;
    let same = sense(b, found, false) == sense(b, test.condition, test.goes_on);
    b.c.ensure(same, "the condition differs from WebAssembly's")?;
    b.c.template("!= 0 {")?;
    // WebAssembly's side as it is then.
    let state = (b.locals.clone(), b.history.clone(), b.differing);
    let (names, parts) = (b.values.clone(), b.parts.len());
    for i in 0..b.locals.len() as u32 {
        let start = b.terms.plain(head::LOCAL, i, b.epoch);
        b.write_local(Side::Wasm, i, start)?;
    }
    for (i, value) in test.state.locals {
        b.write_local(Side::Wasm, i, value)?;
    }
    b.history[Side::Wasm as usize].trace = test.state.trace;
    std::mem::swap(&mut b.stack, &mut test.state.stack);
    while b.statement()? {}
    b.c.ensure(b.parts.len() == parts, "a part on the way out")?;
    settle(b)?;
    match test.way_out {
        WayOut::Branch(depth) => b.jump(depth)?,
        WayOut::Behind => {
            b.cut()?;
            b.c.template("break 'n false;")?;
        }
        WayOut::Within => return b.fail("a way out that can't be followed"),
    }
    b.c.punct('}')?;
    (b.stack, b.values) = (test.state.stack, names);
    (b.locals, b.history, b.differing) = state;
    Ok(true)
}

/// A condition without negations, and whether what is asked for is that it holds.
fn sense(b: &Body<'_, '_>, condition: Term, negated: bool) -> (Term, bool) {
    match operator(b, condition) {
        ("i32_eqz", x, _) => sense(b, x, !negated),
        _ => (condition, !negated),
    }
}

/// Whether an operator is numeric, or a load or store, or moves values.
pub fn straight(b: &Body<'_, '_>, op: &Operator<'_>) -> bool {
    let plain = b.scope.plain.get(ops::code(op) as usize);
    let known = plain.is_some_and(|p| p.shape != Shape::Other && matches!(p.takes, "" | "c" | "i" | "l" | "om" | "oim"));
    let moves =
        matches!(op, Operator::LocalGet { .. } | Operator::LocalSet { .. } | Operator::LocalTee { .. } | Operator::GlobalGet { .. });
    let literal =
        matches!(op, Operator::I32Const { .. } | Operator::I64Const { .. } | Operator::F32Const { .. } | Operator::F64Const { .. });
    known || moves || literal || matches!(op, Operator::V128Const { .. } | Operator::Nop | Operator::Drop)
}

/// The rest of a construct, up to its end.
pub fn skip(b: &mut Body<'_, '_>, operators: &mut OperatorsReader<'_>) -> Check<()> {
    let mut depth = 1;
    while depth > 0 {
        depth = match read(b, operators)? {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth + 1,
            Operator::End => depth - 1,
            _ => depth,
        };
    }
    Ok(())
}

/// One round of the loop on Rust's side, whose names end with it, and the end of `for`.
fn fast_form(b: &mut Body<'_, '_>, copies: u32) -> Check<()> {
    let (body, names) = (b.c.at, b.values.clone());
    for copy in 0..copies {
        b.c.at = body;
        b.values.clone_from(&names);
        b.counted.iter_mut().for_each(|c| c.copy = copy);
        while b.statement()? || leave(b)? {}
    }
    b.values = names;
    b.c.punct('}')?;
    let left = b.counted.as_ref().is_some_and(|c| !c.tests.is_empty());
    b.c.ensure(!left, "a test of WebAssembly's is left out")?;
    settle(b)
}

/// Locals that hold equal sums on both sides are equal.
fn settle(b: &mut Body<'_, '_>) -> Check<()> {
    for i in 0..b.locals.len() {
        let [wasm, rust] = b.locals[i].values;
        if b.locals[i].epoch == b.epoch && wasm != rust && linear(b, wasm) == linear(b, rust) {
            b.write_local(Side::Rust, i as u32, wasm)?;
        }
    }
    Ok(())
}

/// `window(BASE, STEP, EXTENT, n, m0)`
fn window(b: &mut Body<'_, '_>) -> Check<Window> {
    b.c.template("window(")?;
    let base = b.expr()?;
    let base = linear(b, base);
    b.c.punct(',')?;
    let step = signed(b)?;
    b.c.punct(',')?;
    let extent = b.c.integer()?;
    b.c.template(", n,")?;
    let memory = b.memory()?;
    b.c.punct(')')?;
    Ok(Window { memory, base, step, extent })
}

fn signed(b: &mut Body<'_, '_>) -> Check<i32> {
    let sign = if b.c.eat('-') { -1 } else { 1 };
    let value = i32::try_from(b.c.integer()?).ok();
    Ok(sign * b.c.some(value, "a step out of range")?)
}

pub fn read<'r>(b: &mut Body<'_, '_>, operators: &mut OperatorsReader<'r>) -> Check<Operator<'r>> {
    // They are there twice, also for the stack.
    b.seen.operators += 1;
    operators.read().or_else(|e| b.fail(e.to_string()))
}

/// A term as a sum; a very large one is a value of its own.
pub fn linear(b: &Body<'_, '_>, term: Term) -> Linear {
    let mut left = MAX_SUM;
    sum(b, term, &mut left).unwrap_or_else(|| Linear::of(term))
}

/// The name and the first two operands of a pure operator.
pub fn operator<'b>(b: &'b Body<'_, '_>, term: Term) -> (&'b str, Term, Term) {
    let [head, x, y, ..] = b.terms.node(term);
    let plain = head.checked_sub(head::OPERATOR).and_then(|code| b.scope.plain.get(code as usize));
    (plain.map_or("", |p| p.name), Term(x), Term(y))
}

fn sum(b: &Body<'_, '_>, term: Term, left: &mut u32) -> Option<Linear> {
    *left = left.checked_sub(1)?;
    // An i64 is only taken for an i32 where it has the same value.
    let constant = |t: Term| b.terms.integer(t).and_then(|v| i32::try_from(v).ok());
    if let Some(value) = constant(term) {
        return Some(Linear { terms: vec![], constant: value as u32 });
    }
    let (name, x, y) = operator(b, term);
    let (factor, second) = match (name, constant(y)) {
        ("i32_add", _) => (1, Some(1)),
        ("i32_sub", _) => (1, Some(u32::MAX)),
        ("i32_mul", Some(factor)) => (factor as u32, None),
        ("i32_shl", Some(k)) => (1 << (k & 31), None),
        _ => return Some(Linear::of(term)),
    };
    let mut out = sum(b, x, left)?.scaled(factor, 0);
    if let Some(second) = second {
        out.add(second, &sum(b, y, left)?);
    }
    Some(out)
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

    fn right(&self, b: &Body<'_, '_>, steps: &Steps, condition: Term, goes_on: bool) -> bool {
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

/// `(w0, i, STEP, [VALUE,] OFFSET, m0)` of a load or store: the effect, its results, and that it may trap.
pub fn access(b: &mut Body<'_, '_>, code: u32) -> Check<(Term, usize, bool)> {
    let plain = &b.scope.plain[code as usize];
    b.c.punct('(')?;
    let at = b.c.letter(b'w')? as usize;
    b.c.template(", i,")?;
    let step = signed(b)?;
    b.c.punct(',')?;
    let mut value = Term::NONE;
    if plain.results == 0 {
        value = b.expr()?;
        b.c.punct(',')?;
    }
    let offset = b.c.integer()?;
    b.c.punct(',')?;
    let slice = b.counted.as_ref().filter(|c| c.apart).and_then(|c| Some(c.windows.get(at)?.memory));
    let memory = if let Some(memory) = slice {
        b.c.template(&format!("k{at}"))?;
        memory
    } else {
        b.memory()?
    };
    b.c.punct(')')?;
    // WebAssembly's effect after all that were the same up to here.
    let now = b.trace(Side::Rust);
    let head = head::OPERATOR + code;
    let effect = b.counted.as_ref().and_then(|c| c.effects.iter().find(|e| e.0 == now));
    let node = effect.map(|e| b.terms.node(e.1)).filter(|n| n[0] == head && n[5] == memory);
    let [_, _, address, _, _, _, more] = b.c.some(node, "WebAssembly has no such access here")?;
    let sum = linear(b, Term(address));
    let same = b.counted.as_ref().and_then(|counted| {
        let window = counted.windows.get(at)?;
        let apart = sum.constant.wrapping_sub(window.base.constant);
        let apart = apart.wrapping_sub((step as u32).wrapping_mul(counted.copy));
        let at = u64::from(apart) + u64::from(b.terms.node(Term(more))[1]);
        let inside = at == offset && at.checked_add(*counted.widths.get(&code)?)? <= window.extent;
        let moves = (step as u32).wrapping_mul(counted.copies);
        let together =
            window.memory == memory && window.step == step && window.base.terms == sum.terms && counted.steps.sum(b, &sum)? == moves;
        (inside && together).then_some(())
    });
    b.c.some(same, "this is not where WebAssembly accesses memory")?;
    let effect = b.effect(Side::Rust, head, [Term(address), value, Term::NONE], memory, Term(more));
    Ok((effect, plain.results, true))
}
