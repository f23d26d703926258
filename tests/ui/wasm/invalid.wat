(module
  (func $fine)
  (func $broken (result i32)
    (i64.const 1)))
