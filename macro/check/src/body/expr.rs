//! Rust's expressions and calls, straight to terms.

use super::{Body, Side, counted};
use crate::bundle::{Mode, Segment};
use crate::code::{Arg, Role, state};
use crate::cursor::Check;
use crate::ops::{self, Call, Fields, Nan, Shape};
use crate::term::{Term, head};
use crate::token::{Kind, word};
use wasmparser::Operator;

/// Expressions nest no deeper; the emitter names what gets large.
const MAX_DEPTH: u32 = 200;
/// A segment that is empty because it was active, and is dropped by the time code runs.
pub const EMPTY: u32 = u32::MAX;

/// What `memory.init` and `table.init` copy from: a passive segment, or nothing.
pub fn segment<T>(segments: &[Segment<T>], index: u32) -> u32 {
    match segments[index as usize].mode {
        Mode::Passive => index,
        _ => EMPTY,
    }
}

/// The type of a float operator or of what is done to its NaNs, `f32_add`: operators on lanes say so in their names.
fn type_of(name: &str) -> &str {
    name.split_once('_').map_or("", |n| n.0)
}

impl Body<'_, '_> {
    /// What the identifier some tokens further calls.
    fn role(&self, ahead: usize) -> Role {
        let token = self.c.ahead(ahead);
        match token.kind {
            Kind::Ident => self.scope.roles[token.data as usize],
            _ => Role::None,
        }
    }

    /// `s` or `g.s`, and a field of this letter: its number.
    pub(super) fn field(&mut self, letter: u8) -> Check<u32> {
        if self.guest {
            self.c.word(word::G)?;
            self.c.punct('.')?;
        }
        self.c.word(word::S)?;
        self.c.punct('.')?;
        self.c.letter(letter)
    }

    /// `&mut s.cx`
    pub(super) fn context(&mut self) -> Check<()> {
        self.c.template(if self.guest { "&mut g.s.cx" } else { "&mut s.cx" })
    }

    /// `m0`, `g.m0.bytes()` or `g.m0.bytes_mut()`: which memory.
    pub(super) fn memory(&mut self) -> Check<u32> {
        if !self.guest {
            return self.c.letter(b'm');
        }
        self.c.template("g.")?;
        let m = self.c.letter(b'm')?;
        if !self.c.eat_template(".bytes()") {
            self.c.template(".bytes_mut()")?;
        }
        Ok(m)
    }

    /// `&s.t0` or `&mut s.t0`: which field of that letter.
    fn reference(&mut self, letter: u8) -> Check<u32> {
        self.c.punct('&')?;
        self.c.eat_word(word::MUT);
        self.field(letter)
    }

    /// Two numbers of 64 bits, low and high.
    fn two_numbers(&mut self) -> Check<u128> {
        let low = self.c.integer()?;
        self.c.punct(',')?;
        Ok(u128::from(low) | u128::from(self.c.integer()?) << 64)
    }

    /// An offset into memory.
    pub(super) fn offset(&mut self) -> Check<u32> {
        let offset = self.c.integer()?;
        self.c.some(u32::try_from(offset).ok(), "an offset out of range")
    }

    pub(super) fn expr(&mut self) -> Check<Term> {
        Ok(self.pure(0)?.0)
    }

    /// A pure expression, and whether it is a literal or a splat of one.
    fn pure(&mut self, depth: u32) -> Check<(Term, bool)> {
        self.c.ensure(depth < MAX_DEPTH, "an expression that nests too deep")?;
        let token = self.c.peek();
        match token.kind {
            Kind::Ident => self.word_expr(token.data, depth),
            Kind::Lifetime => self.fail("expected an expression"),
            _ => {
                let negative = self.c.eat('-');
                let value = self.c.integer()?;
                self.c.ensure(value <= i64::MAX as u64 + u64::from(negative), "a literal out of range")?;
                let value = if negative { (value as i64).wrapping_neg() } else { value as i64 };
                Ok((self.terms.int(value), false))
            }
        }
    }

