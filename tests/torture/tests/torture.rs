//! All cases, in this profile. `cargo torture-release` and `cargo torture-abort` are the others.
#![forbid(unsafe_code)]

use std::ffi::OsStr;

#[test]
fn every_guest_is_survived() {
    let failed = test_torture::supervise::all(OsStr::new(env!("CARGO_BIN_EXE_torture")));
    assert_eq!(failed.expect("it can be started"), Vec::<&str>::new());
}
