;; Four thousand million elements from the start.
(module (table 0xffffffff externref))
