//! Mutants: expansions with one thing changed, as a faulty translator might write them.

use include_wasm_check::token::{Kind, Tokens};
use std::ops::Range;
use test_robust::Rng;

/// A token by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its kind.
    pub kind: Kind,
    /// Its text.
    pub text: String,
}

impl Piece {
    /// Whether it is an opening delimiter.
    pub fn opens(&self) -> bool {
        self.kind == Kind::Punct && matches!(&self.text[..], "(" | "[" | "{")
    }

    /// Whether it is a closing one.
    pub fn closes(&self) -> bool {
        self.kind == Kind::Punct && matches!(&self.text[..], ")" | "]" | "}")
    }
}

/// Tokens one by one.
pub fn pieces(tokens: &Tokens) -> Vec<Piece> {
    let piece = |at| {
        let token = tokens.get(at)?;
        let text = match token.kind {
            Kind::Ident | Kind::Lifetime => tokens.text(token.data).to_owned(),
            Kind::Int => token.data.to_string(),
            Kind::Literal => tokens.literal_text(token.data).to_owned(),
            Kind::Punct => char::from_u32(token.data).unwrap_or('?').to_string(),
        };
        Some(Piece {
            kind: token.kind,
            text,
        })
    };
    (0..tokens.len()).filter_map(piece).collect()
}

