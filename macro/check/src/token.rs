//! Tokens of Rust, as small numbers.
//!
//! Identifiers are interned; the words that the checker knows have fixed numbers (see [`word`]), and names of a letter and a
//! number (`l4`, `v17`, `'b3`) are taken apart once per distinct name. What means nothing is left out from the start: documentation,
//! and a comma before a closing delimiter (a formatter's choice; there is no place where a one-tuple and its element both have the
//! right type).

use crate::term::Index;

/// What a token is; `data` in [`Token`] depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or keyword; its symbol.
    Ident,
    /// A lifetime or label without the quote; its symbol.
    Lifetime,
    /// One character of punctuation, or a delimiter; for opening ones see [`Tokens::close_of`].
    Punct,
    /// An unsuffixed integer below 10^9; its value.
    Int,
    /// Any other literal; index of its text.
    Literal,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Symbol, character, value or index.
    pub data: u32,
}

/// A letter and a number without leading zeros, `l3`; zeros for names of other shapes.
pub type Name = (u8, u32);

/// Tokens in order, with what their symbols stand for.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    list: Vec<Token>,
    /// For every opening delimiter the position of its closing one; 0 elsewhere.
    closes: Vec<u32>,
    open: Vec<usize>,
    literals: Vec<Box<str>>,
    names: Vec<(Box<str>, Name)>,
    index: Index,
    /// Delimiters did not match.
    broken: bool,
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

    /// Appends an opening delimiter: `(`, `[`, `{`, or `⟨` for an invisible one.
    pub fn open(&mut self, delimiter: char) {
        self.open.push(self.list.len());
        self.punct(delimiter);
    }

    /// Appends the closing delimiter that belongs to the opening character `delimiter`.
    pub fn close(&mut self, delimiter: char) {
        if self.is_punct(self.list.len().wrapping_sub(1), ',') {
            self.list.pop();
            self.closes.pop();
        }
        let Some(at) = self.open.pop() else {
            self.broken = true;
            return;
        };
        self.broken |= self.list[at].data != delimiter as u32;
        if self.documents(at) {
            self.list.truncate(at - 1);
            self.closes.truncate(at - 1);
            return;
        }
        self.closes[at] = self.list.len() as u32;
        self.punct(closing(delimiter));
    }

    /// Whether the group that opens here is that of an attribute `doc` or `diagnostic` of words and literals.
    fn documents(&self, at: usize) -> bool {
        let plain = |t: &Token| match t.kind {
            Kind::Punct => ['(', ')', ':', ',', '='].iter().any(|c| t.data == *c as u32),
            _ => true,
        };
        let named = |t: &Token| t.kind == Kind::Ident && matches!(t.data, word::DOC | word::DIAGNOSTIC);
        self.is_punct(at, '[')
            && self.is_punct(at.wrapping_sub(1), '#')
            && self.list.get(at + 1).is_some_and(named)
            && self.list[at + 1..].iter().all(plain)
    }

    /// Whether a token is this character.
    pub fn is_punct(&self, at: usize, c: char) -> bool {
        self.list.get(at).is_some_and(|t| t.kind == Kind::Punct && t.data == c as u32)
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether the list can't be checked, since delimiters do not match.
    pub fn broken(&self) -> bool {
        self.broken || !self.open.is_empty()
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
        self.names.get(symbol as usize).map_or((0, 0), |n| n.1)
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
        match token.kind {
            Kind::Ident => self.text(token.data).to_owned(),
            Kind::Lifetime => format!("'{}", self.text(token.data)),
            Kind::Int => token.data.to_string(),
            Kind::Literal => self.literal_text(token.data).chars().take(60).collect(),
            Kind::Punct => char::from_u32(token.data).unwrap_or('?').into(),
        }
    }

    /// The symbol of a text, made if there is none yet.
    fn symbol(&mut self, text: &str) -> u32 {
        let names = &self.names;
        let same = |i: u32| *names[i as usize].0 == *text;
        match self.index.find(hash(text), names.len(), same, |i| hash(&names[i].0)) {
            Ok(symbol) => symbol,
            Err(new) => {
                let shape = match text.as_bytes() {
                    [letter @ b'a'..=b'z', ..] => small_integer(&text[1..]).map_or((0, 0), |n| (*letter, n)),
                    _ => (0, 0),
                };
                self.names.push((text.into(), shape));
                new
            }
        }
    }
}

/// The closing delimiter of an opening one.
pub fn closing(delimiter: char) -> char {
    match delimiter {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => '⟩',
    }
}

/// Whole-word multiplication: this runs for every identifier, unoptimised.
fn hash(text: &str) -> usize {
    let mix = |h: u64, word: [u8; 8]| (h ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut rest = text.as_bytes();
    let mut h = rest.len() as u64;
    while let Some((chunk, tail)) = rest.split_first_chunk::<8>() {
        h = mix(h, *chunk);
        h ^= h >> 29;
        rest = tail;
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    h = mix(h, last);
    (h ^ (h >> 32)) as usize
}

/// `0`, or up to nine digits without a leading zero.
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
        LET "let", MUT "mut", SOME "Some", NONE "None", ELSE "else", RETURN "return", IF "if", MATCH "match", LOOP "loop",
        BREAK "break", CONTINUE "continue", UNDERSCORE "_", S "s", G "g", H "h", I32 "i32", I64 "i64", F32 "f32", F64 "f64",
        U32 "u32", F32_CONST "f32_const", F64_CONST "f64_const", CONST "const", EXIT "exit", FUEL "fuel", LOOKUP "i8x16_lookup", RELAXED_LOOKUP "i8x16_relaxed_lookup", DOC "doc",
        DIAGNOSTIC "diagnostic", N "n", WINDOW "window", ROUNDS_NE "rounds_ne", ROUNDS_LT "rounds_lt", ROUNDS_LE "rounds_le",
    }
}
