;; State in a global, a memory and a table: what a snapshot has to bring back.
(module $counter
  (memory (export "memory") 1 4)
  (table $steps (export "steps") 2 funcref)
  (elem (i32.const 0) $one $ten)
  (type $step (func (result i32)))
  (global $total (export "total") (mut i32) (i32.const 0))
  (func $one (result i32) (i32.const 1))
  (func $ten (result i32) (i32.const 10))
  ;; Adds what step function `$which` returns; logs the new total to memory.
  (func $bump (export "bump") (param $which i32) (result i32)
    (global.set $total
      (i32.add (global.get $total) (call_indirect $steps (type $step) (local.get $which))))
    (i32.store (i32.mul (i32.load offset=1024 (i32.const 0)) (i32.const 4)) (global.get $total))
    (i32.store offset=1024 (i32.const 0)
      (i32.add (i32.load offset=1024 (i32.const 0)) (i32.const 1)))
    (global.get $total))
  ;; Swaps the two step functions.
  (func $swap (export "swap") (local $first funcref)
    (local.set $first (table.get $steps (i32.const 0)))
    (table.set $steps (i32.const 0) (table.get $steps (i32.const 1)))
    (table.set $steps (i32.const 1) (local.get $first)))
  (func $grow (export "grow") (param $pages i32) (result i32)
    (memory.grow (local.get $pages))))
