;; A segment that would end beyond 4 GiB.
(module
    (memory 1)
    (data (i32.const 0xfffffff8) "0123456789abcdef"))
