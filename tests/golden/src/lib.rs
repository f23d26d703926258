//! The generated code itself, as a reviewer reads it: every file in `cases/` holds a module and, below
//! it, the Rust that it becomes.
//!
//! `BLESS=1 cargo test -p test-golden` rewrites the expectations; read the diff before committing it.
//! See `tests/golden.rs` for the directives (`;;! …`) that a case may begin with.
