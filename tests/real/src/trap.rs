//! The words that engines use for traps.

use include_wasm::TrapCode;

/// Which traps an engine's message may mean; none if the message is not known, and then any will do.
///
/// V8 uses one message for several causes, hence lists.
pub fn codes(message: &str) -> &'static [TrapCode] {
    use TrapCode::*;
    let message = message.to_ascii_lowercase();
    let known: &[(&str, &[TrapCode])] = &[
        ("unreachable", &[Unreachable]),
        ("memory access", &[MemoryOutOfBounds]),
        ("data segment", &[MemoryOutOfBounds]),
        ("divide by zero", &[IntegerDivisionByZero]),
        ("remainder by zero", &[IntegerDivisionByZero]),
        (
            "unrepresentable in integer range",
            &[IntegerOverflow, InvalidConversion],
        ),
        ("result unrepresentable", &[IntegerOverflow]),
        ("integer overflow", &[IntegerOverflow]),
        ("invalid conversion", &[InvalidConversion]),
        (
            "null function or function signature",
            &[UninitializedElement, IndirectCallTypeMismatch],
        ),
        ("indirect call", &[IndirectCallTypeMismatch]),
        (
            "table index is out of bounds",
            &[UndefinedElement, TableOutOfBounds],
        ),
        ("table access", &[TableOutOfBounds]),
        ("element segment", &[TableOutOfBounds]),
        ("undefined element", &[UndefinedElement]),
        ("uninitialized element", &[UninitializedElement]),
        ("call stack", &[StackOverflow]),
    ];
    known
        .iter()
        .find(|(words, _)| message.contains(words))
        .map_or(&[], |(_, codes)| codes)
}
