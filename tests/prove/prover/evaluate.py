"""Evaluates LLVM IR symbolically, path by path, with undefined behaviour and poison as obligations.

What it takes from the language reference:

* Poison is tracked with each value; `undef` counts as poison, which is less defined. A branch on poison,
  an access through it, storing it, and returning it where `noundef` stands are undefined behaviour.
* An access must lie inside its object and be aligned as the instruction says.
* A float operation whose result is NaN gives any NaN that IEEE 754 allows: the canonical payload with
  either sign, or an operand made quiet. (LLVM's text also allows a signalling operand to come through,
  for the sake of instructions that it folds away; one that is still in optimised code is executed.)
* Library rounding (`llvm.ceil` and so on) may let a signalling NaN through.
* The allocator returns null, or a new object that holds what `realloc` must keep.
"""

import smt
import llvm
from objects import Bytes, Cells, Object, Pointer, Unsupported, Value
from smt import FALSE, TRUE, and_, bv, eq, implies, ite, ne, not_, or_, ule, ult

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


class Frame:
    def __init__(self, function, env, result):
        self.function, self.env, self.result = function, env, result
        self.block, self.at, self.previous = function.entry, 0, None
        self.visited = {function.entry}


class State:
    """Where a path is, and what led there."""

    def __init__(self):
        self.frames, self.memory = [], {}
        self.path, self.assumed, self.obligations = [], [], []
        self.steps, self.returned = 0, None
        # Where a fork is to go first.
        self.pending = None

    def fork(self):
        other = State.__new__(State)
        other.frames = []
        for frame in self.frames:
            copy = Frame(frame.function, dict(frame.env), frame.result)
            copy.block, copy.at, copy.previous = frame.block, frame.at, frame.previous
            copy.visited = set(frame.visited)
            other.frames.append(copy)
        other.memory = dict(self.memory)
        other.path, other.assumed = list(self.path), list(self.assumed)
        other.obligations = list(self.obligations)
        other.steps, other.returned, other.pending = self.steps, self.returned, None
        return other

    def condition(self):
        """That this path is taken."""
        return and_(*self.path)

    def require(self, kind, what, goal):
        """`goal` must hold whenever the path comes here."""
        self.obligations.append((kind, what, implies(self.condition(), goal)))


class Dead(Exception):
    """The path ends in `unreachable`."""


class Cut(Exception):
    """The path goes round a loop."""


CUT = "cut"


