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
        let (what, at) = (e.to_string(), 0);
        Fail { what, at, func: None }
    }
}

/// What the parts of the checker return.
pub type Check<T> = Result<T, Fail>;

/// A position in the tokens.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'t> {
    pub tokens: &'t Tokens,
    pub at: usize,
}

const END: Token = Token { kind: Kind::Close, data: 0 };

impl<'t> Cursor<'t> {
    pub fn fail<T>(&self, what: impl Into<String>) -> Check<T> {
        Err(Fail { what: what.into(), at: self.at, func: None })
    }

    pub fn peek(&self) -> Token {
        self.ahead(0)
    }

    pub fn ahead(&self, n: usize) -> Token {
        self.tokens.get(self.at + n).unwrap_or(END)
    }

    fn is(&self, kind: Kind, data: u32) -> bool {
        let token = self.peek();
        token.kind == kind && token.data == data
    }

    fn eat(&mut self, kind: Kind, data: u32) -> bool {
        let found = self.is(kind, data);
        self.at += usize::from(found);
        found
    }

    pub fn is_word(&self, word: u32) -> bool {
        self.is(Kind::Ident, word)
    }

    pub fn eat_word(&mut self, word: u32) -> bool {
        self.eat(Kind::Ident, word)
    }

    pub fn word(&mut self, word: u32) -> Check<()> {
        if self.eat(Kind::Ident, word) {
            return Ok(());
        }
        self.fail(format!("expected `{}`", self.tokens.text(word)))
    }

    pub fn is_punct(&self, c: char) -> bool {
        self.is(Kind::Punct, c as u32)
    }

    pub fn eat_punct(&mut self, c: char) -> bool {
        self.eat(Kind::Punct, c as u32)
    }

    pub fn punct(&mut self, c: char) -> Check<()> {
        if self.eat(Kind::Punct, c as u32) {
            return Ok(());
        }
        self.fail(format!("expected `{c}`"))
    }

    pub fn is_open(&self, c: char) -> bool {
        self.is(Kind::Open, c as u32)
    }

    pub fn open(&mut self, c: char) -> Check<()> {
        if self.eat(Kind::Open, c as u32) {
            return Ok(());
        }
        self.fail(format!("expected `{c}`"))
    }

    pub fn is_close(&self, c: char) -> bool {
        self.is(Kind::Close, c as u32)
    }

    /// The closing delimiter that belongs to the opening one `c`.
    pub fn close(&mut self, c: char) -> Check<()> {
        let next = self.ahead(1);
        if next.kind == Kind::Close && next.data == c as u32 {
            self.eat_punct(',');
        }
        if self.eat(Kind::Close, c as u32) {
            return Ok(());
        }
        self.fail(format!("expected the end of `{c}`"))
    }

    /// An unsuffixed decimal integer below 10^9.
    pub fn small(&mut self) -> Check<u32> {
        let token = self.peek();
        if token.kind != Kind::Int {
            return self.fail("expected a number");
        }
        self.at += 1;
        Ok(token.data)
    }

    /// An unsuffixed integer.
    pub fn integer(&mut self) -> Check<u64> {
        let token = self.peek();
        let value = match token.kind {
            Kind::Int => Some(token.data.into()),
            Kind::Literal => {
                let text = self.tokens.literal_text(token.data);
                match text.strip_prefix("0x") {
                    Some(hex) => u64::from_str_radix(hex, 16).ok(),
                    None => text.parse().ok(),
                }
            }
            _ => None,
        };
        match value {
            Some(value) => {
                self.at += 1;
                Ok(value)
            }
            None => self.fail("expected an integer"),
        }
    }

    /// Exactly this number.
    pub fn number(&mut self, value: u64) -> Check<()> {
        let at = self.at;
        if self.integer()? == value {
            return Ok(());
        }
        self.at = at;
        self.fail(format!("expected `{value}`"))
    }

    /// An identifier.
    pub fn symbol(&mut self) -> Check<u32> {
        let token = self.peek();
        if token.kind != Kind::Ident {
            return self.fail("expected an identifier");
        }
        self.at += 1;
        Ok(token.data)
    }

