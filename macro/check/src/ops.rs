//! Which runtime function a plain operator is: the one whose name the specification gives it.
//!
//! There is no table to get wrong here: names and arities are wasmparser's own list of operators.

use crate::term::head;
use wasmparser::{MemArg, Operator};

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
pub const OPERATIONS: [Operation; 20] = {
    const fn of(name: &'static str, head: u32, takes: &'static str, results: usize, traps: bool) -> Operation {
        Operation { name, head, takes, results, traps }
    }
    [
        of("memory_grow", head::MEMORY_GROW, "vM", 1, false),
        of("memory_grow_fixed", head::MEMORY_GROW, "vm", 1, false),
        of("memory_fill", head::MEMORY_FILL, "vvvm", 0, true),
        of("memory_copy", head::MEMORY_COPY, "vvvm=", 0, true),
        of("memory_copy_between", head::MEMORY_COPY, "vvvmm", 0, true),
        of("memory_init", head::MEMORY_INIT, "vvvDm", 0, true),
        of("data_drop", head::DATA_DROP, "d", 0, false),
        of("atomic_fence", head::ATOMIC_FENCE, "", 0, false),
        of("table_get", head::TABLE_GET, "vtc", 1, true),
        of("table_set", head::TABLE_SET, "vvtc", 0, true),
        of("table_grow", head::TABLE_GROW, "vvt", 1, false),
        of("table_fill", head::TABLE_FILL, "vvvtc", 0, true),
        of("table_copy", head::TABLE_COPY, "vvvt=c", 0, true),
        of("table_copy_between", head::TABLE_COPY, "vvvttc", 0, true),
        of("table_init", head::TABLE_INIT, "vvvetc", 0, true),
        of("elem_drop", head::ELEM_DROP, "e", 0, false),
        of("fuel_bytes", head::FUEL_BYTES, "vc", 0, true),
        of("fuel_elements", head::FUEL_ELEMENTS, "vc", 0, true),
        of("fuel_pages", head::FUEL_PAGES, "vvc", 0, true),
        of("fuel_elements_grown", head::FUEL_GROWN, "vvc", 0, true),
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
    /// A load or store: operands (an address, perhaps a value) and results.
    Memory(u8, u8),
}

/// What an operator has besides operands (and the place in memory).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Immediate {
    /// Nothing.
    None,
    /// The number of a lane.
    Lane,
    /// The lanes of a shuffle: sixteen bytes, as two numbers.
    Lanes,
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
    /// What it has besides.
    pub immediate: Immediate,
    /// An access to memory that may trap for another reason than its bounds, and so takes the context.
    pub atomic: bool,
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

        /// What is in the operator itself: a place in memory, and a lane or lanes (or 0).
        #[allow(unused_variables)]
        pub fn immediates<'a>(op: &'a Operator<'_>) -> (Option<&'a MemArg>, u128) {
            match op {
                $(Operator::$op $({ $($arg),* })? => immediates!($($($arg $arg)*)?),)*
                _ => (None, 0),
            }
        }

        const LIST: &[[&str; 4]] = &[$([
            stringify!($proposal), stringify!($visit), stringify!($($annotation)*), stringify!($($($arg)*)?)
        ]),*];
    };
}
macro_rules! immediates {
    (memarg $place:ident) => {
        (Some($place), 0)
    };
    (memarg $place:ident lane $lane:ident) => {
        (Some($place), (*$lane).into())
    };
    (lane $lane:ident) => {
        (None, (*$lane).into())
    };
    (lanes $lanes:ident) => {
        (None, u128::from_le_bytes(*$lanes))
    };
    ($($other:tt)*) => {
        (None, 0)
    };
}
wasmparser::for_each_operator!(define);

/// By [`code`].
pub fn plain() -> Vec<Plain> {
    LIST.iter().copied().map(classify).collect()
}

fn classify([proposal, visit, annotation, args]: [&'static str; 4]) -> Plain {
    let name = visit.strip_prefix("visit_").unwrap_or(visit);
    let other = Plain {
        name,
        shape: Shape::Other,
        nan: Nan::Kept,
        immediate: match args {
            "lane" | "memarg lane" => Immediate::Lane,
            "lanes" => Immediate::Lanes,
            _ => Immediate::None,
        },
        atomic: proposal == "threads" && args == "memarg",
    };
    let words: Vec<&str> = annotation.split_whitespace().collect();
    let number = |n: &str| n.parse().unwrap_or(0);
    if let (true, ["arity", n, "->", results]) = (other.atomic, &words[..]) {
        return Plain { shape: Shape::Memory(number(n), number(results)), ..other };
    }
    let Some((ty, operation)) = name.split_once('_') else {
        return other;
    };
    let numeric = match ty {
        "i32" | "i64" | "f32" | "f64" => matches!(proposal, "mvp" | "sign_extension" | "saturating_float_to_int"),
        "v128" | "i8x16" | "i16x8" | "i32x4" | "i64x2" | "f32x4" | "f64x2" => {
            matches!(proposal, "simd" | "relaxed_simd")
        }
        _ => false,
    };
    if !numeric || operation == "const" {
        return other;
    }
    let shape = match words[..] {
        ["arity", "memarg", n, "->", results] => Shape::Memory(number(n), number(results)),
        ["arity", n, "->", "1"] => {
            let n = number(n);
            // §4.3.2: partial functions. `trunc_f32_s` is one, `trunc_sat_f32_s` and `trunc` are not.
            let partial = matches!(operation, "div_s" | "div_u" | "rem_s" | "rem_u") || operation.starts_with("trunc_f");
            if partial { Shape::Trapping(n) } else { Shape::Pure(n) }
        }
        _ => return other,
    };
    let float = ty.starts_with('f');
    let nan = match operation {
        "add" | "sub" if float => Nan::FoldsZero,
        "mul" | "relaxed_madd" | "relaxed_nmadd" if float => Nan::FoldsOne,
        "div" if float => Nan::FoldsSecondOne,
        "min" | "max" | "sqrt" | "ceil" | "floor" | "trunc" | "nearest" if float => Nan::Makes,
        "demote_f64" | "promote_f32" | "demote_f64x2_zero" | "promote_low_f32x4" | "relaxed_min" | "relaxed_max" => Nan::Makes,
        _ => Nan::Kept,
    };
    Plain { name, shape, nan, ..other }
}
