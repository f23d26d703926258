//! Values of which only the type is known at run time.

use core::fmt;

use crate::{ExternRef, FuncRef, V128};

/// The type of a Wasm value.
///
/// ```
/// assert_eq!(include_wasm::ValType::FuncRef.to_string(), "funcref");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValType {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
    /// 128-bit vector.
    V128,
    /// Nullable reference to a function.
    FuncRef,
    /// Nullable reference to a value of the host.
    ExternRef,
}

impl fmt::Display for ValType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ValType::I32 => "i32",
            ValType::I64 => "i64",
            ValType::F32 => "f32",
            ValType::F64 => "f64",
            ValType::V128 => "v128",
            ValType::FuncRef => "funcref",
            ValType::ExternRef => "externref",
        })
    }
}

/// A Wasm value, for interfaces that do not know its type at compile time
/// (see [`Dynamic`](crate::Dynamic)).
///
/// There is no `==`, since floats could mean two things by it: see [`Value::bits_eq`].
///
/// ```
/// use include_wasm::{ValType, Value};
///
/// let v = Value::from(7_i32);
/// assert_eq!(v.ty(), ValType::I32);
/// assert_eq!(v.i32(), Some(7));
/// assert_eq!(v.i64(), None);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Value {
    /// 32-bit integer; Wasm integers have no sign of their own.
    I32(i32),
    /// 64-bit integer.
    I64(i64),
    /// 32-bit float.
    F32(f32),
    /// 64-bit float.
    F64(f64),
    /// 128-bit vector.
    V128(V128),
    /// Reference to a function, or null.
    FuncRef(Option<FuncRef>),
    /// Reference to a value of the host, or null.
    ExternRef(Option<ExternRef>),
}

impl Value {
    /// The value's type.
    #[must_use]
    pub fn ty(&self) -> ValType {
        match self {
            Value::I32(_) => ValType::I32,
            Value::I64(_) => ValType::I64,
            Value::F32(_) => ValType::F32,
            Value::F64(_) => ValType::F64,
            Value::V128(_) => ValType::V128,
            Value::FuncRef(_) => ValType::FuncRef,
            Value::ExternRef(_) => ValType::ExternRef,
        }
    }

    /// The default of a type: zero, or null.
    #[must_use]
    pub fn zero(ty: ValType) -> Value {
        match ty {
            ValType::I32 => Value::I32(0),
            ValType::I64 => Value::I64(0),
            ValType::F32 => Value::F32(0.0),
            ValType::F64 => Value::F64(0.0),
            ValType::V128 => Value::V128(V128::ZERO),
            ValType::FuncRef => Value::FuncRef(None),
            ValType::ExternRef => Value::ExternRef(None),
        }
    }

    /// Whether type and bits are the same: a NaN is itself, and 0 is not -0.
    ///
    /// ```
    /// use include_wasm::Value;
    ///
    /// assert!(Value::F32(f32::NAN).bits_eq(&Value::F32(f32::NAN)));
    /// assert!(!Value::F32(0.0).bits_eq(&Value::F32(-0.0)));
    /// ```
    #[must_use]
    pub fn bits_eq(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::I32(a), Value::I32(b)) => a == b,
            (Value::I64(a), Value::I64(b)) => a == b,
            (Value::F32(a), Value::F32(b)) => a.to_bits() == b.to_bits(),
            (Value::F64(a), Value::F64(b)) => a.to_bits() == b.to_bits(),
            (Value::V128(a), Value::V128(b)) => a == b,
            (Value::FuncRef(a), Value::FuncRef(b)) => a == b,
            (Value::ExternRef(a), Value::ExternRef(b)) => a == b,
            _ => false,
        }
    }
}

macro_rules! conversions {
    ($($variant:ident, $t:ty, $get:ident;)*) => {
        impl Value {$(
            #[doc = concat!("The value, if it is of type `", stringify!($get), "`.")]
            #[must_use]
            pub fn $get(&self) -> Option<$t> {
                match self {
                    Value::$variant(v) => Some(*v),
                    _ => None,
                }
            }
        )*}
        $(impl From<$t> for Value {
            fn from(v: $t) -> Value {
                Value::$variant(v)
            }
        })*
    };
}

conversions! {
    I32, i32, i32;
    I64, i64, i64;
    F32, f32, f32;
    F64, f64, f64;
    V128, V128, v128;
    FuncRef, Option<FuncRef>, funcref;
    ExternRef, Option<ExternRef>, externref;
}