    fn word_expr(&mut self, symbol: u32, depth: u32) -> Check<(Term, bool)> {
        let (letter, number) = self.c.tokens.name(symbol);
        if letter == b'l' || letter == b'v' {
            self.c.at += 1;
            let value = if letter == b'l' { self.read_local(Side::Rust, number)? } else { self.value(number)? };
            return Ok((value, false));
        }
        if let Role::Operator(_) | Role::Canonical | Role::Quiet = self.role(0) {
            return self.wrapped(depth);
        }
        if let word::S | word::G = symbol {
            let global = self.field(b'g')?;
            return Ok((self.current(Side::Rust, head::GLOBAL, global), false));
        }
        self.c.at += 1;
        if symbol == word::NONE {
            return Ok((self.terms.literal(head::NULL, 0), true));
        }
        if let word::LOOKUP | word::RELAXED_LOOKUP = symbol {
            return self.lookup(symbol, depth + 1);
        }
        if symbol == word::CONST {
            self.c.template("{ v128_const(")?;
            let bits = self.two_numbers()?;
            self.c.template(") }")?;
            return Ok((self.terms.literal(head::V128, bits), true));
        }
        let head = match symbol {
            word::F32_CONST => head::F32,
            word::F64_CONST => head::F64,
            _ => {
                self.c.at -= 1;
                return self.fail("not a pure operation of the runtime");
            }
        };
        self.c.punct('(')?;
        let bits: u128 = self.c.integer()?.into();
        self.c.ensure(head != head::F32 || bits <= u32::MAX.into(), "a literal out of range")?;
        self.c.punct(')')?;
        Ok((self.terms.literal(head, bits), true))
    }

    /// `(INDICES, LITERAL)`: the literal is swizzled.
    fn lookup(&mut self, symbol: u32, depth: u32) -> Check<(Term, bool)> {
        let swizzle = if symbol == word::LOOKUP { Operator::I8x16Swizzle } else { Operator::I8x16RelaxedSwizzle };
        self.c.punct('(')?;
        let indices = self.pure(depth)?.0;
        self.c.punct(',')?;
        let bits = self.two_numbers()?;
        self.c.punct(')')?;
        let args = [self.terms.literal(head::V128, bits), indices, Term::NONE];
        Ok((self.apply(Side::Rust, ops::code(&swizzle), args, Fields::default()), false))
    }

    /// A pure operator, or `f32_canonical(f32_quiet(operator(…)))`, either wrapper optional.
    ///
    /// On the result of an operator whose NaNs are arithmetic (§4.3.3), quieting is the identity and making canonical is
    /// what the option asks for; on anything else either would change bits, and is rejected.
    fn wrapped(&mut self, depth: u32) -> Check<(Term, bool)> {
        let mut wrappers = [None; 2];
        for (role, wrapper) in [Role::Canonical, Role::Quiet].into_iter().zip(&mut wrappers) {
            if self.role(0) == role {
                *wrapper = Some(type_of(self.c.tokens.text(self.c.symbol()?)));
                self.c.punct('(')?;
            }
        }
        let [canonical, quiet] = wrappers;
        let Role::Operator(call) = self.role(0) else {
            return self.fail("expected an operator");
        };
        let plain = &self.scope.plain[call.code as usize];
        let own = wrappers.iter().flatten().all(|ty| *ty == type_of(plain.name));
        self.c.ensure(own, "another type's NaNs")?;
        self.c.ensure(matches!(plain.shape, Shape::Pure | Shape::Size), "this may trap, so it can't be part of an expression")?;
        self.c.at += 1;
        let (args, literals, fields) = self.operands(call, depth + 1)?;
        let double = plain.name.starts_with("f64");
        let literal = |k: usize| if literals[k] { self.magnitudes(args[k], double) } else { [false; 2] };
        let folded = match plain.nan {
            Nan::FoldsZero => literal(0)[0] || literal(1)[0],
            Nan::FoldsOne => literal(0)[1] || literal(1)[1],
            Nan::FoldsSecondOne => literal(1)[1],
            Nan::Makes | Nan::Kept => false,
        };
        self.c.ensure(quiet.is_some() || !folded, "an operator that LLVM folds must be quieted")?;
        self.c.ensure(quiet.is_none() || plain.nan != Nan::Kept, "this must not be quieted")?;
        let due = self.scope.options.canonical_nan && plain.nan != Nan::Kept;
        self.c.ensure(canonical.is_some() == due, "NaNs are made canonical where the option says so, and only there")?;
        for _ in wrappers.iter().flatten() {
            self.c.punct(')')?;
        }
        let splat = literals[0] && matches!(plain.name, "f32x4_splat" | "f64x2_splat");
        Ok((self.apply(Side::Rust, call.code, args, fields), splat))
    }

