//! One function: its body, and where the stack must be checked before the frame exists, a wrapper that does so.
//!
//! What may trap stands in a block, `'t: { …; return Some(x); }`, which a trap leaves: behind it is the one place that
//! notes the function for the backtrace.

use super::effect;
use super::expr::{text, tuple};
use super::part::Leave;
use super::signature::{Place, Scope};
use super::writer::{Writer, code_span};
use crate::analyse::Needs;
use crate::ir::{Body, End, Expr, Jump, Region, Stmt, Target, Temp};
use crate::types::{ValType, result_type};

/// Operators of the largest function that LLVM may inline. The guest's compiler has inlined what was worth it; LLVM, for which a
/// function with one caller is worth it whatever its size, would make ever larger ones of what is left.
const INLINE: usize = 24;

/// The items of function `f`: itself, and its parts.
pub fn write(scope: &Scope<'_>, f: u32, body: &Body) -> Vec<String> {
    let mut writer = Writer::default();
    let w = &mut writer;
    let needs = &scope.facts.funcs[f as usize];
    let name = scope.bundle.funcs[f as usize]
        .name
        .as_deref()
        .map(crate::parse::names::demangle);
    w.doc(match name {
        Some(name) => format!("Function {f}, {}.", code_span(&name)),
        None => format!("Function {f}."),
    });
    let traced = needs.traps && scope.options.backtrace;
    let wrapped = needs.stack_check.is_some() && needs.large_frame;
    let ty = scope.bundle.func_type(f);
    let result = scope.result(ty, needs);
    let place = Place::of(needs);
    let mut emitter = Emitter {
        w,
        scope,
        func: f,
        needs,
        locals: &body.locals,
        place,
        traps: needs.traps,
        loops: Vec::new(),
        ladders: Vec::new(),
        scopes: 0,
        grouped: false,
        leave: None,
        parts: Vec::new(),
    };
    if wrapped {
        let head = format!(
            "pub fn {}({}) -> {result}",
            scope.func(f),
            params(scope, needs, body, false)
        );
        emitter.w.block(head, |w| {
            if let Some(bytes) = needs.stack_check {
                stack_check(w, scope, bytes, place);
            }
            let args = (0..body.params).map(|i| format!("l{i}")).collect();
            let call = format!(
                "{}({})",
                scope.body(f),
                super::signature::list(args, scope.state_args(needs, place))
            );
            w.line(if traced {
                format!("trace({call}, {f}, {})", place.cx())
            } else {
                call
            });
        });
    }
    if wrapped || body.size > INLINE {
        emitter.w.line("#[inline(never)]");
    }
    let name = if wrapped {
        scope.body(f)
    } else {
        scope.func(f)
    };
    let head = format!(
        "pub fn {name}({}) -> {result}",
        params(scope, needs, body, true)
    );
    emitter.open(&format!("{head} {{"));
    if let (Some(bytes), false) = (needs.stack_check, wrapped) {
        stack_check(emitter.w, scope, bytes, place);
    }
    if needs.traps {
        emitter.open("'t: {");
    }
    // Five bytes of Wasm declare 50,000 locals; only those that the code names appear.
    let mut used = body.assigned.clone();
    body.code.visit(&mut |_| {}, &mut |e| {
        e.visit(&mut |e| {
            if let Expr::Local(i) = e {
                used[*i as usize] = true;
            }
        });
    });
    let declared: Vec<usize> = (body.params..body.locals.len())
        .filter(|i| used[*i])
        .collect();
    emitter.scopes = emitter.declare_locals(body, &declared);
    emitter.region(&body.code, Sink::Function);
    if needs.traps {
        emitter.close("}");
        emitter.line(&match traced && !wrapped {
            true => format!("trace(None, {f}, {})", place.cx()),
            false => "None".to_owned(),
        });
    }
    emitter.close("}");
    let parts = emitter.parts;
    std::iter::once(writer.finish()).chain(parts).collect()
}

/// A stack check; recursion that it does not end soon is a way to run on, so the interrupt is polled there as well.
fn stack_check(w: &mut Writer, scope: &Scope<'_>, bytes: u32, place: Place) {
    let cx = place.cx();
    w.line(format!(
        "let Some(()) = stack_check({bytes}, {cx}) else {{ return None }};"
    ));
    if scope.options.interrupt {
        w.line(format!("let Some(()) = poll({cx}) else {{ return None }};"));
    }
}