/// The opposite of [`pieces`].
pub fn tokens(pieces: &[Piece]) -> Tokens {
    let mut tokens = Tokens::new();
    for Piece { kind, text } in pieces {
        let c = text.chars().next().unwrap_or('?');
        match kind {
            Kind::Ident => tokens.ident(text),
            Kind::Lifetime => tokens.lifetime(text),
            Kind::Int | Kind::Literal => tokens.literal(text),
            Kind::Punct => match c {
                '(' | '[' | '{' => tokens.open(c),
                ')' => tokens.close('('),
                ']' => tokens.close('['),
                '}' => tokens.close('{'),
                _ => tokens.punct(c),
            },
        }
    }
    tokens
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Change {
    Constant,
    Immediate,
    Operator,
    Variable,
    Label,
    Order,
    DroppedStatement,
    DroppedCheck,
    Callee,
    Index,
    Arguments,
    Arms,
    Condition,
    Jump,
    Sign,
    ExportBinding,
    SegmentByte,
    DispatchArm,
    Type,
    MethodName,
    TokenDeleted,
    TokenDoubled,
    TokensSwapped,
    Shadow,
}

/// All of them.
pub const CHANGES: [Change; 24] = [
    Change::Constant,
    Change::Immediate,
    Change::Operator,
    Change::Variable,
    Change::Label,
    Change::Order,
    Change::DroppedStatement,
    Change::DroppedCheck,
    Change::Callee,
    Change::Index,
    Change::Arguments,
    Change::Arms,
    Change::Condition,
    Change::Jump,
    Change::Sign,
    Change::ExportBinding,
    Change::SegmentByte,
    Change::DispatchArm,
    Change::Type,
    Change::MethodName,
    Change::TokenDeleted,
    Change::TokenDoubled,
    Change::TokensSwapped,
    Change::Shadow,
];

/// A changed expansion.
pub struct Mutant {
    /// All of it.
    pub list: Vec<Piece>,
    /// What was changed.
    pub what: String,
    /// Statements of the original that were exchanged, or one that was dropped.
    statements: Vec<Range<usize>>,
    /// Where in `list` a statement was put that binds a name again.
    shadow: Option<Range<usize>>,
}

/// An expansion to be changed.
pub struct Subject {
    list: Vec<Piece>,
    /// For each position, whether it may be changed: not in texts for people.
    open: Vec<bool>,
    /// Statements: ranges that end with `;` between the same braces, with the one after them.
    statements: Vec<(Range<usize>, Option<Range<usize>>)>,
    /// Bodies of functions.
    functions: Vec<Range<usize>>,
}

fn number(text: &str, letter: char) -> Option<u32> {
    text.strip_prefix(letter)?.parse().ok()
}

impl Subject {
    /// Takes an expansion apart.
    pub fn new(expansion: &Tokens) -> Self {
        let list = pieces(expansion);
        let mut open = vec![true; list.len()];
        let mut at = 0;
        while at < list.len() {
            // Docs and messages, and the names for backtraces: what they say is not checked.
            let attribute = list[at].text == "#"
                && list
                    .get(at + 2)
                    .is_some_and(|p| matches!(&p.text[..], "doc" | "diagnostic"));
            let names = list[at].text == "NAMES" && list.get(at + 1).is_some_and(|p| p.text == ":");
            if attribute || names {
                let end = match attribute {
                    true => expansion.close_of(at + 1),
                    false => (at..list.len())
                        .find(|i| list[*i].text == ";")
                        .unwrap_or(at),
                };
                open[at..=end.min(list.len() - 1)].fill(false);
                at = end;
            }
            at += 1;
        }
        let mut subject = Subject {
            list,
            open,
            statements: Vec::new(),
            functions: Vec::new(),
        };
        subject.find(expansion);
        subject
    }

    /// How many tokens.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn find(&mut self, expansion: &Tokens) {
        for at in 0..self.list.len() {
            let piece = &self.list[at];
            if piece.kind != Kind::Punct || piece.text != "{" {
                continue;
            }
            let close = expansion.close_of(at);
            let mut found: Vec<Range<usize>> = Vec::new();
            let (mut start, mut i) = (at + 1, at + 1);
            while i < close {
                match self.list[i].kind {
                    _ if self.list[i].opens() => i = expansion.close_of(i),
                    Kind::Punct if self.list[i].text == ";" => {
                        found.push(start..i + 1);
                        start = i + 1;
                    }
                    _ => {}
                }
                i += 1;
            }
            for k in 0..found.len() {
                self.statements
                    .push((found[k].clone(), found.get(k + 1).cloned()));
            }
        }
        for at in 0..self.list.len() {
            let is_function = self.list[at].text == "fn"
                && self
                    .list
                    .get(at + 1)
                    .is_some_and(|p| p.text.starts_with("func") || p.text.starts_with("body"));
            if is_function
                && let Some(brace) = (at..self.list.len()).find(|i| self.list[*i].text == "{")
            {
                self.functions.push(brace + 1..expansion.close_of(brace));
            }
        }
    }

    /// Positions of a kind of token that may be changed.
    fn places(&self, fits: impl Fn(usize, &Piece) -> bool) -> Vec<usize> {
        (0..self.list.len())
            .filter(|i| self.open[*i] && fits(*i, &self.list[*i]))
            .collect()
    }

    fn function_of(&self, at: usize) -> Option<&Range<usize>> {
        self.functions.iter().find(|f| f.contains(&at))
    }

    /// One change of a kind, with a description, or `None` if there is nothing to change.
    pub fn mutant(&self, change: Change, rng: &mut Rng) -> Option<Mutant> {
        let mut list = self.list.clone();
        let at = match change {
            Change::Order => return self.order(list, rng),
            Change::DroppedStatement | Change::DroppedCheck => {
                return self.dropped(list, change, rng);
            }
            Change::Arguments => return self.arguments(list, rng),
            Change::Arms => return self.arms(list, rng),
            Change::Shadow => return self.shadow(list, rng),
            Change::TokenDeleted | Change::TokenDoubled | Change::TokensSwapped => {
                let at = *pick(rng, &self.places(|_, p| !p.opens() && !p.closes()))?;
                match change {
                    Change::TokenDeleted => drop(list.remove(at)),
                    Change::TokenDoubled => list.insert(at, list[at].clone()),
                    _ => {
                        let next = list.get(at + 1)?;
                        if next.opens() || next.closes() {
                            return None;
                        }
                        list.swap(at, at + 1);
                    }
                }
                at
            }
            _ => {
                let (at, text) = self.replacement(change, rng)?;
                if let Some(number) = text.strip_prefix('-') {
                    list[at].text = number.to_owned();
                    list.insert(
                        at,
                        Piece {
                            kind: Kind::Punct,
                            text: "-".into(),
                        },
                    );
                } else {
                    list[at].text = text;
                }
                at
            }
        };
        self.changed(at, list, vec![])
    }

    fn changed(
        &self,
        at: usize,
        list: Vec<Piece>,
        statements: Vec<Range<usize>>,
    ) -> Option<Mutant> {
        (list != self.list).then(|| Mutant {
            what: self.describe(at, &list),
            list,
            statements,
            shadow: None,
        })
    }

    fn describe(&self, at: usize, new: &[Piece]) -> String {
        let show = |list: &[Piece]| {
            let texts: Vec<&str> = list[at.saturating_sub(6)..(at + 7).min(list.len())]
                .iter()
                .map(|p| &p.text[..])
                .collect();
            texts
                .iter()
                .map(|t| t.get(..40).unwrap_or(t))
                .collect::<Vec<_>>()
                .join(" ")
        };
        format!("`{}` became `{}`", show(&self.list), show(new))
    }

    /// A position and its new text.
    fn replacement(&self, change: Change, rng: &mut Rng) -> Option<(usize, String)> {
        let word = |p: &Piece| p.kind == Kind::Ident;
        Some(match change {
            Change::Constant => {
                let at = *pick(
                    rng,
                    &self.places(|_, p| matches!(p.kind, Kind::Int) || p.text.starts_with("0x")),
                )?;
                let text = &self.list[at].text;
                if let Some(hex) = text.strip_prefix("0x") {
                    let bits =
                        u64::from_str_radix(hex, 16).ok()? ^ (1 << rng.below(hex.len().max(1) * 4));
                    return Some((at, format!("{bits:#x}")));
                }
                let value: u64 = text.parse().ok()?;
                let other = *rng.pick(&[
                    value + 1,
                    value.wrapping_sub(1),
                    0,
                    1,
                    value * 2,
                    value + 65536,
                ]);
                (
                    at,
                    if other > 1 << 40 {
                        "1".into()
                    } else {
                        other.to_string()
                    },
                )
            }
            Change::Immediate => {
                let at = *pick(rng, &self.places(|i, p| self.is_immediate(i, p)))?;
                let text = &self.list[at].text;
                match text.strip_prefix("0x") {
                    Some(hex) => {
                        // One bit of a lane, or of a constant.
                        let bits = u64::from_str_radix(hex, 16).ok()? ^ (1 << rng.below(64));
                        (at, format!("{bits:#x}"))
                    }
                    None => {
                        let lane: usize = text.parse().ok()?;
                        (at, ((lane + 1 + rng.below(15)) % 16).to_string())
                    }
                }
            }
            Change::Operator => {
                let at = *pick(rng, &self.places(|i, p| word(p) && self.is_operator(i)))?;
                let name = &self.list[at].text;
                let swaps = [
                    ("add", "sub"),
                    ("sub", "add"),
                    ("mul", "add"),
                    ("and", "or"),
                    ("or", "xor"),
                    ("xor", "and"),
                    ("_s", "_u"),
                    ("_u", "_s"),
                    ("lt", "le"),
                    ("gt", "ge"),
                    ("le", "lt"),
                    ("ge", "gt"),
                    ("eqz", "clz"),
                    ("eq", "ne"),
                    ("ne", "eq"),
                    ("shl", "shr_u"),
                    ("shr", "rotl"),
                    ("div", "rem"),
                    ("min", "max"),
                    ("max", "min"),
                    ("load8", "load16"),
                    ("load16", "load8"),
                    ("store8", "store16"),
                    ("store16", "store8"),
                    ("floor", "ceil"),
                    ("i32", "i64"),
                    ("f64", "f32"),
                    ("clz", "ctz"),
                    ("copy", "fill"),
                    ("neg", "abs"),
                    ("abs", "neg"),
                    ("low", "high"),
                    ("i8x16", "i16x8"),
                    ("i16x8", "i32x4"),
                    ("f32x4", "f64x2"),
                    ("f64x2", "f32x4"),
                    ("splat", "zero"),
                    ("lane", "zero"),
                    ("any_true", "bitmask"),
                    ("quiet", "canonical"),
                ];
                let fitting: Vec<String> = swaps
                    .iter()
                    .filter(|(from, _)| name.contains(from))
                    .map(|(from, to)| name.replacen(from, to, 1))
                    .collect();
                (at, pick(rng, &fitting)?.clone())
            }
            Change::Variable => {
                let variable = |p: &Piece| {
                    word(p) && (number(&p.text, 'l').is_some() || number(&p.text, 'v').is_some())
                };
                let at = *pick(
                    rng,
                    &self.places(|i, p| variable(p) && self.function_of(i).is_some()),
                )?;
                let function = self.function_of(at)?.clone();
                let others: Vec<usize> = function.filter(|i| variable(&self.list[*i])).collect();
                (at, self.list[*pick(rng, &others)?].text.clone())
            }
            Change::Label => {
                let at = *pick(
                    rng,
                    &self.places(|i, p| p.kind == Kind::Lifetime && self.function_of(i).is_some()),
                )?;
                let function = self.function_of(at)?.clone();
                let others: Vec<usize> = function
                    .filter(|i| self.list[*i].kind == Kind::Lifetime)
                    .collect();
                (at, self.list[*pick(rng, &others)?].text.clone())
            }
            Change::Callee => {
                let callee = |p: &Piece| {
                    word(p)
                        && (["func", "body", "call_t"]
                            .iter()
                            .any(|s| p.text.starts_with(s))
                            || number(&p.text, 'h').is_some())
                };
                let places = self.places(|i, p| callee(p) && self.list[i - 1].text != "fn");
                let at = *pick(rng, &places)?;
                (at, self.list[*pick(rng, &places)?].text.clone())
            }
            Change::Index => {
                let field =
                    |p: &Piece| word(p) && "gmtdeDM".chars().any(|l| number(&p.text, l).is_some());
                let at = *pick(rng, &self.places(|_, p| field(p)))?;
                let (letter, n) = self.list[at].text.split_at(1);
                let n: u32 = n.parse().ok()?;
                (
                    at,
                    format!(
                        "{letter}{}",
                        if n == 0 || rng.one_in(2) {
                            n + 1
                        } else {
                            n - 1
                        }
                    ),
                )
            }
            Change::Condition => {
                let at = *pick(
                    rng,
                    &self.places(|i, p| {
                        p.text == "!" && self.list.get(i + 1).is_some_and(|n| n.text == "=")
                    }),
                )?;
                (at, "=".into())
            }
            Change::Jump => {
                let at = *pick(
                    rng,
                    &self.places(|_, p| matches!(&p.text[..], "break" | "continue")),
                )?;
                (
                    at,
                    if self.list[at].text == "break" {
                        "continue"
                    } else {
                        "break"
                    }
                    .into(),
                )
            }
            Change::Sign => {
                let at = *pick(
                    rng,
                    &self.places(|i, p| p.kind == Kind::Int && self.function_of(i).is_some()),
                )?;
                (at, format!("-{}", self.list[at].text))
            }
            Change::ExportBinding => {
                let shim = |p: &Piece| {
                    word(p) && (number(&p.text, 'x').is_some() || number(&p.text, 'h').is_some())
                };
                let places = self.places(|_, p| shim(p));
                let at = *pick(rng, &places)?;
                (at, self.list[*pick(rng, &places)?].text.clone())
            }
            Change::SegmentByte => {
                let at = *pick(
                    rng,
                    &self.places(|_, p| {
                        p.kind == Kind::Literal && p.text.starts_with("b\"") && p.text.len() > 3
                    }),
                )?;
                let text = &self.list[at].text;
                let plain: Vec<usize> = (2..text.len() - 1)
                    .filter(|i| text.as_bytes()[*i].is_ascii_alphanumeric())
                    .collect();
                let i = *pick(rng, &plain)?;
                let other = if text.as_bytes()[i] == b'1' { "2" } else { "1" };
                (at, format!("{}{other}{}", &text[..i], &text[i + 1..]))
            }
            Change::DispatchArm => {
                let arm = |i: usize, p: &Piece| {
                    p.kind == Kind::Int && self.list.get(i + 1).is_some_and(|n| n.text == "=")
                };
                let at = *pick(rng, &self.places(arm))?;
                let n: u32 = self.list[at].text.parse().ok()?;
                (
                    at,
                    if n > 0 && rng.one_in(2) { n - 1 } else { n + 1 }.to_string(),
                )
            }
            Change::Type => {
                let at = *pick(
                    rng,
                    &self.places(|_, p| {
                        matches!(&p.text[..], "i32" | "i64" | "f32" | "f64" | "u32" | "u8")
                    }),
                )?;
                let types: Vec<&str> = ["i32", "i64", "f32", "f64"]
                    .into_iter()
                    .filter(|t| *t != self.list[at].text)
                    .collect();
                (at, (*rng.pick(&types)).to_owned())
            }
            Change::MethodName => {
                let at = *pick(
                    rng,
                    &self.places(|i, p| word(p) && i > 0 && self.list[i - 1].text == "fn"),
                )?;
                let names = self.places(|i, p| word(p) && i > 0 && self.list[i - 1].text == "fn");
                (at, self.list[*pick(rng, &names)?].text.clone())
            }
            _ => return None,
        })
    }

    /// A word that is called, with a type's name in front.
    fn is_operator(&self, at: usize) -> bool {
        let text = &self.list[at].text;
        let called = self.list.get(at + 1).is_some_and(|p| p.text == "(");
        let typed = [
            "i32_", "i64_", "f32_", "f64_", "memory_", "table_", "select_",
        ]
        .iter()
        .any(|t| text.starts_with(t));
        called && (typed || is_vector(text))
    }

    /// The lane of an operator on vectors, the lanes of a shuffle, or the bits of a constant: a number that directly
    /// is an argument of one.
    fn is_immediate(&self, at: usize, piece: &Piece) -> bool {
        let number = piece.kind == Kind::Int || piece.text.starts_with("0x");
        let mut depth = 0;
        number
            && (1..at).rev().find_map(|i| {
                let piece = &self.list[i];
                if piece.opens() && depth == 0 {
                    return Some(is_vector(&self.list[i - 1].text));
                }
                depth += i32::from(piece.closes()) - i32::from(piece.opens());
                None
            }) == Some(true)
    }

    fn order(&self, mut list: Vec<Piece>, rng: &mut Rng) -> Option<Mutant> {
        let (a, b) = pick(rng, &self.statements)?;
        let b = b.clone()?;
        let mut swapped = self.list[b.clone()].to_vec();
        swapped.extend_from_slice(&self.list[a.clone()]);
        list.splice(a.start..b.end, swapped);
        self.changed(a.start, list, vec![a.clone(), b])
    }

    fn dropped(&self, mut list: Vec<Piece>, change: Change, rng: &mut Rng) -> Option<Mutant> {
        let checks = [
            "stack_check",
            "fuel",
            "poll",
            "trace",
            "begin",
            "begin_nested",
            "host_enter",
        ];
        let fitting: Vec<&Range<usize>> = self
            .statements
            .iter()
            .map(|(range, _)| range)
            .filter(|range| {
                let check = self.list[(*range).clone()]
                    .iter()
                    .any(|p| checks.contains(&&p.text[..]));
                self.open[range.start] && check == (change == Change::DroppedCheck)
            })
            .collect();
        let range = (*pick(rng, &fitting)?).clone();
        let text: Vec<String> = list.drain(range.clone()).map(|p| p.text).collect();
        let text = text.join(" ");
        let what = format!("without `{}`", text.get(..120).unwrap_or(&text));
        Some(Mutant {
            list,
            what,
            statements: vec![range],
            shadow: None,
        })
    }

    /// A name of the function is bound once more, in front of one of its statements.
    fn shadow(&self, mut list: Vec<Piece>, rng: &mut Rng) -> Option<Mutant> {
        let function = pick(rng, &self.functions)?.clone();
        let variable = |p: &&Piece| {
            let mut letters = p.text.chars();
            p.kind == Kind::Ident
                && matches!(letters.next(), Some('l' | 'v' | 'p' | 'w'))
                && letters.next().is_some_and(|c| c.is_ascii_digit())
        };
        let names: Vec<&Piece> = { self.list[function.clone()].iter() }
            .filter(variable)
            .collect();
        let inside = { self.statements.iter() }
            .map(|(range, _)| range.start)
            .filter(|at| function.contains(at));
        let at = *pick(rng, &inside.collect::<Vec<_>>())?;
        let name = &pick(rng, &names)?.text;
        let ty = *pick(rng, &["i32", "i64", "f64"])?;
        let statement = match rng.below(3) {
            0 => format!("let {name}: {ty} = 0;"),
            1 => format!("let mut {name}: {ty} = 0;"),
            _ => format!("let {name}: {ty} = {};", pick(rng, &names)?.text),
        };
        let statement = pieces(&include_wasm_verify::lex(&statement).ok()?);
        let end = at + statement.len();
        list.splice(at..at, statement);
        let mut mutant = self.changed(at, list, vec![])?;
        mutant.shadow = Some(at..end);
        Some(mutant)
    }

    /// Two neighbouring arguments change places.
    fn arguments(&self, mut list: Vec<Piece>, rng: &mut Rng) -> Option<Mutant> {
        let calls =
            self.places(|i, p| p.text == "(" && i > 0 && self.list[i - 1].kind == Kind::Ident);
        let open = *pick(rng, &calls)?;
        let (mut depth, mut commas, mut i) = (0, vec![open], open + 1);
        loop {
            let piece = self.list.get(i)?;
            match piece.kind {
                _ if piece.opens() => depth += 1,
                _ if piece.closes() && depth == 0 => break,
                _ if piece.closes() => depth -= 1,
                Kind::Punct if piece.text == "," && depth == 0 => commas.push(i),
                _ => {}
            }
            i += 1;
        }
        commas.push(i);
        if commas.len() < 3 {
            return None;
        }
        let k = rng.below(commas.len() - 2);
        let (a, b) = (
            commas[k] + 1..commas[k + 1],
            commas[k + 1] + 1..commas[k + 2],
        );
        let mut swapped = self.list[b.clone()].to_vec();
        swapped.push(Piece {
            kind: Kind::Punct,
            text: ",".into(),
        });
        swapped.extend_from_slice(&self.list[a.clone()]);
        list.splice(a.start..b.end, swapped);
        self.changed(a.start, list, vec![])
    }

    /// The contents of two pairs of braces change places: arms of a `match`, or of an `if`.
    fn arms(&self, mut list: Vec<Piece>, rng: &mut Rng) -> Option<Mutant> {
        let mut depth = Vec::new();
        let mut last: Option<Range<usize>> = None;
        let mut pairs: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        for (i, piece) in self.list.iter().enumerate() {
            if piece.opens() {
                depth.push(i);
            }
            if piece.closes() {
                let open = depth.pop()?;
                if piece.text == "}" && self.function_of(i).is_some() {
                    if let Some(last) = last.take()
                        && last.end < open
                        && open - last.end < 12
                    {
                        pairs.push((last, open + 1..i));
                    }
                    last = Some(open + 1..i);
                }
            }
        }
        let (a, b) = pick(rng, &pairs)?.clone();
        let mut swapped = self.list[b.clone()].to_vec();
        swapped.extend_from_slice(&self.list[a.end..b.start]);
        swapped.extend_from_slice(&self.list[a.clone()]);
        list.splice(a.start..b.end, swapped);
        self.changed(a.start, list, vec![])
    }
}

