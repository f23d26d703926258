"""From a runtime function and the statement about it to questions for the solvers.

For each function there are up to eight goals:

* `trap`: it fails exactly when the statement says so, with the trap code that the statement says;
* `value`: its result is the one of the statement;
* `effect`: memories, tables and structs are afterwards what the statement says, and unchanged where it traps;
* `access`: every load, store, copy and fill lies inside its object;
* `defined`: no undefined behaviour, and no poison where it matters;
* `loop`: what its statement says of the head of a loop is so where it is entered and after each round, and the loop ends;
* `panic`: nothing that would panic or abort is reached;
* `possible`: not proved of nothing: some call returns.
"""

from dataclasses import dataclass, field

import counted
import integers
import search
import smt
from call import Call, signatures
from evaluate import Evaluator
from instructions import statement_of
from layout import Layout, flatten
from objects import Block, Cells, Unsupported, Value
from opaque import of_lane, without_float_operations, without_narrow_products, without_products
from smt import FALSE, TRUE, and_, bv, eq, implies, not_, or_, ult
from state import CUT

KINDS = {"access": "access", "ub": "defined", "panic": "panic", "loop": "loop"}

# Loops are unrolled: functions that have one are proved for these arguments, and for all arguments up to the
# loop, which covers every trap.
# Vector loops write eight elements at a time: none, some, one round, two rounds, and what is left over.
COUNTS = (0, 1, 2, 3, 7, 8, 9, 16, 17)
FILLS = [{"len": n} for n in COUNTS]
GROWTHS = [{"t.length": n, "count": k} for n in (0, 5) for k in COUNTS]
UNROLLED = {
    "table_fill_funcref": FILLS,
    "table_fill_externref": FILLS,
    "table_grow_funcref": GROWTHS,
    "table_grow_externref": GROWTHS,
}
# Mistakes that are found at once where some arguments are known.
WITNESSES = {"i32x4_dot_i16x8_s__saturating": [{"b": int("8000" * 8, 16)}]}


@dataclass
class Goal:
    """`cases` are lists of conjunctions, none of which may be satisfiable; one list is one question."""

    function: str
    property: str
    cases: list = field(default_factory=list)
    # Expected answer; "sat" for `possible`.
    expected: str = "unsat"

    @property
    def name(self):
        return f"{self.function}.{self.property}"

    def questions(self):
        """For each case, what each solver is asked."""
        for violations in self.cases:
            claims = [or_(*[and_(*v) for v in violations])]
            text = smt.script(claims)
            # Models are found in the bits: of mistakes, and of calls that return.
            linear = counted.is_linear(self.function) and "__" not in self.function and self.expected == "unsat"
            # Where nothing is assumed it is about bytes.
            sums = integers.script(claims) if linear and any(len(v) > 1 for v in violations) else None
            if sums:
                yield {"z3": sums, "cvc5": text}
            elif search.is_search(self.function) and "__" not in self.function and self.expected == "unsat":
                yield dict.fromkeys(search.solvers(self.function, text), text)
            else:
                yield {"z3": text, "bitwuzla": text}


