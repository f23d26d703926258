//! Constant expressions and types, from wasmparser's form to ours.

use super::ReadError as E;
use crate::module::{ConstExpr, ConstOp};
use crate::types::{FuncType, GlobalType, Limits, MemoryType, RefType, TableType, ValType};
use wasmparser::Operator;

/// "Not supported" as a reader's error; the validator rejects these first, so this is a second line.
pub fn unsupported<T>(what: &str, offset: u64) -> Result<T, E> {
    Err(E {
        message: format!("{what} is not supported yet"),
        offset,
    })
}

pub fn val_type(ty: wasmparser::ValType) -> Result<ValType, E> {
    Ok(match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(r) => ValType::Ref(ref_type(r)?),
    })
}

pub fn ref_type(ty: wasmparser::RefType) -> Result<RefType, E> {
    match ty {
        wasmparser::RefType::FUNCREF => Ok(RefType::Func),
        wasmparser::RefType::EXTERNREF => Ok(RefType::Extern),
        other => unsupported(&format!("the reference type {other}"), 0),
    }
}

pub fn heap_type(ty: wasmparser::HeapType) -> Result<RefType, E> {
    match ty {
        wasmparser::HeapType::FUNC => Ok(RefType::Func),
        wasmparser::HeapType::EXTERN => Ok(RefType::Extern),
        other => unsupported(&format!("the heap type {other:?}"), 0),
    }
}

pub fn func_type(ty: &wasmparser::FuncType) -> Result<FuncType, E> {
    let list = |types: &[wasmparser::ValType]| {
        types
            .iter()
            .map(|t| val_type(*t))
            .collect::<Result<Vec<_>, E>>()
    };
    Ok(FuncType {
        params: list(ty.params())?,
        results: list(ty.results())?,
    })
}

pub fn memory_type(ty: &wasmparser::MemoryType) -> MemoryType {
    MemoryType {
        limits: Limits {
            min: ty.initial,
            max: ty.maximum,
        },
        shared: ty.shared,
    }
}

pub fn table_type(ty: &wasmparser::TableType) -> Result<TableType, E> {
    Ok(TableType {
        elem: ref_type(ty.element_type)?,
        limits: Limits {
            min: ty.initial,
            max: ty.maximum,
        },
    })
}

pub fn global_type(ty: &wasmparser::GlobalType) -> Result<GlobalType, E> {
    Ok(GlobalType {
        value: val_type(ty.content_type)?,
        mutable: ty.mutable,
    })
}

pub fn const_expr(expr: &wasmparser::ConstExpr<'_>) -> Result<ConstExpr, E> {
    let mut ops = Vec::new();
    let mut reader = expr.get_operators_reader();
    loop {
        let offset = reader.original_position();
        ops.push(match reader.read()? {
            Operator::End => return Ok(ConstExpr(ops)),
            Operator::I32Const { value } => ConstOp::I32(value),
            Operator::I64Const { value } => ConstOp::I64(value),
            Operator::F32Const { value } => ConstOp::F32(value.bits()),
            Operator::F64Const { value } => ConstOp::F64(value.bits()),
            Operator::V128Const { value } => ConstOp::V128(*value.bytes()),
            Operator::GlobalGet { global_index } => ConstOp::Global(global_index),
            Operator::RefNull { hty } => ConstOp::RefNull(heap_type(hty)?),
            Operator::RefFunc { function_index } => ConstOp::RefFunc(function_index),
            Operator::I32Add => ConstOp::I32Add,
            Operator::I32Sub => ConstOp::I32Sub,
            Operator::I32Mul => ConstOp::I32Mul,
            Operator::I64Add => ConstOp::I64Add,
            Operator::I64Sub => ConstOp::I64Sub,
            Operator::I64Mul => ConstOp::I64Mul,
            _ => return unsupported("this operator in a constant expression", offset),
        });
    }
}
