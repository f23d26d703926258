//! Loops for which it matters that their windows do not overlap.
//!
//! Where all accesses move alike, LLVM finds out by itself, by tests of its own in front of a vectorised loop. Not where
//! some move otherwise, or not at all: what is stored by one access could be loaded by the next round's other one.

use crate::ir::{Apart, Effect, Expr, Region, Stmt, Window};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Windows of such a loop.
const MAX_WINDOWS: usize = 6;
/// Effects of one round; larger ones gain little.
const MAX_EFFECTS: usize = 12;

/// The windows to set apart, if that can be done and gains something. `steady`: the rounds do not depend on what the loops
/// around do, so that they are probably many.
pub fn apart(windows: &[Window], body: &Region, steady: bool) -> Option<Apart> {
    let mut stored = BTreeSet::new();
    let mut locals: BTreeMap<u32, bool> = BTreeMap::new();
    let mut own = HashSet::new();
    for stmt in &body.stmts {
        match stmt {
            Stmt::Let((temp, _), _) => _ = own.insert(*temp),
            Stmt::SetLocal(l, _) => _ = locals.insert(*l, true),
            Stmt::Effect(results, effect) => {
                own.extend(results.iter().map(|(temp, _)| *temp));
                match effect {
                    Effect::LoadIn(..) => {}
                    Effect::StoreIn(_, _, window, ..) => _ = stored.insert(*window),
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
    // A function of rounds has no state, nor values from before the loop.
    let mut closed = true;
    body.visit(&mut |_| {}, &mut |e| {
        e.visit(&mut |e| match e {
            Expr::Local(l) => _ = locals.entry(*l).or_default(),
            Expr::Temp(temp) => closed &= own.contains(temp),
            Expr::Op(..) | Expr::I32(_) | Expr::I64(_) | Expr::F32(_) | Expr::F64(_) => {}
            Expr::V128(_) | Expr::Immediate(_) => {}
            _ => closed = false,
        });
    });
    let one_memory = windows.iter().all(|w| w.memory == windows[0].memory);
    let unlike = windows.iter().any(|w| w.step != windows[0].step);
    // One sum in memory is kept in a register anyway, though stored in each round: in few rounds, it is not worth the tests.
    let sum = stored.len() == 1 && stored.iter().all(|w| windows[*w].step == 0);
    let gains = unlike && (steady || !sum);
    let effects = body.stmts.iter().filter(|s| matches!(s, Stmt::Effect(..)));
    let few = windows.len() <= MAX_WINDOWS
        && effects.count() <= MAX_EFFECTS
        && (1..=2).contains(&stored.len());
    let loaded = (0..windows.len()).filter(|w| !stored.contains(w));
    (closed && one_memory && gains && few).then(|| Apart {
        loaded: loaded.collect(),
        stored: stored.iter().copied().collect(),
        locals: locals.into_iter().collect(),
    })
}
