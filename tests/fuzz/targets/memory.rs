//! The memory instructions and the host's views, beside a model that has no cleverness: bytes in a vector, addresses in
//! 128 bits.
#![no_main]
#![forbid(unsafe_code)]

use arbitrary::Arbitrary;
use include_wasm::rt::{
    Data, data_drop, f64_load, f64_store, i32_load8_s, i32_load16_u, i32_store16, i64_load,
    i64_load32_s, i64_store, i64_store8, memory_copy, memory_fill, memory_grow, memory_init,
    memory_size,
};
use include_wasm::{Limits, Memory, MemoryError};
use libfuzzer_sys::fuzz_target;

const PAGE: usize = 65536;
const SEGMENT: &[u8] = b"0123456789abcdef0123456789abcdef";

/// An address or a length: often near the ends of something.
#[derive(Arbitrary, Debug, Clone, Copy)]
enum Number {
    Small(u8),
    /// Around the end of the memory.
    End(i8),
    /// Around 2^32.
    Far(u8),
    Any(u32),
}

impl Number {
    fn get(self, size: usize) -> u32 {
        match self {
            Number::Small(n) => u32::from(n),
            Number::End(n) => (size as u32).wrapping_add_signed(i32::from(n)),
            Number::Far(n) => u32::MAX - u32::from(n),
            Number::Any(n) => n,
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Op {
    Load(u8, Number, Number),
    Store(u8, Number, Number, u64),
    Fill(Number, u8, Number),
    Copy(Number, Number, Number),
    Init(Number, Number, Number),
    Drop,
    Grow(Number),
    Slice(Number, Number),
    CStr(Number),
    Write(Number, Vec<u8>),
    Clone,
}

/// `len` bytes at an address that is the sum of these, if they are all there.
fn place(model: &[u8], address: u32, offset: u32, len: u128) -> Option<std::ops::Range<usize>> {
    let start = u128::from(address) + u128::from(offset);
    let end = start + len;
    (end <= model.len() as u128).then_some(start as usize..end as usize)
}

fn word(bytes: &[u8]) -> u64 {
    let low = bytes.iter().rev();
    low.fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fuzz_target!(|input: (u8, u8, Vec<Op>)| {
    let (min, max, ops) = input;
    let (min, max) = (u32::from(min % 3), u32::from(max % 6));
    let limits = Limits::new().max_memory_pages(4);
    let Ok(mut memory) = Memory::with_limits(min, Some(max), &limits) else {
        assert!(min > max.min(4));
        return;
    };
    let mut model = vec![0; min as usize * PAGE];
    let (mut data, mut segment) = (Data::new(SEGMENT), SEGMENT);
    for op in ops {
        let size = model.len();
        let n = |number: Number| number.get(size);
        match op {
            Op::Load(kind, a, o) => {
                let (a, o) = (n(a), n(o));
                let m = memory.bytes();
                let (len, ours) = match kind % 5 {
                    0 => (1, i32_load8_s(a as i32, o, m).map(|v| v as u8 as u64)),
                    1 => (2, i32_load16_u(a as i32, o, m).map(|v| v as u64)),
                    2 => (4, i64_load32_s(a as i32, o, m).map(|v| v as u32 as u64)),
                    3 => (8, i64_load(a as i32, o, m).map(|v| v as u64)),
                    _ => (8, f64_load(a as i32, o, m).map(f64::to_bits)),
                };
                let theirs = place(&model, a, o, len).map(|r| word(&model[r]));
                assert_eq!(ours, theirs);
            }
            Op::Store(kind, a, o, value) => {
                let (a, o) = (n(a), n(o));
                let m = memory.bytes_mut();
                let (len, ours) = match kind % 4 {
                    0 => (1, i64_store8(a as i32, value as i64, o, m)),
                    1 => (2, i32_store16(a as i32, value as i32, o, m)),
                    2 => (8, i64_store(a as i32, value as i64, o, m)),
                    _ => (8, f64_store(a as i32, f64::from_bits(value), o, m)),
                };
                let theirs = place(&model, a, o, len);
                assert_eq!(ours.is_some(), theirs.is_some());
                if let Some(r) = theirs {
                    model[r].copy_from_slice(&value.to_le_bytes()[..len as usize]);
                }
            }
            Op::Fill(a, value, len) => {
                let (a, len) = (n(a), n(len));
                let ours = memory_fill(a as i32, i32::from(value), len as i32, memory.bytes_mut());
                let theirs = place(&model, a, 0, u128::from(len));
                assert_eq!(ours.is_some(), theirs.is_some());
                if let Some(r) = theirs {
                    model[r].fill(value);
                }
            }
            Op::Copy(to, from, len) => {
                let (to, from, len) = (n(to), n(from), n(len));
                let ours = memory_copy(to as i32, from as i32, len as i32, memory.bytes_mut());
                let ranges = place(&model, to, 0, u128::from(len)).zip(place(
                    &model,
                    from,
                    0,
                    u128::from(len),
                ));
                assert_eq!(ours.is_some(), ranges.is_some());
                if let Some((to, from)) = ranges {
                    let bytes = model[from].to_vec();
                    model[to].copy_from_slice(&bytes);
                }
            }
            Op::Init(to, from, len) => {
                let (to, from, len) = (n(to), n(from), n(len));
                let m = memory.bytes_mut();
                let ours = memory_init(to as i32, from as i32, len as i32, data.bytes(), m);
                let ranges = place(&model, to, 0, u128::from(len)).zip(place(
                    segment,
                    from,
                    0,
                    u128::from(len),
                ));
                assert_eq!(ours.is_some(), ranges.is_some());
                if let Some((to, from)) = ranges {
                    model[to].copy_from_slice(&segment[from]);
                }
            }
            Op::Drop => {
                data_drop(&mut data);
                segment = &[];
            }
            Op::Grow(delta) => {
                let delta = n(delta) % 8;
                let old = (size / PAGE) as u32;
                let ours = memory_grow(delta as i32, &mut memory);
                if old + delta <= max.min(4) {
                    assert_eq!(ours, old as i32);
                    model.resize((old + delta) as usize * PAGE, 0);
                } else {
                    assert_eq!(ours, -1);
                }
                assert_eq!(memory_size(memory.bytes()) as usize, model.len() / PAGE);
            }
            Op::Slice(a, len) => {
                let (a, len) = (n(a), n(len));
                let theirs = place(&model, a, 0, u128::from(len));
                match (memory.slice(a, len), theirs) {
                    (Ok(ours), Some(r)) => {
                        assert_eq!(ours, &model[r.clone()]);
                        let text = std::str::from_utf8(&model[r]).ok();
                        assert_eq!(memory.str(a, len).ok(), text);
                    }
                    (Err(MemoryError::OutOfBounds { .. }), None) => {
                        assert!(memory.str(a, len).is_err());
                    }
                    other => panic!("{other:?}"),
                }
            }
            Op::CStr(a) => {
                let a = n(a);
                let rest = model.get(a as usize..);
                let end = rest.and_then(|rest| rest.iter().position(|byte| *byte == 0));
                let theirs = rest.zip(end).map(|(rest, end)| &rest[..end]);
                assert_eq!(memory.c_str(a).ok().map(|s| s.to_bytes()), theirs);
            }
            Op::Write(a, bytes) => {
                let a = n(a);
                let ours = memory.write_slice(a, &bytes);
                let theirs = place(&model, a, 0, bytes.len() as u128);
                assert_eq!(ours.is_ok(), theirs.is_some());
                if let Some(r) = theirs {
                    model[r].copy_from_slice(&bytes);
                }
            }
            Op::Clone => memory = memory.try_clone().expect("there is room"),
        }
    }
    assert!(memory.bytes() == model);
});
