//! Random modules, translated and in an interpreter that others wrote: instantiation, every exported function, and all
//! globals and memories afterwards must agree to the bit.
#![forbid(unsafe_code)]

use std::thread;

use include_wasm::{CallError, Dynamic, ExternType, Trap, TrapCode, V128, ValType, Value};
use test_robust::rng::Rng;
use test_spec::random;
use test_spec::random_modules::START;

/// Calls of each exported function, one after the other on the same instance.
const CALLS: usize = 4;

/// What an execution came to, in terms that both sides have.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// Types and bits of the results.
    Values(Vec<String>),
    /// A trap.
    Trap(&'static str),
}

/// A module in the interpreter.
struct Reference {
    store: wasmi::Store<()>,
    instance: wasmi::Instance,
}

impl Reference {
    fn new(bytes: &[u8]) -> Result<Reference, Outcome> {
        let engine = wasmi::Engine::default();
        let module = wasmi::Module::new(&engine, bytes).expect("the module is valid");
        let mut store = wasmi::Store::new(&engine, ());
        let instance = wasmi::Instance::new(&mut store, &module, &[]).map_err(|e| failure(&e))?;
        Ok(Reference { store, instance })
    }

    fn call(&mut self, name: &str, args: &[Value]) -> Outcome {
        let func = self
            .instance
            .get_func(&self.store, name)
            .expect("the export exists on both sides");
        let args: Vec<wasmi::Val> = args.iter().map(to_reference).collect();
        let ty = func.ty(&self.store);
        let mut results: Vec<_> = ty
            .results()
            .iter()
            .map(|ty| wasmi::Val::default_for_ty(*ty))
            .collect();
        match func.call(&mut self.store, &args, &mut results) {
            Ok(()) => Outcome::Values(results.iter().map(show_reference).collect()),
            Err(e) => failure(&e),
        }
    }
}

fn failure(error: &wasmi::Error) -> Outcome {
    use wasmi::TrapCode as T;
    let Some(code) = error.as_trap_code() else {
        return Outcome::Trap("segment out of bounds");
    };
    Outcome::Trap(match code {
        T::UnreachableCodeReached => "unreachable",
        T::MemoryOutOfBounds => "memory",
        T::TableOutOfBounds => "table",
        T::IndirectCallToNull => "null",
        T::IntegerDivisionByZero => "zero",
        T::IntegerOverflow => "overflow",
        T::BadConversionToInteger => "conversion",
        T::StackOverflow => "stack",
        T::BadSignature => "signature",
        _ => "other",
    })
}

fn trap(trap: &Trap) -> Outcome {
    Outcome::Trap(match trap.code() {
        TrapCode::Unreachable => "unreachable",
        TrapCode::MemoryOutOfBounds => "memory",
        // The interpreter has one code for both.
        TrapCode::TableOutOfBounds | TrapCode::UndefinedElement => "table",
        TrapCode::UninitializedElement => "null",
        TrapCode::IntegerDivisionByZero => "zero",
        TrapCode::IntegerOverflow => "overflow",
        TrapCode::InvalidConversion => "conversion",
        TrapCode::StackOverflow => "stack",
        TrapCode::IndirectCallTypeMismatch => "signature",
        _ => "other trap",
    })
}

fn show(value: &Value) -> String {
    match value {
        Value::I32(v) => format!("i32 {v}"),
        Value::I64(v) => format!("i64 {v}"),
        Value::F32(v) => format!("f32 {:#x}", v.to_bits()),
        Value::F64(v) => format!("f64 {:#x}", v.to_bits()),
        Value::V128(v) => format!("v128 {:#x}", u128::from(*v)),
        Value::FuncRef(v) => format!("func null {}", v.is_none()),
        Value::ExternRef(v) => format!("extern null {}", v.is_none()),
        other => format!("{other:?}"),
    }
}

fn show_reference(value: &wasmi::Val) -> String {
    match value {
        wasmi::Val::I32(v) => format!("i32 {v}"),
        wasmi::Val::I64(v) => format!("i64 {v}"),
        wasmi::Val::F32(v) => format!("f32 {:#x}", v.to_bits()),
        wasmi::Val::F64(v) => format!("f64 {:#x}", v.to_bits()),
        wasmi::Val::V128(v) => format!("v128 {:#x}", v.as_u128()),
        wasmi::Val::FuncRef(v) => format!("func null {}", v.is_null()),
        wasmi::Val::ExternRef(v) => format!("extern null {}", v.is_null()),
    }
}

fn to_reference(value: &Value) -> wasmi::Val {
    match value {
        Value::I32(v) => wasmi::Val::I32(*v),
        Value::I64(v) => wasmi::Val::I64(*v),
        Value::F32(v) => wasmi::Val::F32(wasmi::F32::from_bits(v.to_bits())),
        Value::F64(v) => wasmi::Val::F64(wasmi::F64::from_bits(v.to_bits())),
        Value::V128(v) => wasmi::Val::V128(u128::from(*v).into()),
        Value::FuncRef(_) => wasmi::Val::FuncRef(wasmi::Nullable::Null),
        Value::ExternRef(_) => wasmi::Val::ExternRef(wasmi::Nullable::Null),
        other => panic!("{other:?} is not in these modules"),
    }
}

