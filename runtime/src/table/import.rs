//! Tables that the host gives to an instance, held against what the module declares (§3.4.3).

use super::{Table, over_budget};
use crate::budget::Share;
use crate::limits::Limits;
use crate::trap::{Trap, TrapCode};

/// Accepts `table` for an import of at least `min` and at most `max` elements.
///
/// # Errors
///
/// [`TrapCode::Link`] with `message` if it does not fit the declaration, and
/// [`TrapCode::OutOfMemory`] if it is larger than the limits.
pub fn import_table<T: Copy>(
    mut table: Table<T>,
    min: u32,
    max: Option<u32>,
    message: &'static str,
    limits: &Limits,
) -> Result<Table<T>, Trap> {
    if table.size() < min || max.is_some_and(|max| table.declared_max > max) {
        return Err(Trap::new(TrapCode::Link, message));
    }
    if let Some(limit) = limits.max_table_elements {
        if table.size() > limit {
            return Err(Trap::new(
                TrapCode::OutOfMemory,
                "an imported table has more elements than allowed",
            ));
        }
        table.max = table.max.min(limit);
    }
    // What another budget holds is given back first: it may be the same.
    table.share = Share::default();
    let bytes = size_of_val(table.items());
    table.share = Share::of(limits, bytes).ok_or_else(over_budget)?;
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ExternRef;

    #[test]
    fn limits_are_held() {
        let import = |size, own_max, min, max, limit: Option<u32>| {
            let mut limits = Limits::new();
            limits.max_table_elements = limit;
            let table = Table::<ExternRef>::new(size, own_max)?;
            import_table(table, min, max, "env.table", &limits)
        };
        let code = |r: Result<Table<ExternRef>, Trap>| r.map(|t| t.max()).map_err(|e| e.code());
        assert_eq!(code(import(1, None, 1, None, None)), Ok(u32::MAX));
        assert_eq!(code(import(1, Some(2), 1, Some(2), None)), Ok(2));
        assert_eq!(code(import(1, Some(9), 1, None, Some(4))), Ok(4));
        assert_eq!(code(import(1, None, 2, None, None)), Err(TrapCode::Link));
        assert_eq!(code(import(1, None, 1, Some(2), None)), Err(TrapCode::Link));
        let too_large = Err(TrapCode::OutOfMemory);
        assert_eq!(code(import(2, None, 1, None, Some(1))), too_large);
    }
}
