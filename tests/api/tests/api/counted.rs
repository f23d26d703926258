//! Counted loops trap where they must, with the memory that they must leave: compared with the same module under
//! `fuel`, where loops are not counted.

use include_wasm::{include_wasm, Limits, Trap, TrapCode};

include_wasm! { mod counted = "counted.wat" }
include_wasm! { mod plain = "counted.wat" { fuel: true } }

const END: i32 = 65536;

type Shape<I> = fn(&mut I, i32, i32, i32, i32) -> Result<i64, Trap>;

/// All shapes of a module, by name.
macro_rules! shapes {
    ($guest:ident) => {
        [
            ("axpy", $guest::Instance::axpy as Shape<$guest::Instance>),
            ("copy", $guest::Instance::copy),
            ("vectors", $guest::Instance::vectors),
            ("down", $guest::Instance::down),
            ("fill", $guest::Instance::fill),
            ("column", $guest::Instance::column),
            ("back", $guest::Instance::back),
            ("reduce", $guest::Instance::reduce),
            ("stencil", $guest::Instance::stencil),
            ("table", $guest::Instance::table),
            ("divide", $guest::Instance::divide),
            ("sums", $guest::Instance::sums),
            ("row", $guest::Instance::row),
            ("middle", $guest::Instance::middle),
            ("ahead", $guest::Instance::ahead),
            ("half", $guest::Instance::half),
            ("until", $guest::Instance::until),
            ("twice", $guest::Instance::twice),
            ("search", $guest::Instance::search),
            ("goes_on", $guest::Instance::goes_on),
            ("at_end", $guest::Instance::at_end),
        ]
    };
}

/// Both modules, with the same memory in both.
struct Pair {
    counted: counted::Instance,
    plain: plain::Instance,
    seed: u64,
    /// Calls that trapped and that did not.
    seen: [u32; 2],
}

impl Pair {
    fn new() -> Self {
        Pair {
            counted: counted::Instance::new().unwrap(),
            plain: plain::Instance::with_limits(Limits::new()).unwrap(),
            seed: 1,
            seen: [0; 2],
        }
    }

    fn random(&mut self) -> u32 {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.seed >> 33) as u32
    }

    /// Calls shape `k` in both.
    fn call(&mut self, k: usize, [a, b, c, n]: [i32; 4]) {
        let (name, f) = shapes!(counted)[k];
        let (_, g) = shapes!(plain)[k];
        self.plain.guest_mut().set_fuel(u64::MAX / 2);
        let code = |r: Result<i64, Trap>| r.map_err(|trap| trap.code());
        let one = code(f(&mut self.counted, a, b, c, n));
        let other = code(g(&mut self.plain, a, b, c, n));
        assert_eq!(one, other, "{name}({a}, {b}, {c}, {n})");
        assert_ne!(one, Err(TrapCode::OutOfFuel));
        self.seen[usize::from(one.is_ok())] += 1;
        let memory = self.counted.memory().bytes();
        assert!(
            memory == self.plain.memory().bytes(),
            "the memory after {name}({a}, {b}, {c}, {n}) = {one:?}"
        );
    }

    /// The same random bytes around the places that are accessed.
    fn scramble(&mut self) {
        for place in [0, END / 2 - 300, END - 600] {
            for at in (place..place + 600).step_by(4) {
                // Few zeros, so that divisions trap now and then only.
                let value = self.random() | 0x0101_0001;
                self.counted.memory_mut().write(at, value).unwrap();
                self.plain.memory_mut().write(at, value).unwrap();
            }
        }
    }
}

/// The ranges end at every byte around the end of the memory, or begin at every byte around its start.
#[test]
fn at_every_index() {
    let mut pair = Pair::new();
    pair.scramble();
    for k in 0..shapes!(counted).len() {
        for n in [1, 2, 3, 4, 12] {
            for shift in -150..12 {
                let (a, b) = (END + shift, END / 2);
                pair.call(k, [a, b, b + 64, n]);
                pair.call(k, [b, a, b + 64, n]);
                pair.call(k, [-shift - 12, b, a, n]);
            }
        }
    }
    let [trapped, done] = pair.seen;
    assert!(
        trapped > 2000 && done > 2000,
        "{trapped} traps, {done} results"
    );
}

#[test]
fn at_random() {
    let mut pair = Pair::new();
    for round in 0..4000 {
        if round % 100 == 0 {
            pair.scramble();
        }
        let mut args = [0; 4];
        for arg in &mut args {
            let near = (pair.random() % 96) as i32;
            let places = [0, END / 2, END - 96, -48, i32::MIN, END / 2 + 16];
            *arg = places[pair.random() as usize % places.len()].wrapping_add(near);
        }
        // Mostly few rounds, sometimes none, and sometimes as many as there are.
        let few = pair.random() % 24;
        args[3] = match pair.random() % 8 {
            0 => args[3],
            1 => -(few as i32),
            _ => few as i32,
        };
        if pair.random() & 3 == 0 {
            args[2] = (pair.random() % 100) as i32;
        }
        pair.call(round % shapes!(counted).len(), args);
    }
    let [trapped, done] = pair.seen;
    assert!(
        trapped > 500 && done > 500,
        "{trapped} traps, {done} results"
    );
}
