//! Table instructions.

use alloc::vec::Vec;

use super::Table;
use crate::cx::Cx;
use crate::memory::ops::span;
use crate::reference::{ExternRef, FuncRef, ref_func};
use crate::rt::raise;
use crate::trap::{Trap, TrapCode};

/// A passive element segment. Dropped means empty.
#[derive(Clone, Debug)]
pub struct Elem<T>(Vec<Option<T>>);

impl<T> Elem<T> {
    /// A dropped segment.
    pub const EMPTY: Elem<T> = Elem(Vec::new());

    /// A segment that is not dropped yet.
    #[must_use]
    pub const fn new(items: Vec<Option<T>>) -> Elem<T> {
        Elem(items)
    }

    /// What is left of it: all or nothing.
    #[must_use]
    pub fn items(&self) -> &[Option<T>] {
        &self.0
    }
}

impl<T: Copy> Elem<T> {
    /// A copy, if there is room for it.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`].
    pub fn try_clone(&self) -> Result<Elem<T>, Trap> {
        super::copy(&self.0).map(Elem).ok_or_else(super::no_room)
    }
}

impl<T> Default for Elem<T> {
    fn default() -> Self {
        Elem::EMPTY
    }
}

/// A reference that a segment can name by a number: a function by its index plus one. Zero is null, of all types.
pub trait Item: Copy {
    /// The reference.
    fn from_number(number: u32) -> Option<Self>;
}

impl Item for FuncRef {
    #[inline]
    fn from_number(number: u32) -> Option<FuncRef> {
        number.checked_sub(1).and_then(ref_func)
    }
}

impl Item for ExternRef {
    #[inline]
    fn from_number(_: u32) -> Option<ExternRef> {
        None
    }
}

/// A passive segment at instantiation: these items, or no room for them.
pub fn elem_new<T: Item>(items: &[u32], elem: &mut Elem<T>, cx: &mut Cx) -> Option<()> {
    let mut list = Vec::new();
    if list.try_reserve_exact(items.len()).is_err() {
        return raise(TrapCode::OutOfMemory, cx);
    }
    list.extend(items.iter().map(|number| T::from_number(*number)));
    *elem = Elem(list);
    Some(())
}

/// An item of a passive segment that is known only at instantiation.
pub fn elem_set<T: Copy>(i: u32, value: Option<T>, elem: &mut Elem<T>, cx: &mut Cx) -> Option<()> {
    *check(elem.0.get_mut(i as usize), cx)? = value;
    Some(())
}

/// An active segment: all of these items, or none of them.
pub fn table_elements<T: Item>(
    dst: i32,
    items: &[u32],
    t: &mut Table<T>,
    cx: &mut Cx,
) -> Option<()> {
    let len = check(i32::try_from(items.len()).ok(), cx)?;
    let to = check(span(dst, len).and_then(|r| t.items.get_mut(r)), cx)?;
    for (to, number) in to.iter_mut().zip(items) {
        *to = T::from_number(*number);
    }
    Some(())
}

/// The table index out of bounds, or the result.
#[inline(always)]
fn check<T>(result: Option<T>, cx: &mut Cx) -> Option<T> {
    match result {
        Some(value) => Some(value),
        None => raise(TrapCode::TableOutOfBounds, cx),
    }
}

/// `table_get`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn table_get<T: Copy>(i: i32, t: &Table<T>, cx: &mut Cx) -> Option<Option<T>> {
    check(t.get(i as u32), cx)
}

/// `table_set`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn table_set<T: Copy>(i: i32, value: Option<T>, t: &mut Table<T>, cx: &mut Cx) -> Option<()> {
    check(t.set(i as u32, value), cx)
}

/// `table_size`.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn table_size<T: Copy>(t: &Table<T>) -> i32 {
    t.size() as i32
}

/// `table_grow`: the old size, or -1.
#[inline]
pub fn table_grow<T: Copy>(value: Option<T>, count: i32, t: &mut Table<T>) -> i32 {
    match t.grow(count as u32, value) {
        Some(old) => old as i32,
        None => -1,
    }
}

/// `table_fill`.
#[inline]
pub fn table_fill<T: Copy>(
    i: i32,
    value: Option<T>,
    len: i32,
    t: &mut Table<T>,
    cx: &mut Cx,
) -> Option<()> {
    let items = check(span(i, len).and_then(|r| t.items.get_mut(r)), cx)?;
    items.fill(value);
    Some(())
}

/// `table_copy` within one table; the ranges may overlap.
#[inline]
pub fn table_copy<T: Copy>(
    dst: i32,
    src: i32,
    len: i32,
    t: &mut Table<T>,
    cx: &mut Cx,
) -> Option<()> {
    let src = check(span(src, len), cx)?;
    let dst = check(span(dst, len), cx)?;
    if src.end > t.items.len() || dst.end > t.items.len() {
        return check(None, cx);
    }
    t.items.copy_within(src, dst.start);
    Some(())
}

/// `table_copy` between two tables.
#[inline]
pub fn table_copy_between<T: Copy>(
    dst: i32,
    src: i32,
    len: i32,
    to: &mut Table<T>,
    from: &Table<T>,
    cx: &mut Cx,
) -> Option<()> {
    copy(dst, src, len, to, &from.items, cx)
}

/// `table_init`.
#[inline]
pub fn table_init<T: Copy>(
    dst: i32,
    src: i32,
    len: i32,
    elem: &Elem<T>,
    t: &mut Table<T>,
    cx: &mut Cx,
) -> Option<()> {
    copy(dst, src, len, t, &elem.0, cx)
}

fn copy<T: Copy>(
    dst: i32,
    src: i32,
    len: i32,
    to: &mut Table<T>,
    from: &[Option<T>],
    cx: &mut Cx,
) -> Option<()> {
    let from = check(span(src, len).and_then(|r| from.get(r)), cx)?;
    let to = check(span(dst, len).and_then(|r| to.items.get_mut(r)), cx)?;
    to.copy_from_slice(from);
    Some(())
}

/// `elem_drop`.
#[inline]
pub fn elem_drop<T>(elem: &mut Elem<T>) {
    *elem = Elem::EMPTY;
}

/// The first half of `call_indirect`: the index of the function at `i`; `u32::MAX`, which no function has, for null.
///
/// Null is left to [`no_callee`]: a test here LLVM would make one more arm of the `match` over functions, which then is a
/// jump through a table where three comparisons do.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn callee(i: i32, t: &Table<FuncRef>, cx: &mut Cx) -> Option<u32> {
    match t.get(i as u32) {
        Some(function) => Some(function.map_or(u32::MAX, FuncRef::index)),
        None => raise(TrapCode::UndefinedElement, cx),
    }
}

/// `call_indirect` of null, or of a function with another type.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn no_callee<T>(callee: u32, cx: &mut Cx) -> Option<T> {
    refuse(callee, cx);
    None
}

#[cold]
#[inline(never)]
fn refuse(callee: u32, cx: &mut Cx) {
    cx.code = Some(match callee {
        u32::MAX => TrapCode::UninitializedElement,
        _ => TrapCode::IndirectCallTypeMismatch,
    });
}
