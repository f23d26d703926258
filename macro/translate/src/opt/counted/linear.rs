//! Values of type i32 as sums of multiples of others, modulo 2^32.

use super::dag::{Dag, Def, Node};
use crate::ir::Expr;
use std::collections::BTreeMap;

/// Sums of more than this many values are values of their own.
const MAX_TERMS: usize = 6;
/// And so are those of more nodes than this; the checker looks at no more than twice as many.
const MAX_SUM: u32 = 100;

/// `Σ factor·value + constant`; no factor is 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Linear {
    /// Factors by value.
    pub terms: BTreeMap<Node, u32>,
    /// The constant.
    pub constant: u32,
}

impl Linear {
    /// A constant.
    pub fn constant(constant: u32) -> Self {
        Linear {
            constant,
            ..Linear::default()
        }
    }

    /// The form of a node of type i32; a very large one is a value of its own.
    pub fn of(dag: &Dag, node: Node) -> Linear {
        let mut left = MAX_SUM;
        form(dag, node, &mut left).unwrap_or_else(|| single(node))
    }

    /// `self + factor·other`
    pub fn plus(&self, factor: u32, other: &Linear) -> Linear {
        let mut sum = self.clone();
        sum.constant = sum
            .constant
            .wrapping_add(factor.wrapping_mul(other.constant));
        for (node, f) in &other.terms {
            let entry = sum.terms.entry(*node).or_default();
            *entry = entry.wrapping_add(factor.wrapping_mul(*f));
        }
        sum.terms.retain(|_, f| *f != 0);
        sum
    }

    /// `self + constant`
    pub fn offset(&self, constant: u32) -> Linear {
        let mut sum = self.clone();
        sum.constant = sum.constant.wrapping_add(constant);
        sum
    }

    /// As nodes.
    pub fn node(&self, dag: &mut Dag) -> Node {
        let mut sum = None;
        for (node, factor) in &self.terms {
            let term = match factor {
                1 => *node,
                _ => {
                    let factor = dag.int(*factor);
                    dag.node(Def::Op("i32_mul", vec![*node, factor]))
                }
            };
            sum = Some(match sum {
                None => term,
                Some(sum) => dag.node(Def::Op("i32_add", vec![sum, term])),
            });
        }
        match (sum, self.constant) {
            (Some(sum), 0) => sum,
            (None, constant) => dag.int(constant),
            (Some(sum), constant) => {
                let constant = dag.int(constant);
                dag.node(Def::Op("i32_add", vec![sum, constant]))
            }
        }
    }

    /// As an expression in front of the loop; all values must be locals or leaves.
    pub fn expr(&self, dag: &Dag) -> Expr {
        let op = |name, a, b| Expr::Op(name, vec![a, b]);
        let mut sum = None;
        for (node, factor) in &self.terms {
            let value = match dag.def(*node) {
                Def::Local(i) => Expr::Local(*i),
                Def::Leaf(e) => e.clone(),
                Def::Result(_) | Def::Op(..) => unreachable!("affine forms have no such terms"),
            };
            sum = Some(match (sum, *factor) {
                (None, 1) => value,
                (Some(sum), 1) => op("i32_add", sum, value),
                (Some(sum), u32::MAX) => op("i32_sub", sum, value),
                (None, f) => op("i32_mul", value, Expr::I32(f as i32)),
                (Some(sum), f) => op("i32_add", sum, op("i32_mul", value, Expr::I32(f as i32))),
            });
        }
        match (sum, self.constant as i32) {
            (Some(sum), 0) => sum,
            (Some(sum), c) => op("i32_add", sum, Expr::I32(c)),
            (None, c) => Expr::I32(c),
        }
    }
}

fn form(dag: &Dag, node: Node, left: &mut u32) -> Option<Linear> {
    *left = left.checked_sub(1)?;
    let constant = |node: Node| match dag.def(node) {
        Def::Leaf(Expr::I32(c)) => Some(*c as u32),
        _ => None,
    };
    let (args, factor, other) = match dag.def(node) {
        Def::Leaf(Expr::I32(c)) => return Some(Linear::constant(*c as u32)),
        Def::Op("i32_add", args) => (args, 1, Some(1)),
        Def::Op("i32_sub", args) => (args, 1, Some(u32::MAX)),
        Def::Op("i32_mul", args) => match constant(args[1]) {
            Some(factor) => (args, factor, None),
            None => return Some(single(node)),
        },
        Def::Op("i32_shl", args) => match constant(args[1]) {
            Some(k) => (args, 1 << (k & 31), None),
            None => return Some(single(node)),
        },
        _ => return Some(single(node)),
    };
    let mut sum = Linear::default().plus(factor, &form(dag, args[0], left)?);
    if let Some(factor) = other {
        sum = sum.plus(factor, &form(dag, args[1], left)?);
    }
    (sum.terms.len() <= MAX_TERMS).then_some(sum)
}

fn single(node: Node) -> Linear {
    Linear {
        terms: BTreeMap::from([(node, 1)]),
        constant: 0,
    }
}
