"""Instructions that only compute: part of the evaluator."""

import llvm
import smt
from objects import Pointer, Unsupported, Value
from scalars import (
    CASTS,
    INTEGER,
    apart,
    compare,
    compare_floats,
    compare_pointers,
    is_arithmetic,
    is_canonical,
    is_nan,
    lanes,
    placed,
    pointer_address,
    quiet_bit,
    width,
)
from smt import FALSE, and_, bv, eq, implies, ite, ne, not_, or_, ult


def is_vector(type_):
    return isinstance(type_, tuple) and type_[0] == "vector"


def vector_of(fields):
    return any(is_vector(field) for field in fields)


def pack(value):
    """The bits of a scalar or a vector, lane 0 lowest; a poison lane makes all poison."""
    if not isinstance(value, tuple):
        return value
    term = value[0].term
    for lane in value[1:]:
        term = smt.concat(lane.term, term)
    return Value(term, or_(*[lane.poison for lane in value]))


def unpack(value, type_):
    """A scalar or a vector with these bits."""
    if not is_vector(type_):
        return value
    n = width(type_[2])
    return tuple(Value(smt.extract(n * i + n - 1, n * i, value.term), value.poison) for i in range(type_[1]))


def choose(c, a, b):
    taken = eq(c.term, bv(1, 1))
    return Value(ite(taken, a.term, b.term), or_(c.poison, ite(taken, a.poison, b.poison)))


def _frozen(a):
    """The value, or any one where that is poison: of each field."""
    if isinstance(a, tuple):
        return tuple(map(_frozen, a))
    return a if a.poison is FALSE else Value(ite(a.poison, smt.fresh("frozen", a.term.sort), a.term))


