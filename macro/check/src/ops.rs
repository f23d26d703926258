//! What operators are. There is hardly a table to get wrong here: names, operands, results and immediates are wasmparser's own list
//! of operators, and the runtime function has the name that the specification gives it.
//!
//! A call is `name(operands, immediates, places)`. Behind the operands stand, by letter ([`Call::takes`]):
//! `o` an offset, `i` a lane, `l` sixteen lanes as two numbers, `f` a function's index; `m` a memory's bytes, `M` a whole memory, `t` a
//! table, `d` and `e` a segment, `D` a data segment's bytes, `=` the place before once more (nothing is written), `c` the context.

use wasmparser::{MemArg, MemArgTarget, Operator};

/// What kind of operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Control, locals, globals, calls, constants, and what is not supported.
    Other,
    /// A function of its operands.
    Pure,
    /// A function of the state: the size of a memory or table.
    Size,
    /// Changes the state or depends on it; may trap if so.
    Effect { traps: bool },
}

/// How the runtime treats NaNs of a result; see `Body::numeric`.
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

/// An operator, with the operands and results that it has.
#[derive(Debug, Clone, Copy)]
pub struct Plain {
    /// Its name in the specification, with `_` for what is not a letter or digit.
    pub name: &'static str,
    /// Its kind.
    pub shape: Shape,
    /// Operands.
    pub args: usize,
    /// Results.
    pub results: usize,
    /// What it does to NaNs.
    pub nan: Nan,
    /// What its runtime function takes behind the operands.
    pub takes: &'static str,
}

/// A runtime function: of which operator, and what it takes behind the operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The operator.
    pub code: u32,
    /// By letter, see above.
    pub takes: &'static str,
}

/// Operators besides the numeric ones, with what they take. Where an operator has several functions (for other types, or places in
/// memory), it has several lines.
const OTHERS: &[(&str, u32, &str)] = &[
    ("select_i32", SELECT, ""),
    ("select_i64", SELECT, ""),
    ("select_f32", SELECT, ""),
    ("select_f64", SELECT, ""),
    ("select_v128", SELECT, ""),
    ("select_funcref", SELECT, ""),
    ("select_externref", SELECT, ""),
    ("ref_is_null_funcref", Code::RefIsNull as u32, ""),
    ("ref_is_null_externref", Code::RefIsNull as u32, ""),
    ("ref_func", REF_FUNC, "f"),
    ("memory_size", MEMORY_SIZE, "m"),
    ("memory_grow", MEMORY_GROW, "M"),
    ("memory_grow_fixed", MEMORY_GROW, "m"),
    ("memory_fill", MEMORY_FILL, "m"),
    ("memory_copy", MEMORY_COPY, "m="),
    ("memory_copy_between", MEMORY_COPY, "mm"),
    ("memory_init", MEMORY_INIT, "Dm"),
    ("data_drop", DATA_DROP, "d"),
    ("atomic_fence", ATOMIC_FENCE, ""),
    ("table_size", TABLE_SIZE, "t"),
    ("table_get", Code::TableGet as u32, "tc"),
    ("table_set", Code::TableSet as u32, "tc"),
    ("table_grow", TABLE_GROW, "t"),
    ("table_fill", TABLE_FILL, "tc"),
    ("table_copy", TABLE_COPY, "t=c"),
    ("table_copy_between", TABLE_COPY, "ttc"),
    ("table_init", TABLE_INIT, "etc"),
    ("elem_drop", ELEM_DROP, "e"),
    ("fuel_bytes", FUEL_BYTES, "c"),
    ("fuel_elements", FUEL_ELEMENTS, "c"),
    ("fuel_pages", FUEL_PAGES, "c"),
    ("fuel_elements_grown", FUEL_GROWN, "c"),
];

/// What is in the operator itself. Indices are the module's.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fields {
    /// By letter: memories, tables, segments, a function.
    pub places: [Option<(u8, u32)>; 2],
    /// An offset into memory.
    pub offset: u32,
    /// A lane or lanes.
    pub lanes: u128,
    /// Bytes that are accessed: the most that its alignment can be.
    pub width: u64,
}

