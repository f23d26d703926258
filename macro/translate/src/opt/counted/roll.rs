//! Bodies that are several copies of a smaller one.
//!
//! The first copy gives the effects. What the smaller body leaves in locals is guessed from what the last copy leaves,
//! and then all copies are run: only if they do what the loop does, and leave what it leaves, were the guesses right.

use super::dag::{Dag, Def, Node};
use super::linear::Linear;
use super::round::{Event, Round};
use std::collections::{BTreeMap, HashMap};

/// A round of the fast form.
#[derive(Debug)]
pub struct Rolled {
    /// How many of these make one round of the loop.
    pub copies: usize,
    /// How many effects it has: the first of the loop's.
    pub effects: usize,
    /// What it leaves in locals.
    pub finals: BTreeMap<u32, Node>,
    /// For each effect of the loop, where it accesses memory, if addresses move by a constant.
    pub places: Vec<Option<Place>>,
}

/// An address that moves by a constant.
#[derive(Debug, Clone)]
pub struct Place {
    /// The address in the loop's first round.
    pub address: Linear,
    /// What a round of the fast form adds to it.
    pub step: i32,
}

/// The loop's body as so many copies, if it is that.
pub fn roll(round: &mut Round, copies: usize) -> Option<Rolled> {
    let effects = round.effects.len() / copies;
    for (k, event) in round.effects.iter().enumerate().skip(effects) {
        let first = &round.effects[k % effects];
        if (first.name, first.result, &first.way_out) != (event.name, event.result, &event.way_out)
            || first.access.map(|a| a.0) != event.access.map(|a| a.0)
        {
            return None;
        }
    }
    let mut steps = BTreeMap::new();
    for (i, step) in &round.steps {
        let step = match step {
            Some(step) => Some(divide(*step, copies)?),
            None => None,
        };
        steps.insert(*i, step);
    }
    let places = round
        .effects
        .iter()
        .map(|event| {
            event.access?;
            let address = Linear::of(&round.dag, event.args[0]);
            let step = divide(round.step(&address)?, copies)?;
            Some(Place { address, step })
        })
        .collect();
    let mut finals = BTreeMap::new();
    let mut back = Back {
        steps: &steps,
        copies,
        late: (copies - 1) * effects,
        makers: HashMap::new(),
        memo: HashMap::new(),
    };
    for (i, node) in round.finals.clone() {
        let small = match steps[&i] {
            Some(step) => {
                let start = round.dag.node(Def::Local(i));
                Linear::of(&round.dag, start)
                    .offset(step as u32)
                    .node(&mut round.dag)
            }
            None if copies == 1 => node,
            None => back.of_local(round, i, node)?,
        };
        finals.insert(i, small);
    }
    let rolled = Rolled {
        copies,
        effects,
        finals,
        places,
    };
    (copies == 1 || same(round, &rolled)).then_some(rolled)
}

/// A step divided by the number of copies, both signed.
fn divide(step: u32, copies: usize) -> Option<i32> {
    let (step, copies) = (step as i32, copies as i32);
    (step % copies == 0 && step != i32::MIN).then_some(step / copies)
}

/// From what the last copy leaves to what each copy leaves.
struct Back<'a> {
    steps: &'a BTreeMap<u32, Option<i32>>,
    copies: usize,
    /// The last copy's first effect.
    late: usize,
    /// Which copies a node is made by: earlier ones, the last.
    makers: HashMap<Node, (bool, bool)>,
    /// What nodes become, for one local.
    memo: HashMap<Node, Option<Node>>,
}

