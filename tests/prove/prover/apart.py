"""The specification of windows as slices of their own: a window is its bytes, and no byte of one that is stored to is in another.

Windows are any three numbers; what is stated holds of those that are in memory, as `window` makes them.
"""

import smt
from counted import is_mistake, same
from objects import Pointer
from smt import and_, bv, eq, implies, not_, or_, ule, ult


class Bounds:
    """Of one that is passed."""

    def __init__(self, call, name):
        self.start, self.end, self.first = (call.field(name, at, 64) for at in call.layout.window)
        self.length = smt.sub(self.end, self.start)

    def is_in(self, memory):
        return and_(ule(self.start, self.end), ule(self.end, memory.length))

    def has_bytes(self):
        return ult(self.start, self.end)

    def meets(self, other):
        in_order = and_(ult(self.start, other.end), ult(other.start, self.end))
        return and_(self.has_bytes(), other.has_bytes(), in_order)


def is_slice(parts, memory, window):
    """The bytes of a window."""
    pointer, length = parts
    found = isinstance(pointer, Pointer) and pointer.object is memory.object
    return and_(eq(pointer.offset, window.start), eq(length, window.length)) if found else smt.FALSE


def apart(call):
    """`apart_ab_c_b`: the slice of `b`, unless a window that is stored to has a byte in common with another."""
    _, stored, *loaded, which = call.name.split("_")
    memory = call.slice("m")
    windows = {name: Bounds(call, name) for name in stored + "".join(loaded)}
    others = lambda i: [w for w in windows if w not in stored[: i + 1]]
    meet = or_(*[windows[s].meets(windows[w]) for i, s in enumerate(stored) for w in others(i)])
    # A window without bytes, which no access makes, may be said to meet others.
    all_have_bytes = and_(*[w.has_bytes() for w in windows.values()])

    def claim(path, parts, poison):
        unchanged = smt.boolean(path.memory[memory.object] is memory.before)
        if parts[0].object is None:
            return and_(unchanged, not_(poison[0]), eq(parts[0].offset, bv(0, 64)), implies(all_have_bytes, meet))
        good = is_slice(parts, memory, windows[which])
        return and_(unchanged, *[not_(p) for p in poison], good, not_(meet))

    return {"special": claim, "premises": [w.is_in(memory) for w in windows.values()]}


def alone(call):
    """The same window in the slice that it is."""
    window, at = Bounds(call, "w"), call.layout.window

    def claim(path, parts, poison):
        made = [path.memory[call.result].cells[offset][1] for offset in at]
        wanted = [bv(0, 64), window.length, window.first]
        return and_(*[and_(eq(m.term, w), not_(m.poison)) for m, w in zip(made, wanted, strict=True)])

    return {"special": claim}


def load_alone(call):
    """As through the window that the slice is: `load` of `memory/window.rs`, whatever the window's base."""
    window, memory = Bounds(call, "w"), call.slice("m")
    step, down = call.scalar("step"), smt.slt(call.scalar("step"), bv(0, 32))
    way = smt.mul(call.scalar("i"), smt.zext(64, smt.ite(down, smt.neg(step), step)))
    base = smt.ite(down, smt.sub(window.first, way), way)
    place = smt.add(base, smt.zext(64, call.scalar("offset")))
    inside = ule(smt.add(smt.zext(65, place), bv(4, 65)), smt.zext(65, window.length))
    value = memory.before.load(smt.add(window.start, place), 4)
    effect = {"traps": [(not_(inside), None)], "premises": [window.is_in(memory), window.has_bytes()]}
    if is_mistake(call.signature.name):
        return {"value": lambda parts: eq(parts[0], value), **effect}
    return {"value": lambda parts: smt.TRUE, "loaded": lambda parts, poison: same(parts[0], value, or_(*poison)), **effect}


def stated(name):
    """Of a name, what makes the parts of its statement."""
    if name.startswith("apart_"):
        return apart
    return {"alone": alone, "i32_load_alone": load_alone, "i32_load_through": load_alone}.get(name)
