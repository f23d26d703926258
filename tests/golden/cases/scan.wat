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
;;= generated by `BLESS=1 cargo test -p test-golden`
;; #[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
;; #[doc(hidden)]
;; mod code {
;;     use super::{Guest, State, M0};
;;     use ::include_wasm::rt::{self, *};
;;     use ::core::option::Option::{self, None, Some};
;;     pub use c0::*;
;;     mod c0 {
;;         use super::*;
;;         /// Function 0, `length`.
;;         #[inline(never)]
;;         pub fn func0_length(
;;             l0: i32,
;;             l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 let mut l3: i32 = 0;
;;                 let mut l4: i32 = 0;
;;                 if let Some(v2) = scan(i32_add(l0, l2), 0, [0], m0) {
;;                     l2 = i32_add(l2, v2);
;;                     let v3: i32 = i32_add(l0, l2);
;;                     let Some(v4) = i32_load8_u(v3, 0, m0) else { break 't };
;;                     let v5: i32 = i32_add(l2, 1);
;;                     l2 = v5;
;;                     l3 = v3;
;;                     l4 = v5;
;;                 }
;;                 'b1: loop {
;;                     l3 = i32_add(l0, l2);
;;                     l4 = i32_add(l2, 1);
;;                     l2 = l4;
;;                     let Some(v1) = i32_load8_u(l3, 0, m0) else { break 't };
;;                     if v1 != 0 {
;;                         continue 'b1;
;;                     }
;;                     break 'b1;
;;                 }
;;                 return Some(
;;                     i64_or(i64_shl(i64_extend_i32_u(l3), 32), i64_extend_i32_u(l4)),
;;                 );
;;             }
;;             trace(None, 0, &mut s.cx)
;;         }
;;         /// Function 1, `find`.
;;         #[inline(never)]
;;         pub fn func1_find(
;;             mut l0: i32,
;;             l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 'b1: {
;;                     if let Some(v2) = scan(l0, 0, [l1, 0], m0) {
;;                         l0 = i32_add(l0, v2);
;;                         let Some(v3) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         l0 = i32_add(l0, 1);
;;                         l2 = v3;
;;                     }
;;                     'b2: loop {
;;                         let Some(v1) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         l2 = v1;
;;                         if i32_eq(l1, l2) != 0 {
;;                             break 'b1;
;;                         }
;;                         l0 = i32_add(l0, 1);
;;                         if l2 != 0 {
;;                             continue 'b2;
;;                         }
;;                         break 'b2;
;;                     }
;;                 }
;;                 return Some(
;;                     i64_or(i64_shl(i64_extend_i32_u(l0), 32), i64_extend_i32_u(l2)),
;;                 );
;;             }
;;             trace(None, 1, &mut s.cx)
;;         }
;;         /// Function 2, `table`.
;;         #[inline(never)]
;;         pub fn func2_table(
;;             mut l0: i32,
;;             mut l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 'b1: {
;;                     if let Some(v2) = scan(l0, 5, [0, 3], m0) {
;;                         l0 = i32_add(l0, v2);
;;                         l1 = i32_add(l1, i32_mul(v2, -3));
;;                         let Some(v3) = i32_load8_u(l0, 5, m0) else { break 't };
;;                         l0 = i32_add(l0, 1);
;;                         l1 = i32_sub(l1, 3);
;;                         l2 = v3;
;;                     }
;;                     'b2: loop {
;;                         let Some(v1) = i32_load8_u(l0, 5, m0) else { break 't };
;;                         l2 = v1;
;;                         l0 = i32_add(l0, 1);
;;                         l1 = i32_sub(l1, 3);
;;                         match l2 {
;;                             0 | 3 => {
;;                                 break 'b1;
;;                             }
;;                             _ => {
;;                                 continue 'b2;
;;                             }
;;                         }
;;                     }
;;                 }
;;                 return Some(
;;                     i64_or(i64_shl(i64_extend_i32_u(l0), 32), i64_extend_i32_u(l1)),
;;                 );
;;             }
;;             trace(None, 2, &mut s.cx)
;;         }
;;         /// Function 3, `past`.
;;         #[inline(never)]
;;         pub fn func3_past(
;;             mut l0: i32,
;;             l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 if let Some(v2) = scan(l0, 0, [7, 9], m0) {
;;                     l0 = i32_add(l0, v2);
;;                     let Some(v3) = i32_load8_u(l0, 0, m0) else { break 't };
;;                     l0 = i32_add(l0, 1);
;;                     l2 = v3;
;;                 }
;;                 'b1: loop {
;;                     'b2: {
;;                         let Some(v1) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         l2 = v1;
;;                         if i32_ne(l2, 7) != 0 {
;;                             break 'b2;
;;                         }
;;                         return Some(i64_extend_i32_u(l0));
;;                     }
;;                     'b3: {
;;                         if i32_eqz(i32_eq(l2, 9)) != 0 {
;;                             break 'b3;
;;                         }
;;                         return Some(i64_sub(0, i64_extend_i32_u(l0)));
;;                     }
;;                     l0 = i32_add(l0, 1);
;;                     continue 'b1;
;;                 }
;;                 unreachable::<()>(&mut s.cx);
;;                 break 't;
;;             }
;;             trace(None, 3, &mut s.cx)
;;         }
;;         /// Function 4, `within`.
;;         #[inline(never)]
;;         pub fn func4_within(
;;             mut l0: i32,
;;             l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 l2 = i32_and(l1, 63);
;;                 'b1: {
;;                     if let Some(v2) = scan_within(l0, 0, [l1], rounds_ne(l2, 1, 1), m0) {
;;                         l0 = i32_add(l0, v2);
;;                         l2 = i32_add(l2, i32_mul(v2, -1));
;;                         let Some(v3) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         l0 = i32_add(l0, 1);
;;                         l2 = i32_sub(l2, 1);
;;                     }
;;                     'b2: loop {
;;                         if i32_eqz(l2) != 0 {
;;                             break 'b1;
;;                         }
;;                         l2 = i32_sub(l2, 1);
;;                         let Some(v1) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         if i32_eq(v1, l1) != 0 {
;;                             break 'b1;
;;                         }
;;                         l0 = i32_add(l0, 1);
;;                         continue 'b2;
;;                     }
;;                 }
;;                 return Some(
;;                     i64_or(i64_shl(i64_extend_i32_u(l0), 32), i64_extend_i32_u(l2)),
;;                 );
;;             }
;;             trace(None, 4, &mut s.cx)
;;         }
;;         /// Function 5, `up_to`.
;;         #[inline(never)]
;;         pub fn func5_up_to(l0: i32, l1: i32, s: &mut State, m0: &mut M0) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 let mut l3: i32 = 0;
;;                 'b1: {
;;                     if let Some(v2) = scan_within(
;;                         i32_add(l0, l2),
;;                         1,
;;                         [0, 3],
;;                         rounds_lt(
;;                             i32_add(l2, -2147483647),
;;                             i32_add(l1, -2147483648),
;;                             1,
;;                             1,
;;                         ),
;;                         m0,
;;                     ) {
;;                         l2 = i32_add(l2, v2);
;;                         let Some(v3) = i32_load8_u(i32_add(l0, l2), 1, m0) else {
;;                             break 't
;;                         };
;;                         l2 = i32_add(l2, 1);
;;                         l3 = v3;
;;                     }
;;                     'b2: loop {
;;                         let Some(v1) = i32_load8_u(i32_add(l0, l2), 1, m0) else {
;;                             break 't
;;                         };
;;                         l3 = v1;
;;                         if i32_eqz(l3) != 0 {
;;                             break 'b1;
;;                         }
;;                         if i32_eq(l3, 3) != 0 {
;;                             break 'b1;
;;                         }
;;                         l2 = i32_add(l2, 1);
;;                         if i32_lt_s(l2, l1) != 0 {
;;                             continue 'b2;
;;                         }
;;                         break 'b2;
;;                     }
;;                 }
;;                 return Some(
;;                     i64_or(i64_shl(i64_extend_i32_u(l2), 32), i64_extend_i32_u(l3)),
;;                 );
;;             }
;;             trace(None, 5, &mut s.cx)
;;         }
;;         /// Function 6, `until`.
;;         #[inline(never)]
;;         pub fn func6_until(
;;             mut l0: i32,
;;             mut l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 l2 = i32_add(l1, 80);
;;                 'b1: {
;;                     if let Some(v2) = scan_within(
;;                         l0,
;;                         0,
;;                         [7],
;;                         rounds_ne(i32_add(i32_add(i32_mul(l1, -1), l2), -2), 2, 1),
;;                         m0,
;;                     ) {
;;                         l0 = i32_add(l0, v2);
;;                         l1 = i32_add(l1, i32_mul(v2, 2));
;;                         let Some(v3) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         l0 = i32_add(l0, 1);
;;                         l1 = i32_add(l1, 2);
;;                     }
;;                     'b2: loop {
;;                         let Some(v1) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         if i32_eq(v1, 7) != 0 {
;;                             break 'b1;
;;                         }
;;                         l0 = i32_add(l0, 1);
;;                         l1 = i32_add(l1, 2);
;;                         if i32_ne(l1, l2) != 0 {
;;                             continue 'b2;
;;                         }
;;                         break 'b2;
;;                     }
;;                 }
;;                 return Some(
;;                     i64_or(i64_shl(i64_extend_i32_u(l0), 32), i64_extend_i32_u(l1)),
;;                 );
;;             }
;;             trace(None, 6, &mut s.cx)
;;         }
;;         /// Function 7, `differ`.
;;         #[inline(never)]
;;         pub fn func7_differ(
;;             mut l0: i32,
;;             l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 l2 = 30000;
;;                 'b1: {
;;                     if let Some(v3) = alike(l0, 0, [], l2, 2, m0) {
;;                         l0 = i32_add(l0, v3);
;;                         l2 = i32_add(l2, v3);
;;                         let Some(v4) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         let Some(v5) = i32_load8_u(l2, 2, m0) else { break 't };
;;                         l0 = i32_add(l0, 1);
;;                         l2 = i32_add(l2, 1);
;;                     }
;;                     'b2: loop {
;;                         let Some(v1) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         let Some(v2) = i32_load8_u(l2, 2, m0) else { break 't };
;;                         if i32_ne(v1, v2) != 0 {
;;                             break 'b1;
;;                         }
;;                         l0 = i32_add(l0, 1);
;;                         l2 = i32_add(l2, 1);
;;                         continue 'b2;
;;                     }
;;                 }
;;                 return Some(
;;                     i64_or(i64_shl(i64_extend_i32_u(l0), 32), i64_extend_i32_u(l2)),
;;                 );
;;             }
;;             trace(None, 7, &mut s.cx)
;;         }
;;         /// Function 8, `order`.
;;         #[inline(never)]
;;         pub fn func8_order(
;;             mut l0: i32,
;;             l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 let mut l3: i32 = 0;
;;                 let mut l4: i32 = 0;
;;                 l2 = 30000;
;;                 'b1: {
;;                     if let Some(v3) = alike(l0, 0, [0], l2, 0, m0) {
;;                         l0 = i32_add(l0, v3);
;;                         l2 = i32_add(l2, v3);
;;                         let Some(v4) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         let Some(v5) = i32_load8_u(l2, 0, m0) else { break 't };
;;                         l0 = i32_add(l0, 1);
;;                         l2 = i32_add(l2, 1);
;;                         l3 = v4;
;;                         l4 = v5;
;;                     }
;;                     'b2: loop {
;;                         let Some(v1) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         l3 = v1;
;;                         if i32_eqz(l3) != 0 {
;;                             break 'b1;
;;                         }
;;                         let Some(v2) = i32_load8_u(l2, 0, m0) else { break 't };
;;                         l4 = v2;
;;                         l0 = i32_add(l0, 1);
;;                         l2 = i32_add(l2, 1);
;;                         if i32_eq(l3, l4) != 0 {
;;                             continue 'b2;
;;                         }
;;                         break 'b2;
;;                     }
;;                 }
;;                 return Some(
;;                     i64_or(
;;                         i64_shl(i64_extend_i32_u(l0), 32),
;;                         i64_extend_i32_u(i32_sub(l3, l4)),
;;                     ),
;;                 );
;;             }
;;             trace(None, 8, &mut s.cx)
;;         }
;;         /// Function 9, `matched`.
;;         #[inline(never)]
;;         pub fn func9_matched(
;;             l0: i32,
;;             l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 let mut l3: i32 = 0;
;;                 l3 = i32_and(l1, 127);
;;                 'b1: {
;;                     if let Some(v3) = alike_within(
;;                         i32_add(l2, 30000),
;;                         0,
;;                         [],
;;                         i32_add(l2, l0),
;;                         0,
;;                         rounds_ne(i32_add(i32_add(i32_mul(l2, -1), l3), -1), 1, 1),
;;                         m0,
;;                     ) {
;;                         l2 = i32_add(l2, v3);
;;                         let Some(v4) = i32_load8_u(i32_add(l2, 30000), 0, m0) else {
;;                             break 't
;;                         };
;;                         let Some(v5) = i32_load8_u(i32_add(l0, l2), 0, m0) else {
;;                             break 't
;;                         };
;;                         l2 = i32_add(l2, 1);
;;                     }
;;                     'b2: loop {
;;                         let Some(v1) = i32_load8_u(i32_add(l2, 30000), 0, m0) else {
;;                             break 't
;;                         };
;;                         let Some(v2) = i32_load8_u(i32_add(l0, l2), 0, m0) else {
;;                             break 't
;;                         };
;;                         if i32_ne(v1, v2) != 0 {
;;                             break 'b1;
;;                         }
;;                         l2 = i32_add(l2, 1);
;;                         if i32_ne(l3, l2) != 0 {
;;                             continue 'b2;
;;                         }
;;                         break 'b2;
;;                     }
;;                 }
;;                 return Some(i64_extend_i32_u(l2));
;;             }
;;             trace(None, 9, &mut s.cx)
;;         }
;;         /// Function 10, `moving`.
;;         pub fn func10_moving(
;;             mut l0: i32,
;;             mut l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 'b1: {
;;                     'b2: loop {
;;                         let Some(v1) = i32_load8_u(l0, 0, m0) else { break 't };
;;                         l2 = v1;
;;                         if i32_eq(l2, l1) != 0 {
;;                             break 'b1;
;;                         }
;;                         l1 = i32_add(l1, 1);
;;                         l0 = i32_add(l0, 1);
;;                         if l2 != 0 {
;;                             continue 'b2;
;;                         }
;;                         break 'b2;
;;                     }
;;                 }
;;                 return Some(i64_extend_i32_u(l0));
;;             }
;;             trace(None, 10, &mut s.cx)
;;         }
;;         /// Function 11, `carried`.
;;         pub fn func11_carried(
;;             mut l0: i32,
;;             l1: i32,
;;             s: &mut State,
;;             m0: &mut M0,
;;         ) -> Option<i64> {
;;             't: {
;;                 let mut l2: i32 = 0;
;;                 let mut l3: i32 = 0;
;;                 'b1: loop {
;;                     l2 = i32_add(i32_mul(l2, 31), l3);
;;                     let Some(v1) = i32_load8_u(l0, 0, m0) else { break 't };
;;                     l3 = v1;
;;                     l0 = i32_add(l0, 1);
;;                     if l3 != 0 {
;;                         continue 'b1;
;;                     }
;;                     break 'b1;
;;                 }
;;                 return Some(i64_extend_i32_u(l2));
;;             }
;;             trace(None, 11, &mut s.cx)
;;         }
;;     }
;;     /// Instantiates module 0.
;;     pub fn init_0(g: &mut Guest) -> Option<()> {
;;         Some(())
;;     }
;;     pub fn x0(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(1456, &mut g.s.cx) else { return None };
;;         func0_length(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x1(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(1552, &mut g.s.cx) else { return None };
;;         func1_find(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x2(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(1552, &mut g.s.cx) else { return None };
;;         func2_table(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x3(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(2256, &mut g.s.cx) else { return None };
;;         func3_past(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x4(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(1936, &mut g.s.cx) else { return None };
;;         func4_within(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x5(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(1952, &mut g.s.cx) else { return None };
;;         func5_up_to(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x6(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(1872, &mut g.s.cx) else { return None };
;;         func6_until(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x7(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(1744, &mut g.s.cx) else { return None };
;;         func7_differ(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x8(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(2160, &mut g.s.cx) else { return None };
;;         func8_order(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x9(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(1792, &mut g.s.cx) else { return None };
;;         func9_matched(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x10(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(1040, &mut g.s.cx) else { return None };
;;         func10_moving(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     pub fn x11(a0: i32, a1: i32, g: &mut Guest) -> Option<i64> {
;;         let Some(()) = stack_check(960, &mut g.s.cx) else { return None };
;;         func11_carried(a0, a1, &mut g.s, g.m0.bytes_mut())
;;     }
;;     static NAMES: &[&str] = &[
;;         "length",
;;         "find",
;;         "table",
;;         "past",
;;         "within",
;;         "up_to",
;;         "until",
;;         "differ",
;;         "order",
;;         "matched",
;;         "moving",
;;         "carried",
;;     ];
;;     pub fn names() -> &'static [&'static str] {
;;         NAMES
;;     }
;; }
