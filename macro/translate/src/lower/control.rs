//! Structured control: blocks, loops, ifs and branches (§3.4.6).

use super::{Lowering, Result};
use crate::ir::{End, Expr, Jump, Region, Stmt, Target};
use crate::types::{FuncType, ValType};
use std::collections::HashMap;

/// A control construct that is being lowered.
pub struct Frame {
    kind: Kind,
    label: u32,
    targeted: bool,
    /// Height of the operand stack below its parameters.
    height: usize,
    params: Vec<ValType>,
    results: Vec<ValType>,
    /// Whether the current point of the region can be reached.
    pub reachable: bool,
    /// Statements of the region so far.
    pub stmts: Vec<Stmt>,
    end: Option<End>,
}

enum Kind {
    Function,
    Block,
    /// Names and initial values of the parameters; number of operators in front of its contents.
    Loop(Vec<(u32, ValType, Expr)>, usize),
    /// Condition, parameters (atoms), and the `then` arm once it is complete.
    If(Expr, Vec<Expr>, Option<Region>),
}

impl Frame {
    pub fn function(ty: &FuncType) -> Self {
        Frame::new(
            Kind::Function,
            0,
            0,
            FuncType {
                params: vec![],
                results: ty.results.clone(),
            },
        )
    }

    fn new(kind: Kind, label: u32, height: usize, ty: FuncType) -> Self {
        Frame {
            kind,
            label,
            targeted: false,
            height,
            params: ty.params,
            results: ty.results,
            reachable: true,
            stmts: Vec::new(),
            end: None,
        }
    }

    /// The finished region; its end must have been reached.
    pub fn into_region(self) -> Region {
        Region {
            stmts: self.stmts,
            end: self.end.unwrap_or(End::Unreachable),
        }
    }
}

impl Lowering<'_> {
    fn label(&mut self) -> u32 {
        self.labels += 1;
        self.labels
    }

    fn enter(&mut self, kind: Kind, height: usize, ty: FuncType) {
        self.close_segment();
        self.deepest = self.deepest.max(self.frames.len());
        let label = self.label();
        self.frames.push(Frame::new(kind, label, height, ty));
        self.start_segment();
    }

    pub fn enter_block(&mut self, ty: FuncType) {
        self.settle_all();
        let height = self.stack.len() - ty.params.len();
        self.enter(Kind::Block, height, ty);
    }

    pub fn enter_loop(&mut self, ty: FuncType) {
        self.settle_all();
        let inits = self.pop_list(ty.params.len());
        let height = self.stack.len();
        let params: Vec<_> = ty
            .params
            .iter()
            .zip(inits)
            .map(|(ty, init)| (self.temp(), *ty, init))
            .collect();
        for (temp, ty, _) in &params {
            self.push(Expr::Temp(*temp), *ty);
        }
        self.enter(Kind::Loop(params, self.size), height, ty);
        if self.options.interrupt {
            self.emit(Stmt::Poll);
        }
    }

    pub fn enter_if(&mut self, ty: FuncType) {
        let cond = self.pop();
        // The condition is evaluated first; what is settled after it is pure.
        self.settle_all();
        let height = self.stack.len() - ty.params.len();
        let params = self.peek_n(ty.params.len());
        self.enter(Kind::If(cond, params, None), height, ty);
    }

    pub fn enter_else(&mut self) {
        self.fall();
        self.close_segment();
        let frame = self.frame_mut();
        let region = Region {
            stmts: std::mem::take(&mut frame.stmts),
            end: frame.end.take().unwrap_or(End::Unreachable),
        };
        frame.reachable = true;
        let (height, types) = (frame.height, frame.params.clone());
        let Kind::If(_, params, then) = &mut frame.kind else {
            return;
        };
        *then = Some(region);
        let params = params.clone();
        self.stack.truncate(height);
        for (expr, ty) in params.into_iter().zip(types) {
            self.push(expr, ty);
        }
        self.start_segment();
    }

    /// Ends the region by falling off its end, if that can be reached.
    fn fall(&mut self) {
        if self.frame().reachable {
            let values = self.pop_list(self.frame().results.len());
            self.leave(End::Fall(values));
        }
    }

    /// Ends the region; what follows until its `end` can't be reached.
    pub fn leave(&mut self, end: End) {
        let frame = self.frame_mut();
        frame.end = Some(end);
        frame.reachable = false;
        let height = frame.height;
        self.stack.truncate(height);
    }

    pub fn end(&mut self) {
        self.fall();
        self.close_segment();
        if matches!(self.frame().kind, Kind::Function) {
            return;
        }
        let mut frame = self.frames.pop().expect("not the function's own frame");
        let results: Vec<_> = frame.results.iter().map(|ty| (self.temp(), *ty)).collect();
        let (label, targeted) = (frame.label, frame.targeted);
        let kind = std::mem::replace(&mut frame.kind, Kind::Block);
        let stmt = match kind {
            Kind::Function | Kind::Block => Stmt::Block {
                label,
                targeted,
                results: results.clone(),
                body: frame.into_region(),
            },
            Kind::Loop(params, start) => Stmt::Loop {
                label,
                targeted,
                params,
                results: results.clone(),
                body: frame.into_region(),
                size: self.size - start,
                as_is: false,
            },
            Kind::If(cond, params, then) => {
                let last = frame.into_region();
                let (then, otherwise) = match then {
                    Some(then) => (then, last),
                    // Without `else` the parameters are the results.
                    None => (
                        last,
                        Region {
                            stmts: vec![],
                            end: End::Fall(params),
                        },
                    ),
                };
                Stmt::If {
                    label,
                    targeted,
                    cond,
                    results: results.clone(),
                    then,
                    otherwise,
                }
            }
        };
        self.emit(stmt);
        for (temp, ty) in results {
            self.push(Expr::Temp(temp), ty);
        }
        self.start_segment();
    }

    /// A branch to the frame `depth` levels out. With `keep` its operands stay on the stack.
    pub fn jump(&mut self, depth: u32, keep: bool) -> Jump {
        let at = self.frames.len() - 1 - depth as usize;
        let frame = &mut self.frames[at];
        let (target, arity) = match &frame.kind {
            Kind::Function => (Target::Return, frame.results.len()),
            Kind::Loop(params, _) => (Target::Continue(frame.label), params.len()),
            Kind::Block | Kind::If(..) => (Target::Break(frame.label), frame.results.len()),
        };
        frame.targeted = true;
        if keep {
            self.settle_top(arity);
        }
        let values = if keep {
            self.peek_n(arity)
        } else {
            self.pop_list(arity)
        };
        Jump { target, values }
    }

    pub fn br_table(&mut self, targets: &wasmparser::BrTable<'_>) -> Result<()> {
        let index = self.pop();
        let default = self.jump(targets.default(), true);
        let mut arms: Vec<(Vec<u32>, Jump)> = Vec::new();
        let mut arm_of: HashMap<u32, Option<usize>> = HashMap::from([(targets.default(), None)]);
        for (i, depth) in (0..).zip(targets.targets()) {
            let depth = depth.map_err(|e| e.to_string())?;
            let arm = match arm_of.get(&depth) {
                Some(arm) => *arm,
                None => {
                    let jump = self.jump(depth, true);
                    arms.push((Vec::new(), jump));
                    arm_of.insert(depth, Some(arms.len() - 1));
                    Some(arms.len() - 1)
                }
            };
            if let Some(arm) = arm {
                arms[arm].0.push(i);
            }
        }
        arms.push((Vec::new(), default));
        self.leave(End::Switch(index, arms));
        Ok(())
    }
}
