//! Rounds of a counted loop in a function that takes windows as slices.
//!
//! ```text
//! if let Some(([k0], [k1])) = apart([w0], [w1], m0) {
//!     #[inline]
//!     fn fast(n: usize, w1: Window, k0: &mut [u8], k1: &[u8], mut l6: i32, l7: f64) -> Option<(i32,)> {
//!         let Some(w0) = window(0, STEP, EXTENT, n, k0) else { return None };
//!         for i in 0..n { … f64_load_in(w1, i, STEP, OFFSET, k1) … }
//!         Some((l6,))
//!     }
//!     let Some((r6,)) = fast(n, w1.alone(), k0, k1, l6, l7) else { break 't };
//!     (l6,) = (r6,);
//! } else { for i in 0..n { … } }
//! ```
//!
//! `k1` is the bytes of `w1`, and `w1.alone()` is where they begin in it, so an access through both is the one through `w1` and the
//! memory. The same has a window that is made anew in the slice, with the step, which is not negative, and the extent that it had: such a slice is as
//! long as that asks for. Parameters have the names of the arguments, and what can be assigned is handed back. rustc sees to it that nothing
//! else is named, that names are unique, and that slices which are stored to are no others.

use super::Window;
use crate::body::Body;
use crate::cursor::{Check, Variable};

/// The function's parameters, if there is one: up to its `for`.
pub fn open(b: &mut Body<'_, '_>, windows: &[Window]) -> Check<Option<Vec<Variable>>> {
    if !b.c.eat_template("if let Some((") {
        return Ok(None);
    }
    let slices = [names(b, b'k')?, names(b, b'k')?];
    b.c.template(")) = apart(")?;
    let same = slices == [names(b, b'w')?, names(b, b'w')?];
    b.c.ensure(same, "slices are numbered as their windows")?;
    let memory = b.memory()?;
    b.c.ensure(windows.iter().all(|w| w.memory == memory), "windows of several memories")?;
    b.c.template(") { #[inline] fn fast(n: usize")?;
    let mut params = Vec::new();
    while b.c.eat(',') {
        let param = b.c.variable()?;
        b.c.ensure(param.letter == b'l' || !param.mutable, "expected a parameter")?;
        b.c.punct(':')?;
        match param.letter {
            b'w' => b.c.template("Window")?,
            b'k' if b.c.eat_template("&mut [u8]") => {}
            b'k' => b.c.template("&[u8]")?,
            b'l' => b.c.any_type()?,
            _ => return b.fail("a parameter that is no window, slice, or local"),
        }
        params.push(param);
    }
    b.c.template(") -> Option<")?;
    let results = b.c.types()?;
    b.c.ensure(results == params.iter().filter(|p| p.mutable).count(), "it hands back what it can assign")?;
    b.c.eat(',');
    b.c.template("> {")?;
    for (k, Window { step, extent, .. }) in windows.iter().enumerate() {
        if !params.iter().any(|p| (p.letter, p.number as usize) == (b'w', k)) {
            b.c.ensure(*step >= 0, "a window going down that is made anew")?;
            b.c.template(&format!("let Some(w{k}) = window(0, {step}, {extent}, n, k{k}) else {{ return None }};"))?;
        }
    }
    Ok(Some(params))
}

/// `[k0, k1]`, and perhaps a comma.
fn names(b: &mut Body<'_, '_>, letter: u8) -> Check<Vec<u32>> {
    let mut list = Vec::new();
    b.c.punct('[')?;
    while !b.c.eat(']') {
        b.c.comma(list.len())?;
        list.push(b.c.letter(letter)?);
    }
    b.c.eat(',');
    Ok(list)
}

/// From the end of `for` to that of `if`.
pub fn close(b: &mut Body<'_, '_>, params: &[Variable]) -> Check<()> {
    let assigned = |letter: char| {
        let names: Vec<_> = params.iter().filter(|p| p.mutable).map(|p| format!("{letter}{}", p.number)).collect();
        format!("({})", names.join(", "))
    };
    let (locals, handed_back) = (assigned('l'), assigned('r'));
    let args = params.iter().map(|p| {
        let alone = if p.letter == b'w' { ".alone()" } else { "" };
        format!(", {}{}{alone}", p.letter as char, p.number)
    });
    let args: String = args.collect();
    b.c.template(&format!("Some({locals}) }}"))?;
    b.c.template(&format!("let Some({handed_back}) = fast(n{args})"))?;
    b.or_trap()?;
    b.c.template(&format!("{locals} = {handed_back}; }}"))?;
    b.report.rule("slices of a counted loop");
    Ok(())
}
