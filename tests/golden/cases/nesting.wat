;; rustc's parser and borrow checker dislike depth: beyond a cap, control is flat.
(module
  (func (export "deep") (param $x i32) (result i32)
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (block
    (br_table 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 (local.get $x))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 1)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 2)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 3)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 4)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 5)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 6)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 7)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 8)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 9)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 10)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 11)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 12)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 13)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 14)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 15)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 16)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 17)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 18)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 19)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 20)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 21)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 22)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 23)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 24)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 25)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 26)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 27)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 28)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 29)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 30)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 31)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 32)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 33)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 34)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 35)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 36)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 37)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 38)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 39)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 40)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 41)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 42)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 43)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 44)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 45)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 46)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 47)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 48)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 49)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 50)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 51)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 52)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 53)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 54)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 55)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 56)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 57)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 58)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 59)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 60)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 61)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 62)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 63)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 64)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 65)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 66)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 67)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 68)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 69)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 70)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 71)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 72)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 73)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 74)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 75)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 76)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 77)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 78)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 79)))
    )
    (local.set $x (i32.add (local.get $x) (i32.const 80)))
    (local.get $x)))
;;= generated by `BLESS=1 cargo test -p test-golden`
;; #[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
;; #[doc(hidden)]
;; mod code {
;;     use super::{Guest, State};
;;     use ::include_wasm::rt::{self, *};
;;     use ::core::option::Option::{self, None, Some};
;;     pub use c0::*;
;;     mod c0 {
;;         use super::*;
;;         /// Function 0, `deep`.
;;         #[inline(never)]
;;         pub fn func0_deep(mut l0: i32) -> i32 {
;;             let mut p1: u32 = 0;
;;             'b1: loop {
;;                 match p1 {
;;                     0 => {
;;                         match l0 {
;;                             0 => {
;;                                 p1 = 1;
;;                                 continue 'b1;
;;                             }
;;                             1 => {
;;                                 p1 = 2;
;;                                 continue 'b1;
;;                             }
;;                             2 => {
;;                                 p1 = 3;
;;                                 continue 'b1;
;;                             }
;;                             3 => {
;;                                 p1 = 4;
;;                                 continue 'b1;
;;                             }
;;                             4 => {
;;                                 p1 = 5;
;;                                 continue 'b1;
;;                             }
;;                             5 => {
;;                                 p1 = 6;
;;                                 continue 'b1;
;;                             }
;;                             6 => {
;;                                 p1 = 7;
;;                                 continue 'b1;
;;                             }
;;                             7 => {
;;                                 p1 = 8;
;;                                 continue 'b1;
;;                             }
;;                             8 => {
;;                                 p1 = 9;
;;                                 continue 'b1;
;;                             }
;;                             9 => {
;;                                 p1 = 10;
;;                                 continue 'b1;
;;                             }
;;                             10 => {
;;                                 p1 = 11;
;;                                 continue 'b1;
;;                             }
;;                             11 => {
;;                                 p1 = 12;
;;                                 continue 'b1;
;;                             }
;;                             12 => {
;;                                 p1 = 13;
;;                                 continue 'b1;
;;                             }
;;                             13 => {
;;                                 p1 = 14;
;;                                 continue 'b1;
;;                             }
;;                             14 => {
;;                                 p1 = 15;
;;                                 continue 'b1;
;;                             }
;;                             15 => {
;;                                 p1 = 16;
;;                                 continue 'b1;
;;                             }
;;                             16 => {
;;                                 p1 = 17;
;;                                 continue 'b1;
;;                             }
;;                             17 => {
;;                                 p1 = 18;
;;                                 continue 'b1;
;;                             }
;;                             18 => {
;;                                 p1 = 19;
;;                                 continue 'b1;
;;                             }
;;                             19 => {
;;                                 p1 = 20;
;;                                 continue 'b1;
;;                             }
;;                             20 => {
;;                                 p1 = 21;
;;                                 continue 'b1;
;;                             }
;;                             21 => {
;;                                 p1 = 22;
;;                                 continue 'b1;
;;                             }
;;                             22 => {
;;                                 p1 = 23;
;;                                 continue 'b1;
;;                             }
;;                             23 => {
;;                                 p1 = 24;
;;                                 continue 'b1;
;;                             }
;;                             24 => {
;;                                 p1 = 25;
;;                                 continue 'b1;
;;                             }
;;                             25 => {
;;                                 p1 = 26;
;;                                 continue 'b1;
;;                             }
;;                             26 => {
;;                                 p1 = 27;
;;                                 continue 'b1;
;;                             }
;;                             27 => {
;;                                 p1 = 28;
;;                                 continue 'b1;
;;                             }
;;                             28 => {
;;                                 p1 = 29;
;;                                 continue 'b1;
;;                             }
;;                             29 => {
;;                                 p1 = 30;
;;                                 continue 'b1;
;;                             }
;;                             30 => {
;;                                 p1 = 31;
;;                                 continue 'b1;
;;                             }
;;                             31 => {
;;                                 p1 = 32;
;;                                 continue 'b1;
;;                             }
;;                             32 => {
;;                                 p1 = 33;
;;                                 continue 'b1;
;;                             }
;;                             33 => {
;;                                 p1 = 34;
;;                                 continue 'b1;
;;                             }
;;                             34 => {
;;                                 p1 = 35;
;;                                 continue 'b1;
;;                             }
;;                             35 => {
;;                                 p1 = 36;
;;                                 continue 'b1;
;;                             }
;;                             36 => {
;;                                 p1 = 37;
;;                                 continue 'b1;
;;                             }
;;                             37 => {
;;                                 p1 = 38;
;;                                 continue 'b1;
;;                             }
;;                             38 => {
;;                                 p1 = 39;
;;                                 continue 'b1;
;;                             }
;;                             39 => {
;;                                 p1 = 40;
;;                                 continue 'b1;
;;                             }
;;                             40 => {
;;                                 p1 = 41;
;;                                 continue 'b1;
;;                             }
;;                             41 => {
;;                                 p1 = 42;
;;                                 continue 'b1;
;;                             }
;;                             42 => {
;;                                 p1 = 43;
;;                                 continue 'b1;
;;                             }
;;                             43 => {
;;                                 p1 = 44;
;;                                 continue 'b1;
;;                             }
;;                             44 => {
;;                                 p1 = 45;
;;                                 continue 'b1;
;;                             }
;;                             45 => {
;;                                 p1 = 46;
;;                                 continue 'b1;
;;                             }
;;                             46 => {
;;                                 p1 = 47;
;;                                 continue 'b1;
;;                             }
;;                             47 => {
;;                                 p1 = 48;
;;                                 continue 'b1;
;;                             }
;;                             48 => {
;;                                 p1 = 49;
;;                                 continue 'b1;
;;                             }
;;                             49 => {
;;                                 p1 = 50;
;;                                 continue 'b1;
;;                             }
;;                             50 => {
;;                                 p1 = 51;
;;                                 continue 'b1;
;;                             }
;;                             51 => {
;;                                 p1 = 52;
;;                                 continue 'b1;
;;                             }
;;                             52 => {
;;                                 p1 = 53;
;;                                 continue 'b1;
;;                             }
;;                             53 => {
;;                                 p1 = 54;
;;                                 continue 'b1;
;;                             }
;;                             54 => {
;;                                 p1 = 55;
;;                                 continue 'b1;
;;                             }
;;                             55 => {
;;                                 p1 = 56;
;;                                 continue 'b1;
;;                             }
;;                             56 => {
;;                                 p1 = 57;
;;                                 continue 'b1;
;;                             }
;;                             57 => {
;;                                 p1 = 58;
;;                                 continue 'b1;
;;                             }
;;                             58 => {
;;                                 p1 = 59;
;;                                 continue 'b1;
;;                             }
;;                             59 => {
;;                                 p1 = 60;
;;                                 continue 'b1;
;;                             }
;;                             60 => {
;;                                 p1 = 61;
;;                                 continue 'b1;
;;                             }
;;                             61 => {
;;                                 p1 = 62;
;;                                 continue 'b1;
;;                             }
;;                             62 => {
;;                                 p1 = 63;
;;                                 continue 'b1;
;;                             }
;;                             63 => {
;;                                 p1 = 64;
;;                                 continue 'b1;
;;                             }
;;                             64 => {
;;                                 p1 = 65;
;;                                 continue 'b1;
;;                             }
;;                             65 => {
;;                                 p1 = 66;
;;                                 continue 'b1;
;;                             }
;;                             66 => {
;;                                 p1 = 67;
;;                                 continue 'b1;
;;                             }
;;                             67 => {
;;                                 p1 = 68;
;;                                 continue 'b1;
;;                             }
;;                             68 => {
;;                                 p1 = 69;
;;                                 continue 'b1;
;;                             }
;;                             69 => {
;;                                 p1 = 70;
;;                                 continue 'b1;
;;                             }
;;                             70 => {
;;                                 p1 = 71;
;;                                 continue 'b1;
;;                             }
;;                             71 => {
;;                                 p1 = 72;
;;                                 continue 'b1;
;;                             }
;;                             72 => {
;;                                 p1 = 73;
;;                                 continue 'b1;
;;                             }
;;                             73 => {
;;                                 p1 = 74;
;;                                 continue 'b1;
;;                             }
;;                             74 => {
;;                                 p1 = 75;
;;                                 continue 'b1;
;;                             }
;;                             75 => {
;;                                 p1 = 76;
;;                                 continue 'b1;
;;                             }
;;                             76 => {
;;                                 p1 = 77;
;;                                 continue 'b1;
;;                             }
;;                             77 => {
;;                                 p1 = 78;
;;                                 continue 'b1;
;;                             }
;;                             78 => {
;;                                 p1 = 79;
;;                                 continue 'b1;
;;                             }
;;                             _ => {
;;                                 break 'b1;
;;                             }
;;                         }
;;                     }
;;                     1 => {
;;                         l0 = i32_add(l0, 1);
;;                         p1 = 2;
;;                         continue 'b1;
;;                     }
;;                     2 => {
;;                         l0 = i32_add(l0, 2);
;;                         p1 = 3;
;;                         continue 'b1;
;;                     }
;;                     3 => {
;;                         l0 = i32_add(l0, 3);
;;                         p1 = 4;
;;                         continue 'b1;
;;                     }
;;                     4 => {
;;                         l0 = i32_add(l0, 4);
;;                         p1 = 5;
;;                         continue 'b1;
;;                     }
;;                     5 => {
;;                         l0 = i32_add(l0, 5);
;;                         p1 = 6;
;;                         continue 'b1;
;;                     }
;;                     6 => {
;;                         l0 = i32_add(l0, 6);
;;                         p1 = 7;
;;                         continue 'b1;
;;                     }
;;                     7 => {
;;                         l0 = i32_add(l0, 7);
;;                         p1 = 8;
;;                         continue 'b1;
;;                     }
;;                     8 => {
;;                         l0 = i32_add(l0, 8);
;;                         p1 = 9;
;;                         continue 'b1;
;;                     }
;;                     9 => {
;;                         l0 = i32_add(l0, 9);
;;                         p1 = 10;
;;                         continue 'b1;
;;                     }
;;                     10 => {
;;                         l0 = i32_add(l0, 10);
;;                         p1 = 11;
;;                         continue 'b1;
;;                     }
;;                     11 => {
;;                         l0 = i32_add(l0, 11);
;;                         p1 = 12;
;;                         continue 'b1;
;;                     }
;;                     12 => {
;;                         l0 = i32_add(l0, 12);
;;                         p1 = 13;
;;                         continue 'b1;
;;                     }
;;                     13 => {
;;                         l0 = i32_add(l0, 13);
;;                         p1 = 14;
;;                         continue 'b1;
;;                     }
;;                     14 => {
;;                         l0 = i32_add(l0, 14);
;;                         p1 = 15;
;;                         continue 'b1;
;;                     }
;;                     15 => {
;;                         l0 = i32_add(l0, 15);
;;                         p1 = 16;
;;                         continue 'b1;
;;                     }
;;                     16 => {
;;                         l0 = i32_add(l0, 16);
;;                         p1 = 17;
;;                         continue 'b1;
;;                     }
;;                     17 => {
;;                         l0 = i32_add(l0, 17);
;;                         p1 = 18;
;;                         continue 'b1;
;;                     }
;;                     18 => {
;;                         l0 = i32_add(l0, 18);
;;                         p1 = 19;
;;                         continue 'b1;
;;                     }
;;                     19 => {
;;                         l0 = i32_add(l0, 19);
;;                         p1 = 20;
;;                         continue 'b1;
;;                     }
;;                     20 => {
;;                         l0 = i32_add(l0, 20);
;;                         p1 = 21;
;;                         continue 'b1;
;;                     }
;;                     21 => {
;;                         l0 = i32_add(l0, 21);
;;                         p1 = 22;
;;                         continue 'b1;
;;                     }
;;                     22 => {
;;                         l0 = i32_add(l0, 22);
;;                         p1 = 23;
;;                         continue 'b1;
;;                     }
;;                     23 => {
;;                         l0 = i32_add(l0, 23);
;;                         p1 = 24;
;;                         continue 'b1;
;;                     }
;;                     24 => {
;;                         l0 = i32_add(l0, 24);
;;                         p1 = 25;
;;                         continue 'b1;
;;                     }
;;                     25 => {
;;                         l0 = i32_add(l0, 25);
;;                         p1 = 26;
;;                         continue 'b1;
;;                     }
;;                     26 => {
;;                         l0 = i32_add(l0, 26);
;;                         p1 = 27;
;;                         continue 'b1;
;;                     }
;;                     27 => {
;;                         l0 = i32_add(l0, 27);
;;                         p1 = 28;
;;                         continue 'b1;
;;                     }
;;                     28 => {
;;                         l0 = i32_add(l0, 28);
;;                         p1 = 29;
;;                         continue 'b1;
;;                     }
;;                     29 => {
;;                         l0 = i32_add(l0, 29);
;;                         p1 = 30;
;;                         continue 'b1;
;;                     }
;;                     30 => {
;;                         l0 = i32_add(l0, 30);
;;                         p1 = 31;
;;                         continue 'b1;
;;                     }
;;                     31 => {
;;                         l0 = i32_add(l0, 31);
;;                         p1 = 32;
;;                         continue 'b1;
;;                     }
;;                     32 => {
;;                         l0 = i32_add(l0, 32);
;;                         p1 = 33;
;;                         continue 'b1;
;;                     }
;;                     33 => {
;;                         l0 = i32_add(l0, 33);
;;                         p1 = 34;
;;                         continue 'b1;
;;                     }
;;                     34 => {
;;                         l0 = i32_add(l0, 34);
;;                         p1 = 35;
;;                         continue 'b1;
;;                     }
;;                     35 => {
;;                         l0 = i32_add(l0, 35);
;;                         p1 = 36;
;;                         continue 'b1;
;;                     }
;;                     36 => {
;;                         l0 = i32_add(l0, 36);
;;                         p1 = 37;
;;                         continue 'b1;
;;                     }
;;                     37 => {
;;                         l0 = i32_add(l0, 37);
;;                         p1 = 38;
;;                         continue 'b1;
;;                     }
;;                     38 => {
;;                         l0 = i32_add(l0, 38);
;;                         p1 = 39;
;;                         continue 'b1;
;;                     }
;;                     39 => {
;;                         l0 = i32_add(l0, 39);
;;                         p1 = 40;
;;                         continue 'b1;
;;                     }
;;                     40 => {
;;                         l0 = i32_add(l0, 40);
;;                         p1 = 41;
;;                         continue 'b1;
;;                     }
;;                     41 => {
;;                         l0 = i32_add(l0, 41);
;;                         p1 = 42;
;;                         continue 'b1;
;;                     }
;;                     42 => {
;;                         l0 = i32_add(l0, 42);
;;                         p1 = 43;
;;                         continue 'b1;
;;                     }
;;                     43 => {
;;                         l0 = i32_add(l0, 43);
;;                         p1 = 44;
;;                         continue 'b1;
;;                     }
;;                     44 => {
;;                         l0 = i32_add(l0, 44);
;;                         p1 = 45;
;;                         continue 'b1;
;;                     }
;;                     45 => {
;;                         l0 = i32_add(l0, 45);
;;                         p1 = 46;
;;                         continue 'b1;
;;                     }
;;                     46 => {
;;                         l0 = i32_add(l0, 46);
;;                         p1 = 47;
;;                         continue 'b1;
;;                     }
;;                     47 => {
;;                         l0 = i32_add(l0, 47);
;;                         p1 = 48;
;;                         continue 'b1;
;;                     }
;;                     48 => {
;;                         l0 = i32_add(l0, 48);
;;                         p1 = 49;
;;                         continue 'b1;
;;                     }
;;                     49 => {
;;                         l0 = i32_add(l0, 49);
;;                         p1 = 50;
;;                         continue 'b1;
;;                     }
;;                     50 => {
;;                         l0 = i32_add(l0, 50);
;;                         p1 = 51;
;;                         continue 'b1;
;;                     }
;;                     51 => {
;;                         l0 = i32_add(l0, 51);
;;                         p1 = 52;
;;                         continue 'b1;
;;                     }
;;                     52 => {
;;                         l0 = i32_add(l0, 52);
;;                         p1 = 53;
;;                         continue 'b1;
;;                     }
;;                     53 => {
;;                         l0 = i32_add(l0, 53);
;;                         p1 = 54;
;;                         continue 'b1;
;;                     }
;;                     54 => {
;;                         l0 = i32_add(l0, 54);
;;                         p1 = 55;
;;                         continue 'b1;
;;                     }
;;                     55 => {
;;                         l0 = i32_add(l0, 55);
;;                         p1 = 56;
;;                         continue 'b1;
;;                     }
;;                     56 => {
;;                         l0 = i32_add(l0, 56);
;;                         p1 = 57;
;;                         continue 'b1;
;;                     }
;;                     57 => {
;;                         l0 = i32_add(l0, 57);
;;                         p1 = 58;
;;                         continue 'b1;
;;                     }
;;                     58 => {
;;                         l0 = i32_add(l0, 58);
;;                         p1 = 59;
;;                         continue 'b1;
;;                     }
;;                     59 => {
;;                         l0 = i32_add(l0, 59);
;;                         p1 = 60;
;;                         continue 'b1;
;;                     }
;;                     60 => {
;;                         l0 = i32_add(l0, 60);
;;                         p1 = 61;
;;                         continue 'b1;
;;                     }
;;                     61 => {
;;                         l0 = i32_add(l0, 61);
;;                         p1 = 62;
;;                         continue 'b1;
;;                     }
;;                     62 => {
;;                         l0 = i32_add(l0, 62);
;;                         p1 = 63;
;;                         continue 'b1;
;;                     }
;;                     63 => {
;;                         l0 = i32_add(l0, 63);
;;                         p1 = 64;
;;                         continue 'b1;
;;                     }
;;                     64 => {
;;                         l0 = i32_add(l0, 64);
;;                         p1 = 65;
;;                         continue 'b1;
;;                     }
;;                     65 => {
;;                         l0 = i32_add(l0, 65);
;;                         p1 = 66;
;;                         continue 'b1;
;;                     }
;;                     66 => {
;;                         l0 = i32_add(l0, 66);
;;                         p1 = 67;
;;                         continue 'b1;
;;                     }
;;                     67 => {
;;                         l0 = i32_add(l0, 67);
;;                         p1 = 68;
;;                         continue 'b1;
;;                     }
;;                     68 => {
;;                         l0 = i32_add(l0, 68);
;;                         p1 = 69;
;;                         continue 'b1;
;;                     }
;;                     69 => {
;;                         l0 = i32_add(l0, 69);
;;                         p1 = 70;
;;                         continue 'b1;
;;                     }
;;                     70 => {
;;                         l0 = i32_add(l0, 70);
;;                         p1 = 71;
;;                         continue 'b1;
;;                     }
;;                     71 => {
;;                         l0 = i32_add(l0, 71);
;;                         p1 = 72;
;;                         continue 'b1;
;;                     }
;;                     72 => {
;;                         l0 = i32_add(l0, 72);
;;                         p1 = 73;
;;                         continue 'b1;
;;                     }
;;                     73 => {
;;                         l0 = i32_add(l0, 73);
;;                         p1 = 74;
;;                         continue 'b1;
;;                     }
;;                     74 => {
;;                         l0 = i32_add(l0, 74);
;;                         p1 = 75;
;;                         continue 'b1;
;;                     }
;;                     75 => {
;;                         l0 = i32_add(l0, 75);
;;                         p1 = 76;
;;                         continue 'b1;
;;                     }
;;                     76 => {
;;                         l0 = i32_add(l0, 76);
;;                         p1 = 77;
;;                         continue 'b1;
;;                     }
;;                     77 => {
;;                         l0 = i32_add(l0, 77);
;;                         p1 = 78;
;;                         continue 'b1;
;;                     }
;;                     78 => {
;;                         l0 = i32_add(l0, 78);
;;                         p1 = 79;
;;                         continue 'b1;
;;                     }
;;                     _ => {
;;                         l0 = i32_add(l0, 79);
;;                         break 'b1;
;;                     }
;;                 }
;;             }
;;             l0 = i32_add(l0, 80);
;;             l0
;;         }
;;     }
;;     /// Instantiates module 0.
;;     pub fn init_0(g: &mut Guest) -> Option<()> {
;;         Some(())
;;     }
;;     pub fn x0(a0: i32, g: &mut Guest) -> Option<i32> {
;;         let Some(()) = stack_check(15760, &mut g.s.cx) else { return None };
;;         Some(func0_deep(a0))
;;     }
;;     static NAMES: &[&str] = &["deep"];
;;     pub fn names() -> &'static [&'static str] {
;;         NAMES
;;     }
;; }
