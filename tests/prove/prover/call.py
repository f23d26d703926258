"""A call of a runtime function with arbitrary arguments: what is passed, and what Rust promises of it."""

import re
from dataclasses import dataclass

import smt
from state import State
from instructions import PAGE
from objects import Block, Bytes, Cells, Object, Pointer, Unsupported, Value
from smt import FALSE, bv, eq, ule, ult

ELEMENT = {"funcref": 4, "externref": 16}
ALIGN = {4: 4, 16: 8, 1: 1}
MAX_BYTES = (1 << 63) - 1


@dataclass
class Signature:
    """Of a probe, as its source says."""

    name: str
    params: list
    returns: str

    def about_vectors(self):
        """Then nothing on the stack is a pointer."""
        return any(t == "V128" for _, t in self.params) or "V128" in self.returns

    def kind(self):
        """funcref or externref, if it is about one."""
        found = re.search(r"(FuncRef|ExternRef)", " ".join(t for _, t in self.params) + self.returns)
        return found[1].lower() if found else None


def signatures(folder):
    """Of all probes, by name."""
    found = {}
    for path in sorted(folder.glob("*.rs")):
        text = re.sub(r"//.*", "", path.read_text())
        for match in re.finditer(r"(?:pub fn )?(\w+)(?: = \w+)?\(([^()]*)\) -> ([^;{]+?)\s*[;{]", text):
            params = [p.split(":", 1) for p in match[2].split(",") if ":" in p]
            if path.name == "layout.rs" or "$" in match[0]:
                continue
            name = match[1]
            found[name] = Signature(name, [(n.strip(), t.strip()) for n, t in params], match[3].strip())
    return found


@dataclass
class Slice:
    """Contents of `length` items of `scale` bytes, before the call."""

    object: Object
    length: smt.Term
    scale: int
    before: Bytes


@dataclass
class Vector(Slice):
    """One that may grow to `max` units: a struct that holds address, length and capacity."""

    struct: Object
    offsets: tuple
    max: smt.Term

    def now(self, path):
        """Length and address at the end of a path."""
        cells = path.memory[self.struct].cells
        address, length = self.offsets
        return cells[length][1].term, cells[address][1].term


