//! `GuestState` and `TryClone` for `Guest`: the state without knowing the module, part by part.

use super::dynamic;
use super::guest::{global_fields, passive};
use super::surface::Plan;
use super::writer::Writer;
use crate::bundle::Bundle;

/// Writes the impls.
pub(super) fn write(w: &mut Writer, plan: &Plan<'_>) {
    let (parts, bundle) = (parts(plan), plan.bundle);
    w.block("impl rt::GuestState for Guest", |w| {
        for (name, reference) in [("memory", "&"), ("memory_mut", "&mut ")] {
            let head = format!(
                "fn {name}({reference}self, index: u32) -> Option<{reference}dyn rt::MemoryView>"
            );
            w.block(head, |w| {
                w.block("match index", |w| {
                    // No one can have a shared memory's bytes.
                    let views = 0..bundle.memories.len() as u32;
                    for m in views.filter(|m| !bundle.is_shared(*m)) {
                        w.line(format!("{m} => Some({reference}self.m{m}),"));
                    }
                    w.line("_ => None,");
                });
            });
        }
        w.line("fn cx(&self) -> &rt::Cx { &self.s.cx }");
        w.line("fn cx_mut(&mut self) -> &mut rt::Cx { &mut self.s.cx }");
        w.line("fn names(&self) -> &'static [&'static str] { code::names() }");
        w.line(format!(
            "fn module_hash(&self) -> u128 {{ {}_u128 }}",
            module_hash(bundle)
        ));
        for (name, reference) in [("parts", "&"), ("parts_mut", "&mut ")] {
            let head =
                format!("fn {name}({reference}self, see: &mut dyn FnMut({reference}dyn rt::Part))");
            w.block(head, |w| {
                for part in &parts {
                    w.line(format!("see({reference}self.{});", part.place));
                }
            });
        }
        dynamic::reentry(w, plan);
    });
    w.block("impl rt::TryClone for Guest", |w| {
        w.block("fn try_clone(&self) -> Result<Self, rt::Trap>", |w| {
            w.nest("Ok(Guest {", "})", |w| {
                w.nest("s: State {", "},", |w| {
                    w.line("cx: self.s.cx.clone(),");
                    for part in &parts {
                        if let Some(field) = part.place.strip_prefix("s.") {
                            w.line(format!("{field}: {},", part.copy()));
                        }
                    }
                });
                for part in parts.iter().filter(|part| !part.place.starts_with("s.")) {
                    w.line(format!("{}: {},", part.place, part.copy()));
                }
            });
        });
    });
    w.line("");
}

/// A field of `Guest` or of its `State`.
struct Part {
    /// `m0` or `s.g0`
    place: String,
    /// Whether it is on the heap.
    owns: bool,
}

impl Part {
    fn copy(&self) -> String {
        let tail = if self.owns { ".try_clone()?" } else { "" };
        format!("self.{}{tail}", self.place)
    }
}

/// Memories, globals, tables, data and element segments, each by index.
fn parts(plan: &Plan<'_>) -> Vec<Part> {
    let bundle = plan.bundle;
    let part = |place, owns| Part { place, owns };
    let memories = (0..bundle.memories.len()).map(|m| part(format!("m{m}"), true));
    let globals = global_fields(plan).into_iter();
    let globals = globals.map(|g| part(format!("s.g{g}"), false));
    let tables = (0..bundle.tables.len()).map(|t| part(format!("s.t{t}"), true));
    let datas = passive(bundle.datas.iter().map(|d| &d.mode)).into_iter();
    let datas = datas.map(|d| part(format!("s.d{d}"), false));
    let elems = passive(bundle.elems.iter().map(|e| &e.mode)).into_iter();
    let elems = elems.map(|e| part(format!("s.e{e}"), true));
    let all = memories.chain(globals).chain(tables);
    all.chain(datas).chain(elems).collect()
}

/// What tells modules apart: of each module of the bundle the length and the bytes, by the algorithm that is documented
/// at `GuestState::state_hash`.
fn module_hash(bundle: &Bundle) -> u128 {
    const FACTOR: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
    let step = |h: u128, word: u64| {
        let h = (h ^ u128::from(word)).wrapping_mul(FACTOR);
        h ^ h >> 64
    };
    let mut all = Vec::new();
    for module in &bundle.modules {
        let bytes = &module.module.bytes;
        all.extend((bytes.len() as u64).to_le_bytes());
        all.extend(bytes);
    }
    let mut h = 0;
    for chunk in all.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        h = step(h, u64::from_le_bytes(word));
    }
    step(h, all.len() as u64)
}
