//! The module in a crate without `std` does what it does elsewhere.

use include_wasm::TrapCode;
use test_no_std::{Reading, plugin};

#[test]
fn calls_and_imports() {
    let mut plugin = plugin(&[1.0, 2.0, 2.0, 4.0]).unwrap();
    assert_eq!(plugin.reduce(0, 4).unwrap(), 2.25);
    assert_eq!(plugin.reduce(1, 4).unwrap(), 2.5);
    assert_eq!(plugin.imports().log, "mean\nrms\n");
    let trap = plugin.reduce(0, 5).unwrap_err();
    assert_eq!(trap.code(), TrapCode::Host);
    assert_eq!(
        trap.to_string().lines().next(),
        Some("host error: no such sample")
    );
    let trap = plugin.reduce(2, 0).unwrap_err();
    assert_eq!(trap.code(), TrapCode::UndefinedElement);
}

#[test]
fn records_and_rounding() {
    let mut plugin = plugin(&[]).unwrap();
    let reading = Reading {
        sensor: 7,
        value: 2.5,
    };
    plugin.guest_mut().memory_mut().write(32, reading).unwrap();
    plugin.round(40).unwrap();
    let rounded: Reading = plugin.guest().memory().read(32).unwrap();
    assert_eq!(
        rounded,
        Reading {
            sensor: 7,
            value: 2.0
        }
    );
}

#[test]
fn limits() {
    let mut plugin = plugin(&[]).unwrap();
    assert_eq!(plugin.grow().unwrap(), 1);
    assert_eq!(plugin.grow().unwrap(), -1);
    assert_eq!(
        plugin.forever().unwrap_err().code(),
        TrapCode::StackOverflow
    );
    assert_eq!(
        plugin.round(-1).unwrap_err().code(),
        TrapCode::MemoryOutOfBounds
    );
}
