//! Random programs as compilers write them: functions that loop over memory, with addresses that run to its end.

use test_differential_player::Rng;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ExportKind, ExportSection, Function, FunctionSection,
    GlobalSection, GlobalType, Instruction as I, MemorySection, MemoryType, Module, TypeSection,
    ValType,
};

use super::loops::Body;
use super::searches;

/// A module of some such functions, which end by themselves.
pub fn module(rng: &mut Rng) -> Vec<u8> {
    let pages = 1 + rng.below(3);
    let grows = rng.one_in(3);
    let maximum = if grows { pages + 2 } else { pages };
    let count = 1 + rng.below(4) as u32;

    let (mut types, mut funcs) = (TypeSection::new(), FunctionSection::new());
    let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
    for f in 0..count {
        let result = *rng.pick(&[
            ValType::I32,
            ValType::I32,
            ValType::I64,
            ValType::F32,
            ValType::F64,
        ]);
        types
            .ty()
            .function([ValType::I32; Body::PARAMS as usize], [result]);
        funcs.function(f);
        exports.export(&format!("f{f}"), ExportKind::Func, f);
        code.function(&Body::function(result, grows, rng));
    }
    // Of numbers of its own: the rest of the module is the same without it.
    let search = searches::function(&mut Rng::new(rng.clone().next_u64()));
    types.ty().function([ValType::I32; 4], [ValType::I64]);
    funcs.function(count);
    exports.export("search", ExportKind::Func, count);
    code.function(&search);
    if grows {
        types.ty().function([], [ValType::I32]);
        funcs.function(count + 1);
        exports.export("grow", ExportKind::Func, count + 1);
        let mut grow = Function::new([]);
        for instruction in [I::I32Const(1), I::MemoryGrow(0), I::End] {
            grow.instruction(&instruction);
        }
        code.function(&grow);
    }
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: pages,
        maximum: Some(maximum),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    exports.export("memory", ExportKind::Memory, 0);
    let mut globals = GlobalSection::new();
    let ty = GlobalType {
        val_type: ValType::I32,
        mutable: true,
        shared: false,
    };
    globals.global(ty, &ConstExpr::i32_const(rng.below(100)));
    exports.export("g", ExportKind::Global, 0);

    let mut datas = DataSection::new();
    let end = pages as i32 * 65536;
    for at in [0, 1000, 4096, end - 700] {
        let bytes: Vec<u8> = (0..600).map(|_| byte(rng)).collect();
        datas.active(0, &ConstExpr::i32_const(at), bytes);
    }

    let mut module = Module::new();
    module
        .section(&types)
        .section(&funcs)
        .section(&memories)
        .section(&globals)
        .section(&exports)
        .section(&code)
        .section(&datas);
    module.finish()
}

/// Zeros and ones often, so that searches end and branches go both ways.
fn byte(rng: &mut Rng) -> u8 {
    match rng.below(3) {
        0 => 0,
        1 => rng.below(4) as u8,
        _ => rng.next_u64() as u8,
    }
}
