//! Function bodies: lock-step symbolic execution of WebAssembly operators and Rust statements.
//!
//! Both sides run over the same unknowns. Between two points of control each side is straight-line code: the
//! operators make terms on a symbolic operand stack, the statements make terms for Rust's variables, and each side
//! keeps a trace of its effects (stores, loads, calls, …: whatever can trap or change the state) as a term. At
//! every *cut* (a branch, an arm, the start and the end of a block or loop, a return) the two must agree: equal
//! traces, equal locals, equal values carried. What was equal at a cut may be forgotten: after it, locals and
//! the state are fresh unknowns on both sides, so loops need no invariant other than "equal".
//!
//! **Soundness.** A term is a function of the unknowns, and for every run of the WebAssembly function there is
//! a valuation of the unknowns under which the operand stack, locals and effects are what their terms say. By
//! induction over the cuts that a run passes, the Rust code passes the same cuts with the same values:
//! between cuts both sides apply the same functions to the same arguments in the same order of effects, because
//! the terms are identical. Operands that are pending across a cut are terms over older unknowns; Rust holds them
//! in variables that are assigned once (checked: no name is bound twice), so they still have that value.
//! `'t` is the label of the block around all of a body that may trap; behind it nothing but `None` is returned, so leaving it is the trap
//! that an effect failed with. Rust's own rules do the rest: scopes, types, initialisation and exhaustive `match` are rustc's to check. A validator by this method
//! is proved sound in `tests/prove/coq/Validator.v`.
//!
//! Only three things are ever assigned a second value: locals `l{i}`, and, directly before a `continue`, the parameters
//! of a loop and the variables of a ladder. So no merge of control can hide an assignment to a `v{n}`. (Where a region
//! has very many values they are declared first, `let (v1, v2): (i32, i64);`, and each is assigned in one place; rustc
//! accepts no use that a path reaches without it.)
//!
//! **Ladders.** `let mut p: u32 = 0; 'b: loop { match p { 0 => {…} 1 => {…} _ => {…} } }` stands for nested
//! blocks `c1 ⊃ c2 ⊃ … ⊃ cN`, N = the number of arms. Arm 0 is the code up to the end of `cN` (whatever lies
//! between the openings included), arm k the code after the end of `c(N-k+1)` up to the end of the next
//! block out. The map from labels to arms is thus `c(N-k+1) ↦ k` for k ≥ 1, and `c1` ↦ leaving the loop. A branch to
//! the end of `cj` must be `p = N-j+1; continue 'b`, which enters the arm with the code after that end; falling
//! off an end is the same jump, since `cj`'s end is followed by arm N-j+1 and nothing else; leaving `c1` is a `break`.
//! `p` is assigned nowhere else, so `match p` runs the arm of the last jump. Each end is a cut, so the arm's
//! code is validated from fresh unknowns, whichever jump it was entered by. Results of `cj` travel in
//! variables that each jump to its arm assigns, all at once; they are bound in that arm only. Arms of a long ladder stand in parts, to which
//! a long table leads by `pick`: `group.rs`.

mod control;
pub mod counted;
mod expr;
mod group;
mod part;
mod scan;
mod wasm;

use crate::bundle::{Bundle, FUNC};
use crate::code::{Arg, Role, Signature};
use crate::cursor::{Check, Cursor, Variable};
use crate::ops::{self, Plain};
use crate::term::{Term, Terms, head};
use crate::token::{Kind, word};
use crate::{Options, Report};
pub use part::Item as PartItem;
use std::collections::{HashMap, HashSet};
use wasmparser::{BinaryReader, FuncType, FunctionBody, Operator, ValType};

/// What the bodies of a bundle have in common.
pub struct Scope<'a> {
    pub bundle: &'a Bundle<'a>,
    pub options: &'a Options,
    /// Names of functions.
    pub names: Vec<String>,
    /// Operators by code.
    pub plain: Vec<Plain>,
    /// What each symbol calls.
    pub roles: Vec<Role>,
    /// What functions take, and whether they can trap.
    pub funcs: Vec<Signature>,
    /// The same of the dispatches of `call_indirect`, by type and table, with their numbers.
    pub dispatches: HashMap<(u32, u32), (Signature, usize)>,
    /// Memories of a constant size, in bytes.
    pub fixed: Vec<Option<u64>>,
    /// Parts of functions, by symbol.
    pub parts: HashMap<u32, PartItem>,
}

