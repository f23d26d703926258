//! Rust expressions of bodies, straight to terms.

use crate::body::{Body, Side, counted};
use crate::bundle::{ConstOp, Mode, Segment};
use crate::code::{Arg, Role};
use crate::cursor::Check;
use crate::ops::{Immediate, Nan, OPERATIONS, Operation, Shape};
use crate::term::{Term, Terms, head};
use crate::token::{Kind, Name, Token, word};

/// Expressions nest no deeper; the emitter names what gets large.
const MAX_DEPTH: u32 = 200;
/// A segment that is empty because it was active, and is dropped by the time code runs.
pub const EMPTY: u32 = u32::MAX;

/// The literal of an immutable global.
pub fn constant(terms: &mut Terms, op: &ConstOp) -> Term {
    match op {
        ConstOp::Int(value, _) => terms.int(*value),
        ConstOp::F32(bits) => terms.plain(head::F32, *bits, 0),
        ConstOp::F64(bits) => terms.f64(*bits),
        ConstOp::V128(bits) => terms.bits(*bits),
        _ => Term::NONE,
    }
}

/// What `memory.init` and `table.init` copy from: a passive segment, or nothing.
pub fn segment<T>(segments: &[Segment<T>], index: u32) -> u32 {
    match segments[index as usize].mode {
        Mode::Passive => index,
        _ => EMPTY,
    }
}

/// `s` or `g.s`.
pub fn state(b: &mut Body<'_, '_>) -> Check<()> {
    if b.guest {
        b.c.word(word::G)?;
        b.c.punct('.')?;
    }
    b.c.word(word::S)
}

/// `&mut s.cx`
pub fn context(b: &mut Body<'_, '_>) -> Check<()> {
    b.c.template(if b.guest { "&mut g.s.cx" } else { "&mut s.cx" })
}

/// `m0`, `g.m0.bytes()` or `g.m0.bytes_mut()`: which memory.
pub fn memory(b: &mut Body<'_, '_>) -> Check<u32> {
    if !b.guest {
        return b.letter(b'm');
    }
    b.c.template("g.")?;
    let m = b.letter(b'm')?;
    if !b.c.eat_template(".bytes()") {
        b.c.template(".bytes_mut()")?;
    }
    Ok(m)
}

/// `&s.t0` or `&mut s.t0`: which field of that letter.
fn field(b: &mut Body<'_, '_>, letter: u8) -> Check<u32> {
    b.c.punct('&')?;
    b.c.eat_word(word::MUT);
    state(b)?;
    b.c.punct('.')?;
    b.letter(letter)
}

/// Which floats of magnitude 0 and 1 are in a literal, as far as that matters to [`Nan`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Literal {
    /// As (lanes of) an `f32`.
    single: [bool; 2],
    /// As (lanes of) an `f64`.
    double: [bool; 2],
}

impl Literal {
    /// No literal, or one without them.
    const NO: Literal = Literal { single: [false; 2], double: [false; 2] };

    fn of(values: impl Iterator<Item = f64>) -> [bool; 2] {
        let seen = |seen: [bool; 2], v: f64| [seen[0] || v.abs() == 0.0, seen[1] || v.abs() == 1.0];
        values.fold([false; 2], seen)
    }

    fn lanes(bits: u128) -> Literal {
        let single = |k: u32| f32::from_bits((bits >> (32 * k)) as u32);
        let double = |k: u32| f64::from_bits((bits >> (64 * k)) as u64);
        Literal { single: Literal::of((0..4).map(single).map(f64::from)), double: Literal::of((0..2).map(double)) }
    }
}

/// Two numbers of 64 bits, low and high.
fn two_numbers(b: &mut Body<'_, '_>) -> Check<u128> {
    let low = b.c.integer()?;
    b.c.punct(',')?;
    Ok(u128::from(low) | u128::from(b.c.integer()?) << 64)
}

/// What stands behind the operands of an operator with an immediate, as a term.
fn immediate(b: &mut Body<'_, '_>, kind: Immediate) -> Check<Term> {
    let bits = match kind {
        Immediate::None => return Ok(Term::NONE),
        Immediate::Lane => b.c.integer()?.into(),
        Immediate::Lanes => two_numbers(b)?,
    };
    Ok(b.terms.bits(bits))
}

/// A pure expression, and what kind of literal it is.
pub fn expr(b: &mut Body<'_, '_>, depth: u32) -> Check<(Term, Literal)> {
    if depth > MAX_DEPTH {
        return b.c.fail("an expression that nests too deep");
    }
    let token = b.c.peek();
    match token.kind {
        Kind::Int | Kind::Literal => {
            let value = b.c.integer()?;
            match i64::try_from(value) {
                Ok(value) => Ok((b.terms.int(value), Literal::NO)),
                Err(_) => b.c.fail("a literal out of range"),
            }
        }
        Kind::Punct => {
            b.c.punct('-')?;
            let value = b.c.integer()?;
            if value > 1 << 63 {
                return b.c.fail("a literal out of range");
            }
            Ok((b.terms.int((value as i64).wrapping_neg()), Literal::NO))
        }
        Kind::Ident => word_expr(b, token.data, depth),
        _ => b.c.fail("expected an expression"),
    }
}

