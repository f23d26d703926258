//! Calls (§4.4.8).

use super::super::{Lowering, Result};
use crate::ir::Effect;
use wasmparser::Operator;

impl Lowering<'_> {
    /// Whether `op` is a call; then it has been lowered.
    pub fn call(&mut self, op: &Operator<'_>) -> Result<bool> {
        match *op {
            Operator::Call { function_index } => {
                let func = self.map.funcs[function_index as usize];
                let bundle = self.bundle;
                let ty = bundle.func_type(func);
                let args = self.pop_list(ty.params.len());
                self.settle_volatile();
                self.effect(Effect::Call(func, args), &ty.results);
            }
            Operator::CallIndirect {
                type_index,
                table_index,
            } => {
                let type_index = self.map.types[type_index as usize];
                let table = self.map.tables[table_index as usize];
                let bundle = self.bundle;
                let ty = &bundle.types[type_index as usize];
                let index = self.pop();
                let args = self.pop_list(ty.params.len());
                self.settle_volatile();
                self.effect(
                    Effect::CallIndirect(type_index, table, args, index),
                    &ty.results,
                );
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}
