//! What users see when something is wrong, and that nothing is seen when all is well.
//!
//! `fail/*.rs` with the compiler's words in `*.stderr` (`TRYBUILD=overwrite cargo test -p test-ui` rewrites
//! them), `pass/*.rs` under the strictest lints, and `tests/rebuild.rs`, which builds whole packages.
