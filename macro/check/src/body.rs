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
//! Rust's own rules do the rest: scopes, types, initialisation and exhaustive `match` are rustc's to check. A validator by this method
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
//! variables that each jump to its arm assigns, all at once; they are bound in that arm only.

pub mod counted;

use crate::bundle::{Bundle, FUNC, GLOBAL, MEMORY, TABLE};
use crate::code::{Arg, Role, Signature};
use crate::cursor::{Check, Cursor};
use crate::ops::{self, Immediate, OPERATIONS, Operation, Plain, Shape};
use crate::term::{Term, Terms, head};
use crate::token::{Kind, Name, word};
use crate::{Options, Report, expr, part};
use std::collections::{HashMap, HashSet};
use wasmparser::{BinaryReader, BlockType, FuncType, FunctionBody, Operator, ValType};

/// What the bodies of a bundle have in common.
pub struct Scope<'a> {
    pub bundle: &'a Bundle<'a>,
    pub options: &'a Options,
    /// Names of functions.
    pub names: Vec<&'a str>,
    /// Plain operators by code.
    pub plain: Vec<Plain>,
    /// What each symbol calls.
    pub roles: Vec<Role>,
    /// What functions take, and whether they can trap.
    pub funcs: Vec<Signature>,
    /// The same of the dispatches of `call_indirect`, by type and table.
    pub dispatches: HashMap<(u32, u32), Signature>,
    /// Their numbers after all functions.
    pub order: HashMap<(u32, u32), usize>,
    /// Memories of a constant size, in bytes.
    pub fixed: Vec<Option<u64>>,
    /// Parts of functions, by symbol.
    pub parts: HashMap<u32, part::Item>,
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
#[derive(Clone, Default)]
struct History {
    /// All effects, the last one outermost.
    trace: Option<Term>,
    clock: u32,
    /// The last effect that may have changed anything: when, which.
    any: (u32, Option<Term>),
    /// The last effect that changed a global, the size of a memory or a table, by head and index.
    own: HashMap<(u32, u32), (u32, Term)>,
}

