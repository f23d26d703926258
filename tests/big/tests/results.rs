//! The translated modules do what wasmi makes of them.

use include_wasm::Trap;

/// What `f` gives, and the memory after it.
type Outcome = (Option<i32>, Vec<u8>);

fn reference(bytes: &[u8], argument: i32) -> Outcome {
    let engine = wasmi::Engine::default();
    let module = wasmi::Module::new(&engine, bytes).expect("the module is valid");
    let mut store = wasmi::Store::new(&engine, ());
    let instance = wasmi::Instance::new(&mut store, &module, &[]).expect("it has no imports");
    let f = instance
        .get_typed_func::<i32, i32>(&store, "f")
        .expect("`f` is exported");
    let result = f.call(&mut store, argument).ok();
    let memory = instance
        .get_memory(&store, "memory")
        .expect("so is `memory`");
    (result, memory.data(&store).to_vec())
}

macro_rules! compare {
    ($(($name:literal, $bytes:expr, $module:ident),)*) => {
        $(#[test]
        fn $module() -> Result<(), Trap> {
            for argument in [0, 1, 7, 100, -1, 0x1234_5678] {
                let mut instance = test_big::$module::Instance::new()?;
                let result = instance.f(argument).ok();
                let bytes = instance.memory().bytes().to_vec();
                let expected = reference($bytes, argument);
                assert_eq!(result, expected.0, "{} of {argument}", $name);
                assert!(bytes == expected.1, "{} of {argument}: other bytes in memory", $name);
            }
            Ok(())
        })*
    };
}

test_big::modules!(compare);
