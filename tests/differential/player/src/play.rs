//! The play itself, and its transcript.

use include_wasm::{CallError, Trap, TrapCode, ValType, Value};

use crate::args::argument;
use crate::{FUEL, Hash, MEMORY, Rng, STEPS};

/// Calls of one module, if it has exported functions at all.
const CALLS: usize = 20;

/// What a call came to, in terms that all engines have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Types and bits of the results.
    Values(Vec<String>),
    /// A trap.
    Trap(&'static str),
}

/// What a module exports, in any order.
#[derive(Debug, Clone, Default)]
pub struct Interface {
    /// Functions: name, parameters.
    pub functions: Vec<(String, Vec<ValType>)>,
    /// Globals.
    pub globals: Vec<String>,
    /// Memories.
    pub memories: Vec<String>,
}

/// An instance on some engine.
pub trait Engine {
    /// What it exports.
    fn interface(&mut self) -> Interface;
    /// Calls an exported function.
    fn call(&mut self, name: &str, args: &[Value]) -> Outcome;
    /// The value of an exported global.
    fn global(&mut self, name: &str) -> Value;
    /// Sets an exported global.
    fn set_global(&mut self, name: &str, value: Value);
    /// Gives the bytes of an exported memory to `look`.
    fn memory(&mut self, name: &str, look: &mut dyn FnMut(&[u8]));
}

/// What happened, one line per call. The line `stack` means that the rest can't be compared, since each engine has its
/// own limit.
pub type Transcript = Vec<String>;

/// Plays module `seed` on the engine that `start` gives.
pub fn play<E: Engine>(seed: u64, start: impl FnOnce() -> Result<E, Outcome>) -> Transcript {
    let mut lines = Vec::new();
    let mut engine = match start() {
        Ok(engine) => engine,
        Err(outcome) => {
            lines.push(instantiation(&outcome));
            return lines;
        }
    };
    let mut interface = engine.interface();
    // Engines list exports in orders of their own.
    interface.functions.sort_by(|a, b| a.0.cmp(&b.0));
    interface.globals.sort();
    interface.memories.sort();
    lines.push(format!("start -> {}", state(&mut engine, &interface)));
    let mut rng = Rng::new(seed ^ 0x09_1a_95);
    let bounded = interface.globals.iter().any(|name| name == FUEL);
    let rounds = match interface.functions.len() {
        0 => 0,
        n => (CALLS / n).clamp(1, 4),
    };
    for _ in 0..rounds {
        for (name, params) in interface.functions.iter().take(CALLS) {
            let args: Vec<Value> = params.iter().map(|ty| argument(*ty, &mut rng)).collect();
            if bounded {
                engine.set_global(FUEL, Value::I32(STEPS));
            }
            let outcome = engine.call(name, &args);
            if outcome == Outcome::Trap("stack") {
                lines.push("stack".to_owned());
                return lines;
            }
            let args: Vec<String> = args.iter().map(show).collect();
            lines.push(format!(
                "{name:?}({}) -> {outcome:?} {}",
                args.join(", "),
                state(&mut engine, &interface)
            ));
        }
    }
    lines
}

/// Engines name a segment that does not fit differently, and none gets as far as an instance.
fn instantiation(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Trap("stack") => "stack".to_owned(),
        Outcome::Trap("memory" | "table" | "segment") => "no instance: segment".to_owned(),
        other => format!("no instance: {other:?}"),
    }
}

/// All exported globals, and hashes of the memories.
fn state<E: Engine>(engine: &mut E, interface: &Interface) -> String {
    let mut globals = Hash::default();
    for name in &interface.globals {
        globals.bytes(show(&engine.global(name)).as_bytes());
    }
    let mut text = format!("globals {:016x}", globals.finish());
    for name in interface.memories.iter().filter(|name| *name != MEMORY) {
        engine.memory(name, &mut |bytes| {
            text += &format!(" memory {} {:016x}", bytes.len(), crate::hash(bytes));
        });
    }
    text
}

/// A value as transcripts have it. Of a function reference, only whether it is null can be compared.
pub fn show(value: &Value) -> String {
    match value {
        Value::I32(v) => format!("i32 {v}"),
        Value::I64(v) => format!("i64 {v}"),
        Value::F32(v) => format!("f32 {:#x}", v.to_bits()),
        Value::F64(v) => format!("f64 {:#x}", v.to_bits()),
        Value::FuncRef(v) => format!("func null {}", v.is_none()),
        Value::ExternRef(v) => format!("extern {:?}", v.map(|r| r.handle())),
        other => format!("{other:?}"),
    }
}

/// The outcome of a call of ours.
///
/// # Panics
///
/// If the call itself was wrong.
pub fn outcome_of(result: Result<Vec<Value>, CallError>) -> Outcome {
    match result {
        Ok(values) => Outcome::Values(values.iter().map(show).collect()),
        Err(CallError::Trap(trap)) => trapped(&trap),
        Err(error) => panic!("{error}"),
    }
}

/// A trap of ours, in the words that all engines share.
pub(crate) fn trapped(trap: &Trap) -> Outcome {
    Outcome::Trap(match trap.code() {
        TrapCode::Unreachable => "unreachable",
        TrapCode::MemoryOutOfBounds => "memory",
        // The other engines have one code for both.
        TrapCode::TableOutOfBounds | TrapCode::UndefinedElement => "table",
        TrapCode::UninitializedElement => "null",
        TrapCode::IntegerDivisionByZero => "zero",
        TrapCode::IntegerOverflow => "overflow",
        TrapCode::InvalidConversion => "conversion",
        TrapCode::StackOverflow => "stack",
        TrapCode::IndirectCallTypeMismatch => "signature",
        TrapCode::Host => "host",
        TrapCode::UnalignedAtomic => "unaligned",
        TrapCode::ExpectedSharedMemory => "unshared",
        _ => "other",
    })
}
