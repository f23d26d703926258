//! `mod code { … }`: which items it consists of, and what each must be.
//!
//! The grammar is closed: functions, dispatches, data, instantiation, shims, names, in this order and nothing else.

use crate::Options;
use crate::body::{Body, Scope, Seen};
use crate::bundle::{Bundle, Const, ConstOp, Mode, Type};
use crate::cursor::{Check, Cursor};
use crate::ops::{self, Shape};
use crate::stack::{self, Node};
use crate::term::Terms;
use crate::token::{Kind, Name, Tokens, word};
use std::collections::{BTreeSet, HashMap};
use wasmparser::ExternalKind;

/// What a symbol calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    None,
    /// A plain operator of the runtime, by code.
    Operator(u32),
    /// A function of the bundle.
    Func(u32),
    /// The dispatch of a type through a table.
    Dispatch(u32, u32),
}

/// A parameter by which a function is handed state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg {
    /// `g: &mut Guest`
    Guest,
    /// `h: &mut dyn Imports`
    Host,
    /// `s: &mut State`
    State,
    /// `m0: &mut M0`
    Memory(u32),
}

/// What else than the WebAssembly type a caller must know.
#[derive(Debug, Clone, Default)]
pub struct Signature {
    /// Returns an option: may trap.
    pub fallible: bool,
    /// The parameters after WebAssembly's.
    pub args: Vec<Arg>,
}

/// A function item: its header, where its code starts.
struct Item {
    func: u32,
    /// `body{f}`, not `func{f}`.
    inner: bool,
    /// Symbol of the name.
    symbol: u32,
    signature: Signature,
    /// `#[inline(never)]`
    never: bool,
    /// After the opening brace.
    at: usize,
}

/// What was found out about `mod code`.
#[derive(Debug, Default, Clone)]
pub struct Summary {
    pub functions: usize,
    pub cuts: usize,
    pub ladders: usize,
    pub dispatches: usize,
    pub operators: usize,
}

/// A failure in a function.
pub struct InFunction {
    pub func: Option<u32>,
    pub fail: crate::cursor::Fail,
}

impl From<crate::cursor::Fail> for InFunction {
    fn from(fail: crate::cursor::Fail) -> Self {
        InFunction { func: None, fail }
    }
}

/// Checks the item `mod code`, from its attributes to its closing brace.
pub fn check<'t>(
    bundle: &Bundle<'_>,
    options: &Options,
    tokens: &'t Tokens,
    c: &mut Cursor<'t>,
) -> Result<Summary, InFunction> {
    let host = bundle.has_host();
    header(bundle, options, c, host)?;
    let mut scope = scope(bundle, options, tokens);
    let items = functions(&mut scope, c)?;
    let mut dispatches = Vec::new();
    loop {
        let start = *c;
        c.docs();
        match dispatch_header(&mut scope, c)? {
            Some((key, at)) => dispatches.push((key, at)),
            None => {
                *c = start;
                break;
            }
        }
    }
    let mut summary = Summary {
        dispatches: dispatches.len(),
        ..Summary::default()
    };
    let mut graph: Vec<Node> = bundle
        .funcs
        .iter()
        .map(|f| Node {
            host: f.import.is_some(),
            ..Node::default()
        })
        .collect();
    let mut taken: BTreeSet<u32> = constants(bundle);
    let mut terms = Terms::default();
    let mut at = 0;
    while at < items.len() {
        let f = items[at].func;
        let wrapped = items
            .get(at + 1)
            .is_some_and(|next| next.inner && next.func == f);
        let group = &items[at..at + 1 + usize::from(wrapped)];
        let seen = function(&scope, tokens, group, &mut terms, &mut graph[f as usize]).map_err(
            |fail| InFunction {
                func: Some(f),
                fail,
            },
        )?;
        summary.functions += 1;
        summary.cuts += seen.cuts;
        summary.ladders += seen.ladders;
        summary.operators += seen.operators;
        taken.extend(seen.taken);
        at += group.len();
    }
    for (key, at) in &dispatches {
        let callees = dispatch_body(&scope, tokens, *key, *at, &taken)?;
        graph.push(Node {
            dispatch: Some(*key),
            calls: callees,
            ..Node::default()
        });
    }
    let needs = stack::check(&graph).map_err(|(func, what)| InFunction {
        func: Some(func),
        fail: crate::cursor::Fail {
            what,
            at: items.iter().find(|i| i.func == func).map_or(0, |i| i.at),
        },
    })?;
    let mut module = ModuleLevel {
        scope: &scope,
        c,
        host,
    };
    module.instantiation()?;
    module.shims(&graph, &needs)?;
    module.names()?;
    c.close('{')?;
    Ok(summary)
}

