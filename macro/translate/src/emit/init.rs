//! Instantiation (§4.5.4): globals, tables, segments and `start`, module by module.

use super::expr::{constant, text};
use super::signature::{Place, Scope, byte_string};
use super::writer::Writer;
use crate::bundle::{Bundle, Data};
use crate::module::{ConstExpr, ConstOp, ExternKind, SegmentMode};
use std::ops::Range;

/// Statements per function; a module may have a hundred thousand segments.
const CHUNK: usize = 200;
const PLACE: Place = Place::Guest;

/// Writes one `init_{k}` per module, and the data they copy.
pub fn write(w: &mut Writer, scope: &Scope<'_>) {
    let (params, args) = if scope.host {
        ("g: &mut Guest, h: &mut dyn Imports", "g, h")
    } else {
        ("g: &mut Guest", "g")
    };
    let mut packed = vec![false; scope.bundle.datas.len()];
    for run in runs(scope.bundle) {
        packed[run].fill(true);
    }
    for d in (0..packed.len()).filter(|d| !packed[*d]) {
        w.line(format!(
            "pub const D{d}: &[u8] = {};",
            byte_string(scope.bundle.data(d as u32))
        ));
    }
    for k in 0..scope.bundle.modules.len() as u32 {
        let stmts = module(scope, k);
        let chunks: Vec<_> = stmts.chunks(CHUNK).collect();
        w.doc(format!("Instantiates module {k}."));
        w.block(format!("pub fn init_{k}({params}) -> Option<()>"), |w| {
            if let [all] = &chunks[..] {
                all.iter().for_each(|stmt| w.line(stmt));
            } else {
                for (i, _) in chunks.iter().enumerate() {
                    w.line(format!(
                        "let Some(()) = init_{k}_{i}({args}) else {{ return None }};"
                    ));
                }
            }
            w.line("Some(())");
        });
        if chunks.len() > 1 {
            for (i, chunk) in chunks.iter().enumerate() {
                w.block(format!("fn init_{k}_{i}({params}) -> Option<()>"), |w| {
                    chunk.iter().for_each(|stmt| w.line(stmt));
                    w.line("Some(())");
                });
            }
        }
    }
}

fn fallible(out: &mut Vec<String>, call: &str) {
    out.push(format!("let Some(()) = {call} else {{ return None }};"));
}

