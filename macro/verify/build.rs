//! Notes the version of the compiler, for certificates: a proc macro is built by the rustc that it runs in.

#![forbid(unsafe_code)]

use std::process::Command;

fn main() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output();
    let version = output.map_or(String::new(), |o| {
        String::from_utf8_lossy(&o.stdout).trim().to_owned()
    });
    println!("cargo:rustc-env=INCLUDE_WASM_RUSTC={version}");
    println!("cargo:rerun-if-changed=build.rs");
}