fn header(bundle: &Bundle<'_>, options: &Options, c: &mut Cursor<'_>, host: bool) -> Check<()> {
    c.template(
        "#[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]",
    )?;
    c.template("#[doc(hidden)] mod code { use super::{Guest, State")?;
    if host {
        c.template(", Imports")?;
    }
    for m in 0..bundle.memories.len() {
        c.template(&format!(", M{m}"))?;
    }
    for (f, func) in bundle.funcs.iter().enumerate() {
        if func.import.is_some() {
            c.template(&format!(", h{f}"))?;
        }
    }
    c.template("};")?;
    c.template(&format!("use {}::rt::{{self, *}};", options.runtime))?;
    c.template("use ::core::option::Option::{self, None, Some};")
}

fn scope<'a>(bundle: &'a Bundle<'a>, options: &'a Options, tokens: &Tokens) -> Scope<'a> {
    let plain = ops::plain();
    let by_name: HashMap<&str, u32> = plain
        .iter()
        .zip(0..)
        .filter(|(p, _)| p.shape != Shape::Other)
        .map(|(p, code)| (p.name, code))
        .collect();
    let mut roles = vec![Role::None; tokens.symbols()];
    for (symbol, role) in roles.iter_mut().enumerate() {
        if let Some(code) = by_name.get(tokens.text(symbol as u32)) {
            *role = Role::Operator(*code);
        } else if let Name::Letter(b'h', f) = tokens.name(symbol as u32)
            && bundle
                .funcs
                .get(f as usize)
                .is_some_and(|f| f.import.is_some())
        {
            *role = Role::Func(f);
        }
    }
    let fixed = bundle
        .memories
        .iter()
        .map(|m| crate::fixed_size(options, m))
        .collect();
    let shim = Signature {
        fallible: true,
        args: vec![Arg::Guest, Arg::Host],
    };
    let funcs = bundle.funcs.iter().map(|f| {
        if f.import.is_some() {
            shim.clone()
        } else {
            Signature::default()
        }
    });
    let funcs = funcs.collect();
    Scope {
        bundle,
        options,
        plain,
        roles,
        funcs,
        dispatches: HashMap::new(),
        fixed,
    }
}

/// The shards, each a module of functions; bodies are skipped. Every defined function must be there, once.
fn functions(scope: &mut Scope<'_>, c: &mut Cursor<'_>) -> Check<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    let mut shard = 0;
    let mut found = vec![false; scope.bundle.funcs.len()];
    while c.eat_template(&format!(
        "pub use c{shard}::*; mod c{shard} {{ use super::*;"
    )) {
        while !c.is_close('{') {
            let item = function_header(scope, c)?;
            let f = item.func as usize;
            if item.inner {
                // Directly behind its wrapper, with the same parameters.
                let same = |w: &Item| {
                    !w.inner
                        && w.func == item.func
                        && w.signature.args == item.signature.args
                        && w.signature.fallible == item.signature.fallible
                };
                if !items.last().is_some_and(same) {
                    return c.fail("a body without its wrapper");
                }
            } else if std::mem::replace(&mut found[f], true) {
                return c.fail(format!("function {f} is defined twice"));
            } else {
                if scope.roles[item.symbol as usize] != Role::None {
                    return c.fail("a name that means something else");
                }
                scope.roles[item.symbol as usize] = Role::Func(item.func);
                scope.funcs[f] = item.signature.clone();
            }
            items.push(item);
        }
        c.close('{')?;
        shard += 1;
    }
    for (f, func) in scope.bundle.funcs.iter().enumerate() {
        if func.import.is_none() && !found[f] {
            return c.fail(format!("function {f} is missing"));
        }
    }
    Ok(items)
}

