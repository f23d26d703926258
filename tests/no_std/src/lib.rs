//! A crate without the standard library that holds a Wasm module: what firmware would look like.
//!
//! Tested on its own (`cargo test -p test-no_std`), since other packages of the workspace switch
//! on the feature `std` of the crate that they share.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;

use include_wasm::{Limits, Pod, Trap, include_wasm};

include_wasm! {
    /// Samples of a sensor, and what a plugin makes of them.
    pub mod filter = inline r#"(module
        (import "sensor" "sample" (func $sample (param i32) (result f64)))
        (import "log" "line" (func $line (param i32 i32)))
        (memory (export "memory") 1 2)
        (table 2 funcref)
        (elem (i32.const 0) $mean $rms)
        (data (i32.const 8) "mean\00rms")
        (type $reduction (func (param f64 i32) (result f64)))
        (global $calls (mut i32) (i32.const 0))

        (func $mean (type $reduction) (f64.div (local.get 0) (f64.convert_i32_u (local.get 1))))
        (func $rms (type $reduction) (f64.sqrt (call $mean (local.get 0) (local.get 1))))

        ;; The mean (0) of n samples, or their root mean square (1).
        (func (export "reduce") (param $kind i32) (param $n i32) (result f64)
            (local $i i32) (local $sum f64) (local $x f64)
            (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
            (call $line
                (select (i32.const 13) (i32.const 8) (local.get $kind))
                (select (i32.const 3) (i32.const 4) (local.get $kind)))
            (block $done
                (loop $next
                    (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
                    (local.set $x (call $sample (local.get $i)))
                    (if (local.get $kind)
                        (then (local.set $x (f64.mul (local.get $x) (local.get $x)))))
                    (local.set $sum (f64.add (local.get $sum) (local.get $x)))
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (br $next)))
            (call_indirect (type $reduction) (local.get $sum) (local.get $n) (local.get $kind)))

        (func (export "round") (param $address i32)
            (f64.store (local.get $address)
                (f64.nearest (f64.load (local.get $address)))))
        (func (export "grow") (result i32) (memory.grow (i32.const 1)))
        (func $forever (export "forever") (result i32)
            (i32.add (call $forever) (i32.const 1)))
    )"#
}

/// The host's side.
#[derive(Default)]
pub struct Device {
    /// What the sensor measures.
    pub samples: Vec<f64>,
    /// What the plugin logs.
    pub log: String,
}

impl filter::Sensor for Device {
    fn sample(&mut self, _guest: &mut filter::Guest, index: i32) -> Result<f64, Trap> {
        let sample = self.samples.get(index as usize).copied();
        sample.ok_or_else(|| Trap::message("no such sample"))
    }
}

impl filter::Log for Device {
    fn line(&mut self, guest: &mut filter::Guest, ptr: i32, len: i32) -> Result<(), Trap> {
        self.log.push_str(guest.memory().str(ptr, len)?);
        self.log.push('\n');
        Ok(())
    }
}

/// A plugin on a device with these samples.
///
/// # Errors
///
/// If there is no room for its memory.
pub fn plugin(samples: &[f64]) -> Result<filter::Instance<Device>, Trap> {
    let device = Device {
        samples: samples.into(),
        log: String::new(),
    };
    filter::Instance::with_limits(device, Limits::new().max_stack(64 * 1024))
}

/// A record in the plugin's memory.
#[derive(Clone, Copy, Debug, PartialEq, Pod)]
#[repr(C)]
pub struct Reading {
    /// Which sensor.
    pub sensor: u8,
    /// What it measured, at offset 8.
    pub value: f64,
}
