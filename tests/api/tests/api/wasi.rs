//! WASI comes with a trait of the runtime, of which a host may implement as much as it likes.

use include_wasm::wasi::{Errno, Preview1};
use include_wasm::{include_wasm, GuestState, Trap};

include_wasm! {
    mod guest = inline r#"(module
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (import "env" "x" (func $x))
        (memory (export "memory") 1)
        (data (i32.const 0) "\10\00\00\00\02\00\00\00")
        (data (i32.const 16) "hi")
        (func (export "hello") (result i32) (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (func (export "random") (result i32) (call $random (i32.const 0) (i32.const 4)))
        (func (export "exit") (call $x) (call $exit (i32.const 3))))"#;
}

/// A serial line: standard output, and nothing else.
#[derive(Default)]
struct Serial(Vec<u8>);

impl Preview1 for Serial {
    fn fd_write(
        &mut self,
        guest: &mut dyn GuestState,
        _fd: i32,
        iovs: i32,
        _iovs_len: i32,
        nwritten: i32,
    ) -> Result<i32, Trap> {
        let memory = guest
            .memory_mut(0)
            .ok_or_else(|| Trap::message("no memory"))?;
        let [ptr, len] = memory.read::<[u32; 2]>(iovs)?;
        self.0.extend_from_slice(memory.slice(ptr, len)?);
        memory.write(nwritten, len)?;
        Ok(0)
    }
}

impl guest::Env for Serial {
    fn x(&mut self, _: &mut guest::Guest) -> Result<(), Trap> {
        Ok(())
    }
}

#[test]
fn some_of_it() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Serial::default())?;
    assert_eq!(guest.hello()?, 0);
    assert_eq!(guest.memory().read::<u32>(8)?, 2);
    assert_eq!(guest.random()?, Errno::NOSYS.to_i32());
    assert_eq!(guest.exit().unwrap_err().exit_status(), Some(3));
    assert_eq!(guest.imports().0, b"hi");
    Ok(())
}
