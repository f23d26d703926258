//! Exports by name, from tables: what generated instances do as [`Dynamic`](crate::Dynamic).
//!
//! None of it is generic, so that it is compiled once and not in every module.

use alloc::vec::Vec;

use crate::catch_all::{Args, Values};
use crate::cx::Cx;
use crate::{CallError, ExportInfo, ExternType, GuestState, MemoryView, Value};

/// What one module of a bundle exports.
#[derive(Debug)]
pub struct Exports {
    /// Names and types.
    pub list: &'static [ExportInfo],
    /// Where in the bundle each is.
    pub places: &'static [Place],
}

/// Where an export is.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// A function, table or memory, by its index. A global, by its position among those that have a place in the state.
    Index(u32),
    /// A global that always has this value.
    Constant(Value),
}

/// The exports of a module; none if there is no such module.
#[must_use]
pub fn exports(modules: &'static [Exports], module: usize) -> &'static [ExportInfo] {
    modules.get(module).map_or(&[], |m| m.list)
}

/// The type of an export.
pub(crate) fn ty(list: &[ExportInfo], name: &str) -> Option<ExternType> {
    list.iter().find(|e| e.name == name).map(|e| e.ty)
}

/// Type and place of an export.
fn find(modules: &[Exports], module: usize, name: &str) -> Option<(ExternType, Place)> {
    let Exports { list, places } = modules.get(module)?;
    let at = list.iter().position(|e| e.name == name)?;
    Some((list.get(at)?.ty, *places.get(at)?))
}

/// The host calls the function `name`, from outside or (`nested`) perhaps from within an import: its index, and the arguments if
/// they are of its types.
///
/// # Errors
///
/// If there is no such function, or it takes other arguments.
pub fn enter<'a>(
    modules: &[Exports],
    module: usize,
    name: &str,
    args: &'a [Value],
    nested: bool,
    cx: &mut Cx,
) -> Result<(u32, Args<'a>), CallError> {
    let Some((ExternType::Func { params, .. }, Place::Index(index))) = find(modules, module, name)
    else {
        return Err(CallError::no_such_export(name));
    };
    CallError::check(params, args)?;
    if nested {
        cx.begin_nested();
    } else {
        cx.begin();
    }
    Ok((index, Args(args)))
}

/// The function is done: its results, or the trap.
///
/// # Errors
///
/// If there are none.
pub fn leave(
    results: Option<Values>,
    names: &'static [&'static str],
    cx: &mut Cx,
) -> Result<Values, CallError> {
    Ok(cx.finish(results, names)?)
}

/// Results as a list.
#[must_use]
pub fn values(list: &[Value]) -> Values {
    Vec::from(list)
}

/// The value of the global `name`.
pub fn global(
    modules: &[Exports],
    module: usize,
    name: &str,
    guest: &dyn GuestState,
) -> Option<Value> {
    let index = match find(modules, module, name)? {
        (ExternType::Global { .. }, Place::Index(index)) => index,
        (ExternType::Global { .. }, Place::Constant(value)) => return Some(value),
        _ => return None,
    };
    let (mut at, mut found) = (0, None);
    guest.parts(&mut |part| {
        if let Some(value) = part.value() {
            found = if at == index { Some(value) } else { found };
            at += 1;
        }
    });
    found
}

/// Sets the global `name`.
///
/// # Errors
///
/// Without such a global, if it is immutable, or if `value` has another type.
pub fn set_global(
    modules: &[Exports],
    module: usize,
    name: &str,
    value: Value,
    guest: &mut dyn GuestState,
) -> Result<(), CallError> {
    let index = match find(modules, module, name) {
        Some((ExternType::Global { ty, mutable: true }, Place::Index(index))) => {
            CallError::check(&[ty], &[value])?;
            index
        }
        Some((ExternType::Global { .. }, _)) => return Err(CallError::immutable_global(name)),
        _ => return Err(CallError::no_such_export(name)),
    };
    let mut at = 0;
    guest.parts_mut(&mut |part| {
        if part.value().is_some() {
            if at == index {
                part.set_value(value);
            }
            at += 1;
        }
    });
    Ok(())
}

/// The index of the memory `name`.
fn memory_index(modules: &[Exports], module: usize, name: &str) -> Option<u32> {
    match find(modules, module, name)? {
        (ExternType::Memory { .. }, Place::Index(index)) => Some(index),
        _ => None,
    }
}

/// The memory `name`.
pub fn memory<'g>(
    modules: &[Exports],
    module: usize,
    name: &str,
    guest: &'g dyn GuestState,
) -> Option<&'g dyn MemoryView> {
    guest.memory(memory_index(modules, module, name)?)
}

/// The memory `name`, to write to.
pub fn memory_mut<'g>(
    modules: &[Exports],
    module: usize,
    name: &str,
    guest: &'g mut dyn GuestState,
) -> Option<&'g mut dyn MemoryView> {
    guest.memory_mut(memory_index(modules, module, name)?)
}
