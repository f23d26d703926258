use include_wasm::include_wasm;

include_wasm! {
    mod host = "../wasm/host.wat" {
        stubs: ["env.log", "env.emscripten_*", "wasi.*"],
        rename: { "run": go, "rnu": start },
        traits: { "evn": crate::Env },
    }
}

fn main() {}
