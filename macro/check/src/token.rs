//! Tokens of Rust, as small numbers.
//!
//! Identifiers are interned; the words that the checker knows have fixed numbers (see [`word`]), and
//! names with a number in them (`l4`, `v17`, `'b3`) are taken apart once per distinct name.

use crate::term::Index;
use std::fmt;

/// What a token is; `data` in [`Token`] depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or keyword; its symbol.
    Ident,
    /// A lifetime or label without the quote; its symbol.
    Lifetime,
    /// One character of punctuation.
    Punct,
    /// An unsuffixed integer below 2^32; its value.
    Int,
    /// Any other literal; index of its text.
    Literal,
    /// An opening delimiter (as a character); see [`Tokens::close_of`].
    Open,
    /// A closing delimiter (as the *opening* character).
    Close,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Symbol, character, value or index.
    pub data: u32,
}

/// The shape of a name that consists of letters and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// No such shape.
    Other,
    /// One letter and a number without leading zeros: `l3`.
    Letter(u8, u32),
}

/// Tokens in order, with what their symbols stand for.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    list: Vec<Token>,
    /// For every opening delimiter the position of its closing one; 0 elsewhere.
    closes: Vec<u32>,
    open: Vec<u32>,
    literals: Vec<Box<str>>,
    names: Vec<(Box<str>, Name)>,
    index: Index,
    /// What made the list unusable, if anything.
    broken: Option<&'static str>,
}

impl Tokens {
    /// An empty list.
    pub fn new() -> Self {
        let mut tokens = Self::default();
        for word in word::ALL {
            tokens.symbol(word);
        }
        tokens
    }

    /// The tokens of Rust source text. Only what generated code is made of is understood: no raw strings, no
    /// raw identifiers, ASCII identifiers. Comments are skipped, except that doc comments become the attribute
    /// that they are.
    ///
    /// # Errors
    /// The first character that starts no token, with its byte offset.
    pub fn lex(text: &str) -> Result<Self, String> {
        let mut tokens = Tokens::new();
        crate::lex::lex(text, &mut tokens)?;
        Ok(tokens)
    }

    fn push(&mut self, kind: Kind, data: u32) {
        self.list.push(Token { kind, data });
        self.closes.push(0);
    }

    /// Appends an identifier or keyword (raw identifiers with their `r#`, which nothing accepts).
    pub fn ident(&mut self, text: &str) {
        let symbol = self.symbol(text);
        self.push(Kind::Ident, symbol);
    }

    /// Appends a lifetime, without its quote.
    pub fn lifetime(&mut self, text: &str) {
        let symbol = self.symbol(text);
        self.push(Kind::Lifetime, symbol);
    }

    /// Appends one character of punctuation.
    pub fn punct(&mut self, c: char) {
        self.push(Kind::Punct, c as u32);
    }

    /// Appends a literal, as written.
    pub fn literal(&mut self, text: &str) {
        match small_integer(text) {
            Some(value) => self.push(Kind::Int, value),
            None => {
                self.literals.push(text.into());
                self.push(Kind::Literal, self.literals.len() as u32 - 1);
            }
        }
    }

    /// Appends an opening delimiter: `(`, `[`, `{`, or `?` for an invisible one.
    pub fn open(&mut self, delimiter: char) {
        self.open.push(self.list.len() as u32);
        self.push(Kind::Open, delimiter as u32);
    }

    /// Appends the closing delimiter that belongs to the opening character `delimiter`.
    pub fn close(&mut self, delimiter: char) {
        match self.open.pop() {
            Some(at) if self.list[at as usize].data == delimiter as u32 => {
                self.closes[at as usize] = self.list.len() as u32;
            }
            _ => self.broken = Some("delimiters do not match"),
        }
        self.push(Kind::Close, delimiter as u32);
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Why the list can't be checked: delimiters that do not match.
    pub fn broken(&self) -> Option<&'static str> {
        self.broken.or((!self.open.is_empty()).then_some("delimiters do not match"))
    }

    /// The token at a position, if there is one.
    pub fn get(&self, at: usize) -> Option<Token> {
        self.list.get(at).copied()
    }

    /// The position of the closing delimiter of the opening one at `at`; the end if there is none.
    pub fn close_of(&self, at: usize) -> usize {
        match self.closes.get(at) {
            Some(close) if *close > 0 => *close as usize,
            _ => self.list.len(),
        }
    }

    /// The text of a symbol.
    pub fn text(&self, symbol: u32) -> &str {
        self.names.get(symbol as usize).map_or("", |n| &n.0)
    }

    /// The shape of a symbol.
    pub fn name(&self, symbol: u32) -> Name {
        self.names.get(symbol as usize).map_or(Name::Other, |n| n.1)
    }

    /// The text of a literal other than a small integer.
    pub fn literal_text(&self, index: u32) -> &str {
        self.literals.get(index as usize).map_or("", |t| t)
    }

