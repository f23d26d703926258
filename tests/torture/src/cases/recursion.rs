//! Recursion by every path.

use include_wasm::TrapCode::StackOverflow;
use include_wasm::V128;

use super::{gives, instance, traps};
use crate::guests::{frames, recursion, start, vectors};
use crate::limits;

fn guest() -> Result<recursion::Instance, String> {
    instance(recursion::Instance::with_limits(limits()))
}

pub fn direct() -> Result<(), String> {
    let result = guest()?.direct(0);
    if let Err(trap) = &result
        && (trap.frames().len() > 128 || trap.omitted_frames() == 0)
    {
        return Err("the backtrace has no bound".into());
    }
    traps("direct", result, StackOverflow)
}

pub fn tail() -> Result<(), String> {
    traps("tail", guest()?.tail(0), StackOverflow)
}

pub fn nothing() -> Result<(), String> {
    traps("nothing", guest()?.nothing(), StackOverflow)
}

pub fn mutual() -> Result<(), String> {
    traps("mutual", guest()?.mutual(0), StackOverflow)
}

pub fn indirect() -> Result<(), String> {
    traps("indirect", guest()?.indirect(0), StackOverflow)
}

pub fn indirect_mutual() -> Result<(), String> {
    traps("mutual", guest()?.indirect_mutual(0), StackOverflow)
}

pub fn tree() -> Result<(), String> {
    traps("tree", guest()?.tree(0), StackOverflow)
}

pub fn wide() -> Result<(), String> {
    let result = guest()?.wide(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    traps("wide", result, StackOverflow)
}

pub fn huge_frames() -> Result<(), String> {
    let mut guest = instance(frames::Instance::with_limits(limits()))?;
    traps("huge", guest.huge(1), StackOverflow)
}

/// Operators on vectors are functions of some hundred lines: without optimisation they must not be part of the guest's frames.
pub fn vector_frames() -> Result<(), String> {
    let mut guest = instance(vectors::Instance::with_limits(limits()))?;
    let v = V128::from_u64x2([1, 2]);
    traps("shuffles", guest.shuffles(0, v), StackOverflow)?;
    traps("accesses", guest.accesses(0, v), StackOverflow)?;
    traps("lanes", guest.lanes(0, v), StackOverflow)?;
    traps("lanewise", guest.lanewise(0, v), StackOverflow)?;
    traps("reductions", guest.reductions(0, v), StackOverflow)
}

pub fn in_start() -> Result<(), String> {
    traps(
        "start",
        start::Instance::with_limits(limits()),
        StackOverflow,
    )
}

pub fn through_host() -> Result<(), String> {
    let mut guest = super::host::guest()?;
    traps("descend", guest.descend(0), StackOverflow)?;
    match guest.depth() {
        Ok(depth) if depth > 2 => Ok(()),
        other => Err(format!("the host was not entered again: {other:?}")),
    }
}

/// An overflow leaves nothing behind: the next call has all of the stack.
pub fn alive_after() -> Result<(), String> {
    let mut guest = guest()?;
    let deep = (1..).find(|levels| guest.down(levels * 8).is_err());
    let deep = deep.unwrap_or_default() * 8;
    for _ in 0..100 {
        traps("direct", guest.direct(0), StackOverflow)?;
        gives("down", guest.down(deep - 8), deep - 8)?;
    }
    Ok(())
}
