//! wasmtime.

use std::sync::LazyLock;

use include_wasm::{ExternRef, FuncRef, V128, ValType, Value};
use test_differential_player::{
    Effect, Engine, HOST, Interface, MEMORY, Outcome, Transcript, answer, show,
};
use wasmtime::{
    AsContextMut, Caller, Config, Extern, ExternType, Linker, Module, RootScope, Rooted, Store, Val,
};

use crate::generate::Sample;

/// Bytes of stack for a call.
const STACK: usize = 32 << 20;

static PLAIN: LazyLock<wasmtime::Engine> = LazyLock::new(|| engine(false));
static CANONICAL: LazyLock<wasmtime::Engine> = LazyLock::new(|| engine(true));

fn engine(canonical_nan: bool) -> wasmtime::Engine {
    let mut config = Config::new();
    config
        .async_stack_size(2 * STACK)
        .max_wasm_stack(STACK)
        .wasm_backtrace_max_frames(None)
        .cranelift_nan_canonicalization(canonical_nan);
    wasmtime::Engine::new(&config).expect("the configuration is valid")
}

/// Plays a module on wasmtime.
pub fn play(sample: &Sample) -> Transcript {
    let engine: &wasmtime::Engine = match sample.options.canonical_nan {
        true => &CANONICAL,
        false => &PLAIN,
    };
    test_differential_player::play(sample.seed, || Jit::new(engine, &sample.bytes))
}

struct Jit {
    store: Store<()>,
    instance: wasmtime::Instance,
    interface: Interface,
}

/// The host's error, to be recognised.
#[derive(Debug)]
struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the host does not like it")
    }
}

impl std::error::Error for Refused {}

impl Jit {
    fn new(engine: &wasmtime::Engine, bytes: &[u8]) -> Result<Jit, Outcome> {
        let module = Module::new(engine, bytes).expect("the module is valid");
        let mut store = Store::new(engine, ());
        let mut linker = Linker::<()>::new(engine);
        for import in module.imports() {
            let ExternType::Func(ty) = import.ty() else {
                panic!("only functions are imported");
            };
            let name = import.name().to_owned();
            let types: Vec<ValType> = ty.results().map(|ty| from_type(&ty)).collect();
            let host = move |mut caller: Caller<'_, ()>, args: &[Val], results: &mut [Val]| {
                let args: Vec<Value> = args.iter().map(|v| from_val(v, &mut caller)).collect();
                let answer = answer(&name, &args, &types);
                perform(answer.effect, &mut caller)?;
                for (to, value) in results.iter_mut().zip(&answer.results) {
                    *to = to_val(value, &mut caller);
                }
                Ok(())
            };
            linker
                .func_new(HOST, import.name(), ty, host)
                .expect("each name once");
        }
        let instance = linker.instantiate(&mut store, &module);
        let instance = instance.map_err(|e| failure(&e))?;
        let mut interface = Interface::default();
        for export in module.exports() {
            let name = export.name().to_owned();
            match export.ty() {
                ExternType::Func(ty) => {
                    let params = ty.params().map(|ty| from_type(&ty)).collect();
                    interface.functions.push((name, params));
                }
                ExternType::Global(_) => interface.globals.push(name),
                ExternType::Memory(_) => interface.memories.push(name),
                _ => {}
            }
        }
        Ok(Jit {
            store,
            instance,
            interface,
        })
    }
}

/// What a host function does to the first memory that its caller exports.
fn perform(effect: Effect, caller: &mut Caller<'_, ()>) -> wasmtime::Result<()> {
    if effect == Effect::Trap {
        return Err(wasmtime::Error::new(Refused));
    }
    let Some(Extern::Memory(memory)) = caller.get_export(MEMORY) else {
        return Ok(());
    };
    match effect {
        Effect::Grow => drop(memory.grow(caller, 1)),
        Effect::Poke(address, value) => {
            let bytes = memory.data_mut(caller);
            if let Some(place) = address.checked_rem(bytes.len() as u64) {
                bytes[place as usize] = value;
            }
        }
        Effect::None | Effect::Trap => {}
    }
    Ok(())
}

impl Engine for Jit {
    fn interface(&mut self) -> Interface {
        self.interface.clone()
    }

