//! The public surface.
use crate::Options;
use crate::bundle::Bundle;
use crate::cursor::{Check, Cursor};
pub fn check(_: &Bundle<'_>, _: &Options, c: &mut Cursor<'_>) -> Check<()> {
    while c.at < c.tokens.len() && c.matches("#[allow(warnings").is_none() { c.at += 1; }
    Ok(())
}
