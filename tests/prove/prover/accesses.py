"""Instructions on memory: part of the evaluator."""

import smt
from objects import Block, Bytes, Cells, Object, Pointer, Unsupported, Value
from scalars import align_of, size_of, width
from smt import FALSE, bv, eq, ne, not_, or_, ule, ult
from state import Dead


class Accesses:
    def _address(self, state, flags, fields):
        element, (_, pointer), indices = fields
        pointer = self.operand(state, "ptr", pointer)
        at, poison, offset = pointer.term, pointer.poison, bv(0, 64)
        type_ = element
        for i, (index_type, index) in enumerate(indices):
            index = self.operand(state, index_type, index)
            poison = or_(poison, index.poison)
            if i > 0:
                if type_[0] == "struct":
                    k, start = index.term.value, 0
                    for item in type_[1][: k + 1]:
                        start = -(-start // align_of(item)) * align_of(item)
                        last, start = start, start + size_of(item)
                    offset, type_ = smt.add(offset, bv(last, 64)), type_[1][k]
                    continue
                type_ = type_[2]
            scale = bv(size_of(type_), 64)
            distance = smt.sext(64, index.term)
            if flags & {"inbounds", "nusw", "nuw"}:
                wide = smt.mul(smt.sext(128, distance), smt.zext(128, scale))
                product = smt.mul(distance, scale)
                if flags & {"inbounds", "nusw"}:
                    poison = or_(poison, ne(smt.sext(128, product), wide))
                if "nuw" in flags:
                    poison = or_(poison, ne(smt.zext(128, product), smt.mul(smt.zext(128, distance), smt.zext(128, scale))))
            offset = smt.add(offset, smt.mul(distance, scale))
        result = Pointer(at.object, smt.add(at.offset, offset))
        if flags & {"inbounds"} and at.object is not None:
            poison = or_(poison, not_(ule(result.offset, at.object.size)))
        if "nuw" in flags and at.object is not None:
            poison = or_(poison, ult(result.offset, at.offset))
        return Value(result, poison)

    def _reach(self, state, pointer, length, align, what):
        """Obligations of an access; `length` is a term."""
        state.require("ub", f"{what} through poison", not_(pointer.poison))
        at = pointer.term
        if at.object is None:
            state.require("access", f"{what} of no object", eq(length, bv(0, 64)))
            return
        wide = lambda a: smt.zext(66, a)
        inside = ule(smt.add(wide(at.offset), wide(length)), wide(at.object.size))
        state.require("access", f"{what} in {at.object}", inside)
        if align > 1:
            aligned = eq(smt.urem(at.offset, bv(align, 64)), bv(0, 64))
            state.require("ub", f"{what} aligned", aligned if align <= at.object.align else FALSE)

    def _op_alloca(self, state, frame, instruction):
        size = size_of(instruction.fields[0])
        slot = Object(f"stack.{instruction.result}", bv(size, 64), 16)
        state.memory[slot] = Block.uninitialised(size) if self.vectors else Cells(slot, symbolic=False)
        frame.env[instruction.result] = Value(Pointer(slot, bv(0, 64)))

    def _op_load(self, state, frame, instruction):
        type_, pointer, align = instruction.fields
        pointer = self.operand(state, *pointer)
        frame.env[instruction.result] = self._load(state, type_, pointer, align)

    def _load(self, state, type_, pointer, align):
        if isinstance(type_, tuple):
            if type_[0] != "vector":
                raise Unsupported("load of an aggregate")
            step = size_of(type_[2])
            moved = lambda i: Value(Pointer(pointer.term.object, smt.add(pointer.term.offset, bv(i * step, 64))), pointer.poison)
            return tuple(self._load(state, type_[2], moved(i), align if i == 0 else 1) for i in range(type_[1]))
        size = size_of(type_)
        self._reach(state, pointer, bv(size, 64), align, "load")
        at = pointer.term
        if at.object is None:
            raise Dead  # The obligation above says that this can't be.
        contents = state.memory[at.object]
        if isinstance(contents, Bytes):
            if type_ == "ptr":
                raise Unsupported("a pointer from bytes")
            return Value(smt.extract(width(type_) - 1, 0, contents.load(at.offset, size)))
        if isinstance(contents, Block) and type_ != "ptr":
            value = contents.load(at.offset, size)
            return Value(smt.extract(width(type_) - 1, 0, value.term), value.poison)
        if at.offset.value is None or isinstance(contents, Block):
            raise Unsupported("unknown field")
        value, state.memory[at.object] = contents.load(at.offset.value, size, type_ == "ptr")
        if isinstance(value.term, smt.Term) and type_ == "ptr":
            raise Unsupported("a pointer from an integer")
        if isinstance(value.term, smt.Term) and width(type_) < value.term.sort:
            return Value(smt.extract(width(type_) - 1, 0, value.term), value.poison)
        return value

    def _op_store(self, state, frame, instruction):
        (type_, value), pointer, align = instruction.fields
        self._store(state, type_, self.operand(state, type_, value), self.operand(state, *pointer), align)

    def _store(self, state, type_, value, pointer, align):
        if isinstance(type_, tuple):
            items = type_[1] if type_[0] == "struct" else [type_[2]] * type_[1]
            at = 0
            for item, part in zip(items, value, strict=True):
                at = -(-at // align_of(item)) * align_of(item)
                moved = Pointer(pointer.term.object, smt.add(pointer.term.offset, bv(at, 64)))
                self._store(state, item, part, Value(moved, pointer.poison), align if at == 0 else 1)
                at += size_of(item)
            return
        size = size_of(type_)
        self._reach(state, pointer, bv(size, 64), align, "store")
        at = pointer.term
        if at.object is None:
            raise Dead
        contents = state.memory[at.object]
        if isinstance(value.term, smt.Term) and value.term.sort < 8 * size:
            value = Value(smt.zext(8 * size, value.term), value.poison)
        if isinstance(contents, Bytes):
            state.require("ub", "poison stored", not_(value.poison))
            if isinstance(value.term, Pointer):
                raise Unsupported("a pointer to bytes")
            state.memory[at.object] = contents.store(at.offset, value.term)
            return
        if isinstance(contents, Block) and isinstance(value.term, smt.Term):
            state.memory[at.object] = contents.store(at.offset, value)
            return
        if at.offset.value is None or isinstance(contents, Block):
            raise Unsupported("unknown field")
        state.memory[at.object] = contents.store(at.offset.value, size, value)

    def _copy(self, state, to, source, length, overlap, aligns):
        self._reach(state, source, length, aligns[1], "copy from")
        self._reach(state, to, length, aligns[0], "copy to")
        a, b = to.term, source.term
        if a.object is None or b.object is None:
            return  # Of nothing, or not inside anything: see the obligations.
        if a.object is b.object and not overlap:
            apart = or_(
                eq(a.offset, b.offset),
                ule(smt.add(a.offset, length), b.offset),
                ule(smt.add(b.offset, length), a.offset),
            )
            state.require("ub", "copy overlaps", apart)
        contents, before = state.memory[a.object], state.memory[b.object]
        if isinstance(contents, Bytes) and isinstance(before, Bytes):
            state.memory[a.object] = contents.copy(a.offset, length, before, b.offset)
            return
        if length.value is None:
            raise Unsupported("copy of unknown length to or from fields")
        size = length.value
        if isinstance(before, Bytes):
            value = Value(before.load(b.offset, size))
        elif isinstance(before, Block):
            value = before.load(b.offset, size)
        else:
            value, state.memory[b.object] = before.load(b.offset.value, size, False)
        if isinstance(contents, Bytes):
            state.require("ub", "poison stored", not_(value.poison))
            state.memory[a.object] = contents.store(a.offset, value.term)
        elif isinstance(contents, Block):
            state.memory[a.object] = contents.store(a.offset, value)
        else:
            state.memory[a.object] = contents.store(a.offset.value, size, value)
