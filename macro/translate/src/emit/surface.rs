//! The public surface of the generated module: everything inside `mod NAME { … }` but `mod code`.
//!
//! It is made from the sections alone, never from function bodies, and stays small, so that an IDE
//! that does not expand the code still knows every type and method. See ARCHITECTURE.md for the
//! boundary between the two.

use super::exports::Exports;
use super::imports::Imports;
use super::rename::Renames;
use super::signature::byte_string;
use super::writer::{Writer, code_span};
use super::{api, dynamic, guest};
use crate::bundle::Bundle;
use crate::error::{Context, Error};
use crate::options::Options;
use crate::types::{MemoryType, TableType};

/// Attributes for the generated module itself: names come from the Wasm file, and what a program
/// does not use of an interface is no mistake.
pub const ATTRIBUTES: &str = "#[forbid(unsafe_code)] #[allow(unused, unconditional_recursion, missing_docs, \
    unused_qualifications, unreachable_pub, non_snake_case, non_camel_case_types, non_upper_case_globals, \
    clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]";

/// Bytes of a Wasm page (§4.2.8).
const PAGE: u64 = 65536;

/// The most pages of a memory whose size is part of its type: 1 GiB, a type that every target has.
const MAX_FIXED_PAGES: u64 = 16384;

/// Custom sections with these prefixes are for debuggers and linkers, and large.
const TOOL_SECTIONS: [&str; 4] = [".debug_", "reloc.", "linking", "dylink"];

/// All that the files of this folder need to know.
pub(super) struct Plan<'a> {
    pub bundle: &'a Bundle,
    pub options: &'a Options,
    pub imports: Imports,
    pub exports: Exports,
}

/// Writes the surface. What is wrong with the options goes to `errors`.
pub fn surface(bundle: &Bundle, options: &Options, errors: &mut Context) -> String {
    let mut renames = Renames::new(options, errors);
    let imports = Imports::new(bundle, options, &mut renames, errors);
    let exports = Exports::new(bundle, &mut renames, errors);
    renames.finish(errors);
    check_memories(bundle, options, errors);
    let plan = Plan {
        bundle,
        options,
        imports,
        exports,
    };

    let mut w = Writer::default();
    prelude(&mut w, options);
    constants(&mut w, bundle);
    plan.imports.write(&mut w, bundle, options);
    guest::write(&mut w, &plan);
    api::write(&mut w, &plan, errors);
    if options.dynamic {
        dynamic::write(&mut w, &plan);
    }
    w.finish()
}

/// Bytes of memory `m` if it can never have another size; then its type is an array.
///
/// A memory is fixed if its declared limits are equal, or by the option `fixed_memory_pages` unless
/// it is imported. A shared one never is.
pub fn fixed_size(bundle: &Bundle, options: &Options, m: u32) -> Option<u64> {
    let memory = &bundle.memories[m as usize];
    let limits = memory.ty.limits;
    if memory.ty.shared {
        return None;
    }
    let pages = match options.fixed_memory_pages {
        Some(pages) if memory.import.is_none() => u64::from(pages),
        _ if limits.max == Some(limits.min) => limits.min,
        _ => return None,
    };
    (pages <= MAX_FIXED_PAGES).then_some(pages * PAGE)
}

/// Minimum and maximum of a memory in pages, as far as they are known at compile time.
pub(super) fn memory_limits(options: &Options, ty: MemoryType) -> (u32, Option<u32>) {
    let limits = ty.limits;
    let declared = limits.max.map(clamp);
    let max = match (declared, options.max_memory_pages) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    (clamp(limits.min), max)
}

/// Minimum and maximum of a table in elements.
pub(super) fn table_limits(ty: TableType) -> (u32, Option<u32>) {
    (clamp(ty.limits.min), ty.limits.max.map(clamp))
}

/// Larger sizes than `u32` holds fail at instantiation all the same.
pub(super) fn clamp(size: u64) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// The options about memories must leave room for what the module declares.
fn check_memories(bundle: &Bundle, options: &Options, errors: &mut Context) {
    let least = bundle.memories.iter().map(|m| m.ty.limits.min).max();
    for (name, pages) in [
        ("max_memory_pages", options.max_memory_pages),
        ("fixed_memory_pages", options.fixed_memory_pages),
    ] {
        if let (Some(pages), Some(least)) = (pages, least)
            && u64::from(pages) < least
        {
            let message =
                format!("the module's memory starts with {least} pages; allow at least as many");
            errors.push(Error::option(name, 0, message));
        }
    }
    let Some(fixed) = options.fixed_memory_pages else {
        return;
    };
    let mut say = |message: String| errors.push(Error::option("fixed_memory_pages", 0, message));
    if bundle.memories.is_empty() {
        say("the module has no memory; remove the option".into());
    } else if u64::from(fixed) <= MAX_FIXED_PAGES
        && (0..bundle.memories.len() as u32).all(|m| fixed_size(bundle, options, m).is_none())
    {
        say("the module imports its memory, so the host decides about its size; link the module with its own \
             memory, or with equal minimum and maximum"
            .into());
    }
    let most = bundle.memories.iter().filter_map(|m| m.ty.limits.max).min();
    match most {
        Some(most) if u64::from(fixed) > most => {
            say(format!(
                "the module declares a maximum of {most} pages for its memory; use at most as many"
            ));
        }
        _ if u64::from(fixed) > MAX_FIXED_PAGES => say(format!(
            "a fixed memory has at most {MAX_FIXED_PAGES} pages"
        )),
        _ if options.max_memory_pages.is_some_and(|max| fixed > max) => {
            say("this is more than `max_memory_pages`".into());
        }
        _ => {}
    }
}

/// Names that the text uses bare. The prelude is explicit, for crates with `#![no_implicit_prelude]`.
fn prelude(w: &mut Writer, options: &Options) {
    w.line(format!("use {}::rt;", options.runtime));
    w.line("use ::core::prelude::v1::*;");
    w.line("");
}

/// `MODULE_NAME` and `CUSTOM_SECTIONS`.
fn constants(w: &mut Writer, bundle: &Bundle) {
    let main = bundle.modules.last();
    let name = main.map_or("", |m| {
        m.module.declared_name.as_deref().unwrap_or(&m.module.name)
    });
    w.doc("The name that the module gives itself, or else that of its file.");
    w.line(format!("pub const MODULE_NAME: &str = {name:?};"));
    w.line("");
    if let [_, _, ..] = &bundle.modules[..] {
        let list: Vec<String> = bundle
            .modules
            .iter()
            .map(|m| code_span(&m.module.name))
            .collect();
        w.doc(format!(
            "Custom sections of the modules {}, which are instantiated in this order:",
            list.join(", ")
        ));
    } else {
        w.doc("The custom sections of the module:");
    }
    w.doc("name and contents, without those for debuggers and linkers.");
    w.nest(
        "pub const CUSTOM_SECTIONS: &[(&str, &[u8])] = &[",
        "];",
        |w| {
            for (name, bytes) in bundle.modules.iter().flat_map(|m| &m.module.customs) {
                if !TOOL_SECTIONS.iter().any(|prefix| name.starts_with(prefix)) {
                    w.line(format!("({name:?}, {}),", byte_string(bytes)));
                }
            }
        },
    );
    w.line("");
}
