//! Huge or deep bodies to several functions.
//!
//! rustc and LLVM have passes that take quadratic time in the size of a function, and a parser that does not survive
//! deep nesting. So where a body is huge or [`DEEP`], runs of statements become [`Part`]s, innermost first,
//! until no function is: a part takes the locals and values that it reads, and hands back which way it was
//! left, the locals that it assigned, and the values that the code after it needs. A branch out of a part is a number
//! on which the code around it branches.

use crate::analyse::stack;
use crate::ir::{Body, End, Expr, Group, Jump, Part, Region, Stmt, Target, Temp};
use crate::types::ValType;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Braces that a body may nest; rustc 1.95 overflows its stack between 600 and 800.
const DEEP: usize = 300;
/// Braces that a function nests once a body is split.
const SHALLOW: usize = 100;

/// Splits a body of more weight (about: operators) than `huge`, or one that nests too deep, into parts of a third of that;
/// or one that has a `long` ladder.
pub fn split(body: &mut Body, huge: usize, long: bool) {
    let size = measure(&body.code);
    if size.weight <= huge && size.braces <= DEEP && !long {
        return;
    }
    let mut splitter = Splitter {
        types: Types::new(&body.results),
        most: huge / 3,
        long: huge / 32,
        parts: 0,
        temps: 0,
    };
    splitter.types.region(&body.code);
    splitter.temps = splitter.types.temps.keys().max().map_or(0, |t| t + 1);
    splitter.region(&mut body.code);
    body.parts = body.code.stmts.iter().map(frames).max().unwrap_or(0);
}

/// What a function for some code would be like.
#[derive(Clone, Copy, Default)]
struct Size {
    weight: usize,
    braces: usize,
}

impl Size {
    fn of(weight: usize) -> Self {
        Size { weight, braces: 0 }
    }

    fn then(self, next: Size) -> Self {
        Size {
            weight: self.weight + next.weight,
            braces: self.braces.max(next.braces),
        }
    }

    fn within(self, braces: usize) -> Self {
        Size {
            weight: self.weight + 1,
            braces: self.braces + braces,
        }
    }
}

fn measure(region: &Region) -> Size {
    let stmts = region.stmts.iter().map(measure_stmt);
    stmts.fold(end_size(&region.end), Size::then)
}

fn end_size(end: &End) -> Size {
    let mut weight = 1;
    end.visit(&mut |e| weight += e.size());
    if let End::Switch(_, arms) = end {
        weight += 2 * arms.len();
    }
    Size::of(weight)
}

fn measure_stmt(stmt: &Stmt) -> Size {
    match stmt {
        Stmt::Block { body, .. } | Stmt::Loop { body, .. } => measure(body).within(1),
        Stmt::If {
            then, otherwise, ..
        } => measure(then).then(measure(otherwise)).within(2),
        Stmt::Steps { steps, .. } => steps
            .iter()
            .map(measure)
            .fold(Size::default(), Size::then)
            .within(3),
        other => Size {
            weight: flat(other),
            braces: 1,
        },
    }
}

/// The weight of a statement without regions in it.
fn flat(stmt: &Stmt) -> usize {
    match stmt {
        Stmt::Let(_, e) | Stmt::SetLocal(_, e) | Stmt::SetGlobal(_, e) => 1 + e.size(),
        Stmt::Effect(_, effect) => 3 + effect.operands().into_iter().map(Expr::size).sum::<usize>(),
        Stmt::BrIf(cond, jump) => {
            2 + cond.size() + jump.values.iter().map(Expr::size).sum::<usize>()
        }
        Stmt::Part(part) => {
            2 + part.locals.len() + part.reads.len() + part.results.len() + 2 * part.exits.len()
        }
        _ => 2,
    }
}

/// Bytes of stack of the deepest chain of parts in a statement.
fn frames(stmt: &Stmt) -> u32 {
    let most = |stmts: &[Stmt]| stmts.iter().map(frames).max().unwrap_or(0);
    match stmt {
        Stmt::Block { body, .. } | Stmt::Loop { body, .. } => most(&body.stmts),
        Stmt::If {
            then, otherwise, ..
        } => most(&then.stmts).max(most(&otherwise.stmts)),
        Stmt::Steps { steps, .. } => steps.iter().map(|s| most(&s.stmts)).max().unwrap_or(0),
        Stmt::Part(part) => {
            let assigned = part.locals.iter().filter(|(_, assigned)| *assigned).count();
            let values = part.locals.len()
                + part.reads.len()
                + assigned
                + part.results.len()
                + part.carried.len();
            let steps = part.group.iter().flat_map(|g| &g.steps);
            let inner = steps.map(|s| most(&s.stmts)).max().unwrap_or(0);
            let step = usize::from(part.group.is_some());
            stack::part(values + 2 * step).saturating_add(inner.max(most(&part.stmts)))
        }
        _ => 0,
    }
}

