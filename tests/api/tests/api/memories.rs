//! Memories in both directions, and the checked views.

use include_wasm::{include_wasm, Limits, Memory, MemoryError, Trap, TrapCode};

include_wasm! {
    mod own = inline r#"(module
        (memory (export "memory") 1 3)
        (data (i32.const 8) "abc\00")
        (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"#;
}

include_wasm! {
    mod imported = inline r#"(module
        (import "env" "memory" (memory 1 4))
        (export "heap" (memory 0))
        (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"#;
}

include_wasm! {
    mod private = inline r#"(module
        (memory 1)
        (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1))))"#;
}

#[test]
fn both_sides_see_the_same_bytes() -> Result<(), Trap> {
    let mut guest = own::Instance::new()?;
    assert_eq!(guest.memory().str(8, 3)?, "abc");
    assert_eq!(guest.memory().c_str(8)?, c"abc");
    guest.memory_mut().write(8, b'z')?;
    assert_eq!(guest.load(8)?, i32::from(b'z'));
    guest
        .memory_mut()
        .slice_mut(20, 2)?
        .copy_from_slice(&[1, 2]);
    assert_eq!(guest.memory().read::<u16>(20)?, 0x0201);
    let outside = guest.memory().read::<u64>(65529);
    assert!(matches!(
        outside,
        Err(MemoryError::OutOfBounds {
            address: 65529,
            len: 8,
            ..
        })
    ));
    Ok(())
}

#[test]
fn both_sides_grow() -> Result<(), Trap> {
    let mut guest = own::Instance::new()?;
    assert_eq!(guest.grow(1)?, 1);
    assert_eq!(guest.memory_mut().grow(1), Some(2));
    assert_eq!(guest.grow(1)?, -1);
    assert_eq!(guest.load(3 * 65536 - 1)?, 0);
    assert_eq!(
        guest.load(3 * 65536).unwrap_err().code(),
        TrapCode::MemoryOutOfBounds
    );
    Ok(())
}

#[test]
fn the_only_memory_needs_no_export() -> Result<(), Trap> {
    let mut guest = private::Instance::new()?;
    guest.store(4, -2)?;
    assert_eq!(guest.memory().read::<i32>(4)?, -2);
    Ok(())
}

struct Default;
impl imported::Env for Default {}

struct Given(Option<Memory>);
impl imported::Env for Given {
    fn memory(&mut self) -> Result<Memory, Trap> {
        self.0.take().ok_or_else(|| Trap::message("no memory left"))
    }
}

#[test]
fn an_imported_memory_may_be_left_to_the_default() -> Result<(), Trap> {
    let mut guest = imported::Instance::new(Default)?;
    assert_eq!(guest.load(0)?, 0);
    assert_eq!(guest.grow(3)?, 1);
    assert_eq!(guest.grow(1)?, -1);
    Ok(())
}

#[test]
fn an_imported_memory_keeps_its_contents() -> Result<(), Trap> {
    let mut memory = Memory::new(2, Some(3))?;
    memory.write(65536, 99)?;
    let limits = Limits::new().max_memory_pages(2);
    let mut guest = imported::Instance::with_limits(Given(Some(memory)), limits)?;
    assert_eq!(guest.load(65536)?, 99);
    assert_eq!(guest.grow(1)?, -1);
    assert_eq!(guest.heap().pages(), 2);
    Ok(())
}

#[test]
fn an_imported_memory_must_fit() -> Result<(), Trap> {
    let code = |memory: Memory| {
        imported::Instance::new(Given(Some(memory)))
            .map(drop)
            .map_err(|t| t.code())
    };
    assert_eq!(code(Memory::new(0, Some(4))?), Err(TrapCode::Link));
    assert_eq!(code(Memory::new(1, Some(5))?), Err(TrapCode::Link));
    assert_eq!(code(Memory::new(1, None)?), Err(TrapCode::Link));
    assert_eq!(code(Memory::new(4, Some(4))?), Ok(()));
    let trap = imported::Instance::new(Given(None)).map(drop).unwrap_err();
    assert_eq!(trap.code(), TrapCode::Host);
    let trap = imported::Instance::new(Given(Some(Memory::new(0, None)?)))
        .map(drop)
        .unwrap_err();
    assert!(trap.to_string().contains("env.memory"), "{trap}");
    Ok(())
}
