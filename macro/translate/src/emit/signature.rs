//! What functions are called, what they take, and how they are called.

use super::surface::fixed_size;
use crate::analyse::{Facts, Needs};
use crate::bundle::{Bundle, FuncKind};
use crate::options::Options;
use crate::parse::names::demangle;
use crate::types::FuncType;

/// Longest name taken over into an identifier.
const MAX_NAME: usize = 48;

/// All that the emitter of code knows.
pub struct Scope<'a> {
    pub bundle: &'a Bundle,
    pub options: &'a Options,
    pub facts: &'a Facts,
    /// Identifier suffix of every function: empty or `_name`.
    names: Vec<String>,
    /// Whether `Imports` exists.
    pub host: bool,
}

/// Through which variables a body reaches the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `s: &mut State` and `m{i}: &mut M{i}`.
    Leaf,
    /// `g: &mut Guest`, perhaps `h: &mut dyn Imports`.
    Guest,
    /// Windows of a counted loop as slices, `k{i}`, for memories; there is no state.
    Apart,
}

impl Place {
    pub fn of(needs: &Needs) -> Self {
        if needs.guest {
            Place::Guest
        } else {
            Place::Leaf
        }
    }

    /// The state, as a place expression.
    pub fn state(self) -> &'static str {
        match self {
            Place::Leaf | Place::Apart => "s",
            Place::Guest => "g.s",
        }
    }

    /// The trap context, as an argument.
    pub fn cx(self) -> &'static str {
        match self {
            Place::Leaf | Place::Apart => "&mut s.cx",
            Place::Guest => "&mut g.s.cx",
        }
    }

    /// Memory `m` as an argument that is only read.
    pub fn memory(self, m: u32) -> String {
        match self {
            Place::Leaf => format!("m{m}"),
            Place::Apart => format!("k{m}"),
            Place::Guest => format!("g.m{m}.bytes()"),
        }
    }

    /// Memory `m` as an argument that is written.
    pub fn memory_mut(self, m: u32) -> String {
        match self {
            Place::Leaf => format!("m{m}"),
            Place::Apart => format!("k{m}"),
            Place::Guest => format!("g.m{m}.bytes_mut()"),
        }
    }
}

impl<'a> Scope<'a> {
    pub fn new(bundle: &'a Bundle, options: &'a Options, facts: &'a Facts) -> Self {
        let names = bundle
            .funcs
            .iter()
            .map(|f| f.name.as_deref().map(suffix).unwrap_or_default())
            .collect();
        Scope {
            bundle,
            options,
            facts,
            names,
            host: bundle.has_host(),
        }
    }

    /// The function that others call.
    pub fn func(&self, f: u32) -> String {
        match self.bundle.funcs[f as usize].kind {
            FuncKind::Host { .. } => format!("h{f}"),
            FuncKind::Defined { .. } => format!("func{f}{}", self.names[f as usize]),
        }
    }

    /// The function that holds the code, where a wrapper stands before it.
    pub fn body(&self, f: u32) -> String {
        format!("body{f}{}", self.names[f as usize])
    }

    /// Whether memory `m` has a constant size.
    pub fn is_fixed(&self, m: u32) -> bool {
        fixed_size(self.bundle, self.options, m).is_some()
    }

    /// State parameters, after WebAssembly's own.
    pub fn state_params(&self, needs: &Needs) -> Vec<String> {
        match Place::of(needs) {
            Place::Guest if self.host && needs.host => {
                vec!["g: &mut Guest".into(), "h: &mut dyn Imports".into()]
            }
            Place::Guest => vec!["g: &mut Guest".into()],
            Place::Leaf | Place::Apart => {
                let state = needs.state.then(|| "s: &mut State".to_owned());
                state
                    .into_iter()
                    .chain(needs.memories.iter().map(|m| format!("m{m}: &mut M{m}")))
                    .collect()
            }
        }
    }

    /// State arguments for a callee with `needs`, from a body at `place`.
    pub fn state_args(&self, needs: &Needs, place: Place) -> Vec<String> {
        match (Place::of(needs), place) {
            (Place::Guest, _) if self.host && needs.host => vec!["g".into(), "h".into()],
            (Place::Guest, _) => vec!["g".into()],
            (Place::Leaf | Place::Apart, Place::Leaf | Place::Apart) => {
                let state = needs.state.then(|| "s".to_owned());
                state
                    .into_iter()
                    .chain(needs.memories.iter().map(|m| format!("m{m}")))
                    .collect()
            }
            (Place::Leaf | Place::Apart, Place::Guest) => {
                let state = needs.state.then(|| "&mut g.s".to_owned());
                state
                    .into_iter()
                    .chain(needs.memories.iter().map(|m| format!("g.m{m}.bytes_mut()")))
                    .collect()
            }
        }
    }

    /// The result type of a function of type `ty`.
    pub fn result(&self, ty: &FuncType, needs: &Needs) -> String {
        if needs.traps {
            format!("Option<{}>", ty.result())
        } else {
            ty.result()
        }
    }

    /// A call of function `f` from a body at `place`.
    pub fn call(&self, f: u32, args: Vec<String>, place: Place) -> String {
        let needs = &self.facts.funcs[f as usize];
        format!(
            "{}({})",
            self.func(f),
            list(args, self.state_args(needs, place))
        )
    }
}

/// Two argument lists as one.
pub fn list(mut args: Vec<String>, more: Vec<String>) -> String {
    args.extend(more);
    args.join(", ")
}

/// `_name` for a function's raw name: demangled, in identifier characters, of bounded length.
fn suffix(raw: &str) -> String {
    let mut out = String::from("_");
    for c in demangle(raw).chars() {
        let c = if c.is_ascii_alphanumeric() { c } else { '_' };
        if !(c == '_' && out.ends_with('_')) {
            out.push(c);
        }
        if out.len() >= MAX_NAME {
            break;
        }
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

/// `n` comma-separated parameters `a0: T0, …`.
pub fn params(ty: &FuncType) -> Vec<String> {
    ty.params
        .iter()
        .enumerate()
        .map(|(i, t)| format!("a{i}: {}", t.rust()))
        .collect()
}

/// `a0, a1, …`
pub fn args(ty: &FuncType) -> Vec<String> {
    (0..ty.params.len()).map(|i| format!("a{i}")).collect()
}

/// Bytes as a byte-string literal: as Rust escapes them, but zeros, of which there are many, are `\\0`.
pub fn byte_string(bytes: &[u8]) -> String {
    let parts: Vec<String> = bytes
        .split(|b| *b == 0)
        .map(|part| part.escape_ascii().to_string())
        .collect();
    format!("b\"{}\"", parts.join("\\0"))
}