/// Whether a name that a statement binds is not used up to the end of the block, before it is bound anew there.
fn unused(list: &[Piece], statement: &Range<usize>) -> bool {
    let name = list[statement.clone()]
        .iter()
        .find(|p| p.text != "let" && p.text != "mut");
    let mut depth = 0;
    for (at, piece) in list.iter().enumerate().skip(statement.end) {
        depth += i32::from(piece.text == "{") - i32::from(piece.text == "}");
        if depth < 0 {
            return true;
        }
        if Some(piece) == name {
            // In a pattern: behind `let`, and in front of `=`. One in an inner block says nothing of what comes behind that.
            let mut before = list[..at].iter().rev();
            let mark = before.find(|p| matches!(&p.text[..], "let" | "=" | ";" | "{" | "}"));
            return depth == 0 && mark.is_some_and(|p| p.text == "let");
        }
    }
    true
}

impl Subject {
    /// Why an accepted mutant is no threat: it means the same, or rustc does not compile it.
    pub fn equivalent(&self, mutant: &Mutant) -> Option<&'static str> {
        if let Some(shadow) = &mutant.shadow {
            return unused(&mutant.list, shadow)
                .then_some("what is bound again is not used any more");
        }
        if let [dropped] = &mutant.statements[..] {
            if self.list[dropped.start].text == "as_is" {
                return Some("`as_is` does nothing");
            }
            return self
                .redundant(&self.list, dropped)
                .then_some("the local holds this value already");
        }
        if let [a, b] = &mutant.statements[..] {
            let moved = self
                .independent(a, b)
                .then_some("the two statements do not touch the same");
            let redundant = || self.redundant(&self.list, a) || self.redundant(&self.list, b);
            return moved.or_else(|| redundant().then_some("the local holds this value already"));
        }
        let (old, new) = (&self.list, &mutant.list);
        let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let longest = old.len().min(new.len()) - start;
        let end = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take(longest)
            .take_while(|(a, b)| a == b)
            .count();
        let text = |p: &[Piece]| {
            p.iter()
                .map(|p| p.text.clone())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let (ta, tb) = (
            text(&old[start..old.len() - end]),
            text(&new[start..new.len() - end]),
        );
        let types = ["i32", "i64", "f32", "f64"];
        let next = |at: usize| old.get(at).map_or("", |p| &p.text);
        match (&ta[..], &tb[..]) {
            ("as_is", "") => Some("`as_is` does nothing"),
            ("", "-") if next(start) == "0" => Some("minus zero is the integer zero"),
            (a, b) if (types.contains(&a) || a == "u32") && types.contains(&b) => {
                Some("rustc checks the types of variables")
            }
            (a, b)
                if ["select_", "f32_", "f64_"].iter().any(|p| a.starts_with(p))
                    && typeless(a) == typeless(b) =>
            {
                Some("rustc checks the types of operands")
            }
            ("mut", "") | ("", "mut") => Some("rustc checks what is mutable"),
            ("bytes", "bytes_mut") | ("bytes_mut", "bytes") => Some("rustc checks what is mutable"),
            (",", "") | ("", ",")
                if [")", "]", "}"].contains(&next(start + usize::from(ta == ","))) =>
            {
                Some("a comma before a closing delimiter means nothing")
            }
            (a, b)
                if number(a, 'l').is_some() && number(b, 'l').is_some() && {
                    let statement = start..start + 4;
                    self.redundant(old, &statement) && self.redundant(new, &statement)
                } =>
            {
                Some("the local holds this value already")
            }
            (a, b) if self.copies(start, a, b) => Some("one variable is a copy of the other here"),
            (a, b)
                if next(start + 1) == ","
                    && next(start + 2) == "n"
                    && a.parse::<u64>()
                        .is_ok_and(|a| b.parse().is_ok_and(|b| a < b)) =>
            {
                Some(
                    "a window that claims more bytes is made more rarely, and the loop runs as it was",
                )
            }
            _ if start > 1
                && next(start - 2) == "i32_add"
                && self.counted(start)
                && same_pieces(&old[start..old.len() - end], &new[start..new.len() - end]) =>
            {
                Some("sums in counted loops may be in any order")
            }
            _ if self.declares(start) => Some("rustc checks the types of variables"),
            _ if start > 1 && next(start - 2) == "stack_check" => {
                Some("a check of the stack may ask for what callees use that check themselves")
            }
            _ if self.function_of(start).is_none() && next(start + 1) == ":" => {
                Some("names of parameters are free")
            }
            _ => None,
        }
    }