/// What was seen in a body.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    /// Functions called directly.
    pub calls: Vec<u32>,
    /// Dispatches: type and table.
    pub indirect: Vec<(u32, u32)>,
    /// Functions whose address is taken.
    pub taken: Vec<u32>,
    /// Operators.
    pub operators: usize,
    /// Locals with parameters.
    pub locals: usize,
    /// Parts that were entered, and the most that open ones add to the frame.
    pub parts: HashSet<u32>,
    pub part_frames: u32,
}

/// WebAssembly's side or Rust's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Wasm = 0,
    Rust = 1,
}

/// What a side has done so far.
#[derive(Clone)]
struct History {
    /// All effects, the last one outermost.
    trace: Term,
    clock: u32,
    /// The last effect that may have changed anything: when, which.
    any: (u32, Term),
    /// The last effect that changed a global, the size of a memory or a table, by the head of that and its index.
    own: HashMap<(u32, u32), (u32, Term)>,
}

#[derive(Clone, Copy)]
struct Local {
    epoch: u32,
    values: [Term; 2],
}

/// The state of validating one body.
pub struct Body<'a, 't> {
    pub scope: &'a Scope<'a>,
    pub c: Cursor<'t>,
    pub terms: &'a mut Terms,
    pub report: &'a mut Report,
    pub seen: Seen,
    func: u32,
    /// Parts that are open, the innermost last.
    parts: Vec<part::Open>,
    /// Through `g: &mut Guest`, not `s: &mut State`.
    guest: bool,
    /// Whether it returns an option.
    fallible: bool,
    map: &'a crate::bundle::Map,
    ty: &'a FuncType,
    history: [History; 2],
    locals: Vec<Local>,
    /// Which locals have a name in Rust.
    nameable: Vec<bool>,
    epoch: u32,
    unknowns: u32,
    /// How many locals differ between the sides.
    differing: u32,
    values: Vec<Term>,
    /// Names declared without a value, which one assignment gives them.
    declared: HashSet<u32>,
    frames: Vec<control::Frame>,
    ladders: Vec<control::Ladder>,
    stack: Vec<Term>,
    /// Nested control inside unreachable code.
    dead: Option<u32>,
    /// Constructs entered.
    constructs: u32,
    /// Names of results, parsed in front of a construct.
    pending: Option<Vec<u32>>,
    /// Names bound by `let` since the last control, and those bound by `let mut`.
    recent: Vec<u32>,
    recent_mut: Vec<u32>,
    /// The number of a ladder's variable, bound since the last control.
    step: Option<u32>,
    /// Operators since the start of the segment; what Rust paid for it; whether nothing else has come yet.
    cost: u32,
    paid: u32,
    fresh_segment: bool,
    /// The counted loop in whose fast form this is; whether what follows is its original.
    counted: Option<counted::Counted>,
    alternative: bool,
}

/// The literal of a type: its head.
pub fn literal_head(ty: ValType) -> u32 {
    match ty {
        ValType::I32 | ValType::I64 => head::INT,
        ValType::F32 => head::F32,
        ValType::F64 => head::F64,
        ValType::V128 => head::V128,
        ValType::Ref(_) => head::NULL,
    }
}

