//! The host, the same for every engine: what its functions answer, and what they do to the guest that calls them.
//!
//! The signatures are in the generator; what a function does is in its name.

use include_wasm::{ExternRef, V128, ValType, Value};

use crate::{Hash, Rng};

/// What a host function does before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// Sets a byte of the first exported memory, at this address modulo its size, if it has any bytes.
    Poke(u64, u8),
    /// Grows the first exported memory by one page, if it can.
    Grow,
    /// Fails.
    Trap,
}

/// A host function's effect and results.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What happens first.
    pub effect: Effect,
    /// Of the types that the import has.
    pub results: Vec<Value>,
}

/// What the host function `name` answers, which depends on nothing but its name and arguments.
pub fn answer(name: &str, args: &[Value], results: &[ValType]) -> Answer {
    let mut hash = Hash::default();
    hash.bytes(name.as_bytes());
    for arg in args {
        hash.bytes(crate::show(arg).as_bytes());
    }
    let mut rng = Rng::new(hash.finish());
    let effect = match name {
        "poke" => Effect::Poke(rng.next_u64(), rng.next_u64() as u8),
        "grow" => Effect::Grow,
        "trap" if rng.one_in(4) => Effect::Trap,
        _ => Effect::None,
    };
    let results = results.iter().map(|ty| result(*ty, &mut rng)).collect();
    Answer { effect, results }
}

/// Numbers of moderate size: a host that answers NaNs would need them canonical.
fn result(ty: ValType, rng: &mut Rng) -> Value {
    let number = match rng.below(3) {
        0 => rng.below(16),
        1 => rng.below(70_000),
        _ => rng.next_u64(),
    };
    match ty {
        ValType::I32 => Value::I32(number as i32),
        ValType::I64 => Value::I64(number as i64),
        ValType::F32 => Value::F32(number as i32 as f32),
        ValType::F64 => Value::F64(number as i64 as f64),
        ValType::V128 => Value::V128(V128::from_i64x2([number as i64, rng.next_u64() as i64])),
        ValType::ExternRef => Value::ExternRef((number % 2 == 1).then(|| ExternRef::new(number))),
        other => Value::zero(other),
    }
}
