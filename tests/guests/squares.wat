;; Uses `heap`: its memory, its allocator and its sum. Nothing is left for the host to provide but `env.log`.
(module $squares
  (import "heap" "memory" (memory 1))
  (import "heap" "alloc" (func $alloc (param i32) (result i32)))
  (import "heap" "sum" (func $sum (param i32 i32) (result i32)))
  (import "env" "log" (func $log (param $value i32)))
  ;; 1 + 4 + … + n²
  (func $sum_of_squares (export "sum_of_squares") (param $n i32) (result i32)
    (local $at i32) (local $i i32)
    (local.set $at (call $alloc (i32.mul (local.get $n) (i32.const 4))))
    (loop $fill
      (if (i32.lt_u (local.get $i) (local.get $n))
        (then
          (call $log (i32.mul (i32.add (local.get $i) (i32.const 1)) (i32.add (local.get $i) (i32.const 1))))
          (i32.store
            (i32.add (local.get $at) (i32.mul (local.get $i) (i32.const 4)))
            (i32.mul (i32.add (local.get $i) (i32.const 1)) (i32.add (local.get $i) (i32.const 1))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $fill))))
    (call $sum (local.get $at) (local.get $n))))
