;; Recursion before anybody has an instance.
(module
    (func $forever (param i32) (result i32)
        (i32.add (call $forever (local.get 0)) (i32.const 1)))
    (func $start (drop (call $forever (i32.const 0))))
    (start $start))
