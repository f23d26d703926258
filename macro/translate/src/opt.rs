//! IR to IR passes, in order. Each leaves valid IR and keeps every effect in its place.

mod ladder;

use crate::ir::{Body, Region, Stmt};

/// Braces that a body may nest; rustc 1.95 overflows its stack between 600 and 800.
const MAX_BRACES: usize = 380;

/// Runs all passes over a body.
///
/// # Errors
/// If the result nests deeper than rustc can compile.
pub fn optimise(body: &mut Body) -> Result<(), String> {
    ladder::flatten(body);
    let depth = braces(&body.code);
    if depth > MAX_BRACES {
        return Err(format!(
            "control nests {depth} deep, which is more than rustc can compile"
        ));
    }
    Ok(())
}

/// How many braces are open at once in the output of a region.
fn braces(region: &Region) -> usize {
    let stmt = |stmt: &Stmt| match stmt {
        Stmt::Block { body, .. } | Stmt::Loop { body, .. } => 1 + braces(body),
        Stmt::If {
            targeted,
            then,
            otherwise,
            ..
        } => 1 + usize::from(*targeted) + braces(then).max(braces(otherwise)),
        // `loop { match { k => {`
        Stmt::Steps { steps, .. } => 3 + steps.iter().map(braces).max().unwrap_or(0),
        _ => 0,
    };
    region.stmts.iter().map(stmt).max().unwrap_or(0)
}
