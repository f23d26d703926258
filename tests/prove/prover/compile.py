"""Compiles the crate `probe`, and with it the runtime, to LLVM IR."""

import os
import subprocess

import llvm

# Compilations to prove: what is passed to rustc besides `-C opt-level=3`, and which probes differ from the
# first compilation enough to prove them again.
PROFILES = {
    "default": ("", None),
    # With SSE 4.1, rounding is the processor's.
    "sse4.1": ("-C target-feature=+sse4.1", ("ceil", "floor", "trunc", "nearest")),
    # As `cargo build` compiles: overflows would panic.
    "checked": ("-C debug-assertions=on -C overflow-checks=on", None),
}


def compile_probes(folder, target, profile):
    """The module of the probes and of the runtime below."""
    flags, _ = PROFILES[profile]
    output = target / profile
    for old in output.glob("release/deps/*.ll"):
        old.unlink()
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": str(output),
        "RUSTFLAGS": f"-C opt-level=3 -C symbol-mangling-version=v0 --emit=llvm-ir,link {flags}",
    }
    for crate in ("include-wasm", "probe"):
        subprocess.run(["cargo", "clean", "-q", "-p", crate, "--release"], cwd=folder, env=environment, check=True)
    subprocess.run(["cargo", "build", "-q", "--release"], cwd=folder, env=environment, check=True)
    module = llvm.Module()
    for path in sorted(output.glob("release/deps/*.ll")):
        module.merge(llvm.read(path))
    return module
