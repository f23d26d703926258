"""The specification of instructions on memories, tables and references, and of control, stated on its own.

Each function gets a `Call` (see `goals`) and returns an `Effect`. Sizes and addresses are added with more bits
than they have, so that nothing here can wrap.
"""

import re
from dataclasses import dataclass, field

import apart
import counted
import smt
from numerics import statement
from search import Alike, Scan, is_search
from smt import FALSE, TRUE, and_, bv, eq, implies, ite, ne, not_, or_, ule, ult

PAGE = 0x1_0000


@dataclass
class Effect:
    # Of numerics: predicate on the parts of the value, and traps in order.
    value: object = None
    traps: list = field(default_factory=list)
    # Contents after it, where it does not trap: object to a function from index to byte.
    bytes: dict = field(default_factory=dict)
    # Of loads: that addresses are the same, and that what is made of bytes is so and no poison, whatever the arguments are.
    loaded: object = None
    # Where that begins, and `bytes` if it began elsewhere: then the place and what is there are asked about apart.
    stored: tuple | None = None
    # Fields after it, where it does not trap: (object, offset) to a term.
    fields: dict = field(default_factory=dict)
    # Fields of structs that may change in any way: an allocation's address and capacity, say.
    free: set = field(default_factory=set)
    # What Rust's types promise of what is read: that a reference in a table is one.
    promises: list = field(default_factory=list)
    # What callers see to: without it nothing is undefined, panics or accesses what it should not, but results may be any.
    premises: list = field(default_factory=list)
    # What is so whenever the head of its loop is reached: see `search.py`.
    loop: object = None
    # A predicate on the final state and result that takes the place of all the above.
    special: object = None

    def trapped(self):
        return or_(*[c for c, _ in self.traps])


def wide(a):
    return smt.zext(96, a)


def index64(a):
    return smt.zext(64, a)


def beyond(start, count, size):
    """Whether `count` items from `start` on leave `size`; 32, 32 and 64 bits."""
    return ult(wide(size), smt.add(wide(start), wide(count)))


