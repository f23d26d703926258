//! One round of a loop of straight-line code: its effects in order, and what it leaves in locals.

use super::dag::{Dag, Def, Node};
use super::linear::Linear;
use super::shape::{Test, WayOut};
use crate::ir::{Effect, Expr, Stmt, Temp};
use crate::types::ValType;
use std::collections::{BTreeMap, HashMap};

/// A load, a store, or a numeric operator that may trap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The runtime function.
    pub name: &'static str,
    /// Memory and offset of a load or store.
    pub access: Option<(u32, u64)>,
    /// Operands; an address comes first. Of a way out: the condition on which it is taken, and what assigned locals hold then.
    pub args: Vec<Node>,
    /// Type of the result, if there is one.
    pub result: Option<ValType>,
    /// Of a test at which the loop may be left: where to.
    pub way_out: Option<WayOut>,
}

/// What a round is made of.
pub enum Item<'a> {
    /// An assignment to a local, an access, or an operator.
    Stmt(&'a Stmt),
    /// A condition that is looked at.
    Test(&'a Expr),
    /// A condition on which the loop goes on, or is left (if `negated`), and where to.
    Leave(&'a Test<'a>),
}

/// One round.
#[derive(Debug)]
pub struct Round {
    /// All values in it.
    pub dag: Dag,
    /// Effects, in order.
    pub effects: Vec<Event>,
    /// What assigned locals hold at its end.
    pub finals: BTreeMap<u32, Node>,
    /// The conditions that are looked at.
    pub conds: Vec<Node>,
    /// What a round adds to each assigned local; `None` if it is not a constant.
    pub steps: BTreeMap<u32, Option<u32>>,
}

impl Round {
    /// The round that these are, if there is nothing in them but assignments to locals, accesses and operators.
    pub fn of<'a>(items: impl IntoIterator<Item = Item<'a>>, locals: &[ValType]) -> Option<Round> {
        let mut reader = Reader {
            dag: Dag::default(),
            plain: true,
            locals: BTreeMap::new(),
            temps: HashMap::new(),
        };
        let mut effects: Vec<Event> = Vec::new();
        let mut conds = Vec::new();
        // What locals hold at each way out.
        let mut held = Vec::new();
        for item in items {
            let stmt = match item {
                Item::Stmt(stmt) => stmt,
                Item::Test(cond) => {
                    conds.push(reader.expr(cond));
                    continue;
                }
                Item::Leave(test) => {
                    let cond = reader.expr(test.cond);
                    let leaves = if test.negated { cond } else { reader.not(cond) };
                    held.push((effects.len(), reader.locals.clone()));
                    effects.push(Event {
                        name: "leave",
                        access: None,
                        args: vec![leaves],
                        result: None,
                        way_out: Some(test.way_out),
                    });
                    continue;
                }
            };
            match stmt {
                Stmt::Let((temp, ty), e) => {
                    let node = reader.expr(e);
                    reader.dag.set_ty(node, *ty);
                    reader.temps.insert(*temp, node);
                }
                Stmt::SetLocal(i, e) => {
                    let node = reader.expr(e);
                    reader.dag.set_ty(node, locals[*i as usize]);
                    reader.locals.insert(*i, node);
                }
                Stmt::Effect(results, effect) => {
                    let (name, access, args) = match effect {
                        Effect::Load(name, m, offset, a) => (*name, Some((*m, *offset)), vec![a]),
                        Effect::Store(name, m, offset, a, v) => {
                            (*name, Some((*m, *offset)), vec![a, v])
                        }
                        Effect::Trapping(name, args) => (*name, None, args.iter().collect()),
                        _ => return None,
                    };
                    let args = args.into_iter().map(|e| reader.expr(e)).collect();
                    let result = match results[..] {
                        [] => None,
                        [(temp, ty)] => {
                            let node = reader.dag.node(Def::Result(effects.len()));
                            reader.dag.set_ty(node, ty);
                            reader.temps.insert(temp, node);
                            Some(ty)
                        }
                        _ => return None,
                    };
                    effects.push(Event {
                        name,
                        access,
                        args,
                        result,
                        way_out: None,
                    });
                }
                _ => return None,
            }
        }
        let Reader {
            mut dag,
            locals: finals,
            plain: true,
            ..
        } = reader
        else {
            return None;
        };
        for (event, held) in held {
            let values = finals.keys().map(|i| match held.get(i) {
                Some(node) => *node,
                None => dag.node(Def::Local(*i)),
            });
            effects[event].args.extend(values);
        }
        let steps = finals.iter().map(|(i, node)| {
            let start = dag.node(Def::Local(*i));
            let mut step = Linear::of(&dag, *node);
            let own = step.terms.remove(&start) == Some(1) && step.terms.is_empty();
            let own = own && locals[*i as usize] == ValType::I32;
            (*i, own.then_some(step.constant))
        });
        let steps = steps.collect();
        Some(Round {
            dag,
            effects,
            finals,
            conds,
            steps,
        })
    }

    /// What a round adds to the form, if it is a constant.
    pub fn step(&self, linear: &Linear) -> Option<u32> {
        let mut sum = 0u32;
        for (node, factor) in &linear.terms {
            let step = match self.dag.def(*node) {
                Def::Local(i) => self.steps.get(i).copied().unwrap_or(Some(0))?,
                Def::Leaf(Expr::Temp(_)) => 0,
                _ => return None,
            };
            sum = sum.wrapping_add(factor.wrapping_mul(step));
        }
        Some(sum)
    }
}

struct Reader {
    dag: Dag,
    /// Whether there are none but numbers, and operators on what they are given.
    plain: bool,
    locals: BTreeMap<u32, Node>,
    temps: HashMap<Temp, Node>,
}

impl Reader {
    /// What is 0 where a condition is not.
    fn not(&mut self, cond: Node) -> Node {
        match self.dag.def(cond) {
            Def::Op("i32_eqz", args) => args[0],
            _ => self.dag.node(Def::Op("i32_eqz", vec![cond])),
        }
    }

    fn expr(&mut self, e: &Expr) -> Node {
        let def = match e {
            Expr::Local(i) => match self.locals.get(i) {
                Some(node) => return *node,
                None => Def::Local(*i),
            },
            Expr::Temp(t) => match self.temps.get(t) {
                Some(node) => return *node,
                None => Def::Leaf(e.clone()),
            },
            Expr::Op(name, args) => Def::Op(name, args.iter().map(|a| self.expr(a)).collect()),
            _ => {
                let sizes = matches!(e, Expr::MemorySize(_) | Expr::TableSize(_));
                self.plain &= !sizes && !matches!(e, Expr::Null(_) | Expr::RefFunc(_));
                Def::Leaf(e.clone())
            }
        };
        self.dag.node(def)
    }
}
