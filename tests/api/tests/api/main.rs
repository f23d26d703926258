//! The interface of generated modules, one feature per file.
//!
//! Guests are inline text, so that each test shows both sides.
#![deny(warnings, clippy::all)]

mod abort;
mod after_a_trap;
mod budget;
mod bundle;
mod counted;
mod custom_sections;
mod dynamic;
mod exports;
mod fixed;
mod fuel;
mod globals;
mod imports;
mod initialize;
mod instances;
mod instantiation;
mod limits;
mod memories;
mod names;
mod parallel;
mod pod;
mod reentry;
mod references;
mod saved;
mod scan;
mod shared;
mod simd;
mod snapshot;
mod stack;
mod state_hash;
mod stubs;
mod tables;
mod threads;
mod traits;
mod traps;
mod wasi;