fn function_header(scope: &Scope<'_>, c: &mut Cursor<'_>) -> Check<Item> {
    c.docs();
    let never = c.eat_template("#[inline(never)]");
    if !never {
        c.eat_template("#[inline(always)]");
    }
    c.template("pub fn")?;
    let start = *c;
    let symbol = c.symbol()?;
    let name = c.tokens.text(symbol);
    let inner = name.starts_with("body");
    let number = name
        .strip_prefix("func")
        .or(name.strip_prefix("body"))
        .and_then(|rest| {
            let digits = rest.split('_').next().unwrap_or_default();
            if digits.len() > 1 && digits.starts_with('0') {
                None
            } else {
                digits.parse::<u32>().ok()
            }
        });
    let defined = |f: &u32| {
        scope
            .bundle
            .funcs
            .get(*f as usize)
            .is_some_and(|f| f.body.is_some())
    };
    let Some(func) = number.filter(defined) else {
        return start.fail("a name of no function");
    };
    let ty = scope.bundle.func_type(func);
    c.open('(')?;
    for (i, ty) in ty.params.iter().enumerate() {
        if i > 0 {
            c.punct(',')?;
        }
        c.eat_word(word::MUT);
        c.named(&format!("l{i}"))?;
        c.punct(':')?;
        c.ty(*ty)?;
    }
    let args = state_params(scope, c, !ty.params.is_empty())?;
    c.close('(')?;
    c.template("->")?;
    let fallible = result(c, &ty.results)?;
    let close = c.tokens.close_of(c.at);
    c.open('{')?;
    let at = c.at;
    c.at = close + 1;
    Ok(Item {
        func,
        inner,
        symbol,
        signature: Signature { fallible, args },
        never,
        at,
    })
}

/// The result type, up to the brace: whether it is wrapped in `Option`. (A plain reference is an `Option`, too.)
fn result(c: &mut Cursor<'_>, types: &[Type]) -> Check<bool> {
    let mut plain = *c;
    if plain.results(types).is_ok() && plain.is_open('{') {
        *c = plain;
        return Ok(false);
    }
    c.template("Option<")?;
    c.results(types)?;
    c.punct('>')?;
    if !c.is_open('{') {
        return c.fail("expected `{`");
    }
    Ok(true)
}

/// Parameters that hand over state, each at most once, in one order.
fn state_params(scope: &Scope<'_>, c: &mut Cursor<'_>, mut comma: bool) -> Check<Vec<Arg>> {
    let mut args = Vec::new();
    loop {
        let start = *c;
        if comma && !c.eat_punct(',') {
            break;
        }
        let arg = if c.eat_template("g: &mut Guest") {
            Arg::Guest
        } else if c.eat_template("h: &mut dyn Imports") {
            Arg::Host
        } else if c.eat_template("s: &mut State") {
            Arg::State
        } else if let (Kind::Ident, Name::Letter(b'm', m)) =
            (c.peek().kind, c.tokens.name(c.peek().data))
        {
            c.template(&format!("m{m}: &mut M{m}"))?;
            if m as usize >= scope.bundle.memories.len() {
                return start.fail("no such memory");
            }
            Arg::Memory(m)
        } else {
            break;
        };
        let ordered = match (args.last(), arg) {
            (None, Arg::Host) => false,
            (None, _) | (Some(Arg::Guest), Arg::Host) | (Some(Arg::State), Arg::Memory(_)) => true,
            (Some(Arg::Memory(a)), Arg::Memory(b)) => *a < b,
            _ => false,
        };
        if !ordered {
            return start.fail("parameters in another order");
        }
        args.push(arg);
        comma = true;
    }
    c.eat_punct(',');
    Ok(args)
}

/// `let Some(()) = stack_check(816, &mut s.cx) else { return None };`, if it is there: the bytes.
fn stack_check(c: &mut Cursor<'_>, guest: bool) -> Check<Option<u32>> {
    if !c.eat_template("let Some(()) = stack_check(") {
        return Ok(None);
    }
    let bytes = c.integer()?;
    let Ok(bytes) = u32::try_from(bytes) else {
        return c.fail("a literal out of range");
    };
    c.template(if guest {
        ", &mut g.s.cx"
    } else {
        ", &mut s.cx"
    })?;
    c.template(") else {")?;
    c.template("return None")?;
    c.eat_punct(';');
    c.template("};")?;
    Ok(Some(bytes))
}