#[derive(Clone, Copy)]
struct Local {
    epoch: u32,
    values: [Term; 2],
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Form {
    /// The function itself.
    #[default]
    Function,
    /// `block`, or a `loop` to whose start nothing branches.
    Block { looped: bool },
    /// `loop`.
    Loop,
    /// `if`: whether it has a labelled block around it.
    If { labelled: bool },
    /// The outermost block of a ladder.
    Ladder,
    /// An inner block of a ladder, with the arm after it.
    Rung { ladder: usize, arm: u32 },
}

#[derive(Default)]
struct Frame {
    form: Form,
    /// Symbol of the label.
    label: Option<u32>,
    /// Operands below the construct's parameters.
    height: usize,
    params: usize,
    results: usize,
    /// Names of the results.
    bind: Vec<u32>,
    /// Names of a loop's parameters.
    vars: Vec<u32>,
    /// An `if`'s parameters, for `else`.
    inputs: Vec<Term>,
    /// In the arm after `else`, or in the only one.
    last_arm: bool,
    /// How many parts were open where its braces are.
    parts: usize,
    /// A loop in the braces behind the fast form of a counted one.
    alternative: bool,
}

struct Ladder {
    label: Option<u32>,
    parts: usize,
    number: u32,
    arms: u32,
    /// Blocks entered so far.
    entered: u32,
    vars: Vec<u32>,
    /// Of `vars`, what blocks that are not entered yet will use.
    free: usize,
}

pub const OR_TRAP: &str = "else { return None };";

/// A variable in front of `=`: `l1`, `v1`, or `p1` of a ladder.
#[derive(Clone, Copy)]
struct Variable {
    letter: u8,
    number: u32,
    mutable: bool,
}

/// The state of validating one body.
pub struct Body<'a, 't> {
    pub scope: &'a Scope<'a>,
    pub c: Cursor<'t>,
    pub terms: &'a mut Terms,
    pub report: &'a mut Report,
    pub seen: Seen,
    pub func: u32,
    /// Parts that are open, the innermost last.
    pub parts: Vec<part::Open>,
    /// Through `g: &mut Guest`, not `s: &mut State`.
    pub guest: bool,
    /// Whether it returns an option.
    pub fallible: bool,
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
    frames: Vec<Frame>,
    ladders: Vec<Ladder>,
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

impl<'a, 't> Body<'a, 't> {
    /// Validates the body of function `f`, from the tokens after its opening brace (and stack check) to its closing brace.
    pub fn check(scope: &'a Scope<'a>, f: u32, c: Cursor<'t>, terms: &'a mut Terms, report: &'a mut Report) -> Check<(usize, Seen)> {
        *terms = Terms::default();
        let func = &scope.bundle.of[FUNC][f as usize];
        let (module, range) = (&scope.bundle.modules[func.module], &func.body);
        let signature = &scope.funcs[f as usize];
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
            history: Default::default(),
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

    pub fn fail<T>(&self, what: impl Into<String>) -> Check<T> {
        self.c.fail(what)
    }

    fn run(&mut self, wasm: FunctionBody<'_>) -> Check<()> {
        self.forget();
        for i in 0..self.ty.params().len() {
            self.locals.push(Local { epoch: 0, values: [Term::NONE; 2] });
            self.read_local(Side::Wasm, i as u32)?;
        }
        for group in wasm.get_locals_reader()? {
            let (count, ty) = group?;
            let (epoch, zero) = (self.epoch, self.zero(ty));
            let local = Local { epoch, values: [zero; 2] };
            self.locals.extend(std::iter::repeat_n(local, count as usize));
        }
        self.nameable = vec![false; self.locals.len()];
        self.nameable[..self.ty.params().len()].fill(true);
        self.seen.locals = self.locals.len();
        self.frames.push(Frame { results: self.ty.results().len(), last_arm: true, ..Frame::default() });
        self.start_segment();
        let mut operators = wasm.get_operators_reader()?;
        while !operators.eof() {
            let op = operators.read()?;
            self.seen.operators += 1;
            if self.frames.is_empty() {
                return self.fail("operators after the end");
            }
            if matches!(op, Operator::Loop { .. }) && self.dead.is_none() {
                while self.statement()? {}
                if self.at_counted() {
                    counted::check(self, operators.clone())?;
                }
            }
            self.operator(&op)?;
        }
        if !self.frames.is_empty() {
            return self.fail("a body without an end");
        }
        Ok(())
    }

    fn zero(&mut self, ty: ValType) -> Term {
        match ty {
            ValType::I32 | ValType::I64 => self.terms.int(0),
            ValType::F32 => self.terms.plain(head::F32, 0, 0),
            ValType::F64 => self.terms.plain(head::F64, 0, 0),
            ValType::V128 => self.terms.bits(0),
            ValType::Ref(_) => self.terms.plain(head::NULL, 0, 0),
        }
    }

    /// A name of one letter and a number.
    pub fn letter(&mut self, letter: u8) -> Check<u32> {
        let token = self.c.peek();
        if token.kind == Kind::Ident
            && let Name::Letter(l, n) = self.c.tokens.name(token.data)
            && l == letter
        {
            self.c.at += 1;
            return Ok(n);
        }
        self.fail(format!("expected a name like `{}1`", letter as char))
    }

    // Locals, values, effects.

    fn unknown(&mut self) -> Term {
        self.unknowns += 1;
        self.terms.plain(head::UNKNOWN, self.unknowns, 0)
    }

    /// After a cut: locals and state are unknown, and equal on both sides.
    fn forget(&mut self) {
        self.epoch += 1;
        let trace = Some(self.unknown());
        for history in &mut self.history {
            history.trace = trace;
            history.clock += 1;
            history.any = (history.clock, trace);
        }
        self.differing = 0;
    }

    fn touch_local(&mut self, side: Side, i: u32) -> Check<usize> {
        let Some(local) = self.locals.get(i as usize) else {
            return self.fail(format!("no local `l{i}`"));
        };
        if side == Side::Rust && !self.nameable[i as usize] {
            return self.fail(format!("`l{i}` is not declared"));
        }
        if local.epoch != self.epoch {
            let value = self.terms.plain(head::LOCAL, i, self.epoch);
            self.locals[i as usize] = Local { epoch: self.epoch, values: [value; 2] };
        }
        Ok(i as usize)
    }

    pub fn read_local(&mut self, side: Side, i: u32) -> Check<Term> {
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
        self.history[side as usize].trace.unwrap_or(Term::NONE)
    }

    /// Appends an effect.
    pub fn effect(&mut self, side: Side, head: u32, args: [Term; 3], immediate: u32) -> Term {
        let before = self.trace(side);
        let effect = self.terms.effect(head, before, args, immediate);
        let history = &mut self.history[side as usize];
        history.trace = Some(effect);
        history.clock += 1;
        let now = (history.clock, effect);
        let changed = match head {
            head::GLOBAL_SET => head::GLOBAL,
            head::MEMORY_GROW => head::MEMORY_SIZE,
            head::TABLE_GROW => head::TABLE_SIZE,
            head::CALL | head::CALL_INDIRECT => {
                history.any = (now.0, Some(effect));
                return effect;
            }
            _ => return effect,
        };
        history.own.insert((changed, immediate), now);
        effect
    }

    /// What a global, or the size of a memory or table, is now.
    pub fn current(&mut self, side: Side, head: u32, index: u32) -> Term {
        let history = &self.history[side as usize];
        let any = (history.any.0, history.any.1.unwrap_or(Term::NONE));
        let own = history.own.get(&(head, index)).copied();
        let version = own.filter(|own| own.0 > any.0).unwrap_or(any);
        self.terms.versioned(head, index, version.1)
    }

    pub fn value(&self, v: u32) -> Check<Term> {
        match self.values.get(v as usize) {
            Some(value) if *value != Term::NONE => Ok(*value),
            _ => self.fail(format!("`v{v}` has no value here")),
        }
    }

    /// Room for a name.
    pub fn reserve(&mut self, v: u32) -> Check<()> {
        let v = v as usize;
        if v > self.c.tokens.len() {
            return self.fail("a name with such a number");
        }
        if v >= self.values.len() {
            self.values.resize(v + 1, Term::NONE);
        }
        Ok(())
    }

    /// Gives a name its value; no name is bound twice.
    pub fn bind(&mut self, v: u32, value: Term) -> Check<()> {
        self.reserve(v)?;
        let v = v as usize;
        if self.values[v] != Term::NONE {
            return self.fail(format!("`v{v}` is bound twice"));
        }
        self.values[v] = value;
        Ok(())
    }

    pub fn rebind(&mut self, v: u32, value: Term) {
        self.values[v as usize] = value;
    }

    fn pop(&mut self) -> Check<Term> {
        let height = self.frames.last().map_or(0, |f| f.height);
        match self.stack.pop() {
            Some(value) if self.stack.len() >= height => Ok(value),
            _ => self.fail("the operand stack is too low"),
        }
    }

    /// The top `n` operands as one term; they are popped.
    fn pop_list(&mut self, n: usize) -> Check<Term> {
        let Some(start) = self.stack.len().checked_sub(n) else {
            return self.fail("the operand stack is too low");
        };
        let mut list = Term::NONE;
        for i in start..self.stack.len() {
            list = self.terms.of(head::LIST, list, self.stack[i], Term::NONE);
        }
        self.stack.truncate(start);
        Ok(list)
    }

    fn push_results(&mut self, effect: Term, n: usize) {
        for k in 0..n as u32 {
            let value = self.terms.result(effect, k);
            self.stack.push(value);
        }
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
    ///   `let Some(NAMES) = EFFECT else { return None };`, and for names without value `let NAMES: TYPES;`, which are assigned
    ///   later, in one place: that this happens once on every way to a use is for rustc to see;
    /// * `NAMES = VALUES;`, for those and for locals; in the same place `match EFFECT { Some(x) => x, None => return None }`;
    /// * `EFFECT;`, `match EFFECT { Some(()) => {} None => return None }`, `s.g0 = VALUE;`, `();`.
    ///
    /// A construct as the value is left to its operator, and so are assignments to names that have their value: they belong to a
    /// jump. Types are rustc's to check.
    fn statement(&mut self) -> Check<bool> {
        if self.c.is_word(word::LET) && self.enter_part()? {
            return Ok(true);
        }
        if self.c.is_word(word::RETURN) && self.at_part_end() {
            return self.leave_part().map(|()| true);
        }
        if self.at_counted() {
            return Ok(false);
        }
        let start = self.c;
        if expr::is_effect(self, self.c.peek()) || self.c.is_word(word::MATCH) && expr::is_effect(self, self.c.ahead(1)) {
            self.effects(&[], false)?;
            return Ok(true);
        }
        if self.c.is_word(word::S) || self.c.is_word(word::G) {
            return self.set_global();
        }
        let new = self.c.eat_word(word::LET);
        let optional = new && self.c.eat_word(word::SOME);
        if optional {
            self.c.open('(')?;
        }
        let names = match self.names() {
            Ok(names) => names,
            Err(e) if new => return Err(e),
            Err(_) => {
                self.c = start;
                return Ok(false);
            }
        };
        if !new && names.is_empty() && self.c.eat_punct(';') {
            return Ok(true);
        }
        if optional {
            self.c.close('(')?;
        } else if new && self.c.eat_punct(':') {
            self.types()?;
            if self.c.eat_punct(';') {
                self.report.rule("group of values");
                for name in &names {
                    if name.letter != b'v' || self.value(name.number).is_ok() || !self.declared.insert(name.number) {
                        return self.fail("a name that is bound twice");
                    }
                }
                return Ok(true);
            }
        }
        let later = |n: &Variable| n.letter == b'l' || n.letter == b'v' && self.declared.contains(&n.number);
        if !(new || self.c.is_punct('=') && names.iter().all(later)) {
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
        let construct = self.c.peek().kind == Kind::Lifetime || self.c.is_open('{') || self.c.is_word(word::IF);
        if construct {
            let pending = names.iter().map(|n| self.take(*n, new, b'v')).collect::<Check<_>>()?;
            return match self.pending.replace(pending) {
                Some(_) => self.fail("two bindings for one block"),
                None => Ok(false),
            };
        }
        if self.c.is_word(word::MATCH) || expr::is_effect(self, self.c.peek()) {
            let names = names.iter().map(|n| self.take(*n, new, b'v')).collect::<Check<Vec<_>>>()?;
            self.effects(&names, optional)?;
            return Ok(true);
        }
        if optional {
            return self.fail("expected an effect");
        }
        let tuple = names.len() != 1;
        if tuple {
            self.c.open('(')?;
        }
        for (k, name) in names.iter().enumerate() {
            if k > 0 {
                self.c.punct(',')?;
            }
            let value = self.expr()?;
            self.assign(*name, new, value)?;
        }
        if tuple {
            self.c.close('(')?;
        }
        self.c.punct(';')?;
        Ok(true)
    }

    /// Whether `let n` is next, which starts a counted loop.
    fn at_counted(&self) -> bool {
        let name = self.c.ahead(1);
        self.c.is_word(word::LET) && name.kind == Kind::Ident && name.data == word::N
    }

    /// `l1`, `mut v1`, or `(l1, l2,)` or `()`
    fn names(&mut self) -> Check<Vec<Variable>> {
        let tuple = self.c.is_open('(');
        self.c.at += usize::from(tuple);
        let mut names = Vec::new();
        while !(tuple && self.c.is_close('(')) {
            let mutable = self.c.eat_word(word::MUT);
            let token = self.c.peek();
            let Name::Letter(letter @ (b'l' | b'v' | b'p'), number) = self.c.tokens.name(token.data) else {
                return self.fail("expected a variable");
            };
            if token.kind != Kind::Ident {
                return self.fail("expected a variable");
            }
            self.c.at += 1;
            names.push(Variable { letter, number, mutable });
            if !tuple {
                return Ok(names);
            }
            if !self.c.eat_punct(',') {
                break;
            }
        }
        self.c.close('(')?;
        Ok(names)
    }

    /// `i32` or `(i32, f64,)`
    fn types(&mut self) -> Check<()> {
        if !self.c.is_open('(') {
            return self.c.any_type();
        }
        self.c.open('(')?;
        while !self.c.is_close('(') {
            self.c.any_type()?;
            if !self.c.eat_punct(',') {
                break;
            }
        }
        self.c.close('(')
    }

    /// The number of a variable that is given its value here, of the letter that can be.
    fn take(&mut self, name: Variable, new: bool, letter: u8) -> Check<u32> {
        if name.letter != letter || name.mutable && letter == b'v' {
            return self.fail("another variable than can be here");
        }
        if !new && !self.declared.remove(&name.number) {
            return self.fail(format!("`v{}` is assigned twice", name.number));
        }
        Ok(name.number)
    }

    fn assign(&mut self, name: Variable, new: bool, value: Term) -> Check<()> {
        let n = name.number;
        match name.letter {
            b'l' => {
                if !new {
                    self.fresh_segment = false;
                    return self.write_local(Side::Rust, n, value);
                }
                let declared = self.nameable.get_mut(n as usize).map(|d| std::mem::replace(d, true));
                if declared != Some(false) || self.read_local(Side::Rust, n)? != value {
                    return self.fail(format!("`l{n}` is not declared here, or not like this"));
                }
                return Ok(());
            }
            b'p' => {
                if !new || value != self.terms.int(0) {
                    return self.fail("a ladder starts with its first arm");
                }
                self.step = Some(n);
                return Ok(());
            }
            _ if new => self.recent.push(n),
            _ => {
                self.take(name, new, b'v')?;
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
        expr::state(self)?;
        self.c.punct('.')?;
        let global = self.letter(b'g')?;
        if !self.c.eat_punct('=') {
            self.c = start;
            return Ok(false);
        }
        let value = self.expr()?;
        self.c.punct(';')?;
        self.effect(Side::Rust, head::GLOBAL_SET, [value, Term::NONE, Term::NONE], global);
        self.fresh_segment = false;
        Ok(true)
    }

    /// `fuel(…) else { return None };`. Polls are only looked for where they are due.
    fn fuel(&mut self, due: bool) -> Check<bool> {
        if !self.scope.options.fuel || !self.fresh_segment || !due || !self.fallible {
            return self.fail("fuel is not due here");
        }
        self.c.template("fuel(")?;
        self.report.rule("fuel");
        self.paid = self.c.small()?;
        self.c.punct(',')?;
        expr::context(self)?;
        self.c.close('(')?;
        self.fresh_segment = false;
        self.c.template(OR_TRAP)?;
        Ok(true)
    }

    /// `EFFECT`, or `match EFFECT { … }`, and the end of the statement.
    fn effects(&mut self, names: &[u32], optional: bool) -> Check<()> {
        self.fresh_segment = false;
        let matched = !optional && self.c.eat_word(word::MATCH);
        let (effect, results, fallible) = expr::effect(self)?;
        if fallible != (optional || matched) || fallible && !self.fallible {
            return self.fail("a trap that is ignored, or one where none can be");
        }
        self.c.template(match (matched, fallible) {
            (true, _) if results == 0 => "{ Some(()) => {} None => return None }",
            (true, _) => "{ Some(x) => x, None => return None };",
            (_, true) => OR_TRAP,
            (_, false) => ";",
        })?;
        if names.len() != results {
            return self.fail(format!("{results} results have {} names", names.len()));
        }
        for (k, v) in names.iter().enumerate() {
            let value = self.terms.result(effect, k as u32);
            self.bind(*v, value)?;
        }
        Ok(())
    }

    pub fn expr(&mut self) -> Check<Term> {
        Ok(expr::expr(self, 0)?.0)
    }

    // Control.

    /// Both sides have done the same, and hold the same in their locals.
    fn cut(&mut self) -> Check<()> {
        self.report.cuts += 1;
        if self.trace(Side::Wasm) != self.trace(Side::Rust) {
            return self.fail("the effects up to here differ from WebAssembly's");
        }
        if self.differing == 0 {
            return Ok(());
        }
        let differs = |l: &&(usize, &Local)| l.1.epoch == self.epoch && l.1.values[0] != l.1.values[1];
        let which = self.locals.iter().enumerate().collect::<Vec<_>>();
        let which = which.iter().find(differs).map_or(0, |l| l.0);
        self.fail(format!("`l{which}` differs from WebAssembly's local here"))
    }

    /// `n` values in the form of a tuple, and equal to the `n` operands on top of the stack.
    fn carried(&mut self, n: usize) -> Check<()> {
        let Some(start) = self.stack.len().checked_sub(n) else {
            return self.fail("the operand stack is too low");
        };
        if n != 1 {
            self.c.open('(')?;
        }
        for k in 0..n {
            if k > 0 {
                self.c.punct(',')?;
            }
            let value = self.expr()?;
            if value != self.stack[start + k] {
                return self.fail(format!("value {k} that is handed on here differs from WebAssembly's"));
            }
        }
        if n != 1 {
            self.c.close('(')?;
        }
        Ok(())
    }

    /// The statements of a branch to the frame `depth` levels out.
    pub fn jump(&mut self, depth: u32) -> Check<()> {
        let Some(at) = (self.frames.len() - 1).checked_sub(depth as usize) else {
            return self.fail("no such frame");
        };
        self.cut()?;
        if !self.parts.is_empty() && self.c.is_word(word::RETURN) {
            return self.exit_part(depth);
        }
        let Frame { form, label, results, ref vars, .. } = self.frames[at];
        let vars = vars.clone();
        let mut label = label;
        match form {
            Form::Function => {
                self.c.word(word::RETURN)?;
                self.returned()?;
                return self.c.punct(';');
            }
            Form::Block { looped: true } => return self.fail("a branch to a loop that is not one"),
            Form::Block { .. } | Form::If { .. } | Form::Ladder => {
                return self.leave_by(label, results);
            }
            Form::Loop => self.assigned(&vars)?,
            Form::Rung { ladder, arm } => {
                self.assigned(&vars)?;
                label = self.ladders[ladder].label;
                let number = self.ladders[ladder].number;
                self.c.template(&format!("p{number} = {arm};"))?;
            }
        }
        self.c.word(word::CONTINUE)?;
        self.label(label)?;
        self.c.punct(';')
    }

    /// `break 'b1 value;`
    fn leave_by(&mut self, label: Option<u32>, results: usize) -> Check<()> {
        self.c.word(word::BREAK)?;
        self.label(label)?;
        self.values(results)?;
        self.c.punct(';')
    }

    /// `v1 = a;` or `(v1, v2) = (a, b);` for the operands on top of the stack.
    fn assigned(&mut self, vars: &[u32]) -> Check<()> {
        if vars.is_empty() {
            return Ok(());
        }
        let names = self.names()?;
        if !names.iter().map(|n| (n.letter, n.number)).eq(vars.iter().map(|v| (b'v', *v))) {
            return self.fail("other variables than those of the target");
        }
        self.c.punct('=')?;
        self.carried(vars.len())?;
        self.c.punct(';')
    }

    /// The values on top of the stack, or nothing.
    fn values(&mut self, n: usize) -> Check<()> {
        if n == 0 { Ok(()) } else { self.carried(n) }
    }

    /// The function's results, in `Some` if it may trap.
    fn returned(&mut self) -> Check<()> {
        if self.fallible {
            self.c.template("Some(")?;
        }
        self.carried(self.ty.results().len())?;
        if self.fallible { self.c.close('(') } else { Ok(()) }
    }

    fn label(&mut self, label: Option<u32>) -> Check<()> {
        let token = self.c.peek();
        if token.kind != Kind::Lifetime || Some(token.data) != label {
            return self.fail("another label than that of the target");
        }
        self.c.at += 1;
        Ok(())
    }

    /// `'b3:`, if there is a label: no other that is open may have the same.
    fn new_label(&mut self) -> Check<Option<u32>> {
        let token = self.c.peek();
        if token.kind != Kind::Lifetime {
            return Ok(None);
        }
        let open = self.frames.iter().any(|f| f.label == Some(token.data));
        if open || !matches!(self.c.tokens.name(token.data), Name::Letter(b'b', _)) {
            return self.fail("expected a label like 'b1, and inside no block of the same label");
        }
        self.c.at += 1;
        self.c.punct(':')?;
        Ok(Some(token.data))
    }

    fn block_type(&self, ty: BlockType) -> Check<(usize, usize)> {
        Ok(match ty {
            BlockType::Empty => (0, 0),
            BlockType::Type(_) => (0, 1),
            BlockType::FuncType(i) => {
                let ty = &self.scope.bundle.types[self.map.types[i as usize] as usize];
                (ty.params().len(), ty.results().len())
            }
        })
    }

    fn enter(&mut self, op: &Operator<'_>, ty: BlockType) -> Check<()> {
        self.constructs += 1;
        let condition = matches!(op, Operator::If { .. }).then(|| self.pop()).transpose()?;
        self.reach()?;
        let (params, results) = self.block_type(ty)?;
        let Some(height) = self.stack.len().checked_sub(params) else {
            return self.fail("the operand stack is too low");
        };
        let form = Form::Block { looped: false };
        let mut frame = Frame {
            form,
            height,
            params,
            results,
            last_arm: true,
            parts: self.parts.len(),
            alternative: std::mem::take(&mut self.alternative),
            ..Frame::default()
        };
        if matches!(op, Operator::Block { .. }) && self.rung(&mut frame)? {
            self.frames.push(frame);
            self.start_segment();
            return Ok(());
        }
        frame.bind = self.pending.take().unwrap_or_default();
        if frame.bind.len() != results {
            return self.fail(format!("a block with {results} results"));
        }
        frame.label = self.new_label()?;
        let recent = std::mem::take(&mut self.recent);
        let vars = std::mem::take(&mut self.recent_mut);
        match op {
            Operator::Block { .. } if self.c.is_word(word::LOOP) => self.ladder(&mut frame, vars)?,
            Operator::Block { .. } => {
                self.report.rule("block");
                self.c.open('{')?;
            }
            Operator::Loop { .. } => {
                self.report.rule("loop");
                frame.vars = recent[recent.len().saturating_sub(params)..].to_vec();
                self.loop_entry(&mut frame)?;
            }
            _ => {
                self.report.rule("if");
                let labelled = frame.label.is_some();
                if labelled {
                    self.c.open('{')?;
                }
                frame.form = Form::If { labelled };
                frame.inputs = self.stack[height..].to_vec();
                frame.last_arm = false;
                self.branch(condition)?;
                self.cut()?;
                self.forget();
            }
        }
        let is_loop = matches!(op, Operator::Loop { .. });
        self.frames.push(frame);
        self.start_segment();
        if is_loop && self.scope.options.interrupt {
            self.poll()?;
        }
        Ok(())
    }

    /// `if condition != 0 {`
    fn branch(&mut self, condition: Option<Term>) -> Check<()> {
        self.c.word(word::IF)?;
        if Some(self.expr()?) != condition {
            return self.fail("the condition differs from WebAssembly's");
        }
        self.c.template("!= 0 {")
    }

    /// Fuel if it is due, and a poll.
    fn poll(&mut self) -> Check<()> {
        if self.c.matches("let Some(()) = fuel") {
            self.statement()?;
        }
        self.report.rule("poll");
        self.c.template("let Some(()) = poll(")?;
        expr::context(self)?;
        self.c.close('(')?;
        self.c.template(OR_TRAP)?;
        if !self.fallible {
            return self.fail("a function that returns plainly can't trap");
        }
        self.fresh_segment = false;
        for side in [Side::Wasm, Side::Rust] {
            self.effect(side, head::POLL, [Term::NONE; 3], 0);
        }
        Ok(())
    }

    fn loop_entry(&mut self, frame: &mut Frame) -> Check<()> {
        if frame.vars.len() != frame.params {
            return self.fail("a loop without its parameters");
        }
        for (k, v) in frame.vars.iter().enumerate() {
            if self.value(*v)? != self.stack[frame.height + k] {
                return self.fail(format!("the start value of `v{v}` differs from WebAssembly's"));
            }
        }
        self.cut()?;
        if self.c.eat_word(word::LOOP) {
            if frame.label.is_none() {
                return self.fail("a loop without a label");
            }
            frame.form = Form::Loop;
            self.forget();
        } else {
            frame.form = Form::Block { looped: true };
        }
        for (k, v) in frame.vars.clone().into_iter().enumerate() {
            let value = self.unknown();
            self.rebind(v, value);
            self.stack[frame.height + k] = value;
        }
        if frame.form == (Form::Block { looped: true }) {
            // Entered once: parameters are unknowns that are what they were on entry.
            self.forget();
        }
        self.c.open('{')
    }

    /// `loop { match p3 { 0 => {`, after the label.
    fn ladder(&mut self, frame: &mut Frame, vars: Vec<u32>) -> Check<()> {
        let number = frame.label.map(|label| self.c.tokens.name(label));
        let (Some(Name::Letter(_, number)), Some(step)) = (number, self.step.take()) else {
            return self.fail("a ladder without its variable");
        };
        if number != step {
            return self.fail("the variable of another ladder");
        }
        self.c.template(&format!("loop {{ match p{number} {{"))?;
        // As many as there are braces; that each is an arm is checked where it is due.
        let (mut at, end, mut arms) = (self.c.at, self.c.tokens.close_of(self.c.at - 1), 0);
        while at < end {
            let close = self.c.tokens.close_of(at);
            let group = close < end;
            arms += u32::from(group);
            at = if group { close + 1 } else { at + 1 };
        }
        if arms < 2 {
            return self.fail("a ladder of one arm");
        }
        frame.form = Form::Ladder;
        for v in &vars {
            self.rebind(*v, Term::NONE);
        }
        let (label, free) = (frame.label, vars.len());
        self.ladders.push(Ladder { label, parts: frame.parts, number, arms, entered: 1, vars, free });
        self.report.rule("ladder");
        self.arm(0, arms)
    }

    fn arm(&mut self, k: u32, arms: u32) -> Check<()> {
        if k + 1 == arms {
            self.c.word(word::UNDERSCORE)?;
        } else {
            self.c.number(k.into())?;
        }
        self.c.template("=> {")
    }

    /// Whether a block is the next one of the innermost ladder; only a hint can be wrong here, not the result.
    fn rung(&mut self, frame: &mut Frame) -> Check<bool> {
        let inside = match self.frames.last().map(|f| f.form) {
            Some(Form::Ladder) => self.ladders.len().checked_sub(1),
            Some(Form::Rung { ladder, .. }) => Some(ladder),
            _ => None,
        };
        let Some(at) = inside else { return Ok(false) };
        let ladder = &self.ladders[at];
        if ladder.entered == ladder.arms {
            return Ok(false);
        }
        // A block of its own has a label whose number counts constructs.
        let token = self.c.peek();
        let own = token.kind == Kind::Lifetime && self.c.tokens.name(token.data) == Name::Letter(b'b', self.constructs);
        if own || self.c.is_open('{') {
            return Ok(false);
        }
        let ladder = &mut self.ladders[at];
        let arm = ladder.arms - ladder.entered;
        let Some(start) = ladder.free.checked_sub(frame.results) else {
            return self.fail("a ladder with too few variables");
        };
        frame.form = Form::Rung { ladder: at, arm };
        frame.parts = ladder.parts;
        frame.vars = ladder.vars[start..ladder.free].to_vec();
        ladder.free = start;
        ladder.entered += 1;
        Ok(true)
    }

    /// The end of a region: its value, if it falls off its end.
    fn fall(&mut self) -> Check<()> {
        if self.dead.take().is_some() {
            return Ok(());
        }
        self.reach()?;
        let Some(frame) = self.frames.last() else {
            return self.fail("no frame");
        };
        let (form, label, results, height) = (frame.form, frame.label, frame.results, frame.height);
        if self.stack.len() != height + results {
            return self.fail("the operand stack is not what the block's type says");
        }
        if !matches!(form, Form::Rung { .. }) {
            self.cut()?;
        }
        match form {
            Form::Function => self.returned()?,
            Form::Block { .. } | Form::If { .. } => self.values(results)?,
            Form::Loop | Form::Ladder => self.leave_by(label, results)?,
            Form::Rung { .. } => self.jump(0)?,
        }
        self.stack.truncate(height);
        Ok(())
    }

    /// The innermost frame ends in the part in which it began.
    fn in_its_part(&self) -> Check<()> {
        match self.frames.last() {
            Some(frame) if frame.parts == self.parts.len() => Ok(()),
            _ => self.fail("a block ends in another part than it began in"),
        }
    }

    fn otherwise(&mut self) -> Check<()> {
        self.fall()?;
        self.in_its_part()?;
        let close = self.c.at;
        self.c.close('{')?;
        let Some(frame) = self.frames.last_mut() else {
            return self.fail("no frame");
        };
        if !matches!(frame.form, Form::If { .. }) || frame.last_arm {
            return self.fail("`else` without `if`");
        }
        frame.last_arm = true;
        let height = frame.height;
        let inputs = frame.inputs.clone();
        self.stack.truncate(height);
        self.stack.extend(inputs);
        self.forget();
        if self.c.eat_word(word::ELSE) {
            self.c.open('{')?;
        } else {
            // No `else` in Rust: an empty arm, whose end is this brace.
            self.c.at = close;
        }
        self.start_segment();
        Ok(())
    }

    fn end(&mut self) -> Check<()> {
        self.fall()?;
        self.in_its_part()?;
        let Some(mut frame) = self.frames.pop() else {
            return self.fail("no frame");
        };
        if frame.form == Form::Function {
            return Ok(());
        }
        self.c.close('{')?;
        match frame.form {
            Form::If { labelled } => {
                if !frame.last_arm {
                    // No `else` in WebAssembly: the parameters are the results.
                    self.stack.truncate(frame.height);
                    self.stack.append(&mut frame.inputs);
                    self.forget();
                    if frame.results > 0 {
                        self.c.template("else {")?;
                        self.carried(frame.results)?;
                        self.c.close('{')?;
                    }
                }
                if labelled {
                    self.c.close('{')?;
                }
            }
            Form::Ladder => {
                self.c.close('{')?;
                self.c.close('{')?;
                let Some(ladder) = self.ladders.pop() else {
                    return self.fail("no ladder");
                };
                if ladder.entered != ladder.arms || ladder.free != 0 {
                    return self.fail("a ladder with another number of blocks or variables");
                }
            }
            Form::Rung { ladder, arm } => {
                let (arms, vars) = (self.ladders[ladder].arms, self.ladders[ladder].vars.clone());
                if self.ladders[ladder].entered != arms {
                    return self.fail("a ladder with another number of blocks");
                }
                self.arm(arm, arms)?;
                vars.iter().for_each(|v| self.rebind(*v, Term::NONE));
                frame.bind = std::mem::take(&mut frame.vars);
            }
            _ => {}
        }
        if frame.alternative {
            self.c.close('{')?;
        }
        if frame.results > 0 && !matches!(frame.form, Form::Rung { .. }) {
            self.c.punct(';')?;
        }
        frame.vars.iter().for_each(|v| self.rebind(*v, Term::NONE));
        self.stack.truncate(frame.height);
        self.forget();
        for v in &frame.bind {
            let value = self.unknown();
            if matches!(frame.form, Form::Rung { .. }) {
                self.rebind(*v, value);
            } else {
                self.bind(*v, value)?;
            }
            self.stack.push(value);
        }
        self.start_segment();
        Ok(())
    }

    /// What follows until the end of the region can't be reached.
    fn leave(&mut self) -> Check<()> {
        self.dead = Some(0);
        let height = self.frames.last().map_or(0, |f| f.height);
        self.stack.truncate(height);
        match self.c.is_close('{') {
            true => Ok(()),
            false => self.fail("statements after a jump"),
        }
    }

    fn switch(&mut self, targets: &wasmparser::BrTable<'_>) -> Check<()> {
        self.report.rule("switch");
        let index = self.pop()?;
        self.reach()?;
        self.c.word(word::MATCH)?;
        if self.expr()? != index {
            return self.fail("the index differs from WebAssembly's");
        }
        self.c.open('{')?;
        let mut depths = Vec::with_capacity(targets.len() as usize);
        for depth in targets.targets() {
            depths.push(depth?);
        }
        let mut covered = vec![false; depths.len()];
        while !self.c.eat_word(word::UNDERSCORE) {
            let mut target = None;
            loop {
                let first = self.c.small()? as usize;
                let last = if self.c.eat_template("..=") { self.c.small()? as usize } else { first };
                if last >= depths.len() || first > last {
                    return self.fail("an index that the table does not have");
                }
                for i in first..=last {
                    if covered[i] || target.is_some_and(|t| t != depths[i]) {
                        return self.fail(format!("index {i} goes elsewhere"));
                    }
                    covered[i] = true;
                    target = Some(depths[i]);
                }
                if !self.c.eat_punct('|') {
                    break;
                }
            }
            self.c.template("=> {")?;
            self.jump(target.unwrap_or(u32::MAX))?;
            self.c.close('{')?;
        }
        let default = targets.default();
        if let Some(i) = (0..depths.len()).find(|i| !covered[*i] && depths[*i] != default) {
            return self.fail(format!("index {i} goes elsewhere"));
        }
        self.c.template("=> {")?;
        self.jump(default)?;
        self.c.close('{')?;
        self.c.close('{')?;
        self.leave()
    }

    fn operator(&mut self, op: &Operator<'_>) -> Check<()> {
        if let Some(nested) = self.dead {
            match op {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => self.dead = Some(nested + 1),
                Operator::End if nested > 0 => self.dead = Some(nested - 1),
                Operator::End => return self.end(),
                Operator::Else if nested == 0 => return self.otherwise(),
                _ => {}
            }
            return Ok(());
        }
        self.cost += 1;
        let code = ops::code(op);
        if let Some(plain) = self.scope.plain.get(code as usize).filter(|p| p.shape != Shape::Other) {
            return self.plain(code, *plain, op);
        }
        match op {
            Operator::Nop => {}
            Operator::Unreachable => {
                self.reach()?;
                self.cut()?;
                self.c.template("return unreachable(")?;
                expr::context(self)?;
                self.c.template(");")?;
                if !self.fallible {
                    return self.fail("a function that returns plainly can't trap");
                }
                self.leave()?;
            }
            Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
                self.enter(op, *blockty)?;
            }
            Operator::Else => self.otherwise()?,
            Operator::End => self.end()?,
            Operator::Br { .. } | Operator::Return => {
                self.reach()?;
                self.jump(match op {
                    Operator::Br { relative_depth } => *relative_depth,
                    _ => self.frames.len() as u32 - 1,
                })?;
                self.leave()?;
            }
            Operator::BrIf { relative_depth } => {
                let condition = Some(self.pop()?);
                self.reach()?;
                self.branch(condition)?;
                self.jump(*relative_depth)?;
                self.c.close('{')?;
                self.start_segment();
            }
            Operator::BrTable { targets } => self.switch(targets)?,
            other => {
                if let Some(value) = self.simple(other)? {
                    self.stack.push(value);
                }
            }
        }
        Ok(())
    }

    /// An operator that is no control, and has one result at most.
    fn simple(&mut self, op: &Operator<'_>) -> Check<Option<Term>> {
        let (bundle, map) = (self.scope.bundle, self.map);
        Ok(Some(match *op {
            Operator::Drop => {
                self.pop()?;
                return Ok(None);
            }
            Operator::Select | Operator::TypedSelect { .. } => {
                let condition = self.pop()?;
                let (b, a) = (self.pop()?, self.pop()?);
                self.terms.of(head::SELECT, a, b, condition)
            }
            Operator::LocalGet { local_index } => self.read_local(Side::Wasm, local_index)?,
            Operator::LocalSet { local_index } => {
                let value = self.pop()?;
                self.write_local(Side::Wasm, local_index, value)?;
                return Ok(None);
            }
            Operator::LocalTee { local_index } => {
                let value = self.pop()?;
                self.write_local(Side::Wasm, local_index, value)?;
                value
            }
            Operator::I32Const { value } => self.terms.int(value.into()),
            Operator::I64Const { value } => self.terms.int(value),
            Operator::F32Const { value } => self.terms.plain(head::F32, value.bits(), 0),
            Operator::F64Const { value } => self.terms.f64(value.bits()),
            Operator::V128Const { value } => self.terms.bits(value.i128() as u128),
            Operator::GlobalGet { global_index } => {
                let index = map.of[GLOBAL][global_index as usize];
                match bundle.of[GLOBAL][index as usize].constant() {
                    Some(op) => expr::constant(self.terms, op),
                    None => self.current(Side::Wasm, head::GLOBAL, index),
                }
            }
            Operator::GlobalSet { global_index } => {
                let value = self.pop()?;
                let index = map.of[GLOBAL][global_index as usize];
                self.indexed(Side::Wasm, head::GLOBAL_SET, value, &[index]);
                return Ok(None);
            }
            Operator::MemorySize { mem } => self.current(Side::Wasm, head::MEMORY_SIZE, map.of[MEMORY][mem as usize]),
            Operator::TableSize { table } => self.current(Side::Wasm, head::TABLE_SIZE, map.of[TABLE][table as usize]),
            Operator::RefNull { .. } => self.terms.plain(head::NULL, 0, 0),
            Operator::RefFunc { function_index } => {
                let f = map.of[FUNC][function_index as usize];
                self.seen.taken.push(f);
                self.terms.plain(head::REF_FUNC, f, 0)
            }
            Operator::RefIsNull => {
                let value = self.pop()?;
                self.terms.of(head::IS_NULL, value, Term::NONE, Term::NONE)
            }
            _ => {
                self.stateful(op)?;
                return Ok(None);
            }
        }))
    }

    fn plain(&mut self, code: u32, plain: Plain, op: &Operator<'_>) -> Check<()> {
        let head = head::OPERATOR + code;
        let (place, immediate) = ops::immediates(op);
        let immediate = match plain.immediate {
            Immediate::None => Term::NONE,
            _ => self.terms.bits(immediate),
        };
        let (Shape::Pure(n) | Shape::Trapping(n) | Shape::Memory(n, _)) = plain.shape else {
            return self.fail("an unknown operator");
        };
        let mut args = [Term::NONE; 3];
        for arg in args.iter_mut().take(n.into()).rev() {
            *arg = self.pop()?;
        }
        let [a, b, c] = args;
        match plain.shape {
            Shape::Memory(_, results) => {
                let Some(place) = place else {
                    return self.fail("no memory argument");
                };
                let wasmparser::MemArgTarget::Memory(memory) = place.target else {
                    return self.fail("not a memory");
                };
                let memory = self.map.of[MEMORY][memory as usize];
                let offset = self.terms.int(place.offset as i64);
                let place = self.terms.of(head::LIST, offset, immediate, c);
                let effect = self.effect(Side::Wasm, head, [a, b, place], memory);
                self.push_results(effect, results.into());
            }
            Shape::Trapping(_) => {
                let effect = self.effect(Side::Wasm, head, args, 0);
                self.push_results(effect, 1);
            }
            _ => {
                let value = self.terms.operator(head, args, immediate);
                self.stack.push(value);
            }
        }
        Ok(())
    }

    /// Memories, tables, segments and calls.
    fn stateful(&mut self, op: &Operator<'_>) -> Check<()> {
        let (bundle, map) = (self.scope.bundle, self.map);
        let memory = |m: u32| map.of[MEMORY][m as usize];
        let table = |t: u32| map.of[TABLE][t as usize];
        match *op {
            Operator::MemoryGrow { mem } => self.operation(head::MEMORY_GROW, &[memory(mem)])?,
            Operator::MemoryFill { mem } => self.operation(head::MEMORY_FILL, &[memory(mem)])?,
            Operator::MemoryCopy { dst_mem, src_mem } => self.operation(head::MEMORY_COPY, &[memory(dst_mem), memory(src_mem)])?,
            Operator::MemoryInit { data_index, mem } => {
                let data = expr::segment(&bundle.datas, map.datas[data_index as usize]);
                self.operation(head::MEMORY_INIT, &[data, memory(mem)])?
            }
            Operator::AtomicFence { .. } => self.operation(head::ATOMIC_FENCE, &[])?,
            // Active segments are dropped before any code runs (§4.5.4).
            Operator::DataDrop { data_index } => {
                let data = expr::segment(&bundle.datas, map.datas[data_index as usize]);
                if data != expr::EMPTY {
                    self.operation(head::DATA_DROP, &[data])?;
                }
            }
            Operator::TableGet { table: t } => self.operation(head::TABLE_GET, &[table(t)])?,
            Operator::TableSet { table: t } => self.operation(head::TABLE_SET, &[table(t)])?,
            Operator::TableGrow { table: t } => self.operation(head::TABLE_GROW, &[table(t)])?,
            Operator::TableFill { table: t } => self.operation(head::TABLE_FILL, &[table(t)])?,
            Operator::TableCopy { dst_table, src_table } => self.operation(head::TABLE_COPY, &[table(dst_table), table(src_table)])?,
            Operator::TableInit { elem_index, table: t } => {
                let elem = expr::segment(&bundle.elems, map.elems[elem_index as usize]);
                self.operation(head::TABLE_INIT, &[elem, table(t)])?
            }
            Operator::ElemDrop { elem_index } => {
                let elem = expr::segment(&bundle.elems, map.elems[elem_index as usize]);
                if elem != expr::EMPTY {
                    self.operation(head::ELEM_DROP, &[elem])?;
                }
            }
            Operator::Call { function_index } => {
                let f = map.of[FUNC][function_index as usize];
                let ty = self.scope.bundle.func_type(f);
                let args = self.pop_list(ty.params().len())?;
                let effect = self.effect(Side::Wasm, head::CALL, [args, Term::NONE, Term::NONE], f);
                self.push_results(effect, ty.results().len());
                self.seen.calls.push(f);
            }
            Operator::CallIndirect { type_index, table_index } => {
                let (ty, table) = (map.types[type_index as usize], map.of[TABLE][table_index as usize]);
                let signature = &self.scope.bundle.types[ty as usize];
                let index = self.pop()?;
                let args = self.pop_list(signature.params().len())?;
                let table_term = self.terms.int(table.into());
                let effect = self.effect(Side::Wasm, head::CALL_INDIRECT, [args, index, table_term], ty);
                self.push_results(effect, signature.results().len());
                self.seen.indirect.push((ty, table));
            }
            ref other => return self.fail(format!("the operator {other:?} is not supported")),
        }
        Ok(())
    }

    /// An operator on memories, tables and segments.
    fn operation(&mut self, head: u32, indices: &[u32]) -> Check<()> {
        let Some(Operation { takes, results, .. }) = OPERATIONS.iter().find(|o| o.head == head) else {
            return self.fail("no such operation");
        };
        // What the length costs is paid before the work; growing is paid after it, by its result and the length.
        let cost = match head {
            head::MEMORY_FILL | head::MEMORY_COPY | head::MEMORY_INIT => Some(head::FUEL_BYTES),
            head::TABLE_FILL | head::TABLE_COPY | head::TABLE_INIT => Some(head::FUEL_ELEMENTS),
            head::MEMORY_GROW => Some(head::FUEL_PAGES),
            head::TABLE_GROW => Some(head::FUEL_GROWN),
            _ => None,
        };
        let cost = cost.filter(|_| self.scope.options.fuel);
        let cost = cost.zip(self.stack.last().copied());
        if let (Some((cost, length)), 0) = (cost, *results) {
            self.pay(cost, Term::NONE, length);
        }
        let args = self.pop_list(takes.matches('v').count())?;
        let effect = self.indexed(Side::Wasm, head, args, indices);
        self.push_results(effect, *results);
        if let (Some((cost, length)), 1) = (cost, *results) {
            let old = self.terms.result(effect, 0);
            let old = self.terms.of(head::LIST, Term::NONE, old, Term::NONE);
            self.pay(cost, old, length);
        }
        Ok(())
    }

    fn pay(&mut self, cost: u32, first: Term, length: Term) {
        let args = self.terms.of(head::LIST, first, length, Term::NONE);
        self.indexed(Side::Wasm, cost, args, &[]);
    }

    /// The effect of an operation on up to two places.
    pub fn indexed(&mut self, side: Side, head: u32, args: Term, indices: &[u32]) -> Term {
        let second = indices.get(1).map_or(Term::NONE, |s| self.terms.int((*s).into()));
        let first = indices.first().copied().unwrap_or(0);
        self.effect(side, head, [args, second, Term::NONE], first)
    }
}