fn word_expr(b: &mut Body<'_, '_>, symbol: u32, depth: u32) -> Check<(Term, Literal)> {
    match b.c.tokens.name(symbol) {
        Name::Letter(b'l', i) => {
            b.c.at += 1;
            return Ok((b.read_local(Side::Rust, i)?, Literal::NO));
        }
        Name::Letter(b'v', v) => {
            b.c.at += 1;
            return Ok((b.value(v)?, Literal::NO));
        }
        _ => {}
    }
    if let Some(Role::Operator(code)) = b.scope.roles.get(symbol as usize) {
        return numeric(b, *code, Wrapped::default(), depth);
    }
    match symbol {
        word::S | word::G => {
            state(b)?;
            b.c.punct('.')?;
            let global = b.letter(b'g')?;
            return Ok((b.current(Side::Rust, head::GLOBAL, global), Literal::NO));
        }
        word::F32_QUIET..=word::F64X2_CANONICAL => return wrapped(b, depth),
        _ => b.c.at += 1,
    }
    if symbol == word::NONE {
        return Ok((b.terms.plain(head::NULL, 0, 0), Literal::NO));
    }
    b.c.open('(')?;
    let mut literal = Literal::NO;
    let term = match symbol {
        word::F32_CONST => {
            let bits = b.c.integer()?;
            let Ok(bits) = u32::try_from(bits) else {
                return b.c.fail("a literal out of range");
            };
            literal.single = Literal::of([f32::from_bits(bits).into()].into_iter());
            b.terms.plain(head::F32, bits, 0)
        }
        word::F64_CONST => {
            let bits = b.c.integer()?;
            literal.double = Literal::of([f64::from_bits(bits)].into_iter());
            b.terms.f64(bits)
        }
        word::V128_CONST => {
            let bits = two_numbers(b)?;
            literal = Literal::lanes(bits);
            b.terms.bits(bits)
        }
        word::REF_FUNC => {
            let f = b.c.small()?;
            b.terms.plain(head::REF_FUNC, f, 0)
        }
        word::MEMORY_SIZE => {
            let m = memory(b)?;
            b.current(Side::Rust, head::MEMORY_SIZE, m)
        }
        word::TABLE_SIZE => {
            let t = field(b, b't')?;
            b.current(Side::Rust, head::TABLE_SIZE, t)
        }
        // rustc checks that the values have the type in the name.
        word::SELECT_I32
        | word::SELECT_I64
        | word::SELECT_F32
        | word::SELECT_F64
        | word::SELECT_V128
        | word::SELECT_FUNCREF
        | word::SELECT_EXTERNREF => {
            let x = expr(b, depth + 1)?.0;
            b.c.punct(',')?;
            let y = expr(b, depth + 1)?.0;
            b.c.punct(',')?;
            let condition = expr(b, depth + 1)?.0;
            b.terms.of(head::SELECT, x, y, condition)
        }
        word::REF_IS_NULL_FUNCREF | word::REF_IS_NULL_EXTERNREF => {
            let x = expr(b, depth + 1)?.0;
            b.terms.of(head::IS_NULL, x, Term::NONE, Term::NONE)
        }
        _ => {
            b.c.at -= 2;
            return b.c.fail("not a pure operation of the runtime");
        }
    };
    b.c.close('(')?;
    Ok((term, literal))
}

/// Which wrappers stand around a float operator.
#[derive(Clone, Copy, Default)]
struct Wrapped {
    canonical: bool,
    quiet: bool,
}

