"""Which functions generated code can call, and which of them are not proved here, with the reason."""

import re

# Reasons why there is no goal.
OUTSIDE = {
    # Not operators: they record what the host is told, and no result depends on them.
    "trace": "appends to a list of frames, for the backtrace",
    "stub": "as `unreachable`, with a text",
    "link_error": "as `unreachable`, with a text",
    "poll": "reads a flag that another thread may write: nothing to compare with",
    "stack_check": "compares addresses of the native stack, of which the specification knows nothing",
    "atomic_fence": "orders accesses of threads that share a memory: nothing to compare with where it is not shared",
    "as_is": "does nothing, which LLVM is not to know",
    # Constructors of segments, run once.
    "memory_init_all": "a loop of `memory_init` over a list that the translator writes",
    "elem_new": "a loop over the segment, into a new vector",
    "elem_set": "one place of that vector",
    "table_elements": "a loop over the segment, into the table",
    "elem_drop": "frees a vector",
}

# Goals that neither solver decides, by profile. With debug assertions, the standard library
# checks that what it copies does not overlap, by the distance of two addresses. That safe code passes two
# slices that cannot overlap is what Rust's types say.
UNDECIDED = {
    "checked": {
        f"{name}.panic"
        for name in """memory_copy_between memory_init table_copy_between_funcref table_copy_between_externref
        table_init_funcref table_init_externref""".split()
    }
}


def runtime_functions(source):
    """Names of all public functions that are instructions: `num`, `simd`, `memory/{ops,atomic,scan,window}.rs`, `table/ops.rs`, `fuel.rs`,
    `rt.rs`."""
    files = [
        *(f for f in (source / "num").glob("*.rs") if f.name not in ("mod.rs", "round.rs", "sqrt.rs")),
        *(f for f in (source / "simd").glob("*.rs") if f.name not in ("mod.rs", "buffer.rs", "shape.rs", "vector.rs", "words.rs")),
        source / "memory" / "ops.rs",
        source / "memory" / "atomic.rs",
        source / "memory" / "scan.rs",
        source / "memory" / "window.rs",
        source / "table" / "ops.rs",
        source / "fuel.rs",
        source / "rt.rs",
    ]
    names = set()
    for file in files:
        text = re.sub(r"//.*", "", file.read_text())
        names |= set(re.findall(r"^pub (?:const )?fn (\w+)", text, re.M))
        # Tables of functions that macros define.
        names |= set(re.findall(r"^    (\w+) = \|", text, re.M))
        names |= set(re.findall(r"^    (\w+): [\w<>]+(?:, \(.*\))?(?: -> .*)?;$", text, re.M))
        if file.parent.name == "simd":
            names |= set(re.findall(r"\b(?:v128|[if]\d+x\d+)_\w+", text))
    return names
