//! Parts: runs of statements of one function that stand in functions of their own, `part{f}_{k}`.
//!
//! A part is validated as if its statements stood where it is called. That is what they mean, because its parameters
//! have the names of the arguments, whatever it can assign is handed back, and it is called in one place:
//!
//! ```text
//! let Some((exit, r1, v7)) = part4_0(l0, l1, v3, s, m0) else { return None };
//! l1 = r1;
//! match exit { 0 => {} _ => { break 'b2 v7; } }
//! ```
//!
//! Only `l1` is `mut` in the part. `return Some((0, l1, v7));` at its end goes on after the `match`. At a branch out of the
//! part, `return Some((1, l1, x));` is arm 1, in which `v7` is `x`: the arm is validated as the branch, each time one
//! leads to it. A label means the same block in the arm as here, since no label is inside another of the same name.
//! rustc sees to it that a part names nothing but its parameters and what it binds.

use crate::body::{Body, OR_TRAP};
use crate::code::{self, Arg};
use crate::cursor::{Check, Cursor};
use crate::stack;
use crate::term::{Term, head};
use crate::token::{Kind, Name, word};

/// A part that no call has led to yet.
pub struct Item {
    pub func: u32,
    /// Letter (`l` or `v`), number, whether it is `mut`.
    params: Vec<(u8, u32, bool)>,
    args: Vec<Arg>,
    /// How many values it hands back besides the exit.
    results: usize,
    /// After the opening brace, and at the closing one.
    at: usize,
    end: usize,
}

/// A part whose statements are being validated.
pub struct Open {
    /// At its closing brace.
    end: usize,
    /// Where to go on after it.
    after: usize,
    /// Locals that it hands back, then values.
    locals: Vec<u32>,
    values: Vec<u32>,
    /// Where the arms of the exits begin.
    arms: Vec<usize>,
    /// Its frame.
    frame: u32,
}

/// The rest of a header after `pub fn part4_0`, and past the body.
pub fn item(c: &mut Cursor<'_>, func: u32) -> Check<Item> {
    let mut params = Vec::new();
    c.open('(')?;
    loop {
        let mutable = c.eat_word(word::MUT);
        let named = match c.tokens.name(c.peek().data) {
            Name::Letter(letter @ (b'l' | b'v'), n) if c.peek().kind == Kind::Ident => (letter, n),
            _ => break,
        };
        c.at += 1;
        c.punct(':')?;
        c.any_type()?;
        params.push((named.0, named.1, mutable));
        let state = *c;
        if !c.eat_punct(',') || c.is_word(word::S) || c.is_word(word::G) {
            *c = state;
            break;
        }
        if let Name::Letter(b'm', _) = c.tokens.name(c.peek().data) {
            *c = state;
            break;
        }
    }
    let args = code::state_params(c, params.is_empty())?;
    c.close('(')?;
    c.template("->")?;
    let option = c.eat_template("Option<");
    c.template("(u32")?;
    let mut results = 0;
    while c.eat_punct(',') && !c.is_close('(') {
        c.any_type()?;
        results += 1;
    }
    c.close('(')?;
    if option {
        c.punct('>')?;
    }
    let end = c.tokens.close_of(c.at);
    c.open('{')?;
    let at = std::mem::replace(&mut c.at, end + 1);
    Ok(Item { func, params, args, results, at, end })
}

impl Body<'_, '_> {
    /// `let Some((exit, …)) = part4_0(…)` and what belongs to it, up to the first statement of the part.
    pub fn enter_part(&mut self) -> Check<bool> {
        let optional = self.c.ahead(1).data == word::SOME;
        let exit = self.c.ahead(if optional { 4 } else { 2 });
        if (exit.kind, exit.data) != (Kind::Ident, word::EXIT) {
            return Ok(false);
        }
        self.c.template(if optional { "let Some((exit" } else { "let (exit" })?;
        let (mut locals, mut values) = (Vec::new(), Vec::new());
        while self.c.eat_punct(',') && !self.c.is_close('(') {
            match self.letter(b'r') {
                Ok(l) if values.is_empty() => locals.push(l),
                _ => {
                    values.push(self.letter(b'v')?);
                    self.reserve(values[values.len() - 1])?;
                }
            }
        }
        self.c.close('(')?;
        if optional {
            self.c.close('(')?;
        }
        self.c.punct('=')?;
        let symbol = self.c.symbol()?;
        let scope = self.scope;
        let Some(item) = scope.parts.get(&symbol).filter(|p| p.func == self.func) else {
            return self.fail("no part of this function");
        };
        if !self.seen.parts.insert(symbol) {
            return self.fail("a part that is called twice");
        }
        if optional != self.fallible || item.args != scope.funcs[self.func as usize].args {
            return self.fail("a part takes and may do what its function does");
        }
        self.c.open('(')?;
        if item.results != locals.len() + values.len() {
            return self.fail("a part hands back as many values as its call names");
        }
        for (k, (letter, n, _)) in item.params.iter().enumerate() {
            if k > 0 {
                self.c.punct(',')?;
            }
            if self.letter(*letter)? != *n {
                return self.fail("a part's arguments have the names of its parameters");
            }
        }
        if !item.params.is_empty() && !item.args.is_empty() {
            self.c.punct(',')?;
        }
        let state = code::call("", 'l', 0, &item.args, false);
        self.c.template(&state[1..])?;
        self.c.template(if optional { OR_TRAP } else { ";" })?;
        self.report.rule("part");
        // What the part can assign, it hands back.
        let assigned = item.params.iter().filter(|p| p.2);
        if !assigned.clone().all(|p| p.0 == b'l') || !assigned.map(|p| p.1).eq(locals.iter().copied()) {
            return self.fail("a part hands back what it can assign");
        }
        if !locals.is_empty() {
            self.list(b'l', &locals)?;
            self.c.punct('=')?;
            self.list(b'r', &locals)?;
            self.c.punct(';')?;
        }
        let mut arms = Vec::new();
        if self.c.eat_template("match exit { 0 => {}") {
            let mut last = false;
            while !last {
                last = self.c.eat_word(word::UNDERSCORE);
                if !last {
                    self.c.number(arms.len() as u64 + 1)?;
                }
                self.c.template("=> {")?;
                arms.push(self.c.at);
                self.c.at = self.c.tokens.close_of(self.c.at - 1) + 1;
            }
            self.c.close('{')?;
        }
        let frame = stack::part(item.params.len() + locals.len() + values.len());
        let open: u32 = self.parts.iter().fold(frame, |sum, p| sum.saturating_add(p.frame));
        self.seen.part_frames = self.seen.part_frames.max(open);
        let after = std::mem::replace(&mut self.c.at, item.at);
        self.parts.push(Open { end: item.end, after, locals, values, arms, frame });
        Ok(true)
    }