    /// Whether a literal, or one that is in all lanes, has a lane of the magnitude 0, and one of 1.
    fn magnitudes(&self, term: Term, double: bool) -> [bool; 2] {
        let mut node = self.terms.node(term);
        if node[0] >= head::OPERATOR {
            node = self.terms.node(Term(node[1]));
        }
        let [head, parts @ ..] = node;
        let lanes = match (head, double) {
            (head::F32, false) | (head::F64, true) => 1,
            (head::V128, false) => 4,
            (head::V128, true) => 2,
            _ => 0,
        };
        let lane = |k: usize| match double {
            true => f64::from_bits(u64::from(parts[2 * k]) | u64::from(parts[2 * k + 1]) << 32),
            false => f32::from_bits(parts[k]).into(),
        };
        [0.0, 1.0].map(|magnitude| (0..lanes).any(|k| lane(k).abs() == magnitude))
    }

    /// Operands, which of them are literals, and what stands behind them, in parentheses.
    fn operands(&mut self, call: Call, depth: u32) -> Check<([Term; 3], [bool; 3], Fields)> {
        let (mut args, mut literals) = ([Term::NONE; 3], [false; 3]);
        self.c.punct('(')?;
        let n = self.scope.plain[call.code as usize].args;
        for k in 0..n {
            self.c.comma(k)?;
            (args[k], literals[k]) = self.pure(depth)?;
        }
        let mut fields = Fields::default();
        for (k, letter) in call.takes.bytes().enumerate() {
            if letter != b'=' {
                self.c.comma(k + n)?;
            }
            let place = match letter {
                b'o' => {
                    fields.offset = self.offset()?;
                    continue;
                }
                b'i' | b'l' => {
                    fields.lanes = if letter == b'l' { self.two_numbers()? } else { self.c.integer()?.into() };
                    continue;
                }
                b'c' => {
                    self.context()?;
                    continue;
                }
                b'f' => self.c.small()?,
                b'm' => self.memory()?,
                b'M' => {
                    self.c.template("&mut g.")?;
                    self.c.letter(b'm')?
                }
                b'=' => fields.places[0].map_or(0, |p| p.1),
                b'D' if self.c.eat_template("&[]") => EMPTY,
                b'D' => {
                    let d = self.field(b'd')?;
                    self.c.template(".bytes()")?;
                    d
                }
                b'e' if self.c.eat_template("&Elem::default()") => EMPTY,
                letter => self.reference(letter)?,
            };
            fields.places[usize::from(fields.places[0].is_some())] = Some((letter, place));
        }
        self.c.punct(')')?;
        Ok((args, literals, fields))
    }

