;; Loops without end.
(module
    (memory 1)
    (global $g (mut i64) (i64.const 0))
    (func $leaf (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))

    (func (export "empty") (loop (br 0)))
    (func (export "counting") (loop (global.set $g (i64.add (global.get $g) (i64.const 1))) (br 0)))
    (func (export "storing") (local i32)
        (loop
            (i32.store (i32.and (local.get 0) (i32.const 0xfffc)) (local.get 0))
            (local.set 0 (i32.add (local.get 0) (i32.const 4)))
            (br 0)))
    (func (export "calling") (local i32)
        (loop (local.set 0 (call $leaf (local.get 0))) (br 0)))
    (func (export "nested")
        (loop (loop (loop (br 2)) (br 1)) (br 0)))
    (func (export "conditional") (param i32)
        (loop (br_if 0 (i32.eqz (i32.and (local.get 0) (i32.const 0))))))
    (func (export "table") (param i32)
        (loop (br_table 0 0 0 0 (local.get 0))))
    (func (export "filling")
        (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br 0)))
    (func (export "growing")
        (loop (drop (memory.grow (i32.const 1))) (br 0)))
    (func $forever (export "recursing") (param i32) (result i32)
        (if (result i32) (i32.gt_u (local.get 0) (i32.const 20))
            (then (i32.const 0))
            (else (loop (result i32)
                (drop (call $forever (i32.add (local.get 0) (i32.const 1))))
                (br 0)))))

    ;; Ends; for what is called after a refill.
    (func (export "ten") (result i32) (local i32)
        (loop
            (local.set 0 (i32.add (local.get 0) (i32.const 1)))
            (br_if 0 (i32.lt_u (local.get 0) (i32.const 10))))
        (local.get 0)))
