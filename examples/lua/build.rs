//! Compiles Lua to Wasm: the library from the package `lua-src`, and `guest/lua.c`.

use std::env;
use std::path::Path;
use std::process::Command;

const TARGET: &str = "wasm32-wasip1";

fn main() {
    println!("cargo::rerun-if-changed=guest");
    let out_dir = env::var("OUT_DIR").expect("cargo sets it");
    let lua = lua_src::Build::new()
        .target(TARGET)
        .opt_level("2")
        .debug(false)
        .build(lua_src::Lua54);
    let var = |name: &str| {
        let name = format!("{name}_{}", TARGET.replace('-', "_"));
        println!("cargo::rerun-if-env-changed={name}");
        env::var(&name).unwrap_or_else(|_| panic!("{name}: see .cargo/config.toml"))
    };
    let status = Command::new(var("CC"))
        .args(var("CFLAGS").split_whitespace())
        .args(["-O2", "-Wall", "-Wextra", "-Wl,--strip-debug"])
        .arg("guest/lua.c")
        .arg("-I")
        .arg(lua.include_dir())
        .arg("-L")
        .arg(lua.lib_dir())
        .args(["-llua5.4", "-lwasi-emulated-signal"])
        // 200 nested calls of C functions need more than the usual 64 KiB.
        .args(["-Wl,-z,stack-size=1048576", "-Wl,--stack-first"])
        .args(["-Wl,--export=__stack_pointer", "-o"])
        .arg(Path::new(&out_dir).join("lua.wasm"))
        .status();
    assert!(status.is_ok_and(|s| s.success()), "the linker failed");
}
