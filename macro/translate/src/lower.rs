//! Function bodies to IR: wasmparser's operators, in order, onto an abstract operand stack.
//!
//! The driver is here; [`stack`] holds pending operands, [`control`] structured control, and `ops/*`
//! say which runtime function an operator is: one of the two places that know an opcode.

mod control;
mod ops;
mod stack;

use crate::bundle::{Bundle, FuncKind};
use crate::ir::{Body, End, Expr, Floats, Stmt};
use crate::options::Options;
use crate::parse::consts;
use crate::types::{FuncType, ValType};
use control::Frame;
pub use ops::{halves, with_plain_roots};
use stack::Stack;
use wasmparser::{BinaryReader, BlockType, FunctionBody, Operator};

/// How deep control may nest, so that the stages that recurse over it have a bounded stack.
pub const MAX_NESTING: usize = 12_000;

/// Why a body can't be lowered. Validation has ruled this out for all features that are enabled.
type Result<T> = std::result::Result<T, String>;

/// The IR of function `index`, or `None` for a host import.
///
/// # Errors
/// An operator that no rule exists for, by name.
pub fn lower(
    bundle: &Bundle,
    options: &Options,
    index: u32,
    plain_roots: bool,
) -> Result<Option<Body>> {
    let func = &bundle.funcs[index as usize];
    let FuncKind::Defined { module, body } = func.kind else {
        return Ok(None);
    };
    let module = &bundle.modules[module as usize];
    let range = module.module.bodies[body as usize].clone();
    let reader = BinaryReader::new(&module.module.bytes[range.clone()], range.start as u64);
    let body = FunctionBody::new(reader);
    let ty = &bundle.types[func.ty as usize];
    let mut locals = ty.params.clone();
    for group in body.get_locals_reader().map_err(|e| e.to_string())? {
        let (count, ty) = group.map_err(|e| e.to_string())?;
        let ty = val_type(ty)?;
        locals.extend(std::iter::repeat_n(ty, count as usize));
    }
    let mut lowering = Lowering {
        bundle,
        options,
        map: &module.map,
        stack: Stack::new(locals.len()),
        assigned: vec![false; locals.len()],
        locals,
        frames: vec![Frame::function(ty)],
        labels: 0,
        temps: 0,
        size: 0,
        deepest: 0,
        skipped: 0,
        segment: None,
        floats: Floats::default(),
        plain_roots,
    };
    lowering.start_segment();
    for op in body.get_operators_reader().map_err(|e| e.to_string())? {
        lowering.operator(op.map_err(|e| e.to_string())?)?;
        if lowering.deepest > MAX_NESTING {
            return Err(format!(
                "control nests more than {MAX_NESTING} deep, which is not supported"
            ));
        }
    }
    Ok(Some(lowering.finish(ty)))
}

fn val_type(ty: wasmparser::ValType) -> Result<ValType> {
    consts::val_type(ty).map_err(|e| e.message)
}

/// The state of lowering one function.
struct Lowering<'a> {
    bundle: &'a Bundle,
    options: &'a Options,
    /// From the module's indices to the bundle's.
    map: &'a crate::bundle::IndexMap,
    stack: Stack,
    locals: Vec<ValType>,
    assigned: Vec<bool>,
    /// Enclosing control, the function itself first.
    frames: Vec<Frame>,
    labels: u32,
    temps: u32,
    size: usize,
    /// How deep control has nested.
    deepest: usize,
    /// Depth of nested control inside unreachable code.
    skipped: usize,
    /// The `Stmt::Fuel` of the current straight-line segment in the innermost frame, and its cost so far.
    segment: Option<(usize, u32)>,
    floats: Floats,
    /// See `float::with_plain_roots`.
    plain_roots: bool,
}