struct Splitter {
    types: Types,
    /// Weight of a part, about. Runs of a hundredth are not worth a call.
    most: usize,
    /// Steps of a ladder whose steps get into parts.
    long: usize,
    parts: u32,
    temps: Temp,
}

impl Splitter {
    /// Splits what is in a region, then the region.
    fn region(&mut self, region: &mut Region) -> Size {
        let mut sizes: Vec<Size> = region.stmts.iter_mut().map(|s| self.inner(s)).collect();
        let end = end_size(&region.end);
        loop {
            let total = sizes.iter().fold(end, |a, b| a.then(*b));
            if total.weight <= self.most && total.braces <= SHALLOW {
                return total;
            }
            let before = region.stmts.len();
            self.runs(region, &mut sizes);
            // Without progress it stays as it is: one statement that can't be divided, or a huge `br_table`.
            if region.stmts.len() == before {
                return sizes.iter().fold(end, |a, b| a.then(*b));
            }
        }
    }

    /// Splits the regions of a statement.
    fn inner(&mut self, stmt: &mut Stmt) -> Size {
        match stmt {
            Stmt::Block { body, .. } | Stmt::Loop { body, .. } => self.region(body).within(1),
            Stmt::If {
                then, otherwise, ..
            } => {
                let size = self.region(then).then(self.region(otherwise));
                size.within(2)
            }
            Stmt::Steps {
                label, into, steps, ..
            } if steps.len() > self.long => {
                self.groups(*label, into, steps);
                let sizes = steps.iter().map(measure);
                sizes.fold(Size::default(), Size::then).within(3)
            }
            Stmt::Steps { steps, .. } => {
                let mut sizes: Vec<Size> = steps.iter_mut().map(|s| self.region(s)).collect();
                let sum = |sizes: &[Size]| sizes.iter().fold(Size::default(), |a, b| a.then(*b));
                // The largest steps leave until the rest fits.
                let mut order: Vec<usize> = (0..steps.len()).collect();
                order.sort_by_key(|&k| std::cmp::Reverse(sizes[k].weight));
                let mut total = sum(&sizes).weight;
                for k in order {
                    if total <= self.most || sizes[k].weight < self.most / 50 {
                        break;
                    }
                    let step = &mut steps[k];
                    let last = last_uses(step);
                    let (from, to) = (start(&step.stmts), step.stmts.len());
                    let part = self.part(step.stmts.split_off(from), |t| last.get(&t) >= Some(&to));
                    step.stmts.push(part);
                    let size = measure(step);
                    total = total - sizes[k].weight + size.weight;
                    sizes[k] = size;
                }
                sum(&sizes).within(3)
            }
            other => measure_stmt(other),
        }
    }

    /// Makes parts of the steps of a ladder but the first, which has the `br_table`, and the last, which may fall off its end.
    fn groups(&mut self, label: u32, into: &[Vec<Temp>], steps: &mut Vec<Region>) {
        let sizes: Vec<usize> = steps.iter_mut().map(|s| self.region(s).weight).collect();
        let count = (self.long / 5).max(2);
        let last = steps.pop();
        let mut rest = std::mem::take(steps).into_iter();
        steps.extend(rest.next());
        let mut at = 1;
        while at + 1 < sizes.len() {
            let (mut to, mut weight) = (at + 1, sizes[at]);
            while to + 1 < sizes.len() && to - at < count && weight + sizes[to] <= self.most {
                weight += sizes[to];
                to += 1;
            }
            let list: Vec<Region> = rest.by_ref().take(to - at).collect();
            let alone = list.len() == 1;
            steps.extend(if alone {
                list
            } else {
                vec![self.group(label, at as u32, list, into)]
            });
            at = to;
        }
        steps.extend(last);
    }

    /// A part of steps.
    fn group(&mut self, label: u32, first: u32, steps: Vec<Region>, into: &[Vec<Temp>]) -> Region {
        let mut uses = Uses::default();
        steps.iter().for_each(|s| uses.region(s));
        // To a step without values it is handed back, not an exit.
        uses.targets.retain(
            |t| !matches!(t, Target::Step(l, k) if *l == label && into[*k as usize].is_empty()),
        );
        let mut part = self.interface(uses, Vec::new());
        part.group = Some(Group {
            label,
            first,
            steps,
        });
        Region {
            stmts: vec![Stmt::Part(Box::new(part))],
            end: End::Fall(Vec::new()),
        }
    }

