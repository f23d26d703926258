//! Constants, parametric operators, locals, globals and references (§4.4.1 to §4.4.5).

use super::super::{Lowering, Result};
use crate::ir::{Expr, Stmt};
use crate::module::ConstOp;
use crate::parse::consts;
use crate::types::{RefType, ValType};
use wasmparser::Operator;

impl Lowering<'_> {
    /// Whether `op` is one of these; then it has been lowered.
    pub fn variable(&mut self, op: &Operator<'_>) -> Result<bool> {
        match *op {
            Operator::I32Const { value } => self.push(Expr::I32(value), ValType::I32),
            Operator::I64Const { value } => self.push(Expr::I64(value), ValType::I64),
            Operator::F32Const { value } => self.push(Expr::F32(value.bits()), ValType::F32),
            Operator::F64Const { value } => self.push(Expr::F64(value.bits()), ValType::F64),
            Operator::Drop => {
                self.pop();
            }
            Operator::Select | Operator::TypedSelect { .. } => {
                let cond = self.pop();
                let ty = self.stack.top_type();
                let [a, b] = self.pop_n();
                self.push(Expr::Op(select(ty), vec![a, b, cond]), ty);
            }
            Operator::LocalGet { local_index: i } => {
                self.push(Expr::Local(i), self.locals[i as usize])
            }
            Operator::LocalSet { local_index: i } => self.set_local(i),
            Operator::LocalTee { local_index: i } => {
                self.set_local(i);
                self.push(Expr::Local(i), self.locals[i as usize]);
            }
            Operator::GlobalGet { global_index } => {
                let index = self.map.globals[global_index as usize];
                let global = &self.bundle.globals[index as usize];
                let expr = match global.constant() {
                    Some(ConstOp::I32(v)) => Expr::I32(*v),
                    Some(ConstOp::I64(v)) => Expr::I64(*v),
                    Some(ConstOp::F32(v)) => Expr::F32(*v),
                    Some(ConstOp::F64(v)) => Expr::F64(*v),
                    Some(ConstOp::V128(v)) => Expr::V128(*v),
                    _ => Expr::Global(index),
                };
                self.push(expr, global.ty.value);
            }
            Operator::GlobalSet { global_index } => {
                let index = self.map.globals[global_index as usize];
                let value = self.pop();
                self.settle_global(index);
                self.emit(Stmt::SetGlobal(index, value));
            }
            Operator::RefNull { hty } => {
                let ty = consts::heap_type(hty).map_err(|e| e.message)?;
                self.push(Expr::Null(ty), ValType::Ref(ty));
            }
            Operator::RefFunc { function_index } => {
                let f = self.map.funcs[function_index as usize];
                self.push(Expr::RefFunc(f), ValType::Ref(RefType::Func));
            }
            Operator::RefIsNull => {
                let name = match self.stack.top_type() {
                    ValType::Ref(RefType::Extern) => "ref_is_null_externref",
                    _ => "ref_is_null_funcref",
                };
                let value = self.pop();
                self.push(Expr::Op(name, vec![value]), ValType::I32);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn set_local(&mut self, i: u32) {
        let value = self.pop();
        self.assigned[i as usize] = true;
        if value != Expr::Local(i) {
            self.settle_local(i);
            self.emit(Stmt::SetLocal(i, value));
        }
    }
}

fn select(ty: ValType) -> &'static str {
    match ty {
        ValType::I32 => "select_i32",
        ValType::I64 => "select_i64",
        ValType::F32 => "select_f32",
        ValType::F64 => "select_f64",
        ValType::V128 => "select_v128",
        ValType::Ref(RefType::Func) => "select_funcref",
        ValType::Ref(RefType::Extern) => "select_externref",
    }
}
