//! Memory instructions.

use crate::probes;
use include_wasm::rt::{self, Data, Memory, V128};

probes! {
    i32_load(a: i32, offset: u32, m: &[u8]) -> Option<i32>;
    i32_store(a: i32, v: i32, offset: u32, m: &mut [u8]) -> Option<()>;
    i32_load8_s(a: i32, offset: u32, m: &[u8]) -> Option<i32>;
    i32_load8_u(a: i32, offset: u32, m: &[u8]) -> Option<i32>;
    i32_store8(a: i32, v: i32, offset: u32, m: &mut [u8]) -> Option<()>;
    i32_load16_s(a: i32, offset: u32, m: &[u8]) -> Option<i32>;
    i32_load16_u(a: i32, offset: u32, m: &[u8]) -> Option<i32>;
    i32_store16(a: i32, v: i32, offset: u32, m: &mut [u8]) -> Option<()>;
    i64_load(a: i32, offset: u32, m: &[u8]) -> Option<i64>;
    i64_store(a: i32, v: i64, offset: u32, m: &mut [u8]) -> Option<()>;
    i64_load8_s(a: i32, offset: u32, m: &[u8]) -> Option<i64>;
    i64_load8_u(a: i32, offset: u32, m: &[u8]) -> Option<i64>;
    i64_store8(a: i32, v: i64, offset: u32, m: &mut [u8]) -> Option<()>;
    i64_load16_s(a: i32, offset: u32, m: &[u8]) -> Option<i64>;
    i64_load16_u(a: i32, offset: u32, m: &[u8]) -> Option<i64>;
    i64_store16(a: i32, v: i64, offset: u32, m: &mut [u8]) -> Option<()>;
    i64_load32_s(a: i32, offset: u32, m: &[u8]) -> Option<i64>;
    i64_load32_u(a: i32, offset: u32, m: &[u8]) -> Option<i64>;
    i64_store32(a: i32, v: i64, offset: u32, m: &mut [u8]) -> Option<()>;
    f32_load(a: i32, offset: u32, m: &[u8]) -> Option<f32>;
    f32_store(a: i32, v: f32, offset: u32, m: &mut [u8]) -> Option<()>;
    f64_load(a: i32, offset: u32, m: &[u8]) -> Option<f64>;
    f64_store(a: i32, v: f64, offset: u32, m: &mut [u8]) -> Option<()>;
    v128_load(a: i32, offset: u32, m: &[u8]) -> Option<V128>;
    v128_store(a: i32, v: V128, offset: u32, m: &mut [u8]) -> Option<()>;
    memory_size(m: &[u8]) -> i32;
    memory_grow(delta: i32, m: &mut Memory) -> i32;
    memory_grow_fixed(delta: i32, m: &[u8]) -> i32;
    memory_fill(dst: i32, value: i32, len: i32, m: &mut [u8]) -> Option<()>;
    memory_copy(dst: i32, src: i32, len: i32, m: &mut [u8]) -> Option<()>;
    memory_copy_between(dst: i32, src: i32, len: i32, to: &mut [u8], from: &[u8]) -> Option<()>;
    memory_init(dst: i32, src: i32, len: i32, data: &[u8], m: &mut [u8]) -> Option<()>;
    data_drop(data: &mut Data) -> ();
}
