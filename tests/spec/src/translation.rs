//! The translator's view of a script's modules.

use std::panic::{AssertUnwindSafe, catch_unwind};

use include_wasm_translate::options::{HUGE, Options, Source};

use crate::script::Module;

/// Translates modules as one bundle into a Rust module called `ident`.
///
/// # Errors
///
/// Why the translator rejected them. A panic of the translator is one reason, so that it costs one file of the suite
/// and not the build.
pub fn translate(ident: &str, modules: &[Module]) -> Result<String, String> {
    let sources: Vec<Source> = modules
        .iter()
        .enumerate()
        .map(|(i, m)| Source {
            name: format!("module{i}"),
            bytes: m.bytes.clone(),
            links: m.links.clone(),
        })
        .collect();
    let options = Options {
        ident: ident.to_owned(),
        dynamic: true,
        relaxed_fast: std::env::var("SPEC_RELAXED").is_ok_and(|choice| choice == "fast"),
        huge: huge(),
        ..Options::default()
    };
    match catch_unwind(AssertUnwindSafe(|| {
        include_wasm_translate::translate(&sources, &options)
    })) {
        Ok(Ok(expansion)) => Ok(expansion.module(&options)),
        Ok(Err(errors)) => Err(errors.to_string()),
        Err(_) => Err("the translator panicked".to_owned()),
    }
}

/// Above which size functions are split: `SPEC_HUGE`, so that the suite can be run with parts everywhere.
fn huge() -> usize {
    let huge = std::env::var("SPEC_HUGE").ok();
    huge.and_then(|n| n.parse().ok()).unwrap_or(HUGE)
}
