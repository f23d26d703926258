;; Writes from its own memory, which is not exported.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory 1)
  (data (i32.const 8) "\10\00\00\00\09\00\00\00library, ")
  (func (export "say") (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 4))))
  (func (export "written") (result i32) (i32.load (i32.const 4))))