impl<'a, 't> Body<'a, 't> {
    /// Validates the body of function `f`, from the tokens after its opening brace (and stack check) to its closing brace.
    pub fn check(scope: &'a Scope<'a>, f: u32, c: Cursor<'t>, terms: &'a mut Terms, report: &'a mut Report) -> Check<(usize, Seen)> {
        *terms = Terms::default();
        let func = &scope.bundle.of[FUNC][f as usize];
        let (module, range) = (&scope.bundle.modules[func.module], &func.body);
        let signature = &scope.funcs[f as usize];
        let history = History { trace: Term::NONE, clock: 0, any: (0, Term::NONE), own: HashMap::new() };
        let mut body = Body {
            scope,
            c,
            terms,
            report,
            seen: Seen::default(),
            func: f,
            parts: Vec::new(),
            guest: signature.args.first() == Some(&Arg::Guest),
            fallible: signature.fallible,
            map: &module.map,
            ty: &scope.bundle.types[func.ty.func as usize],
            history: [history.clone(), history],
            locals: Vec::new(),
            nameable: Vec::new(),
            epoch: 0,
            unknowns: 0,
            differing: 0,
            values: Vec::new(),
            declared: HashSet::new(),
            frames: Vec::new(),
            ladders: Vec::new(),
            stack: Vec::new(),
            dead: None,
            constructs: 0,
            pending: None,
            recent: Vec::new(),
            recent_mut: Vec::new(),
            step: None,
            cost: 0,
            paid: 0,
            fresh_segment: true,
            counted: None,
            alternative: false,
        };
        let reader = BinaryReader::new(&module.bytes[range.clone()], range.start as u64);
        body.run(FunctionBody::new(reader))?;
        body.report.operators += body.seen.operators;
        Ok((body.c.at, body.seen))
    }

