//! Bitwise instructions.

use super::lanewise;

lanewise! { u8 => u8, 1:
    v128_not = |a| !a;
    v128_and = |a, b| a & b;
    v128_andnot = |a, b| a & !b;
    v128_or = |a, b| a | b;
    v128_xor = |a, b| a ^ b;
}

lanewise! { u8 => u8, 3:
    v128_bitselect = |a, b, mask| a & mask | b & !mask;
}
