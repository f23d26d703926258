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
//! Rust's own rules do the rest: scopes, types, initialisation and exhaustive `match` are rustc's to check.
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

use crate::bundle::{Bundle, FUNC, GLOBAL, MEMORY, Mode, TABLE};
use crate::code::{Arg, Role, Signature};
use crate::cursor::{Check, Cursor};
use crate::ops::{self, Plain, Shape};
use crate::term::{Term, Terms, head};
use crate::token::{Kind, Name, word};
use crate::{Options, expr};
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
    /// Memories of a constant size, in bytes.
    pub fixed: Vec<Option<u64>>,
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
    /// Points at which both sides were compared.
    pub cuts: usize,
    /// Operators.
    pub operators: usize,
    /// Locals with parameters.
    pub locals: usize,
    /// Ladders.
    pub ladders: usize,
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
    /// The last effect that changed a global, the size of a memory or a table.
    globals: HashMap<u32, (u32, Term)>,
    memories: HashMap<u32, (u32, Term)>,
    tables: HashMap<u32, (u32, Term)>,
}

#[derive(Clone, Copy)]
struct Local {
    epoch: u32,
    values: [Term; 2],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The function itself.
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

struct Frame {
    form: Form,
    /// Symbol of the label, or `NO_LABEL`.
    label: u32,
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
}

struct Ladder {
    label: u32,
    number: u32,
    arms: u32,
    /// Blocks entered so far.
    entered: u32,
    vars: Vec<u32>,
    /// Of `vars`, what blocks that are not entered yet will use.
    free: usize,
}

const NO_LABEL: u32 = u32::MAX;

/// The state of validating one body.
pub struct Body<'a, 't> {
    pub scope: &'a Scope<'a>,
    pub c: Cursor<'t>,
    pub terms: Terms,
    pub seen: Seen,
    /// Through `g: &mut Guest`, not `s: &mut State`.
    pub guest: bool,
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
}

impl<'a, 't> Body<'a, 't> {
    /// Validates the body of function `f`, from the tokens after its opening brace (and stack check) to its closing brace.
    pub fn check(
        scope: &'a Scope<'a>,
        f: u32,
        c: Cursor<'t>,
        terms: Terms,
    ) -> (Check<(usize, Seen)>, Terms) {
        let func = &scope.bundle.of[FUNC][f as usize];
        let (module, range) = (&scope.bundle.modules[func.module], &func.body);
        let signature = &scope.funcs[f as usize];
        let mut body = Body {
            scope,
            c,
            terms,
            seen: Seen::default(),
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
        };
        let reader = BinaryReader::new(&module.bytes[range.clone()], range.start as u64);
        let result = body
            .run(FunctionBody::new(reader))
            .map(|()| (body.c.at, body.seen));
        (result, body.terms)
    }

    fn fail<T>(&self, what: impl Into<String>) -> Check<T> {
        self.c.fail(what)
    }

    fn run(&mut self, wasm: FunctionBody<'_>) -> Check<()> {
        self.forget();
        for i in 0..self.ty.params().len() {
            self.locals.push(Local {
                epoch: 0,
                values: [Term::NONE; 2],
            });
            self.read_local(Side::Wasm, i as u32)?;
        }
        let mut types = self.ty.params().to_vec();
        for group in wasm.get_locals_reader()? {
            let (count, ty) = group?;
            let zero = self.zero(ty)?;
            for _ in 0..count {
                types.push(ty);
                self.locals.push(Local {
                    epoch: self.epoch,
                    values: [zero; 2],
                });
            }
        }
        self.nameable = vec![false; types.len()];
        self.nameable[..self.ty.params().len()].fill(true);
        self.declare_locals(&types)?;
        self.seen.locals = self.locals.len();
        self.frames.push(Frame {
            form: Form::Function,
            label: NO_LABEL,
            height: 0,
            params: 0,
            results: self.ty.results().len(),
            bind: vec![],
            vars: vec![],
            inputs: vec![],
            last_arm: true,
        });
        self.start_segment();
        let mut operators = wasm.get_operators_reader()?;
        while !operators.eof() {
            let op = operators.read()?;
            self.seen.operators += 1;
            if self.frames.is_empty() {
                return self.fail("operators after the end");
            }
            self.operator(&op)?;
        }
        if !self.frames.is_empty() {
            return self.fail("a body without an end");
        }
        Ok(())
    }

