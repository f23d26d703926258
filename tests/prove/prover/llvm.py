"""Reads the textual LLVM IR that `rustc --emit=llvm-ir` writes.

Types are: an int (width of an integer), "float", "double", "ptr", "void", ("struct", types),
("array", n, type), ("vector", n, type). Operands are ("local", name), ("int", n), ("float", text),
("global", name), or a word such as "undef"; constant expressions are tuples too.
"""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(r'[%@]"[^"]*"|[%@][\w.$-]+|c?"[^"]*"|-?\d+\.\d+e[+-]\d+|0x[HKLMR]?[0-9A-Fa-f]+|-?\d+|[\w.]+|\.\.\.|[^\s\w]')
METADATA = re.compile(r",? !\w[\w.]* !(?:\d+|DI\w+\(.*?\)|\{\})")
FLAGS = {"nuw", "nsw", "exact", "disjoint", "nneg", "samesign", "inbounds", "nusw", "volatile"}


@dataclass
class Instruction:
    result: str | None
    opcode: str
    flags: frozenset
    # What the opcode needs, see `_Reader`.
    fields: tuple
    line: str


@dataclass
class Function:
    name: str
    returns: object
    # (type, name, attributes)
    params: list
    attributes: tuple
    entry: str = ""
    blocks: dict = field(default_factory=dict)


@dataclass
class Module:
    functions: dict = field(default_factory=dict)
    # By name, as text: one may be named before it is defined.
    types: dict = field(default_factory=dict)
    aliases: dict = field(default_factory=dict)

    def function(self, name):
        return self.functions.get(self.aliases.get(name, name))

    def merge(self, other):
        self.functions.update(other.functions)
        self.types.update(other.types)
        self.aliases.update(other.aliases)


