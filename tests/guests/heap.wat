;; A library for other modules: owns the memory, hands out pieces of it, sums words in it.
(module $heap
  (memory (export "memory") 1)
  (global $free (mut i32) (i32.const 64))
  (func $alloc (export "alloc") (param $bytes i32) (result i32)
    (global.get $free)
    (global.set $free (i32.add (global.get $free) (local.get $bytes))))
  (func $sum (export "sum") (param $at i32) (param $count i32) (result i32)
    (local $total i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $total (i32.add (local.get $total) (i32.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (local.get $total)))