    /// What an operator gives: the term of a pure one, or of the effect.
    pub(super) fn apply(&mut self, side: Side, code: u32, args: [Term; 3], fields: Fields) -> Term {
        let plain = &self.scope.plain[code as usize];
        let head = head::OPERATOR + code;
        let (mut first, mut more) = (0, Term::NONE);
        if !matches!(plain.takes, "" | "c") {
            let [index, second] = fields.places.map(|p| p.map_or(0, |p| p.1));
            let lane = |k: u32| (fields.lanes >> (32 * k)) as u32;
            first = index;
            more = self.terms.make([head::IMMEDIATES, fields.offset, second, lane(0), lane(1), lane(2), lane(3)]);
        }
        let [a, b, c] = args.map(|a| a.0);
        match plain.shape {
            Shape::Size => self.current(side, head, first),
            Shape::Pure | Shape::Other => self.terms.make([head, a, b, c, first, more.0, 0]),
            Shape::Effect { .. } => self.effect(side, head, args, first, more),
        }
    }

    /// Whether the token some further starts an operation with an effect.
    pub(super) fn is_effect(&self, ahead: usize) -> bool {
        match self.role(ahead) {
            Role::Func(_) | Role::Dispatch(..) | Role::Counted(_) => true,
            Role::Operator(call) => matches!(self.scope.plain[call.code as usize].shape, Shape::Effect { .. }),
            _ => false,
        }
    }

    /// An operation with an effect: its term, number of results, whether it may trap.
    pub(super) fn call(&mut self) -> Check<(Term, usize, bool)> {
        let (role, scope) = (self.role(0), self.scope);
        self.c.at += 1;
        match role {
            Role::Operator(call) => {
                let plain = &scope.plain[call.code as usize];
                let (args, _, fields) = self.operands(call, 0)?;
                if call.code == ops::MEMORY_GROW {
                    let fixed = fields.places[0].and_then(|m| *scope.fixed.get(m.1 as usize)?).is_some();
                    self.c.ensure(fixed == (call.takes == "m"), "whether this memory has a fixed size is otherwise")?;
                }
                let effect = self.apply(Side::Rust, call.code, args, fields);
                Ok((effect, plain.results, plain.shape == Shape::Effect { traps: true }))
            }
            Role::Counted(code) => counted::access(self, code),
            Role::Func(f) => {
                let (signature, ty) = (&scope.funcs[f as usize], scope.bundle.func_type(f));
                let [args, _] = self.arguments(ty.params().len(), false, &signature.args)?;
                let effect = self.effect(Side::Rust, head::CALL, [args, Term::NONE, Term::NONE], f, Term::NONE);
                Ok((effect, ty.results().len(), signature.fallible))
            }
            Role::Dispatch(ty, table) => {
                let signature = &self.c.some(scope.dispatches.get(&(ty, table)), "no such dispatch")?.0;
                let func_type = &scope.bundle.types[ty as usize];
                let [args, index] = self.arguments(func_type.params().len(), true, &signature.args)?;
                let effect = self.effect(Side::Rust, head::CALL_INDIRECT, [args, index, Term(table)], ty, Term::NONE);
                Ok((effect, func_type.results().len(), true))
            }
            _ => self.fail("not an operation of the runtime, and no function of the module"),
        }
    }

    /// Arguments of a call: WebAssembly's, for dispatches the index, and the state as the callee takes it.
    fn arguments(&mut self, n: usize, indexed: bool, args: &[Arg]) -> Check<[Term; 2]> {
        let (mut list, mut last) = (Term::NONE, Term::NONE);
        self.c.punct('(')?;
        for k in 0..n + usize::from(indexed) {
            self.c.comma(k)?;
            last = self.expr()?;
            list = if k < n { self.terms.list(list, last) } else { list };
        }
        self.c.ensure(self.guest || args.first() != Some(&Arg::Guest), "a call that needs the whole guest")?;
        let comma = if n > 0 || indexed { "," } else { "" };
        self.c.template(&format!("{} {})", if args.is_empty() { "" } else { comma }, state(args, self.guest)))?;
        Ok([list, last])
    }
}