/// One function: its wrapper, if there is one, and its body.
fn function(
    scope: &Scope<'_>,
    tokens: &Tokens,
    group: &[Item],
    terms: &mut Terms,
    node: &mut Node,
) -> Check<Seen> {
    let (outer, inner) = (&group[0], group.last().unwrap_or(&group[0]));
    let guest = outer.signature.args.first() == Some(&Arg::Guest);
    let mut c = Cursor {
        tokens,
        at: outer.at,
    };
    let ty = scope.bundle.func_type(outer.func);
    let mut check = stack_check(&mut c, guest)?;
    if outer.signature.fallible && scope.options.backtrace && group.len() < 2 {
        return c.fail("a function that may trap must be traced");
    }
    if group.len() > 1 {
        let traced = outer.signature.fallible && scope.options.backtrace;
        if traced {
            c.template("trace(")?;
        }
        let symbol = c.symbol()?;
        if symbol != inner.symbol {
            return c.fail("the wrapper must call its body");
        }
        c.open('(')?;
        pass_on(
            &mut c,
            'l',
            ty.params.len(),
            None,
            &outer.signature.args,
            false,
        )?;
        c.close('(')?;
        if traced {
            c.punct(',')?;
            c.number(outer.func.into())?;
            c.template(if guest {
                ", &mut g.s.cx"
            } else {
                ", &mut s.cx"
            })?;
            c.eat_punct(',');
            c.close('(')?;
        }
        c.close('{')?;
        c.at = inner.at;
        if scope.roles[inner.symbol as usize] != Role::None {
            return c.fail("a name that means something else");
        }
    }
    if check.is_some() && !outer.signature.fallible {
        return c.fail("a function that returns plainly can't trap");
    }
    let start = c.at;
    terms.clear();
    let (result, back) = Body::check(scope, outer.func, c, std::mem::take(terms));
    *terms = back;
    let (end, seen) = result?;
    c.at = end;
    c.close('{')?;
    node.frame = stack::frame(seen.operators, seen.locals);
    if check.is_some() && node.frame > stack::LARGE && (group.len() < 2 || !inner.never) {
        return Cursor { tokens, at: start }
            .fail("the stack must be checked before a frame of this size");
    }
    node.check = check.take();
    node.calls.clone_from(&seen.calls);
    node.indirect.clone_from(&seen.indirect);
    Ok(seen)
}

/// Arguments `l0, l1, …` (or `a0, …`) and the state, from a function that has what its callee has (`below` false), or
/// from one that has `g` and `h`.
fn pass_on(
    c: &mut Cursor<'_>,
    letter: char,
    n: usize,
    index: Option<&str>,
    args: &[Arg],
    whole: bool,
) -> Check<()> {
    let mut comma = false;
    let mut next = |c: &mut Cursor<'_>, text: &str| {
        if std::mem::replace(&mut comma, true) {
            c.punct(',')?;
        }
        c.template(text)
    };
    for i in 0..n {
        next(c, &format!("{letter}{i}"))?;
    }
    if let Some(index) = index {
        next(c, index)?;
    }
    for arg in args {
        match (arg, whole) {
            (Arg::Guest, _) => next(c, "g")?,
            (Arg::Host, _) => next(c, "h")?,
            (Arg::State, false) => next(c, "s")?,
            (Arg::State, true) => next(c, "&mut g.s")?,
            (Arg::Memory(m), false) => next(c, &format!("m{m}"))?,
            (Arg::Memory(m), true) => next(c, &format!("g.m{m}.bytes_mut()"))?,
        }
    }
    c.eat_punct(',');
    Ok(())
}

/// A call of function `f` with `a0, a1, …`, from a place that has the whole guest or only the state.
fn call(scope: &Scope<'_>, c: &mut Cursor<'_>, f: u32, args: usize, whole: bool) -> Check<()> {
    let token = c.peek();
    if token.kind != Kind::Ident || scope.roles.get(token.data as usize) != Some(&Role::Func(f)) {
        return c.fail(format!("expected a call of function {f}"));
    }
    c.at += 1;
    c.open('(')?;
    pass_on(c, 'a', args, None, &scope.funcs[f as usize].args, whole)?;
    c.close('(')
}

/// `a0: i32, a1: i64`
fn params(c: &mut Cursor<'_>, types: &[Type]) -> Check<()> {
    for (i, ty) in types.iter().enumerate() {
        if i > 0 {
            c.punct(',')?;
        }
        c.named(&format!("a{i}"))?;
        c.punct(':')?;
        c.ty(*ty)?;
    }
    Ok(())
}

type Key = (u32, u32);