    /// `let mut l4: i32 = 0;` or `let (mut l4, mut l5): (i32, f64) = (0, 0.0);`, in ascending order. A local
    /// without declaration has no name in Rust, so it keeps its zero there.
    fn declare_locals(&mut self, types: &[ValType]) -> Check<()> {
        let mut next = self.ty.params().len() as u32;
        while self.c.is_word(word::LET) {
            let skip = |c: &Cursor<'_>, at: usize| at + usize::from(c.ahead(at).data == word::MUT);
            let group = self.c.ahead(1).kind == Kind::Open;
            let name = self.c.ahead(skip(&self.c, if group { 2 } else { 1 }));
            if name.kind != Kind::Ident
                || !matches!(self.c.tokens.name(name.data), Name::Letter(b'l', _))
            {
                break;
            }
            self.c.at += 1 + usize::from(group);
            let mut names: Vec<u32> = Vec::new();
            loop {
                self.c.eat_word(word::MUT);
                let i = self.letter(b'l')?;
                if i < next || i as usize >= types.len() {
                    return self.fail(format!("no local `l{i}` to declare here"));
                }
                next = i + 1;
                names.push(i);
                self.nameable[i as usize] = true;
                if !group || !self.c.eat_punct(',') || self.c.is_close('(') {
                    break;
                }
            }
            let list = |body: &mut Self, each: &dyn Fn(&mut Self, ValType) -> Check<()>| {
                if group {
                    body.c.open('(')?;
                }
                for (k, i) in names.iter().enumerate() {
                    if k > 0 {
                        body.c.punct(',')?;
                    }
                    each(body, types[*i as usize])?;
                }
                if group { body.c.close('(') } else { Ok(()) }
            };
            if group {
                self.c.close('(')?;
            }
            self.c.punct(':')?;
            list(self, &|body, _| body.c.any_type())?;
            self.c.punct('=')?;
            list(self, &|body, ty| body.zero_literal(ty))?;
            self.c.punct(';')?;
        }
        Ok(())
    }

    fn zero_literal(&mut self, ty: ValType) -> Check<()> {
        match ty {
            ValType::I32 | ValType::I64 => self.c.number(0),
            ValType::F32 | ValType::F64 => self.c.template("0.0"),
            ValType::V128 => self.c.template("rt::V128::ZERO"),
            ValType::Ref(_) => self.c.word(word::NONE),
        }
    }

    fn zero(&mut self, ty: ValType) -> Check<Term> {
        Ok(match ty {
            ValType::I32 | ValType::I64 => self.terms.int(0),
            ValType::F32 => self.terms.plain(head::F32, 0, 0),
            ValType::F64 => self.terms.plain(head::F64, 0, 0),
            ValType::Ref(_) => self.terms.plain(head::NULL, 0, 0),
            ValType::V128 => return self.fail("`v128` is not supported"),
        })
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
            self.locals[i as usize] = Local {
                epoch: self.epoch,
                values: [value; 2],
            };
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
        match head {
            head::GLOBAL_SET => drop(history.globals.insert(immediate, now)),
            head::MEMORY_GROW => drop(history.memories.insert(immediate, now)),
            head::TABLE_GROW => drop(history.tables.insert(immediate, now)),
            head::CALL | head::CALL_INDIRECT => history.any = (now.0, Some(effect)),
            _ => {}
        }
        effect
    }

    /// What a global, or the size of a memory or table, is now.
    pub fn current(&mut self, side: Side, head: u32, index: u32) -> Term {
        let history = &self.history[side as usize];
        let map = match head {
            head::GLOBAL => &history.globals,
            head::MEMORY_SIZE => &history.memories,
            _ => &history.tables,
        };
        let any = (history.any.0, history.any.1.unwrap_or(Term::NONE));
        let version = map
            .get(&index)
            .copied()
            .filter(|own| own.0 > any.0)
            .unwrap_or(any);
        self.terms.versioned(head, index, version.1)
    }

    pub fn value(&self, v: u32) -> Check<Term> {
        match self.values.get(v as usize) {
            Some(value) if *value != Term::NONE => Ok(*value),
            _ => self.fail(format!("`v{v}` has no value here")),
        }
    }

    /// Gives a name its value; no name is bound twice.
    fn bind(&mut self, v: u32, value: Term) -> Check<()> {
        let v = v as usize;
        if v > self.c.tokens.len() {
            return self.fail("a name with such a number");
        }
        if v >= self.values.len() {
            self.values.resize(v + 1, Term::NONE);
        }
        if self.values[v] != Term::NONE {
            return self.fail(format!("`v{v}` is bound twice"));
        }
        self.values[v] = value;
        Ok(())
    }

