//! `funcref` and `externref` as arguments and results.

use include_wasm::{include_wasm, ExternRef, ExternTable, FuncRef, Trap};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "len" (func $len (param externref) (result i32)))
        (table 1 funcref)
        (elem declare func $answer)
        (func $answer (result i32) (i32.const 42))
        (global $kept (mut externref) (ref.null extern))
        (func (export "answer_ref") (result funcref) (ref.func $answer))
        (func (export "call") (param funcref) (result i32)
            (table.set 0 (i32.const 0) (local.get 0))
            (call_indirect (result i32) (i32.const 0)))
        (func (export "keep") (param externref) (global.set $kept (local.get 0)))
        (func (export "kept") (result externref) (global.get $kept))
        (func (export "kept_len") (result i32) (call $len (global.get $kept)))
        (func (export "is_null") (param externref) (result i32) (ref.is_null (local.get 0))))"#;
}

#[derive(Default)]
struct Host {
    strings: ExternTable<&'static str>,
}

impl guest::Env for Host {
    fn len(&mut self, _: &mut guest::Guest, string: Option<ExternRef>) -> Result<i32, Trap> {
        let string = string
            .and_then(|r| self.strings.get(r))
            .ok_or_else(|| Trap::message("no string"))?;
        Ok(string.len() as i32)
    }
}

#[test]
fn functions() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Host::default())?;
    let answer: Option<FuncRef> = guest.answer_ref()?;
    assert_eq!(guest.call(answer)?, 42);
    assert_eq!(guest.answer_ref()?, answer);
    assert!(guest.call(None).is_err());
    Ok(())
}

#[test]
fn objects_of_the_host() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Host::default())?;
    assert_eq!(guest.is_null(None)?, 1);
    assert!(guest.kept_len().is_err());
    let hello = guest.imports_mut().strings.insert("hello");
    guest.keep(Some(hello))?;
    assert_eq!(guest.is_null(Some(hello))?, 0);
    assert_eq!(guest.kept()?, Some(hello));
    assert_eq!(guest.kept_len()?, 5);
    guest.imports_mut().strings.remove(hello);
    assert_eq!(
        guest
            .kept_len()
            .unwrap_err()
            .host_error()
            .unwrap()
            .to_string(),
        "no string"
    );
    Ok(())
}
