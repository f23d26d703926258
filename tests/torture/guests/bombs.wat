;; Wants all memory there is.
(module
    (memory (export "memory") 1)
    (memory $second 1)
    (table $t 1 externref)
    (table $f 1 funcref)

    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "grow_second") (param i32) (result i32) (memory.grow $second (local.get 0)))
    (func (export "size") (result i32) (memory.size))
    ;; How many pages it gets, one by one.
    (func (export "grow_in_loop") (result i32) (local i32)
        (loop
            (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1))
                (then (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br 1))))
        (local.get 0))
    (func (export "grow_table") (param i32) (result i32)
        (table.grow $t (ref.null extern) (local.get 0)))
    (func (export "grow_table_in_loop") (param i32) (result i32) (local i32)
        (loop
            (if (i32.ne (table.grow $f (ref.null func) (local.get 0)) (i32.const -1))
                (then (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br 1))))
        (local.get 1)))