    fn rebind(&mut self, v: u32, value: Term) {
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

    fn end_segment(&mut self) -> Check<()> {
        if self.scope.options.fuel && self.paid != self.cost {
            return self.fail(format!(
                "{} fuel is due here, {} is paid",
                self.cost, self.paid
            ));
        }
        Ok(())
    }

    /// Runs Rust up to the next control or the value of the region.
    fn advance(&mut self) -> Check<()> {
        loop {
            let token = self.c.peek();
            if token.kind != Kind::Ident {
                if token.kind == Kind::Open && self.parenthesis()? {
                    continue;
                }
                return Ok(());
            }
            match token.data {
                word::MATCH if expr::is_effect(self, self.c.ahead(1)) => {
                    self.c.at += 1;
                    self.fresh_segment = false;
                    self.matched(&[], true)?;
                }
                word::LET => {
                    if self.scope.options.fuel
                        && !self.fresh_segment
                        && self.c.matches("let Some(()) = fuel")
                    {
                        // That of the next segment, inside a ladder.
                        return Ok(());
                    }
                    self.c.at += 1;
                    if self.binding()? {
                        return Ok(());
                    }
                }
                word::S | word::G => {
                    let at = if token.data == word::S { 3 } else { 5 };
                    let next = self.c.ahead(at);
                    if next.kind != Kind::Punct || next.data != '=' as u32 {
                        return Ok(());
                    }
                    expr::state(self)?;
                    self.c.punct('.')?;
                    let global = self.letter(b'g')?;
                    self.c.punct('=')?;
                    let value = self.expr()?;
                    self.c.punct(';')?;
                    self.effect(
                        Side::Rust,
                        head::GLOBAL_SET,
                        [value, Term::NONE, Term::NONE],
                        global,
                    );
                    self.fresh_segment = false;
                }
                symbol => {
                    let next = self.c.ahead(1);
                    let assigned = next.kind == Kind::Punct && next.data == '=' as u32;
                    if expr::is_effect(self, token) {
                        self.fresh_segment = false;
                        self.effect_statement(&[], false)?;
                        continue;
                    }
                    let i = match self.c.tokens.name(symbol) {
                        Name::Letter(b'l', i) if assigned => i,
                        Name::Letter(b'v', v) if assigned && self.declared.contains(&v) => {
                            self.c.at += 2;
                            if self.assignment(&[v])? {
                                return Ok(());
                            }
                            continue;
                        }
                        _ => return Ok(()),
                    };
                    self.c.at += 2;
                    let value = self.expr()?;
                    self.c.punct(';')?;
                    self.write_local(Side::Rust, i, value)?;
                    self.fresh_segment = false;
                }
            }
        }
    }

    /// A statement that starts with a parenthesis: `();`, or an assignment to several declared names. Values of
    /// regions and assignments that belong to a jump are left alone.
    fn parenthesis(&mut self) -> Check<bool> {
        if self.c.eat_template("();") {
            return Ok(true);
        }
        let start = self.c;
        if !self.c.is_open('(') {
            return Ok(false);
        }
        let names = self.pattern();
        match names {
            Ok(names)
                if self.c.is_punct('=') && names.iter().all(|v| self.declared.contains(v)) =>
            {
                self.c.at += 1;
                Ok(!self.assignment(&names)?)
            }
            _ => {
                self.c = start;
                Ok(false)
            }
        }
    }

    /// What is assigned to names that were declared without a value. rustc sees to it that this happens once on every
    /// way to a use; that it happens in one place is checked here. True if a construct follows.
    fn assignment(&mut self, names: &[u32]) -> Check<bool> {
        for v in names {
            if !self.declared.remove(v) {
                return self.fail(format!("`v{v}` is assigned twice"));
            }
        }
        self.fresh_segment = false;
        if self.at_construct() {
            if self.pending.is_some() {
                return self.fail("two bindings for one block");
            }
            self.pending = Some(names.to_vec());
            return Ok(true);
        }
        if self.c.is_word(word::MATCH) {
            self.c.at += 1;
            self.matched(names, false)?;
            return Ok(false);
        }
        if expr::is_effect(self, self.c.peek()) {
            self.effect_statement(names, false)?;
            return Ok(false);
        }
        let [v] = names else {
            return self.fail("one value for several names");
        };
        let value = self.expr()?;
        self.c.punct(';')?;
        self.bind(*v, value)?;
        Ok(false)
    }

    /// After `match`: `effect { Some(x) => x, None => return None };`, or for effects without results
    /// `effect { Some(()) => {} None => return None }`.
    fn matched(&mut self, names: &[u32], statement: bool) -> Check<()> {
        let (effect, results, fallible) = expr::effect(self)?;
        if !fallible || !self.fallible {
            return self.fail("a trap where none can be");
        }
        if statement {
            self.c.template("{ Some(()) => {} None => return None")?;
            self.c.close('{')?;
            self.c.eat_punct(';');
        } else {
            self.c.template("{ Some(x) => x, None => return None")?;
            self.c.close('{')?;
            self.c.punct(';')?;
        }
        self.bind_results(names, effect, results)
    }

    /// `let (v1, v2,): (i32, i64,);`, from the colon on.
    fn declaration(&mut self, names: &[u32]) -> Check<()> {
        self.c.open('(')?;
        for k in 0..names.len() {
            if k > 0 {
                self.c.punct(',')?;
            }
            self.c.any_type()?;
        }
        self.c.close('(')?;
        self.c.punct(';')?;
        for v in names {
            if self.value(*v).is_ok() || !self.declared.insert(*v) {
                return self.fail(format!("`v{v}` is bound twice"));
            }
        }
        Ok(())
    }

    /// The rest of a `let`. True if a construct follows whose results it names.
    fn binding(&mut self) -> Check<bool> {
        if self.c.eat_word(word::MUT) {
            let token = self.c.peek();
            if let (Kind::Ident, Name::Letter(b'p', n)) =
                (token.kind, self.c.tokens.name(token.data))
            {
                self.c.at += 1;
                self.c.template(": u32 = 0;")?;
                self.step = Some(n);
                return Ok(false);
            }
            let v = self.letter(b'v')?;
            self.named_value(v)?;
            self.recent_mut.push(v);
            return Ok(false);
        }
        if self.c.eat_word(word::SOME) {
            self.c.open('(')?;
            let names = self.pattern()?;
            self.c.close('(')?;
            self.c.punct('=')?;
            if self.meter(&names)? {
                return Ok(false);
            }
            self.fresh_segment = false;
            self.effect_statement(&names, true)?;
            return Ok(false);
        }
        let names = self.pattern()?;
        if self.c.eat_punct('=') {
            self.fresh_segment = false;
            self.effect_statement(&names, false)?;
            return Ok(false);
        }
        if self.declares() {
            self.c.punct(':')?;
            self.declaration(&names)?;
            return Ok(false);
        }
        if let [v] = names[..] {
            let at = self.c.at;
            self.c.punct(':')?;
            self.c.any_type()?;
            self.c.punct('=')?;
            if !self.at_construct() {
                self.c.at = at;
                self.named_value(v)?;
                return Ok(false);
            }
        } else {
            self.c.punct(':')?;
            self.c.open('(')?;
            for i in 0..names.len() {
                if i > 0 {
                    self.c.punct(',')?;
                }
                self.c.any_type()?;
            }
            self.c.close('(')?;
            self.c.punct('=')?;
            if !self.at_construct() {
                return self.fail("expected a block");
            }
        }
        if self.pending.is_some() {
            return self.fail("two bindings for one block");
        }
        self.pending = Some(names);
        Ok(true)
    }

    /// `: (…);` follows.
    fn declares(&self) -> bool {
        let mut c = self.c;
        if !c.eat_punct(':') || !c.is_open('(') {
            return false;
        }
        c.at = c.tokens.close_of(c.at) + 1;
        c.is_punct(';')
    }

    fn at_construct(&self) -> bool {
        let token = self.c.peek();
        token.kind == Kind::Lifetime || self.c.is_open('{') || self.c.is_word(word::IF)
    }

    /// `: T = value;`
    fn named_value(&mut self, v: u32) -> Check<()> {
        self.c.punct(':')?;
        self.c.any_type()?;
        self.c.punct('=')?;
        // A ladder's variables start as the zero of a float, which no operator writes like this.
        let token = self.c.peek();
        let value =
            if token.kind == Kind::Literal && self.c.tokens.literal_text(token.data) == "0.0" {
                self.c.at += 1;
                self.unknown()
            } else {
                self.expr()?
            };
        self.c.punct(';')?;
        self.bind(v, value)?;
        self.recent.push(v);
        self.fresh_segment = false;
        Ok(())
    }

    /// `()`, `v1` or `(v1, v2)`.
    fn pattern(&mut self) -> Check<Vec<u32>> {
        if !self.c.is_open('(') {
            return Ok(vec![self.letter(b'v')?]);
        }
        self.c.open('(')?;
        let mut names = Vec::new();
        while !self.c.is_close('(') {
            names.push(self.letter(b'v')?);
            if !self.c.eat_punct(',') {
                break;
            }
        }
        self.c.close('(')?;
        Ok(names)
    }

    /// `fuel(…)`, if that is what follows. Polls are only looked for where they are due.
    fn meter(&mut self, names: &[u32]) -> Check<bool> {
        if !self.c.is_word(word::FUEL) {
            return Ok(false);
        }
        if !self.scope.options.fuel || !self.fresh_segment || !names.is_empty() || !self.fallible {
            return self.fail("fuel is not due here");
        }
        self.c.at += 1;
        self.c.open('(')?;
        self.paid = self.c.small()?;
        self.c.punct(',')?;
        expr::context(self)?;
        self.c.close('(')?;
        self.or_trap()?;
        self.fresh_segment = false;
        Ok(true)
    }

    /// `else { return None };`
    fn or_trap(&mut self) -> Check<()> {
        self.c.word(word::ELSE)?;
        self.c.open('{')?;
        self.c.word(word::RETURN)?;
        self.c.word(word::NONE)?;
        self.c.eat_punct(';');
        self.c.close('{')?;
        self.c.punct(';')
    }

    /// The effect and the end of `let … = effect;`
    fn effect_statement(&mut self, names: &[u32], optional: bool) -> Check<()> {
        // `let () = ();` drops a segment that is gone already.
        if !optional && names.is_empty() && self.c.eat_template("();") {
            return Ok(());
        }
        let (effect, results, fallible) = expr::effect(self)?;
        if fallible != optional {
            return self.fail(match fallible {
                true => "this may trap, which is ignored here",
                false => "this can't trap",
            });
        }
        if fallible {
            if !self.fallible {
                return self.fail("a function that returns plainly can't trap");
            }
            self.or_trap()?;
        } else {
            self.c.punct(';')?;
        }
        self.bind_results(names, effect, results)
    }

    fn bind_results(&mut self, names: &[u32], effect: Term, results: usize) -> Check<()> {
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
        self.seen.cuts += 1;
        if self.trace(Side::Wasm) != self.trace(Side::Rust) {
            return self.fail("the effects up to here differ from WebAssembly's");
        }
        if self.differing == 0 {
            return Ok(());
        }
        let differs =
            |l: &&(usize, &Local)| l.1.epoch == self.epoch && l.1.values[0] != l.1.values[1];
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
                return self.fail(format!(
                    "value {k} that is handed on here differs from WebAssembly's"
                ));
            }
        }
        if n != 1 {
            self.c.close('(')?;
        }
        Ok(())
    }

