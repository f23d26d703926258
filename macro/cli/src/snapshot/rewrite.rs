//! A module whose initial state is another one; its code and everything else is copied byte by byte.
//!
//! What names segments, functions or globals keeps its indices: memory and tables get segments at the end, and a segment
//! that is gone becomes an empty one, which no instruction can tell from it.

use std::collections::BTreeSet;

use include_wasm_translate::module::{ConstExpr, ConstOp, Module, SegmentMode};
use include_wasm_translate::types::RefType;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    DataCountSection, DataSection, ElementSection, Elements, ExportSection, GlobalSection,
    HeapType, Ieee32, Ieee64, MemorySection, RawSection, Section, SectionId, TableSection,
};
use wasmparser::{Operator, Parser, Payload};

use super::state::{BLOCK, Memory, State};

/// The order of sections (§5.5.16); custom ones stay behind the section that they followed.
const ORDER: [SectionId; 12] = [
    SectionId::Type,
    SectionId::Import,
    SectionId::Function,
    SectionId::Table,
    SectionId::Memory,
    SectionId::Global,
    SectionId::Export,
    SectionId::Start,
    SectionId::Element,
    SectionId::DataCount,
    SectionId::Code,
    SectionId::Data,
];

/// Zeros between two data segments are written if they are fewer than this: a segment costs about as much.
const GAP: u64 = 16;
/// What engines take.
const MAX_DATA_SEGMENTS: usize = 100_000;

/// The module that begins as `state`, without the exports `removed`.
///
/// # Errors
/// If the module's bytes can't be read.
pub fn rewrite(module: &Module, state: &State<'_>, removed: &[&str]) -> Result<Vec<u8>, String> {
    let mut output = Output {
        sections: Vec::new(),
        last: 0,
    };
    output
        .sections(module, state, removed)
        .map_err(|e| e.to_string())?;
    Ok(output.finish())
}

type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

struct Output {
    /// Place in [`ORDER`], counted from 1, and the section with its id and size.
    sections: Vec<(usize, Vec<u8>)>,
    /// The place of the section that was read last.
    last: usize,
}

impl Output {
    /// Where a section goes: custom ones behind the one that was read last.
    fn place(&self, id: u8) -> usize {
        let place = ORDER.iter().position(|other| *other as u8 == id);
        place.map_or(self.last, |place| place + 1)
    }

    fn put(&mut self, section: &impl Section) {
        let mut bytes = Vec::new();
        section.append_to(&mut bytes);
        self.sections.push((self.place(section.id()), bytes));
    }

    fn finish(mut self) -> Vec<u8> {
        // Stable: a custom section stays behind what it followed.
        self.sections.sort_by_key(|(place, _)| *place);
        let mut bytes = wasm_encoder::Module::HEADER.to_vec();
        for (_, section) in &self.sections {
            bytes.extend(section);
        }
        bytes
    }

