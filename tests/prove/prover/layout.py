"""Where rustc puts fields, and how it tells `None` from `Some`: read off functions that say it in Rust."""

import re

import smt
from evaluate import Evaluator
from objects import Cells, Object, Pointer, Unsupported, Value
from scalars import width
from smt import bv
from state import State

CX_FIELDS = 4096


def flatten(result):
    """The scalars of a result."""
    if isinstance(result, Value):
        return [result]
    return [v for item in result for v in flatten(item)]


class Probes:
    """The functions of the crate `probe` by their Rust names."""

    def __init__(self, module):
        self.module = module
        self.names = {}
        for symbol in [*module.functions, *module.aliases]:
            # v0 mangling: crate, module, function, each with its length in front.
            found = re.fullmatch(r"_RNvNtCs\w+?_5probe\d+[a-z]+?(\d+)_?(\w+)", symbol)
            if found:
                length, rest = int(found[1]), found[2]
                self.names[rest[-length:]] = symbol

    def __getitem__(self, name):
        return self.module.function(self.names[name])


class Layout:
    def __init__(self, module):
        self.probes = Probes(module)
        self.evaluator = Evaluator(module)
        self.codes = {
            name[5:]: self._only(name).term.value for name in self.probes.names if name.startswith("code_")
        }
        self.code_at = self._trap_code()
        self.fuel = self._fields("fuel_left")[0]
        self.memory = self._fields("memory_bytes")
        self.memory_max = self._fields("memory_max")[0]
        self.data = self._fields("data_bytes")
        self.table, self.table_max, self.elem = {}, {}, {}
        for kind in ("funcref", "externref"):
            self.table[kind] = self._fields(f"table_items_{kind}")
            self.table_max[kind] = self._fields(f"table_max_{kind}")[0]
            self.elem[kind] = self._fields(f"vec_items_{kind}")
            self._same_as_vector(f"elem_{kind}")
        self.window = self._window()
        self.options = {}

    def paths(self, name, args, state=None):
        return self.evaluator.run(self.probes.names[name], args, state or State())

    def _only(self, name, args=(), state=None):
        (path,) = self.paths(name, list(args), state)
        return path.returned

    def _struct(self, name):
        """A state with a struct of which nothing is known, and the struct."""
        state = State()
        struct = Object(name, bv(CX_FIELDS, 64), 16)
        state.memory[struct] = Cells(struct)
        return state, struct

    def _fields(self, name):
        """Offsets of the fields that a function returns."""
        state, struct = self._struct("struct")
        (path,) = self.paths(name, [Value(Pointer(struct, bv(0, 64)))], state)
        cells = path.memory[struct].cells
        found = []
        for part in flatten(path.returned):
            (offset,) = [o for o, (_, v) in cells.items() if v.term == part.term]
            found.append(offset)
        return tuple(found)

    def _trap_code(self):
        """What `unreachable` writes, and where: that is where trap codes go."""
        state, cx = self._struct("cx")
        (path,) = self.paths("unreachable", [Value(Pointer(cx, bv(0, 64)))], state)
        ((offset, (_, value)),) = path.memory[cx].cells.items()
        if value.term.value != self.codes["unreachable"]:
            raise Unsupported("no trap code")
        return offset

    def _window(self):
        """Offsets of a window's start, its end, and the first round's base."""
        state, window = self._struct("window")
        memory = Object("memory", bv(1 << 16, 64), 1)
        args = [Value(Pointer(window, bv(0, 64))), Value(Pointer(memory, bv(0, 64))), Value(memory.size)]
        (path,) = self.paths("window_parts", args, state)
        at = {value.term.value: offset for offset, (_, value) in path.memory[window].cells.items()}
        return at[984], at[1024], at[16]

    def _same_as_vector(self, name):
        state, vector = self._struct("vector")
        result = Object("result", bv(24, 64), 16)
        state.memory[result] = Cells(result, symbolic=False)
        args = [Value(Pointer(o, bv(0, 64))) for o in (result, vector)]
        (path,) = self.paths(name, args, state)
        ((offset, (size, value)),) = path.memory[result].cells.items()
        if (offset, size) != (0, 24) or value.term is not path.memory[vector].cells[0][1].term:
            raise Unsupported("a segment is not laid out as a vector")

    def option(self, type_):
        """How `Option<type_>` is returned."""
        if type_ not in self.options:
            self.options[type_] = OptionLayout(self, type_)
        return self.options[type_]


class OptionLayout:
    """Reads a returned `Option`."""

    def __init__(self, layout, type_):
        none, some = f"none_{type_}", f"some_{type_}"
        function = layout.probes[some]
        self.by_pointer = bool(function.params) and any(a.startswith("sret") for a in function.params[0][2])
        if self.by_pointer:
            return self._by_pointer(layout, none, some)
        args = [Value(smt.var(f"some.{name}", width(t))) for t, name, _ in function.params]
        absent = flatten(layout._only(none))
        present = flatten(layout._only(some, args))
        # What `None` always says, and the place of each part of a value.
        self.mark, self.absent = next((i, v.term) for i, v in enumerate(absent) if v.poison is smt.FALSE)
        self.parts = [next(i for i, v in enumerate(present) if v.term is a.term) for a in args]

    def _by_pointer(self, layout, none, some):
        """Through a pointer to the result: a V128."""
        cells = []
        for name in (none, some):
            state = State()
            result = Object("result", bv(32, 64), 16)
            value = Object("value", bv(16, 64), 16)
            state.memory[result] = Cells(result, symbolic=False)
            state.memory[value] = Cells(value)
            args = [Value(Pointer(o, bv(0, 64))) for o in (result, value)]
            (path,) = layout.paths(name, args[: len(layout.probes[name].params)], state)
            cells.append(path.memory[result].cells)
        ((self.mark, (_, absent)),) = cells[0].items()
        self.absent = absent.term
        self.parts = [next(offset for offset in cells[1] if offset != self.mark)]

    def is_none(self, result):
        return smt.eq(result[self.mark].term, self.absent)

    def parts_of(self, result):
        return [result[i] for i in self.parts]
