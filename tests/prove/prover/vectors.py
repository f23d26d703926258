"""The specification of vector instructions (4.3.2 to 4.3.4, 4.4.3, 4.4.7), stated on their own.

A vector is 128 bits, lane 0 lowest. Lanes are stated one by one: integers with enough bits for the exact result, floats
by the scalar instruction of the same name in `numerics`.
"""

import re

import smt
from instructions import Effect, index64, wide, window_load
from numerics import floating, nan, number, truncation
from smt import and_, bv, eq, ite, ne, not_, ult

SHAPES = {"i8x16": 8, "i16x8": 16, "i32x4": 32, "i64x2": 64, "f32x4": 32, "f64x2": 64}


def split(a, n):
    return [smt.extract(n * i + n - 1, n * i, a) for i in range(a.sort // n)]


def join(lanes):
    term = lanes[0]
    for lane in lanes[1:]:
        term = smt.concat(lane, term)
    return term


def exactly(term):
    return Effect(lambda parts: eq(parts[0], term))


def each(n, predicates):
    """Every lane of the result has its own predicate, and is a question of its own."""
    return Effect(lambda parts: [p(lane) for p, lane in zip(predicates, split(parts[0], n), strict=True)])


def by_lane(lanes):
    """The lanes of the result; bits, bytes and 16-bit lanes some at a time."""
    while len(lanes) > 8:
        lanes = [join(list(some)) for some in pairs(lanes)]
    return each(lanes[0].sort, [lambda r, lane=lane: eq(r, lane) for lane in lanes])


def extend(name, to, a):
    return smt.zext(to, a) if name.endswith("_u") else smt.sext(to, a)


def clip(low, high, a):
    """A signed number, saturated."""
    low, high = bv(low, a.sort), bv(high, a.sort)
    return ite(smt.slt(a, low), low, ite(smt.slt(high, a), high, a))


def range_of(name, n):
    return (0, (1 << n) - 1) if name.endswith("_u") else (-(1 << (n - 1)), (1 << (n - 1)) - 1)


def unary(name, n, x):
    if name == "neg":
        return smt.add(smt.bvxor(x, bv(-1, n)), bv(1, n))
    if name == "abs":
        return ite(smt.bit(n - 1, x), unary("neg", n, x), x)
    if name == "popcnt":
        total = bv(0, n)
        for i in range(n):
            total = smt.add(total, ite(smt.bit(i, x), bv(1, n), bv(0, n)))
        return total
    return None


def binary(name, n, x, y):
    """One lane of integers."""
    if name in ("add", "sub", "mul"):
        return {"add": smt.add, "sub": smt.sub, "mul": smt.mul}[name](x, y)
    if name in ("eq", "ne"):
        return ite(eq(x, y) if name == "eq" else ne(x, y), bv(-1, n), bv(0, n))
    wide_x, wide_y = extend(name, 2 * n + 2, x), extend(name, 2 * n + 2, y)
    if name[:3] in ("lt_", "gt_", "le_", "ge_"):
        first = smt.slt(wide_x, wide_y) if name[:2] in ("lt", "ge") else smt.slt(wide_y, wide_x)
        return ite(first if name[1] == "t" else not_(first), bv(-1, n), bv(0, n))
    if name[:3] in ("min", "max"):
        return ite(smt.slt(wide_x, wide_y), *((x, y) if name[:3] == "min" else (y, x)))
    if name[:7] in ("add_sat", "sub_sat"):
        total = (smt.add if name[:3] == "add" else smt.sub)(wide_x, wide_y)
        return smt.extract(n - 1, 0, clip(*range_of(name, n), total))
    if name == "avgr_u":
        return smt.extract(n, 1, smt.add(smt.add(wide_x, wide_y), bv(1, 2 * n + 2)))
    if name in ("q15mulr_sat_s", "relaxed_q15mulr_s"):
        product = smt.sext(2 * n + 2, smt.mul(smt.sext(2 * n, x), smt.sext(2 * n, y)))
        rounded = smt.ashr(smt.add(product, bv(1 << 14, 2 * n + 2)), bv(15, 2 * n + 2))
        return smt.extract(n - 1, 0, clip(*range_of("_s", n), rounded))
    return None


def pairs(lanes):
    return zip(lanes[::2], lanes[1::2], strict=True)


def dot(n, a, b, total):
    products = [smt.mul(smt.sext(2 * n, x), smt.sext(2 * n, y)) for x, y in zip(split(a, n), split(b, n), strict=True)]
    return [total(x, y) for x, y in pairs(products)]


def saturating_sum(x, y):
    n = x.sort
    return smt.extract(n - 1, 0, clip(*range_of("_s", n), smt.add(smt.sext(n + 2, x), smt.sext(n + 2, y))))


def bitwise(call, name):
    a = call.scalar("a")
    if name == "not":
        return exactly(smt.bvxor(a, bv(-1, 128)))
    if name == "any_true":
        return exactly(ite(eq(a, bv(0, 128)), bv(0, 32), bv(1, 32)))
    b = call.scalar("b")
    if name == "bitselect" or name == "laneselect":
        c = call.scalar("c")
        bits = [ite(smt.bit(i, c), smt.extract(i, i, a), smt.extract(i, i, b)) for i in range(128)]
        return by_lane(bits)
    if name == "andnot":
        return exactly(smt.bvand(a, smt.bvxor(b, bv(-1, 128))))
    return exactly({"and": smt.bvand, "or": smt.bvor, "xor": smt.bvxor}[name](a, b))


def choice(index, items):
    """The item with this number; the last if there is none."""
    found = items[-1]
    for i in reversed(range(len(items) - 1)):
        found = ite(eq(index, bv(i, index.sort)), items[i], found)
    return found


def shuffle(call):
    bytes_ = split(call.scalar("a"), 8) + split(call.scalar("b"), 8)
    lanes = split(smt.concat(call.scalar("high"), call.scalar("low")), 8)
    effect = by_lane([choice(lane, bytes_) for lane in lanes])
    effect.promises = [ult(lane, bv(32, 8)) for lane in lanes]
    return effect


def swizzle(call):
    """Of an operand, or of the literal with these halves."""
    literal = "low" in call.params
    table = smt.concat(call.scalar("high"), call.scalar("low")) if literal else call.scalar("a")
    table = [*split(table, 8), bv(0, 8)]
    return by_lane([choice(lane, table) for lane in split(call.scalar("b"), 8)])


def lane_number(call, count):
    """Validation promises that there is such a lane."""
    return call.scalar("lane"), ult(call.scalar("lane"), bv(count, 8))


def single_lane(call, name, n):
    lanes = split(call.scalar("a"), n)
    lane, promise = lane_number(call, len(lanes))
    if name.startswith("extract"):
        value = choice(lane, lanes)
        effect = exactly(extend(name, max(n, 32), value) if n < 32 else value)
    else:
        x = smt.extract(n - 1, 0, call.scalar("x"))
        effect = by_lane([ite(eq(lane, bv(i, 8)), x, old) for i, old in enumerate(lanes)])
    effect.promises = [promise]
    return effect


def widening(call, name, n):
    """Results of `n` bits from lanes of half the size."""
    m = n // 2
    x = [extend(name, n, lane) for lane in split(call.scalar("a"), m)]
    if name.startswith("extadd"):
        return by_lane([smt.add(even, odd) for even, odd in pairs(x)])
    half = slice(0, len(x) // 2) if "_low_" in name else slice(len(x) // 2, None)
    if name.startswith("extend"):
        return by_lane(x[half])
    y = [extend(name, n, lane) for lane in split(call.scalar("b"), m)]
    return by_lane([smt.mul(p, q) for p, q in zip(x[half], y[half], strict=True)])


def integers(call, name, n):
    if name == "splat":
        return by_lane([smt.extract(n - 1, 0, call.scalar("x"))] * (128 // n))
    if name.startswith(("extract", "replace")):
        return single_lane(call, name, n)
    if name == "shuffle":
        return shuffle(call)
    if name in ("swizzle", "relaxed_swizzle", "lookup", "relaxed_lookup"):
        return swizzle(call)
    if name.startswith("relaxed_laneselect"):
        return bitwise(call, "laneselect")
    if name.startswith(("extend", "extadd", "extmul")):
        return widening(call, name, n)
    if "trunc" in name:
        return conversion(call, name)
    a = call.scalar("a")
    lanes = split(a, n)
    if name == "all_true":
        return exactly(ite(and_(*[ne(lane, bv(0, n)) for lane in lanes]), bv(1, 32), bv(0, 32)))
    if name == "bitmask":
        return exactly(smt.zext(32, join([smt.extract(n - 1, n - 1, lane) for lane in lanes])))
    if name in ("shl", "shr_s", "shr_u"):
        by = smt.urem(call.scalar("n"), bv(n, 32))
        by = smt.zext(n, by) if n > 32 else smt.extract(n - 1, 0, by)
        shift = {"shl": smt.shl, "shr_s": smt.ashr, "shr_u": smt.lshr}[name]
        return by_lane([shift(lane, by) for lane in lanes])
    if name.startswith("narrow"):
        both = split(a, 2 * n) + split(call.scalar("b"), 2 * n)
        narrow = lambda lane: smt.extract(n - 1, 0, clip(*range_of(name, n), smt.sext(2 * n + 1, lane)))
        return by_lane([narrow(lane) for lane in both])
    if name == "dot_i16x8_s":
        return by_lane(dot(16, a, call.scalar("b"), smt.add))
    if name == "relaxed_dot_i8x16_i7x16_s":
        return by_lane(dot(8, a, call.scalar("b"), saturating_sum))
    if name == "relaxed_dot_i8x16_i7x16_add_s":
        sums = [smt.sext(32, lane) for lane in dot(8, a, call.scalar("b"), saturating_sum)]
        third = split(call.scalar("c"), 32)
        return by_lane([smt.add(smt.add(x, y), z) for (x, y), z in zip(pairs(sums), third, strict=True)])
    if len(call.params) == 1:
        return by_lane([unary(name, n, lane) for lane in lanes])
    b = split(call.scalar("b"), n)
    return by_lane([binary(name, n, x, y) for x, y in zip(lanes, b, strict=True)])


def conversion(call, name):
    """Of floats to 32-bit integers, saturating."""
    m = 64 if "f64x2" in name else 32
    is_signed = "_s" in name.replace("_sat", "")
    lanes = [truncation("i32", is_signed, True, lane).value for lane in split(call.scalar("a"), m)]
    zero = lambda lane: eq(lane, bv(0, 32))
    return each(32, lanes + [zero] * (4 - len(lanes)))


def of_integers(call, name, n):
    is_signed = name.endswith("_s")
    lanes = split(call.scalar("a"), 32)[: 128 // n]
    return each(n, [lambda r, x=x: eq(smt.to_fp(r), smt.fp_from_int(x, n, is_signed)) for x in lanes])


def floats(call, name, n):
    if name == "splat":
        return by_lane([call.scalar("x")] * (128 // n))
    if name.startswith(("extract", "replace")):
        return single_lane(call, name, n)
    if name.startswith("convert"):
        return of_integers(call, name, n)
    a = split(call.scalar("a"), n)
    if name.startswith("demote"):
        lanes = [number(smt.fp_convert(smt.to_fp(x), 32), x).value for x in split(call.scalar("a"), 64)]
        return each(32, lanes + [lambda r: eq(r, bv(0, 32))] * 2)
    if name.startswith("promote"):
        return each(64, [number(smt.fp_convert(smt.to_fp(x), 64), x).value for x in split(call.scalar("a"), 32)[:2]])
    if len(call.params) == 1:
        return each(n, [floating(name, n, x).value for x in a])
    b = split(call.scalar("b"), n)
    # One of the choices for relaxed minimum and maximum is this.
    name = re.sub("relaxed_(min|max)_fast", r"p\1", name)
    if name in ("pmin", "pmax"):
        less = lambda x, y: smt.fp_is("lt", smt.to_fp(x), smt.to_fp(y))
        chosen = [ite(less(y, x) if name == "pmin" else less(x, y), y, x) for x, y in zip(a, b, strict=True)]
        return by_lane(chosen)
    if name in ("eq", "ne", "lt", "gt", "le", "ge"):
        flags = [floating(name, n, x, y).value for x, y in zip(a, b, strict=True)]
        # The scalar instruction gives 0 or 1, a lane has all bits alike.
        lane = lambda flag, r: and_(
            ite(flag(bv(1, 32)), eq(r, bv(-1, n)), eq(r, bv(0, n))),
        )
        return each(n, [lambda r, f=f: lane(f, r) for f in flags])
    if "madd" in name:
        # Fused where the processor can, which none of the compilations says.
        c = split(call.scalar("c"), n)
        return each(n, [multiply_add("nmadd" in name, *lane) for lane in zip(a, b, c, strict=True)])
    name = name.removeprefix("relaxed_")
    return each(n, [floating(name, n, x, y).value for x, y in zip(a, b, strict=True)])


def multiply_add(negated, x, y, z):
    """Two roundings. Of a NaN only that it is arithmetic: that of the product may have another payload."""
    product = smt.fp_op("mul", smt.to_fp(x), smt.to_fp(y))
    # What is added is the product of -x and y, which is minus the product: `lemmas.py`.
    total = smt.fp_op("sub", smt.to_fp(z), product) if negated else smt.fp_op("add", product, smt.to_fp(z))
    quiet = lambda r: and_(nan(r), smt.bit({32: 22, 64: 51}[r.sort], r))
    return lambda r: ite(smt.fp_is("isNaN", total), quiet(r), eq(smt.to_fp(r), total))


def accessed(call, m):
    """Bytes of an access of `m` bits, little-endian; where it begins; and whether it leaves the memory."""
    reach = smt.add(smt.add(wide(call.scalar("a")), wide(call.scalar("offset"))), bv(m // 8, 96))
    start = smt.add(index64(call.scalar("a")), index64(call.scalar("offset")))
    return read(call, start, m), start, (ult(wide(call.slice("m").length), reach), None)


def read(call, start, m):
    before = call.slice("m").before
    return join([before.byte(smt.add(start, bv(i, 64))) for i in range(m // 8)])


def load_in(call):
    """In a window of a counted loop."""
    bits, value = shaped(call.name.removeprefix("v128_").removesuffix("_in"))
    return window_load(call, bits, lambda start: value(read(call, start, bits)))


def shaped(name):
    """Of a load of neither one lane nor the whole vector: bits in memory, and what it makes of them. None of others."""
    found = re.fullmatch(r"load(\d+)(?:x(\d)_[su]|_(splat|zero))", name)
    if not found:
        return None
    n = int(found[1])
    if found[2]:
        return n * int(found[2]), lambda raw: join([extend(name, 2 * n, lane) for lane in split(raw, n)])
    if found[3] == "splat":
        return n, lambda raw: join([raw] * (128 // n))
    return n, lambda raw: smt.zext(128, raw)


def load(call, name):
    shape = shaped(name)
    if shape:
        raw, _, trap = accessed(call, shape[0])
        value = shape[1](raw)
        return Effect(lambda parts: eq(parts[0], value), [trap])
    n = int(re.fullmatch(r"load(\d+)_lane", name)[1])
    raw, _, trap = accessed(call, n)
    lanes = split(call.scalar("v"), n)
    lane, promise = lane_number(call, len(lanes))
    value = join([ite(eq(lane, bv(i, 8)), raw, old) for i, old in enumerate(lanes)])
    return Effect(lambda parts: eq(parts[0], value), [trap], promises=[promise])


def store(call, name):
    n = int(re.fullmatch(r"store(\d+)_lane", name)[1])
    lanes = split(call.scalar("v"), n)
    lane, promise = lane_number(call, len(lanes))
    value = choice(lane, lanes)
    memory = call.slice("m")
    _, start, trap = accessed(call, n)

    def after(i):
        byte = memory.before.byte(i)
        for k, new in enumerate(split(value, 8)):
            byte = ite(eq(i, smt.add(start, bv(k, 64))), new, byte)
        return byte

    return Effect(traps=[trap], bytes={memory.object: after}, promises=[promise])


def vector_statement(name):
    """Of `i8x16_add` and so on; None for what is not an instruction on vectors."""
    shape, _, operator = name.partition("_")
    if shape == "v128" and operator.startswith("load") and operator != "load":
        return lambda call: load(call, operator)
    if shape == "v128" and operator.startswith("store") and operator != "store":
        return lambda call: store(call, operator)
    if shape == "v128" and operator in "not and andnot or xor bitselect any_true".split():
        return lambda call: bitwise(call, operator)
    if shape in SHAPES:
        of = floats if shape[0] == "f" else integers
        return lambda call: of(call, operator, SHAPES[shape])
    return None
