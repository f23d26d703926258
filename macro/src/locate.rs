//! From a path in the source to bytes, and to an expression that makes rustc track the file.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;

use crate::input::{Place, SourceArg};
use crate::naming::stem;

/// A source with its bytes.
pub struct Located {
    /// The file's stem; empty for inline text.
    pub stem: String,
    /// Its contents.
    pub bytes: Vec<u8>,
    /// An item through which rustc knows the file, so that a change rebuilds; empty for inline text.
    pub track: TokenStream,
}

/// Reads a source. The error is for the user and lists every path tried.
pub fn read(source: &SourceArg) -> Result<Located, String> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    match &source.place {
        Place::Inline(text) => Ok(Located {
            stem: String::new(),
            bytes: text.value().into_bytes(),
            track: TokenStream::new(),
        }),
        Place::Literal(literal) => {
            let path = literal.value();
            let (file, bytes) = find(&path, directory_of(source.span), manifest.as_deref())?;
            let name = if Path::new(&path).is_absolute() {
                quote!(#path)
            } else {
                tracked(&file, manifest.as_deref())?
            };
            Ok(Located {
                stem: stem(&path).to_owned(),
                bytes,
                track: track(name),
            })
        }
        Place::Expr(tokens, path) => {
            let (file, bytes) = find(path, directory_of(source.span), manifest.as_deref())?;
            let track = if Path::new(path).is_absolute() {
                track(tokens.clone())
            } else {
                let file = track(tracked(&file, manifest.as_deref())?);
                // The variables in the expression are tracked by writing it again.
                quote!(#file const _: &::core::primitive::str = #tokens;)
            };
            Ok(Located {
                stem: stem(path).to_owned(),
                bytes,
                track,
            })
        }
    }
}

/// Where a file is to be written: a relative path is in the package's directory.
pub fn output(path: &str) -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    manifest.unwrap_or_default().join(path)
}

/// The directory of the file that holds the span's tokens, as far as the compiler knows it.
fn directory_of(span: Span) -> Option<PathBuf> {
    // Unit tests run outside a compiler, where spans have no file.
    if !proc_macro::is_available() {
        return None;
    }
    let file = span.unwrap().local_file()?;
    // Relative to where rustc runs, which is this process.
    let file = if file.is_absolute() {
        file
    } else {
        std::env::current_dir().ok()?.join(file)
    };
    file.parent().map(Path::to_path_buf)
}

/// The first candidate that exists, and its contents.
fn find(
    path: &str,
    source_dir: Option<PathBuf>,
    manifest: Option<&Path>,
) -> Result<(PathBuf, Vec<u8>), String> {
    if path.is_empty() {
        return Err("the path is empty".into());
    }
    let candidates = candidates(path, source_dir, manifest);
    for candidate in &candidates {
        match std::fs::read(candidate) {
            Ok(bytes) => return Ok((candidate.clone(), bytes)),
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(_) if candidate.is_dir() => {
                return Err(format!("{} is a directory", candidate.display()));
            }
            Err(e) => return Err(format!("can't read {}: {e}", candidate.display())),
        }
    }
    let mut message = format!("can't find `{path}`; tried");
    for candidate in &candidates {
        message.push_str(&format!("\n  {}", candidate.display()));
    }
    if !Path::new(path).is_absolute() {
        message.push_str("\na relative path is looked up beside the source file, then in the package's directory");
    }
    Err(message)
}

fn candidates(path: &str, source_dir: Option<PathBuf>, manifest: Option<&Path>) -> Vec<PathBuf> {
    if Path::new(path).is_absolute() {
        return vec![PathBuf::from(path)];
    }
    let mut candidates: Vec<PathBuf> = source_dir.iter().map(|d| d.join(path)).collect();
    let beside_manifest = match manifest {
        Some(dir) => dir.join(path),
        None => PathBuf::from(path),
    };
    if !candidates.contains(&beside_manifest) {
        candidates.push(beside_manifest);
    }
    candidates
}

