"""The solvers, of which two are asked each question, in a process of its own."""

import importlib.util
import multiprocessing
import sys
import time
from collections import namedtuple

NAMES = ("z3", "bitwuzla", "cvc5")
Answer = namedtuple("Answer", "solver result seconds model")


def require():
    """All must be there."""
    for name in NAMES:
        if importlib.util.find_spec(name) is None:
            sys.exit(f"error: no module {name}: pip install -r tests/prove/requirements.txt")


def ask_z3(script, seconds):
    import z3

    # A context of its own: definitions would pile up. Its solver for floats knows nothing else.
    context = z3.Context()
    general = any(word in script for word in ("Array", "Int"))
    solver = z3.Solver(ctx=context) if general else z3.SolverFor("QF_BVFP", ctx=context)
    solver.set("timeout", int(seconds * 1000))
    solver.from_string(script)
    result = str(solver.check())
    model = ""
    if result == "sat":
        found = solver.model()
        model = " ".join(sorted(f"{d.name()}={found[d]}" for d in found.decls() if d.arity() == 0))
    return result, model[:400]


def ask_bitwuzla(script, seconds):
    import bitwuzla

    options = bitwuzla.Options()
    options.set(bitwuzla.Option.TIME_LIMIT_PER, int(seconds * 1000))
    parser = bitwuzla.Parser(bitwuzla.TermManager(), options)
    parser.parse(script.replace("(check-sat)", ""), True, False)
    return str(parser.bitwuzla().check_sat()).split(".")[-1].lower(), ""


def ask_cvc5(script, seconds):
    import cvc5

    terms = cvc5.TermManager()
    solver = cvc5.Solver(terms)
    solver.setOption("tlimit-per", str(int(seconds * 1000)))
    # It is asked about sums of addresses: `integers.py` has why.
    solver.setOption("solve-bv-as-int", "sum")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script, "question")
    answer = ""
    while not (command := parser.nextCommand()).isNull():
        answer += command.invoke(solver, parser.getSymbolManager())
    return answer.strip(), ""


def ask(task):
    """(name, solver, script, seconds) to (name, answer)."""
    name, solver, script, seconds = task
    # Processor time, which says the same on a busy machine.
    start = time.process_time()
    try:
        result, model = {"z3": ask_z3, "bitwuzla": ask_bitwuzla, "cvc5": ask_cvc5}[solver](script, seconds)
    except Exception as error:  # The message is all there is; the goal counts as not proved.
        result, model = "error", f"{type(error).__name__}: {error}"[:400]
    return name, Answer(solver, result, time.process_time() - start, model)


def ask_all(tasks, jobs):
    """Answers in any order."""
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=200) as pool:
        yield from pool.imap_unordered(ask, tasks)