fn dispatch_header(scope: &mut Scope<'_>, c: &mut Cursor<'_>) -> Check<Option<(Key, usize)>> {
    if !c.eat_template("pub fn") {
        return Ok(None);
    }
    let symbol = c.symbol()?;
    let key = c
        .tokens
        .text(symbol)
        .strip_prefix("call_t")
        .and_then(|rest| {
            let (ty, table) = rest.split_once('_')?;
            Some((ty.parse::<u32>().ok()?, table.parse::<u32>().ok()?))
        });
    let Some(key) = key else { return Ok(None) };
    let canonical = c.tokens.text(symbol) == format!("call_t{}_{}", key.0, key.1);
    let Some(ty) = scope.bundle.types.get(key.0 as usize).filter(|_| canonical) else {
        return c.fail("no such type");
    };
    if scope
        .bundle
        .tables
        .get(key.1 as usize)
        .is_none_or(|t| t.element != Type::FuncRef)
    {
        return c.fail("no such table");
    }
    c.open('(')?;
    params(c, &ty.params)?;
    if !ty.params.is_empty() {
        c.punct(',')?;
    }
    c.template("index: i32")?;
    let args = state_params(scope, c, true)?;
    c.close('(')?;
    c.template("-> Option<")?;
    c.results(&ty.results)?;
    c.punct('>')?;
    let close = c.tokens.close_of(c.at);
    c.open('{')?;
    let at = c.at;
    c.at = close + 1;
    if scope.roles[symbol as usize] != Role::None {
        return c.fail("a name that means something else");
    }
    scope.roles[symbol as usize] = Role::Dispatch(key.0, key.1);
    scope.dispatches.insert(
        key,
        Signature {
            fallible: true,
            args,
        },
    );
    Ok(Some((key, at)))
}

/// Every function of the type whose address is taken has its arm, which calls it; all else is a mismatch (§4.4.8).
fn dispatch_body(
    scope: &Scope<'_>,
    tokens: &Tokens,
    key: Key,
    at: usize,
    taken: &BTreeSet<u32>,
) -> Check<Vec<u32>> {
    let mut c = Cursor { tokens, at };
    let ty = &scope.bundle.types[key.0 as usize];
    let guest = scope.dispatches[&key].args.first() == Some(&Arg::Guest);
    let state = if guest { "g.s" } else { "s" };
    c.template(&format!(
        "let Some(callee) = callee(index, &{state}.t{}, &mut {state}.cx) else {{ return None",
        key.1
    ))?;
    c.eat_punct(';');
    c.template("}; match callee {")?;
    let mut callees = Vec::new();
    while !c.is_word(word::UNDERSCORE) {
        let f = c.small()?;
        if scope
            .bundle
            .funcs
            .get(f as usize)
            .is_none_or(|func| func.ty != key.0)
            || !taken.contains(&f)
        {
            return c.fail(format!("function {f} has another type, or is in no table"));
        }
        if callees.last().is_some_and(|last| *last >= f) {
            return c.fail("arms out of order");
        }
        c.template("=>")?;
        let braces = c.is_open('{');
        if braces {
            c.open('{')?;
        }
        let fallible = scope.funcs[f as usize].fallible;
        if !fallible {
            c.template("Some(")?;
        }
        call(scope, &mut c, f, ty.params.len(), guest)?;
        if !fallible {
            c.close('(')?;
        }
        if braces {
            c.close('{')?;
        }
        if !c.eat_punct(',') && !braces {
            return c.fail("expected `,`");
        }
        callees.push(f);
    }
    c.template(&format!("_ => type_mismatch(&mut {state}.cx)"))?;
    c.eat_punct(',');
    c.template("} }")?;
    let mut due = taken
        .iter()
        .filter(|f| scope.bundle.funcs[**f as usize].ty == key.0);
    if let Some(f) = due.find(|f| callees.binary_search(f).is_err()) {
        return c.fail(format!("function {f} can be called here and has no arm"));
    }
    Ok(callees)
}

/// Functions whose address constant expressions take.
fn constants(bundle: &Bundle<'_>) -> BTreeSet<u32> {
    let elems = bundle.elems.iter().flat_map(|e| &e.items);
    let globals = bundle.globals.iter().filter_map(|g| g.init.as_ref());
    let tables = bundle.tables.iter().filter_map(|t| t.init.as_ref());
    let ops = elems.chain(globals).chain(tables).flatten();
    ops.filter_map(|op| {
        if let ConstOp::Func(f) = op {
            Some(*f)
        } else {
            None
        }
    })
    .collect()
}

