//! Modules that are large in one way or another, translated: see `modules.rs` and the build script.
//!
//! `cargo test -p test-big` has small ones, split as if they were large; `cargo big` large ones at opt-level 3.
#![forbid(unsafe_code)]

include!(concat!(env!("OUT_DIR"), "/modules.rs"));
