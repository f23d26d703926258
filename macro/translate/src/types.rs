//! Value, function and limits types (§2.3), shared by every stage.

use std::fmt;

/// A value type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValType {
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `v128`
    V128,
    /// A reference.
    Ref(RefType),
}

/// A nullable reference type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RefType {
    /// `funcref`
    Func,
    /// `externref`
    Extern,
}

impl ValType {
    /// The Rust type that carries it in generated code and in the public surface; `rt` is in scope.
    pub fn rust(self) -> &'static str {
        match self {
            ValType::I32 => "i32",
            ValType::I64 => "i64",
            ValType::F32 => "f32",
            ValType::F64 => "f64",
            ValType::V128 => "rt::V128",
            ValType::Ref(RefType::Func) => "Option<rt::FuncRef>",
            ValType::Ref(RefType::Extern) => "Option<rt::ExternRef>",
        }
    }

    /// The suffix of runtime functions that exist once per type (`select_i32`).
    pub fn suffix(self) -> &'static str {
        match self {
            ValType::I32 => "i32",
            ValType::I64 => "i64",
            ValType::F32 => "f32",
            ValType::F64 => "f64",
            ValType::V128 => "v128",
            ValType::Ref(RefType::Func) => "funcref",
            ValType::Ref(RefType::Extern) => "externref",
        }
    }

    /// Its default value as a Rust expression (§4.2.1).
    pub fn zero(self) -> &'static str {
        match self {
            ValType::I32 | ValType::I64 => "0",
            ValType::F32 => "f32_const(0)",
            ValType::F64 => "f64_const(0)",
            ValType::V128 => "const { v128_const(0, 0) }",
            ValType::Ref(_) => "None",
        }
    }
}

impl fmt::Display for ValType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.suffix())
    }
}

impl RefType {
    /// The runtime type of a non-null reference.
    pub fn rust(self) -> &'static str {
        match self {
            RefType::Func => "rt::FuncRef",
            RefType::Extern => "rt::ExternRef",
        }
    }
}

/// A function type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct FuncType {
    /// Parameters.
    pub params: Vec<ValType>,
    /// Results.
    pub results: Vec<ValType>,
}

impl FuncType {
    /// The Rust type of the results: `()`, `T` or a tuple.
    pub fn result(&self) -> String {
        result_type(&self.results)
    }
}

/// The Rust type of a list of results: `()`, `T` or a tuple.
pub fn result_type(results: &[ValType]) -> String {
    match results {
        [] => "()".into(),
        [one] => one.rust().into(),
        many => format!(
            "({})",
            many.iter().map(|t| t.rust()).collect::<Vec<_>>().join(", ")
        ),
    }
}

impl fmt::Display for FuncType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(func")?;
        for (word, list) in [("param", &self.params), ("result", &self.results)] {
            if !list.is_empty() {
                write!(f, " ({word}")?;
                for t in list {
                    write!(f, " {t}")?;
                }
                f.write_str(")")?;
            }
        }
        f.write_str(")")
    }
}

/// Size limits, in pages or elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Initial size.
    pub min: u64,
    /// Declared maximum.
    pub max: Option<u64>,
}

/// A memory type: limits in pages of 64 KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryType {
    /// In pages.
    pub limits: Limits,
    /// Whether several threads may have it (threads proposal).
    pub shared: bool,
}

/// A table type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableType {
    /// What it holds.
    pub elem: RefType,
    /// In elements.
    pub limits: Limits,
}

/// A global's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GlobalType {
    /// What it holds.
    pub value: ValType,
    /// Whether `global.set` may change it.
    pub mutable: bool,
}
