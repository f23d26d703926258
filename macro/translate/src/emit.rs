//! IR to Rust text.
//!
//! Two halves: the public surface, made from the sections (`surface` and what it uses), and `mod code`,
//! made from the bodies (`code` and what it uses). Both are plain text that is parsed once.

mod api;
mod code;
mod counted;
mod dispatch;
mod dynamic;
mod effect;
mod exports;
mod expr;
mod func;
mod guest;
mod ident;
mod implements;
mod imports;
mod init;
mod part;
mod pattern;
mod rename;
mod scan;
mod shard;
mod signature;
mod state;
mod surface;
mod traits;
mod wasi;
mod writer;

pub use code::code;
pub use surface::{ATTRIBUTES, fixed_size, surface};
