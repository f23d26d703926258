//! IR to IR passes, in order. Each leaves valid IR and keeps every effect in its place.

mod as_is;
mod counted;
mod ladder;
mod split;

use crate::ir::Body;
use crate::options::Options;

/// Runs all passes over a body.
pub fn optimise(body: &mut Body, options: &Options) {
    let long = ladder::flatten(body, options.long());
    split::split(body, options.huge, long);
    // What is a part has an interface that was worked out without second forms.
    if body.parts == 0 {
        counted::count(body, options);
    }
    as_is::mark(body);
}
