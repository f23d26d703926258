//! Guests that use their host against it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use include_wasm::TrapCode::{
    Host as HostError, MemoryOutOfBounds, StackOverflow, Stub, Unreachable,
};
use include_wasm::{MemoryError, Trap};

use super::{gives, instance, traps};
use crate::guests::{host, names, start_trap};
use crate::limits;

/// A host that calls back whenever it is called.
#[derive(Default)]
pub struct Host {
    /// Makes -1 of the traps of the calls inside.
    swallows: bool,
    texts: Vec<String>,
}

impl host::Host for Host {
    fn again(&mut self, guest: &mut host::Guest, n: i32) -> Result<i32, Trap> {
        let nested = match guest.memory().read::<i32>(64)? > 0 {
            true => guest.with(self).trap_below(n - 1),
            false => guest.with(self).descend(n),
        };
        match nested {
            Err(_) if self.swallows => Ok(-1),
            other => other,
        }
    }

    fn fail(&mut self, _: &mut host::Guest) -> Result<(), Trap> {
        Err(Trap::host(std::fmt::Error))
    }

    fn panic(&mut self, _: &mut host::Guest) -> Result<(), Trap> {
        panic!("a bug of the host")
    }

    fn grow(&mut self, guest: &mut host::Guest) -> Result<(), Trap> {
        let old = guest.memory_mut().grow(1);
        old.map(drop).ok_or_else(|| Trap::message("no room"))
    }

    fn text(&mut self, guest: &mut host::Guest, ptr: i32, len: i32) -> Result<(), Trap> {
        self.texts.push(guest.memory().str(ptr, len)?.to_owned());
        Ok(())
    }

    fn c_text(&mut self, guest: &mut host::Guest, ptr: i32) -> Result<(), Trap> {
        let text = guest.memory().c_str(ptr)?.to_string_lossy();
        self.texts.push(text.into_owned());
        Ok(())
    }
}

pub fn guest() -> Result<host::Instance<Host>, String> {
    instance(host::Instance::with_limits(Host::default(), limits()))
}

/// Guest, host, guest, …, trap: out through all of them, with the frames of all guests.
pub fn trap_below_host() -> Result<(), String> {
    let mut guest = guest()?;
    let result = guest.trap_below(5);
    let frames = result.as_ref().err().map(|trap| trap.frames().len());
    traps("trap below", result, Unreachable)?;
    match frames {
        Some(6) => gives("depth", guest.depth(), 0),
        other => Err(format!("{other:?} frames")),
    }
}

/// The innermost host makes a value of the trap; the guests outside of it go on.
pub fn trap_swallowed() -> Result<(), String> {
    let mut guest = guest()?;
    guest.imports_mut().swallows = true;
    for _ in 0..1000 {
        gives("trap below", guest.trap_below(4), -1)?;
    }
    gives("depth", guest.depth(), 0)
}

pub fn trap_in_start() -> Result<(), String> {
    traps(
        "start",
        start_trap::Instance::with_limits(limits()),
        Unreachable,
    )
}

pub fn host_fails() -> Result<(), String> {
    let mut guest = guest()?;
    let result = guest.fail();
    let error = result
        .as_ref()
        .err()
        .and_then(Trap::downcast_ref::<std::fmt::Error>);
    if error.is_none() {
        return Err("the host's error is lost".into());
    }
    traps("fail", result, HostError)?;
    gives("depth", guest.depth(), 0)
}

/// A panic is the host's own; it goes through the guest, which is whole afterwards. Where panics abort there is nothing
/// to see.
pub fn host_panics() -> Result<(), String> {
    if cfg!(panic = "abort") {
        return Ok(());
    }
    let mut guest = guest()?;
    for _ in 0..3 {
        let result = catch_unwind(AssertUnwindSafe(|| guest.panic()));
        if result.is_ok() {
            return Err("the panic is lost".into());
        }
        let written = guest.memory().read::<i32>(128).map_err(Trap::from);
        gives("what was written before", written, 7)?;
        traps("descend", guest.descend(0), StackOverflow)?;
        guest = self::guest()?;
    }
    Ok(())
}

/// The memory grows, and so moves, while its guest is in the middle of a function.
pub fn memory_moves() -> Result<(), String> {
    let mut guest = guest()?;
    gives("grown", guest.grown(), 4)?;
    let end = guest.memory().bytes().len() - 4;
    let last = guest.memory().read::<i32>(end).map_err(Trap::from);
    gives("the last word", last, 3)?;
    gives("grown", guest.grown(), 5)?;
    gives("grown", guest.grown(), 6)?;
    traps("grown", guest.grown(), HostError)
}

/// Addresses and lengths that are no text, or nowhere.
pub fn strings() -> Result<(), String> {
    let mut guest = guest()?;
    gives("text", guest.text(0, 2), ())?;
    gives("an empty text at the end", guest.text(65_536, 0), ())?;
    for (ptr, len) in [(2, 1), (0, 3), (4, 2)] {
        let result = guest.text(ptr, len);
        let error = result
            .as_ref()
            .err()
            .and_then(Trap::downcast_ref::<MemoryError>);
        if !matches!(error, Some(MemoryError::Utf8 { .. })) {
            return Err(format!("text({ptr}, {len}): {result:?}"));
        }
        traps("text", result, HostError)?;
    }
    for (ptr, len) in [
        (0, -1),
        (-1, -1),
        (-1, 1),
        (65_535, 2),
        (65_536, 1),
        (65_537, 0),
        (i32::MIN, i32::MIN),
    ] {
        traps("text", guest.text(ptr, len), MemoryOutOfBounds)?;
    }
    match &guest.imports().texts[..] {
        [ok, empty] if ok == "ok" && empty.is_empty() => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

pub fn strings_without_end() -> Result<(), String> {
    let mut guest = guest()?;
    gives("C text", guest.c_text(0), ())?;
    gives("C text at the end", guest.c_text(65_535), ())?;
    traps("C text", guest.c_text(65_537), MemoryOutOfBounds)?;
    traps("C text", guest.c_text(-1), MemoryOutOfBounds)?;
    traps("C text without end", guest.no_end(), HostError)
}

/// Names are words in the source of this program, in documentation, and in backtraces: nothing else. What is printed
/// can't clear the screen or turn the text around.
pub fn names() -> Result<(), String> {
    let mut guest = instance(names::Instance::with_limits(limits()))?;
    let results = [
        (guest.comment(), Unreachable),
        (guest.quote(), Unreachable),
        (guest.empty(), Stub),
    ];
    for (result, code) in results {
        let text = format!("{result:?}");
        let text = text.replace('\n', " ");
        if text.chars().any(|c| c.is_control() || c == '\u{202e}') {
            return Err(format!("printed as it is: {text:?}"));
        }
        traps("a name", result, code)?;
    }
    gives("own", guest.own(), 1)?;
    gives("nul", guest.nul(), 2)
}
