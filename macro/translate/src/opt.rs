//! IR to IR passes, in order. Each leaves valid IR and keeps every effect in its place.

mod counted;
mod ladder;
mod split;

use crate::ir::Body;
use crate::options::Options;

/// Runs all passes over a body.
pub fn optimise(body: &mut Body, options: &Options) {
    ladder::flatten(body);
    split::split(body, options.huge);
    // What is a part has an interface that was worked out without second forms.
    if body.parts == 0 {
        counted::count(body, options);
    }
}
