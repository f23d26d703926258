(module
  (import "env" "log" (func $log (param $ptr i32) (param $len i32)))
  (import "env" "now" (func $now (result i64)))
  (memory (export "memory") 2)
  (data (i32.const 16) "hello")
  (func (export "run") (result i64)
    (call $log (i32.const 16) (i32.const 5))
    (call $now)))
