//! Translates the modules: small ones, split as if they were large, or with `BIG` set large ones.
#![forbid(unsafe_code)]

use include_wasm_translate::options::{HUGE, Options, Source};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

#[path = "src/modules.rs"]
mod modules;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/modules.rs");
    println!("cargo::rerun-if-env-changed=BIG");
    let big = env::var_os("BIG").is_some();
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let folder = Path::new(&folder);
    let size = |small, large| if big { large } else { small };
    let list = [
        ("operators", modules::operators(size(1_000, 50_000))),
        ("long", modules::operators(size(2_000, 400_000))),
        ("locals", modules::locals(size(100, 5_000))),
        ("targets", modules::targets(size(150, 10_000))),
        ("ifs", modules::ifs(size(400, 5_000))),
        ("loops", modules::loops(size(400, 5_000))),
        ("segments", modules::segments(size(100, 100_000))),
        ("elements", modules::elements(size(20_000, 100_000))),
        ("functions", modules::functions(size(100, 18_000))),
    ];
    let mut text = String::new();
    let mut index = String::new();
    for (name, wat) in list {
        let bytes = wat::parse_str(&wat).unwrap_or_else(|e| panic!("{name}: {e}"));
        let options = Options {
            ident: name.into(),
            visibility: "pub".into(),
            huge: if big { HUGE } else { 300 },
            ..Options::default()
        };
        let source = Source {
            name: name.into(),
            bytes: bytes.clone(),
            links: None,
        };
        let expansion = include_wasm_translate::translate(&[source], &options)
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        fs::write(
            folder.join(format!("{name}.rs")),
            expansion.module(&options),
        )
        .expect("OUT_DIR is writable");
        fs::write(folder.join(format!("{name}.wasm")), bytes).expect("OUT_DIR is writable");
        let _ = writeln!(
            text,
            "include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\"));"
        );
        let _ = writeln!(
            index,
            "    ({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.wasm\")), {name}),"
        );
    }
    let _ = writeln!(
        text,
        "/// Calls `$with!` with all modules: name, binary, Rust module.\n#[macro_export]\nmacro_rules! modules {{\n    \
         ($with:ident) => {{ $with! {{ {} }} }};\n}}",
        index.replace(
            "env!(\"OUT_DIR\")",
            &format!("{:?}", folder.to_string_lossy())
        )
    );
    fs::write(folder.join("modules.rs"), text).expect("OUT_DIR is writable");
}
