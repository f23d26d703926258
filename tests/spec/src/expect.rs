//! Comparing results with what a script demands, to the bit.

use include_wasm::{ExternRef, V128, Value};

use crate::script::{Arg, Expect};

/// A script's argument as a runtime value.
pub fn value(arg: Arg) -> Value {
    match arg {
        Arg::I32(v) => Value::I32(v),
        Arg::I64(v) => Value::I64(v),
        Arg::F32(bits) => Value::F32(f32::from_bits(bits)),
        Arg::F64(bits) => Value::F64(f64::from_bits(bits)),
        Arg::V128(bytes) => Value::V128(V128::from_bytes(bytes)),
        Arg::NullFunc => Value::FuncRef(None),
        Arg::NullExtern => Value::ExternRef(None),
        Arg::Extern(handle) => Value::ExternRef(Some(ExternRef::new(u64::from(handle)))),
    }
}

/// Whether a result is what the script demands.
pub fn matches(expect: &Expect, actual: &Value) -> bool {
    match (expect, actual) {
        (Expect::Value(Arg::I32(want)), Value::I32(got)) => want == got,
        (Expect::Value(Arg::I64(want)), Value::I64(got)) => want == got,
        (Expect::Value(Arg::F32(want)), Value::F32(got)) => *want == got.to_bits(),
        (Expect::Value(Arg::F64(want)), Value::F64(got)) => *want == got.to_bits(),
        (Expect::Value(Arg::V128(want)), Value::V128(got)) => *want == got.to_bytes(),
        (Expect::Lanes(lanes), Value::V128(got)) => {
            let (singles, doubles) = (got.to_f32x4(), got.to_f64x2());
            let actual: Vec<Value> = match lanes.len() {
                4 => singles.into_iter().map(Value::F32).collect(),
                _ => doubles.into_iter().map(Value::F64).collect(),
            };
            lanes
                .iter()
                .zip(&actual)
                .all(|(want, got)| matches(want, got))
        }
        (Expect::Value(Arg::NullFunc), Value::FuncRef(got)) => got.is_none(),
        (Expect::Value(Arg::NullExtern), Value::ExternRef(got)) => got.is_none(),
        (Expect::Value(Arg::Extern(want)), Value::ExternRef(Some(got))) => {
            got.handle() == u64::from(*want)
        }
        (Expect::F32CanonicalNan, Value::F32(got)) => got.to_bits() & 0x7fff_ffff == 0x7fc0_0000,
        (Expect::F32ArithmeticNan, Value::F32(got)) => got.to_bits() & 0x7fc0_0000 == 0x7fc0_0000,
        (Expect::F64CanonicalNan, Value::F64(got)) => {
            got.to_bits() & (u64::MAX >> 1) == 0x7ff8 << 48
        }
        (Expect::F64ArithmeticNan, Value::F64(got)) => {
            got.to_bits() & (0x7ff8 << 48) == 0x7ff8 << 48
        }
        (Expect::Null, Value::FuncRef(None) | Value::ExternRef(None)) => true,
        (Expect::Func, Value::FuncRef(got)) => got.is_some(),
        (Expect::AnyExtern, Value::ExternRef(got)) => got.is_some(),
        (Expect::Either(cases), _) => cases.iter().any(|case| matches(case, actual)),
        _ => false,
    }
}

/// Whether a trap's message is the one that the script demands. The suite compares prefixes ("undefined" stands for
/// "undefined element"), and its interpreter says which element was uninitialized.
pub fn message_matches(want: &str, got: &str) -> bool {
    got.starts_with(want)
        || want
            .strip_prefix(got)
            .is_some_and(|rest| rest.trim().parse::<u32>().is_ok())
}