    /// Exactly these tokens, written as Rust.
    pub fn template(&mut self, text: &str) -> Check<()> {
        self.expect(text, &mut |_, _, _| false)
    }

    /// These tokens if they are there.
    pub fn eat_template(&mut self, text: &str) -> bool {
        let start = self.at;
        let found = self.template(text).is_ok();
        if !found {
            self.at = start;
        }
        found
    }

    /// Whether these tokens are next.
    pub fn matches(&self, text: &str) -> bool {
        let mut ahead = *self;
        ahead.template(text).is_ok()
    }

    /// Exactly these tokens, written as Rust. `~` stands for any string, words with `@` for identifiers that `hole` accepts: it
    /// gets the word, the identifier, and whether a colon follows.
    ///
    /// What a formatter may change means nothing: a comma before a closing delimiter (one-tuples type-check nowhere), a
    /// semicolon before a closing brace (the block would not have its type any more, if that is not `()`), braces around the one
    /// expression of an arm. Nor do documentation and `mut` in front of a local: rustc checks what is mutable.
    pub fn expect(&mut self, text: &str, hole: Hole<'_, 't>) -> Check<()> {
        let (mut rest, mut arms) = (text, Vec::new());
        while let Some((piece, tail)) = split(rest) {
            rest = tail;
            self.documentation();
            if arms.last() == Some(&self.at) {
                arms.pop();
                self.at += 1;
                self.eat_punct(',');
                if piece == "," {
                    continue;
                }
            }
            let closes = |piece: &str| matches!(piece, ")" | "]" | "}");
            if piece == "," && split(rest).is_some_and(|next| closes(next.0)) {
                continue;
            }
            // One semicolon, not one more.
            let before = self.tokens.get(self.at.wrapping_sub(1));
            let after = before.is_some_and(|t| (t.kind, t.data) == (Kind::Punct, ';' as u32));
            if closes(piece) && self.is_punct(',') || piece == "}" && self.is_punct(';') && !after {
                self.at += 1;
            }
            if self.is_open('{') && piece != "{" && self.at > 0 && self.after_arrow() {
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
                Kind::Punct | Kind::Open => piece.chars().eq(char::from_u32(token.data)),
                Kind::Close => closes(piece) && self.tokens.show(self.at) == piece,
            };
            if !found {
                return self.fail(format!("expected `{piece}`"));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn after_arrow(&self) -> bool {
        let before = Cursor { at: self.at.wrapping_sub(2), ..*self };
        before.is_punct('=') && before.ahead(1).data == '>' as u32
    }

    /// The Rust type of any value type, or of a ladder's variable.
    pub fn any_type(&mut self) -> Check<()> {
        let simple = [word::I32, word::I64, word::F32, word::F64, word::U32];
        if simple.iter().any(|word| self.eat_word(*word)) {
            return Ok(());
        }
        let others = ["Option<rt::FuncRef>", "Option<rt::ExternRef>", "rt::V128"];
        match others.iter().any(|ty| self.eat_template(ty)) {
            true => Ok(()),
            false => self.fail("expected a type"),
        }
    }

    /// Skips documentation: attributes `doc` and `diagnostic` of words and literals.
    pub fn documentation(&mut self) {
        while self.is_punct('#') && matches!(self.ahead(2).data, word::DOC | word::DIAGNOSTIC) {
            let close = self.tokens.close_of(self.at + 1);
            let plain = |t: Token| match t.kind {
                Kind::Punct => [':', ',', '='].iter().any(|c| t.data == *c as u32),
                _ => true,
            };
            if self.ahead(2).kind != Kind::Ident || !(self.at + 2..close).all(|i| self.tokens.get(i).is_some_and(plain)) {
                return;
            }
            self.at = close + 1;
        }
    }
}

/// What to do about a word with `@`: see [`Cursor::expect`].
pub type Hole<'h, 't> = &'h mut dyn FnMut(&str, &'t str, bool) -> bool;
