//! Which runtime function a plain operator is: the one whose name the specification gives it.
//!
//! There is no table to get wrong here: names and arities are wasmparser's own list of operators.

use crate::term::head;
use wasmparser::Operator;

/// An operation on memories, tables and segments.
pub struct Operation {
    /// The runtime function.
    pub name: &'static str,
    /// Of its effect.
    pub head: u32,
    /// What it takes, by letter: `v` a value, `m` a memory's bytes, `M` a whole memory, `t`, `d` and `e` a field, `D` a data
    /// segment's bytes, `c` the context. All but values and the context have an index; `=` is the same index again.
    pub takes: &'static str,
    /// Results.
    pub results: usize,
    /// May trap.
    pub traps: bool,
}

/// All of them. Where two have one head, the second is for another place.
pub const OPERATIONS: [Operation; 15] = {
    const fn of(
        name: &'static str,
        head: u32,
        takes: &'static str,
        results: usize,
        traps: bool,
    ) -> Operation {
        Operation {
            name,
            head,
            takes,
            results,
            traps,
        }
    }
    [
        of("memory_grow", head::MEMORY_GROW, "vM", 1, false),
        of("memory_grow_fixed", head::MEMORY_GROW, "vm", 1, false),
        of("memory_fill", head::MEMORY_FILL, "vvvm", 0, true),
        of("memory_copy", head::MEMORY_COPY, "vvvm=", 0, true),
        of("memory_copy_between", head::MEMORY_COPY, "vvvmm", 0, true),
        of("memory_init", head::MEMORY_INIT, "vvvDm", 0, true),
        of("data_drop", head::DATA_DROP, "d", 0, false),
        of("table_get", head::TABLE_GET, "vtc", 1, true),
        of("table_set", head::TABLE_SET, "vvtc", 0, true),
        of("table_grow", head::TABLE_GROW, "vvt", 1, false),
        of("table_fill", head::TABLE_FILL, "vvvtc", 0, true),
        of("table_copy", head::TABLE_COPY, "vvvt=c", 0, true),
        of("table_copy_between", head::TABLE_COPY, "vvvttc", 0, true),
        of("table_init", head::TABLE_INIT, "vvvetc", 0, true),
        of("elem_drop", head::ELEM_DROP, "e", 0, false),
    ]
};

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
