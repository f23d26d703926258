;; Loops that store to parts of what the next round loads. LLVM 22 keeps the first store in a register and overlooks the second, unless
;; something keeps its pass off: `as_is` of the runtime (the loops of seeds 34357, 50879, 54123, 85907, 21597 and 92665).
(module
  (memory (export "memory") 1 1)
  (data (i32.const 0) "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz")
  ;; The same width, three bytes further, and no other way out of the loop.
  (func (export "shifted") (param i32 i32 i32 i64) (result i64) (local $p i32) (local $n i32)
    (local.set $p (i32.and (local.get 0) (i32.const 1020)))
    (local.set $n (i32.add (i32.and (local.get 1) (i32.const 28)) (i32.const 40)))
    (loop $next
      (i64.store offset=1 (local.get $p) (i64.add (i64.load offset=1 (local.get $p)) (i64.const 0x0102030405060708)))
      (local.set 3 (i64.add (local.get 3) (i64.load offset=4 (local.get $p))))
      (i64.store offset=12 (local.get $p) (local.get 3))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get 3))
  ;; A byte of eight.
  (func (export "byte") (param i32 i32 i64) (result i64) (local $p i32) (local $n i32)
    (local.set $p (i32.and (local.get 0) (i32.const 1020)))
    (loop $next
      (i64.store8 offset=12 (local.get $p) (local.get 2))
      (i64.store offset=8 (local.get $p) (i64.add (i64.load offset=8 (local.get $p)) (i64.const 0x0102030405060708)))
      (i64.store8 offset=13 (local.get $p) (i64.const 0x55))
      (local.set 2 (i64.sub (local.get 2) (i64.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $next (i32.ne (local.get $n) (i32.const 40))))
    (local.get 2))
  ;; No fast form, since a store is conditional, always though; no check either, as the address is masked.
  (func (export "conditional") (param i32 i32 i32 i64) (result i64) (local $i i32)
    (local.set 0 (i32.and (local.get 0) (i32.const 1020)))
    (loop $next
      (if (i32.le_u (i32.load16_u offset=1 (i32.add (i32.shl (local.get $i) (i32.const 3)) (local.get 0))) (i32.const 65535)) (then
        (i64.store offset=9 (i32.add (i32.shl (local.get $i) (i32.const 3)) (local.get 0)) (i64.const 0x0102030405060708))))
      (local.set 3 (i64.add (local.get 3) (i64.load offset=12 (i32.add (i32.shl (local.get $i) (i32.const 3)) (local.get 0)))))
      (i64.store offset=20 (i32.add (i32.shl (local.get $i) (i32.const 3)) (local.get 0)) (local.get 3))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 40))))
    (local.get 3)))
