//! The table instructions, beside a model: references in a vector, indices in 128 bits.
#![no_main]
#![forbid(unsafe_code)]

use arbitrary::Arbitrary;
use include_wasm::rt::{
    Cx, Elem, callee, elem_drop, table_copy, table_copy_between, table_fill, table_get, table_grow,
    table_init, table_set, table_size,
};
use include_wasm::{FuncRef, Limits, Table, Trap, TrapCode};
use libfuzzer_sys::fuzz_target;

type Item = Option<FuncRef>;

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Number {
    Small(u8),
    /// Around the end of the table.
    End(i8),
    Any(u32),
}

impl Number {
    fn get(self, size: usize) -> i32 {
        match self {
            Number::Small(n) => i32::from(n),
            Number::End(n) => (size as i32).wrapping_add(i32::from(n)),
            Number::Any(n) => n as i32,
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Op {
    Get(Number),
    Set(Number, u32),
    Grow(Number, u32),
    Fill(Number, u32, Number),
    Copy(Number, Number, Number),
    CopyBetween(Number, Number, Number),
    Init(Number, Number, Number),
    Drop,
    Callee(Number),
}

fn range(len: usize, start: i32, count: i32) -> Option<std::ops::Range<usize>> {
    let start = u128::from(start as u32);
    let end = start + u128::from(count as u32);
    (end <= len as u128).then_some(start as usize..end as usize)
}

/// What the trap that is under way is, by way of the boundary.
fn code<T: std::fmt::Debug>(result: Option<T>, cx: &mut Cx) -> Result<T, TrapCode> {
    cx.finish(result, &[]).map_err(|trap: Trap| trap.code())
}

fuzz_target!(|input: (u8, u8, Vec<Op>)| {
    const LIMIT: u32 = 500;
    let (min, max, ops) = input;
    let (min, max) = (u32::from(min), 2 * u32::from(max));
    let limits = Limits::new().max_table_elements(LIMIT);
    let Ok(mut table) = Table::<FuncRef>::with_limits(min, Some(max), &limits) else {
        assert!(min > max.min(LIMIT));
        return;
    };
    let other = Table::<FuncRef>::new(3, None).expect("there is room");
    let mut cx = Cx::new(&limits, 1 << 20);
    let mut model: Vec<Item> = vec![None; min as usize];
    let segment: Vec<Item> = (0..9)
        .map(|i| FuncRef::new(i).filter(|_| i % 3 > 0))
        .collect();
    let (mut elem, mut left) = (Elem::new(segment.clone()), &segment[..]);
    for op in ops {
        let size = model.len();
        let n = |number: Number| number.get(size);
        let outside = Err(TrapCode::TableOutOfBounds);
        cx.begin();
        match op {
            Op::Get(i) => {
                let ours = table_get(n(i), &table, &mut cx);
                let theirs = model.get(n(i) as u32 as usize).copied();
                assert_eq!(code(ours, &mut cx), theirs.map_or(outside, Ok));
            }
            Op::Set(i, value) => {
                let value = FuncRef::new(value);
                let ours = table_set(n(i), value, &mut table, &mut cx);
                let theirs = model.get_mut(n(i) as u32 as usize);
                assert_eq!(code(ours, &mut cx).is_ok(), theirs.is_some());
                if let Some(item) = theirs {
                    *item = value;
                }
            }
            Op::Grow(count, value) => {
                let (count, value) = (n(count), FuncRef::new(value));
                let ours = table_grow(value, count, &mut table);
                let new = size as u64 + u64::from(count as u32);
                if new <= u64::from(max.min(LIMIT)) {
                    assert_eq!(ours, size as i32);
                    model.resize(new as usize, value);
                } else {
                    assert_eq!(ours, -1);
                }
            }
            Op::Fill(i, value, len) => {
                let value = FuncRef::new(value);
                let ours = table_fill(n(i), value, n(len), &mut table, &mut cx);
                let theirs = range(size, n(i), n(len));
                assert_eq!(code(ours, &mut cx).is_ok(), theirs.is_some());
                if let Some(r) = theirs {
                    model[r].fill(value);
                }
            }
            Op::Copy(to, from, len) => {
                let ours = table_copy(n(to), n(from), n(len), &mut table, &mut cx);
                let theirs = range(size, n(to), n(len)).zip(range(size, n(from), n(len)));
                assert_eq!(code(ours, &mut cx).is_ok(), theirs.is_some());
                if let Some((to, from)) = theirs {
                    let items = model[from].to_vec();
                    model[to].copy_from_slice(&items);
                }
            }
            Op::CopyBetween(to, from, len) => {
                let ours = table_copy_between(n(to), n(from), n(len), &mut table, &other, &mut cx);
                let theirs = range(size, n(to), n(len)).zip(range(3, n(from), n(len)));
                assert_eq!(code(ours, &mut cx).is_ok(), theirs.is_some());
                if let Some((to, _)) = theirs {
                    model[to].fill(None);
                }
            }
            Op::Init(to, from, len) => {
                let ours = table_init(n(to), n(from), n(len), &elem, &mut table, &mut cx);
                let theirs = range(size, n(to), n(len)).zip(range(left.len(), n(from), n(len)));
                assert_eq!(code(ours, &mut cx).is_ok(), theirs.is_some());
                if let Some((to, from)) = theirs {
                    model[to].copy_from_slice(&left[from]);
                }
            }
            Op::Drop => {
                elem_drop(&mut elem);
                left = &[];
            }
            Op::Callee(i) => {
                let ours = callee(n(i), &table, &mut cx);
                let theirs = match model.get(n(i) as u32 as usize) {
                    Some(Some(function)) => Ok(function.index()),
                    Some(None) => Err(TrapCode::UninitializedElement),
                    None => Err(TrapCode::UndefinedElement),
                };
                assert_eq!(code(ours, &mut cx), theirs);
            }
        }
        assert_eq!(table_size(&table) as usize, model.len());
    }
    assert_eq!(table.items(), model);
});