/// The parameter list; in the body assigned parameters are mutable.
fn params(scope: &Scope<'_>, needs: &Needs, body: &Body, inside: bool) -> String {
    let own = body.locals[..body.params]
        .iter()
        .enumerate()
        .map(|(i, ty)| {
            let mutable = if inside && body.assigned[i] {
                "mut "
            } else {
                ""
            };
            format!("{mutable}l{i}: {}", ty.rust())
        });
    super::signature::list(own.collect(), scope.state_params(needs))
}

/// Where the values of a region that falls off its end go.
#[derive(Clone, Copy)]
pub enum Sink {
    /// They are the value of the enclosing braces.
    Value,
    /// Out of the loop with this label.
    Loop(u32),
    /// They are the function's results.
    Function,
}

/// At the start of a round of a loop that LLVM is kept from.
pub const AS_IS: &str = "as_is();";
/// Nested scopes of `let`s in one function. LLVM's debug information recurses over them: with cargo's
/// default `debug = 2`, rustc 1.95 takes quadratic time and crashes between 2,000 and 3,000.
const MAX_SCOPES: usize = 800;
/// Values declared by one `let` where there would be more.
const GROUP: usize = 16;

/// Writes statements of one function.
pub struct Emitter<'w, 's> {
    pub w: &'w mut Writer,
    pub scope: &'s Scope<'s>,
    pub func: u32,
    pub needs: &'s Needs,
    /// Types of all locals.
    pub locals: &'s [ValType],
    pub place: Place,
    pub traps: bool,
    /// Parameters of the enclosing loops, by label.
    pub loops: Vec<(u32, Vec<Temp>)>,
    /// What jumps to the steps of the enclosing ladders assign, by label.
    pub ladders: Vec<(u32, Vec<Vec<Temp>>)>,
    /// `let`s open around the current statement.
    pub scopes: usize,
    /// Whether the values of the current region are declared in groups.
    pub grouped: bool,
    /// How the current part is left, in a part.
    pub leave: Option<Leave>,
    /// Parts that have been written.
    pub parts: Vec<String>,
}

impl Emitter<'_, '_> {
    pub fn line(&mut self, text: &str) {
        self.w.line(text);
    }

    pub fn open(&mut self, text: &str) {
        self.w.open(text);
    }

    pub fn close(&mut self, text: &str) {
        self.w.close(text);
    }

    /// Declares locals, many of them in groups; how many scopes that opened.
    fn declare_locals(&mut self, body: &Body, declared: &[usize]) -> usize {
        let size = if declared.len() > MAX_SCOPES / 4 {
            GROUP
        } else {
            1
        };
        for group in declared.chunks(size) {
            let join = |f: &dyn Fn(usize) -> String| {
                group.iter().map(|&i| f(i)).collect::<Vec<_>>().join(", ")
            };
            let name = |i: usize| {
                if body.assigned[i] {
                    format!("mut l{i}")
                } else {
                    format!("l{i}")
                }
            };
            let (names, types) = (join(&name), join(&|i| body.locals[i].rust().to_owned()));
            let zeros = join(&|i| body.locals[i].zero().to_owned());
            self.line(&match group.len() {
                1 => format!("let {names}: {types} = {zeros};"),
                _ => format!("let ({names},): ({types},) = ({zeros},);"),
            });
        }
        declared.len() / size
    }

    pub fn region(&mut self, region: &Region, sink: Sink) {
        let outer = self.enter(&region.stmts);
        self.end(region, sink);
        (self.scopes, self.grouped) = outer;
    }

    /// The statements of a part, and how it is left at their end.
    pub fn run(&mut self, stmts: &[Stmt]) -> String {
        self.enter(stmts);
        format!("{};", self.fall_out().expect("a part is being written"))
    }

    /// Writes statements in a scope of their own, which is left open; what to restore at its end.
    fn enter(&mut self, stmts: &[Stmt]) -> (usize, bool) {
        let outer = (self.scopes, self.grouped);
        let own = stmts.iter().filter(|s| opens_scope(s)).count();
        self.grouped = own > GROUP && self.scopes + own > MAX_SCOPES;
        if self.grouped {
            self.declare(stmts);
            self.scopes += own / GROUP;
        } else {
            self.scopes += own;
        }
        for stmt in stmts {
            self.stmt(stmt);
        }
        outer
    }

