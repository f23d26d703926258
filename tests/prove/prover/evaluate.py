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

import re

import llvm
import smt
from accesses import Accesses
from calls import Calls
from lock import Lock
from objects import Object, Pointer, Unsupported, Value
from scalars import float_bits, width
from smt import FALSE, TRUE, and_, bv, eq, not_, ult
from state import CUT, Cut, Dead, Frame
from values import Values


class Evaluator(Values, Accesses, Calls, Lock):
    """`cut_loops`: paths end (`returned` is `CUT`) where they would enter a block again. `vectors`: stack slots hold
    bytes, of which any part may be read. `loop`: what is so of the phis at the head of a loop whenever it is
    reached (`invariant`), and a number of them that rises with each round (`rounds`). That is proved where it is entered and where it
    goes round, and nothing else is known of them inside."""

    def __init__(self, module, cut_loops=False, vectors=False, loop=None, max_steps=20000):
        self.module, self.cut_loops, self.vectors, self.max_steps = module, cut_loops, vectors, max_steps
        self.loop = loop
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
        again = label in frame.visited
        if self.cut_loops and again:
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
        if found and self.loop and _is_head(frame.function, label):
            found = self._head(state, frame, label, found, again)
        frame.env.update(found)

    def _head(self, state, frame, label, found, again):
        """Any values of the phis that they can have at the head of a loop; the path ends where it goes round."""
        phis = list(found.values())
        state.require("loop", "invariant", self.loop.invariant(phis))
        if again:
            memory, before = frame.at_head[label]
            if state.memory != memory:
                raise Unsupported("a loop that stores")
            state.require("loop", "ends", ult(self.loop.rounds(before), self.loop.rounds(phis)))
            raise Cut
        found = {name: _unknown(name, value) for name, value in found.items()}
        frame.at_head[label] = dict(state.memory), list(found.values())
        state.path.append(self.loop.invariant(list(found.values())))
        return found

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


def _is_head(function, label):
    """Whether a block is one that leads to itself: the head of a loop, or part of it."""
    reached, work = set(), [label]
    while work:
        text = "\n".join(function.blocks[work.pop()])
        new = {l for l in re.findall(r"label %([^\s,]+)", text)} - reached
        reached |= new
        work += new
    return label in reached


def _unknown(name, value):
    """Any value of the same kind."""
    if isinstance(value.term, Pointer):
        return Value(Pointer(value.term.object, smt.fresh(f"loop.{name}", 64)))
    return Value(smt.fresh(f"loop.{name}", value.term.sort))
