//! A program of several modules: WASI's functions work on the memory of the module that calls.
#![forbid(unsafe_code)]

use include_wasm::wasi::{Buffer, Errno, WasiCtx};
use test_wasi::modules;

#[test]
fn each_has_its_own_memory() {
    let wasi = WasiCtx::builder().stdout(Buffer::new()).build();
    let mut m = modules::Instance::new(wasi).unwrap();
    assert_eq!(m.start().unwrap(), 0);
    let stdout = m.imports().stdout::<Buffer>().unwrap().bytes();
    assert_eq!(stdout, b"program, library, program.");
    // What a function answers goes there, too.
    assert_eq!(m.memory().read::<u32>(4).unwrap(), 1);
    assert_eq!(m.library_written().unwrap(), 9);
}

/// A module without a memory has no pointer that is good, whatever the others have.
#[test]
fn one_has_none() {
    let mut m = modules::Instance::new(WasiCtx::new()).unwrap();
    assert_eq!(m.bare_args(0).unwrap(), Errno::FAULT.to_i32());
}