class _Reader:
    """A cursor over the tokens of a line."""

    def __init__(self, line, module):
        self.tokens, self.at, self.module, self.line = TOKEN.findall(line), 0, module, line

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def take(self, token):
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def expect(self, token):
        if not self.take(token):
            raise SyntaxError(f"expected {token} at {self.peek()!r}: {self.line}")

    def flags(self):
        found = set()
        while self.peek() in FLAGS:
            found.add(self.next())
        return frozenset(found)

    def type(self):
        t = self.next()
        if re.fullmatch(r"i\d+", t):
            return int(t[1:])
        if t in ("float", "double", "ptr", "void", "metadata", "label"):
            return t
        if t[0] == "%":
            return _Reader(self.module.types[t], self.module).type()
        if t == "{":
            items = []
            while not self.take("}"):
                items.append(self.type())
                self.take(",")
            return ("struct", tuple(items))
        if t in "[<":
            n = int(self.next())
            self.expect("x")
            item = self.type()
            self.expect("]" if t == "[" else ">")
            return ("array" if t == "[" else "vector", n, item)
        raise SyntaxError(f"type {t!r}: {self.line}")

    def attributes(self):
        """Attributes of a parameter or result, as text without blanks."""
        found = []
        while self.peek() and self.peek()[0] not in "%@,)-{[<" and re.match(r"[a-z]", self.peek()):
            word = self.peek()
            if word in ("undef", "poison", "null", "true", "false", "zeroinitializer", "inttoptr", "getelementptr", "splat"):
                break
            if re.fullmatch(r"i\d+|ptr|float|double|void", word):
                break
            self.next()
            if word == "align" and self.peek() != "(":
                word += self.next()
            elif self.peek() == "(":
                word += self.group()
            found.append(word)
        return tuple(found)

    def group(self):
        """A parenthesised group, as text."""
        depth, out = 0, ""
        while True:
            t = self.next()
            depth += {"(": 1, ")": -1}.get(t, 0)
            out += t + " "
            if depth == 0:
                return out

    def operand(self, type_):
        t = self.next()
        if t[0] == "%":
            return ("local", t[1:].strip('"'))
        if t[0] == "@":
            return ("global", t[1:].strip('"'))
        if t in ("undef", "poison", "null", "zeroinitializer"):
            return (t,)
        if t in ("true", "false"):
            return ("int", int(t == "true"))
        if t == "splat":
            self.expect("(")
            item = self.type()
            value = self.operand(item)
            self.expect(")")
            return ("aggregate", tuple([value] * type_[1]))
        if t in "{[<":
            close = {"{": "}", "[": "]", "<": ">"}[t]
            items = []
            while not self.take(close):
                item = self.type()
                items.append(self.operand(item))
                self.take(",")
            return ("aggregate", tuple(items))
        if t == "inttoptr":
            self.expect("(")
            of = self.type()
            value = self.operand(of)
            self.expect("to")
            self.type()
            self.expect(")")
            return ("inttoptr", value)
        if t == "getelementptr":
            flags = self.flags()
            self.expect("(")
            fields = self.address()
            self.expect(")")
            return ("getelementptr", flags, fields)
        if type_ in ("float", "double"):
            return ("float", t)
        return ("int", int(t))

    def typed(self):
        type_ = self.type()
        self.attributes()
        return (type_, self.operand(type_))

    def address(self):
        """Of a getelementptr: element type, pointer, indices."""
        element = self.type()
        self.expect(",")
        pointer = self.typed()
        indices = []
        while self.take(","):
            indices.append(self.typed())
        return (element, pointer, tuple(indices))

    def instruction(self):
        result = None
        if self.peek()[0] == "%":
            result = self.next()[1:].strip('"')
            self.expect("=")
        while self.peek() in ("tail", "musttail", "notail"):
            self.next()
        opcode = self.next()
        flags = self.flags()
        if opcode in ("load", "store") and self.take("atomic"):
            opcode = "atomic_" + opcode
        read = getattr(self, "_" + opcode, None) or self._KINDS.get(opcode)
        if read is None:
            raise SyntaxError(f"opcode {opcode}: {self.line}")
        fields = read(self) if opcode in self._KINDS else read()
        return Instruction(result, opcode, flags, fields, self.line)

    def _two(self):
        type_ = self.type()
        a = self.operand(type_)
        self.expect(",")
        return (type_, a, self.operand(type_))

    def _cast(self):
        type_, a = self.typed()
        self.expect("to")
        return (type_, a, self.type())

    _KINDS = {
        **dict.fromkeys("add sub mul udiv sdiv urem srem shl lshr ashr and or xor fadd fsub fmul fdiv".split(), _two),
        **dict.fromkeys("zext sext trunc bitcast fptrunc fpext sitofp uitofp ptrtoint inttoptr fptosi fptoui".split(), _cast),
    }

    def _icmp(self):
        # `samesign` was read as a flag.
        return (self.next(), *self._two())

    _fcmp = _icmp

    def _fneg(self):
        return self.typed()

    _freeze = _fneg

    def _select(self):
        out = [self.typed()]
        for _ in range(2):
            self.expect(",")
            out.append(self.typed())
        return tuple(out)

    _insertelement = _shufflevector = _select

    def _extractelement(self):
        a = self.typed()
        self.expect(",")
        return (a, self.typed())

    def _insertvalue(self):
        a = self.typed()
        self.expect(",")
        b = self.typed()
        return (a, b, self._indices())

    def _extractvalue(self):
        return (self.typed(), self._indices())

    def _indices(self):
        out = []
        while self.take(","):
            out.append(int(self.next()))
        return tuple(out)

    def _phi(self):
        type_, out = self.type(), []
        while self.take("[") or (self.take(",") and self.take("[")):
            value = self.operand(type_)
            self.expect(",")
            out.append((self.next()[1:].strip('"'), value))
            self.expect("]")
        return (type_, tuple(out))

    def _alloca(self):
        return (self.type(),)

    def _align(self):
        if self.take(","):
            self.expect("align")
            return int(self.next())
        return 1

    def _load(self):
        type_ = self.type()
        self.expect(",")
        return (type_, self.typed(), self._align())

    # Atomic operations: only what `lock.py` looks at.

    def _atomic_load(self):
        type_ = self.type()
        self.expect(",")
        return (type_, self.typed())

    def _cmpxchg(self):
        pointer = self.typed()
        self.expect(",")
        return (pointer, self.typed())

    def _atomicrmw(self):
        return (self.next(), self.typed())

    def _store(self):
        value = self.typed()
        self.expect(",")
        pointer = self.typed()
        return (value, pointer, self._align())

    def _getelementptr(self):
        return self.address()

    def _call(self):
        self.attributes()
        returns = self.type()
        callee = self.next()
        self.expect("(")
        args = []
        while not self.take(")"):
            type_ = self.type()
            attributes = self.attributes()
            if type_ == "metadata":
                self.group_until_comma()
                continue
            args.append((type_, self.operand(type_), attributes))
            self.take(",")
        return (returns, callee[1:].strip('"'), tuple(args))

    def group_until_comma(self):
        while self.peek() not in (",", ")"):
            self.next()
        self.take(",")

    def _br(self):
        if self.take("label"):
            return (None, self.next()[1:].strip('"'), None)
        condition = self.typed()
        targets = []
        for _ in range(2):
            self.expect(",")
            self.expect("label")
            targets.append(self.next()[1:].strip('"'))
        return (condition, *targets)

    def _switch(self):
        value = self.typed()
        self.expect(",")
        self.expect("label")
        default = self.next()[1:].strip('"')
        self.expect("[")
        arms = []
        while not self.take("]"):
            arm = self.typed()
            self.expect(",")
            self.expect("label")
            arms.append((arm, self.next()[1:].strip('"')))
        return (value, default, tuple(arms))

    def _ret(self):
        return () if self.take("void") else self.typed()

    def _unreachable(self):
        return ()