    /// The statements of a branch to the frame `depth` levels out.
    fn jump(&mut self, depth: u32) -> Check<()> {
        let Some(at) = (self.frames.len() - 1).checked_sub(depth as usize) else {
            return self.fail("no such frame");
        };
        self.cut()?;
        let frame = &self.frames[at];
        let (form, label, results) = (frame.form, frame.label, frame.results);
        match form {
            Form::Function => {
                self.c.word(word::RETURN)?;
                self.returned()?;
            }
            Form::Block { looped: true } => return self.fail("a branch to a loop that is not one"),
            Form::Loop => {
                let vars = std::mem::take(&mut self.frames[at].vars);
                let result = self.assigned(&vars);
                self.frames[at].vars = vars;
                result?;
                self.c.word(word::CONTINUE)?;
                self.label(label)?;
            }
            Form::Block { .. } | Form::If { .. } | Form::Ladder => {
                self.c.word(word::BREAK)?;
                self.label(label)?;
                if results > 0 {
                    self.carried(results)?;
                }
            }
            Form::Rung { ladder, arm } => {
                let vars = std::mem::take(&mut self.frames[at].vars);
                let result = self.assigned(&vars);
                self.frames[at].vars = vars;
                result?;
                let (label, number) = (self.ladders[ladder].label, self.ladders[ladder].number);
                if self.letter(b'p')? != number {
                    return self.fail("the variable of another ladder");
                }
                self.c.punct('=')?;
                self.c.number(arm.into())?;
                self.c.punct(';')?;
                self.c.word(word::CONTINUE)?;
                self.label(label)?;
            }
        }
        self.c.punct(';')
    }