impl Fields {
    fn memory(place: &MemArg, lanes: u128) -> Fields {
        let MemArgTarget::Memory(m) = place.target else { return Fields::default() };
        // No valid module has another offset: memories of 64 bits are not among the features.
        let offset = u32::try_from(place.offset).unwrap_or(u32::MAX);
        Fields { offset, lanes, width: 1 << place.max_align, ..Fields::at(b'm', m) }
    }

    fn lanes(lanes: u128) -> Fields {
        Fields { lanes, ..Fields::default() }
    }

    fn at(letter: u8, index: u32) -> Fields {
        Fields { places: [Some((letter, index)), None], ..Fields::default() }
    }

    fn two(letter: u8, index: u32, other: u8, second: u32) -> Fields {
        Fields { places: [Some((letter, index)), Some((other, second))], ..Fields::default() }
    }
}

macro_rules! define {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $ty:ty),* })? => $visit:ident ($($annotation:tt)*))*) => {
        #[derive(Clone, Copy)]
        #[allow(clippy::enum_variant_names)]
        enum Code { $($op,)* FuelBytes, FuelElements, FuelPages, FuelGrown, SharedSize }

        /// A dense number for every operator; one for both forms of `select`.
        pub fn code(op: &Operator<'_>) -> u32 {
            if let Operator::TypedSelect { .. } = op {
                return SELECT;
            }
            (match op {
                $(Operator::$op { .. } => Code::$op,)*
                _ => return u32::MAX,
            }) as u32
        }

        /// What is in the operator itself.
        #[allow(unused_variables)]
        pub fn fields(op: &Operator<'_>) -> Fields {
            match op {
                $(Operator::$op $({ $($arg),* })? => fields!($($($arg $arg)*)?),)*
                _ => Fields::default(),
            }
        }

        const LIST: &[[&str; 4]] = &[$([
            stringify!($proposal), stringify!($visit), stringify!($($annotation)*), stringify!($($($arg)*)?)
        ]),*];
    };
}
macro_rules! fields {
    (memarg $m:ident) => {
        Fields::memory($m, 0)
    };
    (memarg $m:ident lane $lane:ident) => {
        Fields::memory($m, (*$lane).into())
    };
    (lane $lane:ident) => {
        Fields::lanes((*$lane).into())
    };
    (lanes $lanes:ident) => {
        Fields::lanes(u128::from_le_bytes(*$lanes))
    };
    (mem $m:ident) => {
        Fields::at(b'm', *$m)
    };
    (dst_mem $m:ident src_mem $n:ident) => {
        Fields::two(b'm', *$m, b'm', *$n)
    };
    (data_index $d:ident mem $m:ident) => {
        Fields::two(b'd', *$d, b'm', *$m)
    };
    (data_index $d:ident) => {
        Fields::at(b'd', *$d)
    };
    (table $t:ident) => {
        Fields::at(b't', *$t)
    };
    (dst_table $t:ident src_table $u:ident) => {
        Fields::two(b't', *$t, b't', *$u)
    };
    (elem_index $e:ident table $t:ident) => {
        Fields::two(b'e', *$e, b't', *$t)
    };
    (elem_index $e:ident) => {
        Fields::at(b'e', *$e)
    };
    (function_index $f:ident) => {
        Fields::at(b'f', *$f)
    };
    ($($other:tt)*) => {
        Fields::default()
    };
}
wasmparser::for_each_operator!(define);

