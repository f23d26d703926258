//! The options `traits` and `implements`: the user's own traits on both sides.

use include_wasm::{include_wasm, GuestState, Limits, Memory, Trap};

/// What all plugins can do, whichever module they come from.
trait Plugin {
    fn name(&mut self) -> Result<i32, Trap>;
    fn run(&mut self, input: i32) -> Result<i32, Trap>;
    fn memory(&self) -> &Memory;
    fn level(&self) -> i32;
    fn set_level(&mut self, level: i32);
}

/// What all plugins may ask for.
trait Services {
    fn log(&mut self, guest: &mut dyn GuestState, ptr: i32, len: i32) -> Result<(), Trap>;
}

/// Every exported function of a module.
trait Doubler {
    fn double(&mut self, n: i32) -> Result<i32, Trap>;
}

include_wasm! {
    mod english = inline r#"(module
        (import "services" "log" (func $log (param i32 i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "english")
        (global $level (export "level") (mut i32) (i32.const 1))
        (func (export "name") (result i32) (call $log (i32.const 0) (i32.const 7)) (i32.const 0))
        (func (export "run") (param i32) (result i32) (i32.mul (local.get 0) (global.get $level)))
        (func (export "unrelated")))"# {
        traits: { "services": crate::traits::Services },
        implements: crate::traits::Plugin { name, run, memory, level, set_level },
    }
}

include_wasm! {
    mod plain = inline r#"(module
        (memory (export "memory") 1 2)
        (global $level (export "level") (mut i32) (i32.const 5))
        (func (export "name") (result i32) (i32.const 1))
        (func (export "run") (param i32) (result i32) (i32.add (local.get 0) (global.get $level))))"# {
        implements: crate::traits::Plugin { name, run, memory, level, set_level },
    }
}

include_wasm! {
    mod doubler = inline r#"(module
        (import "env" "add" (func $add (param i32 i32) (result i32)))
        (func (export "double") (param i32) (result i32) (call $add (local.get 0) (local.get 0))))"# {
        implements: crate::traits::Doubler,
    }
}

#[derive(Default)]
struct Log(Vec<String>);

impl Services for Log {
    fn log(&mut self, guest: &mut dyn GuestState, ptr: i32, len: i32) -> Result<(), Trap> {
        let memory = guest.memory(0).ok_or_else(|| Trap::message("no memory"))?;
        self.0.push(memory.str(ptr, len)?.to_owned());
        Ok(())
    }
}

#[test]
fn modules_behind_one_trait() -> Result<(), Trap> {
    let mut plugins: Vec<Box<dyn Plugin>> = vec![
        Box::new(english::Instance::new(Log::default())?),
        Box::new(plain::Instance::new()?),
    ];
    for plugin in &mut plugins {
        plugin.set_level(plugin.level() + 1);
    }
    let results: Vec<i32> = plugins
        .iter_mut()
        .map(|p| p.run(10))
        .collect::<Result<_, _>>()?;
    assert_eq!(results, [20, 16]);
    assert_eq!(plugins[0].memory().str(0, 7)?, "english");
    assert_eq!(plugins[1].name()?, 1);
    Ok(())
}

#[test]
fn one_host_for_all_modules() -> Result<(), Trap> {
    let mut english = english::Instance::with_limits(Log::default(), Limits::new())?;
    assert_eq!(english.name()?, 0);
    assert_eq!(english.imports().0, ["english"]);
    Ok(())
}

struct Adder;

impl doubler::Env for Adder {
    fn add(&mut self, _: &mut doubler::Guest, a: i32, b: i32) -> Result<i32, Trap> {
        Ok(a + b)
    }
}

fn quadruple(doubler: &mut impl Doubler, n: i32) -> Result<i32, Trap> {
    let n = doubler.double(n)?;
    doubler.double(n)
}

#[test]
fn sessions_implement_it_too() -> Result<(), Trap> {
    let mut instance = doubler::Instance::new(Adder)?;
    assert_eq!(quadruple(&mut instance, 3)?, 12);
    assert_eq!(
        quadruple(&mut instance.guest_mut().with(&mut Adder), 4)?,
        16
    );
    Ok(())
}

/// A trait that only some instances can have, by their host.
trait Threaded: Send + 'static {
    fn double(&mut self, n: i32) -> Result<i32, Trap>;
}

struct Sums;

include_wasm! {
    mod threaded = inline r#"(module
        (import "env" "add" (func $add (param i32 i32) (result i32)))
        (func (export "double") (param i32) (result i32) (call $add (local.get 0) (local.get 0))))"# {
        implements: crate::traits::Threaded for crate::traits::Sums,
    }
}

impl threaded::Env for Sums {
    fn add(&mut self, _guest: &mut threaded::Guest, a: i32, b: i32) -> Result<i32, Trap> {
        Ok(a + b)
    }
}

#[test]
fn a_trait_with_supertraits_names_the_host() -> Result<(), Trap> {
    let mut plugin: Box<dyn Threaded> = Box::new(threaded::Instance::new(Sums)?);
    let doubled = std::thread::spawn(move || plugin.double(21)).join();
    assert_eq!(doubled.expect("the thread does not panic")?, 42);
    Ok(())
}
