//! Imported functions are methods of one trait per namespace.

use include_wasm::{include_wasm, Trap, TrapCode};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "log" (func $log (param $ptr i32) (param $len i32)))
        (import "math" "pow" (func $pow (param f64 i32) (result f64)))
        (import "env" "pair" (func $pair (result i32 i64)))
        (import "env" "fail" (func $fail (param i32)))
        (import "env" "log" (func $log_number (param i64)))
        (memory (export "memory") 1)
        (data (i32.const 16) "hello")
        (func (export "hello") (call $log (i32.const 16) (i32.const 5)) (call $log_number (i64.const 7)))
        (func (export "bad") (call $log (i32.const 65534) (i32.const 5)))
        (func (export "cube") (param f64) (result f64) (call $pow (local.get 0) (i32.const 3)))
        (func (export "pair_sum") (result i64) (local i64)
            (call $pair) (local.set 0) (i64.extend_i32_s) (local.get 0) (i64.add))
        (func (export "fail") (param i32) (call $fail (local.get 0)))
        (export "direct" (func $pow)))"#;
}

#[derive(Default)]
struct Host {
    lines: Vec<String>,
}

impl guest::Env for Host {
    fn log(&mut self, guest: &mut guest::Guest, ptr: i32, len: i32) -> Result<(), Trap> {
        self.lines.push(guest.memory().str(ptr, len)?.to_owned());
        Ok(())
    }

    fn pair(&mut self, _: &mut guest::Guest) -> Result<(i32, i64), Trap> {
        Ok((-1, 1 << 33))
    }

    fn fail(&mut self, _: &mut guest::Guest, number: i32) -> Result<(), Trap> {
        match number {
            0 => Err(Trap::message("zero is not for me")),
            1 => "x".parse::<i32>().map(drop).map_err(Trap::host),
            n => Err(Trap::exit(n)),
        }
    }

    fn log_2(&mut self, _: &mut guest::Guest, number: i64) -> Result<(), Trap> {
        self.lines.push(number.to_string());
        Ok(())
    }
}

impl guest::Math for Host {
    fn pow(&mut self, _: &mut guest::Guest, base: f64, exponent: i32) -> Result<f64, Trap> {
        Ok(base.powi(exponent))
    }
}

fn instance() -> guest::Instance<Host> {
    guest::Instance::new(Host::default()).unwrap()
}

#[test]
fn the_host_is_called_and_comes_back() -> Result<(), Trap> {
    let mut guest = instance();
    guest.hello()?;
    assert_eq!(guest.imports().lines, ["hello", "7"]);
    guest.imports_mut().lines.clear();
    guest.hello()?;
    assert_eq!(guest.into_imports().lines, ["hello", "7"]);
    Ok(())
}

#[test]
fn results_of_all_shapes() -> Result<(), Trap> {
    let mut guest = instance();
    assert_eq!(guest.cube(1.5)?, 3.375);
    assert_eq!(guest.pair_sum()?, (1 << 33) - 1);
    assert_eq!(guest.direct(2.0, 10)?, 1024.0);
    Ok(())
}

#[test]
fn an_address_outside_of_memory_is_a_trap() {
    let trap = instance().bad().unwrap_err();
    assert_eq!(trap.code(), TrapCode::MemoryOutOfBounds);
    assert!(trap.downcast_ref::<include_wasm::MemoryError>().is_some());
}

#[test]
fn errors_of_the_host_come_out_whole() {
    let mut guest = instance();
    let trap = guest.fail(0).unwrap_err();
    assert_eq!(trap.code(), TrapCode::Host);
    assert_eq!(trap.host_error().unwrap().to_string(), "zero is not for me");
    let trap = guest.fail(1).unwrap_err();
    assert!(trap.downcast_ref::<std::num::ParseIntError>().is_some());
    assert_eq!(guest.fail(3).unwrap_err().exit_status(), Some(3));
    // And the instance is as good as before.
    assert_eq!(guest.cube(2.0).unwrap(), 8.0);
}