def byte_of(value, k):
    """Byte `k` (a 64-bit term) of a value."""
    byte = smt.extract(7, 0, value)
    for i in range(1, value.sort // 8):
        byte = ite(eq(k, bv(i, 64)), smt.extract(8 * i + 7, 8 * i, value), byte)
    return byte


# Numbers.


def numeric(call):
    outcome = statement(call.name)(*[call.scalar(p) for p in call.params if p != "cx"])
    return Effect(value=lambda parts: outcome.value(parts[0]), traps=outcome.traps)


def select(call):
    taken = ne(call.scalar("c"), bv(0, 32))
    a, b = call.terms("a"), call.terms("b")
    return Effect(lambda parts: and_(*[eq(p, ite(taken, x, y)) for p, x, y in zip(parts, a, b, strict=True)]))


def v128_const(call):
    return Effect(lambda parts: eq(parts[0], smt.concat(call.scalar("high"), call.scalar("low"))))


# 4.4.7: memory.

NATIVE = {"i32": 32, "i64": 64, "f32": 32, "f64": 64, "v128": 128}


def widths(name):
    """Bits of the value, and of what is in memory."""
    native = NATIVE[name.partition("_")[0]]
    narrow = re.search(r"\d+", re.split("_(?:load|store)", name)[1])
    return native, int(narrow[0]) if narrow else native


def loaded(call, name, start):
    """What the load of that name gives of the bytes from `start` on."""
    n, m = widths(name)
    before = call.slice("m").before
    raw = before.byte(start)
    for i in range(1, m // 8):
        raw = smt.concat(before.byte(smt.add(start, bv(i, 64))), raw)
    return smt.sext(n, raw) if name.endswith("_s") else smt.zext(n, raw)


def stored(call, name, start):
    """The memory after the store of that name to the bytes from `start` on."""
    _, m = widths(name)
    memory = call.slice("m")
    value = smt.extract(m - 1, 0, call.scalar("v"))

    def after(i):
        byte = memory.before.byte(i)
        for k in range(m // 8):
            byte = ite(eq(i, smt.add(start, bv(k, 64))), smt.extract(8 * k + 7, 8 * k, value), byte)
        return byte

    return {memory.object: after}


def plain_place(call):
    """Where an access begins, and whether it traps."""
    _, m = widths(call.name)
    reach = smt.add(smt.add(wide(call.scalar("a")), wide(call.scalar("offset"))), bv(m // 8, 96))
    start = smt.add(index64(call.scalar("a")), index64(call.scalar("offset")))
    return start, ult(wide(call.slice("m").length), reach)


def load(call):
    start, traps = plain_place(call)
    value = loaded(call, call.name, start)
    return Effect(lambda parts: eq(parts[0], value), [(traps, None)])


def store(call):
    start, traps = plain_place(call)
    return Effect(traps=[(traps, None)], bytes=stored(call, call.name, start))


# Counted loops: the same accesses, in a window.


def load_in(call):
    name = call.name.removesuffix("_in")
    return window_load(call, widths(name)[1], lambda start: loaded(call, name, start))


def window_load(call, m, value_at):
    """A load of `m` bits, which gives `value_at` the place where it begins."""
    premises, start, inside = counted.place(call, m // 8)
    value = value_at(start)
    effect = Effect(lambda parts: [*inside, eq(parts[0], value)], [(counted.leaves(call), None)], premises=premises)
    if not counted.is_mistake(call.signature.name):
        effect.value = lambda parts: inside
        effect.loaded = lambda parts, poison: counted.same(parts[0], value, or_(*poison))
    return effect


def store_in(call):
    name = call.name.removesuffix("_in")
    premises, start, inside = counted.place(call, widths(name)[1] // 8)
    effect = Effect(lambda parts: inside, [(counted.leaves(call), None)], premises=premises)
    effect.bytes = stored(call, name, start)
    if not counted.is_mistake(call.signature.name):
        effect.stored = start, lambda at: stored(call, name, at)
    return effect


def window(call):
    made = and_(ne(call.scalar("rounds"), bv(0, 64)), not_(counted.leaves(call)))
    return Effect(lambda parts: eq(parts[0], smt.bits(made, 32)), premises=[counted.memory_fits(call)])


def rounds(call):
    number = counted.number(call)
    return Effect(lambda parts: eq(parts[0], number))


def search(call):
    looked = Scan(call) if call.name.startswith("scan") else Alike(call)
    return Effect(lambda parts: looked.claims(parts[0]), premises=[counted.memory_fits(call)], loop=looked)


# Threads proposal: atomic accesses.

MODIFY = {
    "add": smt.add,
    "sub": smt.sub,
    "and": smt.bvand,
    "or": smt.bvor,
    "xor": smt.bvxor,
    "xchg": lambda old, value: value,
}


def atomic(call):
    """An access that traps where it is not aligned, before it is looked whether it is inside."""
    kind = re.match(r"(i32|i64|memory)_atomic_(load|store|rmw|notify|wait)(\d*)(?:_([a-z]+))?", call.name)
    type_, access, bits, operation = kind.groups()
    n = NATIVE.get(type_, 32)
    m = int(bits) if bits else n
    memory, address, offset = call.slice("m"), call.scalar("a"), call.scalar("offset")
    reach = smt.add(smt.add(wide(address), wide(offset)), bv(m // 8, 96))
    start = smt.add(index64(address), index64(offset))
    old = memory.before.byte(start)
    for i in range(1, m // 8):
        old = smt.concat(memory.before.byte(smt.add(start, bv(i, 64))), old)
    traps = [
        (ne(smt.urem(smt.add(wide(address), wide(offset)), bv(m // 8, 96)), bv(0, 96)), "unaligned_atomic"),
        (ult(wide(memory.length), reach), None),
    ]
    if access == "notify":
        return Effect(lambda parts: eq(parts[0], bv(0, 32)), traps)
    if access == "wait":
        inside = ule(reach, wide(memory.length))
        return Effect(traps=[*traps, (inside, "expected_shared_memory")])
    result = lambda parts: eq(parts[0], smt.zext(n, old))
    if access == "load":
        return Effect(result, traps)
    value = smt.extract(m - 1, 0, call.scalar("v"))
    if access == "store":
        result, new = None, value
    elif operation == "cmpxchg":
        new = ite(eq(old, smt.extract(m - 1, 0, call.scalar("expected"))), value, old)
    else:
        new = MODIFY[operation](old, value)
    after = range_after(memory.before, start, bv(m // 8, 64), lambda k: byte_of(new, k))
    return Effect(result, traps, bytes={memory.object: after})


def memory_size(call):
    pages = smt.extract(31, 0, smt.udiv(call.slice("m").length, bv(PAGE, 64)))
    return Effect(lambda parts: eq(parts[0], pages))


def memory_grow_fixed(call):
    pages = smt.extract(31, 0, smt.udiv(call.slice("m").length, bv(PAGE, 64)))
    return Effect(lambda parts: eq(parts[0], ite(eq(call.scalar("delta"), bv(0, 32)), pages, bv(-1, 32))))


def range_after(before, start, count, moved):
    """`moved(k)` is the new byte at distance k from `start`."""

    def after(i):
        inside = and_(ule(start, i), ult(i, smt.add(start, count)))
        return ite(inside, moved(smt.sub(i, start)), before.byte(i))

    return after


def memory_fill(call):
    memory, count = call.slice("m"), call.scalar("len")
    value = smt.extract(7, 0, call.scalar("value"))
    after = range_after(memory.before, index64(call.scalar("dst")), index64(count), lambda k: value)
    return Effect(traps=[(beyond(call.scalar("dst"), count, memory.length), None)], bytes={memory.object: after})


def _copy(call, to, source, code, scale=1):
    """Items of `scale` bytes; as if through a buffer."""
    dst, src, count = (call.scalar(name) for name in ("dst", "src", "len"))
    scaled = lambda a: smt.mul(smt.zext(64, a), bv(scale, 64))
    after = range_after(
        to.before, scaled(dst), scaled(count), lambda k: source.before.byte(smt.add(scaled(src), k))
    )
    outside = or_(beyond(src, count, source.length), beyond(dst, count, to.length))
    return Effect(traps=[(outside, code)], bytes={to.object: after})


def memory_copy(call):
    return _copy(call, call.slice("m"), call.slice("m"), None)


def memory_copy_between(call):
    return _copy(call, call.slice("to"), call.slice("from"), None)


def memory_init(call):
    return _copy(call, call.slice("m"), call.slice("data"), None)


def data_drop(call):
    """The segment is empty."""
    struct, (_, length) = call.struct("data"), call.layout.data
    return Effect(fields={(struct, length): bv(0, 64)}, free={(struct, call.layout.data[0])})


def memory_grow(call):
    """4.4.7.13: the old size, or -1; it may always fail, and must above the maximum."""
    memory, delta = call.vector("m"), call.scalar("delta")
    page = bv(PAGE, 64)
    old_pages = smt.udiv(memory.length, page)
    new_pages = smt.add(wide(old_pages), wide(delta))
    return Effect(special=_grow(call, memory, old_pages, new_pages, 1, lambda k: bv(0, 8), page))


def table_grow(call):
    table, count = call.vector("t"), call.scalar("count")
    new = smt.add(wide(table.length), wide(count))
    value = call.packed("value")
    size = bv(table.scale, 64)
    each = lambda k: byte_of(value, smt.urem(k, size))
    # The handle of a null is no value.
    free = lambda k: and_(call.null_value(), ule(bv(8, 64), smt.urem(k, size)))
    return Effect(special=_grow(call, table, table.length, new, table.scale, each, bv(1, 64), free))


def _grow(call, vector, old, new, scale, fresh_byte, unit, free=lambda k: FALSE):
    """`unit` is the number of elements that the result counts as one; bytes may be anything where `free`."""
    too_large = ult(wide(vector.max), new)

    def holds(path, parts, poison):
        result = parts[0]
        length, address = vector.now(path)
        if address.object is None:
            # Nothing is allocated for nothing.
            return and_(eq(new, bv(0, 96)), eq(length, bv(0, 64)), eq(result, bv(0, 32)))
        contents = path.memory[address.object]
        i = smt.var("index", 64)
        old_end = smt.mul(vector.length, bv(scale, 64))
        new_length = smt.mul(smt.extract(63, 0, new), unit)
        new_end = smt.mul(new_length, bv(scale, 64))
        kept = implies(ult(i, old_end), eq(contents.byte(i), vector.before.byte(i)))
        k = smt.sub(i, old_end)
        added = implies(
            and_(ule(old_end, i), ult(i, new_end)), or_(free(k), eq(contents.byte(i), fresh_byte(k)))
        )
        whole = eq(address.offset, bv(0, 64))
        grown = and_(
            not_(too_large),
            eq(result, smt.extract(31, 0, old)),
            eq(length, new_length),
            added,
            ule(new_end, address.object.size),
        )
        refused = and_(eq(result, bv(-1, 32)), eq(length, vector.length))
        return and_(kept, whole, or_(grown, refused))

    return holds


# 4.4.6: tables, and references.

OUT_OF_BOUNDS = "table_out_of_bounds"


def element(table, i):
    """The parts of the reference at a 32-bit index."""
    start = smt.mul(index64(i), bv(table.scale, 64))
    if table.scale == 4:
        return [table.before.load(start, 4)]
    return [table.before.load(start, 8), table.before.load(smt.add(start, bv(8, 64)), 8)]


def outside(table, i):
    return not_(ult(index64(i), table.length))


def same_reference(parts, expected):
    return and_(*[eq(p, e) for p, e in zip(parts, expected, strict=True)])


def table_get(call):
    table, i = call.table("t"), call.scalar("i")
    found = element(table, i)
    valid = [ult(found[0], bv(2, 64))] if len(found) == 2 else []
    traps = [(outside(table, i), OUT_OF_BOUNDS)]
    return Effect(lambda parts: same_reference(parts, found), traps, promises=valid)


def table_set(call):
    table, i = call.table("t"), call.scalar("i")
    start, value = smt.mul(index64(i), bv(table.scale, 64)), call.packed("value")
    after = range_after(table.before, start, bv(table.scale, 64), lambda k: byte_of(value, k))
    return Effect(traps=[(outside(table, i), OUT_OF_BOUNDS)], bytes={table.object: after})


def table_size(call):
    return Effect(lambda parts: eq(parts[0], smt.extract(31, 0, call.table("t").length)))


def table_fill(call):
    table, i, count = call.table("t"), call.scalar("i"), call.scalar("len")
    size, value = bv(table.scale, 64), call.packed("value")
    after = range_after(
        table.before,
        smt.mul(index64(i), size),
        smt.mul(index64(count), size),
        lambda k: byte_of(value, smt.urem(k, size)),
    )
    return Effect(traps=[(beyond(i, count, table.length), OUT_OF_BOUNDS)], bytes={table.object: after})


def table_copy(call):
    table = call.table("t")
    return _copy(call, table, table, OUT_OF_BOUNDS, table.scale)


def table_copy_between(call):
    return _copy(call, call.table("to"), call.table("from"), OUT_OF_BOUNDS, call.table("to").scale)


def table_init(call):
    return _copy(call, call.table("t"), call.table("elem"), OUT_OF_BOUNDS, call.table("t").scale)


def callee(call):
    """4.4.8.9, up to the check of the type. The null reference is what `Option::None` is."""
    table, i = call.table("t"), call.scalar("i")
    (reference,) = element(table, i)
    null = call.layout.option("funcref").absent
    is_null = eq(reference, null)
    value = lambda parts: eq(parts[0], ite(is_null, bv(-1, 32), call.index_of(reference)))
    return Effect(value, [(outside(table, i), "undefined_element")])


def no_callee(call):
    """The rest of it, where no function of the type has the index that `callee` gave."""
    is_null = eq(call.scalar("callee"), bv(-1, 32))
    return Effect(traps=[(is_null, "uninitialized_element"), (TRUE, "type_mismatch")])


def ref_func(call):
    """A reference, not null, from which `callee` gets the index back; for every index but the largest."""
    null = call.layout.option("funcref").absent
    index = call.scalar("index")

    def holds(parts):
        (reference,) = parts
        round_trip = and_(ne(reference, null), eq(call.index_of(reference), index))
        return ite(eq(index, bv(-1, 32)), eq(reference, null), round_trip)

    return Effect(holds)


def is_null(call):
    kind = call.name.removeprefix("is_null_")
    null = call.layout.option(kind).absent
    return Effect(lambda parts: eq(parts[0], smt.bits(eq(call.terms("r")[0], null), 32)))


# Control.


def always(code):
    return lambda call: Effect(traps=[(TRUE, code)])


def link_size(call):
    cx = call.struct("cx")
    # The text of the error, too.
    texts = {(cx, offset) for offset in range(0, 256, 8) if offset not in (call.layout.code_at, call.layout.fuel)}
    return Effect(traps=[(ult(call.scalar("size"), call.scalar("min")), "link")], free=texts)


def pick(call):
    """An element, or what else is said."""
    steps, index = call.slice("steps"), smt.zext(64, call.scalar("index"))
    element = steps.before.load(smt.mul(index, bv(4, 64)), 4)
    return Effect(lambda parts: eq(parts[0], ite(ult(index, steps.length), element, call.scalar("otherwise"))))


def fuel(call):
    return _paid(call, smt.zext(64, call.scalar("cost")))


def _paid(call, cost):
    """Fuel is less by `cost`, 64 bits, or too little and untouched."""
    cx, at = call.struct("cx"), call.layout.fuel
    left = call.field("cx", at, 64)
    return Effect(traps=[(ult(left, cost), "out_of_fuel")], fields={(cx, at): smt.sub(left, cost)})


def fuel_bytes(call):
    return _paid(call, smt.udiv(smt.zext(64, call.scalar("len")), bv(64, 64)))


def fuel_elements(call):
    return _paid(call, smt.udiv(smt.zext(64, call.scalar("len")), bv(16, 64)))


def fuel_pages(call):
    cost = smt.mul(smt.zext(64, call.scalar("delta")), bv(1024, 64))
    return _paid(call, ite(eq(call.scalar("old"), bv(-1, 32)), bv(0, 64), cost))


def fuel_elements_grown(call):
    cost = smt.udiv(smt.zext(64, call.scalar("count")), bv(16, 64))
    return _paid(call, ite(eq(call.scalar("old"), bv(-1, 32)), bv(0, 64), cost))


def statement_of(name):
    """The statement about a runtime function."""
    import vectors

    about_windows = apart.stated(name)
    if about_windows:
        return lambda call: Effect(**about_windows(call))
    if name in ("unreachable", "out_of_memory"):
        return always(name)
    if name.startswith("select_"):
        return select
    if counted.is_access(name):
        if vectors.shaped(name.removeprefix("v128_").removesuffix("_in")):
            return vectors.load_in
        return load_in if "_load" in name else store_in
    if re.match(r"v128_(load|store).", name) or re.match(r"[if]\d+x\d", name) or name in VECTORS:
        return vectors.vector_statement(name)
    if "_atomic_" in name:
        return atomic
    if name in counted.ROUNDS:
        return rounds
    if is_search(name):
        return search
    if "_load" in name:
        return load
    if "_store" in name:
        return store
    if name.startswith("is_null_"):
        return is_null
    base = name.removesuffix("_funcref").removesuffix("_externref")
    known = globals().get(base)
    if base in STATED:
        return known
    return numeric if statement(name) else None


VECTORS = "v128_not v128_and v128_andnot v128_or v128_xor v128_bitselect v128_any_true".split()
STATED = """window v128_const memory_size memory_grow_fixed memory_grow memory_fill memory_copy memory_copy_between
memory_init data_drop table_get table_set table_size table_grow table_fill table_copy table_copy_between table_init
pick callee no_callee ref_func link_size fuel fuel_bytes fuel_elements fuel_pages
fuel_elements_grown""".split()
