//! Loops without end, and bombs.

use std::thread;
use std::time::{Duration, Instant};

use include_wasm::TrapCode::{Interrupt as Interrupted, OutOfFuel};
use include_wasm::{GrowthDenied, Interrupt, Trap};

use super::{gives, instance, traps};
use crate::guests::{bombs, frames, fuelled, interruptible, start_loop};
use crate::limits;

type Export<I> = fn(&mut I) -> Result<(), Trap>;

/// All endless loops of `loops.wat`, by name.
macro_rules! endless {
    ($module:ident) => {
        [
            ("empty", (|i| i.empty()) as Export<$module::Instance>),
            ("counting", |i| i.counting()),
            ("storing", |i| i.storing()),
            ("calling", |i| i.calling()),
            ("nested", |i| i.nested()),
            ("conditional", |i| i.conditional(5)),
            ("table", |i| i.table(-1)),
            ("filling", |i| i.filling()),
            ("growing", |i| i.growing()),
            ("recursing", |i| i.recursing(0).map(drop)),
        ]
    };
}

fn guest() -> Result<fuelled::Instance, String> {
    let limits = limits().fuel(10_000).max_memory_pages(4);
    instance(fuelled::Instance::with_limits(limits))
}

pub fn fuel() -> Result<(), String> {
    for (name, call) in endless!(fuelled) {
        traps(name, call(&mut guest()?), OutOfFuel)?;
    }
    Ok(())
}

pub fn fuel_in_start() -> Result<(), String> {
    let result = start_loop::Instance::with_limits(limits().fuel(1000));
    traps("start", result, OutOfFuel)
}

pub fn fuel_refilled() -> Result<(), String> {
    let mut guest = guest()?;
    for (name, call) in endless!(fuelled) {
        traps(name, call(&mut guest), OutOfFuel)?;
        // What can't be paid takes nothing: a long `memory.fill` may have left some.
        guest.guest_mut().set_fuel(0);
        traps("ten, without fuel", guest.ten(), OutOfFuel)?;
        guest.guest_mut().set_fuel(1000);
        gives("ten", guest.ten(), 10)?;
    }
    Ok(())
}

pub fn branch_tables() -> Result<(), String> {
    for index in [0, 1, 399, 400, i32::MAX, i32::MIN, -1] {
        let limits = limits().fuel(1000);
        let mut guest = instance(frames::Instance::with_limits(limits))?;
        traps("table", guest.table(index), OutOfFuel)?;
    }
    Ok(())
}

pub fn interrupt() -> Result<(), String> {
    let interrupt = Interrupt::new();
    let limits = limits().interrupt(interrupt.clone()).max_memory_pages(4);
    let mut guest = instance(interruptible::Instance::with_limits(limits))?;
    for (name, call) in endless!(interruptible) {
        let other = interrupt.clone();
        let stopper = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            other.trigger();
            Instant::now()
        });
        let result = call(&mut guest);
        let ended = Instant::now();
        let triggered = stopper.join().map_err(|_| "no thread")?;
        traps(name, result, Interrupted)?;
        // On a quiet machine it is microseconds.
        if ended.saturating_duration_since(triggered) > Duration::from_secs(5) {
            return Err(format!("{name}: went on after the interrupt"));
        }
        traps("ten, interrupted", guest.ten(), Interrupted)?;
        interrupt.clear();
        gives("ten", guest.ten(), 10)?;
    }
    Ok(())
}

pub fn memory_bombs() -> Result<(), String> {
    let mut guest = instance(bombs::Instance::with_limits(limits().max_memory_pages(16)))?;
    for delta in [65_535, 65_536, -1, i32::MIN, i32::MAX, 16] {
        gives("grow", guest.grow(delta), -1)?;
        gives("grow", guest.grow_second(delta), -1)?;
    }
    gives("grow in loop", guest.grow_in_loop(), 15)?;
    gives("size", guest.size(), 16)?;
    match guest.memory().growth_denied() {
        Some(GrowthDenied::Limit) => Ok(()),
        other => Err(format!("denied by {other:?}")),
    }
}

pub fn table_bombs() -> Result<(), String> {
    let limits = limits().max_table_elements(1000);
    let mut guest = instance(bombs::Instance::with_limits(limits))?;
    for delta in [-1, i32::MIN, i32::MAX, 1000] {
        gives("grow", guest.grow_table(delta), -1)?;
    }
    gives("grow in loop", guest.grow_table_in_loop(1), 999)
}

/// Bytes of address space that the process has from now on, so that allocations fail as on a small machine.
#[cfg(unix)]
fn small_machine() -> Result<(), String> {
    use nix::sys::resource::{Resource, setrlimit};
    const BYTES: u64 = 512 << 20;
    setrlimit(Resource::RLIMIT_AS, BYTES, BYTES).map_err(|e| e.to_string())
}

/// Elsewhere there is no such limit; what would be tested is then the other system's.
#[cfg(not(unix))]
fn small_machine() -> Result<(), String> {
    Err("this case needs setrlimit".into())
}

/// No limits of ours: the allocator says no, and the guest gets -1.
pub fn no_memory() -> Result<(), String> {
    small_machine()?;
    let mut guest = instance(bombs::Instance::with_limits(limits()))?;
    gives("grow", guest.grow(65_535), -1)?;
    match guest.memory().growth_denied() {
        Some(GrowthDenied::Allocation) => {}
        other => return Err(format!("denied by {other:?}")),
    }
    gives("grow table", guest.grow_table(-1), -1)?;
    gives("grow table", guest.grow_table(i32::MAX), -1)?;
    let steps = guest
        .grow_table_in_loop(1 << 20)
        .map_err(|e| e.to_string())?;
    if !(1..1000).contains(&steps) {
        return Err(format!("{steps} steps of the table"));
    }
    let pages = guest.grow_in_loop().map_err(|e| e.to_string())?;
    if !(0..8192).contains(&pages) {
        return Err(format!("{pages} pages"));
    }
    gives("grow by nothing", guest.grow(0), pages + 1)
}

pub fn no_memory_at_start() -> Result<(), String> {
    use crate::guests::{huge_memory, huge_table};
    use include_wasm::TrapCode::OutOfMemory;
    small_machine()?;
    let memory = huge_memory::Instance::with_limits(limits());
    traps("memory", memory, OutOfMemory)?;
    let memory = huge_memory::Instance::with_limits(limits().max_memory_pages(65_535));
    traps("limited memory", memory, OutOfMemory)?;
    traps(
        "table",
        huge_table::Instance::with_limits(limits()),
        OutOfMemory,
    )?;
    let table = huge_table::Instance::with_limits(limits().max_table_elements(10));
    traps("limited table", table, OutOfMemory)
}
