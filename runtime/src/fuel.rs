//! What work costs, for modules compiled with `fuel: true`; documented at [`Limits::fuel`](crate::Limits::fuel).

use crate::cx::Cx;
use crate::rt::raise;
use crate::trap::TrapCode;

/// Bytes of memory that cost as much as one operator.
const BYTES: u64 = 64;
/// Elements of a table, likewise.
const ELEMENTS: u64 = 16;
/// What a page costs.
const PAGE: u64 = crate::PAGE_SIZE as u64 / BYTES;

#[inline(always)]
fn take(cost: u64, cx: &mut Cx) -> Option<()> {
    match cx.fuel.checked_sub(cost) {
        Some(left) => {
            cx.fuel = left;
            Some(())
        }
        None => raise(TrapCode::OutOfFuel, cx),
    }
}

/// Pays `cost` units of fuel, or takes none and traps.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn fuel(cost: u32, cx: &mut Cx) -> Option<()> {
    take(u64::from(cost), cx)
}

/// Before `memory.fill`, `memory.copy` and `memory.init` of `len` bytes.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn fuel_bytes(len: i32, cx: &mut Cx) -> Option<()> {
    take(u64::from(len as u32) / BYTES, cx)
}

/// Before `table.fill`, `table.copy` and `table.init` of `len` elements.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn fuel_elements(len: i32, cx: &mut Cx) -> Option<()> {
    take(u64::from(len as u32) / ELEMENTS, cx)
}

/// After `memory.grow` by `delta` pages that returned `old`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn fuel_pages(old: i32, delta: i32, cx: &mut Cx) -> Option<()> {
    let pages = if old == -1 { 0 } else { delta as u32 };
    take(u64::from(pages) * PAGE, cx)
}

/// After `table.grow` by `count` elements that returned `old`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn fuel_elements_grown(old: i32, count: i32, cx: &mut Cx) -> Option<()> {
    let elements = if old == -1 { 0 } else { count };
    fuel_elements(elements, cx)
}
