//! One payload of the binary into the [`Module`].

use super::consts::{
    const_expr, func_type, global_type, memory_type, ref_type, table_type, unsupported,
};
use super::{ReadError as E, names};
use crate::module::{
    ConstExpr, ConstOp, DataSegment, ElemSegment, Export, ExternKind, GlobalDef, Import,
    ImportKind, Module, SegmentMode, TableDef,
};
use crate::types::RefType;
use std::ops::Range;
use wasmparser::{
    CompositeInnerType, DataKind, ElementItems, ElementKind, ExternalKind, Payload, TableInit,
    TypeRef,
};

/// Reads one payload.
pub fn read(payload: Payload<'_>, m: &mut Module) -> Result<(), E> {
    match payload {
        Payload::TypeSection(section) => {
            for group in section {
                for ty in group?.into_types() {
                    match &ty.composite_type.inner {
                        CompositeInnerType::Func(f) => m.types.push(func_type(f)?),
                        _ => return unsupported("a type that is not a function type", 0),
                    }
                }
            }
        }
        Payload::ImportSection(section) => {
            for import in section.into_imports() {
                read_import(&import?, m)?;
            }
        }
        Payload::FunctionSection(section) => {
            for ty in section {
                m.funcs.push(ty?);
            }
        }
        Payload::TableSection(section) => {
            for table in section {
                let table = table?;
                let init = match &table.init {
                    TableInit::RefNull => None,
                    TableInit::Expr(e) => Some(const_expr(e)?),
                };
                m.tables.push(TableDef {
                    ty: table_type(&table.ty)?,
                    init,
                });
            }
        }
        Payload::MemorySection(section) => {
            for memory in section {
                m.memories.push(memory_type(&memory?));
            }
        }
        Payload::GlobalSection(section) => {
            for global in section {
                let global = global?;
                m.globals.push(GlobalDef {
                    ty: global_type(&global.ty)?,
                    init: Some(const_expr(&global.init_expr)?),
                });
            }
        }
        Payload::ExportSection(section) => {
            for export in section {
                let export = export?;
                let kind = match export.kind {
                    ExternalKind::Func | ExternalKind::FuncExact => ExternKind::Func,
                    ExternalKind::Table => ExternKind::Table,
                    ExternalKind::Memory => ExternKind::Memory,
                    ExternalKind::Global => ExternKind::Global,
                    ExternalKind::Tag => return unsupported("an exported tag", 0),
                };
                m.exports.push(Export {
                    name: export.name.to_owned(),
                    kind,
                    index: export.index,
                });
            }
        }
        Payload::StartSection { func, .. } => m.start = Some(func),
        Payload::ElementSection(section) => {
            for segment in section {
                let segment = read_element(segment?)?;
                m.elems.push(segment);
            }
        }
        Payload::DataSection(section) => {
            for segment in section {
                let segment = segment?;
                let mode = match &segment.kind {
                    DataKind::Passive => SegmentMode::Passive,
                    DataKind::Active {
                        memory_index,
                        offset_expr,
                    } => SegmentMode::Active {
                        index: *memory_index,
                        offset: const_expr(offset_expr)?,
                    },
                };
                // The contents are the end of the segment.
                let end = segment.range.end as usize;
                m.datas.push(DataSegment {
                    mode,
                    bytes: end - segment.data.len()..end,
                });
            }
        }
        Payload::CodeSectionEntry(body) => {
            let Range { start, end } = body.range();
            m.bodies.push(start as usize..end as usize);
        }
        Payload::CustomSection(section) => {
            if section.name() == "name" {
                names::read(&section, &mut m.names);
                m.declared_name = m.declared_name.take().or_else(|| module_name(&section));
            } else {
                m.customs
                    .push((section.name().to_owned(), section.data().to_vec()));
            }
        }
        Payload::TagSection(_) => return unsupported("the tag section", 0),
        _ => {}
    }
    Ok(())
}

fn read_import(import: &wasmparser::Import<'_>, m: &mut Module) -> Result<(), E> {
    let kind = match &import.ty {
        TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
            m.funcs.push(*ty);
            ImportKind::Func(*ty)
        }
        TypeRef::Table(ty) => {
            let ty = table_type(ty)?;
            m.tables.push(TableDef { ty, init: None });
            ImportKind::Table(ty)
        }
        TypeRef::Memory(ty) => {
            let ty = memory_type(ty);
            m.memories.push(ty);
            ImportKind::Memory(ty)
        }
        TypeRef::Global(ty) => {
            let ty = global_type(ty)?;
            m.globals.push(GlobalDef { ty, init: None });
            ImportKind::Global(ty)
        }
        TypeRef::Tag(_) => return unsupported("an imported tag", 0),
    };
    m.imports.push(Import {
        module: import.module.to_owned(),
        name: import.name.to_owned(),
        kind,
    });
    Ok(())
}

fn read_element(segment: wasmparser::Element<'_>) -> Result<ElemSegment, E> {
    let (ty, items) = match segment.items {
        ElementItems::Functions(funcs) => {
            let items = funcs
                .into_iter()
                .map(|f| Ok(ConstExpr(vec![ConstOp::RefFunc(f?)])));
            (RefType::Func, items.collect::<Result<_, E>>()?)
        }
        ElementItems::Expressions(ty, exprs) => {
            let items = exprs.into_iter().map(|e| const_expr(&e?));
            (ref_type(ty)?, items.collect::<Result<_, E>>()?)
        }
    };
    let mode = match segment.kind {
        ElementKind::Passive => SegmentMode::Passive,
        ElementKind::Declared => SegmentMode::Declared,
        ElementKind::Active {
            table_index,
            offset_expr,
        } => SegmentMode::Active {
            index: table_index.unwrap_or(0),
            offset: const_expr(&offset_expr)?,
        },
    };
    Ok(ElemSegment { ty, mode, items })
}

/// The module's own name from the name section.
fn module_name(section: &wasmparser::CustomSectionReader<'_>) -> Option<String> {
    let wasmparser::KnownCustom::Name(subsections) = section.as_known() else {
        return None;
    };
    subsections.into_iter().flatten().find_map(|s| match s {
        wasmparser::Name::Module { name, .. } => Some(name.to_owned()),
        _ => None,
    })
}
