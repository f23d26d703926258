//! Parts: runs of statements of one function that stand in functions of their own, `part{f}_{k}`.
//!
//! A part is validated as if its statements stood where it is called. That is what they mean, because its parameters
//! have the names of the arguments, whatever it can assign is handed back, and it is called in one place:
//!
//! ```text
//! let Some((exit, r1, v7)) = part4_0(l0, l1, v3, s, m0) else { break 't };
//! l1 = r1;
//! match exit { 0 => {} _ => { break 'b2 v7; } }
//! ```
//!
//! Only `l1` is `mut` in the part. `return Some((0, l1, v7));` at its end goes on after the `match`. At a branch out of the
//! part, `return Some((1, l1, x));` is arm 1, in which `v7` is `x`: the arm is validated as the branch, each time one
//! leads to it. A label means the same block in the arm as here, since no label is inside another of the same name.
//! rustc sees to it that a part names nothing but its parameters and what it binds.

use super::Body;
use crate::code::{self, Arg};
use crate::cursor::{Check, Cursor, Variable};
use crate::stack;
use crate::term::{Term, head};
use crate::token::{Kind, word};

/// A part that no call has led to yet.
pub struct Item {
    pub func: u32,
    /// `l`, `v`, or `p` last.
    params: Vec<Variable>,
    args: Vec<Arg>,
    /// How many values it hands back besides the exit.
    results: usize,
    /// Returns an option.
    fallible: bool,
    /// After the opening brace, and at the closing one.
    at: usize,
    end: usize,
}

/// A part whose statements are being validated.
pub struct Open {
    /// At its closing brace.
    pub(super) end: usize,
    /// Where to go on after it.
    pub(super) after: usize,
    /// Locals that it hands back, then values.
    locals: Vec<u32>,
    values: Vec<u32>,
    /// Where the arms of the exits begin.
    arms: Vec<usize>,
    /// Has arms of a ladder, and hands back the number of the next (`group.rs`).
    pub(super) group: bool,
    /// Its frame.
    frame: u32,
}

impl Item {
    /// The rest of a header after `pub fn part4_0`, and past the body.
    pub fn read(c: &mut Cursor<'_>, func: u32) -> Check<Item> {
        let mut params = Vec::new();
        c.punct('(')?;
        loop {
            let start = *c;
            match c.variable() {
                Ok(param) if matches!(param.letter, b'l' | b'v' | b'p') => params.push(param),
                _ => break *c = start,
            }
            c.punct(':')?;
            c.any_type()?;
            if !c.eat(',') {
                break;
            }
        }
        let args = code::state_params(c, true)?;
        c.template(") ->")?;
        let fallible = c.eat_template("Option<");
        let exit = { *c }.template("(u32");
        let results = exit.and_then(|()| c.types())? - 1;
        c.template(if fallible { ">" } else { "" })?;
        c.ensure(c.is('{'), "expected a body")?;
        let at = c.skip_group();
        Ok(Item { func, params, args, results, fallible, at, end: c.at - 1 })
    }
}

impl Body<'_, '_> {
    /// `let Some((exit, …)) = part4_0(…)` and what belongs to it, up to the first statement of the part; or
    /// to the arms of the ladder with this number.
    pub(super) fn enter_part(&mut self, ladder: Option<u32>) -> Check<bool> {
        let optional = self.c.ahead(1).data == word::SOME;
        let exit = self.c.ahead(if optional { 4 } else { 2 });
        if (exit.kind, exit.data) != (Kind::Ident, word::EXIT) {
            return Ok(false);
        }
        self.c.template(if optional { "let Some((exit" } else { "let (exit" })?;
        let step = usize::from(ladder.is_some());
        self.c.template(if ladder.is_some() { ", step" } else { "" })?;
        let (mut locals, mut values) = (Vec::new(), Vec::new());
        while self.c.eat(',') {
            match self.c.letter(b'r') {
                Ok(l) if values.is_empty() => locals.push(l),
                _ => values.push(self.c.letter(b'v')?),
            }
        }
        self.c.template(if optional { ")) =" } else { ") =" })?;
        let symbol = self.c.symbol()?;
        let scope = self.scope;
        let item = self.c.some(scope.parts.get(&symbol).filter(|p| p.func == self.func), "no part of this function")?;
        self.c.ensure(self.seen.parts.insert(symbol), "a part that is called twice")?;
        let same = optional == self.fallible && item.fallible == optional && item.args == scope.funcs[self.func as usize].args;
        self.c.ensure(same, "a part takes and may do what its function does")?;
        self.c.ensure(item.results == step + locals.len() + values.len(), "a part hands back as many values as its call names")?;
        let own = item.params.iter().filter(|p| p.letter == b'p').map(|p| p.number).eq(ladder);
        self.c.ensure(own, "the variable of a ladder goes to the parts with its arms")?;
        self.c.punct('(')?;
        for (k, param) in item.params.iter().enumerate() {
            self.c.comma(k)?;
            let same = self.c.letter(param.letter)? == param.number;
            self.c.ensure(same, "a part's arguments have the names of its parameters")?;
        }
        if !item.params.is_empty() && !item.args.is_empty() {
            self.c.punct(',')?;
        }
        self.c.template(&format!("{})", code::state(&item.args, self.guest)))?;
        if optional {
            self.or_trap()?
        } else {
            self.c.punct(';')?
        }
        self.report.rule("part");
        let assigned = item.params.iter().filter(|p| p.mutable);
        let back = assigned.map(|p| (p.letter, p.number)).eq(locals.iter().map(|l| (b'l', *l)));
        self.c.ensure(back, "a part hands back what it can assign")?;
        if !locals.is_empty() {
            self.list(b'l', &locals)?;
            self.c.punct('=')?;
            self.list(b'r', &locals)?;
            self.c.punct(';')?;
        }
        if let Some(p) = ladder {
            self.report.rule("group of arms");
            self.c.template(&format!("p{p} = step;"))?;
        }
        let mut arms = Vec::new();
        if self.c.eat_template("match exit { 0 => {}") {
            while !self.c.is('}') {
                // The last arm is the one of all other numbers.
                let number = if self.c.is_word(word::UNDERSCORE) { "_".to_owned() } else { (arms.len() + 1).to_string() };
                self.c.template(&format!("{number} =>"))?;
                self.c.ensure(self.c.is('{'), "expected an arm")?;
                arms.push(self.c.skip_group());
                self.c.ensure(self.c.is('}') == (number == "_"), "another arm than the last one")?;
            }
            self.c.punct('}')?;
        }
        let frame = stack::frame(0, item.params.len() + step + locals.len() + values.len());
        let open = self.parts.iter().fold(frame, |sum, p| sum.saturating_add(p.frame));
        self.seen.part_frames = self.seen.part_frames.max(open);
        let after = std::mem::replace(&mut self.c.at, item.at);
        self.parts.push(Open { end: item.end, after, locals, values, arms, group: ladder.is_some(), frame });
        Ok(true)
    }

