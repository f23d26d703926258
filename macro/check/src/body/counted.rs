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
mod exits;
mod linear;
mod rounds;

use super::{Body, Side};
use crate::cursor::Check;
use crate::ops::{self, Shape};
use crate::term::{Term, head};
use exits::{State, Test, WayOut, leave};
pub use linear::{Linear, linear, operator};
pub use rounds::{Rounds, Steps};
use std::collections::HashMap;
use wasmparser::{Operator, OperatorsReader};

/// In front of the statements of a round.
const ROUNDS: &str = "for i in 0 ..n {";

/// A window: memory, base on entry, what a round of the fast form adds, bytes from there on.
struct Window {
    memory: u32,
    base: Linear,
    step: i32,
    extent: u64,
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
    let within = tests.iter().position(|t| matches!(t.way_out, WayOut::Within));
    let right = |k: &usize| rounds.right(b, &steps, tests[*k].condition, tests[*k].goes_on);
    let counts = (0..tests.len()).find(|k| within.unwrap_or(*k) == *k && (early || *k == last) && right(k));
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
        WayOut::Within if !early => return b.fail("a way out that can't be followed"),
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