/// `f32_canonical(f32_quiet(operator(…)))`, either wrapper optional.
///
/// On the result of an operator whose NaNs are arithmetic (§4.3.3), quieting is the identity and making canonical is
/// what the option asks for; on anything else either would change bits, and is rejected.
fn wrapped(b: &mut Body<'_, '_>, depth: u32) -> Check<(Term, Literal)> {
    let mut wrapped = Wrapped::default();
    let start = b.c.at;
    for (words, flag) in
        [(word::F32_CANONICAL..=word::F64X2_CANONICAL, &mut wrapped.canonical), (word::F32_QUIET..=word::F64X2_QUIET, &mut wrapped.quiet)]
    {
        if words.contains(&b.c.peek().data) && b.c.peek().kind == Kind::Ident {
            b.c.at += 1;
            b.c.open('(')?;
            *flag = true;
        }
    }
    let token = b.c.peek();
    let code = match (token.kind, b.scope.roles.get(token.data as usize)) {
        (Kind::Ident, Some(Role::Operator(code))) => *code,
        _ => return b.c.fail("expected a float operator"),
    };
    // The wrappers of the operator's own type: lanes of four or eight bytes.
    let ty = b.scope.plain[code as usize].name.split_once('_').map(|name| name.0);
    for at in (start..b.c.at).step_by(2) {
        let wrapper = b.c.tokens.get(at).map_or("", |t| b.c.tokens.text(t.data));
        if wrapper.split_once('_').map(|name| name.0) != ty {
            return b.c.fail("another type's NaNs");
        }
    }
    let term = numeric(b, code, wrapped, depth + 1)?;
    for _ in 0..u32::from(wrapped.canonical) + u32::from(wrapped.quiet) {
        b.c.close('(')?;
    }
    Ok(term)
}

/// A pure operator, from its name on.
fn numeric(b: &mut Body<'_, '_>, code: u32, wrapped: Wrapped, depth: u32) -> Check<(Term, Literal)> {
    let plain = &b.scope.plain[code as usize];
    let Shape::Pure(n) = plain.shape else {
        return b.c.fail("this may trap, so it can't be part of an expression");
    };
    b.c.at += 1;
    b.c.open('(')?;
    let mut args = [Term::NONE; 3];
    let mut literals = [Literal::NO; 3];
    for k in 0..usize::from(n) {
        if k > 0 {
            b.c.punct(',')?;
        }
        (args[k], literals[k]) = expr(b, depth + 1)?;
    }
    if plain.immediate != Immediate::None {
        b.c.punct(',')?;
    }
    let immediate = immediate(b, plain.immediate)?;
    b.c.close('(')?;
    let double = plain.name.starts_with("f64");
    let [[zero, one], [second_zero, second_one]] = [0, 1].map(|k: usize| if double { literals[k].double } else { literals[k].single });
    let folded = match plain.nan {
        Nan::FoldsZero => zero || second_zero,
        Nan::FoldsOne => one || second_one,
        Nan::FoldsSecondOne => second_one,
        Nan::Makes | Nan::Kept => false,
    };
    if folded && !wrapped.quiet {
        return b.c.fail(format!("`{}` must be quieted here", plain.name));
    }
    if wrapped.quiet && plain.nan == Nan::Kept {
        return b.c.fail(format!("`{}` must not be quieted", plain.name));
    }
    let canonical = b.scope.options.canonical_nan && plain.nan != Nan::Kept;
    if wrapped.canonical != canonical {
        let what = if canonical { "must" } else { "must not" };
        return b.c.fail(format!("the NaN of `{}` {what} be made canonical here", plain.name));
    }
    // A splat has the lanes of its operand.
    let literal = if matches!(plain.name, "f32x4_splat" | "f64x2_splat") { literals[0] } else { Literal::NO };
    let term = b.terms.operator(head::OPERATOR + code, args, immediate);
    Ok((term, literal))
}

/// Whether a token starts an operation with an effect.
pub fn is_effect(b: &Body<'_, '_>, token: Token) -> bool {
    if token.kind != Kind::Ident {
        return false;
    }
    match b.scope.roles.get(token.data as usize) {
        Some(Role::Func(_) | Role::Dispatch(..) | Role::Counted(_)) => true,
        Some(Role::Operator(code)) => !matches!(b.scope.plain[*code as usize].shape, Shape::Pure(_)),
        Some(Role::Operation(_)) => true,
        _ => false,
    }
}

/// An operation with an effect, up to its closing parenthesis: effect, number of results, whether it may trap.
pub fn effect(b: &mut Body<'_, '_>) -> Check<(Term, usize, bool)> {
    let symbol = b.c.symbol()?;
    b.c.open('(')?;
    let found = match b.scope.roles.get(symbol as usize).copied() {
        Some(Role::Operator(code)) => plain(b, code)?,
        Some(Role::Counted(code)) => counted::access(b, code)?,
        Some(Role::Func(f)) => {
            let scope = b.scope;
            let signature = &scope.funcs[f as usize];
            let ty = scope.bundle.func_type(f);
            let args = arguments(b, ty.params().len(), false, &signature.args)?.0;
            let effect = b.effect(Side::Rust, head::CALL, [args, Term::NONE, Term::NONE], f);
            (effect, ty.results().len(), signature.fallible)
        }
        Some(Role::Dispatch(ty, table)) => {
            let scope = b.scope;
            let Some(signature) = scope.dispatches.get(&(ty, table)) else {
                return b.c.fail("no such dispatch");
            };
            let func_type = &scope.bundle.types[ty as usize];
            let (args, index) = arguments(b, func_type.params().len(), true, &signature.args)?;
            let table = b.terms.int(table.into());
            let effect = b.effect(Side::Rust, head::CALL_INDIRECT, [args, index, table], ty);
            (effect, func_type.results().len(), true)
        }
        Some(Role::Operation(k)) => operation(b, &OPERATIONS[k])?,
        _ => {
            return b.c.fail("not an operation of the runtime, and no function of the module");
        }
    };
    b.c.close('(')?;
    Ok(found)
}