    /// `l1` or `(l1, l2)`
    fn list(&mut self, letter: u8, numbers: &[u32]) -> Check<()> {
        let tuple = numbers.len() > 1;
        if tuple {
            self.c.open('(')?;
        }
        for (k, n) in numbers.iter().enumerate() {
            if k > 0 {
                self.c.punct(',')?;
            }
            if self.letter(letter)? != *n {
                return self.fail("another local than the one that is handed back");
            }
        }
        if tuple { self.c.close('(') } else { Ok(()) }
    }

    /// `return Some((1, l1, x));` in a part: the number, and what the values handed back are.
    fn handed_back(&mut self, part: &Open) -> Check<(u32, Vec<Term>)> {
        self.c.word(word::RETURN)?;
        if self.fallible {
            self.c.template("Some(")?;
        }
        self.c.open('(')?;
        let number = self.c.small()?;
        for l in &part.locals {
            self.c.punct(',')?;
            if self.letter(b'l')? != *l {
                return self.fail("another local than the one that is handed back");
            }
        }
        let mut terms = Vec::new();
        for _ in &part.values {
            self.c.punct(',')?;
            // Zeros stand for what this exit does not carry.
            terms.push(self.expr()?);
        }
        self.c.close('(')?;
        if self.fallible {
            self.c.close('(')?;
        }
        self.c.punct(';')?;
        Ok((number, terms))
    }

    /// Whether it is what stands for no value.
    fn is_zero(&mut self, term: Term) -> bool {
        let others = [head::F32, head::F64, head::NULL].map(|h| self.terms.plain(h, 0, 0));
        term == Term::NONE || term == self.terms.int(0) || others.contains(&term)
    }

    /// Whether `return Some((0, …` follows, in a part.
    pub fn at_part_end(&self) -> bool {
        let zero = self.c.ahead(if self.fallible { 4 } else { 2 });
        !self.parts.is_empty() && (zero.kind, zero.data) == (Kind::Int, 0)
    }

    /// At the end of a part: on after its call.
    pub fn leave_part(&mut self) -> Check<()> {
        let Some(part) = self.parts.pop() else {
            return self.fail("no part");
        };
        let (_, terms) = self.handed_back(&part)?;
        if self.c.at != part.end {
            return self.fail("statements after the end of a part");
        }
        for (v, term) in part.values.iter().zip(terms) {
            // A value of the part's own keeps its name; those of the exits have none here.
            if self.value(*v).ok() != Some(term) && !self.is_zero(term) {
                return self.fail("another value than the part's own");
            }
        }
        self.c.at = part.after;
        Ok(())
    }

    /// A branch out of a part to the frame `depth` levels out, through the arm of its exit.
    pub fn exit_part(&mut self, depth: u32) -> Check<()> {
        let Some(part) = self.parts.pop() else {
            return self.fail("no part");
        };
        let (number, terms) = self.handed_back(&part)?;
        let Some(arm) = (number as usize).checked_sub(1).and_then(|k| part.arms.get(k)) else {
            return self.fail("no such exit");
        };
        let after = std::mem::replace(&mut self.c.at, *arm);
        let hidden: Vec<Term> = part.values.iter().map(|v| self.value(*v).unwrap_or(Term::NONE)).collect();
        for (v, term) in part.values.iter().zip(terms) {
            self.rebind(*v, term);
        }
        self.jump(depth)?;
        let used = |v: u32| {
            let mut arm = (*arm..self.c.at).filter_map(|at| self.c.tokens.get(at));
            arm.any(|t| t.kind == Kind::Ident && self.c.tokens.name(t.data) == Name::Letter(b'v', v))
        };
        let unused: Vec<u32> = part.values.iter().copied().filter(|v| !used(*v)).collect();
        for v in unused {
            let term = self.value(v).unwrap_or(Term::NONE);
            if !self.is_zero(term) {
                return self.fail("a value that this exit does not carry");
            }
        }
        self.c.close('{')?;
        for (v, term) in part.values.iter().zip(hidden) {
            self.rebind(*v, term);
        }
        self.c.at = after;
        self.parts.push(part);
        Ok(())
    }
}
