//! One function: an optional wrapper that checks the stack and traces traps, and the body.

use super::effect;
use super::expr::{text, tuple};
use super::signature::{Place, Scope};
use super::writer::{Writer, code_span};
use crate::analyse::Needs;
use crate::ir::{Body, End, Expr, Jump, Region, Stmt, Target, Temp};
use crate::types::{ValType, result_type};

/// Writes function `f`.
pub fn write(w: &mut Writer, scope: &Scope<'_>, f: u32, body: &Body) {
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
    let wrapped = traced || (needs.stack_check.is_some() && needs.large_frame);
    let ty = scope.bundle.func_type(f);
    let result = scope.result(ty, needs);
    let place = Place::of(needs);
    let mut emitter = Emitter {
        w,
        scope,
        place,
        traps: needs.traps,
        loops: Vec::new(),
        ladders: Vec::new(),
    };
    if wrapped {
        let head = format!(
            "pub fn {}({}) -> {result}",
            scope.func(f),
            params(scope, needs, body, false)
        );
        emitter.w.block(head, |w| {
            if let Some(bytes) = needs.stack_check {
                w.line(format!(
                    "let Some(()) = stack_check({bytes}, {}) else {{ return None }};",
                    place.cx()
                ));
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
        emitter.w.line(if needs.large_frame {
            "#[inline(never)]"
        } else {
            "#[inline(always)]"
        });
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
        emitter.line(&format!(
            "let Some(()) = stack_check({bytes}, {}) else {{ return None }};",
            place.cx()
        ));
    }
    for (i, ty) in body.locals.iter().enumerate().skip(body.params) {
        let mutable = if body.assigned[i] { "mut " } else { "" };
        emitter.line(&format!(
            "let {mutable}l{i}: {} = {};",
            ty.rust(),
            zero(*ty)
        ));
    }
    emitter.region(&body.code, Sink::Function);
    emitter.close("}");
    w.line("");
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

/// The default value of a local, in terms of `rt`'s glob import.
fn zero(ty: ValType) -> &'static str {
    match ty {
        ValType::V128 => "V128::ZERO",
        other => other.zero(),
    }
}

/// Where the values of a region that falls off its end go.
#[derive(Clone, Copy)]
enum Sink {
    /// They are the value of the enclosing braces.
    Value,
    /// Out of the loop with this label.
    Loop(u32),
    /// They are the function's results.
    Function,
}

struct Emitter<'w, 's> {
    w: &'w mut Writer,
    scope: &'s Scope<'s>,
    place: Place,
    traps: bool,
    /// Parameters of the enclosing loops, by label.
    loops: Vec<(u32, Vec<Temp>)>,
    /// What jumps to the steps of the enclosing ladders assign, by label.
    ladders: Vec<(u32, Vec<Vec<Temp>>)>,
}

impl Emitter<'_, '_> {
    fn line(&mut self, text: &str) {
        self.w.line(text);
    }

    fn open(&mut self, text: &str) {
        self.w.open(text);
    }

    fn close(&mut self, text: &str) {
        self.w.close(text);
    }

    fn region(&mut self, region: &Region, sink: Sink) {
        for stmt in &region.stmts {
            self.stmt(stmt);
        }
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
                        format!("Some({value})")
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
            End::Unreachable => self.line(&format!("return unreachable({});", self.place.cx())),
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let place = self.place;
        match stmt {
            Stmt::Let(temp, ty, value) => {
                self.line(&format!(
                    "let v{temp}: {} = {};",
                    ty.rust(),
                    text(value, place)
                ));
            }
            Stmt::SetLocal(i, value) => self.line(&format!("l{i} = {};", text(value, place))),
            Stmt::SetGlobal(g, value) => {
                self.line(&format!("{}.g{g} = {};", place.state(), text(value, place)))
            }
            Stmt::Effect(results, effect) => {
                let (call, fallible) = effect::call(self.scope, effect, place);
                let pattern = match &results[..] {
                    [] => "()".to_owned(),
                    [(one, _)] => format!("v{one}"),
                    many => format!("({})", names(many)),
                };
                self.line(&if fallible {
                    format!("let Some({pattern}) = {call} else {{ return None }};")
                } else {
                    format!("let {pattern} = {call};")
                });
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
                self.open(&format!("{}{label}{{", binding(results)));
                self.region(body, Sink::Value);
                self.close(if results.is_empty() { "}" } else { "};" });
            }
            Stmt::Loop {
                label,
                targeted,
                params,
                results,
                body,
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
                    self.open(&format!("{}'b{label}: loop {{", binding(results)));
                    self.region(body, Sink::Loop(*label));
                    self.loops.pop();
                } else {
                    self.open(&format!("{}{{", binding(results)));
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
                    self.open(&format!("{}'b{label}: {{", binding(results)));
                    self.open(&cond);
                } else {
                    self.open(&format!("{}{cond}", binding(results)));
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
                    self.line(&format!("let mut v{temp}: {} = {};", ty.rust(), zero(*ty)));
                }
                self.line(&format!("let mut p{label}: u32 = 0;"));
                self.ladders.push((*label, into.clone()));
                self.open(&format!("{}'b{label}: loop {{", binding(results)));
                self.open(&format!("match p{label} {{"));
                for (k, step) in steps.iter().enumerate() {
                    let last = k + 1 == steps.len();
                    self.open(&if last {
                        "_ => {".into()
                    } else {
                        format!("{k} => {{")
                    });
                    self.region(step, Sink::Loop(*label));
                    self.close("}");
                }
                self.close("}");
                self.ladders.pop();
                self.close(if results.is_empty() { "}" } else { "};" });
            }
            Stmt::BrIf(cond, jump) => {
                let jump = self.jump(jump);
                self.line(&format!("if {} != 0 {{ {jump}; }}", text(cond, place)));
            }
            Stmt::Fuel(0) => {}
            Stmt::Fuel(cost) => {
                self.line(&format!(
                    "let Some(()) = fuel({cost}, {}) else {{ return None }};",
                    place.cx()
                ));
            }
            Stmt::Poll => self.line(&format!(
                "let Some(()) = poll({}) else {{ return None }};",
                place.cx()
            )),
        }
    }

    /// A branch: assignments to loop parameters, then the jump, without the last semicolon.
    fn jump(&self, jump: &Jump) -> String {
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

    fn switch(&mut self, index: &Expr, arms: &[(Vec<u32>, Jump)]) {
        let index = text(index, self.place);
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

/// `let v1: T = ` for results, or nothing.
fn binding(results: &[(Temp, ValType)]) -> String {
    let types: Vec<_> = results.iter().map(|(_, ty)| *ty).collect();
    match results {
        [] => String::new(),
        [(one, ty)] => format!("let v{one}: {} = ", ty.rust()),
        many => format!("let ({}): {} = ", names(many), result_type(&types)),
    }
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