class Call:
    """Arguments for the function with `signature`; `fixed` gives some of them as constants."""

    def __init__(self, signature, function, layout, fixed=None):
        self.name, self.layout, self.fixed = signature.name.split("__")[0], layout, fixed or {}
        self.signature, self.function = signature, function
        self.params = [n for n, _ in signature.params]
        self.state, self.promises, self.args = State(), [], []
        self.known, self.slices, self.vectors, self.structs = {}, {}, {}, {}
        self.result = None
        self.grows = self.name.startswith(("memory_grow", "table_grow")) and "fixed" not in self.name
        if function.params and any(a.startswith("sret") for a in function.params[0][2]):
            self.result = Object("result", bv(32, 64), 16)
            vector = "V128" in signature.returns
            self.state.memory[self.result] = Block.uninitialised(32) if vector else Cells(self.result, symbolic=False)
            self.args.append(Value(Pointer(self.result, bv(0, 64))))
        for name, type_ in signature.params:
            self._pass(name, type_)
        expected = len(function.params)
        if len(self.args) != expected:
            raise Unsupported(f"{self.name} takes {expected} arguments")

    # What the statements ask for.

    def scalar(self, name):
        (term,) = self.known[name]
        return term

    def terms(self, name):
        return self.known[name]

    def packed(self, name):
        """The bytes of a reference as they lie in a table."""
        parts = self.known[name]
        return parts[0] if len(parts) == 1 else smt.concat(parts[1], parts[0])

    def null_value(self):
        """That the reference to be stored is a null whose handle is no value."""
        parts = self.known.get("value", [])
        return eq(parts[0], self.layout.option("externref").absent) if len(parts) == 2 else FALSE

    def slice(self, name):
        return self.slices[name]

    table = slice

    def vector(self, name):
        return self.vectors[name]

    def struct(self, name):
        return self.structs[name]

    def field(self, name, offset, bits):
        """A field before the call."""
        value, _ = Cells(self.structs[name]).load(offset, bits // 8, False)
        return value.term

    def index_of(self, reference):
        """The function index of a reference that is not null."""
        return self.layout._only("funcref_index", [Value(reference)]).term

    # Arguments.

    def _pass(self, name, type_):
        kind = self.signature.kind()
        if type_ in ("u8", "i32", "u32", "i64", "u64", "f32", "f64", "u128"):
            n = int(type_[1:])
            term = bv(self.fixed[name], n) if name in self.fixed else smt.var(name, n)
            self._scalar(name, [term])
        elif type_ == "V128":
            value = Object(name, bv(16, 64), 16)
            term = bv(self.fixed[name], 128) if name in self.fixed else smt.var(name, 128)
            self.state.memory[value] = Block.of(term)
            self.known[name] = [term]
            self._pointer(value)
        elif type_ == "Option<FuncRef>":
            self._scalar(name, [smt.var(name, 32)])
        elif type_ == "Option<ExternRef>":
            mark, handle = smt.var(f"{name}.mark", 64), smt.var(f"{name}.handle", 64)
            self.promises.append(ult(mark, bv(2, 64)))
            self._scalar(name, [mark, handle])
        elif type_ in ("&[u8]", "&mut [u8]", "&[u32]") or type_.startswith("&[Option<"):
            scale = {"u8]": 1, "u32]": 4}.get(type_.rpartition("[")[2]) or ELEMENT[kind]
            length = self._length(name)
            self._slice(name, length, scale)
            self._pointer(self.slices[name].object)
            self.args.append(Value(length))
        elif type_ in ("&mut Cx", "Window"):
            self._struct(name)
        elif type_ == "&mut Data":
            address, length = self.layout.data
            self._slice(name, smt.var(f"{name}.length", 64), 1)
            held = self.slices[name]
            self._struct(name, {address: Value(Pointer(held.object, bv(0, 64))), length: Value(held.length)})
        elif type_.startswith("&Elem"):
            self._owner(name, self.layout.elem[kind], ELEMENT[kind])
        elif "Table<" in type_:
            self._owner(name, self.layout.table[kind], ELEMENT[kind], self.layout.table_max[kind])
        elif type_ == "&mut Memory":
            self._owner(name, self.layout.memory, 1, self.layout.memory_max)
        else:
            raise Unsupported(f"a parameter of type {type_}")

    def _scalar(self, name, terms):
        self.known[name] = terms
        self.args.extend(map(Value, terms))

    def _pointer(self, to):
        self.args.append(Value(Pointer(to, bv(0, 64))))

    def _length(self, name):
        of = f"{name}.length"
        return bv(self.fixed[of], 64) if of in self.fixed else smt.var(of, 64)

    def _slice(self, name, length, scale):
        """Rust's slices have at most `isize::MAX` bytes."""
        self.promises.append(ule(length, bv(MAX_BYTES // scale, 64)))
        size = smt.mul(length, bv(scale, 64))
        contents = Object(name, size, ALIGN[scale])
        before = Bytes(smt.var(f"{name}.bytes", smt.ARRAY))
        self.state.memory[contents] = before
        self.slices[name] = Slice(contents, length, scale, before)

    def _struct(self, name, fields=None):
        """Of the size that the function's signature says, with known fields."""
        attributes = self.function.params[len(self.args)][2]
        size = next(int(re.findall(r"\d+", a)[0]) for a in attributes if a.startswith("dereferenceable"))
        struct = Object(f"{name}.struct", bv(size, 64), 8)
        cells = {offset: (8 if offset not in self._narrow else 4, v) for offset, v in (fields or {}).items()}
        self.state.memory[struct] = Cells(struct, cells)
        self.structs[name] = struct
        self._pointer(struct)
        return struct, size

    _narrow = frozenset()

    def _owner(self, name, offsets, scale, max_at=None):
        """A struct with a `Vec`: tables, memories, segments."""
        address_at, length_at = offsets
        length = self._length(name)
        self._slice(name, length, scale)
        held = self.slices[name]
        fields = {length_at: Value(length)}
        if max_at is not None:
            self._narrow = frozenset({max_at})
            maximum = smt.var(f"{name}.max", 32)
            fields[max_at] = Value(maximum)
            # Only `grow` and `new` set it: a size within the maximum.
            unit = PAGE if name == "m" else 1
            self.promises.append(ule(length, smt.mul(smt.zext(64, maximum), bv(unit, 64))))
        if not self.grows:
            fields[address_at] = Value(Pointer(held.object, bv(0, 64)))
            self._struct(name, fields)
            return
        self._growing(name, fields, held, address_at, max_at)

    def _growing(self, name, fields, held, address_at, max_at):
        """With the capacity, and all the room that was allocated."""
        capacity = smt.var(f"{name}.capacity", 64)
        room = Object(f"{name}.room", smt.mul(capacity, bv(held.scale, 64)), 16)
        self.state.memory[room] = held.before
        self.promises += [ule(held.length, capacity), ule(capacity, bv(MAX_BYTES // held.scale, 64))]
        fields[address_at] = Value(Pointer(room, bv(0, 64)))
        # The last word of the `Vec`, of which the others are known.
        start = min(address_at, *[o for o in fields if o != max_at])
        (capacity_at,) = {0, 8, 16} - set(fields) if start <= 8 else ()
        fields[capacity_at] = Value(capacity)
        maximum = fields[max_at].term
        # The two maxima are in order.
        declared_at = max_at - 4 if max_at % 8 else max_at + 4
        declared = smt.var(f"{name}.declared_max", 32)
        self._narrow |= {declared_at}
        fields[declared_at] = Value(declared)
        self.promises.append(ule(maximum, declared))
        if name == "m":
            # Whole pages.
            self.promises += [
                ule(declared, bv(PAGE, 32)),
                eq(smt.urem(held.length, bv(PAGE, 64)), bv(0, 64)),
            ]
        # No part of a budget: behind the `Vec`.
        fields[24] = Value(Pointer(None, bv(0, 64)))
        struct, size = self._struct(name, fields)
        self.vectors[name] = Vector(
            held.object, held.length, held.scale, held.before, struct, (address_at, [o for o in fields if fields[o].term is held.length][0]), maximum
        )
        self.free = {(struct, o) for o in range(size)}
