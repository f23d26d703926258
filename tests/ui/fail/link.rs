use include_wasm::include_wasm;

include_wasm! {
    mod app = [
        main: inline r#"(module (import "lib" "f" (func (param i32))))"#,
        lib: inline r#"(module (func (export "f") (param i64)))"#,
    ]
}

fn main() {}
