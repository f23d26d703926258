//! Translates the modules of every script of the suite, one bundle per script. Scripts with the same modules (1.0
//! and 2.0 differ mostly in what they assert) share one.
//!
//! `SPEC_FILES` restricts the suite to the files whose names contain one of its comma-separated words, `SPEC_HUGE`
//! is the size above which functions are split, `SPEC_RELAXED=fast` switches `relaxed_simd: fast` on.
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

// The runner uses the rest of these.
#[allow(dead_code)]
#[path = "src/script.rs"]
mod script;
#[allow(dead_code)]
#[path = "src/skip.rs"]
mod skip;
#[allow(dead_code)]
#[path = "src/suite.rs"]
mod suite;
#[path = "src/translation.rs"]
mod translation;

use script::Module;

fn main() {
    for file in [
        "build.rs",
        "src/script.rs",
        "src/skip.rs",
        "src/suite.rs",
        "src/translation.rs",
    ] {
        println!("cargo::rerun-if-changed={file}");
    }
    println!("cargo::rerun-if-env-changed=SPEC_FILES");
    println!("cargo::rerun-if-env-changed=SPEC_HUGE");
    println!("cargo::rerun-if-env-changed=SPEC_RELAXED");
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let folder = Path::new(&folder);

    let mut bundles: HashMap<Vec<Module>, String> = HashMap::new();
    let mut index = String::new();
    let mut start = String::from(
        "/// The bundle of a file of the suite.\n\
         pub fn start(file: &str) -> Option<Start> {\n    Some(match file {\n",
    );
    for file in suite::files() {
        if !selected(&file.name) {
            continue;
        }
        let links = |modules: &[Module]| translation::translate("linked", modules).is_ok();
        let Ok(script) = script::parse(&file, &links) else {
            continue;
        }; // The runner reports it.
        let ident = format!("b{}", bundles.len());
        let ident = bundles.entry(script.modules).or_insert_with_key(|modules| {
            let text = bundle(&ident, modules);
            fs::write(folder.join(format!("{ident}.rs")), text).expect("OUT_DIR is writable");
            writeln!(
                index,
                "include!(concat!(env!(\"OUT_DIR\"), \"/{ident}.rs\"));"
            )
            .expect("a String takes all");
            ident
        });
        writeln!(start, "        {:?} => start_{ident},", file.name).expect("a String takes all");
    }
    start.push_str("        _ => return None,\n    })\n}\n");
    fs::write(folder.join("bundles.rs"), index + &start).expect("OUT_DIR is writable");
}

/// Whether `SPEC_FILES` lets a file in.
fn selected(name: &str) -> bool {
    env::var("SPEC_FILES").map_or(true, |words| {
        words.split(',').any(|word| name.contains(word))
    })
}

/// The generated module and its `start` function.
fn bundle(ident: &str, modules: &[Module]) -> String {
    match translation::translate(ident, modules) {
        Ok(text) => format!(
            "{text}\n\
             impl Bundle for {ident}::Instance {{\n\
             fn init(&mut self, module: usize) -> Result<(), Trap> {{ self.__init(module) }}\n\
             fn call(&mut self, module: usize, name: &str, args: &[Value]) -> Result<Vec<Value>, CallError> {{\n\
             self.__call_in(module, name, args) }}\n\
             fn global(&self, module: usize, name: &str) -> Option<Value> {{ self.__global_in(module, name) }}\n\
             }}\n\
             fn start_{ident}() -> Result<Box<dyn Bundle>, String> {{\n\
             let bundle = {ident}::Instance::__uninit(include_wasm::Limits::default()).map_err(|e| e.to_string())?;\n\
             Ok(Box::new(bundle)) }}\n"
        ),
        Err(e) => format!(
            "fn start_{ident}() -> Result<Box<dyn Bundle>, String> {{ Err({e:?}.to_owned()) }}\n"
        ),
    }
}
