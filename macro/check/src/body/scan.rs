//! Scans: rounds of a loop that only looks for certain bytes, many at once.
//!
//! ```text
//! if let Some(v9) = scan(ADDRESS, OFFSET, [STOP, …], m0) {
//!     l0 = i32_add(l0, v9);                   // whatever moves by a constant
//!     …                                       // one round
//! }
//! 'b2: loop { … }
//! ```
//!
//! A loop that counts as well has `scan_within(…, [STOP, …], rounds_ne(FIRST, STEP, 1), m0)`. One that compares bytes with others has
//! `alike(ADDRESS, OFFSET, [STOP, …], OTHER, APART, m0)`, or `alike_within(…, rounds_ne(FIRST, STEP, 1), m0)`.
//!
//! **Soundness.** `scan` gives n only if the n + 1 bytes from `ADDRESS + OFFSET` on are in memory, so that no sum of the two wraps,
//! and none of them is a `STOP`. One round is executed symbolically from unknown locals, down the way that it takes if the byte that
//! it loads is no stop: it has no other effect, ends where it goes back, its address moves by 1, and its stops stay as they are. So by
//! induction the loop has at least n + 1 such rounds, and none of them traps. `alike` says the same of two bytes a round, and that
//! they are equal. One condition may be on a counter; it lets the loop go on in all of the rounds that it counts but the last
//! ([`Rounds`]), and `scan_within` passes over no more bytes than that.
//! Locals to which a round adds a constant hold those sums after n rounds; of others nothing is known to WebAssembly's side here,
//! and of Rust's side nothing but what was before. From there one round more is executed on both sides, and they must agree, so
//! nothing depends on those. Then the loop goes on as it was.

use super::counted::{Rounds, Steps, linear, operator, read, skip, straight};
use super::{Body, Side};
use crate::cursor::Check;
use crate::term::{Term, head};
use wasmparser::{Operator, OperatorsReader};

/// What is in front of the loop that `operators` continue in.
pub fn check(b: &mut Body<'_, '_>, operators: &OperatorsReader<'_>) -> Check<()> {
    b.c.ensure(!b.scope.options.fuel && !b.scope.options.interrupt, "rounds that are metered can't be passed over")?;
    b.cut()?;
    let (older, before, names) = (b.terms.len(), b.seen.operators, b.values.clone());
    b.forget();
    b.c.template("if let Some(")?;
    let passed = b.c.letter(b'v')?;
    b.c.template(") =")?;
    let forms = ["scan(", "scan_within(", "alike(", "alike_within("];
    let form = (0..forms.len()).find(|k| b.c.eat_template(forms[*k]));
    let form = b.c.some(form, "expected a search")?;
    let (counts, pair) = (form % 2 > 0, form > 1);
    let mut places = vec![place(b)?];
    b.c.punct('[')?;
    let mut stops = Vec::new();
    while !b.c.eat(']') {
        stops.push(b.expr()?);
        if !b.c.is(']') {
            b.c.punct(',')?;
        }
    }
    b.c.punct(',')?;
    if pair {
        places.push(place(b)?);
    }
    let rounds = if counts { Some(Rounds::parse(b)?) } else { None };
    if rounds.is_some() {
        b.c.punct(',')?;
    }
    let memory = b.memory()?;
    b.c.template(") {")?;

    // Any round.
    let start = (b.locals.clone(), b.history.clone(), b.differing);
    let trace = b.trace(Side::Wasm);
    let counter = way(b, operators.clone(), &stops, pair)?;
    let steps = Steps::of(b, older);
    match (&rounds, counter) {
        (None, None) => {}
        (Some(rounds), Some((condition, goes_on))) if rounds.copies == 1 => rounds.check(b, &steps, condition, goes_on)?,
        _ => return b.fail("rounds that are counted, or are not"),
    }
    let mut fits = stops.iter().all(|stop| steps.sum(b, &linear(b, *stop)) == Some(0));
    let mut at = b.trace(Side::Wasm);
    for (address, offset) in places.iter().rev() {
        let load = b.terms.node(at);
        let bytes = load[0].checked_sub(head::OPERATOR).and_then(|code| b.scope.plain.get(code as usize));
        let sum = linear(b, Term(load[2]));
        fits &= bytes.is_some_and(|p| p.name == "i32_load8_u") && steps.sum(b, &sum) == Some(1) && sum == linear(b, *address);
        fits &= (load[5], b.terms.node(Term(load[6]))[1]) == (memory, *offset);
        at = Term(load[1]);
    }
    b.c.ensure(fits && at == trace, "a loop that does not only look for these bytes")?;

    // The last one.
    (b.locals, b.history, b.differing) = start;
    let value = b.unknown();
    b.bind(passed, value)?;
    for (i, step) in (0..).zip(&steps.locals) {
        let value = b.unknown();
        match *step {
            Some(0) => continue,
            Some(step) => {
                let by = if step == 1 { format!("v{passed}") } else { format!("i32_mul(v{passed}, {})", step as i32) };
                b.c.template(&format!("l{i} = i32_add(l{i}, {by});"))?;
                b.write_local(Side::Rust, i, value)?;
            }
            None => {}
        }
        b.write_local(Side::Wasm, i, value)?;
    }
    // The same conditions as in any round are on the byte.
    let counter = way(b, operators.clone(), &stops, pair)?;
    b.c.ensure(counter.is_some() == rounds.is_some(), "a stop that moves")?;
    while b.statement()? {}
    b.c.punct('}')?;
    b.cut()?;
    b.values = names;
    // The loop is there twice, as far as the stack is concerned.
    b.seen.operators = before;
    skip(b, &mut operators.clone())?;
    b.report.rule("scan");
    b.forget();
    Ok(())
}