    /// Whether a place is in the fast form of a counted loop, or in front of it.
    fn counted(&self, at: usize) -> bool {
        let Some(function) = self.function_of(at) else {
            return false;
        };
        // The original is a `loop`.
        let before = self.list[function.start..at].iter().rev();
        let mut marks = before.filter(|p| p.text == "loop" || p.text.starts_with("rounds_"));
        marks.next().is_some_and(|p| p.text != "loop")
    }

    /// Whether a place is among names that are declared without values: `let (v1, v2): (i32, i32);`.
    fn declares(&self, at: usize) -> bool {
        let text = |i: usize| self.list.get(i).map_or("", |p| &p.text);
        let closes = |i: &usize| self.list.get(*i).is_some_and(Piece::closes);
        let close = |from: usize| (from..from + 64).find(closes);
        let begin = (at.saturating_sub(64)..=at)
            .rev()
            .find(|i| text(*i) == "let");
        let types = close(at).filter(|i| text(i + 1) == ":" && text(i + 2) == "(");
        begin.is_some_and(|i| text(i + 1) == "(" && !(i..at).any(|i| closes(&i)))
            && types
                .and_then(|i| close(i + 1))
                .is_some_and(|i| text(i + 1) == ";")
    }

    /// Whether a statement `l1 = 0;` sets a local that is still as it was declared, `let mut l1: T = 0;`.
    fn redundant(&self, list: &[Piece], statement: &Range<usize>) -> bool {
        let [name, equals, value, _] = &list[statement.clone()] else {
            return false;
        };
        let Some(function) = self.function_of(statement.start) else {
            return false;
        };
        let before = &list[function.start..statement.start];
        let assigned = before.windows(2).any(|w| w[0] == *name && w[1].text == "=");
        let declared = before
            .windows(6)
            .any(|w| w[0].text == "mut" && w[1] == *name && w[4].text == "=" && w[5] == *value);
        // Many locals are declared in groups, `let (mut l1, mut l2): (i32, i32) = (0, 0);`.
        let grouped = before
            .windows(3)
            .any(|w| w[0].text == "mut" && w[1] == *name && [",", ")"].contains(&&w[2].text[..]));
        let zero = declared || grouped && value.text == "0";
        equals.text == "=" && (zero && !assigned || still(before, name, value))
    }

