//! Floating-point operators (§4.3.3).

use crate::ir::Expr;

super::operators! {
    /// The runtime function of a floating-point operator.
    pub fn float;
    F32Eq "f32_eq" (F32 F32) I32;
    F32Ne "f32_ne" (F32 F32) I32;
    F32Lt "f32_lt" (F32 F32) I32;
    F32Gt "f32_gt" (F32 F32) I32;
    F32Le "f32_le" (F32 F32) I32;
    F32Ge "f32_ge" (F32 F32) I32;
    F32Abs "f32_abs" (F32) F32;
    F32Neg "f32_neg" (F32) F32;
    F32Ceil "f32_ceil" (F32) F32;
    F32Floor "f32_floor" (F32) F32;
    F32Trunc "f32_trunc" (F32) F32;
    F32Nearest "f32_nearest" (F32) F32;
    F32Sqrt "f32_sqrt" (F32) F32;
    F32Add "f32_add" (F32 F32) F32;
    F32Sub "f32_sub" (F32 F32) F32;
    F32Mul "f32_mul" (F32 F32) F32;
    F32Div "f32_div" (F32 F32) F32;
    F32Min "f32_min" (F32 F32) F32;
    F32Max "f32_max" (F32 F32) F32;
    F32Copysign "f32_copysign" (F32 F32) F32;
    F64Eq "f64_eq" (F64 F64) I32;
    F64Ne "f64_ne" (F64 F64) I32;
    F64Lt "f64_lt" (F64 F64) I32;
    F64Gt "f64_gt" (F64 F64) I32;
    F64Le "f64_le" (F64 F64) I32;
    F64Ge "f64_ge" (F64 F64) I32;
    F64Abs "f64_abs" (F64) F64;
    F64Neg "f64_neg" (F64) F64;
    F64Ceil "f64_ceil" (F64) F64;
    F64Floor "f64_floor" (F64) F64;
    F64Trunc "f64_trunc" (F64) F64;
    F64Nearest "f64_nearest" (F64) F64;
    F64Sqrt "f64_sqrt" (F64) F64;
    F64Add "f64_add" (F64 F64) F64;
    F64Sub "f64_sub" (F64 F64) F64;
    F64Mul "f64_mul" (F64 F64) F64;
    F64Div "f64_div" (F64 F64) F64;
    F64Min "f64_min" (F64 F64) F64;
    F64Max "f64_max" (F64 F64) F64;
    F64Copysign "f64_copysign" (F64 F64) F64;
}

/// Whether LLVM may fold the operator away and so let a signalling NaN through unquieted, which
/// WebAssembly forbids: an operand of `add`, `sub`, `mul` or `div` is a literal, or a promotion is undone.
pub fn folds(expr: &Expr) -> bool {
    let Expr::Op(name, args) = expr else { return false };
    let literal = |e: &Expr| matches!(e, Expr::F32(_) | Expr::F64(_));
    match *name {
        "f32_add" | "f32_sub" | "f32_mul" | "f32_div" | "f64_add" | "f64_sub" | "f64_mul" | "f64_div" => {
            args.iter().any(literal)
        }
        "f32_demote_f64" | "f64_promote_f32" => true,
        _ => false,
    }
}

/// Whether the operator makes NaNs, so that `nan: canonical` applies to its result.
pub fn makes_nan(name: &str) -> bool {
    let operator = name.strip_prefix("f32_").or_else(|| name.strip_prefix("f64_"));
    matches!(
        operator,
        Some(
            "add" | "sub" | "mul" | "div" | "min" | "max" | "sqrt" | "ceil" | "floor" | "trunc" | "nearest"
                | "demote_f64" | "promote_f32"
        )
    )
}
