//! Deeply nested blocks to flat steps.
//!
//! A C `switch` with hundreds of cases arrives as hundreds of blocks, one in the other, with a `br_table`
//! in the innermost: a ladder. rustc's parser does not survive thousands of nested braces, so above a
//! certain depth a chain of nested blocks becomes one loop over numbered steps ([`Stmt::Steps`]):
//!
//! ```text
//! block a                      steps a
//!   P0                           0: P0 P1 …
//!   block b                      1: S1           (after block b; `br b` goes here)
//!     P1 …           becomes     2: S0           (after block …)
//!   end
//!   S1
//! end
//! ```
//!
//! A branch out of the k-th block from within is a jump to the step after it. LLVM threads these jumps,
//! so the steps cost nothing at run time.

use crate::ir::{Body, End, Expr, Jump, Region, Stmt, Target, Temp};
use crate::types::ValType;
use std::collections::{HashMap, HashSet};

/// Regions may be this deep without any flattening.
const SHALLOW: usize = 40;
/// Chains shorter than this stay.
const CHAIN: usize = 4;

/// Longer chains become several ladders, one in the other: LLVM joins all locals at the head of each, and takes quadratic
/// time in the number of jumps there. Where there would be too many of those, it is one, whose steps `split` puts in parts.
const LADDER: usize = 100;

/// Flattens the ladders of a body that nests deeper than [`SHALLOW`]; whether one has more than `long` steps.
pub fn flatten(body: &mut Body, long: usize) -> bool {
    let mut heights = Heights::new();
    measure(&body.code, &mut heights) > SHALLOW && region(&mut body.code, &heights, long)
}

/// Depth of nesting below the bodies of blocks, by label.
type Heights = HashMap<u32, usize>;

/// Depth of nesting below a region; notes that of all blocks in it, so that chains are found in linear time.
fn measure(region: &Region, heights: &mut Heights) -> usize {
    let mut most = 0;
    for stmt in &region.stmts {
        let depth = match stmt {
            Stmt::Block { label, body, .. } => {
                let below = measure(body, heights);
                heights.insert(*label, below);
                1 + below
            }
            Stmt::Loop { body, .. } => 1 + measure(body, heights),
            Stmt::If {
                then, otherwise, ..
            } => 1 + measure(then, heights).max(measure(otherwise, heights)),
            Stmt::Steps { steps, .. } => {
                1 + steps.iter().map(|s| measure(s, heights)).max().unwrap_or(0)
            }
            _ => 0,
        };
        most = most.max(depth);
    }
    most
}

/// Flattens chains below a region, outermost first; whether one is longer than `long`.
fn region(r: &mut Region, heights: &Heights, long: usize) -> bool {
    let mut found = false;
    for stmt in &mut r.stmts {
        match stmt {
            Stmt::Block { .. } => {
                if let Some(steps) = chain(stmt, heights, long) {
                    *stmt = steps;
                }
            }
            Stmt::Loop { body, .. } => {
                found |= region(body, heights, long);
                continue;
            }
            Stmt::If {
                then, otherwise, ..
            } => {
                found |= region(then, heights, long);
                found |= region(otherwise, heights, long);
                continue;
            }
            _ => continue,
        }
        match stmt {
            Stmt::Block { body, .. } => found |= region(body, heights, long),
            Stmt::Steps { steps, .. } => {
                found |= steps.len() > long;
                for step in steps {
                    found |= region(step, heights, long);
                }
            }
            _ => {}
        }
    }
    found
}

/// A level of the chain: what follows the inner block in its body.
struct Level {
    label: u32,
    results: Vec<(Temp, ValType)>,
    suffix: Region,
}