    fn sections(&mut self, module: &Module, state: &State<'_>, removed: &[&str]) -> Done {
        let mut encoder = RoundtripReencoder;
        let same_tables = tables_begin_so(module, state);
        let mut elements = ElementSection::new();
        let mut referred = BTreeSet::new();
        let mut has_data_count = false;
        for payload in Parser::new(0).parse_all(&module.bytes) {
            let payload = payload?;
            if let Some((id, _)) = payload.as_section() {
                self.last = self.place(id);
            }
            match &payload {
                Payload::MemorySection(memories) => {
                    let mut section = MemorySection::new();
                    for (memory, now) in memories.clone().into_iter().zip(&state.memories) {
                        let mut ty = encoder.memory_type(memory?)?;
                        ty.minimum = now.pages.into();
                        section.memory(ty);
                    }
                    self.put(&section);
                    continue;
                }
                Payload::TableSection(tables) if !same_tables => {
                    let mut section = TableSection::new();
                    for (table, now) in tables.clone().into_iter().zip(&state.tables) {
                        let mut ty = encoder.table_type(table?.ty)?;
                        ty.minimum = now.len() as u64;
                        section.table(ty);
                    }
                    self.put(&section);
                    continue;
                }
                Payload::GlobalSection(globals) => {
                    let mut section = GlobalSection::new();
                    for (global, now) in globals.clone().into_iter().zip(&state.globals) {
                        let global = global?;
                        let init = match now {
                            Some(op) if global.ty.mutable => constant(op)?,
                            _ => encoder.const_expr(global.init_expr)?,
                        };
                        section.global(encoder.global_type(global.ty)?, &init);
                    }
                    self.put(&section);
                    continue;
                }
                Payload::ExportSection(exports) => {
                    let mut section = ExportSection::new();
                    for export in exports.clone() {
                        let export = export?;
                        if !removed.contains(&export.name) {
                            let kind = encoder.export_kind(export.kind)?;
                            section.export(export.name, kind, export.index);
                        }
                    }
                    self.put(&section);
                    continue;
                }
                Payload::ElementSection(segments) => {
                    let place = (segments.clone().into_iter()).zip(&module.elems);
                    for ((element, def), dropped) in place.zip(&state.dropped_elems) {
                        let is_active = matches!(def.mode, SegmentMode::Active { .. });
                        if *dropped && !(is_active && same_tables) {
                            elements.declared(Elements::Functions([].as_slice().into()));
                        } else {
                            encoder.parse_element(&mut elements, element?)?;
                        }
                    }
                    continue;
                }
                Payload::CodeSectionEntry(body) => {
                    for op in body.get_operators_reader()? {
                        if let Operator::RefFunc { function_index } = op? {
                            referred.insert(function_index);
                        }
                    }
                }
                Payload::StartSection { .. } | Payload::DataSection(_) => continue,
                Payload::DataCountSection { .. } => {
                    has_data_count = true;
                    continue;
                }
                _ => {}
            }
            if let Some((id, range)) = payload.as_section() {
                let data = &module.bytes[range.start as usize..range.end as usize];
                self.put(&RawSection { id, data });
            }
        }
        if !same_tables {
            for (table, now) in (0..).zip(&state.tables) {
                table_contents(&mut elements, table, now);
            }
        }
        // What made these references valid may have been a segment, an export or a global that is no more.
        if !referred.is_empty() {
            let referred: Vec<u32> = referred.into_iter().collect();
            elements.declared(Elements::Functions(referred.into()));
        }
        if !elements.is_empty() {
            self.put(&elements);
        }
        self.datas(module, state, has_data_count);
        Ok(())
    }

    fn datas(&mut self, module: &Module, state: &State<'_>, has_count: bool) {
        let mut section = DataSection::new();
        // Without a count, no instruction can name a segment.
        let old = module.datas.iter().zip(&state.dropped_datas);
        for (data, dropped) in old.filter(|_| has_count) {
            let bytes: &[u8] = match dropped {
                true => &[],
                false => &module.bytes[data.bytes.clone()],
            };
            section.passive(bytes.iter().copied());
        }
        let most = MAX_DATA_SEGMENTS.saturating_sub(section.len() as usize);
        let mut gap = GAP;
        let runs = loop {
            let runs: Vec<Vec<Run>> = state.memories.iter().map(|m| runs(m, gap)).collect();
            // One segment for each memory is the fewest that there can be.
            if runs.iter().map(Vec::len).sum::<usize>() <= most || gap > 1 << 32 {
                break runs;
            }
            gap *= 4;
        };
        for (memory, runs) in (0..).zip(runs) {
            for run in runs {
                let start = wasm_encoder::ConstExpr::i32_const(run.start as u32 as i32);
                section.active(memory, &start, run.bytes);
            }
        }
        if has_count {
            let count = section.len();
            self.put(&DataCountSection { count });
        }
        if !section.is_empty() {
            self.put(&section);
        }
    }
}

