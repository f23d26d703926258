"""The specification of searches for bytes, and for bytes that differ. Their loops are proved for all lengths of memory, by what is
so whenever their head is reached.

What is so for each byte passed over is stated for one, of which nothing is known but that it is one: `which`.
"""

import smt
from smt import and_, bv, eq, implies, not_, or_, ule, ult

NAMES = ("scan", "scan_within", "alike", "alike_within", "alike_unstopped", "alike_within_unstopped")


def is_search(name):
    return name.split("__")[0] in NAMES


def solvers(name, text):
    """z3 takes minutes where numbers of blocks become addresses, and cvc5 where the first bit of a word that differs is counted."""
    bits = name.startswith("alike") and ("bvand" in text or "bvxor" in text)
    return ("bitwuzla", "z3" if bits else "cvc5")


def is_asked(name, property_):
    """Of a mistake only what is wrong of it: the rest takes z3 minutes."""
    if "__" not in name:
        return True
    return property_ == ("loop" if name.endswith(("__rounds", "__block", "__place")) else "value")


class Search:
    """Of one call, where it looks: from `starts` on, at no more than `rest` bytes; and for what."""

    # Bytes that are looked at together.
    block = 16

    def __init__(self, call, places):
        self.memory = call.slice("m")
        self.stops = [call.scalar(name) for name in ("stop", "other") if name in call.known]
        self.starts = [smt.add(smt.zext(64, call.scalar(a)), smt.zext(64, call.scalar(o))) for a, o in places]
        self.rest, possible = bv(-1, 64), []
        for start in self.starts:
            self._at_most(smt.sub(self.memory.length, start))
            possible.append(ule(start, self.memory.length))
        if "rounds" in call.known:
            rounds = call.scalar("rounds")
            self._at_most(smt.ite(eq(rounds, bv(0, 64)), rounds, smt.sub(rounds, bv(1, 64))))
        # A stop that is no byte is never found: it is not looked for.
        possible += [ult(stop, bv(256, 32)) for stop in self.stops]
        self.possible = and_(*possible)
        self.which = smt.var("which", 64)

    def _at_most(self, bytes_):
        self.rest = smt.ite(ult(bytes_, self.rest), bytes_, self.rest)

    def goes_on(self, at):
        """Whether the bytes so far behind the starts are the same, and no stop."""
        first, *others = [smt.zext(32, self.memory.before.byte(smt.add(start, at))) for start in self.starts]
        return and_(*[not_(eq(first, stop)) for stop in self.stops], *[eq(first, byte) for byte in others])

    def all_before(self, passed):
        return implies(ult(self.which, passed), self.goes_on(self.which))

    def claims(self, passed):
        """All are in memory, and the loop would go on with each. (That there are no more of them is nothing to rely on.)"""
        return [
            implies(not_(self.possible), eq(passed, bv(0, 64))),
            implies(self.possible, ule(passed, self.rest)),
            implies(self.possible, self.all_before(passed)),
        ]


class Scan(Search):
    """`scan`, `scan_within`: whole blocks. At the head of their loop are the number of blocks, and a pointer to the next."""

    def __init__(self, call):
        super().__init__(call, [("a", "offset")])

    def rounds(self, phis):
        (i,) = (v.term for v in phis if isinstance(v.term, smt.Term))
        return i

    def invariant(self, phis):
        i = self.rounds(phis)
        (pointer,) = (v.term for v in phis if not isinstance(v.term, smt.Term))
        passed = smt.mul(i, bv(self.block, 64))
        return and_(
            *[not_(v.poison) for v in phis],
            smt.boolean(pointer.object is self.memory.object),
            ult(i, bv(1 << 59, 64)),
            eq(pointer.offset, smt.add(self.starts[0], passed)),
            # Follows from the rest, which takes solvers a second for each byte of a block.
            ule(pointer.offset, self.memory.length),
            ule(bv(self.block, 64), smt.sub(self.memory.length, pointer.offset)),
            ule(smt.add(passed, bv(self.block, 64)), self.rest),
            self.all_before(passed),
        )

    def claims(self, passed):
        return [*super().claims(passed), eq(smt.urem(passed, bv(self.block, 64)), bv(0, 64))]


class Alike(Search):
    """`alike`, `alike_within`: to the byte. At the head of their loop are the number of blocks, and of the bytes passed over."""

    block = 8

    def __init__(self, call):
        super().__init__(call, [("a", "offset"), ("b", "apart")])

    def rounds(self, phis):
        return phis[0].term

    def _has_blocks(self, start, i):
        """Follows from the rest, which takes solvers seconds for each access."""
        return and_(ule(start, self.memory.length), ule(i, smt.lshr(smt.sub(self.memory.length, start), bv(3, 64))))

    def invariant(self, phis):
        i, passed = (v.term for v in phis)
        return and_(
            *[not_(v.poison) for v in phis],
            ule(i, smt.lshr(self.rest, bv(3, 64))),
            *[self._has_blocks(start, i) for start in self.starts],
            eq(passed, smt.mul(i, bv(self.block, 64))),
            self.all_before(passed),
        )
