//! What is not run, and why. An entry that would pass after all fails the suite, so the list cannot go stale.

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
const MULTI_MEMORY: &str = "multi-memory: the reserved byte is a memory index, and a module may have several memories";

/// `"integer representation too long"`: 3.0 reads limits as u64, which have up to ten bytes.
const LONG_LIMITS: &str = "3.0 reads limits as u64 (Binary Format, Limits), so six bytes are not too long";

/// The directive asserts `"type mismatch"` for what `unreached-valid.wast` of 2.0 calls "meet-bottom" and runs.
const MEET_BOTTOM: &str = "changed by 2.0: unreached-valid.wast runs the same code as \"meet-bottom\"";

/// All entries.
pub const SKIPPED: &[Skip] = &[
    Skip { file: "wasm-v2/binary.wast", lines: &[145, 165, 184, 203, 242, 261, 279, 297], reason: MULTI_MEMORY },
    Skip { file: "wasm-v2/memory.wast", lines: &[10], reason: MULTI_MEMORY },
    Skip { file: "wasm-v1/memory.wast", lines: &[8], reason: MULTI_MEMORY },
    Skip { file: "multi-value/binary.wast", lines: &[162, 182, 201, 220, 259, 278, 296, 314], reason: MULTI_MEMORY },
    Skip { file: "reference-types/binary.wast", lines: &[157, 354], reason: LONG_LIMITS },
    Skip { file: "reference-types/unreached-invalid.wast", lines: &[539], reason: MEET_BOTTOM },
];

/// Why a directive is skipped.
pub fn reason(file: &str, line: usize) -> Option<&'static str> {
    SKIPPED.iter().find(|skip| skip.file == file && skip.lines.contains(&line)).map(|skip| skip.reason)
}
