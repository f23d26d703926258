//! WebAssembly's operators other than control, to terms.

use super::expr::{EMPTY, segment};
use super::{Body, Side, literal_head};
use crate::bundle::{ConstOp, FUNC, GLOBAL, MEMORY, TABLE};
use crate::cursor::Check;
use crate::ops::{self, Fields, Shape};
use crate::term::{Term, head};
use wasmparser::{FuncType, Operator};

impl Body<'_, '_> {
    pub(super) fn pop(&mut self) -> Check<Term> {
        let height = self.frames.last().map_or(0, |f| f.height);
        let value = self.stack.pop().filter(|_| self.stack.len() >= height);
        self.c.some(value, "the operand stack is too low")
    }

    /// Where the top `n` operands begin.
    pub(super) fn top(&self, n: usize) -> Check<usize> {
        self.c.some(self.stack.len().checked_sub(n), "the operand stack is too low")
    }

    /// The top `n` operands as one term; they are popped.
    fn pop_list(&mut self, n: usize) -> Check<Term> {
        let operands = self.stack.split_off(self.top(n)?);
        Ok(operands.into_iter().fold(Term::NONE, |list, value| self.terms.list(list, value)))
    }

    fn push_results(&mut self, effect: Term, n: usize) {
        for k in 0..n as u32 {
            let value = self.terms.plain(head::RESULT, effect.0, k);
            self.stack.push(value);
        }
    }

    /// An operator that is no control.
    pub(super) fn simple(&mut self, op: &Operator<'_>) -> Check<()> {
        let code = ops::code(op);
        if self.scope.plain.get(code as usize).is_some_and(|p| p.shape != Shape::Other) {
            return self.plain(code, op);
        }
        let (bundle, map) = (self.scope.bundle, self.map);
        let global = |index: u32| map.of[GLOBAL][index as usize];
        let value = match *op {
            Operator::Nop => return Ok(()),
            Operator::Drop => return self.pop().map(|_| ()),
            Operator::LocalGet { local_index } => self.read_local(Side::Wasm, local_index)?,
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                let value = self.pop()?;
                self.write_local(Side::Wasm, local_index, value)?;
                if let Operator::LocalSet { .. } = op {
                    return Ok(());
                }
                value
            }
            Operator::I32Const { value } => self.terms.int(value.into()),
            Operator::I64Const { value } => self.terms.int(value),
            Operator::F32Const { value } => self.terms.literal(head::F32, value.bits().into()),
            Operator::F64Const { value } => self.terms.literal(head::F64, value.bits().into()),
            Operator::V128Const { value } => self.terms.literal(head::V128, u128::from_le_bytes(*value.bytes())),
            Operator::RefNull { .. } => self.terms.literal(head::NULL, 0),
            Operator::GlobalGet { global_index } => match bundle.of[GLOBAL][global(global_index) as usize].constant() {
                Some(ConstOp::Literal(ty, bits)) => self.terms.literal(literal_head(*ty), *bits),
                _ => self.current(Side::Wasm, head::GLOBAL, global(global_index)),
            },
            Operator::GlobalSet { global_index } => {
                let value = self.pop()?;
                self.effect(Side::Wasm, head::GLOBAL_SET, [value, Term::NONE, Term::NONE], global(global_index), Term::NONE);
                return Ok(());
            }
            Operator::Call { function_index } => {
                let f = map.of[FUNC][function_index as usize];
                self.seen.calls.push(f);
                return self.called(head::CALL, [Term::NONE; 2], f, bundle.func_type(f));
            }
            Operator::CallIndirect { type_index, table_index } => {
                let (ty, table) = (map.types[type_index as usize], map.of[TABLE][table_index as usize]);
                let index = self.pop()?;
                self.seen.indirect.push((ty, table));
                return self.called(head::CALL_INDIRECT, [index, Term(table)], ty, &bundle.types[ty as usize]);
            }
            ref other => return self.fail(format!("the operator {other:?} is not supported")),
        };
        self.stack.push(value);
        Ok(())
    }

    /// A call with the arguments on the stack, and what else tells it from others.
    fn called(&mut self, head: u32, [index, table]: [Term; 2], which: u32, ty: &FuncType) -> Check<()> {
        let args = self.pop_list(ty.params().len())?;
        let effect = self.effect(Side::Wasm, head, [args, index, table], which, Term::NONE);
        self.push_results(effect, ty.results().len());
        Ok(())
    }

    /// What is in an operator itself, in the bundle's indices.
    fn mapped(&mut self, op: &Operator<'_>) -> Check<Fields> {
        let (bundle, map, mut fields) = (self.scope.bundle, self.map, ops::fields(op));
        for (letter, index) in fields.places.iter_mut().flatten() {
            let i = *index as usize;
            *index = match letter {
                b'm' => map.of[MEMORY][i],
                b't' => map.of[TABLE][i],
                b'f' => map.of[FUNC][i],
                b'd' => segment(&bundle.datas, map.datas[i]),
                _ => segment(&bundle.elems, map.elems[i]),
            };
            if *letter == b'f' {
                self.seen.taken.push(*index);
            }
        }
        Ok(fields)
    }

    /// An operator that is a function of the runtime.
    fn plain(&mut self, mut code: u32, op: &Operator<'_>) -> Check<()> {
        let plain = &self.scope.plain[code as usize];
        let mut args = [Term::NONE; 3];
        for arg in args[..plain.args].iter_mut().rev() {
            *arg = self.pop()?;
        }
        let fields = if matches!(plain.takes, "" | "c") { Fields::default() } else { self.mapped(op)? };
        let shared = |m: (u8, u32)| self.scope.bundle.of[MEMORY][m.1 as usize].ty.shared;
        if code == ops::MEMORY_SIZE && fields.places[0].is_some_and(shared) {
            code = ops::SHARED_SIZE;
        }
        let plain = &self.scope.plain[code as usize];
        // Active segments are dropped before any code runs (§4.5.4).
        if matches!(code, ops::DATA_DROP | ops::ELEM_DROP) && fields.places[0].is_some_and(|p| p.1 == EMPTY) {
            return Ok(());
        }
        // What the length costs is paid before the work; growing is paid after it, by its result and the length.
        let fuel = self.scope.options.fuel;
        let cost = match code {
            ops::MEMORY_FILL | ops::MEMORY_COPY | ops::MEMORY_INIT => Some((ops::FUEL_BYTES, args[2])),
            ops::TABLE_FILL | ops::TABLE_COPY | ops::TABLE_INIT => Some((ops::FUEL_ELEMENTS, args[2])),
            _ => None,
        };
        if let Some((cost, length)) = cost.filter(|_| fuel) {
            self.apply(Side::Wasm, cost, [length, Term::NONE, Term::NONE], Fields::default());
        }
        let value = self.apply(Side::Wasm, code, args, fields);
        if let Shape::Effect { .. } = plain.shape {
            self.push_results(value, plain.results);
        } else {
            self.stack.push(value);
        }
        let cost = match code {
            ops::MEMORY_GROW => Some((ops::FUEL_PAGES, args[0])),
            ops::TABLE_GROW => Some((ops::FUEL_GROWN, args[1])),
            _ => None,
        };
        if let Some((cost, length)) = cost.filter(|_| fuel) {
            let old = self.terms.plain(head::RESULT, value.0, 0);
            self.apply(Side::Wasm, cost, [old, length, Term::NONE], Fields::default());
        }
        Ok(())
    }
}
