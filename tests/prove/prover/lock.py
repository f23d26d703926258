"""The standard library's lock that `memory.grow` takes, as a thread finds it that is alone: part of the evaluator.

Its contents are in statics, which nothing else in the runtime reads. It is free when it is asked for, nobody waits
for it when it is given back, and no thread has panicked.
"""

from objects import Unsupported, Value
from scalars import width
from smt import bv

FREE, HELD = 0, 1


def _is_static(pointer):
    _, operand = pointer
    return operand[0] == "global" or (operand[0] == "getelementptr" and operand[2][1][1][0] == "global")


class Lock:
    def _op_cmpxchg(self, state, frame, instruction):
        pointer, (type_, expected) = instruction.fields
        if not _is_static(pointer) or expected != ("int", FREE):
            raise Unsupported("an atomic operation")
        frame.env[instruction.result] = (Value(bv(FREE, width(type_))), Value(bv(1, 1)))

    def _op_atomicrmw(self, state, frame, instruction):
        operation, pointer = instruction.fields
        if not _is_static(pointer) or operation != "xchg":
            raise Unsupported("an atomic operation")
        frame.env[instruction.result] = Value(bv(HELD, 32))

    def _op_atomic_load(self, state, frame, instruction):
        type_, pointer = instruction.fields
        if not _is_static(pointer):
            raise Unsupported("an atomic load")
        # No panics, not poisoned.
        frame.env[instruction.result] = Value(bv(0, width(type_)))