def _define(line, module):
    reader = _Reader(line, module)
    before = []
    while reader.peek()[0] != "@":
        before.append(reader.next())
    head = _Reader(line[: line.index("@")], module)
    attributes = ()
    returns = None
    while head.at < len(head.tokens):
        try:
            start = head.at
            returns = head.type()
        except (SyntaxError, KeyError):
            head.at = start
            word = head.next()
            attributes += (word + (head.group() if head.peek() == "(" else ""),)
    name = reader.next()[1:].strip('"')
    reader.expect("(")
    params = []
    while not reader.take(")"):
        type_ = reader.type()
        attrs = reader.attributes()
        params.append((type_, reader.next()[1:].strip('"'), attrs))
        reader.take(",")
    return Function(name, returns, params, attributes)


def read(path):
    """The module in a file."""
    module, function, block, pending = Module(), None, None, ""
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    for line in lines:
        found = re.match(r'(%"[^"]*"|%[\w.$]+) = type (.*)', line)
        if found:
            module.types[found[1]] = found[2]
    for line in lines:
        found = re.match(r'@("?[\w.$-]+"?) = .*\balias .*, ptr @("?[\w.$-]+"?)$', line)
        if found:
            module.aliases[found[1].strip('"')] = found[2].strip('"')
        if line.startswith("define "):
            function = _define(line, module)
            module.functions[function.name] = function
            continue
        if function is None or not line.strip() or line.lstrip().startswith(";"):
            continue
        if line.startswith("}"):
            function = None
            continue
        label = re.match(r'("[^"]*"|[\w.$-]+):', line)
        if label:
            block = label[1].strip('"')
            function.entry = function.entry or block
            function.blocks[block] = []
            continue
        pending += METADATA.sub("", re.sub(r" #\d+(?=,|$)", "", line.split(" ; ")[0])).strip() + " "
        if pending.startswith("switch") and "]" not in pending:
            continue
        function.blocks[block].append(pending.strip())
        pending = ""
    return module


def instructions(lines, module):
    """Parsed when needed: most functions are never looked at."""
    return [_Reader(line, module).instruction() for line in lines]
