"""The specification of counted loops: what the checker relies on (`macro/check/src/body/counted.rs`).

An access in a window is WebAssembly's own: its address is a sum of 32 bits, which may wrap, plus an offset, which
may not. The number of rounds is stated as a quotient; `lemmas.py` says what that means for the loop.
"""

import smt
from objects import Unsupported
from smt import FALSE, TRUE, and_, bv, eq, ite, ne, not_, or_, ule, ult

# Mistakes are refuted, and calls that return are found, where most arguments are known: what is so of some calls is so, and
# products of what is known are none.
WITNESSES = [{"step": step, "rounds": 3, "extent": 24, "offset": 4, "m.length": 1 << 32} for step in (8, -16, 0)]
COUNTER_WITNESSES = [{"step": step, "copies": 2} for step in (1, 3, 8)]
ROUNDS = ("rounds_ne", "rounds_lt", "rounds_le")


def wide(a):
    return smt.zext(128, a)


def is_access(name):
    """In a window, or in the slice that a window is."""
    return name.split("__")[0].endswith(("_in", "_alone", "_through"))


def is_mistake(name):
    return "__" in name


def is_linear(name):
    """Whether solvers that know integers are asked: all is sums, once products are opaque."""
    return is_access(name) or name.split("__")[0] == "window" or name.startswith("apart_")


def is_counted(name):
    return is_access(name) or name.split("__")[0] in (*ROUNDS, "window")


def witnesses(name):
    """Arguments to try, where products are what they are."""
    return COUNTER_WITNESSES if name.startswith("rounds_") else WITNESSES


def _down(step):
    """Whether a step goes down, and how far it goes."""
    down = smt.slt(step, bv(0, 32))
    return down, wide(ite(down, smt.neg(step), step))


def leaves(call):
    """Whether a byte of some round lies outside of the memory or below 0; there is a round."""
    base, extent = wide(call.scalar("a")), wide(call.scalar("extent"))
    down, by = _down(call.scalar("step"))
    way = smt.mul(wide(smt.add(call.scalar("rounds"), bv(-1, 64))), by)
    highest = ite(down, base, smt.add(base, way))
    below = and_(down, ult(base, way))
    return or_(below, ult(wide(call.slice("m").length), smt.add(highest, extent)))


def memory_fits(call):
    """A memory has at most 65536 pages."""
    return ule(call.slice("m").length, bv(1 << 32, 64))


def place(call, size):
    """What the checker sees to, the address that is accessed in round `i`, and that it is WebAssembly's."""
    offset, memory, i = call.scalar("offset"), call.slice("m"), call.scalar("i")
    within = ule(smt.add(wide(offset), bv(size, 128)), wide(call.scalar("extent")))
    # Any part of the offset is a constant that WebAssembly adds to the address; the rest is the immediate.
    constant = smt.var("constant", 32)
    premises = [ult(i, call.scalar("rounds")), within, memory_fits(call), ule(constant, offset)]
    down, by = _down(call.scalar("step"))
    moved = smt.extract(31, 0, smt.mul(wide(i), by))
    address = smt.add(smt.add(call.scalar("a"), ite(down, smt.neg(moved), moved)), constant)
    at = smt.add(smt.zext(64, address), smt.zext(64, smt.sub(offset, constant)))
    way = smt.extract(63, 0, smt.mul(wide(smt.add(call.scalar("rounds"), bv(-1, 64))), by))
    base, by_now = smt.zext(64, call.scalar("a")), smt.extract(63, 0, smt.mul(wide(i), by))
    lowest = ite(down, smt.sub(base, way), base)
    straight = smt.add(lowest, smt.add(ite(down, smt.sub(way, by_now), by_now), smt.zext(64, offset)))
    # Two claims instead of one: that nothing wraps, and what is so at the address that does not.
    inside = ule(smt.add(wide(straight), bv(size, 128)), wide(memory.length))
    return premises, straight, [eq(at, straight), inside]


# What is read and written is the same if addresses are, whatever the arguments: so addresses, of which solvers must know
# what is assumed, and what is done with bytes are asked about apart.


