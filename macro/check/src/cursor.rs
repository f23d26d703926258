//! Reading tokens one by one; what was expected and is not there is a failure.

use crate::lex::split;
use crate::token::{Kind, Token, Tokens, word};

/// What is wrong, and at which token.
#[derive(Debug, Clone)]
pub struct Fail {
    pub what: String,
    pub at: usize,
    /// In which function.
    pub func: Option<u32>,
}

impl From<wasmparser::BinaryReaderError> for Fail {
    fn from(e: wasmparser::BinaryReaderError) -> Self {
        Fail { what: e.to_string(), at: 0, func: None }
    }
}

/// A variable by its letter and number: `l1`, `v1`, `p1` of a ladder, …
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variable {
    pub letter: u8,
    pub number: u32,
    pub mutable: bool,
}

/// What the parts of the checker return.
pub type Check<T> = Result<T, Fail>;

/// A position in the tokens.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'t> {
    pub tokens: &'t Tokens,
    pub at: usize,
}

/// What to do about a word with `@`: see [`Cursor::expect`].
pub type Hole<'h, 't> = &'h mut dyn FnMut(&str, &'t str, bool) -> bool;

impl<'t> Cursor<'t> {
    pub fn fail<T>(&self, what: impl Into<String>) -> Check<T> {
        Err(Fail { what: what.into(), at: self.at, func: None })
    }

    /// Fails unless something holds.
    pub fn ensure(&self, holds: bool, what: &str) -> Check<()> {
        if holds { Ok(()) } else { self.fail(what) }
    }

    /// Fails if there is nothing.
    pub fn some<T>(&self, found: Option<T>, what: &str) -> Check<T> {
        found.map_or_else(|| self.fail(what), Ok)
    }

    pub fn peek(&self) -> Token {
        self.ahead(0)
    }

    /// Some tokens further; after the end there is punctuation that nothing expects.
    pub fn ahead(&self, n: usize) -> Token {
        self.tokens.get(self.at + n).unwrap_or(Token { kind: Kind::Punct, data: 0 })
    }

    fn eat_token(&mut self, kind: Kind, data: u32) -> bool {
        let found = self.peek() == Token { kind, data };
        self.at += usize::from(found);
        found
    }

    pub fn is_word(&self, word: u32) -> bool {
        self.peek() == Token { kind: Kind::Ident, data: word }
    }

    pub fn eat_word(&mut self, word: u32) -> bool {
        self.eat_token(Kind::Ident, word)
    }

    pub fn word(&mut self, word: u32) -> Check<()> {
        if self.eat_word(word) { Ok(()) } else { self.fail(format!("expected `{}`", self.tokens.text(word))) }
    }

    /// Whether this character, perhaps a delimiter, is next.
    pub fn is(&self, c: char) -> bool {
        self.peek() == Token { kind: Kind::Punct, data: c as u32 }
    }

    pub fn eat(&mut self, c: char) -> bool {
        self.eat_token(Kind::Punct, c as u32)
    }

    pub fn punct(&mut self, c: char) -> Check<()> {
        if self.eat(c) { Ok(()) } else { self.fail(format!("expected `{c}`")) }
    }

    /// In front of thing `k` of a list: a comma, but for the first.
    pub fn comma(&mut self, k: usize) -> Check<()> {
        if k == 0 { Ok(()) } else { self.punct(',') }
    }

    /// Skips a group that starts here; the position of what is in it.
    pub fn skip_group(&mut self) -> usize {
        let start = self.at + 1;
        self.at = self.tokens.close_of(self.at) + 1;
        start
    }

    /// An unsuffixed decimal integer below 10^9.
    pub fn small(&mut self) -> Check<u32> {
        let token = self.peek();
        self.ensure(token.kind == Kind::Int, "expected a number")?;
        self.at += 1;
        Ok(token.data)
    }

    /// An unsuffixed integer.
    pub fn integer(&mut self) -> Check<u64> {
        let token = self.peek();
        let text = if token.kind == Kind::Literal { self.tokens.literal_text(token.data) } else { "" };
        let value = match text.strip_prefix("0x") {
            _ if token.kind == Kind::Int => Some(token.data.into()),
            Some(hex) => u64::from_str_radix(hex, 16).ok(),
            None => text.parse().ok(),
        };
        let value = self.some(value.filter(|_| !text.contains('+')), "expected an integer")?;
        self.at += 1;
        Ok(value)
    }

