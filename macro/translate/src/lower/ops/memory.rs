//! Loads and stores (§4.4.7).

use super::super::{Lowering, Result};
use crate::ir::Effect;
use crate::types::ValType;
use wasmparser::{MemArg, MemArgTarget, Operator};

/// A load or store: its runtime function, the type of the value, and which of both.
pub struct Access {
    name: &'static str,
    value: ValType,
    direction: Direction,
}

/// Out of memory or into it.
pub enum Direction {
    /// Pushes a value.
    Load,
    /// Pops one.
    Store,
}

macro_rules! accesses {
    ($($variant:ident $name:literal $value:ident $direction:ident;)*) => {
        /// The runtime function of a load or store, and its immediate.
        pub fn memory_access<'a>(op: &'a Operator<'_>) -> Option<(&'static Access, &'a MemArg)> {
            Some(match op {
                $(Operator::$variant { memarg } => (const { &Access {
                    name: $name,
                    value: ValType::$value,
                    direction: Direction::$direction,
                } }, memarg),)*
                _ => return None,
            })
        }
    };
}

accesses! {
    I32Load "i32_load" I32 Load;
    I64Load "i64_load" I64 Load;
    F32Load "f32_load" F32 Load;
    F64Load "f64_load" F64 Load;
    I32Load8S "i32_load8_s" I32 Load;
    I32Load8U "i32_load8_u" I32 Load;
    I32Load16S "i32_load16_s" I32 Load;
    I32Load16U "i32_load16_u" I32 Load;
    I64Load8S "i64_load8_s" I64 Load;
    I64Load8U "i64_load8_u" I64 Load;
    I64Load16S "i64_load16_s" I64 Load;
    I64Load16U "i64_load16_u" I64 Load;
    I64Load32S "i64_load32_s" I64 Load;
    I64Load32U "i64_load32_u" I64 Load;
    I32Store "i32_store" I32 Store;
    I64Store "i64_store" I64 Store;
    F32Store "f32_store" F32 Store;
    F64Store "f64_store" F64 Store;
    I32Store8 "i32_store8" I32 Store;
    I32Store16 "i32_store16" I32 Store;
    I64Store8 "i64_store8" I64 Store;
    I64Store16 "i64_store16" I64 Store;
    I64Store32 "i64_store32" I64 Store;
    V128Load "v128_load" V128 Load;
    V128Load8x8S "v128_load8x8_s" V128 Load;
    V128Load8x8U "v128_load8x8_u" V128 Load;
    V128Load16x4S "v128_load16x4_s" V128 Load;
    V128Load16x4U "v128_load16x4_u" V128 Load;
    V128Load32x2S "v128_load32x2_s" V128 Load;
    V128Load32x2U "v128_load32x2_u" V128 Load;
    V128Load8Splat "v128_load8_splat" V128 Load;
    V128Load16Splat "v128_load16_splat" V128 Load;
    V128Load32Splat "v128_load32_splat" V128 Load;
    V128Load64Splat "v128_load64_splat" V128 Load;
    V128Load32Zero "v128_load32_zero" V128 Load;
    V128Load64Zero "v128_load64_zero" V128 Load;
    V128Store "v128_store" V128 Store;
}

impl Lowering<'_> {
    /// The memory that an access is to.
    pub fn memory(&self, memarg: &MemArg) -> Result<u32> {
        let MemArgTarget::Memory(memory) = memarg.target else {
            return Err("accesses to GC arrays are not supported yet".into());
        };
        Ok(self.map.memories[memory as usize])
    }

    pub fn memory_access(&mut self, access: &'static Access, memarg: &MemArg) -> Result<()> {
        let memory = self.memory(memarg)?;
        if self.bundle.is_shared(memory) {
            let (operands, results) = match access.direction {
                Direction::Load => (1, &[access.value][..]),
                Direction::Store => (2, &[][..]),
            };
            let args = self.pop_list(operands);
            self.effect(
                Effect::Shared(access.name, memory, memarg.offset, args),
                results,
            );
            return Ok(());
        }
        match access.direction {
            Direction::Load => {
                let address = self.pop();
                self.effect(
                    Effect::Load(access.name, memory, memarg.offset, address),
                    &[access.value],
                );
            }
            Direction::Store => {
                let [address, value] = self.pop_n();
                self.effect(
                    Effect::Store(access.name, memory, memarg.offset, address, value),
                    &[],
                );
            }
        }
        Ok(())
    }
}
