//! Instances move between threads.

use include_wasm::{include_wasm, Trap};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "next" (func $next (result i32)))
        (memory 1)
        (func $down (param i32) (result i32)
            (if (result i32) (i32.eqz (local.get 0))
                (then (i32.const 0))
                (else (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))))
        (func (export "run") (result i32) (call $down (call $next))))"#;
}

#[derive(Clone)]
struct Host(i32);

impl guest::Env for Host {
    fn next(&mut self, _: &mut guest::Guest) -> Result<i32, Trap> {
        self.0 += 100;
        Ok(self.0)
    }
}

fn is_send<T: Send + 'static>() {}

#[test]
fn guests_and_instances_are_send() {
    is_send::<guest::Guest>();
    is_send::<guest::Instance<Host>>();
    is_send::<Trap>();
}

#[test]
fn one_instance_on_several_threads_in_turn() {
    let mut guest = guest::Instance::new(Host(0)).unwrap();
    for round in 1..=4 {
        guest = std::thread::Builder::new()
            .stack_size(4 << 20)
            .spawn(move || {
                assert_eq!(guest.run().unwrap(), round * 100);
                guest
            })
            .unwrap()
            .join()
            .unwrap();
    }
}

#[test]
fn clones_on_several_threads_at_once() {
    let guest = guest::Instance::new(Host(0)).unwrap();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let mut guest = guest.clone();
            std::thread::spawn(move || (guest.run().unwrap(), guest.run().unwrap()))
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), (100, 200));
    }
}
