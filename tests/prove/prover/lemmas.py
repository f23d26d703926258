"""What is proved beside the code: arithmetic that statements (`counted.py`, `opaque.py`) and the checker rest on."""

from dataclasses import dataclass

import counted
import smt
from smt import bv, eq, not_, ult

# Steps of counters in bit vectors; over the integers lemmas are about all steps. Whether a quotient that is rounded up
# is right for a step that is no power of two is not decided in bit vectors within minutes.
POWERS = (1, 2, 4, 8, 16, 32, 64)
STEPS = {"rounds_ne": (*POWERS, 3, 5, 6, 7, 12, 24), "rounds_lt": POWERS, "rounds_le": POWERS}


@dataclass
class Lemma:
    name: str
    script: str
    # Bitwuzla has no integers: those are proved by z3, and in Coq.
    solvers: tuple = ("z3", "bitwuzla")


def lemmas():
    for name in counted.ROUNDS:
        for step in STEPS[name]:
            yield Lemma(f"lemma_{name}.step_{step}", smt.script(counted.meaning(name, step)))
    for name, claim in bit_vectors().items():
        yield Lemma(f"lemma_{name}.bits", smt.script([not_(claim)]))
    for name, claim in FLOATS.items():
        for n, format_ in ((32, "8 24"), (64, "11 53")):
            variables = "".join(f"(declare-const {v} (_ FloatingPoint {format_})) " for v in "xyz")
            yield Lemma(f"lemma_{name}.f{n}", f"(set-logic ALL)\n{variables}\n(assert (not {claim}))\n(check-sat)\n")
    for name, text in INTEGERS.items():
        yield Lemma(f"lemma_{name}.integers", f"(set-logic ALL)\n{text}\n(check-sat)\n", ("z3",))


def bit_vectors():
    """How the checker brings tests into the form that is counted."""
    x, y, z = (smt.var(n, 32) for n in "xyz")
    half, inverse = bv(1 << 31, 32), lambda a: smt.sub(smt.neg(a), bv(1, 32))
    return {
        "signed_less": eq(smt.slt(x, y), ult(smt.add(x, half), smt.add(y, half))),
        "signed_at_most": eq(smt.sle(x, y), smt.ule(smt.add(x, half), smt.add(y, half))),
        "less_down": eq(ult(x, y), ult(inverse(y), inverse(x))),
        "at_most_down": eq(smt.ule(x, y), smt.ule(inverse(y), inverse(x))),
        # A sum that goes up is the negation of one that goes down.
        "zero_up": eq(eq(smt.add(x, z), bv(0, 32)), eq(smt.sub(smt.neg(x), z), bv(0, 32))),
    }


# `nmadd` is -x * y + z.
FLOATS = {
    "product_negated": "(= (fp.mul RNE (fp.neg x) y) (fp.neg (fp.mul RNE x y)))",
    "negated_added": "(= (fp.add RNE (fp.neg x) z) (fp.sub RNE z x))",
}

_ROUNDS = """(declare-const x Int) (declare-const limit Int) (declare-const step Int) (declare-const k Int)
(declare-const q Int) (declare-const r Int)
(define-fun left () Int (ite (< x limit) (- limit x) 0))
(define-fun last () Int (ite (= r 0) q (+ q 1)))
(assert (and (<= 0 x 4294967295) (<= 0 limit) (< 0 step) (< (+ limit step) 4294967296)))
(assert (and (= left (+ (* q step) r)) (<= 0 r) (< r step) (<= 0 q)))
(assert (<= 0 k last))
(assert (not (= (< k last) (< (mod (+ x (* k step)) 4294967296) limit))))"""

INTEGERS = {
    "rounds_ne": """(declare-const q Int) (declare-const step Int) (declare-const k Int)
(assert (and (< 0 step) (<= 0 q) (< (* q step) 4294967296) (<= 0 k q)))
(assert (not (= (< k q) (not (= (mod (- (* q step) (* k step)) 4294967296) 0)))))""",
    # `rounds_le` is `rounds_lt` with `limit + 1`, and 0 if there is none.
    "rounds_lt": _ROUNDS,
    "product_monotone": """(declare-const a Int) (declare-const b Int) (declare-const s Int)
(assert (and (<= 0 a b) (<= 0 s)))
(assert (not (<= 0 (* a s) (* b s))))""",
    "product_fits": """(declare-const a Int) (declare-const b Int)
(assert (and (<= 0 a 18446744073709551615) (<= 0 b 4294967295)))
(assert (not (<= 0 (* a b) 79228162514264337593543950335)))""",
    "product_signed": """(declare-const a Int) (declare-const b Int) (declare-const s Int)
(assert (and (<= (- s) a) (< a s) (<= (- s) b) (< b s)))
(assert (not (<= (- s (* s s)) (* a b) (* s s))))""",
    "product_unsigned": """(declare-const a Int) (declare-const b Int) (declare-const s Int)
(assert (and (<= 0 a s) (<= 0 b s)))
(assert (not (<= 0 (* a b) (* s s))))""",
    "product_down": """(declare-const i Int) (declare-const s Int)
(assert (not (= (mod (* i (- s)) 4294967296) (mod (- (mod (* i s) 4294967296)) 4294967296))))""",
}
