"""Claims about bit vectors as claims about the integers that they stand for: sums of addresses are linear, and z3 decides
in moments over the integers what takes it minutes bit by bit. (cvc5 gets the bit vectors, and makes integers of them itself.)

A bit vector of n bits is an integer from 0 to 2^n - 1; what wraps says so.
"""

import re

import smt


def script(assertions):
    """An SMT-LIB script that asks whether all hold at once, or None if there is more in them than sums and comparisons."""
    order = smt._post_order(list(assertions))
    names, lines = {}, ["(set-logic ALL)"]
    for term in order:
        if not term.args and term.head.startswith("|"):
            if term.sort == smt.ARRAY:
                # Only ever read.
                names[id(term)] = term.head
                lines.append(f"(declare-fun {term.head} (Int) Int)")
                continue
            names[id(term)] = term.head
            lines.append(f"(declare-const {term.head} Int)\n(assert (<= 0 {term.head} {2**term.sort - 1}))")
            continue
        body = _body(term, [names[id(a)] for a in term.args])
        if body is None:
            return None
        if not term.args:
            names[id(term)] = body
            continue
        names[id(term)] = f"t{len(names)}"
        lines.append(f"(define-fun {names[id(term)]} () {'Int' if isinstance(term.sort, int) else 'Bool'} {body})")
        if term.head == "select":
            lines.append(f"(assert (<= 0 {names[id(term)]} 255))")
    return smt.renumbered("\n".join([*lines, *(f"(assert {names[id(a)]})" for a in assertions), "(check-sat)", ""]))


def _body(term, args):
    """The term of these arguments."""
    head, n = term.head, term.sort
    if term.value is not None:
        return str(term.value).lower()
    if head in ("not", "and", "ite", "="):
        return f"({head} {' '.join(args)})"
    if head in ("bvult", "bvule"):
        return f"({'<' if head == 'bvult' else '<='} {' '.join(args)})"
    if head in ("bvslt", "bvsle"):
        signed = " ".join(map(_signed, args, [a.sort for a in term.args]))
        return f"({'<' if head == 'bvslt' else '<='} {signed})"
    if head == "bvadd":
        total = f"(+ {' '.join(args)})"
        return f"(ite (< {total} {2**n}) {total} (- {total} {2**n}))"
    if head == "bvsub":
        rest = f"(- {' '.join(args)})"
        return f"(ite (<= 0 {rest}) {rest} (+ {rest} {2**n}))"
    if head == "bvmul" and any(a.value is not None for a in term.args):
        return f"(mod (* {' '.join(args)}) {2**n})"
    if head == "concat":
        return f"(+ (* {args[0]} {2 ** term.args[1].sort}) {args[1]})"
    if head.startswith("(_ zero_extend"):
        return args[0]
    if head.startswith("(_ sign_extend"):
        old = term.args[0].sort
        return f"(ite (< {args[0]} {2 ** (old - 1)}) {args[0]} (+ {args[0]} {2**n - 2**old}))"
    if head.startswith("(_ extract"):
        high, low = map(int, re.findall(r"\d+", head))
        part = args[0] if low == 0 else f"(div {args[0]} {2**low})"
        return part if high == term.args[0].sort - 1 else f"(mod {part} {2 ** (high - low + 1)})"
    if head == "select":
        return f"({' '.join(args)})"
    if n == 1 and head in ("bvor", "bvand"):
        a, b = args
        return f"(ite (= {a} 1) 1 {b})" if head == "bvor" else f"(ite (= {a} 1) {b} 0)"
    return None


def _signed(a, n):
    return f"(ite (< {a} {2 ** (n - 1)}) {a} (- {a} {2**n}))"