macro_rules! codes {
    ($($name:ident $op:ident,)*) => { $(#[doc = concat!("The code of `", stringify!($op), "`.")] pub const $name: u32 = Code::$op as u32;)* };
}
codes! {
    SELECT Select, REF_FUNC RefFunc, MEMORY_SIZE MemorySize, MEMORY_GROW MemoryGrow, MEMORY_FILL MemoryFill, MEMORY_COPY MemoryCopy,
    MEMORY_INIT MemoryInit, DATA_DROP DataDrop, ATOMIC_FENCE AtomicFence, TABLE_SIZE TableSize, TABLE_GROW TableGrow, TABLE_FILL TableFill,
    TABLE_COPY TableCopy, TABLE_INIT TableInit, ELEM_DROP ElemDrop,
    FUEL_BYTES FuelBytes, FUEL_ELEMENTS FuelElements, FUEL_PAGES FuelPages, FUEL_GROWN FuelGrown, SHARED_SIZE SharedSize,
}

/// Operators by [`code`], and the functions of the runtime by name.
pub fn all() -> (Vec<Plain>, Vec<(&'static str, Call)>) {
    let mut list: Vec<Plain> = LIST.iter().copied().map(classify).collect();
    // What bulk operators pay for their length; what was grown is paid for by the result and the length.
    for (name, args) in [("fuel_bytes", 1), ("fuel_elements", 1), ("fuel_pages", 2), ("fuel_elements_grown", 2)] {
        list.push(Plain { name, shape: Shape::Effect { traps: true }, args, results: 0, nan: Nan::Kept, takes: "c" });
    }
    // Another thread may grow a shared memory, so its size is what it is when the operator runs.
    let name = "memory_size_shared";
    list.push(Plain { name, shape: Shape::Effect { traps: false }, args: 0, results: 1, nan: Nan::Kept, takes: "m" });
    for (_, code, takes) in OTHERS {
        let plain = &mut list[*code as usize];
        plain.takes = takes;
        let total = matches!(*code, MEMORY_GROW | TABLE_GROW | DATA_DROP | ELEM_DROP | ATOMIC_FENCE);
        plain.shape = match *code {
            SELECT | REF_FUNC => Shape::Pure,
            MEMORY_SIZE | TABLE_SIZE => Shape::Size,
            _ if plain.name == "ref_is_null" => Shape::Pure,
            _ => Shape::Effect { traps: !total },
        };
    }
    let numeric = list.iter().zip(0..).filter(|(p, code)| p.shape != Shape::Other && !OTHERS.iter().any(|o| o.1 == *code));
    let mut calls: Vec<_> = numeric.map(|(p, code)| (p.name, Call { code, takes: p.takes })).collect();
    calls.extend(OTHERS.iter().map(|(name, code, takes)| (*name, Call { code: *code, takes })));
    // The NaN of a square root is canonical in one form and the processor's in the other; §4.3.3 allows both.
    let plain = [("f32_sqrt_plain", Code::F32Sqrt), ("f64_sqrt_plain", Code::F64Sqrt)];
    calls.extend(plain.map(|(name, code)| (name, Call { code: code as u32, takes: "" })));
    (list, calls)
}

fn classify([proposal, visit, annotation, args]: [&'static str; 4]) -> Plain {
    let name = visit.strip_prefix("visit_").unwrap_or(visit);
    let words: Vec<&str> = annotation.split_whitespace().collect();
    let number = |n: &str| n.parse().unwrap_or(0);
    let (known, operands, results) = match words[..] {
        ["arity", "memarg", n, "->", results] | ["arity", n, "->", results] => (true, number(n), number(results)),
        _ => (false, 0, 0),
    };
    let other = Plain { name, shape: Shape::Other, args: operands, results, nan: Nan::Kept, takes: "" };
    let (ty, operation) = name.split_once('_').unwrap_or((name, "const"));
    let atomic = proposal == "threads" && args == "memarg";
    let numeric = match ty {
        _ if atomic => true,
        "i32" | "i64" | "f32" | "f64" => matches!(proposal, "mvp" | "sign_extension" | "saturating_float_to_int"),
        "v128" | "i8x16" | "i16x8" | "i32x4" | "i64x2" | "f32x4" | "f64x2" => matches!(proposal, "simd" | "relaxed_simd"),
        _ => false,
    };
    if !known || !numeric || operation == "const" {
        return other;
    }
    // §4.3.2: partial functions. `trunc_f32_s` is one, `trunc_sat_f32_s` and `trunc` are not.
    let partial = matches!(operation, "div_s" | "div_u" | "rem_s" | "rem_u") || operation.starts_with("trunc_f");
    let (shape, takes) = match args {
        // It may trap for another reason than its bounds.
        "memarg" if atomic => (Shape::Effect { traps: true }, "omc"),
        "memarg" => (Shape::Effect { traps: true }, "om"),
        "memarg lane" => (Shape::Effect { traps: true }, "oim"),
        _ if partial => (Shape::Effect { traps: true }, "c"),
        "lane" => (Shape::Pure, "i"),
        "lanes" => (Shape::Pure, "l"),
        _ => (Shape::Pure, ""),
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
    Plain { shape, nan, takes, ..other }
}
