//! Atomic operators (threads proposal): accesses to memory that trap where they are not aligned.

use super::super::{Lowering, Result};
use crate::ir::Effect;
use crate::types::ValType;
use wasmparser::{MemArg, Operator};

/// An atomic operator: its runtime function, how many operands it has (the first is the address), and its result.
struct Atomic {
    name: &'static str,
    operands: usize,
    results: &'static [ValType],
}

macro_rules! atomics {
    ($($variant:ident $name:literal $operands:literal $($result:ident)?;)*) => {
        /// The runtime function of an atomic operator, and its immediate.
        fn atomic<'a>(op: &'a Operator<'_>) -> Option<(&'static Atomic, &'a MemArg)> {
            Some(match op {
                $(Operator::$variant { memarg } => (const { &Atomic {
                    name: $name,
                    operands: $operands,
                    results: &[$(ValType::$result)?],
                } }, memarg),)*
                _ => return None,
            })
        }
    };
}

atomics! {
    MemoryAtomicNotify "memory_atomic_notify" 2 I32;
    MemoryAtomicWait32 "memory_atomic_wait32" 3 I32;
    MemoryAtomicWait64 "memory_atomic_wait64" 3 I32;
    I32AtomicLoad "i32_atomic_load" 1 I32;
    I64AtomicLoad "i64_atomic_load" 1 I64;
    I32AtomicLoad8U "i32_atomic_load8_u" 1 I32;
    I32AtomicLoad16U "i32_atomic_load16_u" 1 I32;
    I64AtomicLoad8U "i64_atomic_load8_u" 1 I64;
    I64AtomicLoad16U "i64_atomic_load16_u" 1 I64;
    I64AtomicLoad32U "i64_atomic_load32_u" 1 I64;
    I32AtomicStore "i32_atomic_store" 2;
    I64AtomicStore "i64_atomic_store" 2;
    I32AtomicStore8 "i32_atomic_store8" 2;
    I32AtomicStore16 "i32_atomic_store16" 2;
    I64AtomicStore8 "i64_atomic_store8" 2;
    I64AtomicStore16 "i64_atomic_store16" 2;
    I64AtomicStore32 "i64_atomic_store32" 2;
    I32AtomicRmwAdd "i32_atomic_rmw_add" 2 I32;
    I64AtomicRmwAdd "i64_atomic_rmw_add" 2 I64;
    I32AtomicRmw8AddU "i32_atomic_rmw8_add_u" 2 I32;
    I32AtomicRmw16AddU "i32_atomic_rmw16_add_u" 2 I32;
    I64AtomicRmw8AddU "i64_atomic_rmw8_add_u" 2 I64;
    I64AtomicRmw16AddU "i64_atomic_rmw16_add_u" 2 I64;
    I64AtomicRmw32AddU "i64_atomic_rmw32_add_u" 2 I64;
    I32AtomicRmwSub "i32_atomic_rmw_sub" 2 I32;
    I64AtomicRmwSub "i64_atomic_rmw_sub" 2 I64;
    I32AtomicRmw8SubU "i32_atomic_rmw8_sub_u" 2 I32;
    I32AtomicRmw16SubU "i32_atomic_rmw16_sub_u" 2 I32;
    I64AtomicRmw8SubU "i64_atomic_rmw8_sub_u" 2 I64;
    I64AtomicRmw16SubU "i64_atomic_rmw16_sub_u" 2 I64;
    I64AtomicRmw32SubU "i64_atomic_rmw32_sub_u" 2 I64;
    I32AtomicRmwAnd "i32_atomic_rmw_and" 2 I32;
    I64AtomicRmwAnd "i64_atomic_rmw_and" 2 I64;
    I32AtomicRmw8AndU "i32_atomic_rmw8_and_u" 2 I32;
    I32AtomicRmw16AndU "i32_atomic_rmw16_and_u" 2 I32;
    I64AtomicRmw8AndU "i64_atomic_rmw8_and_u" 2 I64;
    I64AtomicRmw16AndU "i64_atomic_rmw16_and_u" 2 I64;
    I64AtomicRmw32AndU "i64_atomic_rmw32_and_u" 2 I64;
    I32AtomicRmwOr "i32_atomic_rmw_or" 2 I32;
    I64AtomicRmwOr "i64_atomic_rmw_or" 2 I64;
    I32AtomicRmw8OrU "i32_atomic_rmw8_or_u" 2 I32;
    I32AtomicRmw16OrU "i32_atomic_rmw16_or_u" 2 I32;
    I64AtomicRmw8OrU "i64_atomic_rmw8_or_u" 2 I64;
    I64AtomicRmw16OrU "i64_atomic_rmw16_or_u" 2 I64;
    I64AtomicRmw32OrU "i64_atomic_rmw32_or_u" 2 I64;
    I32AtomicRmwXor "i32_atomic_rmw_xor" 2 I32;
    I64AtomicRmwXor "i64_atomic_rmw_xor" 2 I64;
    I32AtomicRmw8XorU "i32_atomic_rmw8_xor_u" 2 I32;
    I32AtomicRmw16XorU "i32_atomic_rmw16_xor_u" 2 I32;
    I64AtomicRmw8XorU "i64_atomic_rmw8_xor_u" 2 I64;
    I64AtomicRmw16XorU "i64_atomic_rmw16_xor_u" 2 I64;
    I64AtomicRmw32XorU "i64_atomic_rmw32_xor_u" 2 I64;
    I32AtomicRmwXchg "i32_atomic_rmw_xchg" 2 I32;
    I64AtomicRmwXchg "i64_atomic_rmw_xchg" 2 I64;
    I32AtomicRmw8XchgU "i32_atomic_rmw8_xchg_u" 2 I32;
    I32AtomicRmw16XchgU "i32_atomic_rmw16_xchg_u" 2 I32;
    I64AtomicRmw8XchgU "i64_atomic_rmw8_xchg_u" 2 I64;
    I64AtomicRmw16XchgU "i64_atomic_rmw16_xchg_u" 2 I64;
    I64AtomicRmw32XchgU "i64_atomic_rmw32_xchg_u" 2 I64;
    I32AtomicRmwCmpxchg "i32_atomic_rmw_cmpxchg" 3 I32;
    I64AtomicRmwCmpxchg "i64_atomic_rmw_cmpxchg" 3 I64;
    I32AtomicRmw8CmpxchgU "i32_atomic_rmw8_cmpxchg_u" 3 I32;
    I32AtomicRmw16CmpxchgU "i32_atomic_rmw16_cmpxchg_u" 3 I32;
    I64AtomicRmw8CmpxchgU "i64_atomic_rmw8_cmpxchg_u" 3 I64;
    I64AtomicRmw16CmpxchgU "i64_atomic_rmw16_cmpxchg_u" 3 I64;
    I64AtomicRmw32CmpxchgU "i64_atomic_rmw32_cmpxchg_u" 3 I64;
}

impl Lowering<'_> {
    /// Whether `op` is one of these; then it has been lowered.
    pub fn atomic(&mut self, op: &Operator<'_>) -> Result<bool> {
        if let Some((atomic, memarg)) = atomic(op) {
            let memory = self.memory(memarg)?;
            let args = self.pop_list(atomic.operands);
            let effect = Effect::Atomic(atomic.name, memory, memarg.offset, args);
            self.effect(effect, atomic.results);
        } else if let Operator::AtomicFence { .. } = op {
            self.effect(Effect::AtomicFence, &[]);
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}
