//! Which WebAssembly proposals are translated, and the name of one that a module lacks.

use wasmparser::{Validator, WasmFeatures as F};

/// The features that every later stage handles: WebAssembly 2.0, relaxed SIMD, threads, and what came after
/// it that costs nothing (extended constant expressions, several memories).
pub fn supported() -> F {
    F::MUTABLE_GLOBAL
        | F::SATURATING_FLOAT_TO_INT
        | F::SIGN_EXTENSION
        | F::REFERENCE_TYPES
        | F::GC_TYPES
        | F::MULTI_VALUE
        | F::BULK_MEMORY
        | F::FLOATS
        | F::SIMD
        | F::RELAXED_SIMD
        | F::EXTENDED_CONST
        | F::MULTI_MEMORY
        | F::THREADS
}

/// Features that are recognised but not translated, with the words users know them by.
const UNSUPPORTED: &[(F, &str)] = &[
    (F::TAIL_CALL, "tail calls"),
    (F::MEMORY64, "64-bit memories (memory64)"),
    (F::EXCEPTIONS, "exceptions"),
    (F::LEGACY_EXCEPTIONS, "exceptions (legacy encoding)"),
    (F::FUNCTION_REFERENCES, "typed function references"),
    (F::GC, "garbage collection (GC)"),
    (F::CUSTOM_PAGE_SIZES, "custom page sizes"),
    (F::WIDE_ARITHMETIC, "wide arithmetic"),
    (F::SHARED_EVERYTHING_THREADS, "shared-everything threads"),
    (F::STACK_SWITCHING, "stack switching"),
    (F::MEMORY_CONTROL, "memory control"),
];

/// The features whose absence makes the module invalid, if that is all that is wrong with it; at least one.
pub fn missing(bytes: &[u8]) -> Option<Vec<&'static str>> {
    let valid = |features: F| {
        Validator::new_with_features(features)
            .validate_all(bytes)
            .is_ok()
    };
    let all = UNSUPPORTED.iter().fold(supported(), |acc, (f, _)| acc | *f);
    if !valid(all) {
        return None;
    }
    // Switch off one after the other; what can't be switched off is needed.
    let mut needed = all;
    let mut names = Vec::new();
    for (feature, name) in UNSUPPORTED.iter().rev() {
        let without = needed.difference(feature.difference(supported()));
        if valid(without) {
            needed = without;
        } else {
            names.push(*name);
        }
    }
    names.reverse();
    Some(names).filter(|names| !names.is_empty())
}