class Values:
    def _pure(self, state, instruction):
        opcode, fields = instruction.opcode, instruction.fields
        if opcode in ("fadd", "fsub", "fmul", "fdiv", "fneg", "freeze", "icmp", "fcmp") and vector_of(fields):
            return self._each_lane(state, instruction)
        if opcode in INTEGER:
            type_, a, b = fields
            a, b = self.operand(state, type_, a), self.operand(state, type_, b)
            return lanes(lambda x, y: self._integer(state, opcode, instruction.flags, x, y), a, b)
        if opcode in ("fadd", "fsub", "fmul", "fdiv"):
            type_, a, b = fields
            a, b = self.operand(state, type_, a), self.operand(state, type_, b)
            return self._float(state, smt.fp_op(opcode[1:], smt.to_fp(a.term), smt.to_fp(b.term)), [a, b])
        if opcode in CASTS:
            type_, a, to = fields
            if opcode == "bitcast" and is_vector(type_) | is_vector(to):
                if is_vector(type_) and is_vector(to) and type_[1] == to[1]:
                    # Lane by lane, so that a poison one leaves the others as they are.
                    return self.operand(state, type_, a)
                return unpack(pack(self.operand(state, type_, a)), to)
            if is_vector(type_):
                values = self.operand(state, type_, a)
                return tuple(self._cast(state, opcode, instruction.flags, type_[2], v, to[2]) for v in values)
            return self._cast(state, opcode, instruction.flags, type_, self.operand(state, type_, a), to)
        if opcode == "icmp":
            predicate, type_, a, b = fields
            a, b = self.operand(state, type_, a), self.operand(state, type_, b)
            if type_ == "ptr":
                objects = [v.term.object for v in (a, b)]
                if None not in objects and objects[0] is not objects[1]:
                    state.assumed.append(apart(*objects))
                return compare_pointers(predicate, a, b)
            poison = or_(a.poison, b.poison)
            if "samesign" in instruction.flags:
                n = a.term.sort
                poison = or_(poison, ne(smt.extract(n - 1, n - 1, a.term), smt.extract(n - 1, n - 1, b.term)))
            return Value(smt.bits(compare(predicate, a.term, b.term)), poison)
        if opcode == "fcmp":
            predicate, type_, a, b = fields
            a, b = self.operand(state, type_, a), self.operand(state, type_, b)
            return Value(smt.bits(compare_floats(predicate, a.term, b.term)), or_(a.poison, b.poison))
        if opcode == "fneg":
            a = self.operand(state, *fields)
            n = a.term.sort
            return Value(smt.bvxor(a.term, bv(1 << (n - 1), n)), a.poison)
        if opcode == "freeze":
            return _frozen(self.operand(state, *fields))
        if opcode == "insertvalue":
            (type_, a), (item, b), (index,) = fields
            a, b = self.operand(state, type_, a), self.operand(state, item, b)
            return a[:index] + (b,) + a[index + 1 :]
        if opcode == "extractvalue":
            (type_, a), (index,) = fields
            return self.operand(state, type_, a)[index]
        if opcode == "insertelement":
            (type_, a), (item, b), (_, index) = fields
            a, b = self.operand(state, type_, a), self.operand(state, item, b)
            return a[: index[1]] + (b,) + a[index[1] + 1 :]
        if opcode == "extractelement":
            (type_, a), (_, index) = fields
            return self.operand(state, type_, a)[index[1]]
        if opcode == "shufflevector":
            (type_, a), (type_b, b), (type_mask, mask) = fields
            both = self.operand(state, type_, a) + self.operand(state, type_b, b)
            undefined = Value(smt.fresh("undef", both[0].term.sort), smt.TRUE)
            lanes_ = [m.term.value for m in self.operand(state, type_mask, mask)]
            return tuple(undefined if lane is None else both[lane] for lane in lanes_)
        if opcode == "getelementptr":
            return self._address(state, instruction.flags, fields)
        raise Unsupported(opcode)

    def _each_lane(self, state, instruction):
        """Of an operation on vectors: as if on each lane by itself."""
        place = next(i for i, field in enumerate(instruction.fields) if is_vector(field))
        type_ = instruction.fields[place]
        operands = [self.operand(state, type_, o) for o in instruction.fields[place + 1 :]]
        done = []
        frame = state.frames[-1]
        for lane in zip(*operands, strict=True):
            names = [f"lane {i}" for i in range(len(lane))]
            frame.env.update(zip(names, lane, strict=True))
            fields = (*instruction.fields[:place], type_[2], *[("local", name) for name in names])
            done.append(self._pure(state, llvm.Instruction(None, instruction.opcode, instruction.flags, fields, instruction.line)))
        return tuple(done)

    def _integer(self, state, opcode, flags, x, y):
        a, b, n = x.term, y.term, x.term.sort
        poison = or_(x.poison, y.poison)
        wide_signed = lambda: (smt.sext(2 * n, a), smt.sext(2 * n, b))
        wide = lambda: (smt.zext(2 * n, a), smt.zext(2 * n, b))
        result = INTEGER[opcode](a, b)
        if opcode in ("add", "sub", "mul"):
            if "nsw" in flags:
                poison = or_(poison, ne(INTEGER[opcode](*wide_signed()), smt.sext(2 * n, result)))
            if "nuw" in flags:
                poison = or_(poison, ne(INTEGER[opcode](*wide()), smt.zext(2 * n, result)))
        elif opcode in ("shl", "lshr", "ashr"):
            poison = or_(poison, not_(ult(b, bv(n, n))))
            if "nuw" in flags:
                poison = or_(poison, ne(smt.lshr(result, b), a))
            if "nsw" in flags:
                poison = or_(poison, ne(smt.ashr(result, b), a))
            if "exact" in flags:
                poison = or_(poison, ne(smt.shl(result, b), a))
        elif opcode in ("udiv", "sdiv", "urem", "srem"):
            state.require("ub", opcode + " of poison", not_(poison))
            state.require("ub", opcode + " by zero", ne(b, bv(0, n)))
            if opcode[0] == "s":
                overflow = and_(eq(a, bv(1 << (n - 1), n)), eq(b, bv(-1, n)))
                state.require("ub", opcode + " overflow", not_(overflow))
            if "exact" in flags:
                rest = smt.urem(a, b) if opcode[0] == "u" else smt.srem(a, b)
                poison = or_(poison, ne(rest, bv(0, n)))
        elif "disjoint" in flags:
            poison = or_(poison, ne(smt.bvand(a, b), bv(0, n)))
        return Value(result, poison)

    def _cast(self, state, opcode, flags, type_, value, to):
        if opcode == "ptrtoint":
            if value.term.object is not None:
                state.assumed.append(placed(value.term.object))
            return Value(pointer_address(value.term), value.poison)
        if opcode == "inttoptr":
            return Value(Pointer(None, value.term), value.poison)
        if opcode == "bitcast":
            return value
        a, n, m = value.term, value.term.sort, width(to)
        poison = value.poison
        if "nneg" in flags:
            poison = or_(poison, smt.slt(a, bv(0, n)))
        if opcode == "zext":
            return Value(smt.zext(m, a), poison)
        if opcode == "sext":
            return Value(smt.sext(m, a), poison)
        if opcode == "trunc":
            result = smt.extract(m - 1, 0, a)
            if "nuw" in flags:
                poison = or_(poison, ne(smt.zext(n, result), a))
            if "nsw" in flags:
                poison = or_(poison, ne(smt.sext(n, result), a))
            return Value(result, poison)
        if opcode in ("fptrunc", "fpext"):
            return self._float(state, smt.fp_convert(smt.to_fp(a), m), [value])
        if opcode in ("sitofp", "uitofp"):
            result = self._float(state, smt.fp_from_int(a, m, opcode == "sitofp"), [])
            return Value(result.term, poison)
        raise Unsupported(opcode)

    def _float(self, state, number, operands, quiet=True):
        """Bits of a float result: of a NaN, any that is allowed."""
        n = number.sort[1]
        result = smt.fresh("float", n)
        state.assumed.append(eq(smt.to_fp(result), number))
        allowed = [is_canonical(result)]
        for operand in operands:
            a = operand.term
            if a.sort == n:
                allowed.append(and_(is_nan(a), eq(result, smt.bvor(a, quiet_bit(n)))))
                if not quiet:
                    allowed.append(and_(is_nan(a), eq(result, a)))
            else:
                # A conversion keeps the upper bits of the payload.
                kept = and_(is_nan(a), is_arithmetic(result), implies(is_canonical(a), is_canonical(result)))
                allowed.append(kept)
        state.assumed.append(implies(smt.fp_is("isNaN", number), or_(*allowed)))
        return Value(result, or_(*[o.poison for o in operands]))

    def _op_select(self, state, frame, instruction):
        (type_c, c), (type_, a), (_, b) = instruction.fields
        c = self.operand(state, type_c, c)
        a, b = self.operand(state, type_, a), self.operand(state, type_, b)
        if is_vector(type_):
            choices = c if isinstance(c, tuple) else (c,) * len(a)
            frame.env[instruction.result] = tuple(choose(*lane) for lane in zip(choices, a, b, strict=True))
            return ()
        taken = eq(c.term, bv(1, 1))
        if isinstance(a, Value) and isinstance(a.term, smt.Term):
            poison = or_(c.poison, ite(taken, a.poison, b.poison))
            frame.env[instruction.result] = Value(ite(taken, a.term, b.term), poison)
            return ()
        # Pointers and aggregates: one path each. Poison is made undefined behaviour at once.
        state.require("ub", "select on poison", not_(c.poison))
        if taken.value is not None:
            frame.env[instruction.result] = a if taken.value else b
            return ()
        other = state.fork()
        other.path.append(not_(taken))
        other.frames[-1].env[instruction.result] = b
        state.path.append(taken)
        frame.env[instruction.result] = a
        return (other,)
