//! Tables in both directions.

use include_wasm::{include_wasm, ExternRef, FuncRef, Limits, Table, Trap, TrapCode};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "objects" (table $objects 1 8 externref))
        (type $number (func (result i32)))
        (table $functions (export "functions") 4 funcref)
        (elem (table $functions) (i32.const 1) func $one $two $float)
        (func $one (result i32) (i32.const 1))
        (func $two (result i32) (i32.const 2))
        (func $float (result f32) (f32.const 3))
        (export "objects" (table $objects))
        (func (export "call") (param i32) (result i32)
            (call_indirect $functions (type $number) (local.get 0)))
        (func (export "object") (param i32) (result externref) (table.get $objects (local.get 0)))
        (func (export "grow") (param i32) (result i32)
            (table.grow $objects (ref.null extern) (local.get 0))))"#;
}

struct Host(Option<Table<ExternRef>>);

impl guest::Env for Host {
    fn objects(&mut self) -> Result<Table<ExternRef>, Trap> {
        self.0.take().map_or_else(|| Table::new(1, Some(8)), Ok)
    }
}

#[test]
fn calls_through_a_table() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Host(None))?;
    assert_eq!((guest.call(1)?, guest.call(2)?), (1, 2));
    let code = |guest: &mut guest::Instance<Host>, i| guest.call(i).unwrap_err().code();
    assert_eq!(code(&mut guest, 0), TrapCode::UninitializedElement);
    assert_eq!(code(&mut guest, 3), TrapCode::IndirectCallTypeMismatch);
    assert_eq!(code(&mut guest, 4), TrapCode::UndefinedElement);
    assert_eq!(code(&mut guest, -1), TrapCode::UndefinedElement);
    Ok(())
}

#[test]
fn the_host_changes_a_table() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Host(None))?;
    let one: Option<FuncRef> = guest.functions().get(1).unwrap();
    assert!(one.is_some());
    assert_eq!(guest.functions_mut().set(0, one), Some(()));
    assert_eq!(guest.functions_mut().set(1, None), Some(()));
    assert_eq!(guest.call(0)?, 1);
    assert_eq!(
        guest.call(1).unwrap_err().code(),
        TrapCode::UninitializedElement
    );
    Ok(())
}

#[test]
fn an_imported_table() -> Result<(), Trap> {
    let mut table = Table::new(2, Some(4))?;
    table.set(1, Some(ExternRef::new(77)));
    let mut guest =
        guest::Instance::with_limits(Host(Some(table)), Limits::new().max_table_elements(4))?;
    assert_eq!(guest.object(0)?, None);
    assert_eq!(guest.object(1)?.map(|o| o.handle()), Some(77));
    assert_eq!(
        guest.object(2).unwrap_err().code(),
        TrapCode::TableOutOfBounds
    );
    assert_eq!(guest.grow(2)?, 2);
    assert_eq!(guest.grow(1)?, -1);
    assert_eq!(guest.objects().size(), 4);
    Ok(())
}

#[test]
fn an_imported_table_must_fit() -> Result<(), Trap> {
    let code = |table| {
        guest::Instance::new(Host(Some(table)))
            .map(drop)
            .map_err(|t| t.code())
    };
    assert_eq!(code(Table::new(0, Some(8))?), Err(TrapCode::Link));
    assert_eq!(code(Table::new(1, Some(9))?), Err(TrapCode::Link));
    assert_eq!(code(Table::new(1, None)?), Err(TrapCode::Link));
    assert_eq!(code(Table::new(8, Some(8))?), Ok(()));
    Ok(())
}
