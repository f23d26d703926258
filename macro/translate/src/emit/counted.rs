//! Counted loops: the rounds, the windows, and all forms of the loop.

use super::expr::{text, texts};
use super::func::{AS_IS, Emitter, Sink};
use super::part::tuple;
use super::signature::Place;
use crate::ir::{Apart, Counted, Effect, Expr, Jump, Region, Stmt, Target};

impl Emitter<'_, '_> {
    pub fn counted(&mut self, counted: &Counted) {
        let place = self.place;
        let (name, operands) = &counted.rounds;
        let operands = texts(operands, place).join(", ");
        let (step, copies) = (counted.step, counted.copies);
        let but = match counted.early {
            true => format!(".saturating_sub({copies})"),
            false => String::new(),
        };
        self.line(&format!(
            "let n = {name}({operands}, {step}, {copies}){but};"
        ));
        self.open("if 'n: {");
        for (k, w) in counted.windows.iter().enumerate() {
            let (base, memory) = (text(&w.base, place), place.memory(w.memory));
            let (step, extent) = (w.step, w.extent);
            self.line(&format!(
                "let Some(w{k}) = window({base}, {step}, {extent}, n, {memory}) else {{ break 'n true }};"
            ));
        }
        if let Some(apart) = &counted.apart {
            self.apart(counted, apart);
        }
        self.rounds(&counted.body, counted.as_is);
        if counted.apart.is_some() {
            self.close("}");
        }
        match counted.exit {
            Some(target) => self.leave_to(target),
            None if counted.early => self.line("true"),
            None => self.line("false"),
        }
        self.close("} {");
        self.w.deeper();
        self.stmt(&counted.original);
        self.close("}");
    }

    /// `if COND != 0 { l5 = …; break 'b2; }`
    pub fn leave_rounds(&mut self, cond: &Expr, sets: &[Stmt], target: Option<Target>) {
        self.open(&format!("if {} != 0 {{", text(cond, self.place)));
        sets.iter().for_each(|set| self.stmt(set));
        match target {
            Some(target) => self.leave_to(target),
            None => self.line("break 'n false;"),
        }
        self.close("}");
    }

    fn leave_to(&mut self, target: Target) {
        let values = Vec::new();
        let jump = self.jump(&Jump { target, values });
        self.line(&format!("{jump};"));
    }

    fn rounds(&mut self, body: &Region, as_is: bool) {
        self.open("for i in 0..n {");
        if as_is {
            self.line(AS_IS);
        }
        self.region(body, Sink::Value);
        self.close("}");
    }

    /// The rounds in a function that takes the windows as slices, if they are apart, up to the `else`. A function
    /// is how LLVM is told, and it must be LLVM that inlines it, not rustc: by `#[inline]`, as it is called once.
    fn apart(&mut self, counted: &Counted, apart: &Apart) {
        let all = 0..counted.windows.len();
        let names = |letter: char, which: &[usize]| {
            let names: Vec<_> = which.iter().map(|k| format!("{letter}{k}")).collect();
            names.join(", ")
        };
        let (stored, loaded) = (&apart.stored, &apart.loaded);
        let memory = self.place.memory_mut(counted.windows[0].memory);
        self.open(&format!(
            "if let Some(([{}], [{}])) = apart([{}], [{}], {memory}) {{",
            names('k', stored),
            names('k', loaded),
            names('w', stored),
            names('w', loaded),
        ));
        let down: Vec<usize> = { all.clone() }
            .filter(|k| counted.windows[*k].step < 0)
            .collect();
        let mut params = vec!["n: usize".to_owned()];
        params.extend(down.iter().map(|k| format!("w{k}: Window")));
        params.extend(all.clone().map(|k| {
            let mutable = if stored.contains(&k) { "mut " } else { "" };
            format!("k{k}: &{mutable}[u8]")
        }));
        params.extend(apart.locals.iter().map(|(l, assigned)| {
            let mutable = if *assigned { "mut " } else { "" };
            format!("{mutable}l{l}: {}", self.locals[*l as usize].rust())
        }));
        let assigned: Vec<u32> = { apart.locals.iter() }
            .filter_map(|(l, assigned)| assigned.then_some(*l))
            .collect();
        let types = { assigned.iter() }.map(|l| self.locals[*l as usize].rust().to_owned());
        let list = |letter: char| tuple(assigned.iter().map(|l| format!("{letter}{l}")));
        self.line("#[inline]");
        self.open(&format!(
            "fn fast({}) -> Option<{}> {{",
            params.join(", "),
            tuple(types)
        ));
        // What was said of them outside of the function is said again, so that LLVM proves the accesses before it inlines that.
        for (k, w) in counted.windows.iter().enumerate() {
            let (step, extent) = (w.step, w.extent);
            if step >= 0 {
                self.line(&format!(
                    "let Some(w{k}) = window(0, {step}, {extent}, n, k{k}) else {{ return None }};"
                ));
            }
        }
        let mut body = counted.body.clone();
        for stmt in &mut body.stmts {
            if let Stmt::Effect(_, Effect::LoadIn(_, m, w, ..) | Effect::StoreIn(_, m, w, ..)) =
                stmt
            {
                *m = *w as u32;
            }
        }
        let place = std::mem::replace(&mut self.place, Place::Apart);
        self.rounds(&body, counted.as_is);
        self.place = place;
        self.line(&format!("Some({})", list('l')));
        self.close("}");
        let mut args = vec!["n".to_owned()];
        args.extend(down.iter().map(|k| format!("w{k}.alone()")));
        args.extend(all.map(|k| format!("k{k}")));
        args.extend(apart.locals.iter().map(|(l, _)| format!("l{l}")));
        self.line(&format!(
            "let Some({}) = fast({}) else {{ {} }};",
            list('r'),
            args.join(", "),
            self.trap()
        ));
        self.line(&format!("{} = {};", list('l'), list('r')));
        self.close("} else {");
        self.w.deeper();
    }
}
