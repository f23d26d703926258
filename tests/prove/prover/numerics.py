"""The specification's numerics (core specification, section 4.3), stated on their own.

Nothing here is shared with the evaluator but the terms themselves, and where both need the same notion it is
written differently: what one says by halves the other says bit by bit.

`statement(name)` gives, for a numeric instruction in the runtime's spelling, a function from operands (bit
vectors) to an `Outcome`.
"""

from dataclasses import dataclass, field

import smt
from smt import and_, bv, eq, implies, ite, ne, not_, or_

WIDTHS = {"i32": 32, "i64": 64, "f32": 32, "f64": 64}


@dataclass
class Outcome:
    """What an instruction must do. `value` is a predicate on the result's bits."""

    value: object = None
    # (condition, code): the first that holds is the trap. Code None: no code is recorded.
    traps: list = field(default_factory=list)

    def trapped(self):
        return or_(*[c for c, _ in self.traps])


def exactly(term):
    return Outcome(value=lambda result: eq(result, term))


def flag(proposition):
    """An i32 of 0 or 1."""
    return exactly(ite(proposition, bv(1, 32), bv(0, 32)))


# 4.3.2: integers.


def negative(a):
    return smt.slt(a, bv(0, a.sort))


def magnitude(a):
    return ite(negative(a), smt.neg(a), a)


def integer(name, n, x, y=None):
    zero = lambda: eq(y, bv(0, n))
    by_zero = lambda: (zero(), "integer_division_by_zero")
    if name == "add":
        return exactly(smt.add(x, y))
    if name == "sub":
        return exactly(smt.add(x, smt.add(smt.bvxor(y, bv(-1, n)), bv(1, n))))
    if name == "mul":
        return exactly(smt.mul(x, y))
    if name == "div_u":
        return Outcome(lambda r: eq(r, smt.udiv(x, y)), [by_zero()])
    if name == "rem_u":
        return Outcome(lambda r: eq(r, smt.urem(x, y)), [by_zero()])
    if name == "div_s":
        # The quotient of the magnitudes, truncated; its sign is that of the exact quotient.
        quotient = smt.udiv(magnitude(x), magnitude(y))
        differ = ne(smt.bits(negative(x)), smt.bits(negative(y)))
        unrepresentable = and_(eq(x, bv(1 << (n - 1), n)), eq(y, bv(-1, n)))
        return Outcome(
            lambda r: eq(r, ite(differ, smt.neg(quotient), quotient)),
            [by_zero(), (unrepresentable, "integer_overflow")],
        )
    if name == "rem_s":
        # The remainder has the sign of the dividend.
        rest = smt.urem(magnitude(x), magnitude(y))
        return Outcome(lambda r: eq(r, ite(negative(x), smt.neg(rest), rest)), [by_zero()])
    if name in ("and", "or", "xor"):
        return exactly({"and": smt.bvand, "or": smt.bvor, "xor": smt.bvxor}[name](x, y))
    if name in ("shl", "shr_u", "shr_s", "rotl", "rotr"):
        k = smt.urem(y, bv(n, n))
        rest = smt.sub(bv(n, n), k)
        if name == "shl":
            return exactly(smt.shl(x, k))
        if name == "shr_u":
            return exactly(smt.lshr(x, k))
        if name == "shr_s":
            return exactly(smt.ashr(x, k))
        if name == "rotl":
            return exactly(smt.bvor(smt.shl(x, k), smt.lshr(x, rest)))
        return exactly(smt.bvor(smt.lshr(x, k), smt.shl(x, rest)))
    if name == "clz":
        # Bit i counts if all above are zero: the highest set bit decides.
        count = bv(n, n)
        for i in range(n):
            count = ite(smt.bit(i, x), bv(n - 1 - i, n), count)
        return exactly(count)
    if name == "ctz":
        count = bv(n, n)
        for i in reversed(range(n)):
            count = ite(smt.bit(i, x), bv(i, n), count)
        return exactly(count)
    if name == "popcnt":
        count = bv(0, n)
        for i in range(n):
            count = smt.add(count, ite(smt.bit(i, x), bv(1, n), bv(0, n)))
        return exactly(count)
    if name == "eqz":
        return flag(eq(x, bv(0, n)))
    if name in ("eq", "ne"):
        return flag(eq(x, y) if name == "eq" else ne(x, y))
    if name[:2] in ("lt", "gt", "le", "ge"):
        less = smt.ult if name.endswith("_u") else smt.slt
        return flag({"lt": less(x, y), "gt": less(y, x), "le": not_(less(y, x)), "ge": not_(less(x, y))}[name[:2]])
    if name in ("extend8_s", "extend16_s", "extend32_s"):
        m = int(name[6:-2])
        return exactly(smt.sext(n, smt.extract(m - 1, 0, x)))
    return None


# 4.3.3: floating point.


def nan(a):
    """Exponent of ones, and a payload."""
    n, m = a.sort, fraction(a.sort)
    ones = eq(smt.extract(n - 2, m, a), bv(-1, n - 1 - m))
    return and_(ones, ne(smt.extract(m - 1, 0, a), bv(0, m)))


def fraction(n):
    return {32: 23, 64: 52}[n]


def canonical(a):
    """A NaN whose payload is canonical, whatever its sign."""
    m = fraction(a.sort)
    return and_(nan(a), eq(smt.extract(m - 1, 0, a), bv(1 << (m - 1), m)))


def arithmetic(a):
    """A NaN whose payload has its top bit set."""
    return and_(nan(a), smt.bit(fraction(a.sort) - 1, a))


