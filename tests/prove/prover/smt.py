"""Terms of the SMT-LIB theories of bit vectors, arrays of bytes and floating point, and their text.

Terms are shared (equal terms are the same object) and folded where all operands are constants, so that
offsets, sizes and branch conditions that are known stay known. Nothing else is simplified: that is left
to the solvers. Floats are kept as bit vectors; `to_fp` reads them as numbers.
"""

import re

BOOL = "Bool"
ARRAY = "(Array (_ BitVec 64) (_ BitVec 8))"
ROUNDING = "RoundingMode"

_EXPONENT = {16: 5, 32: 8, 64: 11, 128: 15}


class Term:
    """A node: `sort` is a width in bits, `BOOL`, `ARRAY`, `ROUNDING` or `("fp", width)`."""

    __slots__ = ("head", "args", "sort", "value")

    def __init__(self, head, args, sort, value=None):
        self.head, self.args, self.sort, self.value = head, args, sort, value

    def __repr__(self):
        return text(self) if self.args else self.head


_TABLE = {}
_FRESH = [0]


def _node(head, args, sort, value=None):
    key = (head, tuple(id(a) for a in args), sort)
    term = _TABLE.get(key)
    if term is None:
        term = _TABLE[key] = Term(head, tuple(args), sort, value)
    return term


def var(name, sort):
    """The variable of that name."""
    return _node(f"|{name}|", (), sort)


def fresh(name, sort):
    """A variable that nothing else is."""
    _FRESH[0] += 1
    return var(f"{name}#{_FRESH[0]}", sort)


TRUE = _node("true", (), BOOL, True)
FALSE = _node("false", (), BOOL, False)


def boolean(b):
    return TRUE if b else FALSE


def bv(value, width):
    """A constant of `width` bits, modulo 2^width."""
    value %= 1 << width
    return _node(f"(_ bv{value} {width})", (), width, value)


def signed(value, width):
    return value - (1 << width) if value >> (width - 1) else value


# Propositions.


def not_(a):
    if a.value is not None:
        return boolean(not a.value)
    if a.head == "not":
        return a.args[0]
    return _node("not", (a,), BOOL)


def and_(*args):
    kept = []
    for a in args:
        if a is FALSE:
            return FALSE
        if a is not TRUE and a not in kept:
            kept.append(a)
    if not kept:
        return TRUE
    return kept[0] if len(kept) == 1 else _node("and", kept, BOOL)


def or_(*args):
    return not_(and_(*[not_(a) for a in args]))


def implies(a, b):
    return or_(not_(a), b)


def ite(c, a, b):
    """`a` if `c`, else `b`; also of propositions."""
    if c.value is not None:
        return a if c.value else b
    if a is b:
        return a
    return _node("ite", (c, a, b), a.sort)


def eq(a, b):
    assert a.sort == b.sort, (a.sort, b.sort)
    if a is b:
        return TRUE
    if a.value is not None and b.value is not None:
        return boolean(a.value == b.value)
    if isinstance(a.sort, int):
        (x, c), (y, d) = offset(a), offset(b)
        if x is y:
            return boolean(c == d)
    return _node("=", (a, b), BOOL)


def offset(a):
    """As a term plus a constant."""
    if a.head == "bvadd" and a.args[1].value is not None:
        return a.args[0], a.args[1].value
    return a, 0


def ne(a, b):
    return not_(eq(a, b))


# Bit vectors.

_FOLD = {
    "bvadd": lambda a, b, n: a + b,
    "bvsub": lambda a, b, n: a - b,
    "bvmul": lambda a, b, n: a * b,
    "bvand": lambda a, b, n: a & b,
    "bvor": lambda a, b, n: a | b,
    "bvxor": lambda a, b, n: a ^ b,
    "bvshl": lambda a, b, n: a << b if b < n else 0,
    "bvlshr": lambda a, b, n: a >> b if b < n else 0,
    "bvashr": lambda a, b, n: signed(a, n) >> min(b, n - 1),
    "bvudiv": lambda a, b, n: a // b if b else (1 << n) - 1,
    "bvurem": lambda a, b, n: a % b if b else a,
}
_COMPARE = {
    "bvult": lambda a, b: a < b,
    "bvule": lambda a, b: a <= b,
    "bvslt": lambda a, b: a < b,
    "bvsle": lambda a, b: a <= b,
}


