//! Reading the files to translate.

use std::path::Path;

use include_wasm_translate::options::Source;

/// Reads one module; its name is the file's stem.
///
/// # Errors
/// The path and what the system says about it.
pub fn read_source(path: &Path) -> Result<Source, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("can't read {}: {e}", path.display()))?;
    let name = path
        .file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(Source {
        name,
        bytes,
        links: None,
    })
}
