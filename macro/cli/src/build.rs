//! The `build.rs` API.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use include_wasm_translate::options::{Implements, Options};

use crate::input::read_source;
use crate::pretty::pretty_if_small;

/// Translates modules in a build script. The setters are the options of `include_wasm!`.
#[derive(Debug, Clone)]
pub struct Build {
    paths: Vec<PathBuf>,
    options: Options,
}

/// Why a build failed: one or more lines for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl Build {
    /// Starts with one module; a relative path is relative to the package's directory.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Build {
            paths: vec![path.into()],
            options: Options {
                visibility: "pub".into(),
                ..Options::default()
            },
        }
    }

    /// Adds a module that is linked with the others: its exports satisfy their imports from the
    /// namespace named like the file's stem.
    pub fn link(mut self, path: impl Into<PathBuf>) -> Self {
        self.paths.push(path.into());
        self
    }

    /// Visibility of the generated module, `pub` by default.
    pub fn visibility(mut self, visibility: impl Into<String>) -> Self {
        self.options.visibility = visibility.into();
        self
    }

    /// Ceiling for every memory, in pages of 64 KiB.
    pub fn max_memory_pages(mut self, pages: u32) -> Self {
        self.options.max_memory_pages = Some(pages);
        self
    }

    /// Every memory has exactly this many pages of 64 KiB, and never grows.
    pub fn fixed_memory_pages(mut self, pages: u32) -> Self {
        self.options.fixed_memory_pages = Some(pages);
        self
    }

    /// Bytes of native stack that one call of an export may use.
    pub fn max_stack(mut self, bytes: u32) -> Self {
        self.options.max_stack = Some(bytes);
        self
    }

    /// Counts fuel.
    pub fn fuel(mut self, fuel: bool) -> Self {
        self.options.fuel = fuel;
        self
    }

    /// Polls an interrupt flag in loops.
    pub fn interrupt(mut self, interrupt: bool) -> Self {
        self.options.interrupt = interrupt;
        self
    }

    /// Gives every NaN the same bits on every machine.
    pub fn canonical_nan(mut self, canonical: bool) -> Self {
        self.options.canonical_nan = canonical;
        self
    }

    /// Lets relaxed vector instructions do what is fastest on the target, of what the specification allows.
    pub fn relaxed_simd_fast(mut self, fast: bool) -> Self {
        self.options.relaxed_fast = fast;
        self
    }

    /// Records a WebAssembly backtrace when a trap unwinds; on by default.
    pub fn backtrace(mut self, backtrace: bool) -> Self {
        self.options.backtrace = backtrace;
        self
    }

    /// Also generates the dynamic interface.
    pub fn dynamic(mut self, dynamic: bool) -> Self {
        self.options.dynamic = dynamic;
        self
    }

    /// Imports that match trap instead of being asked of the host: `namespace.field`, `*` matches anything.
    pub fn stub(mut self, pattern: impl Into<String>) -> Self {
        self.options.stubs.push(pattern.into());
        self
    }

    /// Names an export (or `namespace.field` import) in Rust.
    pub fn rename(mut self, name: impl Into<String>, ident: impl Into<String>) -> Self {
        self.options.rename.push((name.into(), ident.into()));
        self
    }

    /// Uses an existing trait for an import namespace. Write the path as seen from inside the
    /// generated module, such as `crate::Env`.
    pub fn import_trait(mut self, namespace: impl Into<String>, path: impl Into<String>) -> Self {
        self.options.traits.push((namespace.into(), path.into()));
        self
    }

    /// Implements an existing trait for the instance, with every exported function.
    pub fn implements(mut self, path: impl Into<String>) -> Self {
        self.options.implements.push(Implements {
            path: path.into(),
            host: None,
            methods: None,
        });
        self
    }

    /// Implements an existing trait for the instance, with the given methods.
    pub fn implements_methods<S: Into<String>>(
        mut self,
        path: impl Into<String>,
        methods: impl IntoIterator<Item = S>,
    ) -> Self {
        let methods = Some(methods.into_iter().map(Into::into).collect());
        self.options.implements.push(Implements {
            path: path.into(),
            host: None,
            methods,
        });
        self
    }

    /// The path of the crate `include-wasm`, `::include_wasm` by default.
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.options.runtime = path.into();
        self
    }

    /// Writes `$OUT_DIR/{name}.rs`, which holds the module `name`, and tells Cargo about the inputs. On an
    /// error, prints it and exits, as a build script should.
    pub fn compile(self, name: &str) {
        if let Err(error) = self.try_compile(name) {
            for line in error.0.lines() {
                println!("cargo::error={line}");
            }
            eprintln!("error: {error}");
            std::process::exit(1);
        }
    }

    /// Like [`Build::compile`], for a caller that handles errors; gives the path written.
    ///
    /// # Errors
    /// An input that can't be read or translated, or an output that can't be written.
    pub fn try_compile(self, name: &str) -> Result<PathBuf, Error> {
        for path in &self.paths {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        let out_dir = env::var_os("OUT_DIR")
            .ok_or_else(|| Error("OUT_DIR is not set: not a build script".into()))?;
        let text = self.generate(name)?;
        let file = Path::new(&out_dir).join(format!("{name}.rs"));
        write_if_changed(&file, &text)
            .map_err(|e| Error(format!("can't write {}: {e}", file.display())))?;
        Ok(file)
    }

    /// The text of the module `name`.
    ///
    /// # Errors
    /// An input that can't be read or translated.
    pub fn generate(mut self, name: &str) -> Result<String, Error> {
        if syn::parse_str::<syn::Ident>(name).is_err() {
            return Err(Error(format!(
                "{name:?} is not an identifier, so it can't name a module"
            )));
        }
        self.options.ident = name.to_owned();
        let sources = self
            .paths
            .iter()
            .map(|p| read_source(p))
            .collect::<Result<Vec<_>, _>>()
            .map_err(Error)?;
        let expansion = include_wasm_translate::translate(&sources, &self.options)
            .map_err(|e| Error(e.to_string()))?;
        pretty_if_small(&expansion.module(&self.options)).map_err(Error)
    }
}

/// Leaves the modification time alone if nothing changed, so that dependents are not rebuilt.
fn write_if_changed(file: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read(file).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    std::fs::write(file, text)
}
