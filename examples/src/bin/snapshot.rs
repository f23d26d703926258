//! A snapshot is a clone: memory, globals and tables, and nothing shared with the original.
//!
//! `cargo run -p examples --bin snapshot`

use include_wasm::{Trap, include_wasm};

include_wasm! {
    mod counter = "../../../tests/guests/counter.wat"
}

fn show(when: &str, counter: &counter::Instance) -> Result<(), Trap> {
    let log: Vec<i32> = (0..4)
        .map(|i| counter.memory().read(4 * i))
        .collect::<Result<_, _>>()?;
    println!(
        "{when:<22} total {:>3}, log {log:?}, {} pages",
        counter.total(),
        counter.memory().pages()
    );
    Ok(())
}

fn main() -> Result<(), Trap> {
    let mut counter = counter::Instance::new()?;
    counter.bump(0)?;
    counter.bump(1)?;
    show("after 1 and 10:", &counter)?;

    let snapshot = counter.guest().clone();

    // The table is swapped, memory grows, and then the guest traps half way.
    counter.swap()?;
    counter.grow(2)?;
    counter.bump(0)?;
    let trap = counter.bump(7).unwrap_err();
    show("then:", &counter)?;
    println!("and a trap:            {}", trap.code());

    // Back to where it was, as if nothing had happened.
    *counter.guest_mut() = snapshot.clone();
    show("rolled back:", &counter)?;
    counter.bump(0)?;
    show("and on with 1:", &counter)?;

    // Forks run on their own, on other threads too.
    let forks: Vec<_> = (0..3)
        .map(|n| {
            let mut fork = counter::Instance::from_guest(snapshot.clone());
            std::thread::spawn(move || (0..n).try_fold(fork.total(), |_, _| fork.bump(1)))
        })
        .collect();
    for (n, fork) in forks.into_iter().enumerate() {
        let total = fork
            .join()
            .map_err(|_| Trap::message("a thread panicked"))??;
        println!("fork {n}: {total}");
    }
    Ok(())
}