def _binary(head):
    def build(a, b):
        assert a.sort == b.sort, (head, a.sort, b.sort)
        n = a.sort
        if a.value is not None and b.value is not None and head in _FOLD:
            return bv(_FOLD[head](a.value, b.value, n), n)
        if b.value == 0 and head in ("bvadd", "bvsub", "bvor", "bvxor", "bvshl", "bvlshr"):
            return a
        if a.value == 0 and head in ("bvadd", "bvor"):
            return b
        if head == "bvsub":
            (x, c), (y, d) = offset(a), offset(b)
            if x is y:
                return bv(c - d, n)
        # (x + c) + d is x + (c + d): offsets of one pointer stay comparable.
        if head == "bvadd" and b.value is not None and a.head == "bvadd" and a.args[1].value is not None:
            return build(a.args[0], bv(a.args[1].value + b.value, n))
        # Two products of the same factors are one term.
        if head == "bvmul" and (head, (id(b), id(a)), n) in _TABLE:
            a, b = b, a
        return _node(head, (a, b), n)

    return build


add, sub, mul = _binary("bvadd"), _binary("bvsub"), _binary("bvmul")
bvand, bvor, bvxor = _binary("bvand"), _binary("bvor"), _binary("bvxor")
shl, lshr, ashr = _binary("bvshl"), _binary("bvlshr"), _binary("bvashr")
udiv, urem = _binary("bvudiv"), _binary("bvurem")


def _sign(a):
    return eq(extract(a.sort - 1, a.sort - 1, a), bv(1, 1))


def _magnitude(a):
    return ite(_sign(a), neg(a), a)


def sdiv(a, b):
    """`bvsdiv`, spelled out as SMT-LIB defines it: z3 is slow to see that."""
    quotient = udiv(_magnitude(a), _magnitude(b))
    return ite(eq(bits(_sign(a)), bits(_sign(b))), quotient, neg(quotient))


def srem(a, b):
    """`bvsrem`, as SMT-LIB defines it."""
    rest = urem(_magnitude(a), _magnitude(b))
    return ite(_sign(a), neg(rest), rest)


def _comparison(head):
    def build(a, b):
        assert a.sort == b.sort, (head, a.sort, b.sort)
        if a.value is not None and b.value is not None:
            x, y = a.value, b.value
            if head[2] == "s":
                x, y = signed(x, a.sort), signed(y, a.sort)
            return boolean(_COMPARE[head](x, y))
        return _node(head, (a, b), BOOL)

    return build


ult, ule, slt, sle = map(_comparison, ("bvult", "bvule", "bvslt", "bvsle"))


def neg(a):
    return sub(bv(0, a.sort), a)


def extract(high, low, a):
    if a.value is not None:
        return bv(a.value >> low, high - low + 1)
    if low == 0 and high == a.sort - 1:
        return a
    return _node(f"(_ extract {high} {low})", (a,), high - low + 1)


def _ends(part):
    """Highest and lowest bit of what is taken out."""
    return tuple(map(int, re.findall(r"\d+", part.head)))


def bit(i, a):
    """Whether bit `i` is set."""
    return eq(extract(i, i, a), bv(1, 1))


def concat(high, low):
    if high.value is not None and low.value is not None:
        return bv(high.value << low.sort | low.value, high.sort + low.sort)
    # Parts of one term, side by side, are a part of it: what was stored byte by byte is loaded again.
    if high.head.startswith("(_ extract") and low.head.startswith("(_ extract") and high.args[0] is low.args[0]:
        (top, above), (below, bottom) = _ends(high), _ends(low)
        if above == below + 1:
            return extract(top, bottom, high.args[0])
    return _node("concat", (high, low), high.sort + low.sort)


def zext(width, a):
    if width == a.sort:
        return a
    if a.value is not None:
        return bv(a.value, width)
    return _node(f"(_ zero_extend {width - a.sort})", (a,), width)


def sext(width, a):
    if width == a.sort:
        return a
    if a.value is not None:
        return bv(signed(a.value, a.sort), width)
    return _node(f"(_ sign_extend {width - a.sort})", (a,), width)


def bits(proposition, width=1):
    """1 if it holds, else 0."""
    return ite(proposition, bv(1, width), bv(0, width))


