//! Table operators (§4.4.6).

use super::super::{Lowering, Result};
use crate::ir::{Effect, Expr};
use crate::types::ValType;
use wasmparser::Operator;

impl Lowering<'_> {
    /// Whether `op` is one of these; then it has been lowered.
    pub fn table(&mut self, op: &Operator<'_>) -> Result<bool> {
        let tables = |t: u32| self.map.tables[t as usize];
        match *op {
            Operator::TableGet { table } => {
                let table = tables(table);
                let index = self.pop();
                self.effect(
                    Effect::TableGet(table, index),
                    &[self.bundle.table_value(table)],
                );
            }
            Operator::TableSet { table } => {
                let table = tables(table);
                let [index, value] = self.pop_n();
                self.effect(Effect::TableSet(table, index, value), &[]);
            }
            Operator::TableSize { table } => {
                let table = tables(table);
                self.push(Expr::TableSize(table), ValType::I32);
            }
            Operator::TableGrow { table } => {
                let table = tables(table);
                let length = self.length();
                let [value, delta] = self.pop_n();
                self.settle_volatile();
                self.effect(Effect::TableGrow(table, value, delta), &[ValType::I32]);
                self.pay_growth("fuel_elements_grown", length);
            }
            Operator::TableFill { table } => {
                let table = tables(table);
                self.pay_length("fuel_elements");
                let args = self.pop_n();
                self.effect(Effect::TableFill(table, args), &[]);
            }
            Operator::TableCopy {
                dst_table,
                src_table,
            } => {
                let (to, from) = (tables(dst_table), tables(src_table));
                self.pay_length("fuel_elements");
                let args = self.pop_n();
                self.effect(Effect::TableCopy(to, from, args), &[]);
            }
            Operator::TableInit { elem_index, table } => {
                let table = tables(table);
                let elem = self.map.elems[elem_index as usize];
                self.pay_length("fuel_elements");
                let args = self.pop_n();
                self.effect(Effect::TableInit(elem, table, args), &[]);
            }
            Operator::ElemDrop { elem_index } => {
                let elem = self.map.elems[elem_index as usize];
                self.effect(Effect::ElemDrop(elem), &[]);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}
