;; Recursion by every path that stays inside the guest.
(module
    (type $step (func (param i32) (result i32)))
    (table funcref (elem $through_table $ping $pong))
    (memory 1)

    (func $direct (export "direct") (param i32) (result i32)
        (i32.add (call $direct (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))

    ;; In tail position and without any work: a compiler would like to make it an endless loop.
    (func $tail (export "tail") (param i32) (result i32)
        (return (call $tail (local.get 0))))
    (func $nothing (export "nothing") (call $nothing))

    (func $even (export "mutual") (param i32) (result i32)
        (i32.xor (call $odd (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
    (func $odd (param i32) (result i32)
        (i32.xor (call $even (i32.sub (local.get 0) (i32.const 1))) (i32.const 2)))

    (func $through_table (export "indirect") (type $step)
        (i32.add
            (call_indirect (type $step) (local.get 0) (i32.const 0))
            (i32.const 1)))

    ;; The next function is chosen by memory, where nobody can know it.
    (func $ping (export "indirect_mutual") (type $step)
        (i32.store (local.get 0) (i32.const 2))
        (i32.add (call_indirect (type $step) (local.get 0) (i32.load (local.get 0))) (i32.const 1)))
    (func $pong (type $step)
        (i32.store (local.get 0) (i32.const 1))
        (i32.sub (call_indirect (type $step) (local.get 0) (i32.load (local.get 0))) (i32.const 1)))

    ;; Twice at each level: the tree has no end in any lifetime, its depth has.
    (func $tree (export "tree") (param i64) (result i64)
        (i64.add
            (call $tree (i64.add (local.get 0) (i64.const 1)))
            (call $tree (i64.sub (local.get 0) (i64.const 1)))))

    (func $wide (export "wide") (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64) (result i64 f64 i32)
        (call $wide
            (local.get 9) (local.get 8) (local.get 7) (local.get 6) (local.get 5)
            (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0)))

    ;; Returns after so many levels: the guest is whole after an overflow.
    (func $down (export "down") (param i32) (result i32)
        (if (result i32) (local.get 0)
            (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))
            (else (i32.const 0)))))