/// The rest of `mod code`: what there is once per bundle.
struct ModuleLevel<'s, 'a, 'c, 't> {
    scope: &'s Scope<'a>,
    c: &'c mut Cursor<'t>,
    host: bool,
}

const OR_TRAP: &str = "else { return None";

impl ModuleLevel<'_, '_, '_, '_> {
    fn or_trap(&mut self) -> Check<()> {
        self.c.close('(')?;
        self.c.template(OR_TRAP)?;
        self.c.eat_punct(';');
        self.c.template("};")
    }

    fn init_params(&self) -> &'static str {
        if self.host {
            "(g: &mut Guest, h: &mut dyn Imports) -> Option<()> {"
        } else {
            "(g: &mut Guest) -> Option<()> {"
        }
    }

    fn init_call(&mut self, name: &str) -> Check<()> {
        self.c.template(&format!("let Some(()) = {name}(g"))?;
        if self.host {
            self.c.template(", h")?;
        }
        self.or_trap()
    }

    /// `const D{d}`, `init`, `init_{k}` (§4.5.4).
    fn instantiation(&mut self) -> Check<()> {
        let bundle = self.scope.bundle;
        for (d, data) in bundle.datas.iter().enumerate() {
            if !data.bytes.is_empty() {
                self.c.template(&format!("const D{d}: &[u8] ="))?;
                let at = self.c.at;
                let text = self.c.literal()?;
                if !is_bytes(text, &bundle.modules[data.module].bytes[data.bytes.clone()]) {
                    self.c.at = at;
                    return self
                        .c
                        .fail(format!("other bytes than those of data segment {d}"));
                }
                self.c.punct(';')?;
            }
        }
        self.c.docs();
        self.c.template("pub fn init")?;
        self.c.template(self.init_params())?;
        for k in 0..bundle.modules.len() {
            self.init_call(&format!("init_{k}"))?;
        }
        self.c.template("Some(()) }")?;
        for k in 0..bundle.modules.len() {
            self.c.docs();
            self.c.template(&format!("pub fn init_{k}"))?;
            self.c.template(self.init_params())?;
            let mut chunks = 0;
            while self
                .c
                .matches(&format!("let Some(()) = init_{k}_{chunks}("))
                .is_some()
            {
                self.init_call(&format!("init_{k}_{chunks}"))?;
                chunks += 1;
            }
            let mut chunks = Chunks {
                module: k,
                next: 0,
                count: chunks,
            };
            self.init(k, &mut chunks)?;
            while chunks.next < chunks.count {
                self.next(&mut chunks)?;
            }
            self.c.template("Some(()) }")?;
        }
        Ok(())
    }

    /// Before a statement: on to the next function if this one ends here.
    fn next(&mut self, chunks: &mut Chunks) -> Check<()> {
        if chunks.next < chunks.count && self.c.eat_template("Some(()) }") {
            self.c
                .template(&format!("fn init_{}_{}", chunks.module, chunks.next))?;
            self.c.template(self.init_params())?;
            chunks.next += 1;
        } else if chunks.next < chunks.count && chunks.next == 0 {
            return self.c.fail("statements beside the parts of an initialiser");
        }
        Ok(())
    }

    /// The statements that instantiate module `k`.
    fn init(&mut self, k: usize, chunks: &mut Chunks) -> Check<()> {
        let bundle = self.scope.bundle;
        for (is_memory, index, min) in &bundle.modules[k].link_checks {
            self.next(chunks)?;
            self.c.template("let Some(()) = link_size(")?;
            self.c.template(&match is_memory {
                true => format!("memory_size(g.m{index}.bytes())"),
                false => format!("table_size(&g.s.t{index})"),
            })?;
            self.c.punct(',')?;
            self.c.number(*min)?;
            self.c.template(", &mut g.s.cx")?;
            self.or_trap()?;
        }
        for (g, global) in bundle
            .globals
            .iter()
            .enumerate()
            .filter(|(_, g)| g.module == k)
        {
            if let (Some(init), None) = (&global.init, global.constant()) {
                self.next(chunks)?;
                self.c
                    .template(&format!("g.s.g{g} = {};", constant(bundle, init)))?;
            }
        }
        for (t, table) in bundle
            .tables
            .iter()
            .enumerate()
            .filter(|(_, t)| t.module == k)
        {
            if let Some(init) = &table.init {
                self.next(chunks)?;
                let (value, size) = (constant(bundle, init), table.min as u32 as i32);
                self.c.template(&format!(
                    "let Some(()) = table_fill(0, {value}, {size}, &mut g.s.t{t}, &mut g.s.cx"
                ))?;
                self.or_trap()?;
            }
        }
        let elems = || {
            bundle
                .elems
                .iter()
                .enumerate()
                .filter(|(_, e)| e.module == k)
        };
        let datas = || {
            bundle
                .datas
                .iter()
                .enumerate()
                .filter(|(_, d)| d.module == k)
        };
        for (e, elem) in elems().filter(|(_, e)| matches!(e.mode, Mode::Passive)) {
            self.next(chunks)?;
            self.c.template(&format!("g.s.e{e} ="))?;
            self.elements(elem.ty, &elem.items)?;
            self.c.punct(';')?;
        }
        for (d, _) in
            datas().filter(|(_, d)| matches!(d.mode, Mode::Passive) && !d.bytes.is_empty())
        {
            self.next(chunks)?;
            self.c.template(&format!("g.s.d{d} = Data::new(D{d});"))?;
        }
        for (_, elem) in elems() {
            let Mode::Active(table, offset) = &elem.mode else {
                continue;
            };
            self.next(chunks)?;
            let (offset, len) = (constant(bundle, offset), elem.items.len());
            self.c
                .template(&format!("let Some(()) = table_init({offset}, 0, {len}, &"))?;
            self.elements(elem.ty, &elem.items)?;
            self.c
                .template(&format!(", &mut g.s.t{table}, &mut g.s.cx"))?;
            self.or_trap()?;
        }
        for (d, data) in datas() {
            let Mode::Active(memory, offset) = &data.mode else {
                continue;
            };
            self.next(chunks)?;
            let (offset, len) = (constant(bundle, offset), data.bytes.len());
            let bytes = if len == 0 {
                "&[]".to_owned()
            } else {
                format!("D{d}")
            };
            self.c.template(&format!(
                "let Some(()) = memory_init({offset}, 0, {len}, {bytes}, g.m{memory}.bytes_mut()"
            ))?;
            self.or_trap()?;
        }
        if let Some(start) = bundle.modules[k].start {
            self.next(chunks)?;
            let fallible = self.scope.funcs[start as usize].fallible;
            if fallible {
                self.c.template("let Some(()) =")?;
            }
            call(self.scope, self.c, start, 0, true)?;
            if fallible {
                self.c.template(OR_TRAP)?;
                self.c.eat_punct(';');
                self.c.close('{')?;
            }
            self.c.punct(';')?;
        }
        Ok(())
    }

    /// The elements of a segment: functions as their indices plus one, or any expressions.
    fn elements(&mut self, ty: Type, items: &[Const]) -> Check<()> {
        let index = |item: &Const| match item[..] {
            [ConstOp::Func(f)] => Some(u64::from(f) + 1),
            [ConstOp::Null] => Some(0),
            _ => None,
        };
        let indices: Option<Vec<u64>> = items.iter().map(index).collect();
        match indices {
            Some(indices) if ty == Type::FuncRef => {
                self.c.template("elem_funcs(&[")?;
                for (i, index) in indices.into_iter().enumerate() {
                    if i > 0 {
                        self.c.punct(',')?;
                    }
                    self.c.number(index)?;
                }
            }
            _ => {
                self.c.template("Elem::from([")?;
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        self.c.punct(',')?;
                    }
                    self.c.template(&constant(self.scope.bundle, item))?;
                }
            }
        }
        self.c.template("])")
    }

    /// `x{f}` for every exported function: checks the stack unless the function does so itself, and calls it.
    fn shims(&mut self, graph: &[Node], needs: &[u32]) -> Check<()> {
        let bundle = self.scope.bundle;
        let exports = bundle
            .modules
            .iter()
            .flat_map(|m| &m.exports)
            .filter(|e| e.1 == ExternalKind::Func);
        for f in exports.map(|e| e.2).collect::<BTreeSet<u32>>() {
            let ty = bundle.func_type(f);
            self.c.template(&format!("pub fn x{f}("))?;
            params(self.c, &ty.params)?;
            if !ty.params.is_empty() {
                self.c.punct(',')?;
            }
            self.c.template("g: &mut Guest")?;
            if self.host {
                self.c.template(", h: &mut dyn Imports")?;
            }
            self.c.template(") -> Option<")?;
            self.c.results(&ty.results)?;
            self.c.template("> {")?;
            let check = stack_check(self.c, true)?;
            let need = needs[f as usize];
            let due = graph[f as usize].check.is_none().then_some(need);
            if check != due {
                return self.c.fail(match due {
                    Some(need) => format!("the stack must be checked for {need} bytes here"),
                    None => "this function checks the stack itself".into(),
                });
            }
            let fallible = self.scope.funcs[f as usize].fallible;
            if !fallible {
                self.c.template("Some(")?;
            }
            call(self.scope, self.c, f, ty.params.len(), true)?;
            if !fallible {
                self.c.close('(')?;
            }
            self.c.close('{')?;
        }
        Ok(())
    }

    /// Function names for backtraces; what they say is not checked.
    fn names(&mut self) -> Check<()> {
        self.c.template("static NAMES: &[&str] = &[")?;
        for _ in &self.scope.bundle.funcs {
            self.c.string()?;
            if !self.c.eat_punct(',') {
                break;
            }
        }
        self.c
            .template("]; pub fn names() -> &'static [&'static str] { NAMES }")
    }
}