    /// How many symbols there are.
    pub fn symbols(&self) -> usize {
        self.names.len()
    }

    /// A token as text, for messages.
    pub fn show(&self, at: usize) -> String {
        let Some(token) = self.get(at) else {
            return "end".into();
        };
        let c = char::from_u32(token.data).unwrap_or('?');
        match token.kind {
            Kind::Ident => self.text(token.data).to_owned(),
            Kind::Lifetime => format!("'{}", self.text(token.data)),
            Kind::Int => token.data.to_string(),
            Kind::Literal => self.literal_text(token.data).chars().take(60).collect(),
            Kind::Punct | Kind::Open => c.to_string(),
            Kind::Close => match c {
                '(' => ")".into(),
                '[' => "]".into(),
                _ => "}".into(),
            },
        }
    }

    /// The symbol of a text, made if there is none yet.
    fn symbol(&mut self, text: &str) -> u32 {
        let names = &self.names;
        let same = |i: u32| *names[i as usize].0 == *text;
        match self.index.find(hash(text), names.len(), same, |i| hash(&names[i].0)) {
            Ok(symbol) => symbol,
            Err(new) => {
                self.names.push((text.into(), shape(text)));
                new
            }
        }
    }
}

/// Whole-word multiplication: this runs for every identifier, unoptimised.
fn hash(text: &str) -> usize {
    let mut rest = text.as_bytes();
    let mut h = rest.len() as u64;
    while let Some((chunk, tail)) = rest.split_first_chunk::<8>() {
        h = (h ^ u64::from_le_bytes(*chunk)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        h ^= h >> 29;
        rest = tail;
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    h = (h ^ u64::from_le_bytes(last)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (h ^ (h >> 32)) as usize
}

/// `0`, or digits without a leading zero, that fit.
fn small_integer(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > 9 || (bytes[0] == b'0' && bytes.len() > 1) {
        return None;
    }
    let mut value = 0;
    for b in bytes {
        if !b.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u32::from(b - b'0');
    }
    Some(value)
}

fn shape(text: &str) -> Name {
    match text.as_bytes().split_first() {
        Some((letter, _)) if letter.is_ascii_lowercase() => small_integer(&text[1..]).map_or(Name::Other, |n| Name::Letter(*letter, n)),
        _ => Name::Other,
    }
}

impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for at in 0..self.list.len() {
            let space = match (self.get(at.wrapping_sub(1)), self.list[at]) {
                (None, _) => false,
                // Puncts are kept apart only from words; `! =` would be two tokens in Rust.
                (Some(Token { kind: Kind::Punct, .. }), Token { kind: Kind::Punct, .. }) => false,
                _ => true,
            };
            f.write_str(if space { " " } else { "" })?;
            f.write_str(&self.show(at))?;
        }
        Ok(())
    }
}

/// Symbols with a fixed number.
pub mod word {
    macro_rules! words {
        ($($name:ident $text:literal,)*) => {
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            enum Order { $($name,)* }
            $(#[doc = concat!("`", $text, "`")] pub const $name: u32 = Order::$name as u32;)*
            pub(super) const ALL: &[&str] = &[$($text,)*];
        };
    }
    words! {
        LET "let", MUT "mut", SOME "Some", NONE "None", ELSE "else", RETURN "return", IF "if",
        MATCH "match", LOOP "loop", BREAK "break", CONTINUE "continue", UNDERSCORE "_", S "s",
        G "g", H "h", I32 "i32", I64 "i64", F32 "f32", F64 "f64", U32 "u32", F32_CONST "f32_const",
        F64_CONST "f64_const", V128_CONST "v128_const", REF_FUNC "ref_func", F32_QUIET "f32_quiet", F64_QUIET "f64_quiet",
        F32X4_QUIET "f32x4_quiet", F64X2_QUIET "f64x2_quiet",
        F32_CANONICAL "f32_canonical", F64_CANONICAL "f64_canonical",
        F32X4_CANONICAL "f32x4_canonical", F64X2_CANONICAL "f64x2_canonical", MEMORY_SIZE "memory_size",
        TABLE_SIZE "table_size", SELECT_I32 "select_i32", SELECT_I64 "select_i64",
        SELECT_F32 "select_f32", SELECT_F64 "select_f64", SELECT_V128 "select_v128", SELECT_FUNCREF "select_funcref",
        SELECT_EXTERNREF "select_externref", REF_IS_NULL_FUNCREF "ref_is_null_funcref",
        REF_IS_NULL_EXTERNREF "ref_is_null_externref", EXIT "exit", FUEL "fuel", DOC "doc",
        DIAGNOSTIC "diagnostic", N "n", WINDOW "window", ROUNDS_NE "rounds_ne",
        ROUNDS_LT "rounds_lt", ROUNDS_LE "rounds_le",
    }
}
