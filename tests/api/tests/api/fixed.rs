//! Memories whose size is part of their type.

use include_wasm::{include_wasm, FixedMemory, Limits, Memory, Trap, TrapCode};

include_wasm! {
    mod guest = inline r#"(module
        (memory (export "memory") 1)
        (data (i32.const 131068) "last")
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "size") (result i32) (memory.size))
        (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))"# {
        fixed_memory_pages: 2,
    }
}

include_wasm! {
    mod given = inline r#"(module
        (import "env" "memory" (memory 1 1))
        (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))"#;
}

#[test]
fn it_has_the_size_and_never_grows() -> Result<(), Trap> {
    let mut guest = guest::Instance::new()?;
    assert_eq!((guest.size()?, guest.grow(0)?, guest.grow(1)?), (2, 2, -1));
    assert_eq!(guest.load(131068)?, i32::from_le_bytes(*b"last"));
    assert_eq!(
        guest.load(131069).unwrap_err().code(),
        TrapCode::MemoryOutOfBounds
    );
    let memory: &mut FixedMemory<131072> = guest.memory_mut();
    memory.write(131064, 7)?;
    assert_eq!(guest.load(131064)?, 7);
    Ok(())
}

#[test]
fn limits_hold_for_it() {
    let limits = Limits::new().max_memory_pages(1);
    assert_eq!(
        guest::Instance::with_limits(limits)
            .map(drop)
            .unwrap_err()
            .code(),
        TrapCode::OutOfMemory
    );
}

struct Host(Option<Memory>);

impl given::Env for Host {
    fn memory(&mut self) -> Result<Memory, Trap> {
        self.0.take().map_or_else(|| Memory::new(1, Some(1)), Ok)
    }
}

#[test]
fn an_imported_one() -> Result<(), Trap> {
    let mut memory = Memory::new(1, Some(1))?;
    memory.write(8, 5)?;
    let mut guest = given::Instance::new(Host(Some(memory)))?;
    assert_eq!(guest.load(8)?, 5);
    let larger = given::Instance::new(Host(Some(Memory::new(1, Some(2))?)));
    assert_eq!(larger.map(drop).unwrap_err().code(), TrapCode::Link);
    Ok(())
}
