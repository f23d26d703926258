//! How traps come out of a context, with what the host and the backtrace put in.

use std::error::Error;

use include_wasm::rt::*;
use include_wasm::{Limits, MemoryError, Trap, TrapCode};

const NAMES: &[&str] = &["zero", "one", "", "three"];

fn cx() -> Cx {
    Cx::new(&Limits::new(), 1 << 18)
}

#[test]
fn none_without_a_code_is_out_of_bounds() {
    let mut cx = cx();
    cx.begin();
    let trap = cx.finish(None::<i32>, NAMES).unwrap_err();
    assert_eq!(trap.code(), TrapCode::MemoryOutOfBounds);
    assert_eq!(trap.to_string(), "out of bounds memory access");
    assert!(trap.source().is_none());
}

#[test]
fn backtrace() {
    let mut cx = cx();
    cx.begin();
    let result = unreachable::<()>(&mut cx);
    let result = trace(result, 1, &mut cx);
    let result = trace(result, 2, &mut cx);
    let result = trace(result, 9, &mut cx);
    let trap = cx.finish(result, NAMES).unwrap_err();
    assert_eq!(
        trap.to_string(),
        "unreachable\nwasm backtrace:\n    0: one (function 1)\n    1: <unnamed> (function 2)\n    2: <unnamed> (function 9)"
    );
    assert_eq!(trap.frames()[0].name(), Some("one"));
    assert_eq!(trap.frames()[1].name(), None);
    // Nothing is left of it.
    cx.begin();
    let trap = cx.finish(None::<()>, NAMES).unwrap_err();
    assert_eq!(
        (trap.code(), trap.frames().len()),
        (TrapCode::MemoryOutOfBounds, 0)
    );
}

#[test]
fn details() {
    let mut cx = cx();
    let result = stub::<()>("env.abort", &mut cx);
    assert_eq!(
        cx.finish(result, NAMES).unwrap_err().to_string(),
        "stubbed import called: env.abort"
    );
    let result = link_error::<()>("env.memory has 1 page, expected 2", &mut cx);
    assert_eq!(
        cx.finish(result, NAMES).unwrap_err().to_string(),
        "incompatible import: env.memory has 1 page, expected 2"
    );
    for (callee, text) in [
        (u32::MAX, "uninitialized element"),
        (u32::MAX - 1, "indirect call type mismatch"),
    ] {
        let result = no_callee::<()>(callee, &mut cx);
        assert_eq!(cx.finish(result, NAMES).unwrap_err().to_string(), text);
    }
    let result = out_of_memory::<()>(&mut cx);
    assert_eq!(
        cx.finish(result, NAMES).unwrap_err().code(),
        TrapCode::OutOfMemory
    );
}

/// guest 0 -> host -> guest 1 -> host, which fails: one trap, all frames.
#[test]
fn host_errors_cross_the_guest_whole() {
    let mut cx = cx();
    cx.begin();
    cx.host_enter();
    cx.begin_nested();
    cx.host_enter();
    let error = Err::<i32, _>(Trap::host("x".parse::<i32>().unwrap_err()));
    let result = cx.host_leave(error);
    let result = trace(result, 1, &mut cx);
    let nested = cx.finish(result, NAMES);
    assert_eq!(nested.as_ref().unwrap_err().frames().len(), 1);
    let result = cx.host_leave(nested);
    let result = trace(result, 0, &mut cx);
    let trap = cx.finish(result, NAMES).unwrap_err();
    assert_eq!(trap.code(), TrapCode::Host);
    assert!(trap.downcast_ref::<std::num::ParseIntError>().is_some());
    assert!(trap.source().unwrap().is::<std::num::ParseIntError>());
    let frames: Vec<_> = trap.frames().iter().map(|f| f.index()).collect();
    assert_eq!(frames, [1, 0]);
}

/// A host may catch the trap of a nested call and go on.
#[test]
fn host_recovers_from_a_nested_trap() {
    let mut cx = cx();
    cx.begin();
    cx.host_enter();
    cx.begin_nested();
    let result = trace(unreachable::<()>(&mut cx), 1, &mut cx);
    assert!(cx.finish(result, NAMES).is_err());
    assert_eq!(cx.host_leave(Ok(7)), Some(7));
    let trap = cx.finish(None::<()>, NAMES).unwrap_err();
    assert_eq!(
        (trap.code(), trap.frames().len()),
        (TrapCode::MemoryOutOfBounds, 0)
    );
}

#[test]
fn exit() {
    let mut cx = cx();
    cx.begin();
    cx.host_enter();
    let result = cx.host_leave(Err::<(), _>(Trap::exit(-2)));
    let trap = cx.finish(result, NAMES).unwrap_err();
    assert_eq!(
        (trap.code(), trap.exit_status()),
        (TrapCode::Exit, Some(-2))
    );
    assert_eq!(Trap::from(TrapCode::Host).exit_status(), None);
}

#[test]
fn memory_errors_convert() {
    let error = MemoryError::Unterminated { address: 5 };
    assert_eq!(Trap::from(error).code(), TrapCode::Host);
    assert_eq!(
        Trap::from(error).downcast_ref::<MemoryError>(),
        Some(&error)
    );
    let memory = Memory::new(1, None).unwrap();
    let trap = Trap::from(memory.slice(0xFFFF, 2).unwrap_err());
    assert_eq!(trap.code(), TrapCode::MemoryOutOfBounds);
    assert_eq!(
        trap.to_string(),
        "out of bounds memory access: 2 bytes at address 0xffff are not in a memory of 0x10000 bytes"
    );
}

#[test]
fn fuel_and_interrupt() {
    let interrupt = include_wasm::Interrupt::new();
    let limits = Limits::new().fuel(10).interrupt(interrupt.clone());
    let mut cx = Cx::new(&limits, 0);
    assert_eq!(fuel(7, &mut cx), Some(()));
    assert_eq!(cx.clone().fuel_left(), 3);
    let result = fuel(4, &mut cx);
    assert_eq!(
        cx.finish(result, NAMES).unwrap_err().code(),
        TrapCode::OutOfFuel
    );
    assert_eq!(cx.fuel_left(), 3, "what is not enough is not taken");
    cx.set_fuel(4);
    assert_eq!(fuel(4, &mut cx), Some(()));

    let mut copy = cx.clone();
    assert_eq!(poll(&mut cx), Some(()));
    interrupt.trigger();
    for cx in [&mut cx, &mut copy] {
        let result = poll(cx);
        assert_eq!(
            cx.finish(result, NAMES).unwrap_err().code(),
            TrapCode::Interrupt
        );
    }
    interrupt.clear();
    assert_eq!(poll(&mut cx), Some(()));
    assert_eq!(fuel(u32::MAX, &mut Cx::new(&Limits::new(), 0)), Some(()));
}

#[test]
fn types() {
    fn send_sync<T: Send + Sync + 'static>() {}
    fn send<T: Send>() {}
    send_sync::<Trap>();
    send_sync::<Memory>();
    send::<Cx>();
    assert_eq!(size_of::<Result<(), Trap>>(), size_of::<usize>());
    assert_eq!(size_of::<TrapCode>(), 1);
    assert_eq!(size_of::<Option<FuncRef>>(), 4);
}
