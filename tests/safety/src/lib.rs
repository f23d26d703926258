//! What the tests of this package ask cargo and the sources.
//!
//! Two trees are to be told apart. The *run-time* tree is what ends up in a user's program: with default features,
//! `include-wasm` and nothing else, without any `unsafe`. The *build-time* tree runs inside rustc while the macro
//! expands: our own crates, which have no `unsafe` either, and what they are made with (syn, proc-macro2, wasmparser and
//! its hash tables, …), which has. Nothing of that is in the program; that it can't put anything wrong into the program is
//! the checker's business.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use std::{env, fs};

use proc_macro2::{TokenStream, TokenTree};

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What cargo prints.
///
/// # Panics
///
/// If it fails.
pub fn cargo(args: &[&str], flags: &str) -> String {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program)
        .args(args)
        .current_dir(root())
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTFLAGS", flags)
        .output()
        .expect("cargo can be started");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {args:?}: {stderr}");
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

/// Names of the packages in a dependency tree of `include-wasm`.
pub fn tree(edges: &str) -> Vec<String> {
    let args = [
        "tree",
        "--package=include-wasm",
        "--prefix=none",
        "--edges",
        edges,
    ];
    let text = cargo(&args, "");
    let mut names: Vec<String> = text
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The root of a crate of the workspace: a library, program, test, example or build script.
#[derive(Debug)]
pub struct CrateRoot {
    /// The source.
    pub file: PathBuf,
    /// Of its package.
    pub manifest: PathBuf,
    /// Whether others compile it: not a test, and its package may be published.
    pub published: bool,
}

/// All of them.
///
/// # Panics
///
/// If cargo's answer is not understood.
pub fn crate_roots() -> Vec<CrateRoot> {
    let text = cargo(&["metadata", "--no-deps", "--format-version=1"], "");
    let metadata: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let is_test = |target: &serde_json::Value| target["kind"][0] == "test";
    let path = |value: &serde_json::Value| PathBuf::from(value.as_str().expect("a path"));
    let mut roots = Vec::new();
    for package in list(&metadata["packages"]) {
        for target in list(&package["targets"]) {
            roots.push(CrateRoot {
                file: path(&target["src_path"]),
                manifest: path(&package["manifest_path"]),
                // An empty list of registries means never.
                published: package["publish"].is_null() && !is_test(&target),
            });
        }
    }
    roots
}

/// All Rust files below a folder.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.extension() {
                None if path.is_dir() && !path.ends_with("target") => folders.push(path),
                Some(extension) if extension == "rs" => files.push(path),
                _ => {}
            }
        }
    }
    files
}

/// The identifiers of a source file; comments and literals have none.
///
/// # Panics
///
/// If it is not Rust.
pub fn identifiers(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("it can be read");
    let tokens = TokenStream::from_str(&text);
    let tokens = tokens.unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let mut levels = vec![tokens.into_iter()];
    let mut found = Vec::new();
    while let Some(level) = levels.last_mut() {
        match level.next() {
            None => drop(levels.pop()),
            Some(TokenTree::Group(group)) => levels.push(group.stream().into_iter()),
            Some(TokenTree::Ident(ident)) => found.push(ident.to_string()),
            Some(_) => {}
        }
    }
    found
}
