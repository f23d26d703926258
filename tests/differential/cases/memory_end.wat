;; Accesses that straddle the end, with offsets that wrap in 32 bits, in a loop that a compiler would like to check once.
(module
    (memory (export "memory") 1 2)
    (func (export "sum") (param i32 i32) (result i32) (local i32)
        (local.set 1 (i32.and (local.get 1) (i32.const 31)))
        (loop
            (local.set 2 (i32.add (local.get 2) (i32.load offset=65504 (local.get 0))))
            (local.set 0 (i32.add (local.get 0) (i32.const 4)))
            (local.set 1 (i32.sub (local.get 1) (i32.const 1)))
            (br_if 0 (i32.gt_s (local.get 1) (i32.const 0))))
        (local.get 2))
    (func (export "fill") (param i32 i32)
        (local.set 1 (i32.and (local.get 1) (i32.const 63)))
        (loop
            (i64.store offset=0xffff (local.get 0) (i64.const 0x0102030405060708))
            (local.set 0 (i32.sub (local.get 0) (i32.const 3)))
            (local.set 1 (i32.sub (local.get 1) (i32.const 1)))
            (br_if 0 (i32.gt_s (local.get 1) (i32.const 0)))))
    (func (export "grow") (result i32) (memory.grow (i32.const 1))))
