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
;;         pub fn func0_deep(l0: i32, s: &mut State) -> Option<i32> {
;;             let Some(()) = stack_check(23504, &mut s.cx) else { return None };
;;             trace(body0_deep(l0, s), 0, &mut s.cx)
;;         }
;;         #[inline(never)]
;;         pub fn body0_deep(mut l0: i32, s: &mut State) -> Option<i32> {
;;             'b1: {
;;                 'b2: {
;;                     'b3: {
;;                         'b4: {
;;                             'b5: {
;;                                 'b6: {
;;                                     'b7: {
;;                                         'b8: {
;;                                             'b9: {
;;                                                 'b10: {
;;                                                     'b11: {
;;                                                         'b12: {
;;                                                             'b13: {
;;                                                                 'b14: {
;;                                                                     'b15: {
;;                                                                         'b16: {
;;                                                                             'b17: {
;;                                                                                 'b18: {
;;                                                                                     'b19: {
;;                                                                                         'b20: {
;;                                                                                             'b21: {
;;                                                                                                 'b22: {
;;                                                                                                     'b23: {
;;                                                                                                         'b24: {
;;                                                                                                             'b25: {
;;                                                                                                                 'b26: {
;;                                                                                                                     'b27: {
;;                                                                                                                         'b28: {
;;                                                                                                                             'b29: {
;;                                                                                                                                 'b30: {
;;                                                                                                                                     'b31: {
;;                                                                                                                                         'b32: {
;;                                                                                                                                             'b33: {
;;                                                                                                                                                 'b34: {
;;                                                                                                                                                     'b35: {
;;                                                                                                                                                         'b36: {
;;                                                                                                                                                             'b37: {
;;                                                                                                                                                                 'b38: {
;;                                                                                                                                                                     'b39: {
;;                                                                                                                                                                         'b40: {
;;                                                                                                                                                                             'b41: {
;;                                                                                                                                                                                 'b42: {
;;                                                                                                                                                                                     'b43: {
;;                                                                                                                                                                                         'b44: {
;;                                                                                                                                                                                             'b45: {
;;                                                                                                                                                                                                 'b46: {
;;                                                                                                                                                                                                     'b47: {
;;                                                                                                                                                                                                         'b48: {
;;                                                                                                                                                                                                             'b49: {
;;                                                                                                                                                                                                                 'b50: {
;;                                                                                                                                                                                                                     'b51: {
;;                                                                                                                                                                                                                         'b52: {
;;                                                                                                                                                                                                                             'b53: {
;;                                                                                                                                                                                                                                 'b54: {
;;                                                                                                                                                                                                                                     'b55: {
;;                                                                                                                                                                                                                                         'b56: {
;;                                                                                                                                                                                                                                             'b57: {
;;                                                                                                                                                                                                                                                 'b58: {
;;                                                                                                                                                                                                                                                     'b59: {
;;                                                                                                                                                                                                                                                         'b60: {
;;                                                                                                                                                                                                                                                             'b61: {
;;                                                                                                                                                                                                                                                                 'b62: {
;;                                                                                                                                                                                                                                                                     'b63: {
;;                                                                                                                                                                                                                                                                         'b64: {
;;                                                                                                                                                                                                                                                                             'b65: {
;;                                                                                                                                                                                                                                                                                 'b66: {
;;                                                                                                                                                                                                                                                                                     'b67: {
;;                                                                                                                                                                                                                                                                                         'b68: {
;;                                                                                                                                                                                                                                                                                             'b69: {
;;                                                                                                                                                                                                                                                                                                 'b70: {
;;                                                                                                                                                                                                                                                                                                     'b71: {
;;                                                                                                                                                                                                                                                                                                         'b72: {
;;                                                                                                                                                                                                                                                                                                             'b73: {
;;                                                                                                                                                                                                                                                                                                                 'b74: {
;;                                                                                                                                                                                                                                                                                                                     'b75: {
;;                                                                                                                                                                                                                                                                                                                         'b76: {
;;                                                                                                                                                                                                                                                                                                                             'b77: {
;;                                                                                                                                                                                                                                                                                                                                 'b78: {
;;                                                                                                                                                                                                                                                                                                                                     'b79: {
;;                                                                                                                                                                                                                                                                                                                                         'b80: {
;;                                                                                                                                                                                                                                                                                                                                             match l0 {
;;                                                                                                                                                                                                                                                                                                                                                 0 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b80;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 1 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b79;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 2 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b78;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 3 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b77;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 4 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b76;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 5 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b75;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 6 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b74;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 7 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b73;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 8 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b72;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 9 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b71;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 10 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b70;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 11 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b69;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 12 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b68;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 13 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b67;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 14 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b66;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 15 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b65;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 16 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b64;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 17 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b63;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 18 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b62;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 19 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b61;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 20 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b60;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 21 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b59;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 22 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b58;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 23 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b57;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 24 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b56;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 25 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b55;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 26 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b54;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 27 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b53;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 28 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b52;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 29 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b51;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 30 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b50;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 31 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b49;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 32 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b48;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 33 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b47;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 34 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b46;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 35 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b45;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 36 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b44;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 37 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b43;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 38 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b42;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 39 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b41;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 40 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b40;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 41 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b39;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 42 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b38;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 43 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b37;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 44 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b36;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 45 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b35;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 46 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b34;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 47 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b33;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 48 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b32;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 49 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b31;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 50 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b30;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 51 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b29;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 52 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b28;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 53 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b27;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 54 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b26;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 55 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b25;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 56 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b24;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 57 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b23;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 58 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b22;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 59 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b21;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 60 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b20;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 61 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b19;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 62 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b18;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 63 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b17;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 64 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b16;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 65 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b15;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 66 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b14;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 67 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b13;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 68 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b12;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 69 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b11;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 70 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b10;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 71 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b9;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 72 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b8;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 73 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b7;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 74 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b6;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 75 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b5;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 76 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b4;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 77 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b3;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 78 => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b2;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                                 _ => {
;;                                                                                                                                                                                                                                                                                                                                                     break 'b1;
;;                                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                             }
;;                                                                                                                                                                                                                                                                                                                                         }
;;                                                                                                                                                                                                                                                                                                                                         l0 = i32_add(l0, 1);
;;                                                                                                                                                                                                                                                                                                                                     }
;;                                                                                                                                                                                                                                                                                                                                     l0 = i32_add(l0, 2);
;;                                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                                 l0 = i32_add(l0, 3);
;;                                                                                                                                                                                                                                                                                                                             }
;;                                                                                                                                                                                                                                                                                                                             l0 = i32_add(l0, 4);
;;                                                                                                                                                                                                                                                                                                                         }
;;                                                                                                                                                                                                                                                                                                                         l0 = i32_add(l0, 5);
;;                                                                                                                                                                                                                                                                                                                     }
;;                                                                                                                                                                                                                                                                                                                     l0 = i32_add(l0, 6);
;;                                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                                 l0 = i32_add(l0, 7);
;;                                                                                                                                                                                                                                                                                                             }
;;                                                                                                                                                                                                                                                                                                             l0 = i32_add(l0, 8);
;;                                                                                                                                                                                                                                                                                                         }
;;                                                                                                                                                                                                                                                                                                         l0 = i32_add(l0, 9);
;;                                                                                                                                                                                                                                                                                                     }
;;                                                                                                                                                                                                                                                                                                     l0 = i32_add(l0, 10);
;;                                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                                 l0 = i32_add(l0, 11);
;;                                                                                                                                                                                                                                                                                             }
;;                                                                                                                                                                                                                                                                                             l0 = i32_add(l0, 12);
;;                                                                                                                                                                                                                                                                                         }
;;                                                                                                                                                                                                                                                                                         l0 = i32_add(l0, 13);
;;                                                                                                                                                                                                                                                                                     }
;;                                                                                                                                                                                                                                                                                     l0 = i32_add(l0, 14);
;;                                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                                 l0 = i32_add(l0, 15);
;;                                                                                                                                                                                                                                                                             }
;;                                                                                                                                                                                                                                                                             l0 = i32_add(l0, 16);
;;                                                                                                                                                                                                                                                                         }
;;                                                                                                                                                                                                                                                                         l0 = i32_add(l0, 17);
;;                                                                                                                                                                                                                                                                     }
;;                                                                                                                                                                                                                                                                     l0 = i32_add(l0, 18);
;;                                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                                 l0 = i32_add(l0, 19);
;;                                                                                                                                                                                                                                                             }
;;                                                                                                                                                                                                                                                             l0 = i32_add(l0, 20);
;;                                                                                                                                                                                                                                                         }
;;                                                                                                                                                                                                                                                         l0 = i32_add(l0, 21);
;;                                                                                                                                                                                                                                                     }
;;                                                                                                                                                                                                                                                     l0 = i32_add(l0, 22);
;;                                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                                 l0 = i32_add(l0, 23);
;;                                                                                                                                                                                                                                             }
;;                                                                                                                                                                                                                                             l0 = i32_add(l0, 24);
;;                                                                                                                                                                                                                                         }
;;                                                                                                                                                                                                                                         l0 = i32_add(l0, 25);
;;                                                                                                                                                                                                                                     }
;;                                                                                                                                                                                                                                     l0 = i32_add(l0, 26);
;;                                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                                 l0 = i32_add(l0, 27);
;;                                                                                                                                                                                                                             }
;;                                                                                                                                                                                                                             l0 = i32_add(l0, 28);
;;                                                                                                                                                                                                                         }
;;                                                                                                                                                                                                                         l0 = i32_add(l0, 29);
;;                                                                                                                                                                                                                     }
;;                                                                                                                                                                                                                     l0 = i32_add(l0, 30);
;;                                                                                                                                                                                                                 }
;;                                                                                                                                                                                                                 l0 = i32_add(l0, 31);
;;                                                                                                                                                                                                             }
;;                                                                                                                                                                                                             l0 = i32_add(l0, 32);
;;                                                                                                                                                                                                         }
;;                                                                                                                                                                                                         l0 = i32_add(l0, 33);
;;                                                                                                                                                                                                     }
;;                                                                                                                                                                                                     l0 = i32_add(l0, 34);
;;                                                                                                                                                                                                 }
;;                                                                                                                                                                                                 l0 = i32_add(l0, 35);
;;                                                                                                                                                                                             }
;;                                                                                                                                                                                             l0 = i32_add(l0, 36);
;;                                                                                                                                                                                         }
;;                                                                                                                                                                                         l0 = i32_add(l0, 37);
;;                                                                                                                                                                                     }
;;                                                                                                                                                                                     l0 = i32_add(l0, 38);
;;                                                                                                                                                                                 }
;;                                                                                                                                                                                 l0 = i32_add(l0, 39);
;;                                                                                                                                                                             }
;;                                                                                                                                                                             l0 = i32_add(l0, 40);
;;                                                                                                                                                                         }
;;                                                                                                                                                                         l0 = i32_add(l0, 41);
;;                                                                                                                                                                     }
;;                                                                                                                                                                     l0 = i32_add(l0, 42);
;;                                                                                                                                                                 }
;;                                                                                                                                                                 l0 = i32_add(l0, 43);
;;                                                                                                                                                             }
;;                                                                                                                                                             l0 = i32_add(l0, 44);
;;                                                                                                                                                         }
;;                                                                                                                                                         l0 = i32_add(l0, 45);
;;                                                                                                                                                     }
;;                                                                                                                                                     l0 = i32_add(l0, 46);
;;                                                                                                                                                 }
;;                                                                                                                                                 l0 = i32_add(l0, 47);
;;                                                                                                                                             }
;;                                                                                                                                             l0 = i32_add(l0, 48);
;;                                                                                                                                         }
;;                                                                                                                                         l0 = i32_add(l0, 49);
;;                                                                                                                                     }
;;                                                                                                                                     l0 = i32_add(l0, 50);
;;                                                                                                                                 }
;;                                                                                                                                 l0 = i32_add(l0, 51);
;;                                                                                                                             }
;;                                                                                                                             l0 = i32_add(l0, 52);
;;                                                                                                                         }
;;                                                                                                                         l0 = i32_add(l0, 53);
;;                                                                                                                     }
;;                                                                                                                     l0 = i32_add(l0, 54);
;;                                                                                                                 }
;;                                                                                                                 l0 = i32_add(l0, 55);
;;                                                                                                             }
;;                                                                                                             l0 = i32_add(l0, 56);
;;                                                                                                         }
;;                                                                                                         l0 = i32_add(l0, 57);
;;                                                                                                     }
;;                                                                                                     l0 = i32_add(l0, 58);
;;                                                                                                 }
;;                                                                                                 l0 = i32_add(l0, 59);
;;                                                                                             }
;;                                                                                             l0 = i32_add(l0, 60);
;;                                                                                         }
;;                                                                                         l0 = i32_add(l0, 61);
;;                                                                                     }
;;                                                                                     l0 = i32_add(l0, 62);
;;                                                                                 }
;;                                                                                 l0 = i32_add(l0, 63);
;;                                                                             }
;;                                                                             l0 = i32_add(l0, 64);
;;                                                                         }
;;                                                                         l0 = i32_add(l0, 65);
;;                                                                     }
;;                                                                     l0 = i32_add(l0, 66);
;;                                                                 }
;;                                                                 l0 = i32_add(l0, 67);
;;                                                             }
;;                                                             l0 = i32_add(l0, 68);
;;                                                         }
;;                                                         l0 = i32_add(l0, 69);
;;                                                     }
;;                                                     l0 = i32_add(l0, 70);
;;                                                 }
;;                                                 l0 = i32_add(l0, 71);
;;                                             }
;;                                             l0 = i32_add(l0, 72);
;;                                         }
;;                                         l0 = i32_add(l0, 73);
;;                                     }
;;                                     l0 = i32_add(l0, 74);
;;                                 }
;;                                 l0 = i32_add(l0, 75);
;;                             }
;;                             l0 = i32_add(l0, 76);
;;                         }
;;                         l0 = i32_add(l0, 77);
;;                     }
;;                     l0 = i32_add(l0, 78);
;;                 }
;;                 l0 = i32_add(l0, 79);
;;             }
;;             l0 = i32_add(l0, 80);
;;             Some(l0)
;;         }
;;     }
;;     /// Instantiates all modules, in order.
;;     pub fn init(g: &mut Guest) -> Option<()> {
;;         let Some(()) = init_0(g) else { return None };
;;         Some(())
;;     }
;;     /// Instantiates module 0.
;;     pub fn init_0(g: &mut Guest) -> Option<()> {
;;         Some(())
;;     }
;;     pub fn x0(a0: i32, g: &mut Guest) -> Option<i32> {
;;         func0_deep(a0, &mut g.s)
;;     }
;;     static NAMES: &[&str] = &["deep"];
;;     pub fn names() -> &'static [&'static str] {
;;         NAMES
;;     }
;; }
