"""Proves the runtime's operators: see ../README.md."""

import argparse
import collections
import os
import pathlib
import re
import sys
import time

import solvers
from compile import PROFILES, compile_probes
from coverage import OUTSIDE, UNDECIDED, runtime_functions
from goals import Goals
from lemmas import lemmas
from objects import Unsupported

SLOW = re.compile(r"\w+(\.\d)? (table_(grow|fill)_|f64_(floor|ceil|trunc|nearest)|i64_(trunc|popcnt))")
HERE = pathlib.Path(__file__).resolve().parent.parent


def arguments():
    parser = argparse.ArgumentParser(prog="tests/prove/run", description=__doc__)
    parser.add_argument("functions", nargs="*", help="only these (regular expressions)")
    parser.add_argument("--profile", choices=PROFILES, action="append", help="only these compilations")
    parser.add_argument("--timeout", type=float, default=900, help="seconds per question (default 900)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (default: all processors)")
    parser.add_argument("--scripts", type=pathlib.Path, help="write the questions there, as SMT-LIB")
    parser.add_argument("--verbose", action="store_true", help="every answer")
    return parser.parse_args()


def target_directory():
    """Where cargo's output goes."""
    base = os.environ.get("CARGO_TARGET_DIR") or HERE.parent.parent / "target"
    return pathlib.Path(base).resolve() / "prove"


def questions(profile, goals, names, failures):
    """(name of the goal, case, expected answer, script by solver) for every case of every goal."""
    for name in names:
        try:
            for goal in goals.of(name):
                if goal.name in UNDECIDED.get(profile, ()):
                    continue
                for i, scripts in enumerate(goal.questions()):
                    yield f"{profile} {goal.name}", i, goal.expected, scripts
        except Unsupported as error:
            failures.append(f"{profile} {name}: not understood: {error}")


def missing(goals):
    """Runtime functions that are neither proved nor listed as outside."""
    probed = {re.sub(r"_(funcref|externref)$", "", n) for n in goals.signatures} | set(goals.signatures)
    # One for each of its slices.
    probed |= {n.split("_")[0] for n in probed if n.startswith("apart_")}
    known = probed | set(OUTSIDE) | {"ref_is_null_funcref", "ref_is_null_externref"}
    return sorted(runtime_functions(HERE.parent.parent / "runtime" / "src") - known)


def main():
    options = arguments()
    solvers.require()
    start = time.monotonic()
    failures, expected = [], {}
    # The cases of goals by solver and question: many functions compile to the same code in several ways.
    asked = collections.defaultdict(list)
    for profile in options.profile or PROFILES:
        module = compile_probes(HERE / "probe", target_directory(), profile)
        goals = Goals(module, HERE / "probe" / "src")
        failures += [f"{name}: no probe, and not listed as outside" for name in missing(goals)]
        only = PROFILES[profile][1]
        names = [
            n
            for n in goals.signatures
            if (not only or any(n.endswith("_" + o) for o in only))
            and (not options.functions or any(re.fullmatch(f, n) for f in options.functions))
            and not ("__" in n and profile != "default")
        ]
        for goal, case, answer, scripts in questions(profile, goals, names, failures):
            expected[goal] = answer
            for solver, script in scripts.items():
                asked[solver, script].append((goal, case))
                if options.scripts:
                    options.scripts.mkdir(parents=True, exist_ok=True)
                    name = f"{goal.replace(' ', '.')}.{case}.{solver}.smt2"
                    (options.scripts / name).write_text(script)
        print(f"{profile}: {len(names)} functions, compiled and evaluated ({time.monotonic() - start:.0f} s)", flush=True)
    for lemma in lemmas():
        if not options.functions or any(re.fullmatch(f, lemma.name.split(".")[0]) for f in options.functions):
            expected[lemma.name] = "unsat"
            for solver in lemma.solvers:
                asked[solver, lemma.script].append((lemma.name, 0))
    answers = collections.defaultdict(lambda: collections.defaultdict(list))
    seconds = collections.Counter()
    # What takes longest comes first, so that no processor is idle in the end.
    ordered = sorted(asked, key=lambda question: not SLOW.match(asked[question][0][0]))
    tasks = [((solver, script), solver, script, options.timeout) for solver, script in ordered]
    print(f"{sum(map(len, asked.values()))} questions to solvers, {len(asked)} of them different", flush=True)
    for question, answer in solvers.ask_all(tasks, options.jobs):
        seconds[answer.solver] += answer.seconds
        for goal, case in asked[question]:
            answers[goal][answer.solver].append(answer)
            if options.verbose:
                print(f"{goal} [{case}] {answer.solver}: {answer.result} in {answer.seconds:.2f} s", flush=True)
    report(answers, expected, seconds, failures)
    left_out = sum(map(len, UNDECIDED.values())) if not options.profile and not options.functions else 0
    if left_out:
        print(f"left out: {left_out} goals that neither solver decides, see prover/coverage.py")
    print(f"{time.monotonic() - start:.0f} s in all")
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


def report(answers, expected, seconds, failures):
    """Prints what each solver proved; adds what it did not to the failures."""
    is_control = lambda goal: "__" in goal
    for solver in solvers.NAMES:
        controls = {goal.split(".")[0] for goal in answers if is_control(goal) and answers[goal][solver]}
        proved, possible = 0, 0
        refuted = set()
        for goal, by_solver in answers.items():
            results = [a.result for a in by_solver[solver]]
            if not results:
                continue
            if is_control(goal):
                if "sat" in results and expected[goal] == "unsat":
                    refuted.add(goal.split(".")[0])
            elif expected[goal] == "sat":
                # Of a function with many cases, some call at least.
                if "sat" in results:
                    possible += 1
                else:
                    failures.append(f"{goal}: {solver} finds no call that returns ({results[0]})")
            elif all(r == "unsat" for r in results):
                proved += 1
            else:
                bad = next(a for a in by_solver[solver] if a.result != "unsat")
                failures.append(f"{goal}: {solver} says {bad.result} {bad.model}")
        if not seconds[solver]:
            continue
        total = sum(1 for g, s in answers.items() if s[solver] and not is_control(g) and expected[g] == "unsat")
        print(
            f"{solver}: {proved} of {total} goals proved, {possible} functions shown not to be vacuous, "
            f"{len(refuted)} of {len(controls)} mistakes refuted, {seconds[solver]:.0f} s"
        )
        failures += [f"{c}: {solver} does not refute it" for c in sorted(controls - refuted)]
    slow = sorted(((a.seconds, g, a.solver) for g, s in answers.items() for l in s.values() for a in l), reverse=True)
    print("slowest: " + ", ".join(f"{goal} {solver} {t:.0f} s" for t, goal, solver in slow[:6]))


if __name__ == "__main__":
    sys.exit(main())
