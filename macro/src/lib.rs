//! The macros behind the crate `include-wasm`, which re-exports and documents them.
//!
//! `input` is the grammar, `options`, `constant`, `paths` and `naming` are parts of it; `locate` finds the
//! files, `expand` calls the compiler (`include-wasm-translate`), `verify` has its output checked, `lints` and `report` treat its output and
//! its errors. `pod` is the derive.
#![forbid(unsafe_code)]

mod constant;
mod expand;
mod input;
mod lints;
mod locate;
mod naming;
mod options;
mod paths;
mod pod;
mod report;
mod verify;

use proc_macro::TokenStream;

/// Compiles a WebAssembly module to Rust and defines a Rust module that holds it.
///
/// See the documentation of the crate `include-wasm`.
#[proc_macro]
pub fn include_wasm(input: TokenStream) -> TokenStream {
    expand::module(input.into()).into()
}

/// The second stage of [`include_wasm!`]: the code behind the public surface.
#[doc(hidden)]
#[proc_macro]
pub fn __include_wasm_code(input: TokenStream) -> TokenStream {
    expand::code(input.into()).into()
}

/// Implements `include_wasm::Pod` for a struct: its layout is that of the same struct in C on wasm32.
///
/// See the documentation of the trait.
#[proc_macro_derive(Pod, attributes(pod))]
pub fn derive_pod(input: TokenStream) -> TokenStream {
    pod::derive(input.into()).into()
}