    /// Makes parts of runs of statements, each as long as it may be.
    fn runs(&mut self, region: &mut Region, sizes: &mut Vec<Size>) {
        let start = start(&region.stmts);
        let last = last_uses(region);
        let mut stmts = std::mem::take(&mut region.stmts).into_iter();
        let old = std::mem::take(sizes);
        region.stmts.extend(stmts.by_ref().take(start));
        sizes.extend(&old[..start]);
        let mut at = start;
        while at < old.len() {
            let mut run = Size::default();
            let mut to = at;
            while to < old.len() && (to == at || run.then(old[to]).weight <= self.most) {
                run = run.then(old[to]);
                to += 1;
            }
            let list: Vec<Stmt> = stmts.by_ref().take(to - at).collect();
            let lone = matches!(list[..], [Stmt::Part(_)]);
            if !lone && (run.weight >= self.most / 100 || run.braces >= SHALLOW) {
                let part = self.part(list, |t| last.get(&t) >= Some(&to));
                sizes.push(measure_stmt(&part));
                region.stmts.push(part);
            } else {
                region.stmts.extend(list);
                sizes.extend(&old[at..to]);
            }
            at = to;
        }
    }

    /// A run of statements as a part; `after` says which values the code after it reads.
    fn part(&mut self, stmts: Vec<Stmt>, after: impl Fn(Temp) -> bool) -> Stmt {
        let mut uses = Uses::default();
        stmts.iter().for_each(|s| uses.stmt(s));
        let named = stmts.iter().flat_map(Stmt::results).map(|(t, _)| *t);
        let results = named.filter(|t| after(*t)).collect();
        let mut part = self.interface(uses, results);
        part.stmts = stmts;
        Stmt::Part(Box::new(part))
    }

    /// What a part of code with these uses is handed and hands back.
    fn interface(&mut self, uses: Uses, results: Vec<Temp>) -> Part {
        let mut exits = Vec::new();
        let mut carried: Vec<(Temp, ValType)> = Vec::new();
        for target in uses.targets.iter().filter(|t| !uses.encloses(t)) {
            // Values of one type share their names: one exit is taken at a time.
            let mut used = vec![false; carried.len()];
            let values = self.types.of(*target).to_vec();
            let values = values.into_iter().map(|ty| {
                let free = (0..carried.len()).find(|&i| !used[i] && carried[i].1 == ty);
                let i = free.unwrap_or_else(|| {
                    carried.push((self.temps, ty));
                    used.push(false);
                    self.temps += 1;
                    carried.len() - 1
                });
                used[i] = true;
                Expr::Temp(carried[i].0)
            });
            let values = values.collect();
            exits.push(Jump {
                target: *target,
                values,
            });
        }
        let typed = |temps: Vec<Temp>| -> Vec<(Temp, ValType)> {
            let ty = |t: &Temp| self.types.temps[t];
            temps.iter().map(|t| (*t, ty(t))).collect()
        };
        let results = typed(results);
        let reads = typed(uses.reads.difference(&uses.named).copied().collect());
        for (temp, ty) in &carried {
            self.types.temps.insert(*temp, *ty);
        }
        let number = self.parts;
        self.parts += 1;
        Part {
            number,
            stmts: Vec::new(),
            locals: uses.locals.into_iter().collect(),
            reads,
            results,
            exits,
            carried,
            group: None,
        }
    }
}

/// Where runs may start: the fuel and the poll at the head of a region stay there.
fn start(stmts: &[Stmt]) -> usize {
    let head = stmts
        .iter()
        .take_while(|s| matches!(s, Stmt::Fuel(_) | Stmt::Poll));
    head.count()
}

/// By value that the statements of a region or its end read: the position of the last one that does.
fn last_uses(region: &Region) -> HashMap<Temp, usize> {
    let mut last = HashMap::new();
    for (at, stmt) in region.stmts.iter().enumerate() {
        let mut uses = Uses::default();
        uses.stmt(stmt);
        last.extend(uses.reads.into_iter().map(|t| (t, at)));
    }
    let mut uses = Uses::default();
    uses.end(&region.end);
    last.extend(uses.reads.into_iter().map(|t| (t, region.stmts.len())));
    last
}

/// What statements use and define. Parts say it of themselves.
#[derive(Default)]
struct Uses {
    /// And whether they are assigned.
    locals: BTreeMap<u32, bool>,
    reads: BTreeSet<Temp>,
    named: BTreeSet<Temp>,
    labels: HashSet<u32>,
    targets: BTreeSet<Target>,
}

impl Uses {
    fn encloses(&self, target: &Target) -> bool {
        match target {
            Target::Break(label) | Target::Continue(label) | Target::Step(label, _) => {
                self.labels.contains(label)
            }
            Target::Return => false,
        }
    }

    fn name(&mut self, values: &[(Temp, ValType)]) {
        self.named.extend(values.iter().map(|(t, _)| *t));
    }

