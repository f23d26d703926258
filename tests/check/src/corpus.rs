//! The modules of this repository, and what became of them.

use include_wasm_translate::options::{Options, Source};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A folder of this repository.
pub fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// All modules of a folder, binary or text, by name; none if there is no such folder.
pub fn modules(path: &str) -> Vec<Source> {
    let Ok(entries) = std::fs::read_dir(folder(path)) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    paths.iter().filter_map(|p| read(p)).collect()
}

/// A module of a file with a known extension, as binary.
pub fn read(path: &Path) -> Option<Source> {
    let extension = path.extension()?.to_str()?;
    if !matches!(extension, "wasm" | "wat") {
        return None;
    }
    let bytes = wat::parse_bytes(&std::fs::read(path).ok()?)
        .ok()?
        .into_owned();
    Some(Source {
        name: path.file_stem()?.to_str()?.to_owned(),
        bytes,
        links: None,
    })
}

/// Time that this thread has run, where the system tells (Linux), else time since the first call.
fn now() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split_whitespace().next().and_then(|n| n.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// The first line of an error, without the numbers, which are each module's own.
fn reason(error: &str) -> String {
    let line = error.lines().next().unwrap_or_default();
    let parts = line.split(|c: char| c.is_ascii_digit());
    let mut words: Vec<&str> = parts.collect();
    words.dedup_by(|a, b| a.is_empty() && b.is_empty());
    words.join("#")
}

/// Sums over many modules.
#[derive(Debug, Default)]
pub struct Tally {
    /// Bundles accepted.
    pub accepted: usize,
    /// Bundles the translator refuses.
    pub refused: usize,
    /// Why, and how often: the first thing that is wrong with each.
    pub reasons: BTreeMap<String, usize>,
    /// Functions validated.
    pub functions: usize,
    /// Operators in them.
    pub operators: usize,
    /// Cuts compared.
    pub cuts: usize,
    /// Ladders.
    pub ladders: usize,
    /// Bytes of WebAssembly checked.
    pub bytes: usize,
    /// Time of lexing.
    pub lexing: Duration,
    /// Time of checking.
    pub checking: Duration,
    /// What was rejected, and why.
    pub rejected: Vec<String>,
}

impl Tally {
    /// Translates and checks one bundle.
    pub fn add(&mut self, name: &str, sources: &[Source], options: &Options) {
        let text = match crate::expand(sources, options) {
            Ok(text) => text,
            Err(e) => {
                self.refused += 1;
                *self.reasons.entry(reason(&e.to_string())).or_default() += 1;
                return;
            }
        };
        self.bytes += sources.iter().map(|s| s.bytes.len()).sum::<usize>();
        let start = now();
        let tokens = match include_wasm_verify::lex(&text) {
            Ok(tokens) => tokens,
            Err(e) => return self.rejected.push(format!("{name}: {e}")),
        };
        self.lexing += now().saturating_sub(start);
        let start = now();
        let result = crate::check_tokens(sources, options, &tokens);
        self.checking += now().saturating_sub(start);
        match result {
            Ok(report) => {
                self.accepted += 1;
                self.functions += report.functions;
                self.operators += report.operators;
                self.cuts += report.cuts;
                self.ladders += report.rules.get("ladder").copied().unwrap_or_default();
            }
            Err(rejection) => self.rejected.push(format!("{name}: {rejection}")),
        }
    }

    /// One line.
    pub fn line(&self, what: &str) -> String {
        let mb = (self.bytes as f64 / 1e6).max(1e-9);
        format!(
            "{what}: {} bundles, {} functions ({} operators, {} cuts, {} ladders) validated, {} rejected, {} not \
             translated; per MB of Wasm: {:.2} s lexing, {:.2} s checking",
            self.accepted,
            self.functions,
            self.operators,
            self.cuts,
            self.ladders,
            self.rejected.len(),
            self.refused,
            self.lexing.as_secs_f64() / mb,
            self.checking.as_secs_f64() / mb
        )
    }

    /// Prints the line and fails if anything was rejected.
    ///
    /// # Panics
    /// If so.
    pub fn expect_all(&self, what: &str) {
        println!("{}", self.line(what));
        for (reason, count) in &self.reasons {
            println!("  not translated: {count} of these: {reason}");
        }
        for line in self.rejected.iter().take(20) {
            println!("  rejected {line}");
        }
        assert!(
            self.rejected.is_empty(),
            "{} of {what} were rejected",
            self.rejected.len()
        );
    }
}
