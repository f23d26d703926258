//! Several modules that are linked at compile time.

use include_wasm::{include_wasm, Trap};

include_wasm! {
    mod app = [
        main: inline r#"(module
            (import "lib" "memory" (memory 1))
            (import "lib" "table" (table 2 funcref))
            (import "lib" "counter" (global $counter (mut i32)))
            (import "lib" "bump" (func $bump (param i32) (result i32)))
            (import "env" "report" (func $report (param i32)))
            (elem (i32.const 1) func $mine)
            (func $mine (result i32) (i32.const 5))
            (func (export "run") (result i32)
                (call $report (call $bump (i32.const 3)))
                (i32.store (i32.const 4) (global.get $counter))
                (call_indirect (result i32) (i32.const 1)))
            (func (export "_initialize") (call $report (call $bump (i32.const 0)))))"#,
        lib: inline r#"(module
            (memory (export "memory") 1)
            (table (export "table") 2 funcref)
            (global $counter (export "counter") (mut i32) (i32.const 10))
            (func (export "bump") (param i32) (result i32)
                (global.set $counter (i32.add (global.get $counter) (local.get 0)))
                (global.get $counter))
            (func (export "_initialize") (global.set $counter (i32.const 100))))"#,
    ];
}

#[derive(Default)]
struct Host(Vec<i32>);

impl app::Env for Host {
    fn report(&mut self, guest: &mut app::Guest, n: i32) -> Result<(), Trap> {
        assert_eq!(guest.lib_counter(), n);
        self.0.push(n);
        Ok(())
    }
}

#[test]
fn modules_share_what_they_import() -> Result<(), Trap> {
    let mut app = app::Instance::new(Host::default())?;
    assert_eq!(app.imports().0, [100], "the library was initialised first");
    assert_eq!(app.run()?, 5);
    assert_eq!(app.imports().0, [100, 103]);
    assert_eq!(app.memory().read::<i32>(4)?, 103);
    assert_eq!(app.lib_bump(1)?, 104);
    assert_eq!(app.lib_table().size(), 2);
    Ok(())
}
