//! The bodies of [`program`](super::program): nested counted loops in the shapes that compilers give them, with affine
//! accesses, several steps unrolled into one, and exits in the middle.

use test_differential_player::Rng;
use wasm_encoder::{BlockType, Function, Instruction as I, MemArg, MemArgTarget, ValType};

use ValType::{F32, F64, I32, I64};

/// The body of one function.
///
/// Locals: parameters `a b c n`; per loop depth a counter and a pointer; an accumulator and a scratch local per type.
pub struct Body<'r> {
    code: Vec<I<'static>>,
    rng: &'r mut Rng,
    /// Loops that are open.
    depth: u32,
    /// Accesses and iterations are multiplied by nesting; a budget keeps functions small.
    budget: u32,
}

/// Deepest nest of loops.
const LOOPS: u32 = 3;

/// Steps of a loop, at most; a power of two.
const TRIPS: i32 = 32;

const COUNTERS: u32 = Body::PARAMS;
const POINTERS: u32 = COUNTERS + LOOPS;
const ACCUMULATORS: u32 = POINTERS + LOOPS;
const SCRATCH: u32 = ACCUMULATORS + 4;

fn place(ty: ValType) -> u32 {
    match ty {
        I32 => 0,
        I64 => 1,
        F32 => 2,
        _ => 3,
    }
}

impl<'r> Body<'r> {
    /// Three addresses and a length.
    pub const PARAMS: u32 = 4;

    /// A function with a result of this type. `grows`: it may grow the memory between its loops.
    pub fn function(result: ValType, grows: bool, rng: &'r mut Rng) -> Function {
        let mut body = Body {
            code: Vec::new(),
            rng,
            depth: 0,
            budget: 14,
        };
        body.prologue();
        for _ in 0..1 + body.rng.below(3) {
            body.counted_loop(result);
            if grows && body.rng.one_in(4) {
                body.code
                    .extend([I::I32Const(1), I::MemoryGrow(0), I::GlobalSet(0)]);
            }
        }
        body.code.push(I::LocalGet(ACCUMULATORS + place(result)));
        body.canonical(result);
        body.code.push(I::End);
        let mut locals = vec![(2 * LOOPS, I32)];
        for _ in [ACCUMULATORS, SCRATCH] {
            locals.extend([(1, I32), (1, I64), (1, F32), (1, F64)]);
        }
        let mut function = Function::new(locals);
        for instruction in &body.code {
            function.instruction(instruction);
        }
        function
    }

    /// Puts the addresses somewhere interesting.
    fn prologue(&mut self) {
        for base in 0..3 {
            let near_end = [
                I::MemorySize(0),
                I::I32Const(16),
                I::I32Shl,
                I::LocalGet(base),
                I::I32Const(1023),
                I::I32And,
                I::I32Sub,
                I::LocalSet(base),
            ];
            let masked = |mask| {
                [
                    I::LocalGet(base),
                    I::I32Const(mask),
                    I::I32And,
                    I::LocalSet(base),
                ]
            };
            match self.rng.below(5) {
                0 => self.code.extend(near_end),
                1 => self.code.extend(masked(0xfff)),
                2 => self.code.extend(masked(0x3fc)),
                3 => self.code.extend(masked(0xffff)),
                _ => {}
            }
        }
        let mask = *self.rng.pick(&[TRIPS - 1, TRIPS - 4, 15]);
        self.code
            .extend([I::LocalGet(3), I::I32Const(mask), I::I32And, I::LocalSet(3)]);
    }

