//! Values of straight-line code as a graph: equal values are the same node.

use crate::ir::Expr;
use crate::types::ValType;
use std::collections::HashMap;

/// A value.
pub type Node = usize;

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Def {
    /// What a local holds at the start of the round.
    Local(u32),
    /// The result of an effect.
    Result(usize),
    /// A literal, or anything else without operands that does not change in a round.
    Leaf(Expr),
    /// A pure operator.
    Op(&'static str, Vec<Node>),
}

/// All values.
#[derive(Debug, Default)]
pub struct Dag {
    defs: Vec<Def>,
    types: Vec<Option<ValType>>,
    index: HashMap<Def, Node>,
}

impl Dag {
    /// The node of a value.
    pub fn node(&mut self, def: Def) -> Node {
        if let Some(node) = self.index.get(&def) {
            return *node;
        }
        let ty = match &def {
            Def::Op(name, _) => result(name),
            _ => None,
        };
        self.defs.push(def.clone());
        self.types.push(ty);
        self.index.insert(def, self.defs.len() - 1);
        self.defs.len() - 1
    }

    /// The node of a value that is there.
    pub fn find(&self, def: &Def) -> Option<Node> {
        self.index.get(def).copied()
    }

    /// An `i32.const`.
    pub fn int(&mut self, value: u32) -> Node {
        self.node(Def::Leaf(Expr::I32(value as i32)))
    }

    /// What a node is.
    pub fn def(&self, node: Node) -> &Def {
        &self.defs[node]
    }

    /// A node's type, if it is known.
    pub fn ty(&self, node: Node) -> Option<ValType> {
        self.types[node]
    }

    /// Notes a node's type.
    pub fn set_ty(&mut self, node: Node, ty: ValType) {
        self.types[node] = Some(ty);
    }

    /// How many nodes there are; operands come before what they are operands of.
    pub fn len(&self) -> usize {
        self.defs.len()
    }
}

/// The result type of an operator, as its name says.
fn result(name: &str) -> Option<ValType> {
    const TESTS: [&str; 11] = [
        "_eqz", "_eq", "_ne", "_lt", "_gt", "_le", "_ge", "_lt_s", "_lt_u", "_gt_s", "_gt_u",
    ];
    const MORE: [&str; 4] = ["_le_s", "_le_u", "_ge_s", "_ge_u"];
    let (ty, rest) = name.split_once('_')?;
    let (ty, rest) = match ty {
        "select" => (rest, ""),
        _ => (ty, &name[ty.len()..]),
    };
    match ty {
        "i32" | "i64" | "f32" | "f64" if TESTS.contains(&rest) || MORE.contains(&rest) => {
            Some(ValType::I32)
        }
        "i32" => Some(ValType::I32),
        "i64" => Some(ValType::I64),
        "f32" => Some(ValType::F32),
        "f64" => Some(ValType::F64),
        _ => None,
    }
}
