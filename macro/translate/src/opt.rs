//! IR to IR passes, in order. Each leaves valid IR and keeps every effect in its place.

mod ladder;

use crate::ir::Body;

/// Runs all passes over a body.
pub fn optimise(body: &mut Body) {
    ladder::flatten(body);
}
