//! Survives one trap of each kind; see `tests/api/abort.rs`.

use include_wasm::{include_wasm, Limits, Trap};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "fail" (func $fail))
        (memory 1)
        (table 1 funcref)
        (func (export "load") (drop (i32.load (i32.const -1))))
        (func (export "divide") (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
        (func (export "indirect") (call_indirect (i32.const 0)))
        (func (export "unreachable") (unreachable))
        (func $recurse (export "recurse") (param i32) (result i32)
            (i32.add (i32.const 1) (call $recurse (local.get 0))))
        (func (export "host") (call $fail)))"#;
}

struct Host;

impl guest::Env for Host {
    fn fail(&mut self, _: &mut guest::Guest) -> Result<(), Trap> {
        Err(Trap::message("on purpose"))
    }
}

fn main() -> Result<(), Trap> {
    let mut guest = guest::Instance::with_limits(Host, Limits::new().max_stack(128 * 1024))?;
    let results = [
        guest.load(),
        guest.divide(0).map(drop),
        guest.indirect(),
        guest.unreachable(),
        guest.recurse(1).map(drop),
        guest.host(),
    ];
    let traps = results.iter().filter(|r| r.is_err()).count();
    println!(
        "survived {traps} traps, built to abort: {}",
        cfg!(panic = "abort")
    );
    Ok(())
}
