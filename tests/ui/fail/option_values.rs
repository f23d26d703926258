use include_wasm::include_wasm;

include_wasm! {
    mod add = "../wasm/add.wat" {
        max_memory_pages: 65537,
        fixed_memory_pages: -1,
        max_stack: SIZE,
        fuel: 1,
        interrupt,
        nan: maybe,
        relaxed_simd: slow,
        backtrace: "no",
        dynamic:,
        stubs: env,
        rename: [],
        traits: { env: crate::Env },
        implements: "Plugin",
        crate: super::include_wasm,
    }
}
include_wasm!(mod stack = "../wasm/add.wat" { max_stack: 1024 * 1024 * 4096 });

fn main() {}
