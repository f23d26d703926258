//! IR to [`Facts`]: what each function touches, whether it may trap, and how much stack it may use.
//!
//! The facts decide signatures: a function is handed what it or anything it calls needs, and no more.

mod graph;
pub(crate) mod stack;

use crate::bundle::{Bundle, FuncKind};
use crate::ir::{Body, Effect, End, Expr, Stmt};
use crate::module::{ConstExpr, ConstOp};
use crate::options::Options;
use std::collections::{BTreeMap, BTreeSet};

/// What a function, or a dispatch over functions, needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// May trap, so that it returns an option.
    pub traps: bool,
    /// Reads or writes the state: globals, tables, segments, the trap context.
    pub state: bool,
    /// Memories that it touches.
    pub memories: BTreeSet<u32>,
    /// May grow a memory or call the host, so that it takes the whole guest.
    pub guest: bool,
    /// May call the host.
    pub host: bool,
    /// Checks the stack on entry for this many bytes (as an unoptimised build uses them).
    pub stack_check: Option<u32>,
    /// Its own frame is so large that the check must stand in front of it, in a function of its own.
    pub large_frame: bool,
    /// Bytes of stack that it uses below its caller until the next check.
    pub stack: u32,
}

/// Facts about a bundle.
#[derive(Debug, Default)]
pub struct Facts {
    /// By function.
    pub funcs: Vec<Needs>,
    /// By type and table of `call_indirect`.
    pub dispatch: BTreeMap<(u32, u32), Dispatch>,
}

/// One dispatch of `call_indirect`.
#[derive(Debug, Clone, Default)]
pub struct Dispatch {
    /// What it needs.
    pub needs: Needs,
    /// The functions that it may reach, in order.
    pub callees: Vec<u32>,
}

/// Analyses all bodies (`None` = host import).
pub fn analyse(bundle: &Bundle, options: &Options, bodies: &[Option<Body>]) -> Facts {
    let taken = address_taken(bundle, bodies);
    let mut graph = graph::Graph::default();
    let mut dispatch_nodes: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (f, body) in bodies.iter().enumerate() {
        let (needs, calls, indirect) = direct(bundle, options, f as u32, body.as_ref());
        graph.nodes.push(graph::Node {
            needs,
            calls: calls.into_iter().map(|f| f as usize).collect(),
            indirect,
        });
    }
    for f in 0..bodies.len() {
        for key in std::mem::take(&mut graph.nodes[f].indirect) {
            let next = graph.nodes.len();
            let node = *dispatch_nodes.entry(key).or_insert(next);
            if node == next {
                let calls = taken
                    .iter()
                    .filter(|f| bundle.funcs[**f as usize].ty == key.0)
                    .map(|f| *f as usize);
                let needs = Needs {
                    traps: true,
                    state: true,
                    stack: stack::DISPATCH,
                    ..Needs::default()
                };
                graph.nodes.push(graph::Node {
                    needs,
                    calls: calls.collect(),
                    indirect: vec![],
                });
            }
            graph.nodes[f].calls.push(node);
        }
    }
    graph.close(options.backtrace, bodies.len());
    let dispatch = dispatch_nodes.into_iter().map(|(key, node)| {
        let node = &graph.nodes[node];
        let callees = node.calls.iter().map(|f| *f as u32).collect();
        (
            key,
            Dispatch {
                needs: node.needs.clone(),
                callees,
            },
        )
    });
    let dispatch = dispatch.collect();
    graph.nodes.truncate(bodies.len());
    Facts {
        funcs: graph.nodes.into_iter().map(|n| n.needs).collect(),
        dispatch,
    }
}

/// Functions that a `funcref` may refer to.
fn address_taken(bundle: &Bundle, bodies: &[Option<Body>]) -> BTreeSet<u32> {
    let mut taken = BTreeSet::new();
    let mut note = |expr: &ConstExpr| {
        taken.extend(expr.0.iter().filter_map(|op| {
            if let ConstOp::RefFunc(f) = op {
                Some(*f)
            } else {
                None
            }
        }));
    };
    bundle
        .elems
        .iter()
        .flat_map(|e| &e.items)
        .for_each(&mut note);
    bundle
        .globals
        .iter()
        .filter_map(|g| g.init.as_ref())
        .for_each(&mut note);
    bundle
        .tables
        .iter()
        .filter_map(|t| t.init.as_ref())
        .for_each(&mut note);
    for body in bodies.iter().flatten() {
        body.code.visit(&mut |_| {}, &mut |e| {
            e.visit(&mut |e| {
                if let Expr::RefFunc(f) = e {
                    taken.insert(*f);
                }
            });
        });
    }
    taken
}

