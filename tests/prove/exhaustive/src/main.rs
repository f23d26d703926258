//! Runs every unary operator on 32-bit floats, and every conversion from 32 bits to a float, on all 2^32 inputs.
//!
//! The results of the machine code that rustc made are compared with [`reference`], which computes with integers
//! only. `cargo run --release` in this folder; arguments select operators by name.

mod reference;

use include_wasm::Limits;
use include_wasm::rt::{self, Cx};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// What an operator gives: bits, or a trap.
type Outcome = Result<u64, &'static str>;

/// An operator on 32 bits.
struct Operator {
    name: &'static str,
    /// The runtime's, on a range of inputs: the number of results that differ, and the first input of those.
    check: fn(std::ops::Range<u64>) -> (u64, Option<u32>),
}

macro_rules! operators {
    ($($name:ident: $expected:expr, $actual:expr;)*) => {
        &[$(Operator {
            name: stringify!($name),
            check: |range| {
                let mut cx = Cx::new(&Limits::new(), 1 << 20);
                compare(range, $expected, |bits| $actual(bits, &mut cx))
            },
        }),*]
    };
}

/// Compares on a range of inputs. A NaN is right if the reference accepts its bits.
#[inline(always)]
fn compare(
    range: std::ops::Range<u64>,
    expected: impl Fn(u32) -> Expected,
    mut actual: impl FnMut(u32) -> Outcome,
) -> (u64, Option<u32>) {
    let (mut wrong, mut first) = (0, None);
    for bits in range {
        let bits = bits as u32;
        if !expected(bits).accepts(actual(black_box(bits))) {
            wrong += 1;
            first = first.or(Some(bits));
        }
    }
    (wrong, first)
}