def same(a, b, poison):
    """That two values read the same places, and that for all bytes that may be there they are equal, and `a` is no poison."""
    if not _selects(a):
        # Where nothing is read there must be no value.
        return FALSE, TRUE
    (first, of_a), (second, of_b) = _bytes(a), _bytes(b)
    if list(of_a) != list(of_b):
        raise Unsupported("a load of other bytes")
    unknown = {place: smt.var(f"byte.{i}", 8) for i, place in enumerate(of_a)}
    put = lambda term, places: smt.replaced(term, {id(select): unknown[place] for place, select in places.items()})
    return eq(first, second), and_(eq(put(a, of_a), put(b, of_b)), not_(put(poison, of_a)))


def _selects(value):
    return [term for term in smt._post_order([value]) if term.head == "select"]


def _bytes(value):
    """The first address that a value depends on, and the bytes that it does, by their array and how far behind that they are."""
    base, low = min((smt.offset(s.args[1]) for s in _selects(value)), key=lambda at: smt.signed(at[1], 64))
    places = {}
    for select in _selects(value):
        of, at = smt.offset(select.args[1])
        if of is not base:
            raise Unsupported("a load from two addresses")
        places[select.args[0], (at - low) % 2**64] = select
    return smt.add(base, bv(low, 64)), dict(sorted(places.items(), key=lambda p: p[0][1]))


def moved(contents, to):
    """Where the lowest store to contents is, and the contents as if that were at `to`."""
    if any(kind != "store" for kind, *_ in contents.log):
        raise Unsupported("more than a store")
    starts = [smt.offset(start) for _, start, _ in contents.log]
    base, low = min(starts, key=lambda at: smt.signed(at[1], 64))
    if any(of is not base for of, _ in starts):
        raise Unsupported("stores to two addresses")
    at = lambda far: smt.add(to, bv(far - low, 64))
    log = tuple((kind, at(far), value) for (kind, _, value), (_, far) in zip(contents.log, starts))
    return smt.add(base, bv(low, 64)), type(contents)(contents.base, log)


def number(call):
    """How often a loop runs, times `copies`; 0 if that is not known."""
    none, last = QUOTIENTS[call.name](call.scalar, call.scalar("step"))
    count = smt.mul(smt.add(smt.zext(64, last), bv(1, 64)), smt.zext(64, call.scalar("copies")))
    return ite(none, bv(0, 64), count)


# Whether there is no number, and the number of steps that are taken before the test that fails.


def quotient_ne(scalar, step):
    first = scalar("first")
    return or_(eq(step, bv(0, 32)), ne(smt.urem(first, step), bv(0, 32))), smt.udiv(first, step)


def quotient_lt(scalar, step):
    return _steps_to(scalar("limit"), scalar("x"), step)


def quotient_le(scalar, step):
    none, last = _steps_to(smt.add(scalar("limit"), bv(1, 32)), scalar("x"), step)
    return or_(eq(scalar("limit"), bv(-1, 32)), none), last


def _steps_to(limit, x, step):
    """From `x` to `limit`, rounded up; none if `limit + step` is no u32."""
    end = smt.add(smt.zext(33, limit), smt.zext(33, step))
    none = or_(eq(step, bv(0, 32)), ule(bv(1 << 32, 33), end))
    left = ite(ult(limit, x), bv(0, 32), smt.sub(limit, x))
    rest = smt.bits(ne(smt.urem(left, step), bv(0, 32)), 32)
    return none, smt.add(smt.udiv(left, step), rest)


QUOTIENTS = {"rounds_ne": quotient_ne, "rounds_lt": quotient_lt, "rounds_le": quotient_le}


# Whether the loop goes on at its test after `k` steps.


def goes_on(name, scalar, k, step):
    moved = smt.mul(k, step)
    if name == "rounds_ne":
        return ne(smt.sub(scalar("first"), moved), bv(0, 32))
    compare = ult if name == "rounds_lt" else ule
    return compare(smt.add(scalar("x"), moved), scalar("limit"))


def meaning(name, step):
    """What must not be: that a test up to the last one is wrong about whether that was it."""
    scalar = lambda variable: smt.var(variable, 32)
    step, k = bv(step, 32), scalar("k")
    none, last = QUOTIENTS[name](scalar, step)
    return [not_(none), ule(k, last), not_(eq(goes_on(name, scalar, k, step), ult(k, last)))]
