//! Thousands of instances at once, on all threads of a pool.

use include_wasm::{include_wasm, GuestState, Limits, Trap, TrapCode};
use rayon::prelude::*;

include_wasm! {
    mod guest = inline r#"(module
        (memory (export "memory") 1 4)
        (table (export "table") 2 4 funcref)
        (elem (i32.const 0) $mix $add)
        (global $calls (export "calls") (mut i32) (i32.const 0))
        (type $step (func (param i32) (result i32)))
        (func $mix (type $step) (i32.xor (local.get 0) (i32.shr_u (local.get 0) (i32.const 15))))
        (func $add (type $step) (i32.add (local.get 0) (i32.const 0x9E3779B9)))
        ;; Fills the memory with a sequence that depends on the seed, and ends with its last number.
        (func (export "work") (param $seed i32) (result i32) (local $at i32)
            (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
            (loop $next
                (local.set $seed (i32.add (i32.const 12345)
                    (call_indirect (type $step)
                        (i32.mul (local.get $seed) (i32.const 1103515245))
                        (i32.and (i32.shr_u (local.get $seed) (i32.const 13)) (i32.const 1)))))
                (i32.store (local.get $at) (local.get $seed))
                (local.set $at (i32.add (local.get $at) (i32.const 4)))
                (br_if $next (i32.lt_u (local.get $at) (i32.const 2048))))
            ;; Some of them grow, some trap.
            (if (i32.eqz (i32.rem_u (local.get $seed) (i32.const 7)))
                (then (drop (memory.grow (i32.const 1)))))
            (if (i32.eqz (i32.rem_u (local.get $seed) (i32.const 11)))
                (then (i32.store (i32.const -1) (local.get $seed))))
            (local.get $seed)))"#;
}

/// How many instances there are.
const INSTANCES: i32 = 4_000;

/// How a call ended, and the hash of the state that it left.
type Outcome = (Result<i32, TrapCode>, u128);

fn call(guest: &mut guest::Instance, seed: i32) -> Outcome {
    let result = guest.work(seed).map_err(|trap| trap.code());
    (result, guest.guest().state_hash())
}

fn instance() -> guest::Instance {
    let limits = Limits::new().max_memory_pages(2);
    guest::Instance::with_limits(limits).expect("the limits have room for what it starts with")
}

#[test]
fn thousands_of_instances() -> Result<(), Trap> {
    // Several threads, however few processors there are.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build();
    let pool = pool.map_err(Trap::host)?;
    let alone: Vec<Outcome> = (0..INSTANCES)
        .map(|seed| call(&mut instance(), seed))
        .collect();

    // All of them are alive at the same time, and each is called twice, maybe by different threads.
    let (first, second) = pool.install(|| {
        let instances: Vec<_> = (0..INSTANCES).map(|_| instance()).collect();
        let (mut instances, first): (Vec<_>, Vec<_>) = instances
            .into_par_iter()
            .zip(0..INSTANCES)
            .map(|(mut guest, seed)| {
                let outcome = call(&mut guest, seed);
                (guest, outcome)
            })
            .unzip();
        let second: Vec<_> = instances
            .par_iter_mut()
            .rev()
            .map(|guest| (guest.work(1).map_err(|t| t.code()), guest.calls()))
            .collect();
        (first, second)
    });
    assert!(first == alone, "an instance saw another one");
    let again = (alone_again(), 2);
    assert!(second.iter().all(|outcome| *outcome == again));

    // It tells instances apart, so the equality above says something.
    let count = |f: &dyn Fn(&Outcome) -> bool| alone.iter().filter(|o| f(o)).count();
    let trapped = count(&|o| o.0 == Err(TrapCode::MemoryOutOfBounds));
    let ended = count(&|o| o.0.is_ok());
    assert_eq!(trapped + ended, INSTANCES as usize);
    assert!(trapped > 100 && ended > 1_000, "{trapped} {ended}");
    let mut hashes: Vec<_> = alone.iter().map(|o| o.1).collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert!(hashes.len() > 1_000, "{}", hashes.len());
    Ok(())
}

/// What `work(1)` gives, whatever was called before.
fn alone_again() -> Result<i32, TrapCode> {
    instance().work(1).map_err(|trap| trap.code())
}
