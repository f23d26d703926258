//! Memory operators other than loads and stores (§4.4.7).

use super::super::{Lowering, Result};
use crate::ir::{Effect, Expr};
use crate::types::ValType;
use wasmparser::Operator;

impl Lowering<'_> {
    /// Whether `op` is one of these; then it has been lowered.
    pub fn bulk(&mut self, op: &Operator<'_>) -> Result<bool> {
        let memory = |m: u32| self.map.memories[m as usize];
        match *op {
            Operator::MemorySize { mem } => {
                let memory = memory(mem);
                self.push(Expr::MemorySize(memory), ValType::I32);
            }
            Operator::MemoryGrow { mem } => {
                let memory = memory(mem);
                let delta = self.pop();
                self.settle_volatile();
                self.effect(Effect::MemoryGrow(memory, delta), &[ValType::I32]);
            }
            Operator::MemoryFill { mem } => {
                let memory = memory(mem);
                let args = self.pop_n();
                self.effect(Effect::MemoryFill(memory, args), &[]);
            }
            Operator::MemoryCopy { dst_mem, src_mem } => {
                let (to, from) = (memory(dst_mem), memory(src_mem));
                let args = self.pop_n();
                self.effect(Effect::MemoryCopy(to, from, args), &[]);
            }
            Operator::MemoryInit { data_index, mem } => {
                let memory = memory(mem);
                let data = self.map.datas[data_index as usize];
                let args = self.pop_n();
                self.effect(Effect::MemoryInit(data, memory, args), &[]);
            }
            Operator::DataDrop { data_index } => {
                let data = self.map.datas[data_index as usize];
                self.effect(Effect::DataDrop(data), &[]);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}
