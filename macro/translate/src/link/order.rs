//! Which module provides which namespace, and in which order modules are instantiated.

use crate::error::{Error, Errors};
use crate::module::Module;
use crate::options::Source;

/// The names by which other modules may import from a module: file stem, then its declared name.
pub fn names(module: &Module) -> (String, Option<String>) {
    (module.name.clone(), module.declared_name.clone())
}

/// The source that provides `namespace` to source `from`: by file stem first, then by declared name.
pub fn provider(names: &[(String, Option<String>)], from: usize, namespace: &str) -> Option<usize> {
    let others = || names.iter().enumerate().filter(|(i, _)| *i != from);
    let by_stem = others().find(|(_, (stem, _))| stem == namespace);
    by_stem
        .or_else(|| others().find(|(_, (_, declared))| declared.as_deref() == Some(namespace)))
        .map(|(i, _)| i)
}

/// Dependencies first; among equals the order given.
pub fn instantiation_order(modules: &[Module], sources: &[Source]) -> Result<Vec<usize>, Errors> {
    // A script that links by hand only ever links to earlier sources.
    if sources.iter().any(|s| s.links.is_some()) {
        return Ok((0..modules.len()).collect());
    }
    let names: Vec<_> = modules.iter().map(names).collect();
    let needs: Vec<Vec<usize>> = modules
        .iter()
        .enumerate()
        .map(|(i, m)| {
            m.imports
                .iter()
                .filter_map(|import| provider(&names, i, &import.module))
                .collect()
        })
        .collect();
    let mut order = Vec::new();
    let mut done = vec![false; modules.len()];
    while order.len() < modules.len() {
        let ready = (0..modules.len()).find(|&i| !done[i] && needs[i].iter().all(|&n| done[n]));
        let Some(next) = ready else {
            let cycle: Vec<_> = (0..modules.len()).filter(|&i| !done[i]).collect();
            let list: Vec<_> = cycle
                .iter()
                .map(|&i| format!("`{}`", sources[i].name))
                .collect();
            return Err(Errors::from(Error::source(
                cycle[0],
                format!(
                    "the modules {} import each other; WebAssembly instantiates one module after another, so the \
                     imports must not form a cycle",
                    list.join(", ")
                ),
            )));
        };
        done[next] = true;
        order.push(next);
    }
    Ok(order)
}