    /// Declares all that statements name, in groups, to be assigned once each.
    fn declare(&mut self, stmts: &[Stmt]) {
        let named: Vec<_> = stmts
            .iter()
            .filter(|s| !matches!(s, Stmt::Part(_)))
            .flat_map(Stmt::results)
            .copied()
            .collect();
        for group in named.chunks(GROUP) {
            let types: Vec<_> = group.iter().map(|(_, ty)| ty.rust()).collect();
            self.line(&format!(
                "let ({},): ({},);",
                names(group),
                types.join(", ")
            ));
        }
    }

    /// `let pattern: type = `, or `pattern = ` where the region's values are declared in groups.
    fn binding(&self, results: &[(Temp, ValType)]) -> String {
        match (self.grouped, results) {
            (_, []) => String::new(),
            (false, _) => {
                let types: Vec<_> = results.iter().map(|(_, ty)| *ty).collect();
                format!("let {}: {} = ", pattern(results), result_type(&types))
            }
            (true, _) => format!("{} = ", pattern(results)),
        }
    }

    fn end(&mut self, region: &Region, sink: Sink) {
        match &region.end {
            End::Fall(values) => match sink {
                Sink::Value if values.is_empty() => {}
                Sink::Value => {
                    let value = tuple(values, self.place);
                    self.line(&value);
                }
                Sink::Loop(label) => {
                    let jump = self.jump(&Jump {
                        target: Target::Break(label),
                        values: values.clone(),
                    });
                    self.line(&format!("{jump};"));
                }
                Sink::Function => {
                    let value = tuple(values, self.place);
                    self.line(&if self.traps {
                        format!("return Some({value});")
                    } else {
                        value
                    });
                }
            },
            End::Jump(jump) => {
                let jump = self.jump(jump);
                self.line(&format!("{jump};"));
            }
            End::Switch(index, arms) => self.switch(index, arms),
            End::Unreachable => {
                let (trap, cx) = (self.trap(), self.place.cx());
                self.line(&format!("unreachable::<()>({cx}); {trap};"));
            }
        }
    }