    fn expr(&mut self, expr: &Expr) {
        expr.visit(&mut |e| match e {
            Expr::Local(l) => {
                self.locals.entry(*l).or_default();
            }
            Expr::Temp(t) => {
                self.reads.insert(*t);
            }
            _ => {}
        });
    }

    fn jump(&mut self, jump: &Jump) {
        self.targets.insert(jump.target);
        jump.values.iter().for_each(|e| self.expr(e));
    }

    fn end(&mut self, end: &End) {
        match end {
            End::Fall(values) => values.iter().for_each(|e| self.expr(e)),
            End::Jump(jump) => self.jump(jump),
            End::Switch(index, arms) => {
                self.expr(index);
                arms.iter().for_each(|(_, jump)| self.jump(jump));
            }
            End::Unreachable => {}
        }
    }

    fn region(&mut self, region: &Region) {
        region.stmts.iter().for_each(|s| self.stmt(s));
        self.end(&region.end);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        self.name(stmt.results());
        match stmt {
            Stmt::Let(_, e) | Stmt::SetGlobal(_, e) => self.expr(e),
            Stmt::SetLocal(l, e) => {
                self.locals.insert(*l, true);
                self.expr(e);
            }
            Stmt::Effect(_, effect) => effect.operands().into_iter().for_each(|e| self.expr(e)),
            Stmt::Block { label, body, .. } => {
                self.labels.insert(*label);
                self.region(body);
            }
            Stmt::Loop {
                label,
                params,
                body,
                ..
            } => {
                self.labels.insert(*label);
                for (temp, _, init) in params {
                    self.named.insert(*temp);
                    self.expr(init);
                }
                self.region(body);
            }
            Stmt::If {
                label,
                cond,
                then,
                otherwise,
                ..
            } => {
                self.labels.insert(*label);
                self.expr(cond);
                self.region(then);
                self.region(otherwise);
            }
            Stmt::Steps {
                label, vars, steps, ..
            } => {
                self.labels.insert(*label);
                self.name(vars);
                steps.iter().for_each(|s| self.region(s));
            }
            Stmt::Part(part) => {
                for (local, assigned) in &part.locals {
                    *self.locals.entry(*local).or_default() |= assigned;
                }
                self.reads.extend(part.reads.iter().map(|(t, _)| *t));
                self.name(&part.carried);
                self.targets.extend(part.exits.iter().map(|j| j.target));
            }
            Stmt::BrIf(cond, jump) => {
                self.expr(cond);
                self.jump(jump);
            }
            // Counted loops are made of what is left whole.
            Stmt::Fuel(_) | Stmt::Poll | Stmt::Scan(_) | Stmt::Counted(_) | Stmt::Leave(..) => {}
        }
    }
}

/// Types of all values, and of what branches carry.
struct Types {
    temps: HashMap<Temp, ValType>,
    targets: HashMap<Target, Vec<ValType>>,
}

impl Types {
    fn new(results: &[ValType]) -> Self {
        Types {
            temps: HashMap::new(),
            targets: HashMap::from([(Target::Return, results.to_vec())]),
        }
    }

    fn of(&self, target: Target) -> &[ValType] {
        self.targets.get(&target).map_or(&[], |types| types)
    }

    fn region(&mut self, region: &Region) {
        region.stmts.iter().for_each(|s| self.stmt(s));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let results = stmt.results();
        self.temps.extend(results.iter().copied());
        let types: Vec<ValType> = results.iter().map(|(_, ty)| *ty).collect();
        match stmt {
            Stmt::Block { label, body, .. } => {
                self.targets.insert(Target::Break(*label), types);
                self.region(body);
            }
            Stmt::Loop {
                label,
                params,
                body,
                ..
            } => {
                self.targets.insert(Target::Break(*label), types);
                let params: Vec<_> = params.iter().map(|(t, ty, _)| (*t, *ty)).collect();
                let types = params.iter().map(|(_, ty)| *ty).collect();
                self.targets.insert(Target::Continue(*label), types);
                self.temps.extend(params);
                self.region(body);
            }
            Stmt::If {
                label,
                then,
                otherwise,
                ..
            } => {
                self.targets.insert(Target::Break(*label), types);
                self.region(then);
                self.region(otherwise);
            }
            Stmt::Steps {
                label,
                vars,
                into,
                steps,
                ..
            } => {
                self.targets.insert(Target::Break(*label), types);
                self.temps.extend(vars.iter().copied());
                for (k, temps) in (0..).zip(into) {
                    let types = temps.iter().map(|t| self.temps[t]).collect();
                    self.targets.insert(Target::Step(*label, k), types);
                }
                steps.iter().for_each(|s| self.region(s));
            }
            _ => {}
        }
    }
}
