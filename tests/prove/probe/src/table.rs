//! Table instructions, for both types of references.

use crate::probes;
use include_wasm::rt::{self, Cx, Elem, ExternRef, FuncRef, Table};

probes! {
    table_get_funcref = table_get(i: i32, t: &Table<FuncRef>, cx: &mut Cx) -> Option<Option<FuncRef>>;
    table_set_funcref = table_set(i: i32, value: Option<FuncRef>, t: &mut Table<FuncRef>, cx: &mut Cx) -> Option<()>;
    table_size_funcref = table_size(t: &Table<FuncRef>) -> i32;
    table_grow_funcref = table_grow(value: Option<FuncRef>, count: i32, t: &mut Table<FuncRef>) -> i32;
    table_fill_funcref = table_fill(i: i32, value: Option<FuncRef>, len: i32, t: &mut Table<FuncRef>, cx: &mut Cx) -> Option<()>;
    table_copy_funcref = table_copy(dst: i32, src: i32, len: i32, t: &mut Table<FuncRef>, cx: &mut Cx) -> Option<()>;
    table_copy_between_funcref = table_copy_between(dst: i32, src: i32, len: i32, to: &mut Table<FuncRef>, from: &Table<FuncRef>, cx: &mut Cx) -> Option<()>;
    table_init_funcref = table_init(dst: i32, src: i32, len: i32, elem: &Elem<FuncRef>, t: &mut Table<FuncRef>, cx: &mut Cx) -> Option<()>;
    table_get_externref = table_get(i: i32, t: &Table<ExternRef>, cx: &mut Cx) -> Option<Option<ExternRef>>;
    table_set_externref = table_set(i: i32, value: Option<ExternRef>, t: &mut Table<ExternRef>, cx: &mut Cx) -> Option<()>;
    table_size_externref = table_size(t: &Table<ExternRef>) -> i32;
    table_grow_externref = table_grow(value: Option<ExternRef>, count: i32, t: &mut Table<ExternRef>) -> i32;
    table_fill_externref = table_fill(i: i32, value: Option<ExternRef>, len: i32, t: &mut Table<ExternRef>, cx: &mut Cx) -> Option<()>;
    table_copy_externref = table_copy(dst: i32, src: i32, len: i32, t: &mut Table<ExternRef>, cx: &mut Cx) -> Option<()>;
    table_copy_between_externref = table_copy_between(dst: i32, src: i32, len: i32, to: &mut Table<ExternRef>, from: &Table<ExternRef>, cx: &mut Cx) -> Option<()>;
    table_init_externref = table_init(dst: i32, src: i32, len: i32, elem: &Elem<ExternRef>, t: &mut Table<ExternRef>, cx: &mut Cx) -> Option<()>;
    callee_funcref = callee(i: i32, t: &Table<FuncRef>, cx: &mut Cx) -> Option<u32>;
    ref_func_funcref = ref_func(index: u32) -> Option<FuncRef>;
    is_null_funcref = ref_is_null_funcref(r: Option<FuncRef>) -> i32;
    is_null_externref = ref_is_null_externref(r: Option<ExternRef>) -> i32;
}
