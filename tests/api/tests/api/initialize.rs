//! `start` and `_initialize` run before anything else.

use include_wasm::{include_wasm, Trap, TrapCode};

include_wasm! {
    mod both = inline r#"(module
        (import "env" "note" (func $note (param i32)))
        (memory 1)
        (data (i32.const 0) "\05")
        (func $start (call $note (i32.load8_u (i32.const 0))))
        (start $start)
        (func (export "_initialize") (call $note (i32.const 2)))
        (func (export "_start") (call $note (i32.const 3))))"#;
}

include_wasm! {
    mod other_type = inline r#"(module
        (func (export "_initialize") (param i32) (result i32) (unreachable)))"#;
}

#[derive(Default)]
struct Host {
    notes: Vec<i32>,
    fail_at: i32,
}

impl both::Env for Host {
    fn note(&mut self, guest: &mut both::Guest, n: i32) -> Result<(), Trap> {
        assert_eq!(guest.memory().read::<u8>(0)?, 5);
        self.notes.push(n);
        if n == self.fail_at {
            Err(Trap::exit(n))
        } else {
            Ok(())
        }
    }
}

#[test]
fn in_order_and_once() -> Result<(), Trap> {
    let mut guest = both::Instance::new(Host::default())?;
    assert_eq!(
        guest.imports().notes,
        [5, 2],
        "`_start` is for the user to call"
    );
    guest._start()?;
    guest._initialize()?;
    assert_eq!(guest.imports().notes, [5, 2, 3, 2]);
    Ok(())
}

#[test]
fn failure_is_the_result_of_new() {
    for fail_at in [5, 2] {
        let trap = both::Instance::new(Host {
            fail_at,
            ..Host::default()
        })
        .map(drop)
        .unwrap_err();
        assert_eq!(trap.exit_status(), Some(fail_at));
    }
}

#[test]
fn another_type_is_an_ordinary_export() {
    let mut guest = other_type::Instance::new().unwrap();
    assert_eq!(
        guest._initialize(1).unwrap_err().code(),
        TrapCode::Unreachable
    );
}