def select(array, index):
    """The byte at a 64-bit index."""
    return _node("select", (array, index), 8)


def replaced(term, by):
    """With other terms in place of some, by their ids; nothing is folded."""
    done = dict(by)
    for t in _post_order([term]):
        if id(t) not in done:
            done[id(t)] = _node(t.head, tuple(done[id(a)] for a in t.args), t.sort, t.value)
    return done[id(term)]


# Floating point.

RNE, RNA, RTZ, RTP, RTN = (_node(m, (), ROUNDING) for m in ("RNE", "RNA", "RTZ", "RTP", "RTN"))


def _format(width):
    exponent = _EXPONENT[width]
    return f"{exponent} {width - exponent}"


def to_fp(a):
    """The float with these bits."""
    return _node(f"(_ to_fp {_format(a.sort)})", (a,), ("fp", a.sort))


def fp_convert(a, width):
    """To another format, to nearest."""
    return _node(f"(_ to_fp {_format(width)})", (RNE, a), ("fp", width))


def fp_from_int(a, width, is_signed):
    head = "to_fp" if is_signed else "to_fp_unsigned"
    return _node(f"(_ {head} {_format(width)})", (RNE, a), ("fp", width))


def fp_to_int(a, width, is_signed):
    """Towards zero; unspecified for what does not fit."""
    head = "fp.to_sbv" if is_signed else "fp.to_ubv"
    return _node(f"(_ {head} {width})", (RTZ, a), width)


def fp_op(name, *args):
    """`fp.add` and so on, to nearest where the operation rounds."""
    rounds = (RNE,) if name in ("add", "sub", "mul", "div", "sqrt") else ()
    return _node(f"fp.{name}", rounds + args, args[0].sort)


def fp_round(mode, a):
    return _node("fp.roundToIntegral", (mode, a), a.sort)


def fp_is(name, *args):
    """`fp.lt`, `fp.isNaN` and so on."""
    return _node(f"fp.{name}", args, BOOL)


# Text.


def _sort_text(sort):
    if isinstance(sort, int):
        return f"(_ BitVec {sort})"
    if isinstance(sort, tuple):
        return f"(_ FloatingPoint {_format(sort[1])})"
    return sort


def _post_order(roots):
    seen, order, stack = set(), [], [(r, False) for r in reversed(roots)]
    while stack:
        term, done = stack.pop()
        if done:
            order.append(term)
        elif id(term) not in seen:
            seen.add(id(term))
            stack.append((term, True))
            stack.extend((a, False) for a in reversed(term.args))
    return order


def text(term):
    """The term in full."""
    return f"({term.head} {' '.join(map(text, term.args))})" if term.args else term.head


def script(assertions):
    """An SMT-LIB script that asks whether all hold at once. Every shared term is named.

    Equal questions have equal texts: variables that nothing else is are numbered anew.
    """
    order = _post_order(list(assertions))
    uses = {}
    for term in order:
        for a in term.args:
            uses[id(a)] = uses.get(id(a), 0) + 1
    names, lines = {}, ["(set-logic ALL)"]

    def show(term):
        if id(term) in names:
            return names[id(term)]
        return f"({term.head} {' '.join(map(show, term.args))})" if term.args else term.head

    for term in order:
        if not term.args and term.head.startswith("|"):
            lines.append(f"(declare-const {term.head} {_sort_text(term.sort)})")
        elif term.args and (uses.get(id(term), 0) > 1 or _deep(term, names)):
            body = show(term)
            names[id(term)] = f"t{len(names)}"
            lines.append(f"(define-fun {names[id(term)]} () {_sort_text(term.sort)} {body})")
    lines += [f"(assert {show(a)})" for a in assertions]
    return renumbered("\n".join(lines + ["(check-sat)", ""]))


def renumbered(text):
    """With the variables that nothing else is numbered anew."""
    numbers = {}
    return re.sub(r"#(\d+)\|", lambda m: f"#{numbers.setdefault(m[1], len(numbers))}|", text)


_DEPTH = {}


def _deep(term, names):
    """Whether it is time to name a term, so that nothing nests too deeply to parse."""
    depth = 1 + max((0 if id(a) in names else _DEPTH.get(id(a), 0)) for a in term.args)
    _DEPTH[id(term)] = 0 if depth > 100 else depth
    return depth > 100
