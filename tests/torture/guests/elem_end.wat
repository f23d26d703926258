;; Elements that would end beyond 2^32.
(module
    (table 4 funcref)
    (func $f)
    (elem (i32.const 0xffffffff) $f $f))
