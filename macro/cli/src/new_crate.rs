//! `include-wasm new-crate`: a crate of its own for a module, so that cargo compiles it once, and with its own profile.

use std::fs;
use std::path::Path;

use include_wasm_cli::read_source;
use include_wasm_translate::options::Options;

use crate::args::NewCrateArgs;
use crate::runtime;

/// The library around the macro.
const LIBRARY: &str = include_str!("new_crate/lib.rs.in");
/// Its manifest.
const MANIFEST: &str = include_str!("new_crate/Cargo.toml.in");

/// Writes the crate; gives what to tell the user.
///
/// # Errors
/// A module that can't be read or translated, a folder that is there already or can't be written.
pub fn new_crate(args: &NewCrateArgs) -> Result<String, String> {
    let source = read_source(&args.input)?;
    let options = Options {
        ident: args.ident.clone(),
        ..Options::default()
    };
    // What the macro would say later is better said now.
    let sources = std::slice::from_ref(&source);
    include_wasm_translate::validate(sources)
        .and_then(|()| include_wasm_translate::surface(sources, &options))
        .map_err(|e| e.to_string())?;
    let folder = args.path.clone().unwrap_or_else(|| (&args.name).into());
    if folder.exists() {
        return Err(format!("{} exists already", folder.display()));
    }
    let file = args
        .input
        .file_name()
        .map_or_else(|| "module.wasm".into(), |n| n.to_string_lossy());
    let wat = source.bytes.first() != Some(&0);
    let features = if wat { &["wat"][..] } else { &[] };
    let fill = |text: &str| {
        text.replace("{name}", &args.name)
            .replace("{ident}", &args.ident)
            .replace("{file}", &file)
            .replace(
                "{runtime}",
                &runtime::dependency(args.runtime.as_deref(), features),
            )
    };
    let files = [
        ("Cargo.toml", fill(MANIFEST).into_bytes()),
        ("src/lib.rs", fill(LIBRARY).into_bytes()),
        (&*file, source.bytes),
    ];
    for (name, contents) in files {
        write(&folder.join(name), &contents)?;
    }
    Ok(format!(
        "wrote {folder}; in the manifest at the top of your workspace:\n\n\
         [dependencies]\n{name} = {{ path = {folder:?} }}\n\n\
         # The guest runs at full speed in debug builds, too.\n\
         [profile.dev.package.{name}]\nopt-level = 3\n",
        folder = folder.display(),
        name = args.name,
    ))
}

fn write(path: &Path, contents: &[u8]) -> Result<(), String> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(path, contents))
        .map_err(|e| format!("can't write {}: {e}", path.display()))
}
