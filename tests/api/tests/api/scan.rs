//! Loops that look for bytes, or for two that differ, stop and trap where they must: compared with the same module under `fuel`,
//! where no byte is passed over.

use include_wasm::{include_wasm, Limits, Trap, TrapCode};

include_wasm! { mod scans = "scan.wat" }
include_wasm! { mod plain = "scan.wat" { fuel: true } }

const END: i32 = 65536;

type Shape<I> = fn(&mut I, i32, i32) -> Result<i64, Trap>;

/// All functions of a module, by name.
macro_rules! shapes {
    ($guest:ident) => {
        [
            (
                "length",
                $guest::Instance::length as Shape<$guest::Instance>,
            ),
            ("find", $guest::Instance::find),
            ("table", $guest::Instance::table),
            ("past", $guest::Instance::past),
            ("within", $guest::Instance::within),
            ("up_to", $guest::Instance::up_to),
            ("until", $guest::Instance::until),
            ("differ", $guest::Instance::differ),
            ("order", $guest::Instance::order),
            ("matched", $guest::Instance::matched),
            ("moving", $guest::Instance::moving),
            ("carried", $guest::Instance::carried),
        ]
    };
}

struct Pair {
    scans: scans::Instance,
    plain: plain::Instance,
    /// Calls that trapped and that did not.
    seen: [u32; 2],
}

impl Pair {
    fn new() -> Self {
        let mut pair = Pair {
            scans: scans::Instance::new().unwrap(),
            plain: plain::Instance::with_limits(Limits::new()).unwrap(),
            seen: [0; 2],
        };
        (0..END).for_each(|at| pair.write(at, 100));
        pair
    }

    fn write(&mut self, at: i32, byte: u8) {
        self.scans.memory_mut().write(at, byte).unwrap();
        self.plain.memory_mut().write(at, byte).unwrap();
    }

    fn call(&mut self, k: usize, p: i32, c: i32) {
        let (name, f) = shapes!(scans)[k];
        let (_, g) = shapes!(plain)[k];
        self.plain.guest_mut().set_fuel(u64::MAX / 2);
        let code = |r: Result<i64, Trap>| r.map_err(|trap| trap.code());
        let one = code(f(&mut self.scans, p, c));
        let other = code(g(&mut self.plain, p, c));
        assert_eq!(one, other, "{name}({p}, {c})");
        assert_ne!(one, Err(TrapCode::OutOfFuel));
        self.seen[usize::from(one.is_ok())] += 1;
    }
}

/// Every distance of a stop from the start, every kind of stop, and none before the end of the memory.
#[test]
fn every_distance() {
    let mut pair = Pair::new();
    for k in 0..shapes!(scans).len() {
        for (stop, c) in [
            (0, 5),
            (3, 3),
            (7, 256),
            (9, -1),
            (99, 99),
            (200, 200),
            (0, 100),
        ] {
            for distance in 0..70 {
                for (start, place) in [(1000, 1000 + distance), (END - 70, END - 70 + distance)] {
                    pair.write(place, stop);
                    // Whatever the shape does not stop at is followed by what it does.
                    for (offset, byte) in [(8, 0), (9, 3), (10, 7)] {
                        if place + offset < END {
                            pair.write(place + offset, byte);
                        }
                    }
                    pair.call(k, start, c);
                    (place..END.min(place + 11)).for_each(|at| pair.write(at, 100));
                }
                pair.call(k, END - distance, c);
            }
            pair.call(k, -1, c);
            pair.call(k, -6, c);
        }
    }
    let [trapped, done] = pair.seen;
    assert!(
        trapped > 2000 && done > 2000,
        "{trapped} traps, {done} results"
    );
}
