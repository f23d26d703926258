//! Loops that look for bytes, or for the first two that differ, in the shapes that compilers give `strlen`, `memchr`, `strcmp`
//! and the like: one or two bytes a round, up to two stops, with and without a counter.

use test_differential_player::Rng;
use wasm_encoder::{BlockType, Function, Instruction as I, MemArg, ValType};

// Parameters: two places, a byte, and a number of rounds.
const PLACES: [u32; 2] = [0, 1];
const STOP: u32 = 2;
const ROUNDS: u32 = 3;
const INDEX: u32 = 4;
const BYTES: [u32; 2] = [5, 6];

/// How a loop is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counter {
    None,
    First,
    Last,
}

/// A function of four `i32`s that ends with such loops; its result says where they ended.
pub fn function(rng: &mut Rng) -> Function {
    let mut code = Vec::new();
    for place in PLACES {
        prologue(place, rng, &mut code);
    }
    code.extend([I::LocalGet(STOP), I::I32Const(255), I::I32And]);
    code.push(I::LocalSet(STOP));
    let mask = *rng.pick(&[15, 127, 1023]);
    code.extend([I::LocalGet(ROUNDS), I::I32Const(mask), I::I32And]);
    code.push(I::LocalSet(ROUNDS));
    for _ in 0..1 + rng.below(2) {
        search(rng, &mut code);
    }
    code.extend([I::LocalGet(PLACES[0]), I::LocalGet(INDEX), I::I32Add]);
    code.extend([I::I64ExtendI32U, I::I64Const(32), I::I64Shl]);
    code.extend([I::LocalGet(PLACES[1]), I::LocalGet(ROUNDS), I::I32Xor]);
    for byte in BYTES {
        code.extend([I::I32Const(8), I::I32Shl, I::LocalGet(byte), I::I32Xor]);
    }
    code.extend([I::I64ExtendI32U, I::I64Xor, I::End]);
    let mut function = Function::new([(3, ValType::I32)]);
    for instruction in &code {
        function.instruction(instruction);
    }
    function
}

/// Near the end of memory, near its start, or anywhere.
fn prologue(place: u32, rng: &mut Rng, code: &mut Vec<I<'static>>) {
    let masked = [I::LocalGet(place), I::I32Const(0xfff), I::I32And];
    match rng.below(4) {
        0 => {
            code.extend([I::MemorySize(0), I::I32Const(16), I::I32Shl]);
            code.extend(masked);
            code.extend([I::I32Sub, I::LocalSet(place)]);
        }
        1 => {}
        _ => {
            code.extend(masked);
            code.push(I::LocalSet(place));
        }
    }
}

fn search(rng: &mut Rng, code: &mut Vec<I<'static>>) {
    let pair = rng.one_in(2);
    let stops = if pair { rng.below(3) } else { 1 + rng.below(2) };
    let indexed = rng.one_in(2);
    let counter = *rng.pick(&[Counter::None, Counter::First, Counter::Last]);
    let used = &PLACES[..if pair { 2 } else { 1 }];
    code.extend([I::I32Const(0), I::LocalSet(INDEX)]);
    code.extend([I::Block(BlockType::Empty), I::Loop(BlockType::Empty)]);
    if counter == Counter::First {
        count(indexed, rng, code);
        code.extend([I::I32Eqz, I::BrIf(1)]);
    }
    let mut tests = Vec::new();
    for (place, byte) in used.iter().zip(BYTES) {
        code.push(I::LocalGet(*place));
        if indexed {
            code.extend([I::LocalGet(INDEX), I::I32Add]);
        }
        let offset = *rng.pick(&[0, 0, 0, 1, 5, 4000, 0xffff_fff0]);
        code.push(I::I32Load8U(MemArg {
            offset,
            align: 0,
            target: wasm_encoder::MemArgTarget::Memory(0),
            ordering: None,
        }));
        code.push(I::LocalSet(byte));
        // Which bytes stops are compared with.
        if rng.one_in(2) {
            tests.push(byte);
        }
    }
    for k in 0..stops {
        let byte = *tests.get(k).unwrap_or(&BYTES[0]);
        code.push(I::LocalGet(byte));
        match rng.below(4) {
            0 => code.push(I::I32Eqz),
            1 => code.extend([I::LocalGet(STOP), I::I32Eq]),
            2 => code.extend([I::I32Const(rng.below(256)), I::I32Eq]),
            _ => code.extend([I::I32Const(1), I::I32Ne, I::I32Eqz]),
        }
        code.push(I::BrIf(1));
    }
    if pair {
        code.extend(BYTES.map(I::LocalGet));
        match rng.one_in(2) {
            true => code.push(I::I32Ne),
            false => code.extend([I::I32Eq, I::I32Eqz]),
        }
        code.push(I::BrIf(1));
    }
    let moves = if indexed { &[INDEX][..] } else { used };
    for local in moves {
        code.extend([I::LocalGet(*local), I::I32Const(1), I::I32Add]);
        code.push(I::LocalSet(*local));
    }
    if counter == Counter::Last {
        count(indexed, rng, code);
        code.push(I::BrIf(0));
    } else {
        code.push(I::Br(0));
    }
    code.extend([I::End, I::End]);
}

/// Whether there is a round left; the other way of counting counts down.
fn count(indexed: bool, rng: &mut Rng, code: &mut Vec<I<'static>>) {
    if indexed {
        let compare = [I::I32LtU, I::I32LtS, I::I32Ne];
        code.extend([I::LocalGet(INDEX), I::LocalGet(ROUNDS)]);
        code.push(rng.pick(&compare).clone());
    } else {
        code.extend([I::LocalGet(ROUNDS), I::I32Const(-1), I::I32Add]);
        code.push(I::LocalTee(ROUNDS));
    }
}
