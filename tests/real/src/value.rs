//! Values as a trace writes them.

use include_wasm::{ExternRef, V128, ValType, Value};
use serde_json::Value as Json;
use std::fmt;

/// A recorded value; floats are bit patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// A number.
    I32(i32),
    /// `"123n"`
    I64(i64),
    /// `"f32:hex"`
    F32(u32),
    /// `"f64:hex"`
    F64(u64),
    /// `"v128:hex"`, first byte first.
    V128([u8; 16]),
    /// `null`: a null reference.
    Null,
    /// `"extern:n"`: a reference that the host made, by number.
    Extern(u64),
}

impl Recorded {
    /// Reads one JSON value; the error says what was unexpected.
    pub fn parse(json: &Json) -> Result<Recorded, String> {
        let unknown = || format!("{json} is not a value of this format");
        if json.is_null() {
            return Ok(Recorded::Null);
        }
        if let Some(n) = json.as_i64() {
            // Signed; an unsigned spelling of the same bits does no harm.
            let fits = (i64::from(i32::MIN)..=i64::from(u32::MAX)).contains(&n);
            return if fits {
                Ok(Recorded::I32(n as i32))
            } else {
                Err(unknown())
            };
        }
        let text = json.as_str().ok_or_else(unknown)?;
        if let Some(digits) = text.strip_suffix('n') {
            let signed = digits.parse::<i64>().ok();
            return signed
                .or_else(|| digits.parse::<u64>().ok().map(|n| n as i64))
                .map(Recorded::I64)
                .ok_or_else(unknown);
        }
        let parsed = match text.split_once(':') {
            Some(("f32", hex)) => u32::from_str_radix(digits(hex), 16).ok().map(Recorded::F32),
            Some(("f64", hex)) => u64::from_str_radix(digits(hex), 16).ok().map(Recorded::F64),
            Some(("v128", hex)) if hex.len() == 32 => u128::from_str_radix(hex, 16)
                .ok()
                .map(|n| Recorded::V128(n.to_be_bytes())),
            Some(("extern", n)) => n.parse().ok().map(Recorded::Extern),
            _ => None,
        };
        parsed.ok_or_else(unknown)
    }

    /// The value of type `ty` that this stands for, if it can be one.
    pub fn to_value(self, ty: ValType) -> Option<Value> {
        let value = match self {
            Recorded::Null if ty == ValType::FuncRef => Value::FuncRef(None),
            other => other.natural(),
        };
        (value.ty() == ty).then_some(value)
    }

    /// The value that it is by itself; `null` is a null `externref`.
    pub fn natural(self) -> Value {
        match self {
            Recorded::I32(v) => Value::I32(v),
            Recorded::I64(v) => Value::I64(v),
            Recorded::F32(v) => Value::F32(f32::from_bits(v)),
            Recorded::F64(v) => Value::F64(f64::from_bits(v)),
            Recorded::V128(v) => Value::V128(V128::from_bytes(v)),
            Recorded::Null => Value::ExternRef(None),
            Recorded::Extern(v) => Value::ExternRef(Some(ExternRef::new(v))),
        }
    }

    /// Whether the guest's value is this one, bit for bit.
    pub fn is(self, value: &Value) -> bool {
        self.to_value(value.ty()).is_some_and(|v| v.bits_eq(value))
    }
}

/// Hexadecimal digits without a `0x`.
fn digits(hex: &str) -> &str {
    hex.strip_prefix("0x").unwrap_or(hex)
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recorded::I32(v) => write!(f, "{v}"),
            Recorded::I64(v) => write!(f, "{v}n"),
            Recorded::F32(v) => write!(f, "f32:{v:08x}"),
            Recorded::F64(v) => write!(f, "f64:{v:016x}"),
            Recorded::V128(v) => write!(f, "v128:{:032x}", u128::from_be_bytes(*v)),
            Recorded::Null => f.write_str("null"),
            Recorded::Extern(v) => write!(f, "extern:{v}"),
        }
    }
}

/// A list of guest values in the notation of traces.
pub fn show(values: &[Value]) -> String {
    let each = values.iter().map(|v| match v {
        Value::I32(v) => Recorded::I32(*v).to_string(),
        Value::I64(v) => Recorded::I64(*v).to_string(),
        Value::F32(v) => Recorded::F32(v.to_bits()).to_string(),
        Value::F64(v) => Recorded::F64(v.to_bits()).to_string(),
        other => format!("{other:?}"),
    });
    format!("[{}]", each.collect::<Vec<_>>().join(", "))
}

/// A list of recorded values.
pub fn show_recorded(values: &[Recorded]) -> String {
    format!(
        "[{}]",
        values
            .iter()
            .map(Recorded::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    )
}
