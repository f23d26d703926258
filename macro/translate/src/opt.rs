//! IR to IR passes, in order. Each leaves valid IR and keeps every effect in its place.

mod ladder;
mod split;

use crate::ir::Body;
use crate::options::Options;

/// Runs all passes over a body.
pub fn optimise(body: &mut Body, options: &Options) {
    ladder::flatten(body);
    split::split(body, options.huge);
}