class Goals:
    """All goals of one compilation."""

    def __init__(self, module, sources):
        self.module, self.layout = module, Layout(module)
        self.signatures = signatures(sources)

    def of(self, name):
        """The goals of a probe."""
        goals = {}
        is_counted = counted.is_counted(name)
        all_fixed = [None, *(counted.witnesses(name) if is_counted else UNROLLED.get(name, []))]
        for fixed in WITNESSES.get(name, all_fixed):
            for property_, violations in self._violations(name, fixed).items():
                expected = "sat" if property_ == "possible" else "unsat"
                if search.is_search(name) and not search.is_asked(name, property_):
                    continue
                # Of mistakes in slices only what is wrong of them.
                if name.startswith("apart_") and "__" in name and property_ != "effect":
                    continue
                if is_counted:
                    # Of products nothing is known but what makes a claim true: a model would prove nothing.
                    if (fixed is None) == (expected == "sat" or "__" in name):
                        continue
                    violations = [without_products(v, name in counted.ROUNDS) for v in violations] if fixed is None else violations
                if self.signatures[name].about_vectors() and expected == "unsat" and "__" not in name and not is_counted:
                    without = without_float_operations if "madd" in name else without_narrow_products
                    violations = [without(of_lane(v)) for v in violations]
                goal = goals.setdefault(property_, Goal(name, property_, expected=expected))
                by_lane = property_ == "value" and self.signatures[name].about_vectors()
                # Mistakes, and calls that return, are found at once.
                is_loop = search.is_search(name) and expected == "unsat" and "__" not in name
                is_apart = name.startswith("apart_") and expected == "unsat" and "__" not in name
                one_by_one = by_lane or (is_counted and fixed is None) or is_loop or is_apart
                goal.cases.extend([v] for v in violations) if one_by_one else goal.cases.append(violations)
        return list(goals.values())

    def _violations(self, name, fixed):
        """What must not be, by property, for the arguments in `fixed`."""
        found = {}
        signature = self.signatures[name]
        call = Call(signature, self.layout.probes[name], self.layout, fixed)
        statement = statement_of(call.name)
        if statement is None:
            raise Unsupported(f"no statement about {call.name}")
        effect = statement(call)
        call.promises += effect.promises
        loops = name in UNROLLED and fixed is None
        evaluator = Evaluator(self.module, cut_loops=loops, vectors=signature.about_vectors(), loop=effect.loop)
        paths = evaluator.run(self.layout.probes.names[name], call.args, call.state)

        def violated(kind, path, claim):
            if claim is not TRUE:
                assumed = [*call.promises, *effect.premises, *path.assumed, *path.path]
                found.setdefault(kind, []).append([*assumed, not_(claim)])

        def always(kind, claim):
            if claim is not TRUE:
                found.setdefault(kind, []).append([not_(claim)])

        for path in paths:
            seen = set()
            for kind, what, claim in path.obligations:
                if what == "poison stored":
                    claim = or_(claim, call.null_value())
                if id(claim) not in seen and claim is not TRUE:
                    # With the path up to there, which the claim has in it.
                    seen.add(id(claim))
                    found.setdefault(KINDS[kind], []).append([*call.promises, *path.assumed, not_(claim)])
            if path.returned is None:
                continue
            if path.returned == CUT and effect.loop:
                continue
            if path.returned == CUT:
                violated("trap", path, not_(effect.trapped()))
                continue
            self._outcome(call, effect, path, violated, always)
            found.setdefault("possible", []).append([*call.promises, *effect.premises, *path.assumed, *path.path])
        return found

    def _outcome(self, call, effect, path, violated, always):
        failed, parts, poison, mark = self._result(call, path)
        violated("defined", path, not_(mark))
        if effect.special is not None:
            return violated("effect", path, effect.special(path, parts, poison))
        trapped = effect.trapped()
        violated("trap", path, eq(failed, trapped))
        self._trap_code(call, effect, path, violated)
        # Where it fails there is no value.
        if effect.value is not None and failed is not TRUE:
            claims = effect.value(parts)
            claims = claims if isinstance(claims, list) else [claims]
            if effect.loaded:
                place, made = effect.loaded(parts, poison)
                claims, poison = [*claims, place], []
                always("value", made)
            for claim in claims:
                violated("value", path, implies(not_(trapped), and_(claim, *[not_(p) for p in poison])))
        self._contents(call, effect, path, violated, always, trapped)

    def _result(self, call, path):
        """Whether it failed, the parts of the value, when those are poison, and when that it failed is."""
        returns = call.signature.returns
        if returns.startswith("Option<") and (effect_is_option(call)):
            inner = returns[len("Option<") : -1]
            option = self.layout.option(rust_name(inner))
            if option.by_pointer:
                contents = path.memory[call.result]
                flat = {at: contents.load(bv(at, 64), 16) for at in (option.mark, *option.parts)}
            else:
                flat = flatten(path.returned)
            parts = option.parts_of(flat)
            failed = option.is_none(flat)
            mark = flat[option.mark].poison
        else:
            failed = mark = FALSE
            parts = flatten(path.returned)
            if call.result is not None and isinstance(path.memory[call.result], Block):
                parts = [path.memory[call.result].load(bv(0, 64), 16)]
        return failed, [p.term for p in parts], [p.poison for p in parts], mark

    def _trap_code(self, call, effect, path, violated):
        if "cx" not in call.structs:
            return
        cx = call.struct("cx")
        cells = path.memory[cx].cells
        at = self.layout.code_at
        before = smt.var("code.before", 8)
        now = cells[at][1].term if at in path.memory[cx].written else before
        expected = before
        for condition, code in reversed(effect.traps):
            if code is not None:
                expected = smt.ite(condition, bv(self.layout.codes[code], 8), expected)
        violated("trap", path, eq(now, expected))

    def _contents(self, call, effect, path, violated, always, trapped):
        index = smt.var("index", 64)
        for name, held in call.slices.items():
            after = path.memory[held.object]
            expected = effect.bytes.get(held.object)
            if after is held.before and expected is None:
                continue
            old = held.before.byte(index)
            if effect.stored and after is not held.before:
                start, at = effect.stored
                place = smt.var("place", 64)
                first, elsewhere = counted.moved(after, place)
                violated("effect", path, and_(not_(trapped), eq(first, start)))
                always("effect", eq(elsewhere.byte(index), at(place)[held.object](index)))
                continue
            wanted = smt.ite(trapped, old, expected(index)) if expected else old
            inside = ult(index, held.object.size)
            violated("effect", path, implies(inside, eq(after.byte(index), wanted)))
        for struct in call.structs.values():
            contents = path.memory[struct]
            for offset in contents.written:
                if offset == self.layout.code_at and struct is call.structs.get("cx"):
                    continue
                if (struct, offset) in effect.free:
                    continue
                size, value = contents.cells[offset]
                wanted = effect.fields.get((struct, offset))
                old = Cells(struct).load(offset, size, False)[0].term
                claim = FALSE if wanted is None else eq(value.term, smt.ite(trapped, old, wanted))
                violated("effect", path, claim)
            for (owner, offset), wanted in effect.fields.items():
                if owner is struct and offset not in contents.written:
                    old = Cells(struct).load(offset, wanted.sort // 8, False)[0].term
                    violated("effect", path, implies(not_(trapped), eq(old, wanted)))


def effect_is_option(call):
    """A result that is an Option because it may trap, not because it is a reference, or a slice that may be none."""
    return not call.name.startswith("apart_") and call.name not in ("select_funcref", "select_externref", "ref_func_funcref")


def rust_name(type_):
    """As the layout's functions are named."""
    return {"()": "unit", "Option<FuncRef>": "option_funcref", "Option<ExternRef>": "option_externref"}.get(
        type_, type_.lower()
    )
