//! How long an endless loop runs on after [`Interrupt::trigger`], and after the deadline of [`Interrupt::within`]:
//! `cargo run --release -p test-api --example interrupt`.
#![forbid(unsafe_code)]

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use include_wasm::{include_wasm, Interrupt, Limits, Trap, TrapCode};

include_wasm! {
    mod endless = inline r#"(module
        (memory 16)
        (global $i (mut i32) (i32.const 0))
        (func (export "empty") (loop (br 0)))
        (func (export "work") (loop
            (global.set $i (i32.and (i32.add (global.get $i) (i32.const 8)) (i32.const 0xffff8)))
            (f64.store (global.get $i) (f64.sqrt (f64.load (global.get $i))))
            (br 0)))
        (func $down (export "recursion") (param i32) (result i32)
            (if (result i32) (local.get 0)
                (then (i32.add (call $down (i32.sub (local.get 0) (i32.const 1)))
                    (call $down (i32.sub (local.get 0) (i32.const 1)))))
                (else (i32.const 1))))
        (func (export "fill") (loop
            (memory.fill (i32.const 0) (i32.const 7) (i32.const 0x100000)) (br 0))))"# {
        interrupt: true,
    }
}

const ROUNDS: usize = 1000;

type Run = fn(&mut endless::Instance) -> Result<(), Trap>;

const GUESTS: [(&str, Run); 4] = [
    ("an empty loop", endless::Instance::empty),
    ("a loop over memory", endless::Instance::work),
    ("recursion", |guest| guest.recursion(60).map(drop)),
    ("1 MiB of memory.fill a round", endless::Instance::fill),
];

/// From the trigger to the end of the call.
fn after_trigger(interrupt: &Interrupt, mut run: impl FnMut() -> Result<(), Trap>) -> Duration {
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        let trigger = scope.spawn(|| {
            barrier.wait();
            thread::sleep(Duration::from_micros(200));
            let now = Instant::now();
            interrupt.trigger();
            now
        });
        barrier.wait();
        let trap = run().expect_err("it is endless");
        let stopped = Instant::now();
        assert_eq!(trap.code(), TrapCode::Interrupt);
        interrupt.clear();
        let triggered = trigger.join().expect("it does not panic");
        stopped.saturating_duration_since(triggered)
    })
}

fn after_deadline(interrupt: &Interrupt, mut run: impl FnMut() -> Result<(), Trap>) -> Duration {
    const LIMIT: Duration = Duration::from_millis(1);
    let begin = Instant::now();
    let trap = interrupt.within(LIMIT, &mut run);
    assert_eq!(trap.expect_err("it is endless").code(), TrapCode::Interrupt);
    begin.elapsed().saturating_sub(LIMIT)
}

fn main() -> Result<(), Trap> {
    let interrupt = Interrupt::new();
    let limits = Limits::new().interrupt(interrupt.clone());
    let mut guest = endless::Instance::with_limits(limits)?;
    println!("microseconds: median, 99 of 100, longest of {ROUNDS}");
    for (name, run) in GUESTS {
        let mut trigger: Vec<_> = (0..ROUNDS)
            .map(|_| after_trigger(&interrupt, || run(&mut guest)))
            .collect();
        let mut deadline: Vec<_> = (0..ROUNDS)
            .map(|_| after_deadline(&interrupt, || run(&mut guest)))
            .collect();
        for (what, times) in [("trigger", &mut trigger), ("deadline", &mut deadline)] {
            times.sort();
            let at = |place: usize| times[place].as_micros();
            let (median, most, longest) = (at(ROUNDS / 2), at(ROUNDS * 99 / 100), at(ROUNDS - 1));
            println!("{name}, after the {what}: {median}, {most}, {longest}");
        }
    }
    Ok(())
}
