//! The operand stack: expressions that are pending until something consumes or disturbs them.
//!
//! Only pure expressions are ever pending, so they may be evaluated later than WebAssembly says as long
//! as what they read has not changed. A pending operand that reads a local, a global or a size is
//! *settled* (named by a temp) before that may change.

use super::Lowering;
use crate::ir::{Expr, Stmt};
use crate::types::ValType;

/// Expressions larger than this are named, which keeps lines short and rustc's recursion shallow.
const MAX_PENDING: usize = 24;

/// Pending operands, bottom first.
pub struct Stack {
    entries: Vec<Entry>,
    /// How many entries read each local.
    readers: Vec<u32>,
    /// How many entries read a global, a memory's or a table's size.
    volatile: u32,
    /// How many entries are neither literals nor temps.
    unsettled: u32,
}

struct Entry {
    expr: Expr,
    ty: ValType,
}

impl Stack {
    pub fn new(locals: usize) -> Self {
        Stack {
            entries: Vec::new(),
            readers: vec![0; locals],
            volatile: 0,
            unsettled: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn push(&mut self, expr: Expr, ty: ValType) {
        self.count(&expr, |n| *n += 1);
        self.entries.push(Entry { expr, ty });
    }

    pub fn pop(&mut self) -> Expr {
        let entry = self
            .entries
            .pop()
            .expect("validated code does not underflow the operand stack");
        self.count(&entry.expr, |n| *n -= 1);
        entry.expr
    }

    /// The type of the operand on top.
    pub fn top_type(&self) -> ValType {
        self.entries
            .last()
            .expect("validated code does not underflow the operand stack")
            .ty
    }

    /// Drops operands down to a height.
    pub fn truncate(&mut self, height: usize) {
        while self.entries.len() > height {
            self.pop();
        }
    }

    fn count(&mut self, expr: &Expr, mut step: impl FnMut(&mut u32)) {
        let mut volatile = false;
        let mut literal = true;
        expr.visit(&mut |e| match e {
            Expr::Local(i) => {
                // An expression that reads a local twice counts twice; both go away together.
                step(&mut self.readers[*i as usize]);
                literal = false;
            }
            Expr::Global(_) | Expr::MemorySize(_) | Expr::TableSize(_) => {
                volatile = true;
                literal = false;
            }
            Expr::Op(..) => literal = false,
            _ => {}
        });
        if volatile {
            step(&mut self.volatile);
        }
        if !literal {
            step(&mut self.unsettled);
        }
    }
}

impl Lowering<'_> {
    /// Pushes a pure expression; a large one is named at once.
    pub fn push(&mut self, expr: Expr, ty: ValType) {
        let large = expr.size() > MAX_PENDING;
        self.stack.push(expr, ty);
        if large {
            self.settle(self.stack.len() - 1);
        }
    }

    /// Names the operand at a position.
    fn settle(&mut self, at: usize) {
        let temp = self.temp();
        let entry = &mut self.stack.entries[at];
        let ty = entry.ty;
        let expr = std::mem::replace(&mut entry.expr, Expr::Temp(temp));
        self.stack.count(&expr, |n| *n -= 1);
        self.emit(Stmt::Let((temp, ty), expr));
    }

    /// Names, from the top down, the operands of the innermost frame that `read`, until none is left.
    fn settle_while(&mut self, left: impl Fn(&Stack) -> bool, reads: impl Fn(&Expr) -> bool) {
        let mut at = self.stack.len();
        while at > 0 && left(&self.stack) {
            at -= 1;
            if self.stack.entries[at].expr.any(&reads) {
                self.settle(at);
            }
        }
    }

    /// Before local `i` changes.
    pub fn settle_local(&mut self, i: u32) {
        self.settle_while(|s| s.readers[i as usize] > 0, |e| *e == Expr::Local(i));
    }

    /// Before global `g` changes.
    pub fn settle_global(&mut self, g: u32) {
        if self.stack.volatile > 0 {
            let mut at = self.stack.len();
            let mut left = self.stack.volatile;
            while at > 0 && left > 0 {
                at -= 1;
                let expr = &self.stack.entries[at].expr;
                left -= u32::from(expr.any(&is_volatile));
                if expr.any(&|e| *e == Expr::Global(g)) {
                    self.settle(at);
                }
            }
        }
    }

    /// Before code runs that may change any global, memory or table.
    pub fn settle_volatile(&mut self) {
        self.settle_while(|s| s.volatile > 0, is_volatile);
    }

    /// Before control: everything but literals and temps.
    pub fn settle_all(&mut self) {
        let unsettled = |e: &Expr| is_volatile(e) || matches!(e, Expr::Local(_) | Expr::Op(..));
        self.settle_while(|s| s.unsettled > 0, unsettled);
    }

    /// Makes the top `n` operands atoms, so that they can be used twice.
    pub fn settle_top(&mut self, n: usize) {
        for at in self.stack.len() - n..self.stack.len() {
            if !self.stack.entries[at].expr.is_atom() {
                self.settle(at);
            }
        }
    }

    /// Copies of the top `n` operands.
    pub fn peek_n(&self, n: usize) -> Vec<Expr> {
        self.stack.entries[self.stack.len() - n..]
            .iter()
            .map(|e| e.expr.clone())
            .collect()
    }

    /// Pops a list of operands, in the order in which they were pushed.
    pub fn pop_list(&mut self, n: usize) -> Vec<Expr> {
        let mut list: Vec<_> = (0..n).map(|_| self.pop()).collect();
        list.reverse();
        list
    }
}

fn is_volatile(e: &Expr) -> bool {
    matches!(
        e,
        Expr::Global(_) | Expr::MemorySize(_) | Expr::TableSize(_)
    )
}