fn track(file: TokenStream) -> TokenStream {
    quote!(
        const _: &[::core::primitive::u8] = ::core::include_bytes!(#file);
    )
}

/// An expression for the file's name, free of absolute paths: the expansion may end up in a
/// reproducible build or in a published crate.
fn tracked(file: &Path, manifest: Option<&Path>) -> Result<TokenStream, String> {
    let Some(manifest) = manifest else {
        // Not built by Cargo: nothing to be relative to.
        let name = file.to_str().ok_or_else(|| not_unicode(file))?;
        return Ok(quote!(#name));
    };
    let relative = relative(manifest, file).ok_or_else(|| not_unicode(file))?;
    let relative = Literal::string(&format!("/{relative}"));
    Ok(quote!(
        ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #relative)
    ))
}

fn not_unicode(file: &Path) -> String {
    format!(
        "{} can't be written in Rust source: it is not Unicode, or on another drive than the package",
        file.display()
    )
}

/// `file` as seen from `dir`, with `/` between components.
fn relative(dir: &Path, file: &Path) -> Option<String> {
    if let Some(inside) = file.strip_prefix(dir).ok().and_then(joined) {
        return Some(inside);
    }
    // `..` leads to the physical parent: only canonical paths can be compared.
    let (dir, file) = (dir.canonicalize().ok()?, file.canonicalize().ok()?);
    let common = dir
        .components()
        .zip(file.components())
        .take_while(|(a, b)| a == b)
        .count();
    if common == 0 {
        return None;
    }
    let up = dir.components().skip(common).map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(file.components().skip(common)).collect();
    joined(&path)
}

fn joined(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|c| c.as_os_str().to_str()).collect();
    parts.map(|p| p.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_candidates() {
        let dir = Some(PathBuf::from("/p/src"));
        let manifest = Path::new("/p");
        assert_eq!(
            candidates("a.wasm", dir.clone(), Some(manifest)),
            [Path::new("/p/src/a.wasm"), Path::new("/p/a.wasm")]
        );
        assert_eq!(
            candidates("a.wasm", Some("/p".into()), Some(manifest)),
            [Path::new("/p/a.wasm")]
        );
        assert_eq!(
            candidates("/x/a.wasm", dir, Some(manifest)),
            [Path::new("/x/a.wasm")]
        );
        assert_eq!(candidates("a.wasm", None, None), [Path::new("a.wasm")]);
    }

    #[test]
    fn missing_file_lists_candidates() {
        let error = find(
            "gone.wasm",
            Some("/nowhere/src".into()),
            Some(Path::new("/nowhere")),
        )
        .unwrap_err();
        assert!(
            error.contains("/nowhere/src/gone.wasm") && error.contains("/nowhere/gone.wasm"),
            "{error}"
        );
        assert!(find("", None, None).is_err());
        let error = find("src", None, Some(Path::new(env!("CARGO_MANIFEST_DIR")))).unwrap_err();
        assert!(error.ends_with("is a directory"), "{error}");
    }

    #[test]
    fn relative_paths() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(
            relative(here, &here.join("src/lib.rs")).unwrap(),
            "src/lib.rs"
        );
        assert_eq!(
            relative(&here.join("src"), &here.join("Cargo.toml")).unwrap(),
            "../Cargo.toml"
        );
        assert_eq!(
            relative(&here.join("src"), &here.join("cli/Cargo.toml")).unwrap(),
            "../cli/Cargo.toml"
        );
    }

    #[test]
    fn names_hold_no_absolute_path() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let name = tracked(&here.join("cli/Cargo.toml"), Some(&here.join("src")))
            .unwrap()
            .to_string();
        assert!(
            name.contains("\"/../cli/Cargo.toml\"") && !name.contains(here.to_str().unwrap()),
            "{name}"
        );
    }
}
