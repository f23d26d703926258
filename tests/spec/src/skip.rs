//! What is not run, and why. A skipped directive that would pass after all fails the suite, so the list cannot go stale.

use std::ops::RangeInclusive;

/// Directives of one file, by line.
#[derive(Debug)]
pub struct Skip {
    /// As `suite::File::name`.
    pub file: &'static str,
    /// Lines of the directives.
    pub lines: &'static [usize],
    /// Why the directive does not hold.
    pub reason: &'static str,
}

/// `"zero byte expected"` and `"multiple memories"` reject what the multi-memory proposal, now in 3.0, gave a meaning:
/// the reserved byte became a memory index.
const MULTI_MEMORY: &str =
    "multi-memory: the reserved byte is a memory index, and a module may have several memories";

/// `"integer representation too long"`: 3.0 reads limits as u64, which have up to ten bytes.
const LONG_LIMITS: &str =
    "3.0 reads limits as u64 (Binary Format, Limits), so six bytes are not too long";

/// The directive asserts `"type mismatch"` for what `unreached-valid.wast` of 2.0 calls "meet-bottom" and runs.
const MEET_BOTTOM: &str =
    "changed by 2.0: unreached-valid.wast runs the same code as \"meet-bottom\"";

/// `"elements segment does not fit"`, `"data segment does not fit"`: before bulk memory, instantiation tested all
/// segments before it wrote any; 2.0 writes one after the other, and traps.
const SEGMENTS: &str =
    "changed by 2.0: segments are written one after the other, and what does not fit traps";

/// The directive waits on a memory that is shared in the original.
const UNSHARED_WAIT: &str = "waiting traps, as the memory is not shared";

/// Directives that do not hold.
pub const SKIPPED: &[Skip] = &[
    Skip {
        file: "wasm-v2/binary.wast",
        lines: &[145, 165, 184, 203, 242, 261, 279, 297],
        reason: MULTI_MEMORY,
    },
    Skip {
        file: "wasm-v2/binary-leb128.wast",
        lines: &[217, 225],
        reason: LONG_LIMITS,
    },
    Skip {
        file: "wasm-v2/memory.wast",
        lines: &[10, 11],
        reason: MULTI_MEMORY,
    },
    Skip {
        file: "wasm-v2/imports.wast",
        lines: &[487, 491, 495],
        reason: MULTI_MEMORY,
    },
    Skip {
        file: "wasm-v1/binary-leb128.wast",
        lines: &[216, 224],
        reason: LONG_LIMITS,
    },
    Skip {
        file: "wasm-v1/memory.wast",
        lines: &[8, 9],
        reason: MULTI_MEMORY,
    },
    Skip {
        file: "wasm-v1/imports.wast",
        lines: &[404, 408, 412],
        reason: MULTI_MEMORY,
    },
    Skip {
        file: "multi-value/binary.wast",
        lines: &[162, 182, 201, 220, 259, 278, 296, 314],
        reason: MULTI_MEMORY,
    },
    Skip {
        file: "reference-types/binary.wast",
        lines: &[157, 354],
        reason: LONG_LIMITS,
    },
    Skip {
        file: "reference-types/binary.wast",
        lines: &[756, 776, 795, 814, 853, 872, 890, 908],
        reason: MULTI_MEMORY,
    },
    Skip {
        file: "reference-types/binary-leb128.wast",
        lines: &[217, 225],
        reason: LONG_LIMITS,
    },
    Skip {
        file: "reference-types/imports.wast",
        lines: &[416, 420, 424],
        reason: MULTI_MEMORY,
    },
    Skip {
        file: "reference-types/unreached-invalid.wast",
        lines: &[539],
        reason: MEET_BOTTOM,
    },
    Skip {
        file: "threads/memory.wast",
        lines: &[14, 15],
        reason: MULTI_MEMORY,
    },
    Skip {
        file: "threads/imports.wast",
        lines: &[309, 313, 317, 404, 408, 412],
        reason: MULTI_MEMORY,
    },
    Skip {
        file: "threads/atomic.wast (unshared)",
        lines: &[434, 435],
        reason: UNSHARED_WAIT,
    },
    Skip {
        file: "mutable-global/linking.wast",
        lines: &[206, 227, 236, 238, 248, 298, 334, 342, 344, 354],
        reason: SEGMENTS,
    },
];

/// Directives whose modules use features of 3.0 that are not translated, wherefore nothing can be said about them.
#[derive(Debug)]
pub struct Unread {
    /// As `suite::File::name`.
    pub file: &'static str,
    /// Lines of the directives.
    pub lines: RangeInclusive<usize>,
    /// Which feature.
    pub reason: &'static str,
}

/// Directives that are left out of the scripts.
pub const UNREAD: &[Unread] = &[
    Unread {
        file: "bulk-memory/table-sub.wast",
        lines: 1..=10,
        reason: "typed function references: (ref null $t)",
    },
    Unread {
        file: "bulk-memory/table_init.wast",
        lines: 2271..=2286,
        reason: "garbage collection: arrayref",
    },
];

/// Whether a directive is left out.
pub fn is_unread(file: &str, line: usize) -> bool {
    UNREAD
        .iter()
        .any(|unread| unread.file == file && unread.lines.contains(&line))
}

/// Why a directive is skipped.
pub fn reason(file: &str, line: usize) -> Option<&'static str> {
    SKIPPED
        .iter()
        .find(|skip| skip.file == file && skip.lines.contains(&line))
        .map(|skip| skip.reason)
}
