//! Memories that the host gives to an instance, held against what the module declares (§3.4.4).

use super::{FixedMemory, MAX_PAGES, Memory, PAGE_SIZE, share};
use crate::budget::Share;
use crate::limits::Limits;
use crate::trap::{Trap, TrapCode};

/// Accepts `memory` for an import of at least `min` and at most `max` pages, of which it may use
/// `ceiling`.
///
/// # Errors
///
/// [`TrapCode::Link`] with `message` if it does not fit the declaration, and
/// [`TrapCode::OutOfMemory`] if it is larger than the ceiling or the limits.
///
/// With a budget it counts as any other memory of the instance does.
pub fn import_memory(
    mut memory: Memory,
    min: u32,
    max: Option<u32>,
    ceiling: Option<u32>,
    message: &'static str,
    limits: &Limits,
) -> Result<Memory, Trap> {
    if memory.pages() < min || max.is_some_and(|max| memory.declared_max > max) {
        return Err(Trap::new(TrapCode::Link, message));
    }
    let ceiling = ceiling.unwrap_or(MAX_PAGES);
    let limit = limits.max_memory_pages.map_or(ceiling, |l| l.min(ceiling));
    if memory.pages() > limit {
        return Err(Trap::new(
            TrapCode::OutOfMemory,
            "an imported memory has more pages than allowed",
        ));
    }
    memory.min = min;
    memory.max = memory.max.min(limit);
    // What another budget holds is given back first: it may be the same.
    memory.share = Share::default();
    memory.share = share(memory.pages(), limits)?;
    Ok(memory)
}

/// As [`import_memory`], for an import that declares `N` bytes as its minimum and maximum.
///
/// # Errors
///
/// As for [`import_memory`].
pub fn import_fixed_memory<const N: usize>(
    memory: Memory,
    message: &'static str,
    limits: &Limits,
) -> Result<FixedMemory<N>, Trap> {
    let pages = (N / PAGE_SIZE) as u32;
    let memory = import_memory(memory, pages, Some(pages), None, message, limits)?;
    FixedMemory::from_bytes(memory.bytes, memory.share)
        .ok_or_else(|| Trap::new(TrapCode::Link, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_held() {
        let import = |pages, own_max, min, max, limit: Option<u32>| {
            let mut limits = Limits::new();
            limits.max_memory_pages = limit;
            let memory = Memory::new(pages, own_max)?;
            import_memory(memory, min, max, Some(8), "env.memory", &limits)
        };
        let code = |r: Result<Memory, Trap>| r.map(|m| m.max_pages()).map_err(|e| e.code());
        assert_eq!(code(import(1, None, 1, None, None)), Ok(8));
        assert_eq!(code(import(2, Some(3), 1, Some(3), None)), Ok(3));
        assert_eq!(code(import(2, Some(3), 1, Some(4), Some(2))), Ok(2));
        assert_eq!(code(import(1, None, 2, None, None)), Err(TrapCode::Link));
        assert_eq!(code(import(1, None, 1, Some(2), None)), Err(TrapCode::Link));
        let too_large = Err(TrapCode::OutOfMemory);
        assert_eq!(code(import(2, None, 1, None, Some(1))), too_large);
        assert_eq!(code(import(9, None, 1, None, None)), too_large);
    }

    #[test]
    fn fixed_keeps_the_bytes() {
        let mut memory = Memory::new(1, Some(1)).unwrap();
        memory.bytes_mut()[7] = 9;
        let fixed = import_fixed_memory::<0x1_0000>(memory, "", &Limits::new()).unwrap();
        assert_eq!(fixed.bytes()[7], 9);
        let larger = Memory::new(2, Some(2)).unwrap();
        assert!(import_fixed_memory::<0x1_0000>(larger, "", &Limits::new()).is_err());
    }
}
