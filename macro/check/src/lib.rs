//! The checker behind `include_wasm!`, and the part of the compiler that is trusted.
//!
//! It accepts generated Rust only if
//!
//! 1. every token of it is part of a closed sub-language: fixed items and statements, operations of the runtime by
//!    name, no path beside a few fixed ones, no macro, no closure, no cast, no `unsafe`, no attribute beside a few fixed ones
//!    (so it can touch nothing but the instance and the imports that the user passes); and
//! 2. every function computes what the WebAssembly function computes: same traps, effects, calls, results, by lock-step
//!    symbolic execution of both (see `body`); and what is there once per module (tables, segments, exports, imports,
//!    `start`, memory sizes) is what the module says.
//!
//! It shares nothing with the translator: no code, no tables, no analysis. What it relies on: wasmparser (reading and
//! validating WebAssembly), rustc (types, scopes, borrows, and that the tokens mean what the Rust reference says),
//! and the runtime's functions being what their names say (proved elsewhere, operator by operator).
//!
//! Whatever it does not know is rejected.
#![forbid(unsafe_code)]

mod body;
mod bundle;
mod code;
mod cursor;
mod dynamic;
mod lex;
mod naming;
mod ops;
mod stack;
mod state;
mod surface;
mod term;
#[doc = include_str!("../PROOF.md")]
pub mod proof {}
pub mod token;

use bundle::{Bundle, Entity};
use cursor::{Check, Cursor};
use std::collections::BTreeMap;
use std::fmt;
use token::Tokens;

/// A module of the bundle.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// The name by which others import it: its file's, without extension.
    pub name: &'a str,
    /// The binary.
    pub bytes: &'a [u8],
    /// For scripts: which earlier module provides a namespace. Then names mean nothing.
    pub links: Option<Vec<(String, usize)>>,
}

/// The options of the expansion that decide what code must look like. Those that the checker need not know are not here.
#[derive(Debug, Clone)]
pub struct Options {
    /// Path of the runtime crate.
    pub runtime: String,
    /// Ceiling for every memory, in pages.
    pub max_memory_pages: Option<u32>,
    /// Every memory that is not imported has exactly this many pages.
    pub fixed_memory_pages: Option<u32>,
    /// Bytes of native stack that one entry may use.
    pub max_stack: Option<u32>,
    /// Fuel is counted.
    pub fuel: bool,
    /// The interrupt flag is polled in loops and with stack checks.
    pub interrupt: bool,
    /// NaNs are canonical.
    pub canonical_nan: bool,
    /// Relaxed vector instructions with a `_fast` form are that.
    pub relaxed_fast: bool,
    /// Traps are traced.
    pub backtrace: bool,
    /// Patterns of imports that trap.
    pub stubs: Vec<String>,
    /// Export (or `namespace.field` import) name, and the identifier the user wants.
    pub rename: Vec<(String, String)>,
    /// Import namespace, and the path of the user's trait for it.
    pub traits: Vec<(String, String)>,
    /// Paths of the user's traits to implement for the instance, perhaps only with a host of this type.
    pub implements: Vec<(String, Option<String>)>,
    /// The dynamic interface is there.
    pub dynamic: bool,
}

/// What was validated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Functions whose bodies were validated.
    pub functions: usize,
    /// WebAssembly operators in them.
    pub operators: usize,
    /// Points at which both sides were compared.
    pub cuts: usize,
    /// Rules that were used, and how often.
    pub rules: BTreeMap<&'static str, usize>,
}

impl Report {
    /// A rule was used.
    fn rule(&mut self, name: &'static str) {
        *self.rules.entry(name).or_default() += 1;
    }
}

/// Why an expansion is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// What is wrong.
    pub what: String,
    /// In which function, by its index in the bundle.
    pub function: Option<u32>,
    /// The tokens around the place.
    pub place: String,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(function) = self.function {
            write!(f, "in function {function}: ")?;
        }
        write!(f, "{}", self.what)?;
        if !self.place.is_empty() {
            write!(f, ", at `{}`", self.place)?;
        }
        Ok(())
    }
}

