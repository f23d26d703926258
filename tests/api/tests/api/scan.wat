;; Loops that look for bytes. Each returns where it stopped, and what else it knows.
(module
    (type $none (func))
    (memory (export "memory") 1)

    ;; while (*p) p++
    (func (export "length") (param $p i32) (param $c i32) (result i64)
        (local $i i32) (local $at i32) (local $next i32)
        (loop $again
            (local.set $at (i32.add (local.get $p) (local.get $i)))
            (local.set $i (local.tee $next (i32.add (local.get $i) (i32.const 1))))
            (br_if $again (i32.load8_u (local.get $at))))
        (i64.or (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32)) (i64.extend_i32_u (local.get $next))))

    ;; for a byte that is given, or zero; the last byte is kept
    (func (export "find") (param $p i32) (param $c i32) (result i64)
        (local $byte i32)
        (block $found
            (loop $again
                (local.set $byte (i32.load8_u (local.get $p)))
                (br_if $found (i32.eq (local.get $c) (local.get $byte)))
                (local.set $p (i32.add (local.get $p) (i32.const 1)))
                (br_if $again (local.get $byte))))
        (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32)) (i64.extend_i32_u (local.get $byte))))

    ;; by a table, with an offset, and a counter that goes down by three
    (func (export "table") (param $p i32) (param $c i32) (result i64)
        (local $byte i32)
        (block $found
            (loop $again
                (local.set $byte (i32.load8_u offset=5 (local.get $p)))
                (local.set $p (i32.add (local.get $p) (i32.const 1)))
                (local.set $c (i32.sub (local.get $c) (i32.const 3)))
                (br_table $found $again $again $found $again (local.get $byte))))
        (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32)) (i64.extend_i32_u (local.get $c))))

    ;; past a block, and out of the function
    (func (export "past") (param $p i32) (param $c i32) (result i64)
        (local $byte i32)
        (loop $again (type $none)
            (block $on (type $none)
                (br_if $on (i32.ne (local.tee $byte (i32.load8_u (local.get $p))) (i32.const 7)))
                (return (i64.extend_i32_u (local.get $p))))
            (block $on
                (br_if $on (i32.eqz (i32.eq (local.get $byte) (i32.const 9))))
                (return (i64.sub (i64.const 0) (i64.extend_i32_u (local.get $p)))))
            (local.set $p (i32.add (local.get $p) (i32.const 1)))
            (br $again))
        (unreachable))

    ;; memchr: the counter is tested first
    (func (export "within") (param $p i32) (param $c i32) (result i64)
        (local $n i32)
        (local.set $n (i32.and (local.get $c) (i32.const 63)))
        (block $found
            (loop $again
                (br_if $found (i32.eqz (local.get $n)))
                (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                (br_if $found (i32.eq (i32.load8_u (local.get $p)) (local.get $c)))
                (local.set $p (i32.add (local.get $p) (i32.const 1)))
                (br $again)))
        (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32)) (i64.extend_i32_u (local.get $n))))

    ;; an index up to a limit, tested last; signed
    (func (export "up_to") (param $p i32) (param $c i32) (result i64)
        (local $i i32) (local $byte i32)
        (block $found
            (loop $again
                (local.set $byte (i32.load8_u offset=1 (i32.add (local.get $p) (local.get $i))))
                (br_if $found (i32.eqz (local.get $byte)))
                (br_if $found (i32.eq (local.get $byte) (i32.const 3)))
                (br_if $again (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $c)))))
        (i64.or (i64.shl (i64.extend_i32_u (local.get $i)) (i64.const 32)) (i64.extend_i32_u (local.get $byte))))

    ;; An end address, by two steps of another counter than the pointer.
    (func (export "until") (param $p i32) (param $c i32) (result i64)
        (local $end i32)
        (local.set $end (i32.add (local.get $c) (i32.const 80)))
        (block $found
            (loop $again
                (br_if $found (i32.eq (i32.load8_u (local.get $p)) (i32.const 7)))
                (local.set $p (i32.add (local.get $p) (i32.const 1)))
                (br_if $again (i32.ne (local.tee $c (i32.add (local.get $c) (i32.const 2))) (local.get $end)))))
        (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32)) (i64.extend_i32_u (local.get $c))))

    ;; memcmp without an end: the first two bytes that differ
    (func (export "differ") (param $p i32) (param $c i32) (result i64)
        (local $q i32)
        (local.set $q (i32.const 30000))
        (block $found
            (loop $again
                (br_if $found (i32.ne (i32.load8_u (local.get $p)) (i32.load8_u offset=2 (local.get $q))))
                (local.set $p (i32.add (local.get $p) (i32.const 1)))
                (local.set $q (i32.add (local.get $q) (i32.const 1)))
                (br $again)))
        (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32)) (i64.extend_i32_u (local.get $q))))

    ;; strcmp: the second byte is loaded only if the first does not end the string
    (func (export "order") (param $p i32) (param $c i32) (result i64)
        (local $q i32) (local $one i32) (local $other i32)
        (local.set $q (i32.const 30000))
        (block $end
            (loop $again
                (br_if $end (i32.eqz (local.tee $one (i32.load8_u (local.get $p)))))
                (local.set $other (i32.load8_u (local.get $q)))
                (local.set $p (i32.add (local.get $p) (i32.const 1)))
                (local.set $q (i32.add (local.get $q) (i32.const 1)))
                (br_if $again (i32.eq (local.get $one) (local.get $other)))))
        (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32))
            (i64.extend_i32_u (i32.sub (local.get $one) (local.get $other)))))

    ;; the length of a match, up to a limit
    (func (export "matched") (param $p i32) (param $c i32) (result i64)
        (local $i i32) (local $limit i32)
        (local.set $limit (i32.and (local.get $c) (i32.const 127)))
        (block $found
            (loop $again
                (br_if $found (i32.ne
                    (i32.load8_u (i32.add (local.get $i) (i32.const 30000)))
                    (i32.load8_u (i32.add (local.get $p) (local.get $i)))))
                (br_if $again (i32.ne (local.get $limit) (local.tee $i (i32.add (local.get $i) (i32.const 1)))))))
        (i64.extend_i32_u (local.get $i)))

    ;; The byte that is looked for changes: no scan.
    (func (export "moving") (param $p i32) (param $c i32) (result i64)
        (local $byte i32)
        (block $found
            (loop $again
                (br_if $found (i32.eq (local.tee $byte (i32.load8_u (local.get $p))) (local.get $c)))
                (local.set $c (i32.add (local.get $c) (i32.const 1)))
                (local.set $p (i32.add (local.get $p) (i32.const 1)))
                (br_if $again (local.get $byte))))
        (i64.extend_i32_u (local.get $p)))

    ;; What a round leaves is needed in the next: no scan.
    (func (export "carried") (param $p i32) (param $c i32) (result i64)
        (local $sum i32) (local $byte i32)
        (loop $again
            (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) (local.get $byte)))
            (local.set $byte (i32.load8_u (local.get $p)))
            (local.set $p (i32.add (local.get $p) (i32.const 1)))
            (br_if $again (local.get $byte)))
        (i64.extend_i32_u (local.get $sum))))
