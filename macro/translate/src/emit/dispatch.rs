//! `call_indirect`: per signature and table one function that matches on the callee (§4.4.8).

use super::signature::{Place, Scope, args, list, params};
use super::writer::Writer;

/// Writes the dispatch of `call_indirect` through `table` for type `ty`.
pub fn write(w: &mut Writer, scope: &Scope<'_>, ty: u32, table: u32) {
    let dispatch = &scope.facts.dispatch[&(ty, table)];
    let needs = &dispatch.needs;
    let place = Place::of(needs);
    let func_type = &scope.bundle.types[ty as usize];
    let mut own = params(func_type);
    own.push("index: i32".into());
    w.doc(format!(
        "`call_indirect` of `{func_type}` through table {table}."
    ));
    let head = format!(
        "pub fn call_t{ty}_{table}({}) -> Option<{}>",
        list(own, scope.state_params(needs)),
        func_type.result()
    );
    w.block(head, |w| {
        w.line(format!(
            "let Some(callee) = callee(index, &{}.t{table}, {}) else {{ return None }};",
            place.state(),
            place.cx()
        ));
        w.block("match callee", |w| {
            for &f in &dispatch.callees {
                let call = scope.call(f, args(func_type), place);
                let traps = scope.facts.funcs[f as usize].traps;
                w.line(if traps {
                    format!("{f} => {call},")
                } else {
                    format!("{f} => Some({call}),")
                });
            }
            w.line(format!("_ => no_callee(callee, {}),", place.cx()));
        });
    });
    w.line("");
}
