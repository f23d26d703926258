//! wasmi.

use include_wasm::{ExternRef, V128, ValType, Value};
use test_differential_player::{
    Effect, Engine, HOST, Interface, MEMORY, Outcome, STEPS, Transcript, answer, show,
};
use wasmi::{Caller, Config, Extern, ExternType, Linker, Module, Nullable, Store, Val};

use crate::generate::Sample;

/// Plays a module on wasmi.
pub fn play(sample: &Sample) -> Transcript {
    test_differential_player::play(sample.seed, || Interpreter::new(&sample.bytes))
}

struct Interpreter {
    store: Store<()>,
    instance: wasmi::Instance,
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
impl wasmi::errors::HostError for Refused {}

impl Interpreter {
    fn new(bytes: &[u8]) -> Result<Interpreter, Outcome> {
        let mut config = Config::default();
        config
            .set_max_recursion_depth(4 * STEPS as usize)
            .set_max_stack_height(64 << 20);
        let engine = wasmi::Engine::new(&config);
        let module = Module::new(&engine, bytes).expect("the module is valid");
        let mut store = Store::new(&engine, ());
        let mut linker = Linker::<()>::new(&engine);
        for import in module.imports() {
            let ExternType::Func(ty) = import.ty().clone() else {
                panic!("only functions are imported");
            };
            let name = import.name().to_owned();
            let types: Vec<ValType> = ty.results().iter().map(|ty| from_type(*ty)).collect();
            let host = move |mut caller: Caller<'_, ()>, args: &[Val], results: &mut [Val]| {
                let args: Vec<Value> = args.iter().map(|v| from_val(v, &caller)).collect();
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
        let instance = linker
            .instantiate_and_start(&mut store, &module)
            .map_err(|e| failure(&e))?;
        let mut interface = Interface::default();
        for export in module.exports() {
            let name = export.name().to_owned();
            match export.ty() {
                ExternType::Func(ty) => {
                    let params = ty.params().iter().map(|ty| from_type(*ty)).collect();
                    interface.functions.push((name, params));
                }
                ExternType::Global(_) => interface.globals.push(name),
                ExternType::Memory(_) => interface.memories.push(name),
                ExternType::Table(_) => {}
            }
        }
        Ok(Interpreter {
            store,
            instance,
            interface,
        })
    }
}

/// What a host function does to the first memory that its caller exports.
fn perform(effect: Effect, caller: &mut Caller<'_, ()>) -> Result<(), wasmi::Error> {
    if effect == Effect::Trap {
        return Err(wasmi::Error::host(Refused));
    }
    if effect == Effect::None {
        return Ok(());
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

impl Engine for Interpreter {
    fn interface(&mut self) -> Interface {
        self.interface.clone()
    }

    fn call(&mut self, name: &str, args: &[Value]) -> Outcome {
        let func = self
            .instance
            .get_func(&self.store, name)
            .expect("it is exported");
        let ty = func.ty(&self.store);
        let args: Vec<Val> = args.iter().map(|v| to_val(v, &mut self.store)).collect();
        let zeros = ty.results().iter().map(|ty| Val::default_for_ty(*ty));
        let mut results: Vec<Val> = zeros.collect();
        match func.call(&mut self.store, &args, &mut results) {
            Ok(()) => {
                let values = results.iter().map(|v| show(&from_val(v, &self.store)));
                Outcome::Values(values.collect())
            }
            Err(e) => failure(&e),
        }
    }

    fn global(&mut self, name: &str) -> Value {
        let global = self.instance.get_global(&self.store, name);
        from_val(
            &global.expect("it is exported").get(&self.store),
            &self.store,
        )
    }

    fn set_global(&mut self, name: &str, value: Value) {
        let global = self
            .instance
            .get_global(&self.store, name)
            .expect("it is exported");
        let value = to_val(&value, &mut self.store);
        global.set(&mut self.store, value).expect("it is mutable");
    }

    fn memory(&mut self, name: &str, look: &mut dyn FnMut(&[u8])) {
        let memory = self.instance.get_memory(&self.store, name);
        look(memory.expect("it is exported").data(&self.store));
    }
}

fn failure(error: &wasmi::Error) -> Outcome {
    use wasmi::TrapCode as T;
    if error.downcast_ref::<Refused>().is_some() {
        return Outcome::Trap("host");
    }
    let Some(code) = error.as_trap_code() else {
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
        _ => "other",
    })
}

fn from_type(ty: wasmi::ValType) -> ValType {
    match ty {
        wasmi::ValType::I32 => ValType::I32,
        wasmi::ValType::I64 => ValType::I64,
        wasmi::ValType::F32 => ValType::F32,
        wasmi::ValType::F64 => ValType::F64,
        wasmi::ValType::V128 => ValType::V128,
        wasmi::ValType::FuncRef => ValType::FuncRef,
        wasmi::ValType::ExternRef => ValType::ExternRef,
    }
}

fn from_val<'a, T: 'a>(value: &Val, store: impl Into<wasmi::StoreContext<'a, T>>) -> Value {
    match value {
        Val::I32(v) => Value::I32(*v),
        Val::I64(v) => Value::I64(*v),
        Val::F32(v) => Value::F32(f32::from_bits(v.to_bits())),
        Val::F64(v) => Value::F64(f64::from_bits(v.to_bits())),
        Val::V128(v) => Value::V128(V128::from_bytes(v.as_u128().to_le_bytes())),
        // Any function will do: only whether it is null is shown.
        Val::FuncRef(v) => Value::FuncRef(v.val().and(include_wasm::FuncRef::new(0))),
        Val::ExternRef(v) => Value::ExternRef(v.val().map(|r| {
            let handle = r.data(store).downcast_ref::<u64>();
            ExternRef::new(*handle.expect("all are handles"))
        })),
    }
}

fn to_val(value: &Value, store: impl wasmi::AsContextMut) -> Val {
    match value {
        Value::I32(v) => Val::I32(*v),
        Value::I64(v) => Val::I64(*v),
        Value::F32(v) => Val::F32(wasmi::F32::from_bits(v.to_bits())),
        Value::F64(v) => Val::F64(wasmi::F64::from_bits(v.to_bits())),
        Value::V128(v) => Val::V128(u128::from_le_bytes(v.to_bytes()).into()),
        Value::FuncRef(_) => Val::FuncRef(Nullable::Null),
        Value::ExternRef(v) => Val::ExternRef(match v {
            Some(r) => Nullable::Val(wasmi::ExternRef::new(store, r.handle())),
            None => Nullable::Null,
        }),
        other => panic!("{other:?} is not in these modules"),
    }
}