impl Back<'_> {
    fn of_local(&mut self, round: &mut Round, i: u32, node: Node) -> Option<Node> {
        let linear = Linear::of(&round.dag, node);
        if let Some(shifted) = self.shifted(&round.dag, &linear) {
            return Some(shifted.node(&mut round.dag));
        }
        self.memo.clear();
        self.node(&mut round.dag, i, node)
    }

    /// The form as it was one copy after the start of the round, instead of after its last copy's start.
    fn shifted(&self, dag: &Dag, linear: &Linear) -> Option<Linear> {
        let mut way = 0u32;
        for (node, factor) in &linear.terms {
            match dag.def(*node) {
                Def::Local(i) => {
                    let step = self.steps.get(i).copied().unwrap_or(Some(0))?;
                    way = way.wrapping_add(factor.wrapping_mul(step as u32));
                }
                Def::Leaf(_) => {}
                _ => return None,
            }
        }
        Some(linear.offset(way.wrapping_mul(1u32.wrapping_sub(self.copies as u32))))
    }

    fn made_by(&mut self, dag: &Dag, node: Node) -> (bool, bool) {
        if let Some(known) = self.makers.get(&node) {
            return *known;
        }
        let by = match dag.def(node) {
            Def::Leaf(_) => (false, false),
            Def::Result(k) => (*k < self.late, *k >= self.late),
            Def::Local(i) => (self.steps.get(i) == Some(&None), false),
            Def::Op(_, args) => args.clone().into_iter().fold((false, false), |by, a| {
                let of = self.made_by(dag, a);
                (by.0 | of.0, by.1 | of.1)
            }),
        };
        self.makers.insert(node, by);
        by
    }

    /// What the copies before the last one made is what was in the local itself.
    fn node(&mut self, dag: &mut Dag, i: u32, node: Node) -> Option<Node> {
        if let Some(known) = self.memo.get(&node) {
            return *known;
        }
        let back = self.moved(dag, i, node);
        self.memo.insert(node, back);
        back
    }

    fn moved(&mut self, dag: &mut Dag, i: u32, node: Node) -> Option<Node> {
        let (early, late) = self.made_by(dag, node);
        if early && !late {
            return Some(dag.node(Def::Local(i)));
        }
        match dag.def(node).clone() {
            Def::Result(k) => Some(dag.node(Def::Result(k - self.late))),
            Def::Leaf(_) => Some(node),
            Def::Local(_) => {
                let shifted = self.shifted(dag, &Linear::of(dag, node))?;
                Some(shifted.node(dag))
            }
            Def::Op(name, args) => {
                if !late && let Some(shifted) = self.shifted(dag, &Linear::of(dag, node)) {
                    return Some(shifted.node(dag));
                }
                let args = args.into_iter().map(|a| self.node(dag, i, a));
                let args = args.collect::<Option<Vec<_>>>()?;
                Some(dag.node(Def::Op(name, args)))
            }
        }
    }
}

/// Runs all copies, and compares with the loop.
fn same(round: &mut Round, rolled: &Rolled) -> bool {
    let Round {
        dag,
        effects,
        finals,
        ..
    } = round;
    let mut locals: BTreeMap<u32, Node> = BTreeMap::new();
    for copy in 0..rolled.copies {
        let mut run = Run {
            locals: &locals,
            results: copy * rolled.effects,
            memo: HashMap::new(),
        };
        for k in 0..rolled.effects {
            let at = run.results + k;
            let (first, event) = (&effects[k], &effects[at]);
            let moved: Vec<_> = first.args.iter().map(|a| run.node(dag, *a)).collect();
            let skip = match (&rolled.places[k], &rolled.places[at]) {
                (Some(a), Some(b)) if distance(a, b, first, event, copy).is_some() => 1,
                (None, None) if first.access == event.access => 0,
                _ => return false,
            };
            // What locals hold may be another form of the same sum.
            let exact = match event.way_out {
                Some(_) => 1,
                None => moved.len(),
            };
            let mut held = moved[exact..].iter().zip(&event.args[exact..]);
            if moved[skip..exact] != event.args[skip..exact]
                || !held.all(|(a, b)| equal(dag, *a, *b))
            {
                return false;
            }
        }
        let next: BTreeMap<u32, Node> = rolled
            .finals
            .iter()
            .map(|(i, node)| (*i, run.node(dag, *node)))
            .collect();
        locals = next;
    }
    locals.iter().all(|(i, node)| equal(dag, *node, finals[i]))
}

/// Whether two values are the same, or the same sum.
fn equal(dag: &Dag, a: Node, b: Node) -> bool {
    a == b || Linear::of(dag, a) == Linear::of(dag, b)
}

/// The constant part of the address of a copy's access, relative to that of the first copy, if they move together.
fn distance(a: &Place, b: &Place, first: &Event, event: &Event, copy: usize) -> Option<i64> {
    let way = (a.step as u32).wrapping_mul(copy as u32);
    let between = b
        .address
        .constant
        .wrapping_sub(a.address.constant)
        .wrapping_sub(way) as i32;
    let (offset, other) = (first.access?.1 as i64, event.access?.1 as i64);
    let together = a.address.terms == b.address.terms && a.step == b.step;
    (together && i64::from(between) + other == offset).then_some(i64::from(between))
}

/// One copy, run on what the locals hold and from an effect on.
struct Run<'a> {
    locals: &'a BTreeMap<u32, Node>,
    results: usize,
    memo: HashMap<Node, Node>,
}

impl Run<'_> {
    fn node(&mut self, dag: &mut Dag, node: Node) -> Node {
        if let Some(known) = self.memo.get(&node) {
            return *known;
        }
        let moved = match dag.def(node).clone() {
            Def::Leaf(_) => node,
            Def::Local(i) => self.locals.get(&i).copied().unwrap_or(node),
            Def::Result(k) => dag.node(Def::Result(k + self.results)),
            Def::Op(name, args) => {
                let args = args.into_iter().map(|a| self.node(dag, a)).collect();
                dag.node(Def::Op(name, args))
            }
        };
        self.memo.insert(node, moved);
        moved
    }
}
