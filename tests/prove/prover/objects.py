"""What pointers point to: objects with contents that change along a path.

An object is `Bytes` (guest memories, table elements, allocations: any size, read at any index), `Cells` (structs,
stack slots: a small known size, accessed in whole fields at known offsets), or a `Block` (vectors, and the stack of what
works on them: a small known size, accessed in any parts).
Different objects never overlap: the pointers that Rust passes are `noalias` or shared and unwritten.
"""

from dataclasses import dataclass

import smt


@dataclass(frozen=True)
class Value:
    """A scalar of LLVM's: a term or a `Pointer`, and when it is poison. Aggregates are tuples of these."""

    term: object
    poison: smt.Term = smt.FALSE


class Object:
    """`size` in bytes is a 64-bit term, `align` a number."""

    def __init__(self, name, size, align):
        self.name, self.size, self.align = name, size, align
        self.address = smt.var(f"{name}.address", 64)

    def __repr__(self):
        return self.name


@dataclass(frozen=True)
class Pointer:
    """`offset` is a 64-bit term. Without an object it is an address that must not be accessed."""

    object: Object | None
    offset: smt.Term


class Unsupported(Exception):
    """The evaluator does not know this; a proof that needs it fails."""


class Bytes:
    """Immutable contents: an array, and what was written over it since."""

    def __init__(self, base, log=()):
        self.base, self.log = base, log

    def store(self, start, value):
        return Bytes(self.base, self.log + (("store", start, value),))

    def fill(self, start, length, byte):
        return Bytes(self.base, self.log + (("fill", start, length, byte),))

    def copy(self, start, length, source, source_start):
        """`source` are contents as they are before this write, perhaps these."""
        return Bytes(self.base, self.log + (("copy", start, length, source, source_start),))

    def byte(self, index):
        """The byte at a 64-bit index."""
        found = smt.select(self.base, index)
        for kind, start, *rest in self.log:
            distance = smt.sub(index, start)
            if kind == "store":
                (value,) = rest
                for i in range(value.sort // 8):
                    is_here = smt.eq(index, smt.add(start, smt.bv(i, 64)))
                    found = smt.ite(is_here, smt.extract(8 * i + 7, 8 * i, value), found)
            elif kind == "fill":
                length, byte = rest
                found = smt.ite(smt.ult(distance, length), byte, found)
            else:
                length, source, source_start = rest
                moved = source.byte(smt.add(source_start, distance))
                found = smt.ite(smt.ult(distance, length), moved, found)
        return found

    def load(self, start, count):
        """Little-endian."""
        value = self.byte(start)
        for i in range(1, count):
            value = smt.concat(self.byte(smt.add(start, smt.bv(i, 64))), value)
        return value


class Block:
    """Immutable contents of a small known size: bytes, accessed in any parts, of vectors and what is made of them."""

    def __init__(self, bytes_):
        self.bytes = tuple(bytes_)

    @staticmethod
    def uninitialised(size):
        return Block([Value(smt.fresh("uninitialised", 8), smt.TRUE)] * size)

    @staticmethod
    def of(term):
        return Block(Block._parts(Value(term)))

    @staticmethod
    def _parts(value):
        return [Value(smt.extract(8 * i + 7, 8 * i, value.term), value.poison) for i in range(value.term.sort // 8)]

    def _starts(self, offset, size):
        """Where an access may begin."""
        last = len(self.bytes) - size
        return range(last + 1) if offset.value is None else [offset.value] if offset.value <= last else []

    def store(self, offset, value):
        parts, bytes_ = self._parts(value), list(self.bytes)
        for start in self._starts(offset, len(parts)):
            here = smt.eq(offset, smt.bv(start, 64))
            for i, part in enumerate(parts, start):
                old = bytes_[i]
                bytes_[i] = Value(smt.ite(here, part.term, old.term), smt.ite(here, part.poison, old.poison))
        return Block(bytes_)

    def load(self, offset, size):
        """Little-endian. What lies outside is excluded by another obligation."""
        found = None
        for start in self._starts(offset, size):
            parts = self.bytes[start : start + size]
            term = parts[0].term
            for part in parts[1:]:
                term = smt.concat(part.term, term)
            poison = smt.or_(*[p.poison for p in parts])
            here = smt.eq(offset, smt.bv(start, 64))
            found = Value(term, poison) if found is None else Value(smt.ite(here, term, found.term), smt.ite(here, poison, found.poison))
        return found or Value(smt.fresh("outside", 8 * size), smt.TRUE)


class Cells:
    """Immutable contents: values by offset."""

    def __init__(self, owner, cells=None, written=frozenset(), symbolic=True):
        self.owner, self.cells, self.written, self.symbolic = owner, cells or {}, written, symbolic

    def _check(self, offset, size):
        for at, (width, _) in self.cells.items():
            if at != offset and at < offset + size and offset < at + width:
                raise Unsupported(f"a part of a field: {self.owner} at {offset}")

    def store(self, offset, size, value):
        self._check(offset, size)
        return Cells(self.owner, {**self.cells, offset: (size, value)}, self.written | {offset}, self.symbolic)

    def load(self, offset, size, is_pointer):
        """The value, and the contents: reading a field that nothing is known of names it."""
        self._check(offset, size)
        if offset in self.cells:
            width, value = self.cells[offset]
            if width < size:
                raise Unsupported(f"more than a field: {self.owner} at {offset}")
            if width > size:
                return Value(smt.extract(8 * size - 1, 0, value.term), value.poison), self
            return value, self
        if not self.symbolic:
            return Value(smt.fresh("uninitialised", 8 * size), smt.TRUE), self
        name = f"{self.owner}@{offset}"
        if is_pointer:
            unknown = Object(name, smt.fresh(f"{name}.size", 64), 1)
            value = Value(Pointer(unknown, smt.bv(0, 64)))
        else:
            value = Value(smt.var(name, 8 * size))
        return value, Cells(self.owner, {**self.cells, offset: (size, value)}, self.written, True)
