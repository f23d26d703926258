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
                if self.bundle.is_shared(memory) {
                    self.effect(Effect::SharedSize(memory), &[ValType::I32]);
                } else {
                    self.push(Expr::MemorySize(memory), ValType::I32);
                }
            }
            Operator::MemoryGrow { mem } => {
                let memory = memory(mem);
                let length = self.length();
                let delta = self.pop();
                self.settle_volatile();
                self.effect(Effect::MemoryGrow(memory, delta), &[ValType::I32]);
                self.pay_growth("fuel_pages", length);
            }
            Operator::MemoryFill { mem } => {
                let memory = memory(mem);
                self.pay_length("fuel_bytes");
                let args = self.pop_n();
                self.effect(Effect::MemoryFill(memory, args), &[]);
            }
            Operator::MemoryCopy { dst_mem, src_mem } => {
                let (to, from) = (memory(dst_mem), memory(src_mem));
                self.pay_length("fuel_bytes");
                let args = self.pop_n();
                self.effect(Effect::MemoryCopy(to, from, args), &[]);
            }
            Operator::MemoryInit { data_index, mem } => {
                let memory = memory(mem);
                let data = self.map.datas[data_index as usize];
                self.pay_length("fuel_bytes");
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

    /// With fuel, a copy of the operand on top, which is how much of memory or table an operator works on.
    pub fn length(&mut self) -> Option<Expr> {
        self.options.fuel.then(|| {
            self.settle_top(1);
            self.peek_n(1).remove(0)
        })
    }

    /// With fuel, takes what the length on top costs, before the work.
    pub fn pay_length(&mut self, cost: &'static str) {
        if let Some(length) = self.length() {
            self.effect(Effect::Trapping(cost, vec![length]), &[]);
        }
    }

    /// With fuel, takes what growing by a length costs; the result is on top, and growing that was denied is free.
    pub fn pay_growth(&mut self, cost: &'static str, length: Option<Expr>) {
        if let Some(length) = length {
            let old = self.peek_n(1).remove(0);
            self.effect(Effect::Trapping(cost, vec![old, length]), &[]);
        }
    }
}