    /// An identifier.
    pub fn symbol(&mut self) -> Check<u32> {
        let token = self.peek();
        self.ensure(token.kind == Kind::Ident, "expected an identifier")?;
        self.at += 1;
        Ok(token.data)
    }

    /// A name of this letter and a number.
    pub fn letter(&mut self, letter: u8) -> Check<u32> {
        let token = self.peek();
        let (found, n) = self.tokens.name(token.data);
        if token.kind != Kind::Ident || found != letter {
            return self.fail(format!("expected a name like `{}1`", letter as char));
        }
        self.at += 1;
        Ok(n)
    }

    /// Exactly these tokens, written as Rust.
    pub fn template(&mut self, text: &str) -> Check<()> {
        self.expect(text, &mut |_, _, _| false)
    }

    /// These tokens if they are there.
    pub fn eat_template(&mut self, text: &str) -> bool {
        let start = self.at;
        let found = self.template(text).is_ok();
        self.at = if found { self.at } else { start };
        found
    }

    /// Exactly these tokens, written as Rust. `~` stands for any string, words with `@` for identifiers that `hole` accepts: it
    /// gets the word, the identifier, and whether a colon follows.
    ///
    /// What a formatter may change means nothing: a semicolon before a closing brace (the block would not have its type any more,
    /// if that is not `()`), braces around the one expression of an arm. Nor does `mut` in front of a local: rustc checks what is
    /// mutable.
    pub fn expect(&mut self, text: &str, hole: Hole<'_, 't>) -> Check<()> {
        let (mut rest, mut arms) = (text, Vec::new());
        while let Some((piece, tail)) = split(rest) {
            rest = tail;
            if arms.last() == Some(&self.at) {
                arms.pop();
                self.at += 1;
                self.eat(',');
                if piece == "," {
                    continue;
                }
            }
            if piece == "," && split(rest).is_some_and(|next| matches!(next.0, ")" | "]" | "}")) {
                continue;
            }
            // One semicolon, not one more.
            if piece == "}" && self.is(';') && !self.tokens.is_punct(self.at.wrapping_sub(1), ';') {
                self.at += 1;
            }
            let arrow = |at: usize| at > 1 && self.tokens.is_punct(at - 2, '=') && self.tokens.is_punct(at - 1, '>');
            if self.is('{') && piece != "{" && arrow(self.at) {
                arms.push(self.tokens.close_of(self.at));
                self.at += 1;
            }
            if self.is_word(word::MUT) && piece.starts_with('l') {
                self.at += 1;
            }
            let token = self.peek();
            let found = match token.kind {
                Kind::Ident if piece.contains('@') => hole(piece, self.tokens.text(token.data), rest.starts_with(':')),
                Kind::Ident => self.tokens.text(token.data) == piece,
                Kind::Lifetime => piece.strip_prefix('\'') == Some(self.tokens.text(token.data)),
                Kind::Int => piece.parse() == Ok(token.data) && !piece.starts_with('+'),
                Kind::Literal if piece == "~" => self.tokens.literal_text(token.data).starts_with('"'),
                Kind::Literal => self.tokens.literal_text(token.data) == piece,
                Kind::Punct => piece.chars().eq(char::from_u32(token.data)),
            };
            if !found {
                return self.fail(format!("expected `{piece}`"));
            }
            self.at += 1;
        }
        Ok(())
    }

    /// `l1` or `mut l1`, a variable.
    pub fn variable(&mut self) -> Check<Variable> {
        let mutable = self.eat_word(word::MUT);
        let (letter, number) = self.tokens.name(self.symbol()?);
        Ok(Variable { letter, number, mutable })
    }

    /// `i32` or `(i32, f64)`: how many.
    pub fn types(&mut self) -> Check<usize> {
        if !self.eat('(') {
            return self.any_type().map(|()| 1);
        }
        let mut count = 0;
        while !self.eat(')') {
            self.comma(count)?;
            self.any_type()?;
            count += 1;
        }
        Ok(count)
    }

    /// The Rust type of any value type.
    pub fn any_type(&mut self) -> Check<()> {
        let simple = [word::I32, word::I64, word::F32, word::F64, word::U32].iter().any(|word| self.eat_word(*word));
        let others = ["Option<rt::FuncRef>", "Option<rt::ExternRef>", "rt::V128"];
        let found = simple || others.iter().any(|ty| self.eat_template(ty));
        self.ensure(found, "expected a type")
    }
}