    /// What a trap does: a part or a fast form returns, to where that is a trap, too.
    fn trap(&self) -> &'static str {
        let inner = !self.parts.is_empty() || self.counted.as_ref().is_some_and(|c| c.apart);
        if inner { "return None" } else { "break 't" }
    }

    fn or_trap(&mut self) -> Check<()> {
        let trap = self.trap();
        self.c.template(&format!("else {{ {trap} }};"))
    }

    pub fn fail<T>(&self, what: impl Into<String>) -> Check<T> {
        self.c.fail(what)
    }

    fn run(&mut self, wasm: FunctionBody<'_>) -> Check<()> {
        self.forget();
        let params = self.ty.params().len();
        for i in 0..params as u32 {
            let value = self.terms.plain(head::LOCAL, i, self.epoch);
            self.locals.push(Local { epoch: self.epoch, values: [value; 2] });
        }
        for group in wasm.get_locals_reader()? {
            let (count, ty) = group?;
            let zero = self.terms.literal(literal_head(ty), 0);
            let local = Local { epoch: self.epoch, values: [zero; 2] };
            self.locals.extend(std::iter::repeat_n(local, count as usize));
        }
        self.nameable = (0..self.locals.len()).map(|i| i < params).collect();
        self.seen.locals = self.locals.len();
        self.frames.push(control::Frame::function(self.ty.results().len()));
        self.start_segment();
        let mut operators = wasm.get_operators_reader()?;
        while !operators.eof() {
            let op = operators.read()?;
            self.seen.operators += 1;
            self.c.ensure(!self.frames.is_empty(), "operators after the end")?;
            if let Operator::Loop { blockty } = op
                && self.dead.is_none()
            {
                while self.statement()? {}
                // Neither form has parameters, of which it would have to know what rounds make.
                let plain = self.block_type(blockty) == (0, 0);
                if plain && self.c.is_word(word::IF) {
                    scan::check(self, &operators)?;
                }
                if plain && self.at_counted() {
                    counted::check(self, operators.clone())?;
                }
            }
            self.operator(&op)?;
        }
        self.c.ensure(self.frames.is_empty(), "a body without an end")
    }

    // Locals, values, effects.

    fn unknown(&mut self) -> Term {
        self.unknowns += 1;
        self.terms.plain(head::UNKNOWN, self.unknowns, 0)
    }

    /// After a cut: locals and state are unknown, and equal on both sides.
    fn forget(&mut self) {
        self.epoch += 1;
        self.unbound();
        let trace = self.unknown();
        for history in &mut self.history {
            history.trace = trace;
            history.clock += 1;
            history.any = (history.clock, trace);
        }
        self.differing = 0;
    }

    /// What was bound is not for the next construct: this is another scope, or one that may be entered again.
    fn unbound(&mut self) {
        self.step = None;
        self.recent.clear();
        self.recent_mut.clear();
    }

    fn touch_local(&mut self, side: Side, i: u32) -> Check<usize> {
        let local = *self.c.some(self.locals.get(i as usize), "no such local")?;
        self.c.ensure(side == Side::Wasm || self.nameable[i as usize], "a local that is not declared")?;
        if local.epoch != self.epoch {
            let value = self.terms.plain(head::LOCAL, i, self.epoch);
            self.locals[i as usize] = Local { epoch: self.epoch, values: [value; 2] };
        }
        Ok(i as usize)
    }

    fn read_local(&mut self, side: Side, i: u32) -> Check<Term> {
        let i = self.touch_local(side, i)?;
        Ok(self.locals[i].values[side as usize])
    }

    fn write_local(&mut self, side: Side, i: u32, value: Term) -> Check<()> {
        let i = self.touch_local(side, i)?;
        let values = &mut self.locals[i].values;
        self.differing -= u32::from(values[0] != values[1]);
        values[side as usize] = value;
        self.differing += u32::from(values[0] != values[1]);
        Ok(())
    }

    fn trace(&self, side: Side) -> Term {
        self.history[side as usize].trace
    }

    /// Appends an effect.
    fn effect(&mut self, side: Side, head: u32, [a, b, c]: [Term; 3], index: u32, more: Term) -> Term {
        let before = self.trace(side);
        let effect = self.terms.make([head, before.0, a.0, b.0, c.0, index, more.0]);
        let history = &mut self.history[side as usize];
        history.trace = effect;
        history.clock += 1;
        let now = (history.clock, effect);
        const GROW: u32 = head::OPERATOR + ops::MEMORY_GROW;
        const TABLE_GROW: u32 = head::OPERATOR + ops::TABLE_GROW;
        let changed = match head {
            head::GLOBAL_SET => head::GLOBAL,
            GROW => head::OPERATOR + ops::MEMORY_SIZE,
            TABLE_GROW => head::OPERATOR + ops::TABLE_SIZE,
            head::CALL | head::CALL_INDIRECT => {
                history.any = now;
                return effect;
            }
            _ => return effect,
        };
        history.own.insert((changed, index), now);
        effect
    }

    /// What a global, or the size of a memory or table, is now.
    fn current(&mut self, side: Side, head: u32, index: u32) -> Term {
        let history = &self.history[side as usize];
        let own = history.own.get(&(head, index)).copied().filter(|own| own.0 > history.any.0);
        let version = own.unwrap_or(history.any).1;
        self.terms.plain(head, index, version.0)
    }

    fn value(&self, v: u32) -> Check<Term> {
        match self.values.get(v as usize) {
            Some(value) if *value < Term::GONE => Ok(*value),
            _ => self.fail(format!("`v{v}` has no value here")),
        }
    }

    /// Gives a name its value, whether it had one or not.
    fn rebind(&mut self, v: u32, value: Term) -> Check<()> {
        let v = v as usize;
        self.c.ensure(v <= self.c.tokens.len(), "a name with such a number")?;
        if v >= self.values.len() {
            self.values.resize(v + 1, Term::NONE);
        }
        self.values[v] = value;
        Ok(())
    }

    /// Gives a name its value; no name is bound twice.
    fn bind(&mut self, v: u32, value: Term) -> Check<()> {
        let new = self.values.get(v as usize).is_none_or(|value| *value == Term::NONE);
        self.c.ensure(new, "a name that is bound twice")?;
        self.rebind(v, value)
    }

    // Straight-line code.

    /// Fuel is paid at the start of a segment, for all its operators.
    fn start_segment(&mut self) {
        (self.cost, self.paid, self.fresh_segment) = (0, 0, true);
    }

    /// Runs Rust up to the next control or the value of the region.
    fn reach(&mut self) -> Check<()> {
        while self.statement()? {}
        if self.scope.options.fuel && self.paid != self.cost {
            return self.fail(format!("{} fuel is due here, {} is paid", self.cost, self.paid));
        }
        Ok(())
    }

    /// One statement, if the next one is no control:
    ///
    /// * `let NAMES: TYPES = VALUES;`, or without types where the value is an effect's result,
    ///   `let Some(NAMES) = EFFECT else { break 't };`, and for names without value `let NAMES: TYPES;`, which are assigned
    ///   later, in one place: that this happens once on every way to a use is for rustc to see;
    /// * `NAMES = VALUES;`, for those and for locals; in the same place `match EFFECT { Some(x) => x, None => break 't }`;
    /// * `EFFECT;`, `match EFFECT { Some(()) => {} None => break 't }`, `s.g0 = VALUE;`, `();`.
    ///
    /// A construct as the value is left to its operator, and so are assignments to names that have their value: they belong to a
    /// jump. Types are rustc's to check.
    fn statement(&mut self) -> Check<bool> {
        if self.c.is_word(word::LET) && self.enter_part(None)? {
            return Ok(true);
        }
        if self.c.is_word(word::RETURN) && self.at_part_end() {
            return self.leave_part().map(|()| true);
        }
        if self.at_counted() {
            return Ok(false);
        }
        let start = self.c;
        if self.is_effect(0) || self.c.is_word(word::MATCH) && self.is_effect(1) {
            self.effects(&[], false)?;
            return Ok(true);
        }
        if self.c.is_word(word::S) || self.c.is_word(word::G) {
            return self.set_global();
        }
        let new = self.c.eat_word(word::LET);
        let optional = new && self.c.eat_template("Some(");
        let names = match self.names() {
            Err(e) if new => return Err(e),
            Ok(names) if new || names.iter().all(|n| self.assignable(n)) => names,
            _ => {
                self.c = start;
                return Ok(false);
            }
        };
        if !new && names.is_empty() && self.c.eat(';') {
            return Ok(true);
        }
        if optional {
            self.c.punct(')')?;
        } else if new && self.c.eat(':') {
            // A ladder's variable, or values.
            if names.iter().any(|n| n.letter == b'p') {
                self.c.word(word::U32)?;
            } else {
                self.c.types()?;
            }
            if self.c.eat(';') {
                self.report.rule("group of values");
                for n in &names {
                    let fresh = n.letter == b'v' && self.value(n.number).is_err() && self.declared.insert(n.number);
                    self.c.ensure(fresh, "a name that is bound twice")?;
                }
                return Ok(true);
            }
        }
        if !new && !self.c.is('=') {
            self.c = start;
            return Ok(false);
        }
        self.c.punct('=')?;
        if optional && self.c.is_word(word::FUEL) {
            if self.scope.options.fuel && !self.fresh_segment {
                // That of the next segment, inside a ladder.
                self.c = start;
                return Ok(false);
            }
            return self.fuel(names.is_empty());
        }
        let construct = self.c.peek().kind == Kind::Lifetime || self.c.is('{') || self.c.is_word(word::IF);
        if construct || self.c.is_word(word::MATCH) || self.is_effect(0) {
            let names = names.iter().map(|n| self.take(*n, new)).collect::<Check<Vec<_>>>()?;
            if !construct {
                self.effects(&names, optional)?;
                return Ok(true);
            }
            self.c.ensure(self.pending.is_none(), "two bindings for one block")?;
            self.pending = Some(names);
            return Ok(false);
        }
        self.c.ensure(!optional, "expected an effect")?;
        // All of them, before any is assigned.
        let mut values = Vec::new();
        self.tuple(names.len(), |b, _| {
            values.push(b.expr()?);
            Ok(())
        })?;
        for (name, value) in names.into_iter().zip(values) {
            self.assign(name, new, value)?;
        }
        self.c.punct(';')?;
        Ok(true)
    }

    /// Whether a variable is one that a statement, not a jump, assigns.
    fn assignable(&self, n: &Variable) -> bool {
        n.letter == b'l' || n.letter == b'v' && self.declared.contains(&n.number)
    }

    /// Whether `let n` is next, which starts a counted loop.
    fn at_counted(&self) -> bool {
        let name = self.c.ahead(1);
        self.c.is_word(word::LET) && name.kind == Kind::Ident && name.data == word::N
    }

    /// One thing, or `n` things in parentheses.
    fn tuple(&mut self, n: usize, mut item: impl FnMut(&mut Self, usize) -> Check<()>) -> Check<()> {
        if n == 1 {
            return item(self, 0);
        }
        self.c.punct('(')?;
        for k in 0..n {
            self.c.comma(k)?;
            item(self, k)?;
        }
        self.c.punct(')')
    }

    /// `l1`, `mut v1`, or `(l1, l2)` or `()`
    fn names(&mut self) -> Check<Vec<Variable>> {
        let mut names = Vec::new();
        let tuple = self.c.eat('(');
        while !(tuple && self.c.eat(')')) {
            self.c.comma(names.len())?;
            let name = self.c.variable()?;
            self.c.ensure(matches!(name.letter, b'l' | b'v' | b'p'), "expected a variable")?;
            names.push(name);
            if !tuple {
                break;
            }
        }
        Ok(names)
    }

    /// The number of a value that is named here.
    fn take(&mut self, name: Variable, new: bool) -> Check<u32> {
        self.c.ensure(name.letter == b'v' && !name.mutable, "another variable than can be here")?;
        self.c.ensure(new || self.declared.remove(&name.number), "a name that is assigned twice")?;
        Ok(name.number)
    }

    fn assign(&mut self, name: Variable, new: bool, value: Term) -> Check<()> {
        let n = name.number;
        match name.letter {
            b'l' if !new => {
                self.fresh_segment = false;
                return self.write_local(Side::Rust, n, value);
            }
            b'l' => {
                let declared = self.nameable.get_mut(n as usize).map(|d| std::mem::replace(d, true));
                let same = declared == Some(false) && self.read_local(Side::Rust, n)? == value;
                return self.c.ensure(same, "a local is not declared here, or not like this");
            }
            b'p' => {
                self.step = Some(n);
                let (first, open) = (self.terms.int(0), self.ladders.iter().any(|l| l.number == n));
                return self.c.ensure(new && !open && value == first, "a ladder starts with its first arm");
            }
            _ if new => self.recent.push(n),
            _ => {
                self.take(name, new)?;
            }
        }
        if name.mutable {
            self.recent_mut.push(n);
        }
        self.fresh_segment = false;
        self.bind(n, value)
    }

    /// `s.g0 = VALUE;`
    fn set_global(&mut self) -> Check<bool> {
        let start = self.c;
        let global = self.field(b'g')?;
        if !self.c.eat('=') {
            self.c = start;
            return Ok(false);
        }
        let value = self.expr()?;
        self.c.punct(';')?;
        self.effect(Side::Rust, head::GLOBAL_SET, [value, Term::NONE, Term::NONE], global, Term::NONE);
        self.fresh_segment = false;
        Ok(true)
    }

    /// `fuel(…) else { break 't };`. Polls are only looked for where they are due.
    fn fuel(&mut self, due: bool) -> Check<bool> {
        self.c.ensure(self.scope.options.fuel && self.fresh_segment && due && self.fallible, "fuel is not due here")?;
        self.c.template("fuel(")?;
        self.report.rule("fuel");
        self.paid = self.c.small()?;
        self.c.punct(',')?;
        self.context()?;
        self.c.punct(')')?;
        self.fresh_segment = false;
        self.or_trap()?;
        Ok(true)
    }

    /// `EFFECT`, or `match EFFECT { … }`, and the end of the statement.
    fn effects(&mut self, names: &[u32], optional: bool) -> Check<()> {
        self.fresh_segment = false;
        let matched = !optional && self.c.eat_word(word::MATCH);
        let (effect, results, traps) = self.call()?;
        self.c.ensure(traps == (optional || matched) && (self.fallible || !traps), "a trap that is ignored, or one where none can be")?;
        let trap = self.trap();
        match (matched, traps) {
            (true, _) if results == 0 => self.c.template(&format!("{{ Some(()) => {{}} None => {trap} }}"))?,
            (true, _) => self.c.template(&format!("{{ Some(x) => x, None => {trap} }};"))?,
            (_, true) => self.or_trap()?,
            (_, false) => self.c.punct(';')?,
        }
        self.c.ensure(names.len() == results, "an effect has as many results as names")?;
        for (k, v) in (0..).zip(names) {
            let value = self.terms.plain(head::RESULT, effect.0, k);
            self.bind(*v, value)?;
        }
        Ok(())
    }
}