    /// What a trap does: a part or a fast form returns, to where that is a trap, too.
    pub fn trap(&self) -> &'static str {
        if self.leave.is_some() || self.place == Place::Apart {
            "return None"
        } else {
            "break 't"
        }
    }

    pub fn stmt(&mut self, stmt: &Stmt) {
        let (place, trap) = (self.place, self.trap());
        match stmt {
            Stmt::Let(named, value) => {
                let binding = self.binding(std::slice::from_ref(named));
                self.line(&format!("{binding}{};", text(value, place)));
            }
            Stmt::SetLocal(i, value) => self.line(&format!("l{i} = {};", text(value, place))),
            Stmt::SetGlobal(g, value) => {
                self.line(&format!("{}.g{g} = {};", place.state(), text(value, place)))
            }
            Stmt::Effect(results, effect) => {
                let (call, fallible) = effect::call(self.scope, effect, place);
                let line = match (fallible, self.grouped, &results[..]) {
                    (true, false, _) => {
                        format!("let Some({}) = {call} else {{ {trap} }};", pattern(results))
                    }
                    (true, true, []) => {
                        format!("match {call} {{ Some(()) => {{}} None => {trap} }}")
                    }
                    (true, true, _) => {
                        let binding = self.binding(results);
                        format!("{binding}match {call} {{ Some(x) => x, None => {trap} }};")
                    }
                    (false, _, []) => format!("{call};"),
                    (false, false, _) => format!("let {} = {call};", pattern(results)),
                    (false, true, _) => format!("{}{call};", self.binding(results)),
                };
                self.line(&line);
            }
            Stmt::Block {
                label,
                targeted,
                results,
                body,
            } => {
                // In a ladder the label tells this block from those that became steps.
                let label = if *targeted || !self.ladders.is_empty() {
                    format!("'b{label}: ")
                } else {
                    String::new()
                };
                self.open(&format!("{}{label}{{", self.binding(results)));
                self.region(body, Sink::Value);
                self.close(if results.is_empty() { "}" } else { "};" });
            }
            Stmt::Loop {
                label,
                targeted,
                params,
                results,
                body,
                as_is,
                ..
            } => {
                for (temp, ty, init) in params {
                    let mutable = if *targeted { "mut " } else { "" };
                    self.line(&format!(
                        "let {mutable}v{temp}: {} = {};",
                        ty.rust(),
                        text(init, place)
                    ));
                }
                if *targeted {
                    self.loops
                        .push((*label, params.iter().map(|(temp, _, _)| *temp).collect()));
                    self.open(&format!("{}'b{label}: loop {{", self.binding(results)));
                    if *as_is {
                        self.line(AS_IS);
                    }
                    self.region(body, Sink::Loop(*label));
                    self.loops.pop();
                } else {
                    self.open(&format!("{}{{", self.binding(results)));
                    self.region(body, Sink::Value);
                }
                self.close(if results.is_empty() { "}" } else { "};" });
            }
            Stmt::If {
                label,
                targeted,
                cond,
                results,
                then,
                otherwise,
            } => {
                let cond = format!("if {} != 0 {{", text(cond, place));
                if *targeted {
                    self.open(&format!("{}'b{label}: {{", self.binding(results)));
                    self.open(&cond);
                } else {
                    self.open(&format!("{}{cond}", self.binding(results)));
                }
                self.region(then, Sink::Value);
                let empty = otherwise.stmts.is_empty()
                    && matches!(&otherwise.end, End::Fall(values) if values.is_empty());
                if !empty {
                    self.close("} else {");
                    self.w.deeper();
                    self.region(otherwise, Sink::Value);
                }
                if *targeted {
                    self.close("}");
                }
                self.close(if results.is_empty() { "}" } else { "};" });
            }
            Stmt::Steps {
                label,
                results,
                vars,
                into,
                steps,
            } => {
                for (temp, ty) in vars {
                    self.line(&format!("let mut v{temp}: {} = {};", ty.rust(), ty.zero()));
                }
                self.line(&format!("let mut p{label}: u32 = 0;"));
                self.ladders.push((*label, into.clone()));
                self.open(&format!("{}'b{label}: loop {{", self.binding(results)));
                self.steps(*label, 0, steps);
                self.ladders.pop();
                self.close(if results.is_empty() { "}" } else { "};" });
            }
            Stmt::Part(part) => self.part(part),
            Stmt::Scan(scan) => self.scan(scan),
            Stmt::Counted(counted) => self.counted(counted),
            Stmt::BrIf(cond, jump) => {
                let jump = self.jump(jump);
                self.line(&format!("if {} != 0 {{ {jump}; }}", text(cond, place)));
            }
            Stmt::Leave(cond, sets, target) => self.leave_rounds(cond, sets, *target),
            Stmt::Fuel(0) => {}
            Stmt::Fuel(cost) => {
                self.line(&format!(
                    "let Some(()) = fuel({cost}, {}) else {{ {trap} }};",
                    place.cx()
                ));
            }
            Stmt::Poll => self.line(&format!(
                "let Some(()) = poll({}) else {{ {trap} }};",
                place.cx()
            )),
        }
    }

    /// A branch: assignments to loop parameters, then the jump, without the last semicolon.
    pub fn jump(&self, jump: &Jump) -> String {
        if let Some(exit) = self.exit(jump) {
            return exit;
        }
        let place = self.place;
        match jump.target {
            Target::Break(label) if jump.values.is_empty() => format!("break 'b{label}"),
            Target::Break(label) => format!("break 'b{label} {}", tuple(&jump.values, place)),
            Target::Continue(label) => {
                let params = self
                    .loops
                    .iter()
                    .find(|(l, _)| *l == label)
                    .map(|(_, params)| &params[..]);
                format!(
                    "{}continue 'b{label}",
                    assign(params.unwrap_or(&[]), &jump.values, place)
                )
            }
            Target::Step(label, k) => {
                let into = self
                    .ladders
                    .iter()
                    .find(|(l, _)| *l == label)
                    .map(|(_, into)| &into[k as usize][..]);
                format!(
                    "{}p{label} = {k}; continue 'b{label}",
                    assign(into.unwrap_or(&[]), &jump.values, place)
                )
            }
            Target::Return => {
                let value = tuple(&jump.values, place);
                if self.traps {
                    format!("return Some({value})")
                } else {
                    format!("return {value}")
                }
            }
        }
    }

    /// The arms of a ladder, from step `first` on.
    pub fn steps(&mut self, label: u32, first: u32, steps: &[Region]) {
        self.open(&format!("match p{label} {{"));
        let mut k = first;
        for (i, step) in steps.iter().enumerate() {
            let count = step.group().map_or(1, |g| g.steps.len() as u32);
            let pattern = match count {
                _ if i + 1 == steps.len() => "_".to_owned(),
                1 => k.to_string(),
                _ => format!("{k}..={}", k + count - 1),
            };
            k += count;
            self.open(&format!("{pattern} => {{"));
            let sink = if count > 1 {
                Sink::Value
            } else {
                Sink::Loop(label)
            };
            self.region(step, sink);
            self.close("}");
        }
        self.close("}");
    }

    /// The ladder in this function to whose steps most of a long table's branches lead, if there is one.
    fn picks(&self, arms: &[(Vec<u32>, Jump)]) -> Option<u32> {
        if arms.len() <= self.scope.options.long() {
            return None;
        }
        arms.iter().find_map(|(_, jump)| match jump.target {
            Target::Step(label, _) if jump.values.is_empty() && self.exit(jump).is_none() => {
                Some(label)
            }
            _ => None,
        })
    }

    /// `p1 = pick(index, &[3, 0, 4], 0); if p1 != 0 { continue 'b1; }`: a table of steps, 0 where the branch leads elsewhere;
    /// that remains.
    fn pick(
        &mut self,
        label: u32,
        index: &str,
        arms: &[(Vec<u32>, Jump)],
    ) -> Vec<(Vec<u32>, Jump)> {
        let step = |jump: &Jump| match jump.target {
            Target::Step(l, k) if l == label && jump.values.is_empty() => Some(k),
            _ => None,
        };
        // Indices without an arm go where the default does.
        let otherwise = arms.last().and_then(|(_, jump)| step(jump)).unwrap_or(0);
        let most = arms.iter().flat_map(|(indices, _)| indices).max();
        let mut table = vec![otherwise; most.map_or(0, |m| *m as usize + 1)];
        let mut others = Vec::new();
        for arm @ (indices, jump) in arms {
            let to = step(jump);
            indices
                .iter()
                .for_each(|i| table[*i as usize] = to.unwrap_or(0));
            if to.is_none() {
                others.push(arm.clone());
            }
        }
        let table: Vec<_> = table.iter().map(u32::to_string).collect();
        self.open(&format!("p{label} = pick({index}, &["));
        table
            .chunks(32)
            .for_each(|c| self.line(&format!("{},", c.join(", "))));
        self.close(&format!("], {otherwise});"));
        self.line(&if others.is_empty() {
            format!("continue 'b{label};")
        } else {
            format!("if p{label} != 0 {{ continue 'b{label}; }}")
        });
        others
    }

    fn switch(&mut self, index: &Expr, arms: &[(Vec<u32>, Jump)]) {
        let index = text(index, self.place);
        let rest = self.picks(arms).map(|label| self.pick(label, &index, arms));
        let arms = rest.as_deref().unwrap_or(arms);
        if arms.is_empty() {
            return;
        }
        self.open(&format!("match {index} {{"));
        for (i, (indices, jump)) in arms.iter().enumerate() {
            let jump = self.jump(jump);
            let pattern = if i + 1 == arms.len() {
                "_".to_owned()
            } else {
                ranges(indices)
            };
            self.line(&format!("{pattern} => {{ {jump}; }}"));
        }
        self.close("}");
    }
}