    /// One loop, of one of the usual forms.
    fn counted_loop(&mut self, ty: ValType) {
        let (i, p) = (COUNTERS + self.depth, POINTERS + self.depth);
        let step = *self.rng.pick(&[1, 1, 1, 2, 4]);
        let base = self.rng.below(3) as u32;
        self.code.extend([I::LocalGet(base), I::LocalSet(p)]);
        let form = self.rng.below(5);
        // `block` to leave the loop by.
        self.code.push(I::Block(BlockType::Empty));
        match form {
            // for (i = 0; i < n; i += step)
            0 => {
                self.code.extend([I::I32Const(0), I::LocalSet(i)]);
                self.code.push(I::Loop(BlockType::Empty));
                self.code
                    .extend([I::LocalGet(i), I::LocalGet(3), I::I32GeS, I::BrIf(1)]);
                self.steps(ty, step);
                self.advance(i, step);
                self.code.push(I::Br(0));
                self.code.push(I::End);
            }
            // if (n) do … while ((i += step) < n)
            1 => {
                let compare = self.rng.pick(&[I::I32LtU, I::I32LtS]).clone();
                self.code.extend([
                    I::LocalGet(3),
                    I::I32Eqz,
                    I::BrIf(0),
                    I::I32Const(0),
                    I::LocalSet(i),
                ]);
                self.code.push(I::Loop(BlockType::Empty));
                self.steps(ty, step);
                self.advance(i, step);
                self.code
                    .extend([I::LocalGet(i), I::LocalGet(3), compare, I::BrIf(0)]);
                self.code.push(I::End);
            }
            // A constant number of steps: do … while ((i += step) != N)
            2 => {
                let trips = step * (1 + self.rng.below((TRIPS / step) as u64) as i32);
                self.code.extend([I::I32Const(0), I::LocalSet(i)]);
                self.code.push(I::Loop(BlockType::Empty));
                self.steps(ty, step);
                self.advance(i, step);
                self.code
                    .extend([I::LocalGet(i), I::I32Const(trips), I::I32Ne, I::BrIf(0)]);
                self.code.push(I::End);
            }
            // for (i = n; i; i--)
            3 => {
                self.code
                    .extend([I::LocalGet(3), I::LocalTee(i), I::I32Eqz, I::BrIf(0)]);
                self.code.push(I::Loop(BlockType::Empty));
                self.steps(ty, 1);
                self.code.extend([
                    I::LocalGet(i),
                    I::I32Const(-1),
                    I::I32Add,
                    I::LocalTee(i),
                    I::BrIf(0),
                ]);
                self.code.push(I::End);
            }
            // Counting from a negative offset up to zero, as compilers do for arrays of constant size.
            _ => {
                let trips = step * (1 + self.rng.below((TRIPS / step) as u64) as i32);
                self.code.extend([I::I32Const(-trips), I::LocalSet(i)]);
                self.code.push(I::Loop(BlockType::Empty));
                self.steps(ty, step);
                self.advance(i, step);
                self.code.extend([I::LocalGet(i), I::BrIf(0)]);
                self.code.push(I::End);
            }
        }
        self.code.push(I::End);
    }

    fn advance(&mut self, i: u32, step: i32) {
        self.code
            .extend([I::LocalGet(i), I::I32Const(step), I::I32Add, I::LocalSet(i)]);
    }

    /// The body of a loop: the same accesses once, or for each of `unrolled` elements.
    fn steps(&mut self, ty: ValType, unrolled: i32) {
        self.depth += 1;
        let (i, p) = (COUNTERS + self.depth - 1, POINTERS + self.depth - 1);
        let scale = match ty {
            I32 | F32 => 2,
            _ => 3,
        };
        let bump = self.rng.one_in(2);
        for _ in 0..1 + self.rng.below(3) {
            if self.budget == 0 {
                break;
            }
            self.budget -= 1;
            match self.rng.below(10) {
                0 if self.depth < LOOPS => self.counted_loop(ty),
                1 => self.leave_early(i, p, scale),
                2 => self.conditional_store(ty, i, p, scale),
                kind => {
                    let access = self.access(bump, i, p, scale);
                    self.apply(kind < 6, ty, &access, 0);
                    for k in 1..unrolled {
                        let offset = (k as u64) << scale;
                        self.apply(kind < 6, ty, &access, offset);
                    }
                }
            }
        }
        if bump {
            let step = unrolled << scale;
            let backwards = self.rng.one_in(8);
            self.advance(p, if backwards { -step } else { step });
        }
        self.depth -= 1;
    }

    /// An address: the pointer, or a base plus the scaled counter, perhaps plus that of an outer loop.
    fn access(&mut self, bump: bool, i: u32, p: u32, scale: i32) -> Access {
        let mut address = Vec::new();
        if bump {
            address.push(I::LocalGet(p));
        } else {
            let scale = if self.rng.one_in(8) {
                self.rng.below(6)
            } else {
                scale
            };
            address.extend([I::LocalGet(i), I::I32Const(scale), I::I32Shl]);
            let base = self.rng.below(3) as u32;
            address.extend([I::LocalGet(base), I::I32Add]);
        }
        if self.depth > 1 && self.rng.one_in(2) {
            let outer = COUNTERS + self.rng.below(u64::from(self.depth - 1)) as u32;
            let row = 1 + self.rng.below(40);
            address.extend([I::LocalGet(outer), I::I32Const(row), I::I32Mul, I::I32Add]);
        }
        if self.rng.one_in(16) {
            // Not affine: what was accumulated so far.
            address.extend([
                I::LocalGet(ACCUMULATORS),
                I::I32Const(0xfc),
                I::I32And,
                I::I32Add,
            ]);
        }
        let offset = *self
            .rng
            .pick(&[0, 0, 0, 1, 4, 8, 12, 1024, 65_532, 0xffff_fff8]);
        let narrow = self.rng.one_in(4);
        let signed = self.rng.one_in(2);
        Access {
            address,
            offset,
            narrow,
            signed,
        }
    }

