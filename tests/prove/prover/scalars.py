"""Types, and what LLVM's operations on scalars give."""

import smt
from objects import Value
from smt import and_, bv, eq, ite, ne, not_, or_, ule, ult

FLOATS = {"float": 32, "double": 64}


def width(type_):
    """Bits of a scalar."""
    if isinstance(type_, int):
        return type_
    return FLOATS.get(type_) or 64


def size_of(type_):
    """Bytes in memory."""
    if isinstance(type_, tuple):
        if type_[0] == "struct":
            at = 0
            for item in type_[1]:
                at = -(-at // align_of(item)) * align_of(item) + size_of(item)
            return -(-at // align_of(type_)) * align_of(type_)
        return type_[1] * size_of(type_[2])
    return (width(type_) + 7) // 8


def align_of(type_):
    if isinstance(type_, tuple):
        if type_[0] == "struct":
            return max(map(align_of, type_[1]), default=1)
        return align_of(type_[2]) if type_[0] == "array" else size_of(type_)
    return size_of(type_)


INTEGER = {
    "add": smt.add, "sub": smt.sub, "mul": smt.mul, "udiv": smt.udiv, "sdiv": smt.sdiv, "urem": smt.urem,
    "srem": smt.srem, "shl": smt.shl, "lshr": smt.lshr, "ashr": smt.ashr, "and": smt.bvand, "or": smt.bvor,
    "xor": smt.bvxor,
}  # fmt: skip
CASTS = set("zext sext trunc bitcast fptrunc fpext sitofp uitofp ptrtoint inttoptr".split())
ROUNDINGS = {
    "ceil": smt.RTP, "floor": smt.RTN, "trunc": smt.RTZ, "round": smt.RNA,
    "rint": smt.RNE, "roundeven": smt.RNE, "nearbyint": smt.RNE,
}  # fmt: skip


def lanes(f, a, b):
    """Applies `f` to scalars or lane by lane."""
    return tuple(map(f, a, b)) if isinstance(a, tuple) else f(a, b)


def placed(a):
    """What is so of the address of any object."""
    end = smt.add(a.address, a.size)
    aligned = eq(smt.urem(a.address, bv(a.align, 64)), bv(0, 64))
    return and_(ne(a.address, bv(0, 64)), ule(a.address, end), aligned)


def apart(a, b):
    """Objects do not overlap; those without bytes may lie anywhere."""
    empty = or_(eq(a.size, bv(0, 64)), eq(b.size, bv(0, 64)))
    before = lambda x, y: ule(smt.add(x.address, x.size), y.address)
    return and_(placed(a), placed(b), or_(empty, before(a, b), before(b, a)))


def pointer_address(pointer):
    return pointer.offset if pointer.object is None else smt.add(pointer.object.address, pointer.offset)


def compare(predicate, a, b):
    if predicate in ("eq", "ne"):
        return eq(a, b) if predicate == "eq" else ne(a, b)
    less, or_equal = (ult, ule) if predicate[0] == "u" else (smt.slt, smt.sle)
    return {"lt": less(a, b), "le": or_equal(a, b), "gt": less(b, a), "ge": or_equal(b, a)}[predicate[1:]]


def compare_pointers(predicate, a, b):
    poison, x, y = or_(a.poison, b.poison), a.term, b.term
    if x.object is y.object:
        return Value(smt.bits(compare(predicate, x.offset, y.offset)), poison)
    if predicate in ("eq", "ne") and bv(0, 64) in (x.offset, y.offset) and None in (x.object, y.object):
        # No object lies at null, and no pointer into or just behind one is null.
        return Value(smt.bits(smt.boolean(predicate == "ne")), poison)
    return Value(smt.bits(compare(predicate, pointer_address(x), pointer_address(y))), poison)


def compare_floats(predicate, a, b):
    x, y = smt.to_fp(a), smt.to_fp(b)
    unordered = or_(is_nan(a), is_nan(b))
    if predicate in ("uno", "ord"):
        return unordered if predicate == "uno" else not_(unordered)
    name = predicate[1:]
    holds = not_(smt.fp_is("eq", x, y)) if name == "ne" else smt.fp_is({"eq": "eq", "lt": "lt", "le": "leq", "gt": "gt", "ge": "geq"}[name], x, y)
    return and_(not_(unordered), holds) if predicate[0] == "o" else or_(unordered, holds)


def quiet_bit(n):
    return bv(1 << {32: 22, 64: 51}[n], n)


def is_nan(a):
    return smt.fp_is("isNaN", smt.to_fp(a))


def is_canonical(a):
    """A NaN of either sign with only the quiet bit set in its payload."""
    n = a.sort
    pattern = {32: 0x7FC0_0000, 64: 0x7FF8_0000_0000_0000}[n]
    return eq(smt.extract(n - 2, 0, a), bv(pattern, n - 1))


def is_arithmetic(a):
    """A quiet NaN."""
    return and_(is_nan(a), ne(smt.bvand(a, quiet_bit(a.sort)), bv(0, a.sort)))


def float_bits(token, type_):
    """Bits of a float literal: LLVM writes a `float` as the `double` of the same value."""
    import struct

    value = struct.unpack(">d", bytes.fromhex(token[2:].rjust(16, "0")))[0] if token.startswith("0x") else float(token)
    double = int(token, 16) if token.startswith("0x") else struct.unpack(">Q", struct.pack(">d", value))[0]
    if type_ == "double":
        return double
    if value != value:
        # Sign, and the upper bits of the payload; Python might make it quiet.
        return double >> 63 << 31 | 0x7F80_0000 | (double >> 29 & 0x007F_FFFF)
    return struct.unpack(">I", struct.pack(">f", value))[0]


def leading_zeros(a):
    """By halves."""
    n = a.sort
    count, rest, half = bv(0, n), a, n // 2
    while half:
        upper_is_zero = eq(smt.extract(n - 1, n - half, rest), bv(0, half))
        count = ite(upper_is_zero, smt.add(count, bv(half, n)), count)
        rest = ite(upper_is_zero, smt.shl(rest, bv(half, n)), rest)
        half //= 2
    return ite(eq(a, bv(0, n)), bv(n, n), count)


def reverse(a):
    out = smt.extract(0, 0, a)
    for i in range(1, a.sort):
        out = smt.concat(out, smt.extract(i, i, a))
    return out


def ones(a):
    """By a tree of additions."""
    counts = [smt.zext(a.sort, smt.extract(i, i, a)) for i in range(a.sort)]
    while len(counts) > 1:
        counts = [smt.add(x, y) for x, y in zip(counts[::2], counts[1::2])]
    return counts[0]


def saturate(a, to, is_signed):
    """`llvm.fptosi.sat` and `llvm.fptoui.sat`."""
    low = -(1 << (to - 1)) if is_signed else 0
    high = (1 << (to - 1 if is_signed else to)) - 1
    wide = smt.fp_convert(smt.to_fp(a), 128)
    limit = lambda k: smt.fp_from_int(bv(k, 128), 128, True)
    inside = smt.fp_to_int(smt.to_fp(a), to, is_signed)
    above = ite(smt.fp_is("geq", wide, limit(high + 1)), bv(high, to), inside)
    return ite(is_nan(a), bv(0, to), ite(smt.fp_is("leq", wide, limit(low)), bv(low, to), above))
