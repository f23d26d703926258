//! Where rustc puts what the statements speak of: fields of types, numbers of trap codes.

use include_wasm::rt::{Cx, Data, ExternRef, FuncRef, Memory, Table, TrapCode};

/// The bytes of a memory.
#[inline(never)]
pub fn memory_bytes(m: &Memory) -> &[u8] {
    m.bytes()
}

/// The most pages of a memory.
#[inline(never)]
pub fn memory_max(m: &Memory) -> u32 {
    m.max_pages()
}

/// The elements of a table.
#[inline(never)]
pub fn table_items_funcref(t: &Table<FuncRef>) -> &[Option<FuncRef>] {
    t.items()
}

/// The elements of a table.
#[inline(never)]
pub fn table_items_externref(t: &Table<ExternRef>) -> &[Option<ExternRef>] {
    t.items()
}

/// The most elements of a table.
#[inline(never)]
pub fn table_max_funcref(t: &Table<FuncRef>) -> u32 {
    t.max()
}

/// The most elements of a table.
#[inline(never)]
pub fn table_max_externref(t: &Table<ExternRef>) -> u32 {
    t.max()
}

/// The bytes of a passive segment.
#[inline(never)]
pub fn data_bytes(d: &Data) -> &[u8] {
    d.bytes()
}

/// The fuel of a context.
#[inline(never)]
pub fn fuel_left(cx: &Cx) -> u64 {
    cx.fuel_left()
}

macro_rules! codes {
    ($($name:ident = $code:ident;)*) => {$(
        #[inline(never)]
        pub fn $name() -> TrapCode {
            TrapCode::$code
        }
    )*};
}

codes! {
    code_unreachable = Unreachable;
    code_integer_division_by_zero = IntegerDivisionByZero;
    code_integer_overflow = IntegerOverflow;
    code_invalid_conversion = InvalidConversion;
    code_table_out_of_bounds = TableOutOfBounds;
    code_undefined_element = UndefinedElement;
    code_uninitialized_element = UninitializedElement;
    code_type_mismatch = IndirectCallTypeMismatch;
    code_out_of_memory = OutOfMemory;
    code_link = Link;
    code_out_of_fuel = OutOfFuel;
    code_stack_overflow = StackOverflow;
}
