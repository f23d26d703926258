//! One function per runtime function, that calls it: what rustc makes of them is what `../prove` proves.
#![allow(missing_docs, non_snake_case)]

pub mod apart;
pub mod atomic;
pub mod control;
pub mod counted;
pub mod layout;
pub mod memory;
pub mod num;
pub mod table;
pub mod vector;
pub mod wrong;

/// Defines functions that call the runtime function of the same name, or of the name after `=`.
#[macro_export]
macro_rules! probes {
    ($($name:ident $(= $callee:ident)? ($($arg:ident: $t:ty),*) -> $out:ty;)*) => {$(
        #[inline(never)]
        pub fn $name($($arg: $t),*) -> $out {
            $crate::probes!(@call $name $($callee)? ($($arg),*))
        }
    )*};
    (@call $name:ident $callee:ident $args:tt) => { rt::$callee $args };
    (@call $name:ident $args:tt) => { rt::$name $args };
}