/// `ADDRESS, OFFSET,`
fn place(b: &mut Body<'_, '_>) -> Check<(Term, u32)> {
    let address = b.expr()?;
    b.c.punct(',')?;
    let offset = b.offset()?;
    b.c.punct(',')?;
    Ok((address, offset))
}

/// One round of WebAssembly on which the byte is no stop, and the same as the other of a pair, up to where it goes back; and the
/// condition on something else that there may be, and whether the loop goes on if it holds.
fn way(b: &mut Body<'_, '_>, mut operators: OperatorsReader<'_>, stops: &[Term], pair: bool) -> Check<Option<(Term, bool)>> {
    let (mut heights, mut counter, start) = (vec![b.stack.len()], None, b.trace(Side::Wasm));
    loop {
        let op = read(b, &mut operators)?;
        let depth = match &op {
            Operator::Block { blockty } if b.block_type(*blockty) == (0, 0) => {
                heights.push(b.stack.len());
                continue;
            }
            Operator::End if heights.len() > 1 => 0,
            Operator::Br { relative_depth } => *relative_depth,
            Operator::BrIf { relative_depth } => {
                let condition = b.pop()?;
                let bytes = bytes(b, start);
                let holds = match holds(b, stops, pair, &bytes, condition) {
                    Some(holds) => holds,
                    None => {
                        let outwards = *relative_depth as usize + 1 >= heights.len();
                        b.c.ensure(counter.is_none() && outwards, "a condition on something else than a byte")?;
                        let back = *relative_depth as usize + 1 == heights.len();
                        counter = Some((condition, back));
                        back
                    }
                };
                if !holds {
                    continue;
                }
                *relative_depth
            }
            Operator::BrTable { targets } => {
                let index = b.pop()?;
                let bytes = bytes(b, start);
                b.c.ensure(bytes.contains(&index), "a table for something else than a byte")?;
                for (k, target) in (0..).zip(targets.targets()) {
                    let k = b.terms.int(k);
                    b.c.ensure(target? == targets.default() || stops.contains(&k), "a byte that is no stop is one")?;
                }
                targets.default()
            }
            _ => {
                b.c.ensure(straight(b, &op), "an operator that a scan can't have")?;
                b.operator(&op)?;
                continue;
            }
        };
        let back = depth as usize + 1 == heights.len();
        b.c.ensure((depth as usize) < heights.len(), "a byte that is no stop leaves the loop")?;
        let left = heights.split_off(heights.len() - 1 - depth as usize);
        b.c.ensure(b.stack.len() == left[0], "operands that a round leaves")?;
        if back {
            return Ok(counter);
        }
        // Out of this many blocks.
        for _ in usize::from(matches!(op, Operator::End))..left.len() {
            skip(b, &mut operators)?;
        }
    }
}

/// What the round that began behind `start` has loaded, the last first.
fn bytes(b: &mut Body<'_, '_>, start: Term) -> Vec<Term> {
    let (mut at, mut bytes) = (b.trace(Side::Wasm), Vec::new());
    while at != start && bytes.len() < 2 {
        bytes.push(b.terms.plain(head::RESULT, at.0, 0));
        at = Term(b.terms.node(at)[1]);
    }
    bytes
}

/// Whether a condition holds if the bytes are no stops, and, of a pair, the same.
fn holds(b: &mut Body<'_, '_>, stops: &[Term], pair: bool, bytes: &[Term], condition: Term) -> Option<bool> {
    let zero = b.terms.int(0);
    let stop = |x: Term, y: Term| bytes.contains(&x) && stops.contains(&y) || bytes.contains(&y) && stops.contains(&x);
    if bytes.contains(&condition) && stops.contains(&zero) {
        return Some(true);
    }
    let both = |x: Term, y: Term| pair && x != y && bytes.contains(&x) && bytes.contains(&y);
    match operator(b, condition) {
        ("i32_eqz", x, _) => holds(b, stops, pair, bytes, x).map(|holds| !holds),
        ("i32_ne", x, y) if stop(x, y) => Some(true),
        ("i32_eq", x, y) if stop(x, y) => Some(false),
        ("i32_ne", x, y) if both(x, y) => Some(false),
        ("i32_eq", x, y) if both(x, y) => Some(true),
        _ => None,
    }
}
