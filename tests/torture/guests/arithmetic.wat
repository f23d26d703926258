;; What is undefined, overflows or panics in other languages.
(module
    (func (export "div_s") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
    (func (export "rem_s") (param i32 i32) (result i32) (i32.rem_s (local.get 0) (local.get 1)))
    (func (export "div_u") (param i64 i64) (result i64) (i64.div_u (local.get 0) (local.get 1)))
    (func (export "rem_s64") (param i64 i64) (result i64) (i64.rem_s (local.get 0) (local.get 1)))
    (func (export "trunc") (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
    (func (export "trunc_u") (param f32) (result i64) (i64.trunc_f32_u (local.get 0)))
    (func (export "shift") (param i32 i32) (result i32)
        (i32.xor (i32.shl (local.get 0) (local.get 1))
            (i32.xor (i32.shr_s (local.get 0) (local.get 1)) (i32.rotl (local.get 0) (local.get 1)))))
    (func (export "sum") (param i32 i32) (result i32)
        (i32.sub (i32.mul (local.get 0) (local.get 1)) (i32.add (local.get 0) (local.get 1))))
    ;; Known while compiling, which must not make it an error of the host's build.
    (func (export "zero") (result i32) (i32.div_u (i32.const 1) (i32.const 0)))
    (func (export "min") (result i32) (i32.div_s (i32.const 0x80000000) (i32.const -1))))
