//! A guest that must do the same everywhere. This crate is compiled at opt-level 3; `tests/api` compiles the same file
//! once more, without optimisation, and compares.

use include_wasm::{include_wasm, GuestState, Limits};

include_wasm! {
    mod guest = inline r#"(module
        (memory 1 4)
        (table $t 4 8 funcref)
        (global $x (mut i64) (i64.const 88172645463325252))
        (global $f (mut f64) (f64.const 0.1))
        (global $s (mut f32) (f32.const 3))
        (data $d "what is dropped no longer counts")
        (elem $e func $sqrt $divide)
        (func $random (result i64)
            (global.set $x (i64.xor (global.get $x) (i64.shl (global.get $x) (i64.const 13))))
            (global.set $x (i64.xor (global.get $x) (i64.shr_u (global.get $x) (i64.const 7))))
            (global.set $x (i64.xor (global.get $x) (i64.shl (global.get $x) (i64.const 17))))
            (global.get $x))
        (func $sqrt (param f64) (result f64) (f64.sqrt (local.get 0)))
        (func $divide (param f64) (result f64)
            (f64.div (local.get 0) (f64.sub (local.get 0) (local.get 0))))
        ;; Random bits as floats, among them NaNs of all kinds, through arithmetic into memory.
        (func (export "mix") (param $rounds i32)
            (local $at i32) (local $a f64) (local $b f64)
            (loop $again
                (local.set $a (f64.reinterpret_i64 (call $random)))
                (local.set $b (f64.min (local.get $a) (f64.reinterpret_i64 (call $random))))
                (global.set $f (f64.add (f64.mul (local.get $a) (global.get $f)) (local.get $b)))
                (global.set $s (f32.sub (f32.demote_f64 (global.get $f)) (global.get $s)))
                (local.set $at (i32.and (i32.wrap_i64 (call $random)) (i32.const 0xfff8)))
                (f64.store (local.get $at) (f64.nearest (global.get $f)))
                (f32.store offset=4 (local.get $at) (f32.sqrt (global.get $s)))
                (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1))))))
        (func (export "bulk") (result i32)
            (memory.fill (i32.const 100) (i32.const 7) (i32.const 1000))
            (memory.copy (i32.const 600) (i32.const 90) (i32.const 1000))
            (memory.init $d (i32.const 4000) (i32.const 0) (i32.const 20))
            (data.drop $d)
            (table.init $t $e (i32.const 1) (i32.const 0) (i32.const 2))
            (drop (table.grow $t (ref.func $sqrt) (i32.const 2)))
            (memory.grow (i32.const 2)))
        (func (export "call") (param i32 f64) (result f64)
            (call_indirect (param f64) (result f64) (local.get 1) (local.get 0)))
        (func $down (param i32)
            (i32.store (i32.const 0) (local.get 0))
            (if (i32.eqz (local.get 0)) (then (unreachable)))
            (call $down (i32.sub (local.get 0) (i32.const 1))))
        (func (export "fail") (param i32) (call $down (local.get 0))))"# {
        fuel: true,
        nan: canonical,
    }
}

/// State hash and fuel left after each call, traps among them.
pub fn run() -> Vec<(u128, u64)> {
    let mut guest =
        guest::Instance::with_limits(Limits::new().fuel(1_000_000)).expect("no limit is reached");
    let mut seen = Vec::new();
    let mut note = |guest: &guest::Guest| seen.push((guest.state_hash(), guest.fuel()));
    note(guest.guest());
    guest.mix(1000).expect("there is fuel for it");
    note(guest.guest());
    assert_eq!(guest.bulk().expect("all of it is inside"), 1);
    note(guest.guest());
    let nan = guest.call(2, 1.0).expect("it is there");
    assert!(nan.is_infinite());
    assert!(guest.call(0, 1.0).is_err());
    note(guest.guest());
    assert!(guest.fail(20).is_err());
    note(guest.guest());
    guest.set_fuel(500);
    assert!(guest.mix(1000).is_err());
    note(guest.guest());
    guest.set_fuel(10_000);
    guest.mix(10).expect("there is fuel again");
    note(guest.guest());
    seen
}

include_wasm! {
    // Makes the NaN of a square root canonical by itself, from lanes as well.
    mod roots = inline r#"(module
        (func (export "scalar") (param f64) (result i64) (local $root f64)
            (i64.reinterpret_f64 (select
                (local.tee $root (f64.sqrt (local.get 0)))
                (f64.const nan)
                (f64.eq (local.get $root) (local.get $root)))))
        (func (export "single") (param f32) (result i32) (local $root f32)
            (i32.reinterpret_f32 (select
                (f32.const nan)
                (local.tee $root (f32.sqrt (local.get 0)))
                (f32.ne (local.get $root) (local.get $root)))))
        (func (export "lanes") (param f64) (result i64) (local $root v128)
            (i64x2.extract_lane 1 (v128.bitselect
                (local.tee $root (f64x2.sqrt (f64x2.splat (local.get 0))))
                (v128.const i64x2 0x7ff8000000000000 0x7ff8000000000000)
                (f64x2.eq (local.get $root) (local.get $root))))))"#
}

/// Bits of square roots of which there are none: all must be the canonical NaN's.
pub fn roots() -> Vec<(u64, u32, u64)> {
    let mut guest = roots::Instance::new().expect("nothing is initialised");
    let none = [
        -1.0,
        f64::from_bits(0xffff_bfff_ffff_ffff),
        f64::NEG_INFINITY,
    ];
    let bits = none.map(|x| {
        let scalar = guest.scalar(x).expect("it cannot trap") as u64;
        let single = guest.single(x as f32).expect("it cannot trap") as u32;
        (
            scalar,
            single,
            guest.lanes(x).expect("it cannot trap") as u64,
        )
    });
    bits.to_vec()
}