    /// `v1 = a;` or `(v1, v2) = (a, b);` for the operands on top of the stack.
    fn assigned(&mut self, vars: &[u32]) -> Check<()> {
        if vars.is_empty() {
            return Ok(());
        }
        if self.pattern()? != vars {
            return self.fail("other variables than those of the target");
        }
        self.c.punct('=')?;
        self.carried(vars.len())?;
        self.c.punct(';')
    }

    /// The function's results, in `Some` if it may trap.
    fn returned(&mut self) -> Check<()> {
        let n = self.ty.results().len();
        if self.fallible {
            self.c.word(word::SOME)?;
            self.c.open('(')?;
            self.carried(n)?;
            return self.c.close('(');
        }
        self.carried(n)
    }

    fn label(&mut self, label: u32) -> Check<()> {
        let token = self.c.peek();
        if token.kind != Kind::Lifetime || token.data != label {
            return self.fail("another label than that of the target");
        }
        self.c.at += 1;
        Ok(())
    }

    /// `'b3:`, if there is a label: no other that is open may have the same.
    fn new_label(&mut self) -> Check<u32> {
        let token = self.c.peek();
        if token.kind != Kind::Lifetime {
            return Ok(NO_LABEL);
        }
        if self.frames.iter().any(|f| f.label == token.data) {
            return self.fail("a label inside a block of the same label");
        }
        if !matches!(self.c.tokens.name(token.data), Name::Letter(b'b', _)) {
            return self.fail("expected a label like 'b1");
        }
        self.c.at += 1;
        self.c.punct(':')?;
        Ok(token.data)
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
        let condition = if matches!(op, Operator::If { .. }) {
            Some(self.pop()?)
        } else {
            None
        };
        self.advance()?;
        self.end_segment()?;
        let (params, results) = self.block_type(ty)?;
        let Some(height) = self.stack.len().checked_sub(params) else {
            return self.fail("the operand stack is too low");
        };
        let mut frame = Frame {
            form: Form::Block { looped: false },
            label: NO_LABEL,
            height,
            params,
            results,
            bind: vec![],
            vars: vec![],
            inputs: vec![],
            last_arm: true,
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
            Operator::Block { .. } if self.c.is_word(word::LOOP) => {
                self.ladder(&mut frame, vars)?
            }
            Operator::Block { .. } => self.c.open('{')?,
            Operator::Loop { .. } => {
                frame.vars = recent[recent.len().saturating_sub(params)..].to_vec();
                self.loop_entry(&mut frame)?;
            }
            _ => {
                let labelled = frame.label != NO_LABEL;
                if labelled {
                    self.c.open('{')?;
                }
                frame.form = Form::If { labelled };
                frame.inputs = self.stack[height..].to_vec();
                frame.last_arm = false;
                self.c.word(word::IF)?;
                if Some(self.expr()?) != condition {
                    return self.fail("the condition differs from WebAssembly's");
                }
                self.c.template("!= 0 {")?;
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

    /// Fuel if it is due, and a poll.
    fn poll(&mut self) -> Check<()> {
        self.c.template("let Some(()) =")?;
        if self.meter(&[])? {
            self.c.template("let Some(()) =")?;
        }
        self.c.word(word::POLL)?;
        self.c.open('(')?;
        expr::context(self)?;
        self.c.close('(')?;
        if !self.fallible {
            return self.fail("a function that returns plainly can't trap");
        }
        self.or_trap()?;
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
                return self.fail(format!(
                    "the start value of `v{v}` differs from WebAssembly's"
                ));
            }
        }
        self.cut()?;
        if self.c.eat_word(word::LOOP) {
            if frame.label == NO_LABEL {
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
        let Name::Letter(_, number) = self.c.tokens.name(frame.label) else {
            return self.fail("a loop without a label");
        };
        if frame.label == NO_LABEL || self.step.take() != Some(number) {
            return self.fail("a ladder without its variable");
        }
        self.c.word(word::LOOP)?;
        self.c.open('{')?;
        self.c.word(word::MATCH)?;
        if self.letter(b'p')? != number {
            return self.fail("the variable of another ladder");
        }
        // Count the arms: `k => { … }`, the last with `_`.
        let mut c = self.c;
        c.open('{')?;
        let mut arms: u64 = 0;
        while !c.is_close('{') {
            let last = c.eat_word(word::UNDERSCORE);
            if !last {
                c.number(arms)?;
            }
            c.template("=>")?;
            arms += 1;
            if !c.is_open('{') {
                return c.fail("expected an arm");
            }
            c.at = c.tokens.close_of(c.at) + 1;
            if last && !c.is_close('{') {
                return c.fail("an arm after the last");
            }
            if !last && c.is_close('{') {
                return c.fail("no last arm");
            }
        }
        if arms < 2 {
            return self.fail("a ladder of one arm");
        }
        frame.form = Form::Ladder;
        for v in &vars {
            self.rebind(*v, Term::NONE);
        }
        let free = vars.len();
        let label = frame.label;
        self.ladders.push(Ladder {
            label,
            number,
            arms: arms as u32,
            entered: 1,
            vars,
            free,
        });
        self.seen.ladders += 1;
        self.c.open('{')?;
        self.arm(0, arms as u32)
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
        let own = token.kind == Kind::Lifetime
            && self.c.tokens.name(token.data) == Name::Letter(b'b', self.constructs);
        if own || self.c.is_open('{') {
            return Ok(false);
        }
        let ladder = &mut self.ladders[at];
        let arm = ladder.arms - ladder.entered;
        let Some(start) = ladder.free.checked_sub(frame.results) else {
            return self.fail("a ladder with too few variables");
        };
        frame.form = Form::Rung { ladder: at, arm };
        frame.vars = ladder.vars[start..ladder.free].to_vec();
        ladder.free = start;
        ladder.entered += 1;
        Ok(true)
    }

    /// The end of a region: its value, if it falls off its end.
    fn fall(&mut self) -> Check<()> {
        if self.dead.is_some() {
            return Ok(());
        }
        self.advance()?;
        self.end_segment()?;
        let Some(frame) = self.frames.last() else {
            return self.fail("no frame");
        };
        let (form, label, results, height) = (frame.form, frame.label, frame.results, frame.height);
        if self.stack.len() != height + results {
            return self.fail("the operand stack is not what the block's type says");
        }
        match form {
            Form::Function => {
                self.cut()?;
                self.returned()?;
            }
            Form::Block { .. } | Form::If { .. } => {
                self.cut()?;
                if results > 0 {
                    self.carried(results)?;
                }
            }
            Form::Loop | Form::Ladder => {
                self.cut()?;
                self.c.word(word::BREAK)?;
                self.label(label)?;
                if results > 0 {
                    self.carried(results)?;
                }
                self.c.punct(';')?;
            }
            Form::Rung { .. } => self.jump(0)?,
        }
        self.stack.truncate(height);
        Ok(())
    }

    fn otherwise(&mut self) -> Check<()> {
        self.fall()?;
        self.dead = None;
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
        let Some(mut frame) = self.frames.pop() else {
            return self.fail("no frame");
        };
        if frame.form == Form::Function {
            self.dead = None;
            return Ok(());
        }
        self.dead = None;
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
        let index = self.pop()?;
        self.advance()?;
        self.end_segment()?;
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
                let last = if self.c.eat_template("..=") {
                    self.c.small()? as usize
                } else {
                    first
                };
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
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                    self.dead = Some(nested + 1)
                }
                Operator::End if nested > 0 => self.dead = Some(nested - 1),
                Operator::End => return self.end(),
                Operator::Else if nested == 0 => return self.otherwise(),
                _ => {}
            }
            return Ok(());
        }
        self.cost += 1;
        let code = ops::code(op);
        if let Some(plain) = self
            .scope
            .plain
            .get(code as usize)
            .filter(|p| p.shape != Shape::Other)
        {
            return self.plain(code, plain.shape, op);
        }
        match op {
            Operator::Nop => {}
            Operator::Unreachable => {
                self.advance()?;
                self.end_segment()?;
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
                self.advance()?;
                self.end_segment()?;
                self.jump(match op {
                    Operator::Br { relative_depth } => *relative_depth,
                    _ => self.frames.len() as u32 - 1,
                })?;
                self.leave()?;
            }
            Operator::BrIf { relative_depth } => {
                let condition = self.pop()?;
                self.advance()?;
                self.end_segment()?;
                self.c.word(word::IF)?;
                if self.expr()? != condition {
                    return self.fail("the condition differs from WebAssembly's");
                }
                self.c.template("!= 0 {")?;
                self.jump(*relative_depth)?;
                self.c.close('{')?;
                self.start_segment();
            }
            Operator::BrTable { targets } => self.switch(targets)?,
            Operator::Drop => {
                self.pop()?;
            }
            Operator::Select | Operator::TypedSelect { .. } => {
                let condition = self.pop()?;
                let (b, a) = (self.pop()?, self.pop()?);
                let value = self.terms.of(head::SELECT, a, b, condition);
                self.stack.push(value);
            }
            Operator::LocalGet { local_index } => {
                let value = self.read_local(Side::Wasm, *local_index)?;
                self.stack.push(value);
            }
            Operator::LocalSet { local_index } => {
                let value = self.pop()?;
                self.write_local(Side::Wasm, *local_index, value)?;
            }
            Operator::LocalTee { local_index } => {
                let value = self.pop()?;
                self.write_local(Side::Wasm, *local_index, value)?;
                self.stack.push(value);
            }
            Operator::I32Const { value } => {
                let value = self.terms.int((*value).into());
                self.stack.push(value);
            }
            Operator::I64Const { value } => {
                let value = self.terms.int(*value);
                self.stack.push(value);
            }
            Operator::F32Const { value } => {
                let value = self.terms.plain(head::F32, value.bits(), 0);
                self.stack.push(value);
            }
            Operator::F64Const { value } => {
                let value =
                    self.terms
                        .plain(head::F64, value.bits() as u32, (value.bits() >> 32) as u32);
                self.stack.push(value);
            }
            other => self.stateful(other)?,
        }
        Ok(())
    }