/// Bytes of a memory that begin and end with one that is not zero.
struct Run {
    start: u64,
    bytes: Vec<u8>,
}

/// What is not zero, with at most `gap` zeros in a row between.
fn runs(memory: &Memory<'_>, gap: u64) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for &(block, bytes) in &memory.blocks {
        let base = u64::from(block) * BLOCK as u64;
        for (at, &byte) in (base..).zip(bytes).filter(|(_, byte)| **byte != 0) {
            match runs.last_mut() {
                Some(run) if at - run.start - run.bytes.len() as u64 <= gap => {
                    run.bytes.resize((at - run.start) as usize, 0);
                    run.bytes.push(byte);
                }
                _ => runs.push(Run {
                    start: at,
                    bytes: vec![byte],
                }),
            }
        }
    }
    runs
}

/// Active segments for everything in a table that is not null.
fn table_contents(elements: &mut ElementSection, table: u32, now: &[Option<u32>]) {
    let mut start = 0;
    for run in now.split_inclusive(Option::is_none) {
        let functions: Vec<u32> = run.iter().copied().flatten().collect();
        if !functions.is_empty() {
            let offset = wasm_encoder::ConstExpr::i32_const(start as u32 as i32);
            // Table 0 has an encoding that needs no later proposal.
            let table = (table != 0).then_some(table);
            elements.active(table, &offset, Elements::Functions(functions.into()));
        }
        start += run.len();
    }
}

/// Whether tables and element segments are what the module makes of them anyway. The usual case: then they stay.
fn tables_begin_so(module: &Module, state: &State<'_>) -> bool {
    let kept = module
        .elems
        .iter()
        .zip(&state.dropped_elems)
        .all(|(elem, dropped)| {
            elem.mode != SegmentMode::Passive || !dropped || elem.items.is_empty()
        });
    kept && beginning(module).is_some_and(|tables| tables == state.tables)
}

/// Tables after instantiation, if only constants decide that.
fn beginning(module: &Module) -> Option<Vec<Vec<Option<u32>>>> {
    let mut tables = Vec::new();
    for table in &module.tables {
        let init = table.init.as_ref().map_or(Some(None), reference)?;
        tables.push(vec![init; usize::try_from(table.ty.limits.min).ok()?]);
    }
    for elem in &module.elems {
        let SegmentMode::Active { index, offset } = &elem.mode else {
            continue;
        };
        let [ConstOp::I32(offset)] = offset.0[..] else {
            return None;
        };
        let offset = offset as u32 as usize;
        let table = tables.get_mut(*index as usize)?;
        let places = table.get_mut(offset..offset.checked_add(elem.items.len())?)?;
        for (place, item) in places.iter_mut().zip(&elem.items) {
            *place = reference(item)?;
        }
    }
    Some(tables)
}

fn reference(expr: &ConstExpr) -> Option<Option<u32>> {
    match expr.0[..] {
        [ConstOp::RefNull(_)] => Some(None),
        [ConstOp::RefFunc(function)] => Some(Some(function)),
        _ => None,
    }
}

/// A global's value as an expression.
fn constant(op: &ConstOp) -> Done<wasm_encoder::ConstExpr> {
    use wasm_encoder::ConstExpr as Expr;
    Ok(match *op {
        ConstOp::I32(v) => Expr::i32_const(v),
        ConstOp::I64(v) => Expr::i64_const(v),
        ConstOp::F32(bits) => Expr::f32_const(Ieee32::new(bits)),
        ConstOp::F64(bits) => Expr::f64_const(Ieee64::new(bits)),
        ConstOp::V128(bytes) => Expr::v128_const(i128::from_le_bytes(bytes)),
        ConstOp::RefNull(RefType::Func) => Expr::ref_null(HeapType::FUNC),
        ConstOp::RefNull(RefType::Extern) => Expr::ref_null(HeapType::EXTERN),
        ConstOp::RefFunc(function) => Expr::ref_func(function),
        _ => return Err("a global's value is no constant".into()),
    })
}