impl Lowering<'_> {
    fn operator(&mut self, op: Operator<'_>) -> Result<()> {
        self.size += 1;
        if !self.frame().reachable {
            return self.unreachable_operator(op);
        }
        if let Some((_, cost)) = &mut self.segment {
            *cost += 1;
        }
        match op {
            Operator::Nop => Ok(()),
            Operator::Unreachable => {
                self.leave(End::Unreachable);
                Ok(())
            }
            Operator::Block { blockty } => {
                let ty = self.block_type(blockty)?;
                self.enter_block(ty);
                Ok(())
            }
            Operator::Loop { blockty } => {
                let ty = self.block_type(blockty)?;
                self.enter_loop(ty);
                Ok(())
            }
            Operator::If { blockty } => {
                let ty = self.block_type(blockty)?;
                self.enter_if(ty);
                Ok(())
            }
            Operator::Else => {
                self.enter_else();
                Ok(())
            }
            Operator::End => {
                self.end();
                Ok(())
            }
            Operator::Br { relative_depth } => {
                let jump = self.jump(relative_depth, false);
                self.leave(End::Jump(jump));
                Ok(())
            }
            Operator::BrIf { relative_depth } => {
                let cond = self.pop();
                let jump = self.jump(relative_depth, true);
                self.emit(Stmt::BrIf(cond, jump));
                self.start_segment();
                Ok(())
            }
            Operator::BrTable { targets } => self.br_table(&targets),
            Operator::Return => {
                let depth = self.frames.len() as u32 - 1;
                let jump = self.jump(depth, false);
                self.leave(End::Jump(jump));
                Ok(())
            }
            other => self.plain(other),
        }
    }

    /// In code that can't be reached only the ends of enclosing control matter.
    fn unreachable_operator(&mut self, op: Operator<'_>) -> Result<()> {
        match op {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                self.skipped += 1
            }
            Operator::End if self.skipped > 0 => self.skipped -= 1,
            Operator::End => self.end(),
            Operator::Else if self.skipped == 0 => self.enter_else(),
            _ => {}
        }
        Ok(())
    }

    /// An operator without control.
    fn plain(&mut self, op: Operator<'_>) -> Result<()> {
        if let Some(op) = ops::numeric(&op) {
            return self.numeric(op);
        }
        if let Some((op, memarg)) = ops::memory_access(&op) {
            return self.memory_access(op, memarg);
        }
        if self.variable(&op)?
            || self.call(&op)?
            || self.lane(&op)?
            || self.bulk(&op)?
            || self.table(&op)?
            || self.atomic(&op)?
        {
            return Ok(());
        }
        Err(format!("the operator {op:?} is not supported yet"))
    }

    fn block_type(&self, ty: BlockType) -> Result<FuncType> {
        Ok(match ty {
            BlockType::Empty => FuncType::default(),
            BlockType::Type(t) => FuncType {
                params: vec![],
                results: vec![val_type(t)?],
            },
            BlockType::FuncType(i) => {
                self.bundle.types[self.map.types[i as usize] as usize].clone()
            }
        })
    }

    fn frame(&self) -> &Frame {
        self.frames
            .last()
            .expect("the function's own frame is popped last")
    }

    fn frame_mut(&mut self) -> &mut Frame {
        self.frames
            .last_mut()
            .expect("the function's own frame is popped last")
    }

    /// Appends a statement to the innermost region.
    fn emit(&mut self, stmt: Stmt) {
        self.frame_mut().stmts.push(stmt);
    }

    fn temp(&mut self) -> u32 {
        self.temps += 1;
        self.temps
    }

    /// Fuel is charged per straight-line segment, before it runs.
    fn start_segment(&mut self) {
        self.close_segment();
        if self.options.fuel {
            let at = self.frame().stmts.len();
            self.emit(Stmt::Fuel(0));
            self.segment = Some((at, 0));
        }
    }

    fn close_segment(&mut self) {
        if let Some((at, cost)) = self.segment.take()
            && let Some(Stmt::Fuel(fuel)) = self.frame_mut().stmts.get_mut(at)
        {
            *fuel = cost;
        }
    }

    fn finish(mut self, ty: &FuncType) -> Body {
        let frame = self.frames.pop().expect("validated bodies are balanced");
        Body {
            params: ty.params.len(),
            assigned: self.assigned,
            locals: self.locals,
            results: ty.results.clone(),
            code: frame.into_region(),
            size: self.size,
            parts: 0,
            temps: self.temps,
            floats: self.floats,
        }
    }

    /// Pops the operand on top.
    fn pop(&mut self) -> Expr {
        self.stack.pop()
    }

    /// Pops `n` operands, in the order in which they were pushed.
    fn pop_n<const N: usize>(&mut self) -> [Expr; N] {
        let mut args = [const { Expr::I32(0) }; N];
        for slot in args.iter_mut().rev() {
            *slot = self.pop();
        }
        args
    }
}