    fn plain(&mut self, code: u32, shape: Shape, op: &Operator<'_>) -> Check<()> {
        let head = head::OPERATOR + code;
        match shape {
            Shape::Pure(n) | Shape::Trapping(n) => {
                let b = if n == 2 { self.pop()? } else { Term::NONE };
                let a = self.pop()?;
                let value = if shape == Shape::Pure(n) {
                    self.terms.of(head, a, b, Term::NONE)
                } else {
                    let effect = self.effect(Side::Wasm, head, [a, b, Term::NONE], 0);
                    self.terms.result(effect, 0)
                };
                self.stack.push(value);
            }
            Shape::Load | Shape::Store => {
                let Some((offset, memory)) = ops::memarg(op) else {
                    return self.fail("no memory argument");
                };
                let memory = self.map.of[MEMORY][memory as usize];
                let offset = self.terms.int(offset as i64);
                let value = if shape == Shape::Store {
                    self.pop()?
                } else {
                    Term::NONE
                };
                let address = self.pop()?;
                let effect = self.effect(Side::Wasm, head, [address, value, offset], memory);
                if shape == Shape::Load {
                    self.push_results(effect, 1);
                }
            }
            Shape::Other => return self.fail("an unknown operator"),
        }
        Ok(())
    }

    /// Globals, memories, tables, references and calls.
    fn stateful(&mut self, op: &Operator<'_>) -> Check<()> {
        let map = self.map;
        let none = [Term::NONE; 3];
        match *op {
            Operator::GlobalGet { global_index } => {
                let index = map.of[GLOBAL][global_index as usize];
                let constant = self.scope.bundle.of[GLOBAL][index as usize].constant();
                let value = match constant {
                    Some(op) => expr::constant(&mut self.terms, op),
                    None => self.current(Side::Wasm, head::GLOBAL, index),
                };
                self.stack.push(value);
            }
            Operator::GlobalSet { global_index } => {
                let index = map.of[GLOBAL][global_index as usize];
                let value = self.pop()?;
                self.effect(
                    Side::Wasm,
                    head::GLOBAL_SET,
                    [value, Term::NONE, Term::NONE],
                    index,
                );
            }
            Operator::MemorySize { mem } => {
                let value =
                    self.current(Side::Wasm, head::MEMORY_SIZE, map.of[MEMORY][mem as usize]);
                self.stack.push(value);
            }
            Operator::TableSize { table } => {
                let value =
                    self.current(Side::Wasm, head::TABLE_SIZE, map.of[TABLE][table as usize]);
                self.stack.push(value);
            }
            Operator::MemoryGrow { mem } => {
                self.operation(head::MEMORY_GROW, 1, map.of[MEMORY][mem as usize], None, 1)?
            }
            Operator::MemoryFill { mem } => {
                self.operation(head::MEMORY_FILL, 3, map.of[MEMORY][mem as usize], None, 0)?
            }
            Operator::MemoryCopy { dst_mem, src_mem } => {
                let (to, from) = (
                    map.of[MEMORY][dst_mem as usize],
                    map.of[MEMORY][src_mem as usize],
                );
                self.operation(head::MEMORY_COPY, 3, to, Some(from), 0)?;
            }
            Operator::MemoryInit { data_index, mem } => {
                let data = expr::data(self.scope.bundle, map.datas[data_index as usize]);
                self.operation(
                    head::MEMORY_INIT,
                    3,
                    map.of[MEMORY][mem as usize],
                    Some(data),
                    0,
                )?;
            }
            Operator::DataDrop { data_index } => {
                let data = map.datas[data_index as usize];
                // Active segments are dropped before any code runs (§4.5.4).
                if matches!(self.scope.bundle.datas[data as usize].mode, Mode::Passive) {
                    self.effect(Side::Wasm, head::DATA_DROP, none, data);
                }
            }
            Operator::TableGet { table } => {
                self.operation(head::TABLE_GET, 1, map.of[TABLE][table as usize], None, 1)?
            }
            Operator::TableSet { table } => {
                self.operation(head::TABLE_SET, 2, map.of[TABLE][table as usize], None, 0)?
            }
            Operator::TableGrow { table } => {
                self.operation(head::TABLE_GROW, 2, map.of[TABLE][table as usize], None, 1)?
            }
            Operator::TableFill { table } => {
                self.operation(head::TABLE_FILL, 3, map.of[TABLE][table as usize], None, 0)?
            }
            Operator::TableCopy {
                dst_table,
                src_table,
            } => {
                let (to, from) = (
                    map.of[TABLE][dst_table as usize],
                    map.of[TABLE][src_table as usize],
                );
                self.operation(head::TABLE_COPY, 3, to, Some(from), 0)?;
            }
            Operator::TableInit { elem_index, table } => {
                let elem = expr::elem(self.scope.bundle, map.elems[elem_index as usize]);
                self.operation(
                    head::TABLE_INIT,
                    3,
                    map.of[TABLE][table as usize],
                    Some(elem),
                    0,
                )?;
            }
            Operator::ElemDrop { elem_index } => {
                let elem = map.elems[elem_index as usize];
                if matches!(self.scope.bundle.elems[elem as usize].mode, Mode::Passive) {
                    self.effect(Side::Wasm, head::ELEM_DROP, none, elem);
                }
            }
            Operator::RefNull { .. } => {
                let value = self.terms.plain(head::NULL, 0, 0);
                self.stack.push(value);
            }
            Operator::RefFunc { function_index } => {
                let f = map.of[FUNC][function_index as usize];
                self.seen.taken.push(f);
                let value = self.terms.plain(head::REF_FUNC, f, 0);
                self.stack.push(value);
            }
            Operator::RefIsNull => {
                let value = self.pop()?;
                let value = self.terms.of(head::IS_NULL, value, Term::NONE, Term::NONE);
                self.stack.push(value);
            }
            Operator::Call { function_index } => {
                let f = map.of[FUNC][function_index as usize];
                let ty = self.scope.bundle.func_type(f);
                let args = self.pop_list(ty.params().len())?;
                let effect = self.effect(Side::Wasm, head::CALL, [args, Term::NONE, Term::NONE], f);
                self.push_results(effect, ty.results().len());
                self.seen.calls.push(f);
            }
            Operator::CallIndirect {
                type_index,
                table_index,
            } => {
                let (ty, table) = (
                    map.types[type_index as usize],
                    map.of[TABLE][table_index as usize],
                );
                let signature = &self.scope.bundle.types[ty as usize];
                let index = self.pop()?;
                let args = self.pop_list(signature.params().len())?;
                let table_term = self.terms.int(table.into());
                let effect = self.effect(
                    Side::Wasm,
                    head::CALL_INDIRECT,
                    [args, index, table_term],
                    ty,
                );
                self.push_results(effect, signature.results().len());
                self.seen.indirect.push((ty, table));
            }
            ref other => return self.fail(format!("the operator {other:?} is not supported")),
        }
        Ok(())
    }

    /// An operator on a memory or table: up to three operands, one or two indices.
    fn operation(
        &mut self,
        head: u32,
        operands: usize,
        index: u32,
        second: Option<u32>,
        results: usize,
    ) -> Check<()> {
        let args = self.pop_list(operands)?;
        let second = second.map_or(Term::NONE, |s| self.terms.int(s.into()));
        let effect = self.effect(Side::Wasm, head, [args, second, Term::NONE], index);
        self.push_results(effect, results);
        Ok(())
    }
}
