//! Which runtime function a plain operator is: the one whose name the specification gives it.
//!
//! There is no table to get wrong here: names and arities are wasmparser's own list of operators.

use wasmparser::Operator;

/// What kind of operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Not a plain operator, or not supported.
    Other,
    /// A pure function of so many operands.
    Pure(u8),
    /// A function of so many operands that may trap.
    Trapping(u8),
    /// Takes an address.
    Load,
    /// Takes an address and a value.
    Store,
}

/// The runtime treats NaNs of this operator's result; see `expr`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nan {
    /// Its result is no float, or passes NaNs on bit by bit.
    Kept,
    /// Makes arithmetic NaNs.
    Makes,
    /// Makes arithmetic NaNs, but LLVM folds it away if an operand is a literal 0.
    FoldsZero,
    /// Likewise 1.
    FoldsOne,
    /// Likewise if the second operand is 1.
    FoldsSecondOne,
}

/// A plain operator.
#[derive(Debug, Clone, Copy)]
pub struct Plain {
    /// The runtime function.
    pub name: &'static str,
    /// Its kind.
    pub shape: Shape,
    /// What it does to NaNs.
    pub nan: Nan,
}

macro_rules! define {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $ty:ty),* })? => $visit:ident ($($annotation:tt)*))*) => {
        #[derive(Clone, Copy)]
        #[allow(clippy::enum_variant_names)]
        enum Code { $($op),* }

        /// A dense number for every operator.
        pub fn code(op: &Operator<'_>) -> u32 {
            (match op {
                $(Operator::$op { .. } => Code::$op,)*
                _ => return u32::MAX,
            }) as u32
        }

        const LIST: &[(&str, &str, &str)] =
            &[$((stringify!($proposal), stringify!($visit), stringify!($($annotation)*))),*];
    };
}
wasmparser::for_each_operator!(define);

/// By [`code`].
pub fn plain() -> Vec<Plain> {
    LIST.iter()
        .map(|(proposal, visit, annotation)| classify(proposal, visit, annotation))
        .collect()
}

fn classify(proposal: &str, visit: &'static str, annotation: &str) -> Plain {
    let name = visit.strip_prefix("visit_").unwrap_or(visit);
    let other = Plain {
        name,
        shape: Shape::Other,
        nan: Nan::Kept,
    };
    let numeric = ["i32_", "i64_", "f32_", "f64_"]
        .iter()
        .any(|t| name.starts_with(t));
    let supported = matches!(
        proposal,
        "mvp" | "sign_extension" | "saturating_float_to_int"
    );
    if !numeric || !supported || name.ends_with("_const") {
        return other;
    }
    let words: Vec<&str> = annotation.split_whitespace().collect();
    let operation = &name[4..];
    let shape = match words[..] {
        ["arity", "memarg", "1", "->", "1"] => Shape::Load,
        ["arity", "memarg", "2", "->", "0"] => Shape::Store,
        ["arity", n, "->", "1"] => {
            let n = n.parse().unwrap_or(0);
            // §4.3.2: partial functions. `trunc_f32_s` is one, `trunc_sat_f32_s` and `trunc` are not.
            let partial = matches!(operation, "div_s" | "div_u" | "rem_s" | "rem_u")
                || operation.starts_with("trunc_f");
            if partial {
                Shape::Trapping(n)
            } else {
                Shape::Pure(n)
            }
        }
        _ => return other,
    };
    let float = name.starts_with('f');
    let nan = match operation {
        "add" | "sub" if float => Nan::FoldsZero,
        "mul" if float => Nan::FoldsOne,
        "div" if float => Nan::FoldsSecondOne,
        "min" | "max" | "sqrt" | "ceil" | "floor" | "trunc" | "nearest" if float => Nan::Makes,
        "demote_f64" | "promote_f32" => Nan::Makes,
        _ => Nan::Kept,
    };
    Plain { name, shape, nan }
}

/// Offset and memory of a load or store.
pub fn memarg(op: &Operator<'_>) -> Option<(u64, u32)> {
    macro_rules! any {
        ($($op:ident)*) => {
            match op {
                $(Operator::$op { memarg })|* => memarg,
                _ => return None,
            }
        };
    }
    let memarg = any! {
        I32Load I64Load F32Load F64Load I32Load8S I32Load8U I32Load16S I32Load16U
        I64Load8S I64Load8U I64Load16S I64Load16U I64Load32S I64Load32U I32Store I64Store
        F32Store F64Store I32Store8 I32Store16 I64Store8 I64Store16 I64Store32
    };
    match memarg.target {
        wasmparser::MemArgTarget::Memory(memory) => Some((memarg.offset, memory)),
        _ => None,
    }
}
