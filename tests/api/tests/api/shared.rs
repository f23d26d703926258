//! Instances on several threads that share a memory.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use include_wasm::{include_wasm, GuestState, Interrupt, Limits, SharedMemory, Trap, TrapCode};

include_wasm! {
    mod worker = inline r#"(module
        (import "env" "memory" (memory $m 1 8 shared))
        (memory $own 1)
        (data $text "once upon a time")
        ;; A lock at address 0; a counter at 8, which only who has the lock touches, by ordinary instructions.
        (func $lock
            (loop $again
                (if (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 1))
                    (then
                        (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const 1000000)))
                        (br $again)))))
        (func $unlock
            (i32.atomic.store (i32.const 0) (i32.const 0))
            (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
        (func (export "count") (param $n i32)
            (loop $next
                (call $lock)
                (i64.store (i32.const 8) (i64.add (i64.load (i32.const 8)) (i64.const 1)))
                (call $unlock)
                (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
        ;; Neighbouring bytes, written by threads that know nothing of each other.
        (func (export "bytes") (param $at i32) (param $n i32)
            (loop $next
                (i32.store8 (local.get $at) (i32.add (i32.load8_u (local.get $at)) (i32.const 1)))
                (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
        (func (export "add") (param $n i32)
            (loop $next
                (drop (i32.atomic.rmw16.add_u (i32.const 18) (i32.const 1)))
                (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
        (func (export "wait32") (param i32 i32 i64) (result i32)
            (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
        (func (export "wait64") (param i32 i64 i64) (result i32)
            (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
        (func (export "notify") (param i32 i32) (result i32)
            (memory.atomic.notify (local.get 0) (local.get 1)))
        (func (export "load") (param i32) (result i64) (i64.load (local.get 0)))
        (func (export "store") (param i32 i64) (i64.store (local.get 0) (local.get 1)))
        (func (export "exchange") (param i32 i64) (result i64) (i64.atomic.rmw.xchg (local.get 0) (local.get 1)))
        (func (export "size") (result i32) (memory.size $m))
        (func (export "grow") (param i32) (result i32) (memory.grow $m (local.get 0)))
        (func (export "fill") (param i32 i32 i32) (memory.fill $m (local.get 0) (local.get 1) (local.get 2)))
        (func (export "copy") (param i32 i32 i32) (memory.copy $m $m (local.get 0) (local.get 1) (local.get 2)))
        (func (export "there_and_back") (param i32 i32 i32)
            (memory.copy $own $m (local.get 0) (local.get 1) (local.get 2))
            (memory.copy $m $own (local.get 1) (local.get 0) (local.get 2)))
        (func (export "init") (param i32 i32 i32) (memory.init $m $text (local.get 0) (local.get 1) (local.get 2))))"#;
}

include_wasm! {
    mod owner = inline r#"(module
        (memory (export "memory") 1 2 shared)
        (data (i32.const 65530) "end")
        (global (export "calls") (mut i32) (i32.const 0)))"#;
}

/// Gives every instance the same memory.
#[derive(Clone)]
struct Host(SharedMemory);

impl worker::Env for Host {
    fn memory(&mut self) -> Result<SharedMemory, Trap> {
        Ok(self.0.clone())
    }
}

type Worker = worker::Instance<Host>;

fn memory() -> SharedMemory {
    SharedMemory::new(1, Some(8)).expect("there is room")
}

fn worker(memory: &SharedMemory) -> Worker {
    Worker::new(Host(memory.clone())).expect("the memory fits")
}

/// The same on so many threads at once.
fn on_threads<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = (0..count).map(|i| scope.spawn(move || work(i))).collect();
        threads
            .into_iter()
            .map(|t| t.join().expect("no guest makes its host panic"))
            .collect()
    })
}

fn code<T>(result: Result<T, Trap>) -> Option<TrapCode> {
    result.err().map(|trap| trap.code())
}

#[test]
fn a_lock_of_the_guests_own_keeps_others_out() {
    let memory = memory();
    on_threads(4, |_| worker(&memory).count(2_000).expect("no trap"));
    assert_eq!(memory.read::<u64>(8).unwrap(), 8_000);
    assert_eq!(memory.read::<u32>(0).unwrap(), 0);
}

#[test]
fn neighbours_in_a_word_do_not_overwrite_each_other() {
    let memory = memory();
    on_threads(4, |i| {
        worker(&memory)
            .bytes(24 + i as i32, 100_000)
            .expect("no trap")
    });
    assert_eq!(
        memory.read::<[u8; 8]>(24).unwrap(),
        [160, 160, 160, 160, 0, 0, 0, 0]
    );
    on_threads(4, |_| worker(&memory).add(10_000).expect("no trap"));
    assert_eq!(memory.read::<[u16; 4]>(16).unwrap(), [0, 40_000, 0, 0]);
}

#[test]
fn waiting_ends_by_a_notification() {
    let memory = memory();
    let results = on_threads(3, |i| {
        let mut guest = worker(&memory);
        match i {
            0 => guest.wait32(16, 0, -1),
            1 => guest.wait64(16, 0, -1),
            // Until both are there.
            _ => {
                let mut woken = 0;
                while woken < 2 {
                    woken += guest.notify(16, 1)?;
                    assert_eq!(guest.notify(20, -1)?, 0, "nobody waits there");
                    thread::yield_now();
                }
                Ok(woken)
            }
        }
    });
    let results: Vec<_> = results.into_iter().map(|r| r.expect("no trap")).collect();
    assert_eq!(results, [0, 0, 2]);
}

#[test]
fn the_host_notifies_too() {
    let memory = memory();
    let same = memory.clone();
    let waiting = thread::spawn(move || worker(&same).wait32(32, 0, -1));
    while memory.notify(32, u32::MAX).unwrap() == 0 {
        thread::yield_now();
    }
    assert_eq!(waiting.join().unwrap().unwrap(), 0);
    assert!(memory.notify(65_533, 1).is_err());
}

#[test]
fn waiting_ends_by_time_or_not_at_all_begins() {
    let mut guest = worker(&memory());
    let start = Instant::now();
    assert_eq!(guest.wait32(8, 0, 20_000_000).unwrap(), 2);
    assert!(start.elapsed() >= Duration::from_millis(20));
    assert_eq!(guest.wait64(8, 0, 0).unwrap(), 2);
    assert_eq!(guest.wait32(8, 1, -1).unwrap(), 1);
    assert_eq!(guest.wait64(8, 1 << 40, -1).unwrap(), 1);
    assert_eq!(guest.notify(8, -1).unwrap(), 0, "whoever timed out is gone");
}

#[test]
fn an_interrupt_ends_an_endless_wait() {
    let interrupt = Interrupt::new();
    let limits = Limits::new().interrupt(interrupt.clone());
    let memory = memory();
    let mut guest = Worker::with_limits(Host(memory.clone()), limits).unwrap();
    let waiting = thread::spawn(move || code(guest.wait32(8, 0, -1)));
    thread::sleep(Duration::from_millis(5));
    interrupt.trigger();
    assert_eq!(waiting.join().unwrap(), Some(TrapCode::Interrupt));
    assert_eq!(memory.notify(8, 1).unwrap(), 0);
}

#[test]
fn what_is_outside_or_askew_traps() {
    let memory = memory();
    let mut guest = worker(&memory);
    let outside = Some(TrapCode::MemoryOutOfBounds);
    let askew = Some(TrapCode::UnalignedAtomic);
    let size = 0x1_0000;
    guest.store(size - 8, 7).unwrap();
    assert_eq!(guest.load(size - 8).unwrap(), 7);
    for at in [size - 7, size - 1, size, i32::MAX, -1, -8] {
        assert_eq!(code(guest.load(at)), outside, "{at}");
        assert_eq!(code(guest.store(at, -1)), outside, "{at}");
    }
    assert_eq!(
        memory.read::<u64>(size - 8).unwrap(),
        7,
        "nothing was written"
    );
    assert_eq!(code(guest.exchange(size, 0)), outside);
    assert_eq!(code(guest.exchange(size - 4, 0)), askew);
    assert_eq!(code(guest.wait32(2, 0, 0)), askew);
    assert_eq!(code(guest.wait64(4, 0, 0)), askew);
    assert_eq!(code(guest.wait32(size, 0, -1)), outside);
    assert_eq!(code(guest.notify(6, 0)), askew);
    assert_eq!(code(guest.notify(-4, 0)), outside);
    for (at, len) in [(size - 3, 4), (size + 1, 0), (-1, 1), (1, -1)] {
        assert_eq!(code(guest.fill(at, 1, len)), outside, "{at} {len}");
        assert_eq!(code(guest.copy(at, 0, len)), outside, "{at} {len}");
        assert_eq!(code(guest.copy(0, at, len)), outside, "{at} {len}");
        assert_eq!(
            code(guest.there_and_back(0, at, len)),
            outside,
            "{at} {len}"
        );
    }
    assert_eq!(code(guest.init(0, 10, 7)), outside);
    assert_eq!(code(guest.init(size - 1, 0, 2)), outside);
    guest.fill(size, 1, 0).unwrap();
}

#[test]
fn bulk_operations_reach_every_byte() {
    let memory = memory();
    let mut guest = worker(&memory);
    guest.init(3, 5, 4).unwrap();
    let mut expected = vec![0_u8; 4096];
    expected[3..7].copy_from_slice(b"upon");
    let all = |memory: &SharedMemory| {
        let mut bytes = vec![0; 4096];
        memory.read_slice(0, &mut bytes).unwrap();
        bytes
    };
    assert_eq!(all(&memory), expected);
    guest.fill(100, -2, 1001).unwrap();
    expected[100..1101].fill(0xFE);
    for i in 0..300 {
        memory.write(1200 + i, i as u8).unwrap();
        expected[1200 + i] = i as u8;
    }
    for (to, from, len) in [
        (90, 95, 1500),
        (1207, 1201, 700),
        (2000, 0, 2000),
        (5, 5, 9),
        (1, 4000, 0),
    ] {
        guest.copy(to, from, len).unwrap();
        let [to, from, len] = [to, from, len].map(|n| n as usize);
        expected.copy_within(from..from + len, to);
        assert_eq!(all(&memory), expected, "{to} {from} {len}");
    }
    guest.there_and_back(11, 1001, 777).unwrap();
    assert_eq!(all(&memory), expected);
}

#[test]
fn growing_is_seen_by_all_and_happens_once() {
    let memory = memory();
    let olds = on_threads(4, |_| {
        let mut guest = worker(&memory);
        let mut olds = Vec::new();
        loop {
            match guest.grow(1).expect("growing never traps") {
                -1 => return olds,
                old => {
                    olds.push(old);
                    // The new page is there, and zero, whoever looks.
                    assert!(guest.size().unwrap() > old);
                    assert_eq!(guest.load(old * 0x1_0000).unwrap(), 0);
                }
            }
        }
    });
    let olds: Vec<_> = olds.concat();
    assert_eq!(olds.len(), 7);
    assert_eq!(olds.into_iter().collect::<BTreeSet<_>>(), (1..8).collect());
    assert_eq!(memory.pages(), 8);
    assert_eq!(worker(&memory).grow(-1).unwrap(), -1);
    assert_eq!(worker(&memory).size().unwrap(), 8);
}

#[test]
fn limits_hold() {
    let limits = Limits::new().max_memory_pages(2);
    let memory = SharedMemory::with_limits(1, Some(8), &limits).unwrap();
    let mut guest = Worker::with_limits(Host(memory.clone()), limits.clone()).unwrap();
    assert_eq!(guest.grow(1).unwrap(), 1);
    assert_eq!(guest.grow(1).unwrap(), -1);
    assert_eq!(
        memory.growth_denied(),
        Some(include_wasm::GrowthDenied::Limit)
    );
    assert_eq!(
        guest.guest().growth_denied(),
        Some(include_wasm::GrowthDenied::Limit)
    );
    // One that others may grow further than this instance may have it.
    let larger = Host(self::memory());
    assert_eq!(
        code(Worker::with_limits(larger, limits)),
        Some(TrapCode::OutOfMemory)
    );
    for (pages, max) in [(0, Some(8)), (1, Some(9)), (1, None)] {
        let memory = SharedMemory::new(pages, max).unwrap();
        assert_eq!(
            code(Worker::new(Host(memory))),
            Some(TrapCode::Link),
            "{pages} {max:?}"
        );
    }
}

#[test]
fn a_clone_of_the_guest_has_the_same_memory() {
    let one = owner::Instance::new().unwrap();
    let two = one.clone();
    assert_eq!(two.memory().read::<[u8; 3]>(65_530).unwrap(), *b"end");
    let snapshot = one.guest().save().unwrap();
    let hash = one.guest().state_hash();
    two.memory().write(0, 1_u8).unwrap();
    assert_eq!(one.memory().read::<u8>(0).unwrap(), 1);
    assert_ne!(one.guest().state_hash(), hash);
    let three = owner::Instance::from_snapshot(Limits::new(), &snapshot).unwrap();
    assert_eq!(three.guest().state_hash(), hash);
    assert_eq!(three.memory().read::<u8>(0).unwrap(), 0, "its own memory");
    // Nobody can have its bytes.
    assert!(GuestState::memory(one.guest(), 0).is_none());
    // It can't be made smaller again under those who have it.
    let mut four = two.clone();
    assert_eq!(two.memory().grow(1), Some(1));
    assert!(four.guest_mut().load(&snapshot).is_err());
}