    fn call(&mut self, name: &str, args: &[Value]) -> Outcome {
        let func = self.instance.get_func(&mut self.store, name);
        let func = func.expect("it is exported");
        let mut scope = RootScope::new(&mut self.store);
        let args: Vec<Val> = args.iter().map(|v| to_val(v, &mut scope)).collect();
        let mut results = vec![Val::I32(0); func.ty(&scope).results().len()];
        match func.call(&mut scope, &args, &mut results) {
            Ok(()) => {
                let values = results.iter().map(|v| show(&from_val(v, &mut scope)));
                Outcome::Values(values.collect())
            }
            Err(e) => failure(&e),
        }
    }

    fn global(&mut self, name: &str) -> Value {
        let global = self.instance.get_global(&mut self.store, name);
        let mut scope = RootScope::new(&mut self.store);
        let value = global.expect("it is exported").get(&mut scope);
        from_val(&value, &mut scope)
    }

    fn set_global(&mut self, name: &str, value: Value) {
        let global = self.instance.get_global(&mut self.store, name);
        let mut scope = RootScope::new(&mut self.store);
        let value = to_val(&value, &mut scope);
        let set = global.expect("it is exported").set(&mut scope, value);
        set.expect("it is mutable");
    }

    fn memory(&mut self, name: &str, look: &mut dyn FnMut(&[u8])) {
        let memory = self.instance.get_memory(&mut self.store, name);
        look(memory.expect("it is exported").data(&self.store));
    }
}

fn failure(error: &wasmtime::Error) -> Outcome {
    use wasmtime::Trap as T;
    if error.downcast_ref::<Refused>().is_some() {
        return Outcome::Trap("host");
    }
    let Some(code) = error.downcast_ref::<T>() else {
        return Outcome::Trap("segment");
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
        T::HeapMisaligned => "unaligned",
        T::AtomicWaitNonSharedMemory => "unshared",
        _ => "other",
    })
}

fn from_type(ty: &wasmtime::ValType) -> ValType {
    match ty {
        wasmtime::ValType::I32 => ValType::I32,
        wasmtime::ValType::I64 => ValType::I64,
        wasmtime::ValType::F32 => ValType::F32,
        wasmtime::ValType::F64 => ValType::F64,
        wasmtime::ValType::V128 => ValType::V128,
        wasmtime::ValType::Ref(r) if r.heap_type().is_extern() => ValType::ExternRef,
        wasmtime::ValType::Ref(_) => ValType::FuncRef,
    }
}

fn from_val(value: &Val, mut store: impl AsContextMut) -> Value {
    match value {
        Val::I32(v) => Value::I32(*v),
        Val::I64(v) => Value::I64(*v),
        Val::F32(v) => Value::F32(f32::from_bits(*v)),
        Val::F64(v) => Value::F64(f64::from_bits(*v)),
        Val::V128(v) => Value::V128(V128::from_bytes(v.as_u128().to_le_bytes())),
        // Any function will do: only whether it is null is shown.
        Val::FuncRef(v) => Value::FuncRef(v.and(FuncRef::new(0))),
        Val::ExternRef(v) => Value::ExternRef(v.map(|r| {
            let data = r.data(store.as_context_mut()).expect("it is rooted");
            let handle = data.and_then(|data| data.downcast_ref::<u64>());
            ExternRef::new(*handle.expect("all are handles"))
        })),
        other => panic!("{other:?} is not in these modules"),
    }
}

fn to_val(value: &Value, store: impl AsContextMut) -> Val {
    match value {
        Value::I32(v) => Val::I32(*v),
        Value::I64(v) => Val::I64(*v),
        Value::F32(v) => Val::F32(v.to_bits()),
        Value::F64(v) => Val::F64(v.to_bits()),
        Value::V128(v) => Val::V128(u128::from_le_bytes(v.to_bytes()).into()),
        Value::FuncRef(_) => Val::FuncRef(None),
        Value::ExternRef(v) => Val::ExternRef(v.map(|r| -> Rooted<wasmtime::ExternRef> {
            wasmtime::ExternRef::new(store, r.handle()).expect("there is room")
        })),
        other => panic!("{other:?} is not in these modules"),
    }
}
