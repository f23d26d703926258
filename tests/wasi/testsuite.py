"""Runs the public WASI test suite's preview 1 programs by `include-wasm run`: `testsuite.py DIRECTORY [PATTERN]`.

DIRECTORY is a checkout of WebAssembly/wasi-testsuite, branch `prod/testsuite-base`, which has the programs compiled. Programs that are
built already are taken from the cache, see `include-wasm run --help`. Needs cargo; COMMAND says what to run instead of it.
"""

import fnmatch
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

COMMAND = os.environ.get("COMMAND", "cargo run --quiet --release -p include-wasm-cli --")


def run(program):
    """What is wrong, or nothing."""
    spec = program.with_suffix(".json")
    spec = json.loads(spec.read_text()) if spec.exists() else {}
    unknown = set(spec) - {"args", "env", "exit_code", "root", "stdout", "stderr", "stdin"}
    if unknown:
        return f"asks for {', '.join(sorted(unknown))}"
    command = [*shlex.split(COMMAND), "run", "-O0", str(program)]
    for key, value in spec.get("env", {}).items():
        command += ["--env", f"{key}={value}"]
    with tempfile.TemporaryDirectory() as scratch:
        if "root" in spec:
            root = pathlib.Path(scratch) / "root"
            shutil.copytree(program.parent / spec["root"], root, symlinks=True)
            command += ["--dir", f"{root}::/"]
        command += ["--", *spec.get("args", [])]
        result = subprocess.run(command, input=spec.get("stdin", ""), capture_output=True, text=True, check=False)
    for what, found, expected in (
        ("exit status", result.returncode, spec.get("exit_code", 0)),
        ("stdout", result.stdout, spec.get("stdout", result.stdout)),
        ("stderr", result.stderr, spec.get("stderr", result.stderr)),
    ):
        if found != expected:
            return f"{what} is {found!r} instead of {expected!r}\n{result.stderr}"
    return None


def main():
    directory, pattern = pathlib.Path(sys.argv[1]), (sys.argv[2:] or ["*"])[0]
    programs = sorted(directory.glob("tests/*/testsuite/wasm32-wasip1/*.wasm"))
    programs = [p for p in programs if fnmatch.fnmatch(p.stem, pattern)]
    failed = 0
    for program in programs:
        wrong = run(program)
        failed += wrong is not None
        print(f"{'ok' if wrong is None else 'FAILED'} {program.parts[-4]}/{program.stem}", flush=True)
        if wrong is not None:
            print(wrong)
    print(f"{len(programs) - failed} passed, {failed} failed")
    return 1 if failed or not programs else 0


if __name__ == "__main__":
    sys.exit(main())
