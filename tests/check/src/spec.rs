//! The specification's suite; its scripts are read as `test-spec` reads them.

use include_wasm_translate::options::{Options, Source};
use wast::parser::{self, ParseBuffer};
use wast::{QuoteWat, Wast, WastDirective};

#[allow(dead_code, missing_docs)]
#[path = "../../spec/src/script.rs"]
mod script;
#[allow(dead_code, missing_docs)]
#[path = "../../spec/src/skip.rs"]
mod skip;
#[allow(dead_code, missing_docs)]
#[path = "../../spec/src/suite.rs"]
mod suite;

pub use suite::{File, files};

/// All valid modules of a script, as binaries.
pub fn modules(text: &str) -> Vec<Vec<u8>> {
    let Ok(buffer) = ParseBuffer::new(text) else {
        return Vec::new();
    };
    let Ok(wast) = parser::parse::<Wast<'_>>(&buffer) else {
        return Vec::new();
    };
    let module = |directive: WastDirective<'_>| match directive {
        WastDirective::Module(mut m) | WastDirective::ModuleDefinition(mut m) => encode(&mut m),
        _ => None,
    };
    wast.directives.into_iter().filter_map(module).collect()
}

fn encode(module: &mut QuoteWat<'_>) -> Option<Vec<u8>> {
    module.encode().ok()
}

/// The modules of a script with their links.
pub fn linked(file: &File) -> Vec<Source> {
    let sources = |modules: &[script::Module]| -> Vec<Source> {
        let named = modules.iter().enumerate();
        named
            .map(|(i, m)| Source {
                name: format!("module{i}"),
                bytes: binary(&m.bytes),
                links: m.links.clone(),
            })
            .collect()
    };
    let options = Options {
        dynamic: true,
        ..Options::default()
    };
    let links = |modules: &[script::Module]| crate::expand(&sources(modules), &options).is_ok();
    match script::parse(file, &links) {
        Ok(script) => sources(&script.modules),
        Err(_) => Vec::new(),
    }
}

/// A script may hold a module as text.
fn binary(bytes: &[u8]) -> Vec<u8> {
    wat::parse_bytes(bytes).map_or_else(|_| bytes.to_vec(), |b| b.into_owned())
}
