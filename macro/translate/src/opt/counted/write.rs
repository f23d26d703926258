//! A round of the fast form as statements.

use super::dag::{Dag, Def, Node};
use super::roll::Rolled;
use super::round::Round;
use super::shape::WayOut;
use super::windows::Access;
use crate::ir::{Effect, Expr, Stmt, Temp};
use crate::types::ValType;
use std::collections::{BTreeMap, HashMap};

/// Expressions larger than this are named.
const MAX_NODES: usize = 24;

/// The statements of one round.
pub fn write(
    round: &Round,
    rolled: &Rolled,
    accesses: &[Option<Access>],
    locals: &[ValType],
    temps: &mut Temp,
) -> Vec<Stmt> {
    let mut writer = Writer {
        dag: &round.dag,
        locals,
        uses: vec![0; round.dag.len()],
        names: HashMap::new(),
        temps,
        out: Vec::new(),
    };
    for (k, access) in accesses.iter().enumerate() {
        let event = &round.effects[k];
        let mut args = event.args[usize::from(access.is_some())..].iter();
        match event.way_out {
            // What locals hold there is worked out where it is needed.
            Some(_) => args.next().into_iter().for_each(|cond| writer.count(*cond)),
            None => args.for_each(|arg| writer.count(*arg)),
        }
    }
    rolled.finals.values().for_each(|node| writer.count(*node));
    for (k, access) in accesses.iter().enumerate() {
        writer.effect(round, k, access.as_ref());
    }
    writer.finals(&rolled.finals);
    writer.out
}

struct Writer<'a> {
    dag: &'a Dag,
    /// Types of locals.
    locals: &'a [ValType],
    /// How often each node is used.
    uses: Vec<u32>,
    names: HashMap<Node, Temp>,
    temps: &'a mut Temp,
    out: Vec<Stmt>,
}

impl Writer<'_> {
    fn count(&mut self, node: Node) {
        self.uses[node] += 1;
        if self.uses[node] == 1
            && let Def::Op(_, args) = self.dag.def(node)
        {
            args.iter().for_each(|a| self.count(*a));
        }
    }

    fn name(&mut self, node: Node) -> Temp {
        *self.temps += 1;
        self.names.insert(node, *self.temps);
        *self.temps
    }

    fn effect(&mut self, round: &Round, k: usize, access: Option<&Access>) {
        let event = &round.effects[k];
        if let Some(way_out) = event.way_out {
            return self.leave(round, &event.args, way_out);
        }
        let skip = usize::from(access.is_some());
        let mut args: Vec<Expr> = event.args[skip..].iter().map(|a| self.expr(*a)).collect();
        let name = event.name;
        let store = event.result.is_none();
        let effect = match (event.access, access) {
            (None, _) => Effect::Trapping(name, args),
            (Some((m, _)), Some(a)) if store => {
                let value = args.remove(0);
                Effect::StoreIn(name, m, a.window, a.step, a.offset, value)
            }
            (Some((m, _)), Some(a)) => Effect::LoadIn(name, m, a.window, a.step, a.offset),
            (Some((m, offset)), None) if store => {
                let address = args.remove(0);
                Effect::Store(name, m, offset, address, args.remove(0))
            }
            (Some((m, offset)), None) => Effect::Load(name, m, offset, args.remove(0)),
        };
        let result = event.result.map(|ty| {
            let node = self.dag.find(&Def::Result(k));
            *self.temps += 1;
            if let Some(node) = node {
                self.names.insert(node, *self.temps);
            }
            (*self.temps, ty)
        });
        self.out
            .push(Stmt::Effect(result.into_iter().collect(), effect));
    }

    /// A test: the loop is left if the first of `args` is not 0, with the others in locals.
    fn leave(&mut self, round: &Round, args: &[Node], way_out: WayOut) {
        let cond = self.expr(args[0]);
        let held = round.finals.keys().copied().zip(args[1..].iter().copied());
        let (names, before) = (self.names.clone(), std::mem::take(&mut self.out));
        self.finals(&held.collect());
        // What is named there has no name behind it.
        self.names = names;
        let sets = std::mem::replace(&mut self.out, before);
        let target = match way_out {
            WayOut::Jump(target) => Some(target),
            _ => None,
        };
        self.out.push(Stmt::Leave(cond, sets, target));
    }

    /// All locals at once: what they held at the start of the round may be needed for others.
    fn finals(&mut self, finals: &BTreeMap<u32, Node>) {
        let mut left: Vec<(u32, Expr)> = finals
            .iter()
            .map(|(i, node)| (*i, self.expr(*node)))
            .collect();
        left.retain(|(i, e)| *e != Expr::Local(*i));
        while !left.is_empty() {
            let reads = |e: &Expr, i: u32| e.any(&|e| *e == Expr::Local(i));
            let free = (0..left.len()).find(|k| {
                let mut others = left.iter().enumerate().filter(|(o, _)| o != k);
                others.all(|(_, (_, e))| !reads(e, left[*k].0))
            });
            match free {
                Some(k) => {
                    let (i, e) = left.remove(k);
                    self.out.push(Stmt::SetLocal(i, e));
                }
                None => {
                    // A cycle: what one of them needs is kept.
                    *self.temps += 1;
                    let open = left.iter().position(|(_, e)| !matches!(e, Expr::Temp(_)));
                    let (i, e) = &mut left[open.unwrap_or(0)];
                    let value = std::mem::replace(e, Expr::Temp(*self.temps));
                    let named = (*self.temps, self.locals[*i as usize]);
                    self.out.push(Stmt::Let(named, value));
                }
            }
        }
    }

    fn expr(&mut self, node: Node) -> Expr {
        if let Some(temp) = self.names.get(&node) {
            return Expr::Temp(*temp);
        }
        let e = match self.dag.def(node) {
            Def::Leaf(e) => return e.clone(),
            Def::Local(i) => return Expr::Local(*i),
            // All results are named by the effects, which come first.
            Def::Result(_) => unreachable!("a result is named before it is used"),
            Def::Op(name, args) => Expr::Op(name, args.iter().map(|a| self.expr(*a)).collect()),
        };
        match self.dag.ty(node) {
            Some(ty) if self.uses[node] > 1 || e.size() > MAX_NODES => {
                let temp = self.name(node);
                self.out.push(Stmt::Let((temp, ty), e));
                Expr::Temp(temp)
            }
            _ => e,
        }
    }
}
