//! `mod code { … }`: which items it consists of, and what each must be.
//!
//! The grammar is closed: functions, dispatches, data, instantiation, shims, names, in this order and nothing else. All but
//! the functions' bodies is written down here as text, given which state each function takes.

use crate::body::{Body, PartItem, Scope, Seen};
use crate::bundle::{Bundle, Const, ConstOp, Entity, FUNC, GLOBAL, MEMORY, Mode, Segment, TABLE};
use crate::cursor::{Check, Cursor, Fail};
use crate::ops::{self, Call};
use crate::stack::{self, Node};
use crate::surface::{each, params, results, shared_or, when};
use crate::term::Terms;
use crate::token::{Kind, Tokens};
use crate::{Options, Report};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use wasmparser::{FuncType, ValType};

/// Statements in one function of instantiation.
const CHUNK: usize = 200;

/// What a symbol calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    None,
    /// A function of the runtime.
    Operator(Call),
    /// What makes NaNs canonical, or quiets them.
    Canonical,
    Quiet,
    /// A load or store in a counted loop, by the operator's code.
    Counted(u32),
    /// A function of the bundle.
    Func(u32),
    /// The dispatch of a type through a table.
    Dispatch(u32, u32),
}

/// A parameter by which a function is handed state, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Signature {
    /// Returns an option: may trap.
    pub fallible: bool,
    /// The parameters after WebAssembly's.
    pub args: Vec<Arg>,
}

impl Signature {
    /// Whether it gets the whole guest.
    pub fn guest(&self) -> bool {
        self.args.first() == Some(&Arg::Guest)
    }

    /// Where the state is.
    fn state(&self) -> &'static str {
        if self.guest() { "g.s" } else { "s" }
    }
}

/// A function item.
struct Item<'t> {
    func: u32,
    name: &'t str,
    /// `body{f}`, not `func{f}`.
    inner: bool,
    signature: Signature,
    /// `#[inline(never)]`
    never: bool,
    /// After the opening brace.
    at: usize,
}

/// Checks the item `mod code`, from its attributes to its closing brace.
pub fn check<'t>(bundle: &'t Bundle<'t>, options: &'t Options, c: &mut Cursor<'t>) -> Check<Report> {
    let tokens = c.tokens;
    c.template(&format!(
        "#[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)] mod code {{ \
         use super::{{Guest, State, {} {} {}}}; use {}::rt::{{self, *}}; \
         use ::core::option::Option::{{self, None, Some}};",
        when(bundle.has_host(), "Imports,"),
        each(&bundle.of[MEMORY], |m, _| format!("M{m}, ")),
        each(&bundle.of[FUNC], |f, func| func.import.as_ref().map_or(String::new(), |_| format!("h{f}, "))),
        options.runtime
    ))?;
    let mut scope = scope(bundle, options, tokens);
    let items = functions(&mut scope, c)?;
    let dispatches = dispatches(&mut scope, c)?;
    let mut report = Report::default();
    let node = |f: &Entity| Node { frame: if f.import.is_some() { stack::HOST } else { 0 }, ..Node::default() };
    let mut graph: Vec<Node> = bundle.of[FUNC].iter().map(node).collect();
    let mut taken: BTreeSet<u32> = constants(bundle);
    let mut terms = Terms::default();
    let mut parts = 0;
    for group in items.chunk_by(|a, b| a.func == b.func) {
        let f = group[0].func;
        let in_function = |e| Fail { func: Some(f), ..e };
        let seen = function(&scope, tokens, group, &mut terms, &mut report, &mut graph[f as usize]).map_err(in_function)?;
        report.functions += 1;
        parts += seen.parts.len();
        taken.extend(seen.taken);
    }
    c.ensure(parts == scope.parts.len(), "a part that is never called")?;
    for ((ty, table), at) in dispatches {
        // Every function of the type whose address is taken has its arm, which calls it; all else is null or a mismatch (§4.4.8).
        let params = bundle.types[ty as usize].params().len();
        let signature = &scope.dispatches[&(ty, table)].0;
        let state = signature.state();
        let calls: Vec<u32> = taken.iter().copied().filter(|f| bundle.of[FUNC][*f as usize].ty.func == ty).collect();
        let arms = each(&calls, |_, f| format!("{f} => {},", scope.option(*f, params, signature.guest())));
        Cursor { tokens, at }.template(&format!(
            "let Some(callee) = callee(index, &{state}.t{table}, &mut {state}.cx) else {{ return None }}; \
             match callee {{ {arms} _ => no_callee(callee, &mut {state}.cx), }} }}"
        ))?;
        report.rule("dispatch");
        graph.push(Node { frame: stack::DISPATCH, calls: calls.iter().map(|f| *f as usize).collect(), dispatch: true, check: None });
    }
    let needs = stack::check(&graph).map_err(|(func, what)| {
        let at = items.iter().find(|i| i.func == func).map_or(0, |i| i.at);
        Fail { func: Some(func), what, at }
    })?;
    instantiation(&scope, c)?;
    let exports = bundle.modules.iter().flat_map(|m| &m.exports).filter(|e| e.1 == FUNC);
    let host = when(bundle.has_host(), ", h: &mut dyn Imports");
    for f in exports.map(|e| e.2).collect::<BTreeSet<u32>>() {
        // `x{f}` checks the stack unless the function does so itself, and calls it.
        let ty = bundle.func_type(f);
        let check = match graph[f as usize].check {
            None => or_trap(&format!("stack_check({}, &mut g.s.cx)", needs[f as usize])),
            Some(_) => String::new(),
        };
        c.template(&format!(
            "pub fn x{f}({} g: &mut Guest {host}) -> Option<{}> {{ {check} {} }}",
            params("a", ty.params()),
            results(ty.results()),
            scope.option(f, ty.params().len(), true)
        ))?;
    }
    // Function names for backtraces; what they say is not checked.
    c.template(&format!(
        "static NAMES: &[&str] = &[{}]; pub fn names() -> &'static [&'static str] {{ NAMES }} }}",
        "~,".repeat(bundle.of[FUNC].len())
    ))?;
    Ok(report)
}

