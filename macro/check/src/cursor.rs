//! Reading tokens one by one; what was expected and is not there is a failure.

use crate::bundle::Type;
use crate::token::{Kind, Token, Tokens, word};

/// What is wrong, and at which token.
#[derive(Debug, Clone)]
pub struct Fail {
    pub what: String,
    pub at: usize,
}

/// What the parts of the checker return.
pub type Check<T> = Result<T, Fail>;

/// A position in the tokens.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'t> {
    pub tokens: &'t Tokens,
    pub at: usize,
}

const END: Token = Token {
    kind: Kind::Close,
    data: 0,
};

impl<'t> Cursor<'t> {
    pub fn fail<T>(&self, what: impl Into<String>) -> Check<T> {
        Err(Fail {
            what: what.into(),
            at: self.at,
        })
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

    /// The text of an identifier.
    pub fn name(&mut self) -> Check<&'t str> {
        let symbol = self.symbol()?;
        Ok(self.tokens.text(symbol))
    }

    /// Exactly this identifier.
    pub fn named(&mut self, name: &str) -> Check<()> {
        let token = self.peek();
        if token.kind == Kind::Ident && self.tokens.text(token.data) == name {
            self.at += 1;
            return Ok(());
        }
        self.fail(format!("expected `{name}`"))
    }

    /// The text of a literal that is no small integer.
    pub fn literal(&mut self) -> Check<&'t str> {
        let token = self.peek();
        if token.kind != Kind::Literal {
            return self.fail("expected a literal");
        }
        self.at += 1;
        Ok(self.tokens.literal_text(token.data))
    }

    /// A string literal without prefix.
    pub fn string(&mut self) -> Check<&'t str> {
        let at = self.at;
        let text = self.literal()?;
        if text.starts_with('"') {
            return Ok(text);
        }
        self.at = at;
        self.fail("expected a string")
    }

    /// Exactly these tokens, written as Rust.
    pub fn template(&mut self, text: &str) -> Check<()> {
        if let Some(n) = self.matches(text) {
            self.at += n;
            return Ok(());
        }
        self.fail(format!("expected `{text}`"))
    }

    /// These tokens if they are there.
    pub fn eat_template(&mut self, text: &str) -> bool {
        let found = self.matches(text);
        self.at += found.unwrap_or(0);
        found.is_some()
    }

    /// How many tokens the template is, if it is there.
    pub fn matches(&self, text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        let (mut i, mut n, mut comma) = (0, 0, false);
        while i < bytes.len() {
            let start = i;
            i += 1;
            let token = self.ahead(n);
            let plain = |kind: Kind, c: u8| token.kind == kind && token.data == u32::from(c);
            let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
            let found = match bytes[start] {
                b' ' => continue,
                c @ (b'(' | b'[' | b'{') => plain(Kind::Open, c),
                b')' => plain(Kind::Close, b'('),
                b']' => plain(Kind::Close, b'['),
                b'}' => plain(Kind::Close, b'{'),
                b'"' => {
                    i += text[i..].find('"')? + 1;
                    token.kind == Kind::Literal
                        && self.tokens.literal_text(token.data) == &text[start..i]
                }
                b'\'' => {
                    i += bytes[i..]
                        .iter()
                        .position(|b| !is_word(b))
                        .unwrap_or(bytes.len() - i);
                    token.kind == Kind::Lifetime
                        && self.tokens.text(token.data) == &text[start + 1..i]
                }
                c if is_word(&c) => {
                    i = start
                        + bytes[start..]
                            .iter()
                            .position(|b| !is_word(b))
                            .unwrap_or(bytes.len() - start);
                    let word = &text[start..i];
                    match token.kind {
                        Kind::Ident => self.tokens.text(token.data) == word,
                        Kind::Int => token.data.to_string() == word,
                        Kind::Literal => self.tokens.literal_text(token.data) == word,
                        _ => false,
                    }
                }
                c => plain(Kind::Punct, c),
            };
            if !found {
                // A comma in front of a closing delimiter means nothing (one-tuples do not type-check anywhere).
                let closes = matches!(bytes[start], b')' | b']' | b'}');
                if closes && plain(Kind::Punct, b',') && !comma {
                    (i, comma) = (start, true);
                    n += 1;
                    continue;
                }
                return None;
            }
            comma = false;
            n += 1;
        }
        Some(n)
    }

    /// The Rust type of a value type.
    pub fn ty(&mut self, ty: Type) -> Check<()> {
        match ty {
            Type::I32 => self.word(word::I32),
            Type::I64 => self.word(word::I64),
            Type::F32 => self.word(word::F32),
            Type::F64 => self.word(word::F64),
            Type::V128 => self.template("rt::V128"),
            Type::FuncRef => self.template("Option<rt::FuncRef>"),
            Type::ExternRef => self.template("Option<rt::ExternRef>"),
        }
    }

    /// The Rust type of any value type.
    pub fn any_type(&mut self) -> Check<Type> {
        let token = self.peek();
        let ty = match (token.kind, token.data) {
            (Kind::Ident, word::I32) => Type::I32,
            (Kind::Ident, word::I64) => Type::I64,
            (Kind::Ident, word::F32) => Type::F32,
            (Kind::Ident, word::F64) => Type::F64,
            (Kind::Ident, word::RT) => Type::V128,
            (Kind::Ident, word::OPTION) if self.matches("Option<rt::ExternRef>").is_some() => {
                Type::ExternRef
            }
            _ => Type::FuncRef,
        };
        self.ty(ty)?;
        Ok(ty)
    }

    /// The Rust type of a list of results: `()`, a type, or a tuple.
    pub fn results(&mut self, types: &[Type]) -> Check<()> {
        if let [one] = types {
            return self.ty(*one);
        }
        self.open('(')?;
        for (i, ty) in types.iter().enumerate() {
            if i > 0 {
                self.punct(',')?;
            }
            self.ty(*ty)?;
        }
        self.eat_punct(',');
        self.close('(')
    }

    /// `#[doc = "…"]`, any number of them.
    pub fn docs(&mut self) {
        while self.is_punct('#')
            && self.matches("#[doc =").is_some()
            && self.ahead(4).kind == Kind::Literal
            && self.ahead(5).kind == Kind::Close
        {
            self.at += 6;
        }
    }
}