    /// A load into the accumulator, or a load, an operation and a store.
    fn apply(&mut self, load: bool, ty: ValType, access: &Access, extra: u64) {
        let accumulator = ACCUMULATORS + place(ty);
        let offset = (access.offset + extra).min(u64::from(u32::MAX));
        if load {
            self.code.push(I::LocalGet(accumulator));
            self.code.extend(access.address.iter().cloned());
            self.code.push(access.load(ty, offset));
            self.operator(ty);
            self.code.push(I::LocalSet(accumulator));
        } else {
            self.code.extend(access.address.iter().cloned());
            self.code.extend(access.address.iter().cloned());
            self.code.push(access.load(ty, offset));
            self.code.push(I::LocalGet(accumulator));
            self.operator(ty);
            self.canonical(ty);
            // Often beside what was loaded, so that steps depend on those before them.
            let to = match self.rng.below(3) {
                0 => offset.saturating_add(8).min(u64::from(u32::MAX)),
                _ => offset,
            };
            self.code.push(access.store(ty, to));
        }
    }

    /// `if (element == …) break;`
    fn leave_early(&mut self, i: u32, p: u32, scale: i32) {
        let access = self.access(false, i, p, scale);
        self.code.extend(access.address.iter().cloned());
        self.code.push(I::I32Load8U(mem(access.offset, 0)));
        let byte = self.rng.below(256);
        // The block around the loop is the second label out.
        self.code.extend([I::I32Const(byte), I::I32Eq, I::BrIf(1)]);
    }

    /// `if (element < …) element = …;`
    fn conditional_store(&mut self, ty: ValType, i: u32, p: u32, scale: i32) {
        let access = self.access(false, i, p, scale);
        self.code.extend(access.address.iter().cloned());
        self.code.push(I::I32Load16U(mem(access.offset, 0)));
        self.code
            .extend([I::I32Const(self.rng.below(70_000)), I::I32LtU]);
        self.code.push(I::If(BlockType::Empty));
        self.apply(false, ty, &access, 0);
        self.code.push(I::End);
    }

    fn operator(&mut self, ty: ValType) {
        let operators: &[I<'static>] = match ty {
            I32 => &[
                I::I32Add,
                I::I32Sub,
                I::I32Mul,
                I::I32Xor,
                I::I32Rotl,
                I::I32ShrS,
                I::I32DivS,
            ],
            I64 => &[
                I::I64Add,
                I::I64Sub,
                I::I64Mul,
                I::I64Xor,
                I::I64Rotr,
                I::I64ShrU,
                I::I64RemU,
            ],
            F32 => &[I::F32Add, I::F32Sub, I::F32Mul, I::F32Max, I::F32Div],
            _ => &[I::F64Add, I::F64Sub, I::F64Mul, I::F64Min, I::F64Div],
        };
        // The last one may trap, or is slow.
        let last = if self.rng.one_in(20) { 0 } else { 1 };
        let operator = self.rng.pick(&operators[..operators.len() - last]).clone();
        self.code.push(operator);
    }

    /// Replaces a NaN on the stack with the canonical one: engines may differ in its bits.
    fn canonical(&mut self, ty: ValType) {
        let x = SCRATCH + place(ty);
        match ty {
            F32 => self.code.extend([
                I::LocalTee(x),
                I::F32Const(f32::from_bits(0x7fc0_0000).into()),
                I::LocalGet(x),
                I::LocalGet(x),
                I::F32Eq,
                I::Select,
            ]),
            F64 => self.code.extend([
                I::LocalTee(x),
                I::F64Const(f64::from_bits(0x7ff8_0000_0000_0000).into()),
                I::LocalGet(x),
                I::LocalGet(x),
                I::F64Eq,
                I::Select,
            ]),
            _ => {}
        }
    }
}

/// An address and what is done there.
struct Access {
    address: Vec<I<'static>>,
    offset: u64,
    /// A byte or a half word of an integer.
    narrow: bool,
    signed: bool,
}

impl Access {
    fn load(&self, ty: ValType, offset: u64) -> I<'static> {
        match (ty, self.narrow, self.signed) {
            (I32, true, true) => I::I32Load8S(mem(offset, 0)),
            (I32, true, false) => I::I32Load16U(mem(offset, 1)),
            (I32, ..) => I::I32Load(mem(offset, 2)),
            (I64, true, true) => I::I64Load32S(mem(offset, 2)),
            (I64, true, false) => I::I64Load8U(mem(offset, 0)),
            (I64, ..) => I::I64Load(mem(offset, 3)),
            (F32, ..) => I::F32Load(mem(offset, 2)),
            _ => I::F64Load(mem(offset, 3)),
        }
    }

    fn store(&self, ty: ValType, offset: u64) -> I<'static> {
        match (ty, self.narrow, self.signed) {
            (I32, true, true) => I::I32Store8(mem(offset, 0)),
            (I32, true, false) => I::I32Store16(mem(offset, 1)),
            (I32, ..) => I::I32Store(mem(offset, 2)),
            (I64, true, true) => I::I64Store32(mem(offset, 2)),
            (I64, true, false) => I::I64Store8(mem(offset, 0)),
            (I64, ..) => I::I64Store(mem(offset, 3)),
            (F32, ..) => I::F32Store(mem(offset, 2)),
            _ => I::F64Store(mem(offset, 3)),
        }
    }
}

fn mem(offset: u64, align: u32) -> MemArg {
    MemArg {
        offset,
        align,
        target: MemArgTarget::Memory(0),
        ordering: None,
    }
}
