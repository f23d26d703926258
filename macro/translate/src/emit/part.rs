//! Parts: runs of statements in functions of their own.
//!
//! ```text
//! let Some((exit, r1, v7)) = part4_0(l0, l1, v3, s, m0) else { break 't };
//! l1 = r1;
//! match exit { 0 => {} _ => { break 'b2 v7; } }
//! ```
//!
//! Steps of a long ladder are a part that is told which one, and says which is next:
//!
//! ```text
//! 1..=64 => {
//!     let Some((exit, step, r1)) = part4_1(l0, l1, p3, s, m0) else { return None };
//!     l1 = r1;
//!     p3 = step;
//!     match exit { 0 => {} _ => { break 'b3; } }
//! }
//! ```

use super::expr::text;
use super::func::Emitter;
use super::signature::list;
use super::writer::Writer;
use crate::ir::{Expr, Jump, Part, Target, Temp};
use crate::types::ValType;
use std::collections::HashMap;

/// How a part is left.
pub struct Leave {
    /// Locals that are handed back.
    assigned: Vec<u32>,
    /// Values that are handed back.
    values: Vec<(Temp, ValType)>,
    /// By target: number of the exit, and which values it carries.
    exits: HashMap<Target, (usize, Vec<Temp>)>,
    /// The ladder whose steps it has; a branch to one of them hands back its number.
    ladder: Option<u32>,
}

impl Leave {
    fn new(part: &Part) -> Self {
        let carried = |jump: &Jump| {
            let temp = |e: &Expr| match e {
                Expr::Temp(t) => *t,
                _ => unreachable!("exits carry named values"),
            };
            jump.values.iter().map(temp).collect()
        };
        let exits = part.exits.iter().zip(1..);
        let assigned = part.locals.iter().filter(|(_, assigned)| *assigned);
        Leave {
            assigned: assigned.map(|(l, _)| *l).collect(),
            values: part.results.iter().chain(&part.carried).copied().collect(),
            exits: exits.map(|(j, k)| (j.target, (k, carried(j)))).collect(),
            ladder: part.group.as_ref().map(|g| g.label),
        }
    }

    /// The names that the code around gives to what is handed back.
    fn pattern(&self) -> String {
        let locals = self.assigned.iter().map(|l| format!("r{l}"));
        let values = self.values.iter().map(|(t, _)| format!("v{t}"));
        let step = self.ladder.map(|_| "step".to_owned());
        let exit = std::iter::once("exit".to_owned()).chain(step);
        tuple(exit.chain(locals).chain(values))
    }
}

impl Emitter<'_, '_> {
    /// Calls the part, and writes its function.
    pub fn part(&mut self, part: &Part) {
        let leave = Leave::new(part);
        let name = format!("part{}_{}", self.func, part.number);
        let state = self.scope.state_args(self.needs, self.place);
        let locals = part.locals.iter().map(|(l, _)| format!("l{l}"));
        let reads = part.reads.iter().map(|(t, _)| format!("v{t}"));
        let step = leave.ladder.map(|p| format!("p{p}"));
        let args = locals.chain(reads).chain(step).collect();
        let call = format!("{name}({})", list(args, state));
        let pattern = leave.pattern();
        self.line(&if self.traps {
            format!("let Some({pattern}) = {call} else {{ {} }};", self.trap())
        } else {
            format!("let {pattern} = {call};")
        });
        match &leave.assigned[..] {
            [] => {}
            [l] => self.line(&format!("l{l} = r{l};")),
            many => {
                let side = |c: char| tuple(many.iter().map(|l| format!("{c}{l}")));
                self.line(&format!("{} = {};", side('l'), side('r')));
            }
        }
        if let Some(p) = leave.ladder {
            self.line(&format!("p{p} = step;"));
        }
        if !part.exits.is_empty() {
            self.open("match exit {");
            self.line("0 => {}");
            for (k, jump) in (1..).zip(&part.exits) {
                let number = if k == part.exits.len() {
                    "_".to_owned()
                } else {
                    k.to_string()
                };
                let jump = self.jump(jump);
                self.line(&format!("{number} => {{ {jump}; }}"));
            }
            self.close("}");
        }
        self.function(&name, part, leave);
    }

