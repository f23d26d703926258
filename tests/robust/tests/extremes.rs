//! Modules at the limits of the format: deep, wide, long.

use std::borrow::Cow;

use include_wasm_translate::options::{Options, Source};
use test_robust::attempt::{Case, Translator, Verdict};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements,
    EntityType, ExportKind, ExportSection, Function, FunctionSection, GlobalSection, GlobalType,
    ImportSection, Instruction as I, MemArg, MemArgTarget, MemorySection, MemoryType, Module,
    RefType, TableSection, TableType, TypeSection, ValType,
};

const I32: ValType = ValType::I32;

/// A module whose functions all have the first type, the first of them exported as `f`.
struct Plan {
    params: Vec<ValType>,
    results: Vec<ValType>,
    functions: Vec<Function>,
    /// An i32 memory of one page.
    memory: bool,
}

impl Plan {
    fn new(functions: Vec<Function>) -> Self {
        Plan {
            params: vec![I32],
            results: vec![I32],
            functions,
            memory: false,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let (mut types, mut funcs, mut exports) = (
            TypeSection::new(),
            FunctionSection::new(),
            ExportSection::new(),
        );
        let (mut code, mut memories, mut module) =
            (CodeSection::new(), MemorySection::new(), Module::new());
        types
            .ty()
            .function(self.params.iter().copied(), self.results.iter().copied());
        exports.export("f", ExportKind::Func, 0);
        for function in &self.functions {
            funcs.function(0);
            code.function(function);
        }
        module.section(&types).section(&funcs);
        if self.memory {
            memories.memory(memory(1));
            module.section(&memories);
        }
        module.section(&exports).section(&code);
        module.finish()
    }
}

fn memory(pages: u64) -> MemoryType {
    MemoryType {
        minimum: pages,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    }
}

fn body(instructions: impl IntoIterator<Item = I<'static>>) -> Function {
    let mut function = Function::new([]);
    for instruction in instructions {
        function.instruction(&instruction);
    }
    function.instruction(&I::End);
    function
}

fn run(what: &str, bytes: Vec<u8>) -> Verdict {
    let mut translator = Translator::new();
    let plain = translator.run(what, &Case::new(bytes.clone(), Options::default()));
    let options = Options {
        dynamic: true,
        fuel: true,
        interrupt: true,
        ..Options::default()
    };
    translator.run(&format!("{what} with options"), &Case::new(bytes, options));
    println!("{what}: {plain:?}");
    plain
}

fn must_translate(what: &str, bytes: Vec<u8>) {
    let verdict = run(what, bytes);
    assert!(
        matches!(verdict, Verdict::Translated(_)),
        "{what}: {verdict:?}"
    );
}

#[test]
fn deep_blocks() {
    for depth in [10, 100, 1000, 10_000, 200_000] {
        for (name, open) in [
            ("block", I::Block(BlockType::Empty)),
            ("loop", I::Loop(BlockType::Empty)),
            ("block with result", I::Block(BlockType::Result(I32))),
        ] {
            let result = matches!(open, I::Block(BlockType::Result(_)));
            let opens = std::iter::repeat_n(open, depth);
            let middle = if result {
                vec![I::LocalGet(0)]
            } else {
                vec![I::LocalGet(0), I::BrIf(depth as u32 / 2)]
            };
            let closes = std::iter::repeat_n(I::End, depth);
            let last = if result { vec![] } else { vec![I::LocalGet(0)] };
            let code = opens.chain(middle).chain(closes).chain(last);
            let verdict = run(
                &format!("{depth} nested {name}"),
                Plan::new(vec![body(code)]).bytes(),
            );
            assert!(
                depth > 100 || matches!(verdict, Verdict::Translated(_)),
                "{depth} nested {name}: {verdict:?}"
            );
        }
    }
}

#[test]
fn deep_ifs() {
    for depth in [10, 100, 1000, 10_000, 100_000] {
        let opens = std::iter::repeat_n([I::LocalGet(0), I::If(BlockType::Empty)], depth).flatten();
        let closes = std::iter::repeat_n([I::Else, I::Nop, I::End], depth).flatten();
        let code = opens.chain(closes).chain([I::LocalGet(0)]);
        run(
            &format!("{depth} nested ifs"),
            Plan::new(vec![body(code)]).bytes(),
        );
    }
}

/// `else if` chains are what compilers make of long comparisons.
#[test]
fn long_else_if() {
    let depth = 300;
    let opens = std::iter::repeat_n(
        [
            I::LocalGet(0),
            I::If(BlockType::Result(I32)),
            I::I32Const(1),
            I::Else,
        ],
        depth,
    );
    let code = opens
        .flatten()
        .chain([I::I32Const(2)])
        .chain(std::iter::repeat_n(I::End, depth));
    must_translate("300 else ifs", Plan::new(vec![body(code)]).bytes());
}

#[test]
fn deep_expressions() {
    for depth in [100, 10_000, 200_000] {
        let left = std::iter::once(I::LocalGet(0))
            .chain(std::iter::repeat_n([I::LocalGet(0), I::I32Add], depth).flatten());
        must_translate(
            &format!("{depth} sums to the left"),
            Plan::new(vec![body(left)]).bytes(),
        );
        let unary = std::iter::once(I::LocalGet(0)).chain(std::iter::repeat_n(I::I32Eqz, depth));
        must_translate(
            &format!("{depth} eqz"),
            Plan::new(vec![body(unary)]).bytes(),
        );
        let right = std::iter::repeat_n(I::LocalGet(0), depth + 1)
            .chain(std::iter::repeat_n(I::I32Add, depth));
        must_translate(
            &format!("{depth} sums to the right"),
            Plan::new(vec![body(right)]).bytes(),
        );
        let load = I::I32Load(MemArg {
            offset: 4,
            align: 2,
            target: MemArgTarget::Memory(0),
            ordering: None,
        });
        let loads = std::iter::once(I::LocalGet(0)).chain(std::iter::repeat_n(load, depth));
        let plan = Plan {
            memory: true,
            ..Plan::new(vec![body(loads)])
        };
        must_translate(&format!("{depth} loads of loads"), plan.bytes());
    }
}

#[test]
fn huge_br_table() {
    for targets in [10u32, 1000, 60_000] {
        let depth = targets.min(100);
        let opens = std::iter::repeat_n(I::Block(BlockType::Empty), depth as usize);
        let table = I::BrTable(Cow::Owned((0..targets).map(|t| t % depth).collect()), 0);
        let closes = std::iter::repeat_n(I::End, depth as usize);
        let code = opens
            .chain([I::LocalGet(0), table])
            .chain(closes)
            .chain([I::LocalGet(0)]);
        must_translate(
            &format!("br_table of {targets}"),
            Plan::new(vec![body(code)]).bytes(),
        );
    }
}

/// Each target carries all the values: the output must not be their product.
#[test]
fn br_table_with_values() {
    let values = 300;
    let (mut types, mut funcs, mut code) = (
        TypeSection::new(),
        FunctionSection::new(),
        CodeSection::new(),
    );
    types.ty().function([], std::iter::repeat_n(I32, values));
    funcs.function(0);
    let table = I::BrTable(Cow::Owned((0..10_000).map(|t| t % 50).collect()), 0);
    let opens = std::iter::repeat_n(I::Block(BlockType::FunctionType(0)), 50);
    let inner = std::iter::repeat_n(I::I32Const(1), values + 1).chain([table]);
    code.function(&body(
        opens.chain(inner).chain(std::iter::repeat_n(I::End, 50)),
    ));
    let mut module = Module::new();
    module.section(&types).section(&funcs).section(&code);
    run("br_table of 10,000 with 300 values", module.finish());
}

#[test]
fn many_functions() {
    let functions = (0..10_000)
        .map(|i| body([I::LocalGet(0), I::I32Const(i), I::I32Add]))
        .collect();
    must_translate("10,000 functions", Plan::new(functions).bytes());
}

/// The call graph is one path, then one cycle, of 50,000 functions: analyses must not recurse along it.
#[test]
fn long_call_chains() {
    let count = 50_000;
    for (what, last) in [("path", I::Nop), ("cycle", I::Call(0))] {
        let functions = (1..=count)
            .map(|next| {
                body([
                    I::LocalGet(0),
                    if next == count {
                        last.clone()
                    } else {
                        I::Call(next)
                    },
                ])
            })
            .collect();
        must_translate(
            &format!("{what} of {count} calls"),
            Plan::new(functions).bytes(),
        );
    }
}

#[test]
fn many_locals() {
    let functions = (0..10).map(|_| {
        let mut function = Function::new([(49_000, I32), (500, ValType::F64)]);
        for instruction in [I::LocalGet(48_000), I::LocalTee(3), I::End] {
            function.instruction(&instruction);
        }
        function
    });
    must_translate(
        "10 functions of 49,500 locals",
        Plan::new(functions.collect()).bytes(),
    );
}

#[test]
fn many_parameters_and_results() {
    let params = vec![I32; 1000];
    let code = (0..1000).map(I::LocalGet);
    let plan = Plan {
        params: params.clone(),
        results: params,
        ..Plan::new(vec![body(code)])
    };
    run("1000 parameters and results", plan.bytes());
}

#[test]
fn many_exports_and_globals() {
    let (mut types, mut funcs, mut globals) = (
        TypeSection::new(),
        FunctionSection::new(),
        GlobalSection::new(),
    );
    let (mut exports, mut code, mut module) =
        (ExportSection::new(), CodeSection::new(), Module::new());
    types.ty().function([], []);
    funcs.function(0);
    code.function(&body([]));
    let ty = GlobalType {
        val_type: I32,
        mutable: true,
        shared: false,
    };
    for i in 0..10_000 {
        globals.global(ty, &ConstExpr::i32_const(i));
        // Names that sanitise to the same identifier.
        exports.export(
            &format!("g{}{}", ["-", "_", " ", "."][i as usize % 4], i / 4),
            ExportKind::Global,
            i as u32,
        );
        exports.export(
            &format!("f{}{}", ["-", "_", " ", "."][i as usize % 4], i / 4),
            ExportKind::Func,
            0,
        );
    }
    module
        .section(&types)
        .section(&funcs)
        .section(&globals)
        .section(&exports)
        .section(&code);
    must_translate("20,000 exports", module.finish());
}

#[test]
fn many_imports() {
    let (mut types, mut imports, mut module) =
        (TypeSection::new(), ImportSection::new(), Module::new());
    types.ty().function([I32], [I32]);
    for i in 0..10_000 {
        imports.import(
            &format!("ns{}", i % 500),
            &format!("f {i}"),
            EntityType::Function(0),
        );
    }
    module.section(&types).section(&imports);
    must_translate("10,000 imports", module.finish());
}

#[test]
fn strange_names() {
    let (mut types, mut imports, mut funcs) = (
        TypeSection::new(),
        ImportSection::new(),
        FunctionSection::new(),
    );
    let (mut exports, mut code, mut module) =
        (ExportSection::new(), CodeSection::new(), Module::new());
    types.ty().function([], []);
    funcs.function(0);
    code.function(&body([]));
    let long = "x".repeat(90_000);
    let names = [
        "",
        " ",
        "self",
        "Self",
        "super",
        "crate",
        "_",
        "__",
        "fn",
        "async",
        "gen",
        "r#type",
        "new",
        "with",
        "clone",
        "guest",
        "memory",
        "Instance",
        "Guest",
        "Option",
        "\0",
        "\u{202e}",
        "*/",
        "//",
        "\"",
        "\\",
        "{}",
        "{",
        "🦀",
        "é",
        "e\u{301}",
        "ﬁ",
        "1",
        "a b",
        "a\nb",
        "'",
        "#",
        "drop",
        "Some",
        "rt",
        "code",
        long.as_str(),
    ];
    for name in names {
        imports.import(name, name, EntityType::Function(0));
    }
    for name in names {
        exports.export(name, ExportKind::Func, names.len() as u32);
    }
    module
        .section(&types)
        .section(&imports)
        .section(&funcs)
        .section(&exports)
        .section(&code);
    // A name section that says nonsense is ignored, not an error (§7.4.1).
    let (name, data) = (
        Cow::Borrowed("name"),
        Cow::Owned(vec![1, 0x7f, 3, 0xff, 0xff]),
    );
    module.section(&CustomSection { name, data });
    run("strange names", module.finish());
}

#[test]
fn many_data_segments() {
    let (mut memories, mut datas, mut module) =
        (MemorySection::new(), DataSection::new(), Module::new());
    memories.memory(memory(2));
    for i in 0..100_000 {
        datas.active(0, &ConstExpr::i32_const(i), [i as u8]);
    }
    module.section(&memories).section(&datas);
    must_translate("100,000 data segments", module.finish());
}

#[test]
fn large_data_segment() {
    let (mut memories, mut datas, mut module) =
        (MemorySection::new(), DataSection::new(), Module::new());
    memories.memory(memory(1000));
    datas.active(
        0,
        &ConstExpr::i32_const(0),
        (0..4 << 20).map(|i: u32| (i.wrapping_mul(i) >> 3) as u8),
    );
    module.section(&memories).section(&datas);
    must_translate("4 MiB of data", module.finish());
}

#[test]
fn large_elements() {
    let (mut types, mut funcs, mut tables) = (
        TypeSection::new(),
        FunctionSection::new(),
        TableSection::new(),
    );
    let (mut elems, mut code, mut module) =
        (ElementSection::new(), CodeSection::new(), Module::new());
    types.ty().function([], []);
    for _ in 0..100 {
        funcs.function(0);
        code.function(&body([
            I::I32Const(0),
            I::CallIndirect {
                type_index: 0,
                table_index: 0,
            },
        ]));
    }
    let (element_type, maximum) = (RefType::FUNCREF, None);
    tables.table(TableType {
        element_type,
        minimum: 10_000_000,
        maximum,
        table64: false,
        shared: false,
    });
    let functions: Vec<u32> = (0..500_000).map(|i| i % 100).collect();
    elems.active(
        None,
        &ConstExpr::i32_const(5),
        Elements::Functions(Cow::Owned(functions)),
    );
    module
        .section(&types)
        .section(&funcs)
        .section(&tables)
        .section(&elems)
        .section(&code);
    must_translate("500,000 elements", module.finish());
}

#[test]
fn many_types() {
    let (mut types, mut funcs, mut code) = (
        TypeSection::new(),
        FunctionSection::new(),
        CodeSection::new(),
    );
    for i in 0..50_000u32 {
        let params = (0..16).map(|bit| if i >> bit & 1 == 0 { I32 } else { ValType::I64 });
        types.ty().function(params, []);
        funcs.function(i);
        code.function(&body([]));
    }
    let mut module = Module::new();
    module.section(&types).section(&funcs).section(&code);
    must_translate("50,000 types", module.finish());
}

#[test]
fn long_function() {
    let step = [I::LocalGet(0), I::I32Const(77), I::I32Mul, I::LocalSet(0)];
    let code = std::iter::repeat_n(step, 200_000)
        .flatten()
        .chain([I::LocalGet(0)]);
    must_translate(
        "a function of 800,000 instructions",
        Plan::new(vec![body(code)]).bytes(),
    );
}

/// Code after an unconditional branch is dead but may be long and deep, and is validated in its own way.
#[test]
fn long_dead_code() {
    let dead = std::iter::repeat_n(
        [
            I::I32Add,
            I::Drop,
            I::Block(BlockType::Empty),
            I::Unreachable,
        ],
        50_000,
    )
    .flatten();
    let code = std::iter::once(I::Unreachable)
        .chain(dead)
        .chain(std::iter::repeat_n(I::End, 50_000));
    run("dead code", Plan::new(vec![body(code)]).bytes());
}

#[test]
fn long_bundle() {
    const FIRST: &str =
        r#"(module (func (export "f") (result i32) (i32.const 1)) (memory (export "m") 1))"#;
    let next = |i| {
        let before = i - 1;
        let import = format!(
            r#"(import "m{before}" "f" (func $f (result i32))) (import "m{before}" "m" (memory 1))"#
        );
        wat::parse_str(format!(
            r#"(module {import} (export "f" (func $f)) (export "m" (memory 0)))"#
        ))
    };
    let sources: Vec<Source> = (0..1000)
        .map(|i| {
            if i == 0 {
                wat::parse_str(FIRST)
            } else {
                next(i)
            }
        })
        .enumerate()
        .map(|(i, bytes)| Source {
            name: format!("m{i}"),
            bytes: bytes.expect("valid"),
            links: None,
        })
        .collect();
    let mut translator = Translator::new();
    let mut backwards = sources.clone();
    backwards.reverse();
    for (what, sources) in [
        ("bundle in order", sources),
        ("bundle backwards", backwards),
    ] {
        let verdict = translator.run(
            what,
            &Case {
                sources,
                options: Options::default(),
            },
        );
        assert!(
            matches!(verdict, Verdict::Translated(_)),
            "{what}: {verdict:?}"
        );
    }
}

#[test]
fn cyclic_bundle() {
    let text =
        |of: &str| format!(r#"(module (import "{of}" "f" (func $f)) (export "f" (func $f)))"#);
    for names in [
        vec!["a"],
        vec!["a", "b"],
        vec!["a", "b", "c"],
        vec!["a", "a"],
    ] {
        let sources = names
            .iter()
            .enumerate()
            .map(|(i, name)| Source {
                name: (*name).to_owned(),
                bytes: text(names[(i + 1) % names.len()]).into_bytes(),
                links: None,
            })
            .collect();
        Translator::new().run(
            &format!("cycle {names:?}"),
            &Case {
                sources,
                options: Options::default(),
            },
        );
    }
}

/// An import that does not resolve is re-exported to a third module.
#[test]
fn broken_chain() {
    for kind in ["(memory 1)", "(table 1 funcref)", "(global i32)", "(func)"] {
        let export = kind
            .trim_start_matches('(')
            .split(' ')
            .next()
            .unwrap_or_default();
        let export = export.trim_end_matches(')');
        let texts = [
            ("a", "(module)".to_owned()),
            (
                "b",
                format!(r#"(module (import "a" "x" {kind}) (export "x" ({export} 0)))"#),
            ),
            ("c", format!(r#"(module (import "b" "x" {kind}))"#)),
        ];
        let sources = texts.map(|(name, text)| Source {
            name: name.to_owned(),
            bytes: text.into_bytes(),
            links: None,
        });
        let case = Case {
            sources: sources.to_vec(),
            options: Options::default(),
        };
        let verdict = Translator::new().run(&format!("broken chain of {kind}"), &case);
        assert!(
            matches!(verdict, Verdict::Rejected(_)),
            "{kind}: {verdict:?}"
        );
    }
}
