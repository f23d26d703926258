//! Names that are no identifiers, names that clash, names that the interface itself uses.

use include_wasm::{include_wasm, Trap};

include_wasm! {
    mod guest = inline r#"(module
        (import "my host" "do-it" (func $a (param i32) (result i32)))
        (import "my host" "self" (func $b))
        (import "Guest" "" (func $c))
        (import "option" "type" (func $d))
        (import "env" "x" (func $e))
        (import "Env" "x" (func $f))
        (memory 1)
        (func (export "my-fn") (result i32) (call $a (i32.const 1)))
        (func (export "my.fn") (result i32) (i32.const 2))
        (func (export "my_fn") (result i32) (i32.const 3))
        (func (export "") (result i32) (i32.const 4))
        (func (export "new") (result i32) (i32.const 5))
        (func (export "self") (result i32) (i32.const 6))
        (func (export "memory") (result i32) (i32.const 7))
        (func (export "guest") (result i32) (i32.const 8))
        (func (export "clone") (result i32) (i32.const 9))
        (func (export "with_limits") (result i32) (i32.const 10))
        (func (export "größe") (result i32) (i32.const 11))
        (func (export "7") (result i32) (i32.const 12))
        (func (export "\"\\{}\n\00") (result i32) (i32.const 13))
        (func (export "match") (param $self i32) (param $guest i32) (param $fn i32) (param $x i32) (param $x2 i32)
            (result i32) (local.get 3))
        (func (export "Some") (param $None i32) (param $Ok i32) (param $MODULE_NAME i32) (result i32) (local.get 1))
        (func (export "next") (result i32) (i32.const 14))
        (global (export "fuel") i32 (i32.const 15)))"#;
}

struct Host;

impl guest::MyHost for Host {
    fn do_it(&mut self, _: &mut guest::Guest, n: i32) -> Result<i32, Trap> {
        Ok(n)
    }
    fn self_(&mut self, _: &mut guest::Guest) -> Result<(), Trap> {
        Ok(())
    }
}
impl guest::Guest_ for Host {
    fn import_(&mut self, _: &mut guest::Guest) -> Result<(), Trap> {
        Ok(())
    }
}
impl guest::Option_ for Host {
    fn type_(&mut self, _: &mut guest::Guest) -> Result<(), Trap> {
        Ok(())
    }
}
impl guest::Env for Host {
    fn x(&mut self, _: &mut guest::Guest) -> Result<(), Trap> {
        Ok(())
    }
}
impl guest::Env_2 for Host {
    fn x(&mut self, _: &mut guest::Guest) -> Result<(), Trap> {
        Ok(())
    }
}

#[test]
fn mangled() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Host)?;
    assert_eq!(guest.my_fn_2()?, 1);
    assert_eq!(guest.my_fn_3()?, 2);
    assert_eq!(guest.my_fn()?, 3);
    assert_eq!(guest.export_()?, 4);
    assert_eq!(guest.new_()?, 5);
    assert_eq!(guest.self_()?, 6);
    assert_eq!(guest.memory_()?, 7);
    assert_eq!(guest.guest_()?, 8);
    assert_eq!(guest.clone_()?, 9);
    assert_eq!(guest.with_limits_()?, 10);
    assert_eq!(guest.gr_uf6__udf_e()?, 11);
    assert_eq!(guest._7()?, 12);
    assert_eq!(guest.match_(1, 2, 3, 4, 5)?, 4);
    assert_eq!(guest.Some(1, 2, 3)?, 2);
    assert_eq!(guest.next()?, 14);
    assert_eq!(guest.fuel_(), 15);
    Ok(())
}

include_wasm! {
    mod renamed = inline r#"(module
        (import "env" "__cb7" (func $cb (result i32)))
        (func (export "_Z3addii") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
        (func (export "run-it") (result i32) (call $cb))
        (global (export "g!") (mut i32) (i32.const 3)))"# {
        rename: { "_Z3addii": add, "env.__cb7": callback, "g!": state },
    }
}

impl renamed::Env for Host {
    fn callback(&mut self, _: &mut renamed::Guest) -> Result<i32, Trap> {
        Ok(70)
    }
}

#[test]
fn renamed_by_the_user() -> Result<(), Trap> {
    let mut guest = renamed::Instance::new(Host)?;
    assert_eq!(guest.add(1, 2)?, 3);
    assert_eq!(guest.run_it()?, 70);
    guest.set_state(guest.state() + 1);
    assert_eq!(guest.state(), 4);
    Ok(())
}
