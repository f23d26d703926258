//! Everything that generated code names. Not part of the public interface: it may change in any
//! release, together with the macro.
//!
//! Operators are `#[inline(always)]` in optimised builds. With debug assertions they are plain `#[inline]`: `always` holds at
//! opt-level 0 as well, where a copy of each operator in each place makes three times as much code for rustc (and stack).

pub use crate::caller::Caller;
pub use crate::catch_all::{Args, CatchAll, Results, Values, call_import, import_global};
pub use crate::cx::Cx;
pub use crate::dynamic::{
    CallError, Dynamic, DynamicHost, ExportInfo, ExternType, GuestState, ImportInfo, TryClone,
};
pub use crate::exports::*;
pub use crate::fuel::{fuel, fuel_bytes, fuel_elements, fuel_elements_grown, fuel_pages};
pub use crate::limits::Limits;
pub use crate::memory::atomic::*;
pub use crate::memory::import::*;
pub use crate::memory::ops::*;
pub use crate::memory::scan::{alike, alike_within, scan, scan_within};
#[cfg(all(feature = "std", target_has_atomic = "64", not(target_family = "wasm")))]
pub use crate::memory::shared::{SharedMemory, import_shared_memory, ops::*};
pub use crate::memory::window::*;
pub use crate::memory::{Data, FixedMemory, Memory};
pub use crate::num::{convert::*, f32::*, f64::*, i32::*, i64::*, select::*};
pub use crate::pod::{Pod, field_offset};
pub use crate::reference::{
    ExternRef, FuncRef, ref_func, ref_is_null_externref, ref_is_null_funcref,
};
pub use crate::simd::{V128, operators::*};
pub use crate::stack::stack_check;
pub use crate::state::{Part, Snapshot};
pub use crate::table::Table;
pub use crate::table::import::*;
pub use crate::table::ops::*;
pub use crate::trap::{Trap, TrapCode};
pub use crate::value::{ValType, Value};
pub use crate::view::MemoryView;
pub use crate::wasi;

/// Records `code` and fails.
///
/// In two functions, so that LLVM knows that nothing comes after it but the way out of a trap.
#[inline(always)]
pub(crate) fn raise<T>(code: TrapCode, cx: &mut Cx) -> Option<T> {
    record(code, cx);
    None
}

#[cold]
#[inline(never)]
fn record(code: TrapCode, cx: &mut Cx) {
    cx.code = Some(code);
}

#[cold]
#[inline(never)]
fn raise_with<T>(code: TrapCode, detail: &'static str, cx: &mut Cx) -> Option<T> {
    cx.detail = detail;
    raise(code, cx)
}

/// `unreachable`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn unreachable<T>(cx: &mut Cx) -> Option<T> {
    raise(TrapCode::Unreachable, cx)
}

/// A call of the import `name`, which was stubbed out.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn stub<T>(name: &'static str, cx: &mut Cx) -> Option<T> {
    raise_with(TrapCode::Stub, name, cx)
}

/// The step of a ladder that a long `br_table` leads to, by its index: an entry of `steps`, or `otherwise` beyond them.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn pick(index: i32, steps: &[u32], otherwise: u32) -> u32 {
    steps
        .get(index as u32 as usize)
        .copied()
        .unwrap_or(otherwise)
}

/// A memory or table could not be allocated.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn out_of_memory<T>(cx: &mut Cx) -> Option<T> {
    raise(TrapCode::OutOfMemory, cx)
}

/// An import does not fit; `message` says which and why.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn link_error<T>(message: &'static str, cx: &mut Cx) -> Option<T> {
    raise_with(TrapCode::Link, message, cx)
}

/// Checks that an imported memory or table has grown to at least `min` pages or elements.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn link_size(size: i32, min: u32, cx: &mut Cx) -> Option<()> {
    if (size as u32) < min {
        return link_error(
            "incompatible import type: it is smaller than the import's minimum",
            cx,
        );
    }
    Some(())
}

/// Notes on the way out of a trap that `function` was active.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn trace<T>(result: Option<T>, function: u32, cx: &mut Cx) -> Option<T> {
    if result.is_none() {
        cx.push_frame(function);
    }
    result
}

/// Traps if the host asked the guest to stop.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn poll(cx: &mut Cx) -> Option<()> {
    #[cfg(target_has_atomic = "ptr")]
    if cx.interrupt.as_ref().is_some_and(|i| i.is_triggered()) {
        return raise(TrapCode::Interrupt, cx);
    }
    let _ = cx;
    Some(())
}
