//! The option `dynamic`: exports and imports by name.

use include_wasm::{
    include_wasm, CallError, CatchAll, Dynamic, DynamicHost, ExternType, GuestState, ImportInfo,
    Trap, TrapCode, ValType, Value,
};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "add" (func $add (param i32 i32) (result i32)))
        (import "env" "two" (func $two (param f64) (result f64 i64)))
        (import "env" "base" (global $base i32))
        (memory (export "mem") 1 2)
        (global $g (export "g") (mut f32) (f32.const 0.5))
        (global (export "c") i64 (i64.const -7))
        (table (export "t") 3 funcref)
        (func (export "sum") (param i32) (result i32) (call $add (local.get 0) (global.get $base)))
        (func (export "two") (param f64) (result f64 i64) (call $two (local.get 0)))
        (func (export "get") (result f32) (global.get $g))
        (func (export "my-trap") (unreachable)))"# {
        dynamic: true,
    }
}

/// Notes what it is asked, and adds.
#[derive(Default)]
struct Host {
    asked: Vec<String>,
    wrong: bool,
}

impl DynamicHost for Host {
    fn call(
        &mut self,
        guest: &mut dyn GuestState,
        import: ImportInfo,
        args: &[Value],
        results: &[ValType],
    ) -> Result<Vec<Value>, Trap> {
        assert_eq!(guest.pages(0), Some(1));
        self.asked.push(import.to_string());
        match args {
            _ if self.wrong => Ok(vec![Value::I64(1)]),
            [Value::I32(a), Value::I32(b)] => Ok(vec![Value::I32(a + b)]),
            [Value::F64(x)] => Ok(vec![Value::F64(x * 2.0), Value::I64(results.len() as i64)]),
            _ => Err(Trap::message("who are you?")),
        }
    }

    fn global(&mut self, import: ImportInfo, ty: ValType) -> Result<Value, Trap> {
        assert_eq!((import.name, ty), ("base", ValType::I32));
        Ok(Value::I32(40))
    }
}

fn instance() -> guest::Instance<CatchAll<Host>> {
    guest::Instance::new(CatchAll(Host::default())).unwrap()
}

#[test]
fn calls_by_name() -> Result<(), CallError> {
    let mut guest = instance();
    let results = guest.call("sum", &[Value::I32(2)])?;
    assert!(matches!(results[..], [Value::I32(42)]));
    let results = guest.call("two", &[Value::F64(1.5)])?;
    assert!(matches!(results[..], [Value::F64(3.0), Value::I64(2)]));
    assert_eq!(guest.imports().0.asked, ["env.add", "env.two"]);
    Ok(())
}

#[test]
fn wrong_calls() {
    let mut guest = instance();
    assert!(matches!(
        guest.call("nope", &[]),
        Err(CallError::NoSuchExport(_))
    ));
    assert!(matches!(
        guest.call("mem", &[]),
        Err(CallError::NoSuchExport(_))
    ));
    assert!(matches!(
        guest.call("sum", &[]),
        Err(CallError::ArgumentCount {
            expected: 1,
            found: 0
        })
    ));
    let wrong = guest.call("sum", &[Value::F32(1.0)]);
    assert!(matches!(
        wrong,
        Err(CallError::ArgumentType {
            index: 0,
            expected: ValType::I32,
            found: ValType::F32
        })
    ));
    let trap = guest.call("my-trap", &[]);
    assert!(matches!(trap, Err(CallError::Trap(trap)) if trap.code() == TrapCode::Unreachable));
    guest.imports_mut().0.wrong = true;
    let link = guest.call("sum", &[Value::I32(1)]);
    assert!(matches!(link, Err(CallError::Trap(trap)) if trap.code() == TrapCode::Link));
}

#[test]
fn globals_and_memories_by_name() -> Result<(), CallError> {
    let mut guest = instance();
    assert!(matches!(guest.global("c"), Some(Value::I64(-7))));
    guest.set_global("g", Value::F32(2.0))?;
    assert!(matches!(guest.global("g"), Some(Value::F32(2.0))));
    assert_eq!(guest.get()?, 2.0);
    assert!(matches!(
        guest.set_global("c", Value::I64(0)),
        Err(CallError::ImmutableGlobal(_))
    ));
    assert!(matches!(
        guest.set_global("g", Value::I32(0)),
        Err(CallError::ArgumentType { .. })
    ));
    assert!(guest.global("sum").is_none());
    let dynamic: &mut dyn Dynamic = &mut guest;
    dynamic.memory_mut("mem").unwrap().bytes_mut()[3] = 9;
    assert_eq!(dynamic.memory("mem").unwrap().bytes()[3], 9);
    assert!(dynamic.memory("memory").is_none());
    Ok(())
}

#[test]
fn exports_are_described() {
    let guest = instance();
    let names: Vec<&str> = guest.exports().iter().map(|e| e.name).collect();
    assert_eq!(
        names,
        ["mem", "g", "c", "t", "sum", "two", "get", "my-trap"]
    );
    let two = ExternType::Func {
        params: &[ValType::F64],
        results: &[ValType::F64, ValType::I64],
    };
    assert_eq!(guest.export("two"), Some(two));
    assert_eq!(
        guest.export("mem"),
        Some(ExternType::Memory {
            min: 1,
            max: Some(2)
        })
    );
    assert_eq!(
        guest.export("g"),
        Some(ExternType::Global {
            ty: ValType::F32,
            mutable: true
        })
    );
    assert_eq!(
        guest.export("t"),
        Some(ExternType::Table {
            element: ValType::FuncRef,
            min: 3,
            max: None
        })
    );
}

include_wasm! {
    mod linked = [
        main: inline r#"(module
            (import "lib" "v" (global i32))
            (func (export "twice") (result i32) (i32.mul (global.get 0) (i32.const 2))))"#,
        lib: inline r#"(module
            (global (export "v") i32 (i32.const 21))
            (memory 1)
            (func (export "ok") (result i32) (i32.load8_u (i32.const 0)))
            (data (i32.const 0) "\07"))"#,
    ] {
        dynamic: true,
    }
}

#[test]
fn modules_of_a_bundle_one_by_one() -> Result<(), CallError> {
    let mut linked = linked::Instance::__uninit(include_wasm::Limits::new())?;
    let before = linked.__call_in(0, "ok", &[])?;
    assert!(matches!(before[..], [Value::I32(0)]));
    linked.__init(0)?;
    let after = linked.__call_in(0, "ok", &[])?;
    assert!(matches!(after[..], [Value::I32(7)]));
    linked.__init(1)?;
    assert!(matches!(
        linked.__call_in(1, "twice", &[])?[..],
        [Value::I32(42)]
    ));
    assert!(matches!(linked.__global_in(0, "v"), Some(Value::I32(21))));
    assert!(linked.__global_in(1, "v").is_none());
    assert!(matches!(
        linked.call("ok", &[]),
        Err(CallError::NoSuchExport(_))
    ));
    Ok(())
}
