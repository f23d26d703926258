//! One expansion, of which parts are changed token by token.

use std::ops::Range;

use include_wasm_translate::options::{Options, Source};

use crate::corpus::{folder, read};
use crate::mutate::{Piece, pieces, tokens};
use crate::{check_tokens, expand};

/// Where `texts` start in `list` from `at` on.
pub fn find(list: &[Piece], at: usize, texts: &[&str]) -> Option<usize> {
    let fits = |w: &[Piece]| w.iter().zip(texts).all(|(p, t)| p.text == *t);
    let found = list[at..].windows(texts.len()).position(fits)?;
    Some(at + found)
}

/// A module and its expansion, which is accepted.
#[derive(Debug)]
pub struct Subject {
    sources: [Source; 1],
    /// The expansion.
    pub list: Vec<Piece>,
}

impl Subject {
    /// That of a module in this repository.
    ///
    /// # Panics
    ///
    /// If the module can't be read or translated, or the checker refuses it.
    pub fn new(path: &str) -> Self {
        let sources = [read(&folder(path)).expect("a module")];
        let text = expand(&sources, &Options::default()).expect("it translates");
        let list = pieces(&include_wasm_verify::lex(&text).expect("it is made of tokens"));
        let subject = Subject { sources, list };
        subject
            .check(&subject.list)
            .expect("unchanged, it is accepted");
        subject
    }

    /// What the checker says of another expansion.
    ///
    /// # Errors
    ///
    /// That.
    pub fn check(&self, list: &[Piece]) -> Result<(), String> {
        let checked = check_tokens(&self.sources, &Options::default(), &tokens(list));
        checked.map(drop).map_err(|e| format!("{e:?}"))
    }

    /// All changes of one token in some ranges: how many, and what is around those that the checker accepts.
    pub fn survivors(
        &self,
        ranges: &[Range<usize>],
        change: impl Fn(&[Piece], usize) -> Vec<String>,
    ) -> (usize, Vec<String>) {
        let (mut all, mut survived) = (0, Vec::new());
        for at in ranges.iter().cloned().flatten() {
            for text in change(&self.list, at) {
                let mut list = self.list.clone();
                list[at].text = text;
                all += 1;
                if self.check(&list).is_ok() {
                    let around: Vec<&str> =
                        list[at - 8..at + 5].iter().map(|p| &p.text[..]).collect();
                    survived.push(around.join(" "));
                }
            }
        }
        (all, survived)
    }
}