    /// Whether one name was set to the other before this place in the same function: `l0 = v1;`.
    fn copies(&self, at: usize, a: &str, b: &str) -> bool {
        let Some(function) = self.function_of(at) else {
            return false;
        };
        let before = &self.list[function.start..at];
        let copy = |w: &[Piece], x: &str, y: &str| {
            w[0].text == x && w[1].text == "=" && w[2].text == y && w[3].text == ";"
        };
        before.windows(4).any(|w| copy(w, a, b) || copy(w, b, a))
    }

    /// Whether one of two statements has no effect, and neither sets what the other reads or sets.
    fn independent(&self, a: &Range<usize>, b: &Range<usize>) -> bool {
        let (x, y) = (&self.list[a.clone()], &self.list[b.clone()]);
        let local = |s: &[Piece]| number(&s[0].text, 'l').is_some() && s[1].text == "=";
        let named = |s: &[Piece]| {
            s[0].text == "let"
                && !s
                    .iter()
                    .any(|p| matches!(&p.text[..], "Some" | "g" | "s" | "{"))
        };
        let set = |s: &[Piece]| -> Vec<String> {
            let declared = s
                .iter()
                .take_while(|p| p.text != "=")
                .map(|p| p.text.clone());
            declared
                .filter(|t| number(t, 'l').is_some() || number(t, 'v').is_some())
                .collect()
        };
        let mentions = |s: &[Piece], names: &[String]| s.iter().any(|p| names.contains(&p.text));
        let simple = |s: &[Piece]| local(s) || named(s);
        // Control in either would make a difference: it compares locals. A trap, which leaves `'t`, does not.
        let control = |s: &[Piece]| {
            let leaves = |p: &Piece| p.kind == Kind::Lifetime && p.text != "t";
            s.iter()
                .any(|p| leaves(p) || p.text == "match" || p.text == "if")
        };
        (simple(x) || simple(y))
            && !control(x)
            && !control(y)
            && !mentions(y, &set(x))
            && !mentions(x, &set(y))
    }
}