impl std::error::Error for Rejection {}

/// Bytes of a WebAssembly page (§4.2.8).
const PAGE: u64 = 65536;
/// The most pages of a memory whose size is part of its type.
const MAX_FIXED_PAGES: u64 = 16384;

/// Bytes of a memory that can never have another size.
fn fixed_size(options: &Options, memory: &Entity) -> Option<u64> {
    let pages = match options.fixed_memory_pages {
        _ if memory.ty.shared => return None,
        Some(pages) if memory.import.is_none() => pages.into(),
        _ if memory.ty.max == Some(memory.ty.min) => memory.ty.min,
        _ => return None,
    };
    (pages <= MAX_FIXED_PAGES).then_some(pages * PAGE)
}

/// What of an expansion is to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The items of the generated module, `mod code` last.
    All,
    /// Everything but `mod code`.
    Surface,
    /// `mod code`.
    Code,
    /// All, as the item `mod name { … }` of a file, with attributes and visibility.
    Module,
}

/// Checks an expansion, or part of one, against the modules that it comes from.
///
/// # Errors
/// The first thing that is not as it must be.
pub fn check(inputs: &[Input<'_>], options: &Options, tokens: &Tokens, part: Part) -> Result<Report, Rejection> {
    let plain = |what: String| Rejection { what, function: None, place: String::new() };
    if tokens.broken() {
        return Err(plain("delimiters do not match".into()));
    }
    // The surface follows from the sections; bodies are validated with the code.
    for input in inputs.iter().filter(|_| part != Part::Surface) {
        wasmparser::Validator::new_with_features(features())
            .validate_all(input.bytes)
            .map_err(|e| plain(format!("`{}` is not valid: {e}", input.name)))?;
    }
    let bundle = bundle::read(inputs).map_err(plain)?;
    items(&bundle, options, tokens, part).map_err(|fail| Rejection { what: fail.what, function: fail.func, place: around(tokens, fail.at) })
}

fn items<'t>(bundle: &'t Bundle<'t>, options: &'t Options, tokens: &'t Tokens, part: Part) -> Check<Report> {
    let mut c = Cursor { tokens, at: 0 };
    if part == Part::Module {
        module_head(&mut c)?;
    }
    if part != Part::Code {
        surface::check(bundle, options, &mut c)?;
    }
    let report = if part == Part::Surface { Report::default() } else { code::check(bundle, options, &mut c)? };
    if part == Part::Module {
        c.punct('}')?;
    }
    c.ensure(c.at == tokens.len(), "an item that generated code does not have")?;
    Ok(report)
}

/// `#[allow(…)] pub mod name {`
fn module_head(c: &mut Cursor<'_>) -> Check<()> {
    while c.eat_template("#[forbid(unsafe_code)]") || c.eat_template("#[allow") {
        if c.is('(') {
            c.skip_group();
            c.punct(']')?;
        }
    }
    if c.eat_template("pub") && c.is('(') {
        c.skip_group();
    }
    c.expect("mod @ {", &mut |_, _, _| true)
}

/// The features of WebAssembly that are covered.
fn features() -> wasmparser::WasmFeatures {
    use wasmparser::WasmFeatures as F;
    F::WASM2 | F::RELAXED_SIMD | F::EXTENDED_CONST | F::MULTI_MEMORY | F::THREADS
}

/// Some tokens before and after a place.
fn around(tokens: &Tokens, at: usize) -> String {
    let shown = |i: usize| if i == at { format!("⟨{}⟩", tokens.show(i)) } else { tokens.show(i) };
    (at.saturating_sub(8)..(at + 12).min(tokens.len())).map(shown).collect::<Vec<_>>().join(" ")
}