def nans(result, *operands):
    """4.3.3.2: of canonical NaNs (or none) comes a canonical one, else an arithmetic one."""
    all_canonical = and_(*[implies(nan(a), canonical(a)) for a in operands])
    return ite(all_canonical, canonical(result), arithmetic(result))


def number(term, *operands):
    """The float `term`, or a NaN by the rule."""

    def holds(result):
        is_nan = smt.fp_is("isNaN", term)
        return ite(is_nan, nans(result, *operands), eq(smt.to_fp(result), term))

    return Outcome(value=holds)


def floating(name, n, x, y=None):
    sign = bv(1 << (n - 1), n)
    if name in ("abs", "neg", "copysign"):
        rest = smt.extract(n - 2, 0, x)
        if name == "abs":
            return exactly(smt.concat(bv(0, 1), rest))
        if name == "neg":
            return exactly(smt.concat(ite(smt.bit(n - 1, x), bv(0, 1), bv(1, 1)), rest))
        return exactly(smt.concat(smt.extract(n - 1, n - 1, y), rest))
    a = smt.to_fp(x)
    b = smt.to_fp(y) if y is not None else None
    if name in ("add", "sub", "mul", "div"):
        return number(smt.fp_op(name, a, b), x, y)
    if name in ("sqrt", "sqrt_plain"):
        return number(smt.fp_op("sqrt", a), x)
    if name in ("ceil", "floor", "trunc", "nearest"):
        mode = {"ceil": smt.RTP, "floor": smt.RTN, "trunc": smt.RTZ, "nearest": smt.RNE}[name]
        return number(smt.fp_round(mode, a), x)
    if name in ("min", "max"):
        zeros = and_(smt.fp_is("isZero", a), smt.fp_is("isZero", b))
        any_negative = or_(smt.bit(n - 1, x), smt.bit(n - 1, y))
        all_negative = and_(smt.bit(n - 1, x), smt.bit(n - 1, y))
        zero = ite(any_negative if name == "min" else all_negative, sign, bv(0, n))
        first = smt.fp_is("leq" if name == "min" else "geq", a, b)
        chosen = ite(zeros, zero, ite(first, x, y))
        return Outcome(lambda r: ite(or_(nan(x), nan(y)), nans(r, x, y), eq(r, chosen)))
    if name in ("eq", "ne", "lt", "gt", "le", "ge"):
        holds = smt.fp_is({"eq": "eq", "ne": "eq", "lt": "lt", "gt": "gt", "le": "leq", "ge": "geq"}[name], a, b)
        return flag(not_(holds) if name == "ne" else holds)
    if name == "quiet":
        # Not an instruction: the number as it is, a NaN by the rule.
        return Outcome(lambda r: ite(nan(x), nans(r, x), eq(r, x)))
    if name == "canonical":
        # Option `nan: canonical`: positive, so that its bits are known.
        m = fraction(n)
        quiet = bv(((1 << (n - 1 - m)) - 1) << m | 1 << (m - 1), n)
        return exactly(ite(nan(x), quiet, x))
    return None


# 4.3.4: conversions.


def constant(k):
    """An integer of at most 66 bits as a number in a format that holds it exactly."""
    return smt.fp_from_int(bv(k, 128), 128, True)


def truncation(to, is_signed, is_saturating, x):
    m = WIDTHS[to]
    low = -(1 << (m - 1)) if is_signed else 0
    high = (1 << (m - 1 if is_signed else m)) - 1
    whole = smt.fp_round(smt.RTZ, smt.fp_convert(smt.to_fp(x), 128))
    below = smt.fp_is("lt", whole, constant(low))
    above = smt.fp_is("gt", whole, constant(high))
    integer_value = smt.fp_to_int(whole, m, is_signed)
    if is_saturating:
        clamped = ite(below, bv(low, m), ite(above, bv(high, m), integer_value))
        return exactly(ite(nan(x), bv(0, m), clamped))
    return Outcome(
        lambda r: eq(r, integer_value),
        [(nan(x), "invalid_conversion"), (or_(below, above), "integer_overflow")],
    )


def conversion(to, name, x):
    m = WIDTHS[to]
    words = name.split("_")
    if name == "wrap_i64":
        return exactly(smt.extract(31, 0, x))
    if name in ("extend_i32_s", "extend_i32_u"):
        high = ite(and_(negative(x), smt.boolean(name.endswith("s"))), bv(-1, 32), bv(0, 32))
        return exactly(smt.concat(high, x))
    if words[0] == "reinterpret":
        return exactly(x)
    if words[0] == "trunc" and words[-1] in "su" and len(words) > 1:
        return truncation(to, words[-1] == "s", words[1] == "sat", x)
    if words[0] == "convert":
        value = smt.fp_from_int(x, m, words[2] == "s")
        return Outcome(lambda r: eq(smt.to_fp(r), value))
    if words[0] in ("demote", "promote"):
        return number(smt.fp_convert(smt.to_fp(x), m), x)
    if name == "const":
        return exactly(x)
    return None


def statement(name):
    """Of `i32_add` and so on; None for what is not a numeric instruction."""
    type_, _, operator = name.partition("_")
    if type_ not in WIDTHS:
        return None
    by_type = integer if type_[0] == "i" else floating

    def outcome(*operands):
        if len(operands) == 1:
            found = conversion(type_, operator, *operands)
            if found is not None:
                return found
        return by_type(operator, WIDTHS[type_], *operands)

    return outcome