class Evaluator:
    """`cut_loops`: paths end (`returned` is `CUT`) where they would enter a block again."""

    def __init__(self, module, cut_loops=False, max_steps=20000):
        self.module, self.cut_loops, self.max_steps = module, cut_loops, max_steps
        self.parsed = {}

    def run(self, name, args, state):
        """All paths through a function: states with `returned` set. Paths that end in `unreachable` are
        returned too, with `returned` as None: their obligations count."""
        function = self.module.function(name)
        if function is None:
            raise Unsupported(f"no function {name}")
        env = {p[1]: a for p, a in zip(function.params, args, strict=True)}
        state.frames.append(Frame(function, env, None))
        work, done = [state], []
        while work:
            state = work.pop()
            try:
                if state.pending is not None:
                    label, state.pending = state.pending, None
                    self._jump(state, state.frames[-1], label)
                while state.frames:
                    state.steps += 1
                    if state.steps > self.max_steps:
                        raise Unsupported("a loop without a known end")
                    work.extend(self._step(state))
            except Dead:
                state.returned = None
            except Cut:
                state.returned = CUT
            done.append(state)
        return done

    # Control.

    def _step(self, state):
        frame = state.frames[-1]
        key = (frame.function.name, frame.block)
        if key not in self.parsed:
            self.parsed[key] = llvm.instructions(frame.function.blocks[frame.block], self.module)
        instruction = self.parsed[key][frame.at]
        frame.at += 1
        try:
            handler = getattr(self, "_op_" + instruction.opcode, None)
            if handler:
                return handler(state, frame, instruction) or ()
            value = self._pure(state, instruction)
        except Unsupported as e:
            raise Unsupported(f"{e}: {instruction.line}") from None
        frame.env[instruction.result] = value
        return ()

    def _jump(self, state, frame, label):
        if self.cut_loops and label in frame.visited:
            raise Cut
        frame.visited.add(label)
        frame.previous, frame.block, frame.at = frame.block, label, 0
        # All phis read before any is written.
        key = (frame.function.name, label)
        if key not in self.parsed:
            self.parsed[key] = llvm.instructions(frame.function.blocks[label], self.module)
        found = {}
        for instruction in self.parsed[key]:
            if instruction.opcode != "phi":
                break
            type_, incoming = instruction.fields
            operand = dict(incoming)[frame.previous]
            found[instruction.result] = self.operand(state, type_, operand)
            frame.at += 1
        frame.env.update(found)

    def _branch(self, state, choices):
        """Goes on with one choice per (condition, label); returns the other states."""
        possible = [(c, label) for c, label in choices if c is not FALSE]
        others = []
        for condition, label in possible[1:]:
            other = state.fork()
            other.path.append(condition)
            other.pending = label
            others.append(other)
        condition, label = possible[0]
        if condition is not TRUE:
            state.path.append(condition)
        self._jump(state, state.frames[-1], label)
        return others

    def _op_br(self, state, frame, instruction):
        condition, yes, no = instruction.fields
        if condition is None:
            return self._jump(state, frame, yes)
        value = self.operand(state, *condition)
        state.require("ub", "branch on poison", not_(value.poison))
        taken = eq(value.term, bv(1, 1))
        return self._branch(state, [(taken, yes), (not_(taken), no)])

    def _op_switch(self, state, frame, instruction):
        value, default, arms = instruction.fields
        of = self.operand(state, *value)
        state.require("ub", "switch on poison", not_(of.poison))
        choices, rest = [], TRUE
        for (type_, operand), label in arms:
            here = eq(of.term, self.operand(state, type_, operand).term)
            choices.append((here, label))
            rest = and_(rest, not_(here))
        return self._branch(state, choices + [(rest, default)])

    def _op_ret(self, state, frame, instruction):
        value = self.operand(state, *instruction.fields) if instruction.fields else ()
        if "noundef" in frame.function.attributes and isinstance(value, Value):
            state.require("ub", "poison returned", not_(value.poison))
        state.frames.pop()
        if state.frames:
            if frame.result is not None:
                state.frames[-1].env[frame.result] = value
        else:
            state.returned = value
        return ()

    def _op_unreachable(self, state, frame, instruction):
        state.require("panic", "unreachable", FALSE)
        raise Dead

    def _op_phi(self, state, frame, instruction):
        raise Unsupported("phi out of place")

    # Operands.

    def operand(self, state, type_, operand):
        kind = operand[0]
        if kind == "local":
            return state.frames[-1].env[operand[1]]
        if isinstance(type_, tuple):
            items = type_[1] if type_[0] == "struct" else [type_[2]] * type_[1]
            if kind == "aggregate":
                return tuple(self.operand(state, t, o) for t, o in zip(items, operand[1], strict=True))
            return tuple(self.operand(state, t, operand) for t in items)
        if kind in ("undef", "poison"):
            if type_ == "ptr":
                return Value(Pointer(None, smt.fresh("undef", 64)), TRUE)
            return Value(smt.fresh("undef", width(type_)), TRUE)
        if kind in ("null", "zeroinitializer") and type_ == "ptr":
            return Value(Pointer(None, bv(0, 64)))
        if kind == "inttoptr":
            return Value(Pointer(None, bv(operand[1][1], 64)))
        if kind == "global":
            return Value(Pointer(Object(operand[1], smt.fresh("size", 64), 1), bv(0, 64)))
        if kind == "zeroinitializer":
            return Value(bv(0, width(type_)))
        if kind == "float":
            return Value(bv(float_bits(operand[1], type_), width(type_)))
        if kind == "int":
            return Value(bv(operand[1], width(type_)))
        raise Unsupported(f"operand {operand}")

    # Values.

    def _pure(self, state, instruction):
        opcode, fields = instruction.opcode, instruction.fields
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
            return self._cast(state, opcode, instruction.flags, type_, self.operand(state, type_, a), to)
        if opcode == "icmp":
            predicate, type_, a, b = fields
            a, b = self.operand(state, type_, a), self.operand(state, type_, b)
            if type_ == "ptr":
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
            a = self.operand(state, *fields)
            if a.poison is FALSE:
                return a
            return Value(ite(a.poison, smt.fresh("frozen", a.term.sort), a.term))
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
            return tuple(both[m.term.value] for m in self.operand(state, type_mask, mask))
        if opcode == "getelementptr":
            return self._address(state, instruction.flags, fields)
        raise Unsupported(opcode)

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
            return Value(smt.add(pointer_address(value.term), bv(0, 64)), value.poison)
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
        if isinstance(c, tuple):
            raise Unsupported("select of vectors")
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

    # Memory.

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
        state.memory[slot] = Cells(slot, symbolic=False)
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
        if at.offset.value is None:
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
        if at.offset.value is None:
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
        else:
            value, state.memory[b.object] = before.load(b.offset.value, size, False)
        if isinstance(contents, Bytes):
            state.require("ub", "poison stored", not_(value.poison))
            state.memory[a.object] = contents.store(a.offset, value.term)
        else:
            state.memory[a.object] = contents.store(a.offset.value, size, value)

    # Calls.

    def _op_call(self, state, frame, instruction):
        returns, callee, args = instruction.fields
        values = [self.operand(state, type_, operand) for type_, operand, _ in args]
        name = callee.split(".")
        if name[0] == "llvm":
            return self._intrinsic(state, frame, instruction, name, values, [a for _, _, a in args])
        target = self.module.function(callee)
        if target is not None:
            env = {p[1]: v for p, v in zip(target.params, values, strict=True)}
            state.frames.append(Frame(target, env, instruction.result))
            return ()
        if "no_alloc_shim" in callee:
            return ()
        if callee.endswith("rust_alloc"):
            return self._allocate(state, instruction.result, values[0], None)
        if callee.endswith("rust_realloc"):
            old, old_size, _, new_size = values
            if old.term.object is None:
                state.require("access", "realloc of no allocation", FALSE)
                raise Dead
            whole = eq(old.term.object.size, old_size.term)
            state.require("access", "realloc of a whole allocation", and_(whole, eq(old.term.offset, bv(0, 64))))
            return self._allocate(state, instruction.result, new_size, (old.term.object, old_size.term))
        if "handle_error" in callee or "panic" in callee or "_fail" in callee:
            state.require("panic", callee, FALSE)
            raise Dead
        raise Unsupported(f"call of {callee}")

    def _allocate(self, state, result, size, old):
        """One path where it fails and one where it does not."""
        state.require("ub", "size of an allocation", not_(size.poison))
        failed = state.fork()
        failed.frames[-1].env[result] = Value(Pointer(None, bv(0, 64)))
        new = Object(smt.fresh("allocation", 8).head.strip("|"), size.term, 16)
        contents = Bytes(smt.var(f"{new}.bytes", smt.ARRAY))
        if old:
            kept = ite(ult(old[1], size.term), old[1], size.term)
            contents = contents.copy(bv(0, 64), kept, state.memory[old[0]], bv(0, 64))
        state.memory[new] = contents
        state.frames[-1].env[result] = Value(Pointer(new, bv(0, 64)))
        return (failed,)

    def _intrinsic(self, state, frame, instruction, name, values, attributes):
        kind, result = name[1], instruction.result

        def give(value):
            frame.env[result] = value

        def poison():
            return or_(*[v.poison for v in values])

        if kind in ("lifetime", "experimental"):
            return ()
        if kind == "assume":
            state.require("ub", "assume", and_(eq(values[0].term, bv(1, 1)), not_(values[0].poison)))
            # Proved once, it may be relied on.
            state.path.append(eq(values[0].term, bv(1, 1)))
            return ()
        if kind in ("memcpy", "memmove"):
            to, source, length = values[:3]
            state.require("ub", "length of a copy", not_(length.poison))
            aligns = [next((int(a[5:]) for a in attrs if a.startswith("align")), 1) for attrs in attributes[:2]]
            self._copy(state, to, source, length.term, kind == "memmove", aligns)
            return ()
        if kind == "memset":
            to, byte, length = values[:3]
            state.require("ub", "length of a fill", not_(or_(length.poison, byte.poison)))
            self._reach(state, to, length.term, 1, "fill")
            if to.term.object is not None:
                contents = state.memory[to.term.object]
                if not isinstance(contents, Bytes):
                    raise Unsupported("fill of fields")
                state.memory[to.term.object] = contents.fill(to.term.offset, length.term, byte.term)
            return ()
        a = values[0].term
        n = a.sort
        if kind in ("ctlz", "cttz"):
            zero_is_poison = values[1].term.value
            bad = and_(eq(a, bv(0, n)), smt.boolean(zero_is_poison))
            count = leading_zeros(a) if kind == "ctlz" else leading_zeros(reverse(a))
            return give(Value(count, or_(values[0].poison, bad)))
        if kind == "bswap":
            swapped = smt.extract(7, 0, a)
            for i in range(8, n, 8):
                swapped = smt.concat(swapped, smt.extract(i + 7, i, a))
            return give(Value(swapped, poison()))
        if kind == "ctpop":
            return give(Value(ones(a), poison()))
        if kind in ("fshl", "fshr"):
            amount = smt.zext(2 * n, smt.urem(values[2].term, bv(n, n)))
            both = smt.concat(a, values[1].term)
            shifted = smt.extract(2 * n - 1, n, smt.shl(both, amount)) if kind == "fshl" else smt.extract(n - 1, 0, smt.lshr(both, amount))
            return give(Value(shifted, poison()))
        if kind in ("umax", "umin", "smax", "smin"):
            b = values[1].term
            less = ult(a, b) if kind[0] == "u" else smt.slt(a, b)
            return give(Value(ite(less, *((b, a) if kind.endswith("max") else (a, b))), poison()))
        if name[2:3] == ["sat"] and kind in ("uadd", "usub"):
            b = values[1].term
            total = INTEGER[kind[1:]](a, b)
            clipped = ult(total, a) if kind == "uadd" else ult(a, b)
            return give(Value(ite(clipped, bv(-1 if kind == "uadd" else 0, n), total), poison()))
        if name[2:4] == ["with", "overflow"]:
            return give(self._overflow(kind, values, poison()))
        if kind == "abs":
            least = and_(eq(a, bv(1 << (n - 1), n)), eq(values[1].term, bv(1, 1)))
            return give(Value(ite(smt.slt(a, bv(0, n)), smt.neg(a), a), or_(poison(), least)))
        if kind == "fabs":
            return give(Value(smt.bvand(a, bv((1 << (n - 1)) - 1, n)), poison()))
        if kind == "copysign":
            sign = smt.extract(n - 1, n - 1, values[1].term)
            return give(Value(smt.concat(sign, smt.extract(n - 2, 0, a)), poison()))
        if kind == "sqrt":
            return give(self._float(state, smt.fp_op("sqrt", smt.to_fp(a)), values))
        if kind in ROUNDINGS:
            return give(self._float(state, smt.fp_round(ROUNDINGS[kind], smt.to_fp(a)), values, quiet=False))
        if kind in ("fptosi", "fptoui"):
            return give(Value(saturate(a, int(name[3][1:]), kind == "fptosi"), poison()))
        raise Unsupported(f"intrinsic {'.'.join(name)}")

    @staticmethod
    def _overflow(kind, values, poison):
        a, b, n = values[0].term, values[1].term, values[0].term.sort
        extend = smt.sext if kind[0] == "s" else smt.zext
        operation = INTEGER[kind[1:]]
        wide = operation(extend(2 * n, a), extend(2 * n, b))
        result = operation(a, b)
        return (Value(result, poison), Value(smt.bits(ne(wide, extend(2 * n, result))), poison))


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
    raise Unsupported("comparison of pointers into different objects")


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
