//! Tests at which a counted loop may be left.

use super::linear::operator;
use super::settle;
use crate::body::{Body, Local, Side};
use crate::cursor::Check;
use crate::term::{Term, head};
use crate::token::word;

/// A branch on which WebAssembly may leave the loop.
pub struct Test {
    pub condition: Term,
    /// Whether the loop goes on if that is not 0.
    pub goes_on: bool,
    pub way_out: WayOut,
    /// What WebAssembly has then.
    pub state: State,
}

#[derive(PartialEq)]
pub struct State {
    stack: Vec<Term>,
    /// Those that were assigned.
    locals: Vec<(u32, Term)>,
    trace: Term,
}

impl State {
    pub fn of(b: &Body<'_, '_>) -> State {
        let [wasm, rust] = [Side::Wasm as usize, Side::Rust as usize];
        let assigned = |(i, l): (u32, &Local)| (l.epoch == b.epoch && l.values[wasm] != l.values[rust]).then_some((i, l.values[wasm]));
        State { stack: b.stack.clone(), locals: (0..).zip(&b.locals).filter_map(assigned).collect(), trace: b.trace(Side::Wasm) }
    }
}

/// Where a test leads if not back.
#[derive(Clone, Copy)]
pub enum WayOut {
    /// To a frame so many levels out of the loop.
    Branch(u32),
    /// Behind the loop.
    Behind,
    /// To something in the loop.
    Within,
}

/// `if CONDITION != 0 { l5 = …; break 'b2; }`, or to behind the loop `break 'n false;`, if that is next: as WebAssembly leaves the loop at
/// its next test.
pub fn leave(b: &mut Body<'_, '_>) -> Check<bool> {
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
