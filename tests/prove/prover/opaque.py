"""Products of two unknowns, which solvers can't decide, as values of a function that they know little about.

`product` gives all 96 bits of 64 bits times 32. A claim that holds for each such function with these properties
holds of products:

* n bits of it are the n bits of a product modulo 2^n;
* the greater first factor makes the greater product, so one of at most 2^32 makes at most 2^32 times the other.

`without_narrow_products` does the same for factors of which it is known how large they are: lanes of vectors.

That products have them is proved over the integers (`lemmas.py`, and `../coq/Rounds.v`).
"""

import itertools

import smt
from objects import Unsupported
from smt import and_, bv, eq, implies, ule


def without_products(claims, bounds):
    """The claims, and what is known of the products in them: their order, and `bounds` if asked for."""
    claims = [part for claim in claims for part in _parts(claim)]
    known = {}
    for claim in claims:
        is_not = claim.head == "not"
        known[id(claim.args[0] if is_not else claim)] = not is_not
    done, products = {}, {}

    def product(a, b):
        factors = _narrow(a, 64), _narrow(b, 32)
        if factors not in products:
            products[factors] = smt.var(f"product.{len(products)}", 96)
        return products[factors]

    for term in smt._post_order(claims):
        args = tuple(done[id(a)] for a in term.args)
        if term.head == "bvmul" and all(a.value is None for a in args):
            exact, n = product(*args), term.sort
            done[id(term)] = smt.extract(n - 1, 0, exact) if n <= 96 else smt.zext(n, exact)
        elif term.head == "ite" and id(term.args[0]) in known:
            # One claim says which: the sign of a step, above all.
            done[id(term)] = args[1] if known[id(term.args[0])] else args[2]
        else:
            done[id(term)] = smt._node(term.head, args, term.sort, term.value)
    whole = [smt._node(c.head, tuple(done[id(a)] for a in c.args), c.sort, c.value) for c in claims]
    found = list(products.items())
    facts = [_ordered(p, q) for p, q in itertools.permutations(found, 2)]
    return whole + facts + [_bounded(p) for p in found if bounds]


def without_narrow_products(claims):
    """The claims, where a product of two numbers with room for it (16 bits times 16 bits in 32, say) is any number in the range
    that it can have, the same one wherever the factors are the same. Whether it wraps then needs no multiplication."""
    done, products = {}, {}
    for term in smt._post_order(claims):
        args = tuple(done[id(a)] for a in term.args)
        factors = _factors(args) if term.head == "bvmul" else None
        if factors and 2 * factors[1][0].sort <= term.sort:
            extend, (a, b) = factors
            key = extend, frozenset((id(a), id(b)))
            if key not in products:
                exact = smt.var(f"narrow.{len(products)}", 2 * a.sort)
                products[key] = exact, _in_range(exact, a.sort, extend is smt.sext)
            done[id(term)] = extend(term.sort, products[key][0])
        else:
            done[id(term)] = smt._node(term.head, args, term.sort, term.value) if args else term
    return [done[id(c)] for c in claims] + [known for _, known in products.values()]


def of_lane(claims):
    """The last claim, and of those before it what has to do with it: results of operations in other lanes do not."""
    unknowns = lambda claim: {t for t in smt._post_order([claim]) if not t.args and "#" in t.head}
    *assumed, last = claims
    kept, of = [], unknowns(last)
    while more := [c for c in assumed if not unknowns(c) or unknowns(c) & of]:
        kept += more
        assumed = [c for c in assumed if all(c is not m for m in more)]
        of = of.union(*map(unknowns, more))
    return [*kept, last]


def without_float_operations(claims):
    """The claims, where what an operation on floats gives is any float, the same one wherever the operands are. (A result's bits are
    any that the claims allow, so what is claimed of the number is put in its place.)"""
    is_float = lambda a: a.head.startswith("(_ to_fp") and a.args[0].head.startswith("|float#")
    numbers = {id(c.args[0]): c.args[1] for c in claims if c.head == "=" and is_float(c.args[0])}
    done, results = {}, {}

    def put(term):
        if id(term) not in done:
            args = tuple(map(put, [numbers.get(id(a), a) for a in term.args]))
            if term.head in ("fp.add", "fp.sub", "fp.mul", "fp.div", "fp.sqrt"):
                done[id(term)] = results.setdefault((term.head, args), smt.var(f"number.{len(results)}", term.sort))
            else:
                done[id(term)] = smt._node(term.head, args, term.sort, term.value) if args else term
        return done[id(term)]

    given = [c for c in claims if c.head == "=" and id(c.args[0]) in numbers]
    others = [c for c in claims if all(c is not g for g in given)]
    return [eq(g.args[0], put(g.args[1])) for g in given] + list(map(put, others))


def _factors(args):
    """How two factors of a length were made longer, and what they were before; None of others."""
    for extend, head in ((smt.sext, "(_ sign_extend"), (smt.zext, "(_ zero_extend")):
        if all(a.head.startswith(head) for a in args):
            a, b = (_before(a, head) for a in args)
            return (extend, (a, b)) if a.sort == b.sort else None
    return None


def _before(a, head):
    while a.head.startswith(head):
        a = a.args[0]
    return a


def _in_range(product, n, is_signed):
    """What a product of two times n bits can be; see `lemmas.py`."""
    if not is_signed:
        return ule(product, bv(((1 << n) - 1) ** 2, 2 * n))
    s = 1 << (n - 1)
    return and_(smt.sle(bv(s - s * s, 2 * n), product), smt.sle(product, bv(s * s, 2 * n)))


def _parts(claim):
    """The claims that are this one together, each as a proposition rather than a bit."""
    claim = _plain(claim)
    if claim.head == "and":
        return [part for a in claim.args for part in _parts(a)]
    if claim.head == "not" and claim.args[0].head == "=":
        a, b = claim.args[0].args
        if a.head == "bvor" and b is bv(1, 1):
            return [part for c in a.args for part in _parts(smt.not_(eq(c, b)))]
    return [claim]


def _plain(claim):
    """`c` for "1 if `c`, else 0, is 1"."""
    if claim.head == "not":
        return smt.not_(_plain(claim.args[0]))
    if claim.head == "=" and claim.args[0].head == "ite" and claim.args[1].value == 1:
        condition, yes, no = claim.args[0].args
        if (yes.value, no.value) == (1, 0):
            return condition
    return claim


def _narrow(a, n):
    """What is `a` with zeros in front of it."""
    while a.head.startswith("(_ zero_extend") and a.sort > n:
        a = a.args[0]
    if a.sort > n:
        raise Unsupported("a product of long factors")
    return smt.zext(n, a)


def _ordered(one, other):
    """With equal factors, both ways round, the products are equal."""
    ((a, s), p), ((b, t), q) = one, other
    return implies(and_(eq(s, t), ule(a, b)), ule(p, q))


def _bounded(one):
    (a, s), p = one
    return implies(ule(a, bv(1 << 32, 64)), ule(p, smt.shl(smt.zext(96, s), bv(32, 96))))
