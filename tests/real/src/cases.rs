//! Which traces belong to which modules.

use crate::trace::Trace;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// A module and its traces.
pub struct Case {
    /// File stem of the module.
    pub name: String,
    /// The module; need not exist.
    pub path: PathBuf,
    /// Its traces, at least one.
    pub traces: Vec<TraceFile>,
}

/// A trace on disk.
pub struct TraceFile {
    /// What to call it in the report.
    pub label: String,
    /// Absolute.
    pub path: PathBuf,
    /// Its contents, or why it is not a trace.
    pub trace: Result<Trace, String>,
}

impl Case {
    /// Size of the module in bytes; `None` if it is not there.
    pub fn size(&self) -> Option<u64> {
        fs::metadata(&self.path).ok().map(|m| m.len())
    }
}

/// Pairs the traces of a folder with the modules of another: by the module's name in the trace, else by file name.
pub fn find_cases(modules: &Path, traces: &Path) -> Result<Vec<Case>, String> {
    let modules = modules
        .canonicalize()
        .map_err(|e| format!("{}: {e}", modules.display()))?;
    let traces = traces
        .canonicalize()
        .map_err(|e| format!("{}: {e}", traces.display()))?;
    let mut cases = BTreeMap::<String, Vec<TraceFile>>::new();
    for entry in fs::read_dir(&traces).map_err(|e| format!("{}: {e}", traces.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.extension() != Some(OsStr::new("json")) {
            continue;
        }
        let label = stem(&path);
        let trace = fs::read_to_string(&path)
            .map_err(|e| e.to_string())
            .and_then(|t| Trace::parse(&t).map_err(|e| e.to_string()));
        let named = trace
            .as_ref()
            .ok()
            .map(|t| stem(Path::new(&t.module)))
            .filter(|name| !name.is_empty());
        // The file beside it wins over what the trace says: a module may have been renamed with its trace.
        let name = match named {
            Some(name) if !modules.join(format!("{label}.wasm")).exists() => name,
            _ => label.clone(),
        };
        cases
            .entry(name)
            .or_default()
            .push(TraceFile { label, path, trace });
    }
    Ok(cases
        .into_iter()
        .map(|(name, mut traces)| {
            traces.sort_by(|a, b| a.label.cmp(&b.label));
            Case {
                path: modules.join(format!("{name}.wasm")),
                name,
                traces,
            }
        })
        .collect())
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
