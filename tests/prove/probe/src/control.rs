//! Statements that the translator puts between instructions.

use crate::probes;
use include_wasm::rt::{self, Cx};

probes! {
    pick(index: i32, steps: &[u32], otherwise: u32) -> u32;
    unreachable(cx: &mut Cx) -> Option<()>;
    no_callee(callee: u32, cx: &mut Cx) -> Option<()>;
    out_of_memory(cx: &mut Cx) -> Option<()>;
    link_size(size: i32, min: u32, cx: &mut Cx) -> Option<()>;
    fuel(cost: u32, cx: &mut Cx) -> Option<()>;
    fuel_bytes(len: i32, cx: &mut Cx) -> Option<()>;
    fuel_elements(len: i32, cx: &mut Cx) -> Option<()>;
    fuel_pages(old: i32, delta: i32, cx: &mut Cx) -> Option<()>;
    fuel_elements_grown(old: i32, count: i32, cx: &mut Cx) -> Option<()>;
}
