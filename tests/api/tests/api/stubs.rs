//! Imports that nobody will need trap instead of being trait methods.

use include_wasm::{include_wasm, Trap, TrapCode};

include_wasm! {
    mod some = inline r#"(module
        (import "env" "emscripten_resize_heap" (func $resize (param i32) (result i32)))
        (import "env" "abort" (func $abort))
        (import "env" "now" (func $now (result f64)))
        (func (export "resize") (result i32) (call $resize (i32.const 1)))
        (func (export "now") (result f64) (call $now))
        (func (export "abort") (call $abort)))"# {
        stubs: ["env.emscripten_*", "*.abort"],
    }
}

include_wasm! {
    mod all = inline r#"(module
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (func (export "exit") (call $exit (i32.const 1)))
        (func (export "fine") (result i32) (i32.const 1)))"# {
        stubs: ["*"],
    }
}

struct Clock;

impl some::Env for Clock {
    fn now(&mut self, _: &mut some::Guest) -> Result<f64, Trap> {
        Ok(12.5)
    }
}

#[test]
fn a_stub_traps_and_says_which() -> Result<(), Trap> {
    let mut guest = some::Instance::new(Clock)?;
    assert_eq!(guest.now()?, 12.5);
    let trap = guest.resize().unwrap_err();
    assert_eq!(trap.code(), TrapCode::Stub);
    assert!(
        trap.to_string().contains("env.emscripten_resize_heap"),
        "{trap}"
    );
    assert_eq!(guest.abort().unwrap_err().code(), TrapCode::Stub);
    Ok(())
}

#[test]
fn a_module_with_stubs_only_needs_no_host() -> Result<(), Trap> {
    let mut guest = all::Instance::new()?;
    assert_eq!(guest.fine()?, 1);
    assert_eq!(guest.exit().unwrap_err().code(), TrapCode::Stub);
    Ok(())
}
