//! The crate builds where there is no standard library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Targets without `std`; those of them that are installed are built for.
const TARGETS: [&str; 9] = [
    "aarch64-unknown-none",
    "riscv32imac-unknown-none-elf",
    "riscv32imc-unknown-none-elf",
    "riscv64gc-unknown-none-elf",
    "thumbv6m-none-eabi",
    "thumbv7em-none-eabi",
    "thumbv7em-none-eabihf",
    "wasm32v1-none",
    "x86_64-unknown-none",
];

/// Outside of the workspace, a library that depends on this crate and has a panic handler of its
/// own. It does not compile if anything in it brings `std` along, which has one, too.
fn firmware(dir: &str, source: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = package.ancestors().nth(2).unwrap();
    let firmware = Path::new(env!("CARGO_TARGET_TMPDIR")).join(dir);
    fs::create_dir_all(firmware.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"firmware\"\nedition = \"2024\"\n\n\
         [dependencies]\ntest-no_std = {{ path = {package:?} }}\n\n\
         [profile.dev]\npanic = \"abort\"\n\n[workspace]\n"
    );
    fs::write(firmware.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), firmware.join("Cargo.lock")).unwrap();
    fs::write(firmware.join("src/lib.rs"), source).unwrap();
    firmware.join("Cargo.toml")
}

const FIRMWARE: &str = "
    #![no_std]
    use test_no_std as _;
    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! { loop {} }
";

fn build(manifest: &Path, target: Option<&str>) -> Result<(), String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--offline", "--manifest-path"]);
    cargo.arg(manifest);
    // One directory for all, so that the macro is compiled once.
    cargo.arg("--target-dir");
    cargo.arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("firmware-target"));
    if let Some(target) = target {
        cargo.args(["--target", target]);
    }
    let output = cargo.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        Ok(())
    } else {
        Err(stderr.into_owned())
    }
}

#[test]
fn builds_without_std() {
    let manifest = firmware("firmware", FIRMWARE);
    build(&manifest, None).unwrap();

    let installed = Command::new("rustup")
        .args(["target", "list", "--installed"])
        .output();
    let installed = installed.map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
    let installed = installed.unwrap_or_default();
    let mut built = 0;
    for target in installed.lines().filter(|t| TARGETS.contains(t)) {
        build(&manifest, Some(target)).unwrap_or_else(|e| panic!("{target}: {e}"));
        built += 1;
    }
    if built == 0 {
        println!("no target of {TARGETS:?} is installed: built for the host only");
    }

    // The same must fail with `std`, or it shows nothing.
    let manifest = firmware("firmware-std", &format!("{FIRMWARE}extern crate std;\n"));
    let error = build(&manifest, None).unwrap_err();
    assert!(error.contains("panic_impl"), "{error}");
}
