;; Loops that are counted on entry, in every shape. All take two addresses, a third, and a number of rounds.
(module
  (type $none (func))
  (memory (export "memory") 1)
  ;; Pointers and `ne`, two copies of a smaller body.
  (func (export "axpy") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64)
    (loop $l
      (f64.store (local.get $b) (f64.add (f64.load (local.get $b)) (f64.load (local.get $a))))
      (f64.store (i32.add (local.get $b) (i32.const 8))
        (f64.add (f64.load (i32.add (local.get $b) (i32.const 8))) (f64.load (i32.add (local.get $a) (i32.const 8)))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $l (i32.ne (local.tee $n (i32.add (local.get $n) (i32.const -2))) (i32.const 0))))
    (i64.extend_i32_u (i32.xor (local.get $a) (local.get $b))))
  ;; Four copies that differ in immediates, a local that each sets, overlapping ranges.
  (func (export "copy") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $x i32)
    (loop $l
      (i32.store16 (local.get $b) (local.tee $x (i32.load16_s (local.get $a))))
      (i32.store16 offset=2 (local.get $b) (local.tee $x (i32.load16_s offset=2 (local.get $a))))
      (i32.store16 offset=4 (local.get $b) (local.tee $x (i32.load16_s offset=4 (local.get $a))))
      (i32.store16 offset=6 (local.get $b) (local.tee $x (i32.load16_s offset=6 (local.get $a))))
      (local.set $a (i32.add (local.get $a) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 4)))))
    (i64.extend_i32_s (local.get $x)))
  ;; Every access of vectors, by three pointers that move by less than what they access.
  (func (export "vectors") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $s v128)
    (loop $l
      (local.set $s (i32x4.add (local.get $s) (v128.load (local.get $a))))
      (local.set $s (v128.xor (local.get $s) (v128.load8x8_s offset=1 (local.get $a))))
      (local.set $s (i32x4.add (local.get $s) (v128.load8x8_u offset=2 (local.get $b))))
      (local.set $s (v128.xor (local.get $s) (v128.load16x4_s offset=3 (local.get $a))))
      (local.set $s (i32x4.add (local.get $s) (v128.load16x4_u offset=4 (local.get $b))))
      (local.set $s (v128.xor (local.get $s) (v128.load32x2_s offset=5 (local.get $a))))
      (local.set $s (i32x4.add (local.get $s) (v128.load32x2_u offset=6 (local.get $b))))
      (local.set $s (v128.xor (local.get $s) (v128.load8_splat offset=22 (local.get $a))))
      (local.set $s (i32x4.add (local.get $s) (v128.load16_splat offset=15 (local.get $b))))
      (local.set $s (v128.xor (local.get $s) (v128.load32_splat offset=19 (local.get $a))))
      (local.set $s (i32x4.add (local.get $s) (v128.load64_splat offset=7 (local.get $b))))
      (local.set $s (v128.xor (local.get $s) (v128.load32_zero offset=18 (local.get $a))))
      (local.set $s (i32x4.add (local.get $s) (v128.load64_zero offset=8 (local.get $b))))
      (v128.store offset=2 (local.get $c)
        (i8x16.add (i8x16.swizzle (v128.const i32x4 3 0x80 7 -1) (local.get $s)) (local.get $s)))
      (local.set $a (i32.add (local.get $a) (i32.const 5)))
      (local.set $b (i32.add (local.get $b) (i32.const -3)))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.xor (i64x2.extract_lane 0 (local.get $s)) (i64x2.extract_lane 1 (local.get $s))))
  ;; Downwards, signed, out by a branch.
  (func (export "down") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $s i32)
    (block $out
      (loop $l
        (local.set $s (i32.add (i32.mul (local.get $s) (i32.const 31)) (i32.load8_s (i32.add (local.get $a) (local.get $n)))))
        (i32.store8 offset=3 (i32.add (local.get $n) (local.get $b)) (local.get $s))
        (br_if $out (i32.lt_s (local.tee $n (i32.add (local.get $n) (i32.const -1))) (i32.const 0)))
        (br $l)))
    (i64.extend_i32_s (local.get $s)))
  ;; Upwards by 3, unaligned, `le_s`; the counter is stored as well.
  (func (export "fill") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $i i32)
    (local.set $i (i32.const -7))
    (loop $l
      (i64.store offset=1 (i32.add (local.get $a) (local.get $i)) (i64.extend_i32_u (local.get $i)))
      (br_if $l (i32.le_s (local.tee $i (i32.add (local.get $i) (i32.const 3))) (local.get $n))))
    (i64.extend_i32_u (local.get $i)))
  ;; `lt_u` on addresses, with a multiplication; one address that does not move.
  (func (export "column") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $i i32)
    (loop $l
      (f32.store (local.get $c)
        (f32.add (f32.load (local.get $c)) (f32.load offset=4 (i32.add (local.get $a) (i32.mul (local.get $i) (i32.const 24))))))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (i64.extend_i32_u (i32.reinterpret_f32 (f32.load (local.get $c)))))
  ;; `gt_u` downwards on addresses.
  (func (export "back") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64)
    (local $end i32) (local $s i64)
    (local.set $end (i32.sub (local.get $a) (i32.shl (local.get $n) (i32.const 3))))
    (loop $l
      (local.set $s (i64.add (local.get $s) (i64.load (local.get $a))))
      (i64.store32 (local.get $b) (local.get $s))
      (local.set $b (i32.add (local.get $b) (i32.const 4)))
      (br_if $l (i32.gt_u (local.tee $a (i32.sub (local.get $a) (i32.const 8))) (local.get $end))))
    (local.get $s))
  ;; Three sums into one address, which is read again.
  (func (export "reduce") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $s f64)
    (loop $l
      (f64.store (local.get $c) (local.tee $s (f64.add (local.get $s) (f64.load (local.get $a)))))
      (f64.store (local.get $c) (local.tee $s (f64.add (local.get $s) (f64.load (i32.add (local.get $a) (i32.const 8))))))
      (f64.store (local.get $c) (local.tee $s (f64.add (local.get $s) (f64.load (i32.add (local.get $a) (i32.const 16))))))
      (local.set $a (i32.add (local.get $a) (i32.const 24)))
      (br_if $l (i32.eqz (i32.eqz (local.tee $n (i32.sub (local.get $n) (i32.const 3)))))))
    (i64.reinterpret_f64 (local.get $s)))
  ;; In place, with locals that change places.
  (func (export "stencil") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64)
    (local $x i32) (local $y i32) (local $z i32)
    (loop $l
      (local.set $z (local.get $y))
      (local.set $y (local.get $x))
      (local.set $x (i32.load offset=4 (local.get $a)))
      (i32.store (local.get $a)
        (i32.add (i32.add (local.get $x) (i32.mul (local.get $y) (i32.const 3))) (i32.xor (local.get $z) (i32.load (i32.sub (local.get $a) (i32.const 4))))))
      (local.set $a (i32.add (local.get $a) (i32.const 4)))
      (br_if $l (i32.ge_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0))))
    (i64.extend_i32_u (i32.add (local.get $x) (i32.mul (local.get $y) (local.get $z)))))
  ;; An address that depends on data.
  (func (export "table") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $i i32)
    (loop $l
      (i32.store8 (i32.add (local.get $b) (local.get $i))
        (i32.load8_u (i32.add (local.get $c) (i32.load16_u (i32.add (local.get $a) (i32.shl (local.get $i) (i32.const 1)))))))
      (br_if $l (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (i64.extend_i32_u (local.get $i)))
  ;; An operator that traps between two stores.
  (func (export "divide") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $q i32)
    (loop $l
      (i32.store8 (local.get $b) (i32.const 85))
      (local.set $q (i32.rem_u (local.get $c) (i32.load8_u (local.get $a))))
      (i32.store8 offset=1 (local.get $b) (local.get $q))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 2)))
      (br_if $l (i32.ne (local.get $n) (local.tee $c (i32.add (local.get $c) (i32.const -1))))))
    (i64.extend_i32_u (local.get $q)))
  ;; Two sums in memory: windows that are slices of their own, if they are apart.
  (func (export "sums") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $x i32)
    (loop $l
      (i32.store (local.get $b) (i32.add (i32.load (local.get $b)) (i32.load16_s (local.get $a))))
      (i32.store (local.get $c) (local.tee $x (i32.xor (i32.load (local.get $c)) (i32.load offset=2 (local.get $a)))))
      (local.set $a (i32.add (local.get $a) (i32.const 6)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.extend_i32_u (i32.add (local.get $x) (local.get $a))))
  ;; A row, a column going down, and a place, likewise; out by a branch.
  (func (export "row") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $i i32)
    (block $out
      (loop $l
        (i32.store16 offset=1 (i32.add (local.get $b) (i32.shl (local.get $i) (i32.const 1)))
          (i32.add (i32.load16_u (i32.sub (local.get $a) (i32.mul (local.get $i) (i32.const 12))))
            (i32.mul (i32.load16_u offset=3 (local.get $c)) (i32.load16_s offset=1 (i32.add (local.get $b) (i32.shl (local.get $i) (i32.const 1)))))))
        (br_if $out (i32.eq (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))
        (br $l)))
    (i64.extend_i32_u (local.get $i)))
  ;; Left between two copies, past what is done on the way out.
  (func (export "middle") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $i i32)
    (loop $l
      (i32.store8 (i32.add (local.get $b) (local.get $i)) (i32.load8_s offset=1 (i32.add (local.get $a) (local.get $i))))
      (block $on (type $none)
        (br_if $on (i32.ne (local.get $i) (i32.shl (local.get $n) (i32.const 1))))
        (i32.store (local.get $c) (local.get $i))
        (return (i64.extend_i32_u (local.get $i))))
      (i32.store8 offset=1 (i32.add (local.get $b) (local.get $i)) (i32.load8_s offset=2 (i32.add (local.get $a) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br $l))
    (unreachable))
  ;; Tested in front of each round.
  (func (export "ahead") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $i i32)
    (block $out
      (loop $l
        (br_if $out (i32.ge_s (local.get $i) (local.get $n)))
        (i32.store16 (i32.add (local.get $b) (i32.shl (local.get $i) (i32.const 1)))
          (i32.add (local.get $i) (i32.load16_u (i32.sub (local.get $a) (i32.shl (local.get $i) (i32.const 1))))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $l)))
    (i64.extend_i32_s (local.get $i)))
  ;; Left in the middle of a round that is not copies of anything; two stores to the same place.
  (func (export "half") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64)
    (block $out
      (loop $l
        (i32.store (local.get $b) (i32.load (local.get $a)))
        (br_if $out (i32.eqz (local.get $n)))
        (i64.store32 offset=2 (local.get $b) (i64.extend_i32_u (local.get $n)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (local.set $b (i32.add (local.get $b) (i32.const 6)))
        (br $l)))
    (i64.extend_i32_u (local.get $b)))
  ;; A copy of at most so many bytes, up to a certain one, which is copied too.
  (func (export "until") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $x i32)
    (block $out
      (loop $l
        (i32.store8 (local.get $b) (local.tee $x (i32.load8_u (local.get $a))))
        (br_if $out (i32.eqz (i32.and (local.get $x) (i32.const 30))))
        (local.set $a (i32.add (local.get $a) (i32.const 1)))
        (local.set $b (i32.add (local.get $b) (i32.const 1)))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (i64.add (i64.extend_i32_u (i32.xor (local.get $x) (local.get $b)))
      (i64.shl (i64.extend_i32_u (i32.add (local.get $a) (local.get $n))) (i64.const 32))))
  ;; The same, two bytes a round.
  (func (export "twice") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $x i32)
    (block $out
      (loop $l
        (i32.store8 (local.get $b) (local.tee $x (i32.load8_u (local.get $a))))
        (br_if $out (i32.eqz (i32.and (local.get $x) (i32.const 30))))
        (local.set $a (i32.add (local.get $a) (i32.const 1)))
        (local.set $b (i32.add (local.get $b) (i32.const -1)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (i32.store8 (local.get $b) (local.tee $x (i32.load8_u (local.get $a))))
        (br_if $out (i32.eqz (i32.and (local.get $x) (i32.const 30))))
        (local.set $a (i32.add (local.get $a) (i32.const 1)))
        (local.set $b (i32.add (local.get $b) (i32.const -1)))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (i64.add (i64.extend_i32_u (i32.xor (local.get $x) (local.get $b)))
      (i64.shl (i64.extend_i32_u (i32.add (local.get $a) (local.get $n))) (i64.const 32))))
  ;; A search in words with three ways out, one of them out of the function; the counter is tested past what is done on the way out.
  (func (export "search") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $i i32) (local $x i32)
    (block $found
      (block $none
        (loop $l
          (local.set $x (i32.load offset=2 (i32.add (local.get $a) (i32.shl (local.get $i) (i32.const 2)))))
          (br_if $found (i32.eq (i32.and (local.get $x) (i32.const 126)) (i32.const 64)))
          (block $on
            (i32.store (i32.sub (local.get $b) (i32.shl (local.get $i) (i32.const 2))) (local.get $i))
            (br_if $none (i32.eq (local.get $x) (local.get $c)))
            (br_if $on (i32.lt_s (local.get $i) (local.get $n)))
            (return (i64.extend_i32_s (i32.xor (local.get $i) (local.get $x)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $l)))
      (return (i64.const -1)))
    (i64.extend_i32_u (i32.mul (local.get $i) (local.get $x))))
  ;; Goes on while data says so; the counter is in the middle, and so is another way out, on to the next round of the loop around.
  (func (export "goes_on") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $s i64) (local $k i32)
    (block $out
      (loop $again
        (local.set $k (i32.add (local.get $k) (i32.const 1)))
        (br_if $out (i32.eq (local.get $k) (i32.const 4)))
        (loop $l
          (local.set $s (i64.add (local.get $s) (i64.load16_s offset=1 (local.get $a))))
          (local.set $a (i32.add (local.get $a) (i32.const 2)))
          (br_if $again (i64.eqz (i64.and (local.get $s) (i64.const 14))))
          (br_if $out (i32.eq (local.tee $n (i32.add (local.get $n) (i32.const -1))) (i32.const -3)))
          (i32.store8 (i32.add (local.get $n) (local.get $b)) (local.get $k))
          (br_if $l (i64.ne (i64.and (local.get $s) (i64.const 240)) (i64.const 16))))
        (i32.store8 (local.get $c) (local.get $n))))
    (i64.add (local.get $s) (i64.extend_i32_u (i32.add (local.get $n) (local.get $a)))))
  ;; Left at its end, past what is done on the way out.
  (func (export "at_end") (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i64) (local $i i32)
    (loop $l
      (i32.store16 (i32.add (local.get $b) (local.get $i)) (i32.load8_u (i32.add (local.get $a) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (block $on
        (br_if $on (i32.lt_u (local.get $i) (local.get $n)))
        (i32.store (local.get $c) (local.get $i))
        (return (i64.extend_i32_u (local.get $i))))
      (br $l))
    (unreachable)))
