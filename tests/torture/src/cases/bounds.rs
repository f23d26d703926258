//! Addresses at and beyond the ends, and numbers at the ends of their types.

use include_wasm::TrapCode::{
    IndirectCallTypeMismatch, IntegerDivisionByZero, IntegerOverflow, InvalidConversion,
    MemoryOutOfBounds, TableOutOfBounds, UndefinedElement, UninitializedElement,
};

use super::{gives, instance, traps};
use crate::guests::{arithmetic as numbers, bounds, data_end, elem_end};
use crate::limits;

const END: i32 = 65_536;

fn guest() -> Result<bounds::Instance, String> {
    instance(crate::bounds())
}

pub fn loads() -> Result<(), String> {
    let mut guest = guest()?;
    gives("the last load", guest.load(END - 8), 0)?;
    for address in [END - 7, END, END + 1, i32::MAX, i32::MIN, -8, -7, -1] {
        traps("load", guest.load(address), MemoryOutOfBounds)?;
        traps(
            "dropped",
            guest.dropped(address.max(END - 3)),
            MemoryOutOfBounds,
        )?;
    }
    // Address plus offset wrap around in 32 bits, not in the specification.
    for address in [0, 1, 4, END, -1, i32::MIN] {
        traps("load", guest.load_far(address), MemoryOutOfBounds)?;
    }
    Ok(())
}

pub fn stores() -> Result<(), String> {
    let mut guest = guest()?;
    gives("the last store", guest.store8(END - 1), ())?;
    for address in [END, -1, i32::MIN] {
        traps("store", guest.store8(address), MemoryOutOfBounds)?;
    }
    for address in [0, 8, 16, -1] {
        traps("store", guest.store_far(address), MemoryOutOfBounds)?;
    }
    match guest.memory().bytes() {
        [rest @ .., 1] if rest.iter().all(|byte| *byte == 0) => Ok(()),
        _ => Err("something was written".into()),
    }
}

pub fn bulk() -> Result<(), String> {
    let mut guest = guest()?;
    for (at, len) in [(0, END), (END, 0), (END - 1, 1)] {
        gives("fill", guest.fill(at, len), ())?;
        gives("copy", guest.copy(at, at, len), ())?;
    }
    for (at, len) in [
        (0, END + 1),
        (END, 1),
        (END + 1, 0),
        (-1, 0),
        (-1, -1),
        (1, -1),
        (0, -1),
        (i32::MIN, i32::MIN),
    ] {
        traps("fill", guest.fill(at, len), MemoryOutOfBounds)?;
        traps("copy to", guest.copy(at, 0, len), MemoryOutOfBounds)?;
        traps("copy from", guest.copy(0, at, len), MemoryOutOfBounds)?;
        traps("init to", guest.init(at, 0, len), MemoryOutOfBounds)?;
    }
    gives("init", guest.init(END - 10, 0, 10), ())?;
    for (from, len) in [(0, 11), (10, 1), (11, 0), (-1, 1), (1, -1), (-1, -1)] {
        traps("init from", guest.init(0, from, len), MemoryOutOfBounds)?;
    }
    gives("drop", guest.drop(), ())?;
    gives("drop", guest.drop(), ())?;
    gives("init of nothing", guest.init(0, 0, 0), ())?;
    traps(
        "init of what is gone",
        guest.init(0, 0, 1),
        MemoryOutOfBounds,
    )
}

pub fn tables() -> Result<(), String> {
    let mut guest = guest()?;
    for (at, len) in [(0, 3), (2, 1), (3, 0), (-1, 1), (-1, -1), (i32::MIN, 0)] {
        traps("fill", guest.table_fill(at, len), TableOutOfBounds)?;
        traps("copy to", guest.table_copy(at, 0, len), TableOutOfBounds)?;
        traps("copy from", guest.table_copy(0, at, len), TableOutOfBounds)?;
        traps("init to", guest.table_init(at, 0, len), TableOutOfBounds)?;
        traps("init from", guest.table_init(0, at, len), TableOutOfBounds)?;
    }
    for at in [2, -1, i32::MIN] {
        traps("get", guest.table_get(at), TableOutOfBounds)?;
        traps("set", guest.table_set(at), TableOutOfBounds)?;
    }
    gives("init", guest.table_init(0, 0, 2), ())
}

pub fn calls() -> Result<(), String> {
    let mut guest = guest()?;
    gives("call", guest.call(0), ())?;
    traps("null", guest.call(1), UninitializedElement)?;
    traps(
        "another type",
        guest.call_other(0),
        IndirectCallTypeMismatch,
    )?;
    for index in [2, -1, i32::MIN, i32::MAX] {
        traps("call", guest.call(index), UndefinedElement)?;
    }
    Ok(())
}

pub fn segments() -> Result<(), String> {
    let data = data_end::Instance::with_limits(limits());
    traps("data", data, MemoryOutOfBounds)?;
    let elements = elem_end::Instance::with_limits(limits());
    traps("elements", elements, TableOutOfBounds)
}

pub fn arithmetic() -> Result<(), String> {
    let mut guest = instance(numbers::Instance::with_limits(limits()))?;
    traps("div", guest.div_s(1, 0), IntegerDivisionByZero)?;
    traps("rem", guest.rem_s(1, 0), IntegerDivisionByZero)?;
    traps("div", guest.div_s(i32::MIN, -1), IntegerOverflow)?;
    gives("rem", guest.rem_s(i32::MIN, -1), 0)?;
    traps("div", guest.div_u(1, 0), IntegerDivisionByZero)?;
    gives("div", guest.div_u(-1, 1), -1)?;
    gives("rem", guest.rem_s64(i64::MIN, -1), 0)?;
    traps("trunc", guest.trunc(f64::NAN), InvalidConversion)?;
    for value in [2_147_483_648.0, -2_147_483_649.0, f64::INFINITY, f64::MIN] {
        traps("trunc", guest.trunc(value), IntegerOverflow)?;
    }
    traps("trunc", guest.trunc_u(-1.0), IntegerOverflow)?;
    traps("trunc", guest.trunc_u(f32::MAX), IntegerOverflow)?;
    gives("shift by 32 is by 0", guest.shift(1, 32), 1)?;
    gives("shift by -1 is by 31", guest.shift(-1, -1), i32::MIN)?;
    gives("sum", guest.sum(i32::MAX, i32::MAX), 3)?;
    gives("sum", guest.sum(i32::MIN, i32::MIN), 0)?;
    traps("zero", guest.zero(), IntegerDivisionByZero)?;
    traps("min", guest.min(), IntegerOverflow)
}