/// The statements that instantiate module `k`.
fn module(scope: &Scope<'_>, k: u32) -> Vec<String> {
    let bundle = scope.bundle;
    let mut out = Vec::new();
    let shared = |m: u32| if bundle.is_shared(m) { "_shared" } else { "" };
    for check in &bundle.modules[k as usize].link_checks {
        let size = match check.kind {
            ExternKind::Memory => {
                let m = check.index;
                format!("memory_size{}(g.m{m}.bytes())", shared(m))
            }
            _ => format!("table_size(&g.s.t{})", check.index),
        };
        fallible(
            &mut out,
            &format!("link_size({size}, {}, &mut g.s.cx)", check.min),
        );
    }
    for (g, global) in bundle.globals.iter().enumerate() {
        if let (Some(init), None, true) = (&global.init, global.constant(), global.module == k) {
            out.push(format!(
                "g.s.g{g} = {};",
                text(&constant(bundle, init), PLACE)
            ));
        }
    }
    for (t, table) in bundle.tables.iter().enumerate() {
        if let (Some(init), true) = (&table.init, table.module == k) {
            let value = text(&constant(bundle, init), PLACE);
            let size = table.ty.limits.min as u32 as i32;
            out.push(format!(
                "let Some(()) = table_fill(0, {value}, {size}, &mut g.s.t{t}, &mut g.s.cx) else {{ return None }};"
            ));
        }
    }
    for (e, elem) in bundle
        .elems
        .iter()
        .enumerate()
        .filter(|(_, e)| e.module == k)
    {
        if elem.mode == SegmentMode::Passive {
            let (numbers, others) = elements(bundle, &elem.items);
            fallible(
                &mut out,
                &format!("elem_new(&[{numbers}], &mut g.s.e{e}, &mut g.s.cx)"),
            );
            for (i, item) in others {
                fallible(
                    &mut out,
                    &format!("elem_set({i}, {item}, &mut g.s.e{e}, &mut g.s.cx)"),
                );
            }
        }
    }
    for elem in bundle.elems.iter().filter(|e| e.module == k) {
        if let SegmentMode::Active { index, offset } = &elem.mode {
            let offset = text(&constant(bundle, offset), PLACE);
            let (numbers, others) = elements(bundle, &elem.items);
            fallible(
                &mut out,
                &format!("table_elements({offset}, &[{numbers}], &mut g.s.t{index}, &mut g.s.cx)"),
            );
            // Nobody can look between these statements; all places are there, or the first one trapped.
            for (i, item) in others {
                let place = format!("i32_add({offset}, {i})");
                fallible(
                    &mut out,
                    &format!("table_set({place}, {item}, &mut g.s.t{index}, &mut g.s.cx)"),
                );
            }
        }
    }
    let runs = runs(bundle);
    for (d, data) in bundle
        .datas
        .iter()
        .enumerate()
        .filter(|(_, d)| d.module == k)
    {
        if let SegmentMode::Active { index, offset } = &data.mode {
            if let Some(run) = runs.iter().find(|run| run.contains(&d)) {
                if run.start == d {
                    out.push(format!(
                        "let Some(()) = memory_init_all{}({}, g.m{index}.bytes_mut()) else {{ return None }};",
                        shared(*index),
                        byte_string(&pack(bundle, run.clone()))
                    ));
                }
                continue;
            }
            let offset = text(&constant(bundle, offset), PLACE);
            out.push(format!(
                "let Some(()) = memory_init{}({offset}, 0, {}, D{d}, g.m{index}.bytes_mut()) else {{ return None }};",
                shared(*index),
                data.bytes.len()
            ));
        }
    }
    if let Some(start) = bundle.modules[k as usize].start {
        let call = scope.call(start, vec![], PLACE);
        let needs = &scope.facts.funcs[start as usize];
        out.push(if needs.traps {
            format!("let Some(()) = {call} else {{ return None }};")
        } else {
            format!("{call};")
        });
    }
    out
}

/// Fewer segments in a row are initialised one by one.
const MANY: usize = 16;

/// Runs of many active segments of one module and memory at constant addresses, which are copied from one literal.
fn runs(bundle: &Bundle) -> Vec<Range<usize>> {
    let key = |d: usize| {
        let data = &bundle.datas[d];
        match &data.mode {
            SegmentMode::Active { index, .. } => address(data).map(|_| (data.module, *index)),
            _ => None,
        }
    };
    let mut runs = Vec::new();
    let mut from = 0;
    while from < bundle.datas.len() {
        let first = key(from);
        let mut to = from + 1;
        while first.is_some() && to < bundle.datas.len() && key(to) == first {
            to += 1;
        }
        if to - from >= MANY {
            runs.push(from..to);
        }
        from = to;
    }
    runs
}

/// Where an active segment goes, if that is a literal.
fn address(data: &Data) -> Option<i32> {
    match &data.mode {
        SegmentMode::Active { offset, .. } => match offset.0[..] {
            [ConstOp::I32(address)] => Some(address),
            _ => None,
        },
        _ => None,
    }
}

/// A run of segments as `memory_init_all` takes them.
fn pack(bundle: &Bundle, run: Range<usize>) -> Vec<u8> {
    let mut out = Vec::new();
    for d in run {
        let bytes = bundle.data(d as u32);
        out.extend(address(&bundle.datas[d]).unwrap_or(0).to_le_bytes());
        out.extend((bytes.len() as u32).to_le_bytes());
        out.extend(bytes);
    }
    out
}

/// The elements of a segment: functions as their indices plus one, zero for null and for what is known only at
/// instantiation; and these others, with their places. Neither is ever a value on the stack, whatever their number.
fn elements(bundle: &Bundle, items: &[ConstExpr]) -> (String, Vec<(usize, String)>) {
    let (mut numbers, mut others) = (Vec::new(), Vec::new());
    for (i, item) in items.iter().enumerate() {
        numbers.push(match item.0[..] {
            [ConstOp::RefFunc(f)] => (f + 1).to_string(),
            [ConstOp::RefNull(_)] => "0".to_owned(),
            _ => {
                others.push((i, text(&constant(bundle, item), PLACE)));
                "0".to_owned()
            }
        });
    }
    (numbers.join(", "), others)
}
