//! Vector operators with immediates: constants, shuffles and lanes (§4.4.3, §4.4.7).

use super::super::{Lowering, Result};
use super::Numeric;
use super::memory::Direction;
use crate::ir::{Effect, Expr};
use crate::types::ValType;
use wasmparser::{MemArg, Operator};

macro_rules! lanes {
    ($($variant:ident $name:literal ($($param:ident)*) $result:ident;)*) => {
        /// The runtime function of an operator on one lane, and which.
        fn lane(op: &Operator<'_>) -> Option<(&'static Numeric, u8)> {
            Some(match op {
                $(Operator::$variant { lane } => (const { &Numeric {
                    name: $name,
                    params: &[$(ValType::$param),*],
                    result: ValType::$result,
                    traps: false,
                } }, *lane),)*
                _ => return None,
            })
        }
    };
}

lanes! {
    I8x16ExtractLaneS "i8x16_extract_lane_s" (V128) I32;
    I8x16ExtractLaneU "i8x16_extract_lane_u" (V128) I32;
    I8x16ReplaceLane "i8x16_replace_lane" (V128 I32) V128;
    I16x8ExtractLaneS "i16x8_extract_lane_s" (V128) I32;
    I16x8ExtractLaneU "i16x8_extract_lane_u" (V128) I32;
    I16x8ReplaceLane "i16x8_replace_lane" (V128 I32) V128;
    I32x4ExtractLane "i32x4_extract_lane" (V128) I32;
    I32x4ReplaceLane "i32x4_replace_lane" (V128 I32) V128;
    I64x2ExtractLane "i64x2_extract_lane" (V128) I64;
    I64x2ReplaceLane "i64x2_replace_lane" (V128 I64) V128;
    F32x4ExtractLane "f32x4_extract_lane" (V128) F32;
    F32x4ReplaceLane "f32x4_replace_lane" (V128 F32) V128;
    F64x2ExtractLane "f64x2_extract_lane" (V128) F64;
    F64x2ReplaceLane "f64x2_replace_lane" (V128 F64) V128;
}

macro_rules! accesses {
    ($($variant:ident $name:literal $direction:ident;)*) => {
        /// The runtime function of a load or store of one lane, its immediates, and which of both.
        fn access<'a>(op: &'a Operator<'_>) -> Option<(&'static str, &'a MemArg, u8, Direction)> {
            Some(match op {
                $(Operator::$variant { memarg, lane } => ($name, memarg, *lane, Direction::$direction),)*
                _ => return None,
            })
        }
    };
}

accesses! {
    V128Load8Lane "v128_load8_lane" Load;
    V128Load16Lane "v128_load16_lane" Load;
    V128Load32Lane "v128_load32_lane" Load;
    V128Load64Lane "v128_load64_lane" Load;
    V128Store8Lane "v128_store8_lane" Store;
    V128Store16Lane "v128_store16_lane" Store;
    V128Store32Lane "v128_store32_lane" Store;
    V128Store64Lane "v128_store64_lane" Store;
}

impl Lowering<'_> {
    /// Whether `op` is one of these; then it has been lowered.
    pub fn lane(&mut self, op: &Operator<'_>) -> Result<bool> {
        if let Some((op, lane)) = lane(op) {
            let mut args = self.pop_list(op.params.len());
            args.push(Expr::Immediate(lane.into()));
            self.push(Expr::Op(op.name, args), op.result);
        } else if let Some((name, memarg, lane, direction)) = access(op) {
            let memory = self.memory(memarg)?;
            let operands = self.pop_n();
            match direction {
                Direction::Load => self.effect(
                    Effect::LoadLane(name, memory, memarg.offset, lane, operands),
                    &[ValType::V128],
                ),
                Direction::Store => self.effect(
                    Effect::StoreLane(name, memory, memarg.offset, lane, operands),
                    &[],
                ),
            }
        } else if let Operator::V128Const { value } = op {
            self.push(Expr::V128(*value.bytes()), ValType::V128);
        } else if let Operator::I8x16Shuffle { lanes } = op {
            let mut args = self.pop_list(2);
            args.extend(halves(*lanes).map(Expr::Immediate));
            self.push(Expr::Op("i8x16_shuffle", args), ValType::V128);
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}

/// An operator; a swizzle of a literal is a lookup in it.
pub fn lookup(name: &'static str, mut args: Vec<Expr>) -> Expr {
    match (name, &args[..]) {
        ("i8x16_swizzle" | "i8x16_relaxed_swizzle", [Expr::V128(table), _]) => {
            let table = halves(*table).map(Expr::Immediate);
            args.remove(0);
            args.extend(table);
            let name = match name {
                "i8x16_swizzle" => "i8x16_lookup",
                _ => "i8x16_relaxed_lookup",
            };
            Expr::Op(name, args)
        }
        _ => Expr::Op(name, args),
    }
}

/// Sixteen bytes as two little-endian numbers.
pub fn halves(bytes: [u8; 16]) -> [u64; 2] {
    let all = u128::from_le_bytes(bytes);
    [all as u64, (all >> 64) as u64]
}