/// Arguments of a call: WebAssembly's, for dispatches the index, and the state as the callee takes it.
fn arguments(b: &mut Body<'_, '_>, n: usize, indexed: bool, state_args: &[Arg]) -> Check<(Term, Term)> {
    let (mut list, mut index) = (Term::NONE, Term::NONE);
    let total = n + usize::from(indexed);
    for k in 0..total {
        if k > 0 {
            b.c.punct(',')?;
        }
        let value = b.expr()?;
        if k < n {
            list = b.terms.of(head::LIST, list, value, Term::NONE);
        } else {
            index = value;
        }
    }
    for (k, arg) in state_args.iter().enumerate() {
        if k + total > 0 {
            b.c.punct(',')?;
        }
        state_argument(b, *arg)?;
    }
    Ok((list, index))
}

fn state_argument(b: &mut Body<'_, '_>, arg: Arg) -> Check<()> {
    match arg {
        Arg::Guest if b.guest => b.c.word(word::G),
        Arg::Host if b.guest => b.c.word(word::H),
        Arg::Guest | Arg::Host => b.c.fail("a call that needs the whole guest"),
        Arg::State => b.c.template(if b.guest { "&mut g.s" } else { "s" }),
        Arg::Memory(m) => match memory(b)? {
            found if found == m => Ok(()),
            _ => b.c.fail(format!("expected memory {m}")),
        },
    }
}

/// A trapping operator, load or store, after its parenthesis.
fn plain(b: &mut Body<'_, '_>, code: u32) -> Check<(Term, usize, bool)> {
    let head = head::OPERATOR + code;
    let plain = b.scope.plain[code as usize];
    let (Shape::Trapping(n) | Shape::Memory(n, _)) = plain.shape else {
        return b.c.fail("an operation that has no effect");
    };
    let mut args = [Term::NONE; 3];
    for arg in args.iter_mut().take(n.into()) {
        *arg = b.expr()?;
        b.c.punct(',')?;
    }
    let Shape::Memory(_, results) = plain.shape else {
        context(b)?;
        return Ok((b.effect(Side::Rust, head, args, 0), 1, true));
    };
    let offset = b.c.integer()?;
    let offset = b.terms.int(offset as i64);
    b.c.punct(',')?;
    let immediate = immediate(b, plain.immediate)?;
    if plain.immediate != Immediate::None {
        b.c.punct(',')?;
    }
    // Only an atomic operator has a third operand.
    args[2] = b.terms.of(head::LIST, offset, immediate, args[2]);
    let m = memory(b)?;
    if plain.atomic {
        b.c.punct(',')?;
        context(b)?;
    }
    Ok((b.effect(Side::Rust, head, args, m), results.into(), true))
}

/// An operation on memories, tables and segments, after its parenthesis.
fn operation(b: &mut Body<'_, '_>, operation: &Operation) -> Check<(Term, usize, bool)> {
    let (mut args, mut indices) = (Term::NONE, Vec::new());
    for (k, letter) in operation.takes.bytes().enumerate() {
        if k > 0 && letter != b'=' {
            b.c.punct(',')?;
        }
        indices.push(match letter {
            b'v' => {
                let value = b.expr()?;
                args = b.terms.of(head::LIST, args, value, Term::NONE);
                continue;
            }
            b'c' => {
                context(b)?;
                continue;
            }
            b'm' => memory(b)?,
            b'M' => {
                b.c.template("&mut g.")?;
                b.letter(b'm')?
            }
            b'=' => indices[0],
            b'D' if b.c.eat_template("&[]") => EMPTY,
            b'D' => {
                state(b)?;
                b.c.punct('.')?;
                let d = b.letter(b'd')?;
                b.c.template(".bytes()")?;
                d
            }
            b'e' if b.c.eat_template("&Elem::default()") => EMPTY,
            field_of => field(b, field_of)?,
        });
    }
    if operation.head == head::MEMORY_GROW {
        let fixed = b.scope.fixed.get(indices[0] as usize).is_some_and(Option::is_some);
        if fixed != operation.takes.contains('m') {
            return b.c.fail("whether this memory has a fixed size is otherwise");
        }
    }
    let effect = b.indexed(Side::Rust, operation.head, args, &indices);
    Ok((effect, operation.results, operation.traps))
}
