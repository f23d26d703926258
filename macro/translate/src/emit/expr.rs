//! Pure expressions and literals.

use super::signature::Place;
use crate::ir::Expr;
use crate::lower::halves;
use crate::module::{ConstExpr, ConstOp};
use std::fmt::Write;

/// Writes an expression.
pub fn write(out: &mut String, expr: &Expr, place: Place) {
    let _ = match expr {
        Expr::Local(i) => write!(out, "l{i}"),
        Expr::Temp(n) => write!(out, "v{n}"),
        Expr::I32(v) => write!(out, "{v}"),
        Expr::I64(v) => write!(out, "{v}"),
        Expr::F32(bits) => write!(out, "f32_const({bits:#x})"),
        Expr::F64(bits) => write!(out, "f64_const({bits:#x})"),
        Expr::V128(bytes) => {
            let [low, high] = halves(*bytes);
            // Evaluated by rustc: what LLVM sees stored in two halves, it keeps in halves, also around a loop.
            write!(out, "const {{ v128_const({low:#x}, {high:#x}) }}")
        }
        Expr::Immediate(v) if *v < 16 => write!(out, "{v}"),
        Expr::Immediate(v) => write!(out, "{v:#x}"),
        Expr::Null(_) => write!(out, "None"),
        Expr::RefFunc(f) => write!(out, "ref_func({f})"),
        Expr::Global(g) => write!(out, "{}.g{g}", place.state()),
        Expr::MemorySize(m) => write!(out, "memory_size({})", place.memory(*m)),
        Expr::TableSize(t) => write!(out, "table_size(&{}.t{t})", place.state()),
        Expr::Op(name, args) => {
            out.push_str(name);
            out.push('(');
            for (i, arg) in args.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                write(out, arg, place);
            }
            out.push(')');
            Ok(())
        }
    };
}

/// An expression as text.
pub fn text(expr: &Expr, place: Place) -> String {
    let mut out = String::new();
    write(&mut out, expr, place);
    out
}

/// Expressions as texts.
pub fn texts<'a>(exprs: impl IntoIterator<Item = &'a Expr>, place: Place) -> Vec<String> {
    exprs.into_iter().map(|e| text(e, place)).collect()
}

/// No, one, or a tuple of values.
pub fn tuple(values: &[Expr], place: Place) -> String {
    match values {
        [one] => text(one, place),
        many => format!("({})", texts(many, place).join(", ")),
    }
}

/// A constant expression as an expression (§3.3.10); globals are those of the bundle.
pub fn constant(bundle: &crate::bundle::Bundle, expr: &ConstExpr) -> Expr {
    let mut stack: Vec<Expr> = Vec::new();
    for op in &expr.0 {
        let name = match op {
            ConstOp::I32Add => Some("i32_add"),
            ConstOp::I32Sub => Some("i32_sub"),
            ConstOp::I32Mul => Some("i32_mul"),
            ConstOp::I64Add => Some("i64_add"),
            ConstOp::I64Sub => Some("i64_sub"),
            ConstOp::I64Mul => Some("i64_mul"),
            _ => None,
        };
        let value = match (op, name) {
            (_, Some(name)) => {
                let args = stack.split_off(stack.len().saturating_sub(2));
                Expr::Op(name, args)
            }
            (ConstOp::Global(g), _) => match bundle.globals[*g as usize].constant() {
                Some(literal) => self::literal(literal),
                None => Expr::Global(*g),
            },
            (literal, _) => self::literal(literal),
        };
        stack.push(value);
    }
    stack.pop().unwrap_or(Expr::I32(0))
}

fn literal(op: &ConstOp) -> Expr {
    match op {
        ConstOp::I32(v) => Expr::I32(*v),
        ConstOp::I64(v) => Expr::I64(*v),
        ConstOp::F32(v) => Expr::F32(*v),
        ConstOp::F64(v) => Expr::F64(*v),
        ConstOp::V128(v) => Expr::V128(*v),
        ConstOp::RefNull(ty) => Expr::Null(*ty),
        ConstOp::RefFunc(f) => Expr::RefFunc(*f),
        _ => Expr::I32(0),
    }
}
