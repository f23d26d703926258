//! Which runtime function an operator is.

mod atomic;
mod bulk;
mod call;
mod convert;
mod float;
mod int;
mod lane;
mod memory;
mod simd;
mod table;
mod variable;

use super::{Lowering, Result};
use crate::ir::{Effect, Expr, Stmt};
use crate::types::ValType;
use wasmparser::Operator;

pub use float::with_plain_roots;
pub use lane::halves;
pub use memory::memory_access;

/// A numeric operator: its runtime function and type.
pub struct Numeric {
    name: &'static str,
    params: &'static [ValType],
    result: ValType,
    /// Whether it may trap, so that it takes the context and returns an option.
    traps: bool,
}

/// A table of numeric operators: `Variant "name" params -> result;`, with `traps` where they may.
macro_rules! operators {
    ($(#[$doc:meta])* $vis:vis fn $table:ident; $($variant:ident $name:literal ($($param:ident)*) $result:ident $($traps:ident)?;)*) => {
        $(#[$doc])*
        $vis fn $table(op: &wasmparser::Operator<'_>) -> Option<&'static super::Numeric> {
            use $crate::types::ValType::*;
            Some(match op {
                $(wasmparser::Operator::$variant => const { &super::Numeric {
                    name: $name,
                    params: &[$($param),*],
                    result: $result,
                    traps: false $(|| stringify!($traps).len() > 0)?,
                } },)*
                _ => return None,
            })
        }
    };
}
use operators;

/// The numeric operators (§4.3.2 to §4.3.4).
pub fn numeric(op: &Operator<'_>) -> Option<&'static Numeric> {
    int::int(op)
        .or_else(|| float::float(op))
        .or_else(|| convert::convert(op))
        .or_else(|| simd::simd(op))
}

impl Lowering<'_> {
    pub fn numeric(&mut self, op: &'static Numeric) -> Result<()> {
        let args = self.pop_list(op.params.len());
        if op.traps {
            self.effect(Effect::Trapping(op.name, args), &[op.result]);
        } else {
            let mut expr = lane::lookup(op.name, args);
            let [quiet, canonical] = float::wrappers(op.name);
            let folds = float::folds(&expr);
            self.floats.compares |= float::compares(op.name);
            if let Expr::Op(name, _) = &mut expr
                && let Some(plain) = float::plain_root(name)
            {
                self.floats.roots = true;
                *name = if self.plain_roots { plain } else { name };
            }
            if let Expr::Op(name, _) = &mut expr
                && self.options.relaxed_fast
            {
                *name = simd::fast(name);
            }
            if folds {
                expr = Expr::Op(quiet, vec![expr]);
            }
            if self.options.canonical_nan && float::makes_nan(op.name) {
                expr = Expr::Op(canonical, vec![expr]);
            }
            self.push(expr, op.result);
        }
        Ok(())
    }

    /// Emits an effect and pushes its results.
    pub fn effect(&mut self, effect: Effect, results: &[ValType]) {
        let results: Vec<_> = results.iter().map(|ty| (self.temp(), *ty)).collect();
        self.emit(Stmt::Effect(results.clone(), effect));
        for (temp, ty) in results {
            self.push(Expr::Temp(temp), ty);
        }
    }
}
