//! Guests that nobody trusts: fuel, a switch from outside, a ceiling for memory, a bound on recursion.
//!
//! `cargo run -p examples --bin limits`

use include_wasm::{Interrupt, Limits, Trap, TrapCode, include_wasm};
use std::time::Duration;

include_wasm! {
    /// A small virtual machine in C; what it runs is up to its bytecode.
    mod vm = "../../../tests/guests/vm.wasm" {
        fuel: true,
        interrupt: true,
    }
}

include_wasm! {
    /// Formats JSON, and recurses as deep as its input does.
    mod json = "../../../tests/guests/json.wasm"
}

struct Host;

impl vm::Env for Host {
    fn print(&mut self, _: &mut vm::Guest, value: i64) -> Result<(), Trap> {
        println!("the program printed {value}");
        Ok(())
    }

    fn call(&mut self, _: &mut vm::Guest, value: i64) -> Result<i64, Trap> {
        Ok(value + 1)
    }
}

impl json::Env for Host {
    fn error(&mut self, _: &mut json::Guest, offset: i32, _: i32, _: i32) -> Result<(), Trap> {
        Err(Trap::message(format!("not JSON at byte {offset}")))
    }
}

fn run(program: &[u8], limits: Limits) -> Result<i64, Trap> {
    let mut vm = vm::Instance::with_limits(Host, limits)?;
    let code = vm.code()?;
    vm.memory_mut().write_slice(code, program)?;
    vm.run()
}

fn format(text: &str, limits: Limits) -> Result<i32, Trap> {
    let mut json = json::Instance::with_limits(Host, limits)?;
    let address = json.alloc(text.len() as i32)?;
    json.memory_mut().write_slice(address, text.as_bytes())?;
    json.format(address, text.len() as i32, 0)?;
    json.output_len()
}

fn main() -> Result<(), Trap> {
    // push 6, push 7, mul, dup, print, halt
    let answer = [1, 6, 1, 7, 4, 6, 12, 0];
    // push 1, drop, jump to the start
    let forever = [1, 1, 8, 10, 0xfb, 0];

    println!("result: {}", run(&answer, Limits::new().fuel(10_000))?);
    let trap = run(&forever, Limits::new().fuel(10_000)).unwrap_err();
    println!("without end, on a budget: {}", trap.code());

    let interrupt = Interrupt::new();
    let switch = interrupt.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        switch.trigger();
    });
    let trap = run(&forever, Limits::new().interrupt(interrupt)).unwrap_err();
    println!("without end, switched off: {}", trap.code());

    // As deep as the stack allows, which is a trap and not the end of the process.
    let deep = "[".repeat(100_000);
    let trap = format(&deep, Limits::new().max_stack(256 * 1024)).unwrap_err();
    assert_eq!(trap.code(), TrapCode::StackOverflow);
    println!("100,000 brackets: {}", trap.code());

    let wide = "[".to_owned() + &"1,".repeat(50_000) + "1]";
    println!("unlimited memory: {} bytes", format(&wide, Limits::new())?);
    let trap = format(&wide, Limits::new().max_memory_pages(4)).unwrap_err();
    println!("four pages: {}", trap.code());
    Ok(())
}
