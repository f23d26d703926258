;; Data is written before `start` traps; nobody gets to see it.
(module
    (memory (export "memory") 1)
    (data (i32.const 0) "written")
    (func $start unreachable)
    (start $start))