    fn function(&mut self, name: &str, part: &Part, leave: Leave) {
        let locals = part.locals.iter().map(|(l, assigned)| {
            let mutable = if *assigned { "mut " } else { "" };
            format!("{mutable}l{l}: {}", self.locals[*l as usize].rust())
        });
        let reads = part
            .reads
            .iter()
            .map(|(t, ty)| format!("v{t}: {}", ty.rust()));
        let step = leave.ladder.map(|p| format!("p{p}: u32"));
        let params = list(
            locals.chain(reads).chain(step).collect(),
            self.scope.state_params(self.needs),
        );
        let assigned = leave
            .assigned
            .iter()
            .map(|l| self.locals[*l as usize].rust());
        let values = leave.values.iter().map(|(_, ty)| ty.rust());
        let step = leave.ladder.map(|_| "u32");
        let types = std::iter::once("u32")
            .chain(step)
            .chain(assigned)
            .chain(values);
        let result = tuple(types.map(str::to_owned));
        let result = if self.traps {
            format!("Option<{result}>")
        } else {
            result
        };
        let mut w = Writer::default();
        // LLVM would put it back, as it is called once.
        w.line("#[inline(never)]");
        let mut inner = Emitter {
            w: &mut w,
            scope: self.scope,
            func: self.func,
            needs: self.needs,
            locals: self.locals,
            place: self.place,
            traps: self.traps,
            loops: self.loops.clone(),
            ladders: self.ladders.clone(),
            scopes: 0,
            grouped: false,
            leave: Some(leave),
            parts: std::mem::take(&mut self.parts),
        };
        inner.open(&format!("pub fn {name}({params}) -> {result} {{"));
        match &part.group {
            Some(group) => inner.steps(group.label, group.first, &group.steps),
            None => {
                let end = inner.run(&part.stmts);
                inner.line(&end);
            }
        }
        inner.close("}");
        self.parts = inner.parts;
        self.parts.push(w.finish());
    }

    /// The branch out of the current part that leads to `jump`'s target, if it leads out.
    pub fn exit(&self, jump: &Jump) -> Option<String> {
        let leave = self.leave.as_ref()?;
        if let (Target::Step(label, step), []) = (jump.target, &jump.values[..])
            && leave.ladder == Some(label)
        {
            return Some(self.handed_back(leave, 0, step, |_| None));
        }
        let (number, carried) = leave.exits.get(&jump.target)?;
        let value = |t: &Temp| {
            let at = carried.iter().position(|c| c == t)?;
            Some(text(&jump.values[at], self.place))
        };
        Some(self.handed_back(leave, *number, 0, value))
    }

    /// Off the end of the current part.
    pub fn fall_out(&self) -> Option<String> {
        let leave = self.leave.as_ref()?;
        let carried: Vec<Temp> = leave.exits.values().flat_map(|e| e.1.clone()).collect();
        Some(self.handed_back(leave, 0, 0, |t| {
            (!carried.contains(t)).then(|| format!("v{t}"))
        }))
    }

    fn handed_back(
        &self,
        leave: &Leave,
        number: usize,
        step: u32,
        value: impl Fn(&Temp) -> Option<String>,
    ) -> String {
        let locals = leave.assigned.iter().map(|l| format!("l{l}"));
        let values = leave
            .values
            .iter()
            .map(|(t, ty)| value(t).unwrap_or_else(|| ty.zero().to_owned()));
        let step = leave.ladder.map(|_| step.to_string());
        let all = tuple(
            std::iter::once(number.to_string())
                .chain(step)
                .chain(locals)
                .chain(values),
        );
        if self.traps {
            format!("return Some({all})")
        } else {
            format!("return {all}")
        }
    }
}

/// `(a, b)`, or `(a,)`
pub fn tuple(list: impl Iterator<Item = String>) -> String {
    let list: Vec<_> = list.collect();
    match &list[..] {
        [one] => format!("({one},)"),
        many => format!("({})", many.join(", ")),
    }
}