/// The chain that starts at `outer` as steps, if it is long enough.
fn chain(outer: &mut Stmt, heights: &Heights, long: usize) -> Option<Stmt> {
    let mut length = chain_length(outer, heights);
    if length <= long {
        length = length.min(LADDER);
    }
    if length < CHAIN {
        return None;
    }
    let Stmt::Block {
        label,
        results,
        body,
        ..
    } = outer
    else {
        return None;
    };
    let label = *label;
    let results = std::mem::take(results);
    let mut current = std::mem::replace(
        body,
        Region {
            stmts: vec![],
            end: End::Unreachable,
        },
    );
    let mut entry: Vec<Stmt> = Vec::new();
    let mut levels: Vec<Level> = Vec::new();
    for _ in 1..length {
        let at = deepest_block(&current, heights)?;
        let mut suffix = current.stmts.split_off(at);
        let inner = suffix.remove(0);
        entry.append(&mut current.stmts);
        let Stmt::Block {
            label,
            results,
            body,
            ..
        } = inner
        else {
            return None;
        };
        levels.push(Level {
            label,
            results,
            suffix: Region {
                stmts: suffix,
                end: current.end,
            },
        });
        current = body;
    }
    entry.append(&mut current.stmts);
    // Innermost first: step 0 is the entry, step k what follows the k-th block from inside.
    levels.reverse();
    let vars: Vec<_> = levels
        .iter()
        .flat_map(|l| l.results.iter().copied())
        .collect();
    let numbers: HashMap<u32, u32> = levels.iter().zip(1..).map(|(l, k)| (l.label, k)).collect();
    let mut into: Vec<Vec<Temp>> = vec![vec![]];
    into.extend(
        levels
            .iter()
            .map(|l| l.results.iter().map(|(t, _)| *t).collect()),
    );
    let mut steps = vec![Region {
        stmts: entry,
        end: current.end,
    }];
    steps.extend(levels.into_iter().map(|l| l.suffix));
    let last = steps.len() - 1;
    for (k, step) in steps.iter_mut().enumerate() {
        if let (End::Fall(values), true) = (&mut step.end, k < last) {
            let target = Target::Step(label, k as u32 + 1);
            step.end = End::Jump(Jump {
                target,
                values: std::mem::take(values),
            });
        }
        retarget(step, label, &numbers);
    }
    Some(Stmt::Steps {
        label,
        results,
        vars,
        into,
        steps,
    })
}

/// The position of the block that continues the chain: the deepest one.
fn deepest_block(r: &Region, heights: &Heights) -> Option<usize> {
    let depth = |stmt: &Stmt| {
        if let Stmt::Block { label, .. } = stmt {
            1 + heights.get(label).copied().unwrap_or(0)
        } else {
            0
        }
    };
    let (at, deepest) = r
        .stmts
        .iter()
        .map(depth)
        .enumerate()
        .max_by_key(|(i, d)| (*d, std::cmp::Reverse(*i)))?;
    (deepest > 0).then_some(at)
}

/// How many blocks, one directly in the other, can become steps: what follows an inner block must not
/// use what was named before it, at this level or (as a parameter of a block) further out.
fn chain_length(outer: &Stmt, heights: &Heights) -> usize {
    let mut length = 1;
    let Stmt::Block { body, .. } = outer else {
        return 0;
    };
    let mut current = body;
    let mut named: HashSet<Temp> = HashSet::new();
    while let Some(at) = deepest_block(current, heights) {
        named.extend(
            current.stmts[..at]
                .iter()
                .flat_map(Stmt::results)
                .map(|(t, _)| *t),
        );
        let mut used = false;
        if !named.is_empty() {
            let mut on_expr =
                |e: &Expr| used |= e.any(&|e| matches!(e, Expr::Temp(t) if named.contains(t)));
            for stmt in &current.stmts[at + 1..] {
                stmt.visit(&mut |_| {}, &mut on_expr);
            }
            current.end.visit(&mut on_expr);
        }
        let Stmt::Block { body, .. } = &current.stmts[at] else {
            break;
        };
        if used {
            break;
        }
        length += 1;
        current = body;
    }
    length
}

/// Turns branches out of the chain's blocks into jumps to steps.
fn retarget(r: &mut Region, ladder: u32, numbers: &HashMap<u32, u32>) {
    let jump = |jump: &mut Jump| {
        if let Target::Break(label) = jump.target
            && let Some(step) = numbers.get(&label)
        {
            jump.target = Target::Step(ladder, *step);
        }
    };
    for stmt in &mut r.stmts {
        match stmt {
            Stmt::Block { body, .. } | Stmt::Loop { body, .. } => retarget(body, ladder, numbers),
            Stmt::Steps { steps, .. } => {
                steps.iter_mut().for_each(|s| retarget(s, ladder, numbers))
            }
            Stmt::If {
                then, otherwise, ..
            } => {
                retarget(then, ladder, numbers);
                retarget(otherwise, ladder, numbers);
            }
            Stmt::BrIf(_, j) => jump(j),
            _ => {}
        }
    }
    match &mut r.end {
        End::Jump(j) => jump(j),
        End::Switch(_, arms) => arms.iter_mut().for_each(|(_, j)| jump(j)),
        _ => {}
    }
}
