//! Where rustc puts what the statements speak of: fields of types, numbers of trap codes.

use include_wasm::rt::{
    self, Cx, Data, Elem, ExternRef, FuncRef, Memory, Table, TrapCode, V128, Window,
};

/// A window from 984 to 1024, of which the first round's base is 16 bytes behind the start.
#[inline(never)]
pub fn window_parts(w: &mut Window, m: &[u8]) {
    if let Some(made) = rt::window(1000, -8, 24, 3, m) {
        *w = made;
    }
}

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

/// The elements of a vector.
#[inline(never)]
pub fn vec_items_funcref(v: &Vec<Option<FuncRef>>) -> &[Option<FuncRef>] {
    v
}

/// The elements of a vector.
#[inline(never)]
pub fn vec_items_externref(v: &Vec<Option<ExternRef>>) -> &[Option<ExternRef>] {
    v
}

/// A segment is laid out as the vector that it is made of.
#[inline(never)]
pub fn elem_funcref(v: Vec<Option<FuncRef>>) -> Elem<FuncRef> {
    Elem::new(v)
}

/// A segment is laid out as the vector that it is made of.
#[inline(never)]
pub fn elem_externref(v: Vec<Option<ExternRef>>) -> Elem<ExternRef> {
    Elem::new(v)
}

/// The index that `call_indirect` is to give.
#[inline(never)]
pub fn funcref_index(f: FuncRef) -> u32 {
    f.index()
}

macro_rules! options {
    ($($none:ident, $some:ident: $t:ty;)*) => {$(
        #[inline(never)]
        pub fn $none() -> Option<$t> {
            None
        }

        #[inline(never)]
        pub fn $some(value: $t) -> Option<$t> {
            Some(value)
        }
    )*};
}

// How results are told apart.
options! {
    none_unit, some_unit: ();
    none_i32, some_i32: i32;
    none_u32, some_u32: u32;
    none_i64, some_i64: i64;
    none_f32, some_f32: f32;
    none_f64, some_f64: f64;
    none_v128, some_v128: V128;
    none_funcref, some_funcref: FuncRef;
    none_externref, some_externref: ExternRef;
    none_option_funcref, some_option_funcref: Option<FuncRef>;
    none_option_externref, some_option_externref: Option<ExternRef>;
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
    code_unaligned_atomic = UnalignedAtomic;
    code_expected_shared_memory = ExpectedSharedMemory;
}