/// Assignments to the variables that a jump hands its values to.
fn assign(vars: &[Temp], values: &[Expr], place: Place) -> String {
    match (vars, values) {
        ([], _) => String::new(),
        ([one], [value]) => format!("v{one} = {}; ", text(value, place)),
        (many, values) => {
            let names: Vec<_> = many.iter().map(|temp| format!("v{temp}")).collect();
            format!("({}) = {}; ", names.join(", "), tuple(values, place))
        }
    }
}

/// The results of an effect or of control as a pattern.
fn pattern(results: &[(Temp, ValType)]) -> String {
    match results {
        [] => "()".to_owned(),
        [(one, _)] => format!("v{one}"),
        many => format!("({})", names(many)),
    }
}

/// Whether a statement is a `let`, after which rustc opens a scope for the rest of the region.
fn opens_scope(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Effect(..) | Stmt::Part(_)) || !stmt.results().is_empty()
}

fn names(results: &[(Temp, ValType)]) -> String {
    results
        .iter()
        .map(|(temp, _)| format!("v{temp}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Ascending indices as a pattern: `1 | 4..=7`.
fn ranges(indices: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &i in indices {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == i => *last = i,
            _ => runs.push((i, i)),
        }
    }
    let show = |(first, last): &(u32, u32)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}..={last}")
        }
    };
    runs.iter().map(show).collect::<Vec<_>>().join(" | ")
}
