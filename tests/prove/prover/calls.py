"""Calls, of functions and intrinsics: part of the evaluator."""

import smt
from objects import Block, Bytes, Object, Pointer, Unsupported, Value
from scalars import INTEGER, ROUNDINGS, leading_zeros, ones, reverse, saturate
from smt import FALSE, and_, bv, eq, ite, ne, not_, or_, ult
from state import Dead, Frame


def reduction(name, lanes):
    """`llvm.vector.reduce.*` of integers."""
    combine = {"or": smt.bvor, "and": smt.bvand, "xor": smt.bvxor, "add": smt.add}.get(name)
    if combine is None:
        raise Unsupported(f"reduction {name}")
    term = lanes[0].term
    for lane in lanes[1:]:
        term = combine(term, lane.term)
    return Value(term, or_(*[lane.poison for lane in lanes]))


class Calls:
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
                if isinstance(contents, Block) and length.term.value is not None:
                    filled = byte.term
                    for _ in range(length.term.value - 1):
                        filled = smt.concat(byte.term, filled)
                    state.memory[to.term.object] = contents.store(to.term.offset, Value(filled, byte.poison))
                    return ()
                if not isinstance(contents, Bytes):
                    raise Unsupported("fill of fields")
                state.memory[to.term.object] = contents.fill(to.term.offset, length.term, byte.term)
            return ()
        if kind == "vector":
            return give(reduction(name[3], values[-1]))
        if any(isinstance(v, tuple) for v in values):
            return give(self._intrinsic_lanes(state, frame, instruction, name, values))
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
        if name[2:3] == ["sat"] and kind in ("sadd", "ssub"):
            b = values[1].term
            total = INTEGER[kind[1:]](smt.sext(n + 1, a), smt.sext(n + 1, b))
            least, most = bv(-(1 << (n - 1)), n + 1), bv((1 << (n - 1)) - 1, n + 1)
            clipped = ite(smt.slt(total, least), least, ite(smt.slt(most, total), most, total))
            return give(Value(smt.extract(n - 1, 0, clipped), poison()))
        if kind == "bitreverse":
            return give(Value(reverse(a), poison()))
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
            to = instruction.fields[0]
            to = to[2] if isinstance(to, tuple) else to
            return give(Value(saturate(a, to, kind == "fptosi"), poison()))
        raise Unsupported(f"intrinsic {'.'.join(name)}")

    def _intrinsic_lanes(self, state, frame, instruction, name, values):
        """Lane by lane; scalar operands are flags."""
        count = next(len(v) for v in values if isinstance(v, tuple))
        done = []
        for i in range(count):
            lane = [v[i] if isinstance(v, tuple) else v for v in values]
            self._intrinsic(state, frame, instruction, name, lane, [])
            done.append(frame.env[instruction.result])
        return tuple(done)

    @staticmethod
    def _overflow(kind, values, poison):
        a, b, n = values[0].term, values[1].term, values[0].term.sort
        extend = smt.sext if kind[0] == "s" else smt.zext
        operation = INTEGER[kind[1:]]
        wide = operation(extend(2 * n, a), extend(2 * n, b))
        result = operation(a, b)
        return (Value(result, poison), Value(smt.bits(ne(wide, extend(2 * n, result))), poison))