/// What a function needs by itself, whom it calls, and through which dispatches.
fn direct(
    bundle: &Bundle,
    options: &Options,
    f: u32,
    body: Option<&Body>,
) -> (Needs, Vec<u32>, Vec<(u32, u32)>) {
    let mut needs = Needs::default();
    let Some(body) = body else {
        debug_assert!(matches!(
            bundle.funcs[f as usize].kind,
            FuncKind::Host { .. }
        ));
        needs = Needs {
            traps: true,
            state: true,
            guest: true,
            host: true,
            stack: stack::HOST,
            ..needs
        };
        return (needs, vec![], vec![]);
    };
    needs.stack = stack::frame(body);
    let mut calls = BTreeSet::new();
    let mut indirect = BTreeSet::new();
    let shared = std::cell::RefCell::new(&mut needs);
    body.code.visit(
        &mut |stmt| {
            let needs = &mut **shared.borrow_mut();
            match stmt {
                Stmt::SetGlobal(..) => needs.state = true,
                Stmt::Fuel(_) | Stmt::Poll => (needs.traps, needs.state) = (true, true),
                Stmt::Effect(_, Effect::Call(f, _)) => {
                    calls.insert(*f);
                }
                Stmt::Effect(_, Effect::CallIndirect(ty, table, _, _)) => {
                    indirect.insert((*ty, *table));
                }
                Stmt::Effect(_, effect) => effect_needs(bundle, options, effect, needs),
                _ => {}
            }
        },
        &mut |expr| {
            let needs = &mut **shared.borrow_mut();
            expr.visit(&mut |e| match e {
                Expr::Global(_) | Expr::TableSize(_) => needs.state = true,
                Expr::MemorySize(m) => {
                    needs.memories.insert(*m);
                }
                _ => {}
            });
        },
    );
    if has_unreachable(&body.code) {
        (needs.traps, needs.state) = (true, true);
    }
    (
        needs,
        calls.into_iter().collect(),
        indirect.into_iter().collect(),
    )
}

fn effect_needs(bundle: &Bundle, options: &Options, effect: &Effect, needs: &mut Needs) {
    needs.traps |= effect.traps();
    match effect {
        Effect::Load(_, m, ..)
        | Effect::Store(_, m, ..)
        | Effect::LoadLane(_, m, ..)
        | Effect::StoreLane(_, m, ..)
        | Effect::LoadIn(_, m, ..)
        | Effect::StoreIn(_, m, ..)
        | Effect::Shared(_, m, ..)
        | Effect::SharedSize(m)
        | Effect::MemoryFill(m, _) => {
            needs.memories.insert(*m);
        }
        Effect::MemoryCopy(to, from, _) => needs.memories.extend([*to, *from]),
        Effect::MemoryInit(_, m, _) | Effect::Atomic(_, m, ..) => {
            needs.memories.insert(*m);
            needs.state = true;
        }
        Effect::MemoryGrow(m, _) => match crate::emit::fixed_size(bundle, options, *m) {
            Some(_) => {
                needs.memories.insert(*m);
            }
            None => needs.guest = true,
        },
        Effect::Call(..) | Effect::CallIndirect(..) | Effect::AtomicFence => {}
        _ => needs.state = true,
    }
}

/// Whether an `unreachable` operator survives in the region.
fn has_unreachable(region: &crate::ir::Region) -> bool {
    fn within(stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Block { body, .. } | Stmt::Loop { body, .. } => has_unreachable(body),
            Stmt::If {
                then, otherwise, ..
            } => has_unreachable(then) || has_unreachable(otherwise),
            Stmt::Steps { steps, .. } => steps.iter().any(has_unreachable),
            Stmt::Part(part) => part.stmts.iter().any(within),
            _ => false,
        }
    }
    matches!(region.end, End::Unreachable) || region.stmts.iter().any(within)
}