/// Small numbers, extremes, and anything.
fn argument(ty: ValType, rng: &mut Rng) -> Value {
    let number = match rng.below(4) {
        0 => rng.below(10) as u64,
        1 => rng.below(100_000) as u64,
        2 => *rng.pick(&[
            u64::MAX,
            1 << 63,
            1 << 31,
            0x7fff_ffff,
            0xffff_ffff,
            0x8000_0000_0000_0001,
        ]),
        _ => rng.next_u64(),
    };
    match ty {
        ValType::I32 => Value::I32(number as i32),
        ValType::I64 => Value::I64(number as i64),
        // Numbers, since a NaN's bits may differ.
        ValType::F32 => Value::F32(number as i32 as f32 / 8.0),
        ValType::F64 => Value::F64(number as i64 as f64 / 8.0),
        // Not all bits: a lane might be a NaN.
        ValType::V128 => Value::V128(V128::from_u32x4([number as u32 & 0x7f7f_ffff; 4])),
        ValType::FuncRef => Value::FuncRef(None),
        ValType::ExternRef => Value::ExternRef(None),
        other => panic!("{other} is not in these modules"),
    }
}

/// Compares one module on both sides; the number of calls that were compared.
fn compare(seed: u64) -> usize {
    let bytes = random::bytes(seed);
    let start = START[seed as usize];
    let exports = match (start(), Reference::new(&bytes)) {
        (Ok(translated), Ok(_)) => translated.exports(),
        (Ok(_), Err(e)) => panic!("module {seed}: instantiated, the interpreter says {e:?}"),
        (Err(e), Ok(_)) => {
            panic!("module {seed}: trapped with {e}, the interpreter instantiates it")
        }
        (Err(ours), Err(theirs)) => {
            // The interpreter has errors of its own for segments.
            assert!(
                theirs == trap(&ours) || theirs == Outcome::Trap("segment out of bounds"),
                "module {seed}: {ours}"
            );
            return 0;
        }
    };
    let mut calls = 0;
    let mut rng = Rng::new(seed);
    for export in exports {
        let ExternType::Func { params, .. } = export.ty else {
            continue;
        };
        let mut translated = start().expect("it did before");
        let mut reference = Reference::new(&bytes).expect("it did before");
        for _ in 0..CALLS {
            let args: Vec<Value> = params.iter().map(|ty| argument(*ty, &mut rng)).collect();
            let ours = match translated.call(export.name, &args) {
                Ok(results) => Outcome::Values(results.iter().map(show).collect()),
                Err(CallError::Trap(t)) => trap(&t),
                Err(e) => panic!("module {seed}: {}: {e}", export.name),
            };
            let theirs = reference.call(export.name, &args);
            if ours == Outcome::Trap("stack") || theirs == Outcome::Trap("stack") {
                break; // Each side has its own limit.
            }
            assert_eq!(ours, theirs, "module {seed}: {}({args:?})", export.name);
            compare_state(seed, translated.as_ref(), &reference);
            calls += 1;
        }
    }
    calls
}

/// All globals and memories; everything is exported.
fn compare_state(seed: u64, translated: &dyn Dynamic, reference: &Reference) {
    let Reference { store, instance } = reference;
    for export in translated.exports() {
        match export.ty {
            ExternType::Global { .. } => {
                let ours = translated.global(export.name).expect("it is exported");
                let theirs = instance
                    .get_global(store, export.name)
                    .expect("it is exported")
                    .get(store);
                assert_eq!(
                    show(&ours),
                    show_reference(&theirs),
                    "module {seed}: global {}",
                    export.name
                );
            }
            ExternType::Memory { .. } => {
                let ours = translated
                    .memory(export.name)
                    .expect("it is exported")
                    .bytes();
                let theirs = instance
                    .get_memory(store, export.name)
                    .expect("it is exported");
                assert!(
                    ours == theirs.data(store),
                    "module {seed}: memory {}",
                    export.name
                );
            }
            _ => {}
        }
    }
}

#[test]
fn random_modules_agree_with_an_interpreter() {
    const STACK: usize = 64 << 20;
    assert_eq!(START.len() as u64, random::MODULES);
    let run = || (0..random::MODULES).map(compare).sum::<usize>();
    let calls = thread::Builder::new()
        .stack_size(STACK)
        .spawn(run)
        .expect("a thread")
        .join();
    let calls = calls.unwrap_or_else(|e| std::panic::resume_unwind(e));
    println!("{calls} calls in {} modules", random::MODULES);
    assert!(calls > 150, "only {calls} calls could be compared");
}
