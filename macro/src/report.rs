//! Errors on their way to the user: many are collected, each with the span of what it is about.

use include_wasm_translate::error::{At, Errors};
use proc_macro2::{Span, TokenStream};

use crate::input::Input;

/// Collects errors until [`Report::finish`], so that one build shows them all.
#[must_use]
#[derive(Default)]
pub struct Report(Option<syn::Error>);

impl Report {
    /// Notes an error at a span.
    pub fn error(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Notes an error of the parser.
    pub fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Notes the compiler's errors, each at the path or the option entry it is about.
    pub fn translate(&mut self, errors: &Errors, input: &Input) {
        for error in errors.iter() {
            let span = match error.at {
                At::Source(index) => input.sources.get(index).map(|s| s.span),
                At::Option(name, index) => input.options.span(name, index),
            };
            self.error(span.unwrap_or_else(|| input.ident.span()), &error.message);
        }
    }

    /// `compile_error!`s for everything noted, if anything was.
    pub fn finish(self) -> Result<(), TokenStream> {
        match self.0 {
            None => Ok(()),
            Some(all) => Err(all.to_compile_error()),
        }
    }
}

/// The candidate that `word` is most likely a misspelling of.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|c| (distance(word, c), c))
        // Half of the word may be wrong: `stack` for `max_stack`, but not `x` for `fuel`.
        .filter(|(d, c)| d * 2 <= c.len().min(word.len()) || (word.len() > 3 && c.contains(word)))
        .min()
        .map(|(_, c)| c)
}

/// Levenshtein distance in bytes.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let substitute = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_spelling() {
        let names = ["max_stack", "fuel", "stubs", "nan"];
        assert_eq!(nearest("max_stak", names), Some("max_stack"));
        assert_eq!(nearest("stack", names), Some("max_stack"));
        assert_eq!(nearest("stub", names), Some("stubs"));
        assert_eq!(nearest("optimise", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn edit_distance() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
