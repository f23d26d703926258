//! `GuestState` and `TryClone` for `Guest`: the state without knowing the module, part by part.

use crate::bundle::{Bundle, MEMORY};
use crate::surface::each;

/// What does not depend on the fields of the state.
pub fn access(bundle: &Bundle<'_>) -> String {
    let views = each([("", "&"), ("_mut", "&mut")], |_, (suffix, reference)| {
        let arms = each(&bundle.of[MEMORY], |m, memory| match memory.ty.shared {
            true => String::new(),
            false => format!("{m} => Some({reference} self.m{m}),"),
        });
        format!(
            "fn memory{suffix}({reference} self, index: u32) -> Option<{reference} dyn rt::MemoryView> {{ \
             match index {{ {arms} _ => None, }} }}"
        )
    });
    format!(
        "{views} fn cx(&self) -> &rt::Cx {{ &self.s.cx }} fn cx_mut(&mut self) -> &mut rt::Cx {{ &mut self.s.cx }} \
         fn names(&self) -> &'static [&'static str] {{ code::names() }} \
         fn module_hash(&self) -> u128 {{ {}_u128 }}",
        module_hash(bundle)
    )
}

/// All fields, first those of `Guest`, in the order of a snapshot; and the impl that copies each.
pub fn parts(guest: &[String], state: &[String]) -> [String; 2] {
    let see = |reference: &str| {
        let own = each(guest, |_, name| format!("see({reference} self.{name});"));
        own + &each(state, |_, name| format!("see({reference} self.s.{name});"))
    };
    let copies = |fields: &[String], place: &str| {
        each(fields, |_, name| {
            // Globals and data segments are plain values, the rest is on the heap.
            let plain = name.starts_with(['g', 'd']);
            let copied = if plain { "" } else { ".try_clone()?" };
            format!("{name}: {place}.{name}{copied}, ")
        })
    };
    let parts = format!(
        "fn parts(&self, see: &mut dyn FnMut(&dyn rt::Part)) {{ {} }} \
         fn parts_mut(&mut self, see: &mut dyn FnMut(&mut dyn rt::Part)) {{ {} }}",
        see("&"),
        see("&mut")
    );
    let copy = format!(
        "impl rt::TryClone for Guest {{ fn try_clone(&self) -> Result<Self, rt::Trap> {{ \
         Ok(Guest {{ s: State {{ cx: self.s.cx.clone(), {} }}, {} }}) }} }}",
        copies(state, "self.s"),
        copies(guest, "self")
    );
    [parts, copy]
}

/// The hash by which snapshots know their module, as the runtime documents it at `GuestState::module_hash`.
fn module_hash(bundle: &Bundle<'_>) -> u128 {
    let mut bytes = Vec::new();
    for module in &bundle.modules {
        bytes.extend((module.bytes.len() as u64).to_le_bytes());
        bytes.extend(module.bytes);
    }
    let len = bytes.len() as u64;
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    bytes.extend(len.to_le_bytes());
    bytes.chunks_exact(8).fold(0, |h: u128, word| {
        let byte = |w: u128, byte: &u8| w << 8 | u128::from(*byte);
        let word = word.iter().rev().fold(0, byte);
        let h = (h ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        h ^ h >> 64
    })
}