    /// `return Some((1, l1, x));` in a part: the number, in a group the next arm, and what the values handed back are.
    fn handed_back(&mut self, part: &Open) -> Check<(u32, u32, Vec<Term>)> {
        self.c.template(if self.fallible { "return Some((" } else { "return (" })?;
        let number = self.c.small()?;
        let step = if part.group && self.c.eat(',') { self.c.small()? } else { 0 };
        for l in &part.locals {
            self.c.punct(',')?;
            let same = self.c.letter(b'l')? == *l;
            self.c.ensure(same, "another local than the one that is handed back")?;
        }
        let mut terms = Vec::new();
        for _ in &part.values {
            self.c.punct(',')?;
            // Zeros stand for what this exit does not carry.
            terms.push(self.expr()?);
        }
        self.c.template(if self.fallible { "));" } else { ");" })?;
        Ok((number, step, terms))
    }

    /// Whether it is what stands for no value.
    pub(super) fn is_zero(&mut self, term: Term) -> bool {
        let zeros = [head::INT, head::F32, head::F64, head::V128, head::NULL].map(|h| self.terms.literal(h, 0));
        term == Term::NONE || zeros.contains(&term)
    }

    /// Whether `return Some((0, …` follows, in a part.
    pub(super) fn at_part_end(&self) -> bool {
        let zero = self.c.ahead(if self.fallible { 4 } else { 2 });
        self.parts.last().is_some_and(|p| !p.group) && (zero.kind, zero.data) == (Kind::Int, 0)
    }

    /// At the end of a part: on after its call.
    pub(super) fn leave_part(&mut self) -> Check<()> {
        let part = self.c.some(self.parts.pop(), "no part")?;
        let (.., terms) = self.handed_back(&part)?;
        self.c.ensure(self.c.at == part.end, "statements after the end of a part")?;
        for (v, term) in part.values.iter().zip(terms) {
            // A value of the part's own keeps its name; those of the exits have none here, where they are in scope.
            let own = match self.value(*v) {
                Ok(own) => own == term,
                Err(_) => self.rebind(*v, Term::GONE).map(|()| self.is_zero(term))?,
            };
            self.c.ensure(own, "another value than the part's own")?;
        }
        self.c.at = part.after;
        self.unbound();
        Ok(())
    }

    /// A branch out of a part to the frame `depth` levels out, through the arm of its exit.
    pub(super) fn exit_part(&mut self, depth: u32) -> Check<()> {
        let part = self.c.some(self.parts.pop(), "no part")?;
        let (number, step, terms) = self.handed_back(&part)?;
        if part.group && number == 0 {
            return self.next_arm(part, depth, step, &terms);
        }
        self.c.ensure(step == 0, "a next arm beside an exit")?;
        let arm = (number as usize).checked_sub(1).and_then(|k| part.arms.get(k));
        let arm = *self.c.some(arm, "no such exit")?;
        let after = std::mem::replace(&mut self.c.at, arm);
        let hidden: Vec<Term> = part.values.iter().map(|v| self.values.get(*v as usize).copied().unwrap_or(Term::NONE)).collect();
        for (v, term) in part.values.iter().zip(&terms) {
            self.rebind(*v, *term)?;
        }
        self.jump(depth)?;
        for (v, term) in part.values.iter().zip(terms) {
            let mut used = (arm..self.c.at).filter_map(|at| self.c.tokens.get(at));
            let used = used.any(|t| t.kind == Kind::Ident && self.c.tokens.name(t.data) == (b'v', *v));
            let fits = used || self.is_zero(term);
            self.c.ensure(fits, "a value that this exit does not carry")?;
        }
        self.c.punct('}')?;
        for (v, term) in part.values.iter().zip(hidden) {
            self.rebind(*v, term)?;
        }
        self.c.at = after;
        self.parts.push(part);
        Ok(())
    }
}
