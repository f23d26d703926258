//! Floating-point operators (§4.3.3).

use crate::bundle::{Bundle, FuncKind};
use crate::ir::{Body, Expr};
use crate::types::ValType;

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

/// Whether LLVM folds the operator away and so lets a signalling NaN through unquieted, which
/// WebAssembly forbids (§4.3.3): multiplication and division by ±1, addition and subtraction of ±0, in any lane.
/// Other literals were tried at opt-level 3 and keep their operation; promotion quiets by itself.
pub fn folds(expr: &Expr) -> bool {
    let Expr::Op(name, args) = expr else {
        return false;
    };
    let [a, b, ..] = &args[..] else { return false };
    let Some((ty, operation)) = name.split_once('_') else {
        return false;
    };
    let double = ty.starts_with("f64");
    let is = |e: &Expr, magnitude: f64| has_lane(e, double, magnitude);
    ty.starts_with('f')
        && match operation {
            "mul" | "relaxed_madd" | "relaxed_nmadd" => is(a, 1.0) || is(b, 1.0),
            "div" => is(b, 1.0),
            "add" | "sub" => is(a, 0.0) || is(b, 0.0),
            _ => false,
        }
}

/// Whether a literal, or a lane of one, is a float of this magnitude.
fn has_lane(e: &Expr, double: bool, magnitude: f64) -> bool {
    let is = |value: f64| value.abs() == magnitude;
    match e {
        Expr::F32(bits) => is(f32::from_bits(*bits).into()),
        Expr::F64(bits) => is(f64::from_bits(*bits)),
        Expr::V128(bytes) if double => {
            (bytes.as_chunks().0.iter()).any(|b| is(f64::from_le_bytes(*b)))
        }
        Expr::V128(bytes) => {
            (bytes.as_chunks().0.iter()).any(|b| is(f32::from_le_bytes(*b).into()))
        }
        Expr::Op("f32x4_splat" | "f64x2_splat", args) => {
            args.iter().any(|e| has_lane(e, double, magnitude))
        }
        _ => false,
    }
}

/// The runtime functions that quiet the NaNs of a float operator's result, and that make them canonical.
pub fn wrappers(name: &str) -> [&'static str; 2] {
    match name.split('_').next() {
        Some("f32") => ["f32_quiet", "f32_canonical"],
        Some("f64") => ["f64_quiet", "f64_canonical"],
        Some("f32x4") => ["f32x4_quiet", "f32x4_canonical"],
        _ => ["f64x2_quiet", "f64x2_canonical"],
    }
}

/// Whether the operator makes NaNs, so that `nan: canonical` applies to its result.
pub fn makes_nan(name: &str) -> bool {
    let operator = ["f32_", "f64_", "f32x4_", "f64x2_"]
        .iter()
        .find_map(|ty| name.strip_prefix(ty));
    matches!(
        operator,
        Some(
            "add"
                | "sub"
                | "mul"
                | "div"
                | "min"
                | "max"
                | "sqrt"
                | "ceil"
                | "floor"
                | "trunc"
                | "nearest"
                | "demote_f64"
                | "promote_f32"
                | "demote_f64x2_zero"
                | "promote_low_f32x4"
                | "relaxed_madd"
                | "relaxed_nmadd"
                | "relaxed_min"
                | "relaxed_max"
        )
    )
}

/// Whether the operator compares floats.
pub fn compares(name: &str) -> bool {
    matches!(
        name.split_once('_'),
        Some((
            "f32" | "f64" | "f32x4" | "f64x2",
            "eq" | "ne" | "lt" | "gt" | "le" | "ge"
        ))
    )
}

/// The square root whose NaN is the processor's, for the one whose NaN is canonical.
pub fn plain_root(name: &str) -> Option<&'static str> {
    match name {
        "f32_sqrt" => Some("f32_sqrt_plain"),
        "f64_sqrt" => Some("f64_sqrt_plain"),
        _ => None,
    }
}

/// Functions whose square roots may be plain ones.
///
/// LLVM's code for `x == x ? x : nan`, where `x` is a square root, is the root alone, and so takes away a guest's choice of a NaN.
/// It must see both to do so. Where no function of the bundle compares floats nobody can choose; and the root does not come to
/// another guest, by way of its host, as a result or an argument if the function has no float as a result, and the host is called
/// with none. (A host could read it from memory or a global, but LLVM would have to follow it through both guests to see that.)
pub fn with_plain_roots(bundle: &Bundle, bodies: &[Option<Body>]) -> Vec<u32> {
    let float = |ty: &ValType| matches!(ty, ValType::F32 | ValType::F64 | ValType::V128);
    let shown = (bundle.funcs.iter().zip(0..)).any(|(func, f)| {
        matches!(func.kind, FuncKind::Host { .. }) && bundle.func_type(f).params.iter().any(float)
    });
    if shown || bodies.iter().flatten().any(|b| b.floats.compares) {
        return Vec::new();
    }
    let plain = |b: &Body| b.floats.roots && !b.results.iter().any(float);
    let all = bodies.iter().zip(0..);
    all.filter(|(b, _)| b.as_ref().is_some_and(plain))
        .map(|(_, f)| f)
        .collect()
}