fn or_trap(call: &str) -> String {
    format!("let Some(()) = {call} else {{ return None }};")
}

fn scope<'a>(bundle: &'a Bundle<'a>, options: &'a Options, tokens: &'a Tokens) -> Scope<'a> {
    let (plain, calls) = ops::all();
    let mut known: HashMap<String, Role> = HashMap::new();
    for (name, call) in calls {
        if call.takes == "om" {
            known.insert(format!("{name}_in"), Role::Counted(call.code));
        }
        // On shared memories, which are another type, other functions do the same.
        if call.takes.contains(['m', 'M']) && call.code != ops::MEMORY_SIZE {
            known.insert(format!("{name}_shared"), Role::Operator(call));
        }
        // §4.3.2: the choice is the target's, of those that the specification lists, by an option for all of them.
        let operation = name.split_once("_relaxed_").map_or("", |n| n.1);
        let fast = options.relaxed_fast && matches!(operation, "min" | "max" | "madd" | "nmadd");
        known.insert(format!("{name}{}", if fast { "_fast" } else { "" }), Role::Operator(call));
    }
    for ty in ["f32", "f64", "f32x4", "f64x2"] {
        known.insert(format!("{ty}_canonical"), Role::Canonical);
        known.insert(format!("{ty}_quiet"), Role::Quiet);
    }
    let (mut names, mut funcs) = (Vec::new(), Vec::new());
    for (f, func) in (0..).zip(&bundle.of[FUNC]) {
        let import = func.import.is_some();
        if import {
            known.insert(format!("h{f}"), Role::Func(f));
        }
        names.push(if import { format!("h{f}") } else { String::new() });
        funcs.push(Signature { fallible: import, args: if import { vec![Arg::Guest, Arg::Host] } else { Vec::new() } });
    }
    let role = |symbol| known.get(tokens.text(symbol)).copied().unwrap_or(Role::None);
    Scope {
        bundle,
        options,
        roles: (0..tokens.symbols() as u32).map(role).collect(),
        names,
        funcs,
        dispatches: HashMap::new(),
        fixed: bundle.of[MEMORY].iter().map(|m| crate::fixed_size(options, m)).collect(),
        plain,
        parts: HashMap::new(),
    }
}

impl Scope<'_> {
    /// What a symbol means from now on; it meant nothing before.
    fn define(&mut self, c: &Cursor<'_>, symbol: u32, role: Role) -> Check<()> {
        let old = std::mem::replace(&mut self.roles[symbol as usize], role);
        c.ensure(old == Role::None, "a name that means something else")
    }

    /// A call of function `f` with `a0, a1, …`, from a place that has the whole guest or only the state, as an option.
    fn option(&self, f: u32, params: usize, whole: bool) -> String {
        let Signature { fallible, args } = &self.funcs[f as usize];
        let call = call(&self.names[f as usize], 'a', params, args, whole);
        if *fallible { call } else { format!("Some({call})") }
    }
}