struct Chunks {
    module: usize,
    /// Functions entered so far.
    next: usize,
    count: usize,
}

/// A constant expression as Rust, outside of functions.
fn constant(bundle: &Bundle<'_>, expr: &Const) -> String {
    let mut stack: Vec<String> = Vec::new();
    for op in expr {
        let text = match op {
            ConstOp::Int(value, _) => value.to_string(),
            ConstOp::F32(bits) => format!("f32_const({bits:#x})"),
            ConstOp::F64(bits) => format!("f64_const({bits:#x})"),
            ConstOp::Null => "None".into(),
            ConstOp::Func(f) => format!("ref_func({f})"),
            ConstOp::Global(g) => match bundle.globals[*g as usize].constant() {
                Some(literal) => constant(bundle, &vec![literal.clone()]),
                None => format!("g.s.g{g}"),
            },
            ConstOp::Arithmetic(name) => {
                let (b, a) = (
                    stack.pop().unwrap_or_default(),
                    stack.pop().unwrap_or_default(),
                );
                format!("{name}({a}, {b})")
            }
        };
        stack.push(text);
    }
    stack.pop().unwrap_or_default()
}

/// Whether a byte-string literal denotes these bytes.
pub fn is_bytes(literal: &str, bytes: &[u8]) -> bool {
    let Some(text) = literal
        .strip_prefix("b\"")
        .and_then(|t| t.strip_suffix('"'))
    else {
        return false;
    };
    let text = text.as_bytes();
    let (mut i, mut k) = (0, 0);
    while i < text.len() {
        let byte = match text[i] {
            b'\\' => {
                let escape = text.get(i + 1).copied();
                i += 2;
                match escape {
                    Some(b'0') => 0,
                    Some(b'n') => b'\n',
                    Some(b'r') => b'\r',
                    Some(b't') => b'\t',
                    Some(c @ (b'\\' | b'"' | b'\'')) => c,
                    Some(b'x') => {
                        let digit = |b: Option<&u8>| b.and_then(|b| (*b as char).to_digit(16));
                        let (Some(high), Some(low)) = (digit(text.get(i)), digit(text.get(i + 1)))
                        else {
                            return false;
                        };
                        i += 2;
                        (high * 16 + low) as u8
                    }
                    _ => return false,
                }
            }
            // Carriage returns and what is not ASCII are not in such literals; a line break is itself.
            byte @ (b' '..=b'~' | b'\n' | b'\t') => {
                i += 1;
                byte
            }
            _ => return false,
        };
        if bytes.get(k) != Some(&byte) {
            return false;
        }
        k += 1;
    }
    k == bytes.len()
}

#[cfg(test)]
mod tests {
    use super::is_bytes;

    #[test]
    fn byte_strings() {
        let all: Vec<u8> = (0..=255).collect();
        let escaped = format!("b\"{}\"", all.escape_ascii());
        assert!(is_bytes(&escaped, &all));
        assert!(!is_bytes(&escaped, &all[1..]) && !is_bytes(&escaped, &all[..255]));
        assert!(is_bytes("b\"\"", &[]) && !is_bytes("b\"\"", &[0]));
        assert!(!is_bytes("\"a\"", b"a") && !is_bytes("b\"\\q\"", b"q"));
    }
}