/// What the specification says.
pub enum Expected {
    /// These bits.
    Bits(u64),
    /// A NaN of a width; canonical or only quiet.
    Nan { wide: bool, canonical: bool },
    /// A trap, by the words of the specification suite.
    Trap(&'static str),
}

impl Expected {
    #[inline(always)]
    fn accepts(&self, actual: Outcome) -> bool {
        match (self, actual) {
            (Expected::Bits(bits), Ok(actual)) => *bits == actual,
            (Expected::Nan { wide, canonical }, Ok(actual)) => {
                let (sign, quiet) = if *wide {
                    (1 << 63, 0x7FF8_0000_0000_0000)
                } else {
                    (1 << 31, 0x7FC0_0000)
                };
                if *canonical {
                    actual & !sign == quiet
                } else {
                    actual & quiet == quiet
                }
            }
            (Expected::Trap(_), Err(_)) => true,
            _ => false,
        }
    }
}

fn bits32(value: f32) -> Outcome {
    Ok(u64::from(value.to_bits()))
}

/// A trap's code is proved elsewhere; here only that there is one.
fn trap<T>(value: Option<T>, bits: impl FnOnce(T) -> u64) -> Outcome {
    value.map(bits).ok_or("trap")
}

const OPERATORS: &[Operator] = operators! {
    f32_abs: reference::abs, |a, _: &mut Cx| bits32(rt::f32_abs(f32::from_bits(a)));
    f32_neg: reference::neg, |a, _: &mut Cx| bits32(rt::f32_neg(f32::from_bits(a)));
    f32_ceil: reference::ceil, |a, _: &mut Cx| bits32(rt::f32_ceil(f32::from_bits(a)));
    f32_floor: reference::floor, |a, _: &mut Cx| bits32(rt::f32_floor(f32::from_bits(a)));
    f32_trunc: reference::trunc, |a, _: &mut Cx| bits32(rt::f32_trunc(f32::from_bits(a)));
    f32_nearest: reference::nearest, |a, _: &mut Cx| bits32(rt::f32_nearest(f32::from_bits(a)));
    f32_sqrt: reference::sqrt, |a, _: &mut Cx| bits32(rt::f32_sqrt(f32::from_bits(a)));
    f32_sqrt_plain: reference::sqrt, |a, _: &mut Cx| bits32(rt::f32_sqrt_plain(f32::from_bits(a)));
    f64_promote_f32: reference::promote, |a, _: &mut Cx| Ok(rt::f64_promote_f32(f32::from_bits(a)).to_bits());
    i32_reinterpret_f32: |a| Expected::Bits(a.into()),
        |a, _: &mut Cx| Ok(u64::from(rt::i32_reinterpret_f32(f32::from_bits(a)) as u32));
    f32_reinterpret_i32: |a| Expected::Bits(a.into()), |a, _: &mut Cx| bits32(rt::f32_reinterpret_i32(a as i32));
    i32_trunc_sat_f32_s: |a| reference::saturate(a, 32, true),
        |a, _: &mut Cx| Ok(u64::from(rt::i32_trunc_sat_f32_s(f32::from_bits(a)) as u32));
    i32_trunc_sat_f32_u: |a| reference::saturate(a, 32, false),
        |a, _: &mut Cx| Ok(u64::from(rt::i32_trunc_sat_f32_u(f32::from_bits(a)) as u32));
    i64_trunc_sat_f32_s: |a| reference::saturate(a, 64, true),
        |a, _: &mut Cx| Ok(rt::i64_trunc_sat_f32_s(f32::from_bits(a)) as u64);
    i64_trunc_sat_f32_u: |a| reference::saturate(a, 64, false),
        |a, _: &mut Cx| Ok(rt::i64_trunc_sat_f32_u(f32::from_bits(a)) as u64);
    i32_trunc_f32_s: |a| reference::truncate(a, 32, true),
        |a, cx: &mut Cx| trap(rt::i32_trunc_f32_s(f32::from_bits(a), cx), |v| u64::from(v as u32));
    i32_trunc_f32_u: |a| reference::truncate(a, 32, false),
        |a, cx: &mut Cx| trap(rt::i32_trunc_f32_u(f32::from_bits(a), cx), |v| u64::from(v as u32));
    i64_trunc_f32_s: |a| reference::truncate(a, 64, true),
        |a, cx: &mut Cx| trap(rt::i64_trunc_f32_s(f32::from_bits(a), cx), |v| v as u64);
    i64_trunc_f32_u: |a| reference::truncate(a, 64, false),
        |a, cx: &mut Cx| trap(rt::i64_trunc_f32_u(f32::from_bits(a), cx), |v| v as u64);
    f32_convert_i32_s: |a| reference::convert(i64::from(a as i32)), |a, _: &mut Cx| bits32(rt::f32_convert_i32_s(a as i32));
    f32_convert_i32_u: |a| reference::convert(i64::from(a)), |a, _: &mut Cx| bits32(rt::f32_convert_i32_u(a as i32));
};

/// Inputs that one thread takes at a time.
const CHUNK: u64 = 1 << 24;

/// All inputs, over all processors.
fn exhaust(operator: &Operator) -> (u64, Option<u32>) {
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let work = || {
            let (mut wrong, mut first) = (0, None);
            loop {
                let start = next.fetch_add(CHUNK, Ordering::Relaxed);
                if start >= 1 << 32 {
                    return (wrong, first);
                }
                let (w, f) = (operator.check)(start..start + CHUNK);
                wrong += w;
                first = first.or(f);
            }
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles
            .into_iter()
            .fold((0, None), |(wrong, first), handle| {
                let (w, f) = handle.join().expect("no panic");
                (wrong + w, first.or(f))
            })
    })
}

fn main() -> std::process::ExitCode {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let mut failed = false;
    let all = Instant::now();
    for operator in OPERATORS {
        if !only.is_empty() && !only.iter().any(|o| o == operator.name) {
            continue;
        }
        let start = Instant::now();
        let (wrong, first) = exhaust(operator);
        println!(
            "{}: {wrong} of 2^32 differ, {:.1} s",
            operator.name,
            start.elapsed().as_secs_f64()
        );
        if let Some(bits) = first {
            println!("  for example {bits:#010x} ({:?})", f32::from_bits(bits));
            failed = true;
        }
    }
    println!("{:.0} s in all", all.elapsed().as_secs_f64());
    std::process::ExitCode::from(u8::from(failed))
}