/// State as arguments, from a function that has what its callee has, or from one that has `g` and `h`.
pub fn state(args: &[Arg], whole: bool) -> String {
    let text = |arg: &Arg| match (arg, whole) {
        (Arg::Guest, _) => "g".into(),
        (Arg::Host, _) => "h".into(),
        (Arg::State, false) => "s".into(),
        (Arg::State, true) => "&mut g.s".into(),
        (Arg::Memory(m), false) => format!("m{m}"),
        (Arg::Memory(m), true) => format!("g.m{m}.bytes_mut()"),
    };
    args.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// A call with numbered arguments and the state.
fn call(name: &str, letter: char, params: usize, args: &[Arg], whole: bool) -> String {
    format!("{name}({}{})", each(0..params, |i, _| format!("{letter}{i}, ")), state(args, whole))
}

/// The shards, each a module of functions; bodies are skipped. Every defined function must be there, once.
fn functions<'t>(scope: &mut Scope<'t>, c: &mut Cursor<'t>) -> Check<Vec<Item<'t>>> {
    let mut items: Vec<Item<'_>> = Vec::new();
    let mut shard = 0;
    while c.eat_template(&format!("pub use c{shard}::*; mod c{shard} {{ use super::*;")) {
        while !c.eat('}') {
            let never = c.eat_template("#[inline(never)]");
            c.template("pub fn")?;
            let start = *c;
            let symbol = c.symbol()?;
            let name = c.tokens.text(symbol);
            let (kind, rest) = name.split_at_checked(4).unwrap_or_default();
            let number = rest.split('_').next().and_then(|n| n.parse::<usize>().ok());
            let defined = number.filter(|f| scope.bundle.of[FUNC].get(*f).is_some_and(|func| func.import.is_none()));
            let f = start.some(defined, "a name of no function")?;
            let func = f as u32;
            if kind == "part" {
                let old = scope.parts.insert(symbol, PartItem::read(c, func)?);
                start.ensure(old.is_none(), "a part that is defined twice")?;
                continue;
            }
            let (signature, at) = header(c, scope.bundle.func_type(func), "l", "")?;
            let inner = kind == "body";
            if inner {
                // Directly behind its wrapper, with the same parameters.
                let same = |w: &Item<'_>| !w.inner && w.func == func && w.signature == signature;
                let wrapped = items.last().is_some_and(same) && scope.roles[symbol as usize] == Role::None;
                start.ensure(wrapped, "a body without its wrapper")?;
            } else {
                let fresh = kind == "func" && scope.names[f].is_empty();
                start.ensure(fresh, "a function that is defined twice, or is none")?;
                scope.names[f] = name.to_owned();
                scope.define(&start, symbol, Role::Func(func))?;
                scope.funcs[f] = signature.clone();
            }
            items.push(Item { func, name, inner, signature, never, at });
        }
        shard += 1;
    }
    match scope.names.iter().position(String::is_empty) {
        Some(f) => c.fail(format!("function {f} is missing")),
        None => Ok(items),
    }
}

/// `(l0: i32, s: &mut State, m0: &mut M0) -> Option<i32> {`, after the name; the braces are skipped. (A plain reference is an
/// `Option`, too.)
fn header(c: &mut Cursor<'_>, ty: &FuncType, letter: &str, more: &str) -> Check<(Signature, usize)> {
    let own = params(letter, ty.params()) + more;
    c.template(&format!("({}", own.trim_end_matches(", ")))?;
    let args = state_params(c, own.is_empty())?;
    let result = results(ty.results());
    let fallible = !c.eat_template(&format!(") -> {result} {{"));
    if fallible {
        c.template(&format!(") -> Option<{result}> {{"))?;
    }
    c.at -= 1;
    Ok((Signature { fallible, args }, c.skip_group()))
}

/// Parameters that hand over state, perhaps the first of all.
pub fn state_params(c: &mut Cursor<'_>, first: bool) -> Check<Vec<Arg>> {
    let mut args = Vec::new();
    while first && args.is_empty() || c.eat(',') {
        args.push(match (c.peek().kind, c.tokens.name(c.peek().data)) {
            _ if c.eat_template("g: &mut Guest") => Arg::Guest,
            _ if c.eat_template("h: &mut dyn Imports") => Arg::Host,
            _ if c.eat_template("s: &mut State") => Arg::State,
            (Kind::Ident, (b'm', m)) if c.eat_template(&format!("m{m}: &mut M{m}")) => Arg::Memory(m),
            _ => break,
        });
    }
    c.ensure(args.is_sorted_by(|a, b| a < b), "parameters in another order")?;
    Ok(args)
}

/// One function: its wrapper, if there is one, and its body.
fn function(
    scope: &Scope<'_>,
    tokens: &Tokens,
    group: &[Item<'_>],
    terms: &mut Terms,
    report: &mut Report,
    node: &mut Node,
) -> Check<Seen> {
    let (outer, wrapped) = (&group[0], group.len() > 1);
    let Signature { fallible, args } = &outer.signature;
    let (f, state) = (outer.func, outer.signature.state());
    let mut c = Cursor { tokens, at: outer.at };
    let traced = *fallible && scope.options.backtrace;
    if c.eat_template("let Some(()) = stack_check(") {
        node.check = Some(u32::try_from(c.integer()?).unwrap_or(u32::MAX));
        c.template(&format!(", &mut {state}.cx) else {{ return None }};"))?;
        report.rule("stack check");
        // On every cycle of calls there is such a check, and so a poll.
        if scope.options.interrupt {
            c.template(&or_trap(&format!("poll(&mut {state}.cx)")))?;
        }
    }
    if let [_, inner] = group {
        let call = call(inner.name, 'l', scope.bundle.func_type(f).params().len(), args, false);
        let call = if traced { format!("trace({call}, {f}, &mut {state}.cx)") } else { call };
        c.template(&(call + "}"))?;
        report.rule("large frame");
        c.at = inner.at;
    }
    c.ensure(node.check.is_none() || *fallible, "a function that returns plainly can't trap")?;
    if *fallible {
        c.template("'t: {")?;
    }
    let (at, seen) = Body::check(scope, f, c, terms, report)?;
    c.at = at;
    if *fallible {
        // Whoever calls the body notes a trap, or this does.
        report.rule("trap");
        c.template(&if traced && !wrapped { format!("}} trace(None, {f}, &mut {state}.cx)") } else { "} None".to_owned() })?;
    }
    c.punct('}')?;
    node.frame = stack::frame(seen.operators, seen.locals).saturating_add(seen.part_frames);
    let outside = node.check.is_none() || node.frame <= stack::LARGE || wrapped && group[1].never;
    c.ensure(outside, "the stack must be checked before a frame of this size")?;
    let dispatches = seen.indirect.iter().map(|key| scope.dispatches[key].1);
    node.calls = seen.calls.iter().map(|f| *f as usize).chain(dispatches).collect();
    Ok(seen)
}

/// Headers of the dispatches: type, table and where the code is.
fn dispatches(scope: &mut Scope<'_>, c: &mut Cursor<'_>) -> Check<Vec<((u32, u32), usize)>> {
    let mut list = Vec::new();
    loop {
        let mut ahead = *c;
        if !ahead.eat_template("pub fn") {
            return Ok(list);
        }
        let symbol = ahead.symbol()?;
        let Some(rest) = c.tokens.text(symbol).strip_prefix("call_t") else {
            return Ok(list);
        };
        let (ty, table) = rest.split_once('_').unwrap_or_default();
        let key = ahead.some(ty.parse().ok().zip(table.parse().ok()), "a dispatch of no type or table")?;
        let func_type = ahead.some(scope.bundle.types.get(key.0 as usize), "no such type")?;
        let table = scope.bundle.of[TABLE].get(key.1 as usize).filter(|t| t.ty.value == ValType::FUNCREF);
        ahead.ensure(table.is_some() && !scope.dispatches.contains_key(&key), "no such table, or twice")?;
        let (signature, at) = header(&mut ahead, func_type, "a", "index: i32")?;
        ahead.ensure(signature.fallible, "a dispatch may trap")?;
        scope.define(&ahead, symbol, Role::Dispatch(key.0, key.1))?;
        scope.dispatches.insert(key, (signature, scope.bundle.of[FUNC].len() + list.len()));
        list.push((key, at));
        *c = ahead;
    }
}

/// Functions whose address constant expressions take.
fn constants(bundle: &Bundle<'_>) -> BTreeSet<u32> {
    let elems = bundle.elems.iter().flat_map(|e| &e.items.1);
    let ops = elems.chain(bundle.of.iter().flatten().filter_map(|e| e.init.as_ref())).flatten();
    ops.filter_map(|op| if let ConstOp::Func(f) = op { Some(*f) } else { None }).collect()
}

/// `pub const D{d}`, and `init_{k}` for each module (§4.5.4).
fn instantiation(scope: &Scope<'_>, c: &mut Cursor<'_>) -> Check<()> {
    let bundle = scope.bundle;
    let runs = runs(bundle);
    for (d, data) in bundle.datas.iter().enumerate().filter(|(d, _)| runs[*d].len() < MANY) {
        c.template(&format!("pub const D{d}: &[u8] = {};", byte_string(data.items)))?;
    }
    let (params, args) = match bundle.has_host() {
        true => ("(g: &mut Guest, h: &mut dyn Imports) -> Option<()>", "(g, h)"),
        false => ("(g: &mut Guest) -> Option<()>", "(g)"),
    };
    for k in 0..bundle.modules.len() {
        let statements = init(scope, k, &runs);
        let chunks: Vec<String> = statements.chunks(CHUNK).map(<[String]>::concat).collect();
        let calls = match &chunks[..] {
            [all] => all.clone(),
            _ => each(&chunks, |i, _| or_trap(&format!("init_{k}_{i}{args}"))),
        };
        c.template(&format!("pub fn init_{k}{params} {{ {calls} Some(()) }}"))?;
        for (i, chunk) in chunks.iter().enumerate().filter(|_| chunks.len() > 1) {
            c.template(&format!("fn init_{k}_{i}{params} {{ {chunk} Some(()) }}"))?;
        }
    }
    Ok(())
}

/// The statements that instantiate module `k`.
fn init(scope: &Scope<'_>, k: usize, runs: &[Range<usize>]) -> Vec<String> {
    let Bundle { of, elems, datas, modules, .. } = scope.bundle;
    let constant = |expr: &Const| constant(scope.bundle, expr);
    let shared = |m: u32| shared_or(&of[MEMORY][m as usize], "_shared", "");
    let mut list = Vec::new();
    for (kind, index, min) in &modules[k].link_checks {
        let size = match *kind {
            MEMORY => format!("memory_size{}(g.m{index}.bytes())", shared(*index)),
            _ => format!("table_size(&g.s.t{index})"),
        };
        list.push(or_trap(&format!("link_size({size}, {min}, &mut g.s.cx)")));
    }
    let own = |kind: usize| {
        let own = of[kind].iter().enumerate().filter(move |(_, e)| e.module == k);
        own.filter_map(|(i, e)| Some((i, e, e.init.as_ref()?)))
    };
    for (g, global, init) in own(GLOBAL) {
        if global.constant().is_none() {
            list.push(format!("g.s.g{g} = {};", constant(init)));
        }
    }
    for (t, table, init) in own(TABLE) {
        let (value, size) = (constant(init), table.ty.min as u32 as i32);
        list.push(or_trap(&format!("table_fill(0, {value}, {size}, &mut g.s.t{t}, &mut g.s.cx)")));
    }
    let elems = || elems.iter().enumerate().filter(|(_, e)| e.module == k);
    let datas = || datas.iter().enumerate().filter(|(_, d)| d.module == k);
    for (e, elem) in elems().filter(|(_, e)| e.mode == Mode::Passive) {
        let (numbers, others) = elements(scope.bundle, &elem.items.1);
        list.push(or_trap(&format!("elem_new(&[{numbers}], &mut g.s.e{e}, &mut g.s.cx)")));
        list.extend(others.iter().map(|(i, item)| or_trap(&format!("elem_set({i}, {item}, &mut g.s.e{e}, &mut g.s.cx)"))));
    }
    for (_, elem) in elems() {
        if let Mode::Active(table, offset) = &elem.mode {
            let (offset, (numbers, others)) = (constant(offset), elements(scope.bundle, &elem.items.1));
            list.push(or_trap(&format!("table_elements({offset}, &[{numbers}], &mut g.s.t{table}, &mut g.s.cx)")));
            list.extend(
                others
                    .iter()
                    .map(|(i, item)| or_trap(&format!("table_set(i32_add({offset}, {i}), {item}, &mut g.s.t{table}, &mut g.s.cx)"))),
            );
        }
    }
    for (d, data) in datas() {
        if let Mode::Active(memory, offset) = &data.mode {
            let run = runs[d].clone();
            if run.len() >= MANY {
                if run.start == d {
                    let bytes = byte_string(&packed(scope.bundle, run));
                    list.push(or_trap(&format!("memory_init_all{}({bytes}, g.m{memory}.bytes_mut())", shared(*memory))));
                }
                continue;
            }
            let (offset, len) = (constant(offset), data.items.len());
            let shared = shared(*memory);
            list.push(or_trap(&format!("memory_init{shared}({offset}, 0, {len}, D{d}, g.m{memory}.bytes_mut())")));
        }
    }
    if let Some(start) = modules[k].start {
        let Signature { fallible, args } = &scope.funcs[start as usize];
        let call = call(&scope.names[start as usize], 'a', 0, args, true);
        list.push(if *fallible { or_trap(&call) } else { format!("{call};") });
    }
    list
}

/// As many active segments in a row as are one literal.
const MANY: usize = 16;

/// For each segment those in a row, itself among them, that go to one memory at addresses that are literals.
fn runs(bundle: &Bundle<'_>) -> Vec<Range<usize>> {
    let key = |s: &Segment<&[u8]>| Some((s.module, address(s)?.0));
    let mut runs = Vec::new();
    for row in bundle.datas.chunk_by(|a, b| key(a).is_some() && key(a) == key(b)) {
        let start = runs.len();
        runs.extend(std::iter::repeat_n(start..start + row.len(), row.len()));
    }
    runs
}

/// The memory of an active segment and its address, if that is a literal.
fn address(data: &Segment<&[u8]>) -> Option<(u32, i64)> {
    let Mode::Active(memory, offset) = &data.mode else { return None };
    if let [ConstOp::Literal(ValType::I32, address)] = offset[..] { Some((*memory, address as i64)) } else { None }
}

/// Address and length of each segment, four bytes each, and its bytes.
fn packed(bundle: &Bundle<'_>, run: Range<usize>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for data in &bundle.datas[run] {
        let address = address(data).map_or(0, |a| a.1);
        bytes.extend((address as u32).to_le_bytes());
        bytes.extend((data.items.len() as u32).to_le_bytes());
        bytes.extend(data.items);
    }
    bytes
}

/// The elements of a segment: functions as their indices plus one, zero for all else; and other expressions with their places.
fn elements(bundle: &Bundle<'_>, items: &[Const]) -> (String, Vec<(usize, String)>) {
    let (mut numbers, mut others) = (String::new(), Vec::new());
    for (i, item) in items.iter().enumerate() {
        let number = match item[..] {
            [ConstOp::Func(f)] => f + 1,
            [ConstOp::Null] => 0,
            _ => {
                others.push((i, constant(bundle, item)));
                0
            }
        };
        numbers += &format!("{number}, ");
    }
    (numbers, others)
}

/// A constant expression as Rust, outside of functions.
fn constant(bundle: &Bundle<'_>, expr: &Const) -> String {
    let mut stack: Vec<String> = Vec::new();
    for op in expr {
        let text = match op {
            ConstOp::Literal(ValType::F32, bits) => format!("f32_const({bits:#x})"),
            ConstOp::Literal(ValType::F64, bits) => format!("f64_const({bits:#x})"),
            ConstOp::Literal(ValType::V128, bits) => format!("const {{ v128_const({:#x}, {:#x}) }}", *bits as u64, bits >> 64),
            ConstOp::Literal(_, bits) => (*bits as i64).to_string(),
            ConstOp::Null => "None".into(),
            ConstOp::Func(f) => format!("ref_func({f})"),
            ConstOp::Global(g) => match bundle.of[GLOBAL][*g as usize].constant() {
                Some(literal) => constant(bundle, &vec![literal.clone()]),
                None => format!("g.s.g{g}"),
            },
            ConstOp::Arithmetic(name) => {
                let (b, a) = (stack.pop(), stack.pop());
                format!("{name}({}, {})", a.unwrap_or_default(), b.unwrap_or_default())
            }
        };
        stack.push(text);
    }
    stack.pop().unwrap_or_default()
}

/// A byte-string literal: as Rust escapes it, but zeros, of which there are many, are `\\0`.
pub fn byte_string(bytes: &[u8]) -> String {
    let parts: Vec<String> = bytes.split(|b| *b == 0).map(|b| b.escape_ascii().to_string()).collect();
    format!("b\"{}\"", parts.join("\\0"))
}