/// Whether a name is that of an operator on vectors.
fn is_vector(name: &str) -> bool {
    let types = [
        "v128_", "i8x16_", "i16x8_", "i32x4_", "i64x2_", "f32x4_", "f64x2_",
    ];
    types.iter().any(|t| name.starts_with(t))
}

/// A runtime function's name without types.
fn typeless(name: &str) -> String {
    name.replace("i64", "i32")
        .replace("f64", "f32")
        .replace("f32", "i32")
}

fn pick<'a, T>(rng: &mut Rng, list: &'a [T]) -> Option<&'a T> {
    (!list.is_empty()).then(|| &list[rng.below(list.len())])
}

/// Whether two lists have the same tokens in another order.
fn same_pieces(a: &[Piece], b: &[Piece]) -> bool {
    let sorted = |list: &[Piece]| {
        let mut texts: Vec<_> = list.iter().map(|p| p.text.clone()).collect();
        texts.sort();
        texts
    };
    sorted(a) == sorted(b)
}

/// Whether a run of statements ends where a local holds the value of its last assignment, `l1 = 0;`: on every way there, since no
/// loop begins in between, no block ends that the assignment is in, and nothing else is assigned to it.
fn still(list: &[Piece], name: &Piece, value: &Piece) -> bool {
    let assigned = |w: &[Piece]| w[0] == *name && w[1].text == "=";
    let Some(at) = list.windows(2).rposition(assigned) else {
        return false;
    };
    let (statement, after) = list[at + 2..].split_at(2.min(list.len() - at - 2));
    let mut depth = 0;
    let straight = after.iter().all(|p| {
        depth += i32::from(p.text == "{") - i32::from(p.text == "}");
        depth >= 0 && p.text != "loop" && p.text != "else"
    });
    let tuple = after
        .windows(2)
        .any(|w| w[0].text == ")" && w[1].text == "=");
    let same = statement.len() == 2 && statement[0] == *value && statement[1].text == ";";
    same && straight && !tuple
}
