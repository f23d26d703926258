//! `include-wasm new-crate` writes a crate that compiles.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_include-wasm"))
        .args(arguments)
        .output()
        .unwrap()
}

/// A folder of this test process, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn it_compiles_and_is_not_overwritten() {
    let folder = folder("new-crate");
    let add = "(module (func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))";
    let input = folder.join("My_Adder.wasm");
    std::fs::write(&input, wat::parse_str(add).unwrap()).unwrap();
    let (input, path) = (input.to_str().unwrap(), folder.join("adder"));
    let arguments = ["new-crate", input, "--path", path.to_str().unwrap()];
    let output = run(&arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        text.contains("[profile.dev.package.my-adder-wasm]\nopt-level = 3\n"),
        "{text}"
    );

    // A use of it, in a workspace with the lock file of this one, so that nothing has to be looked up.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    std::fs::write(
        folder.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"adder\"]\n",
    )
    .unwrap();
    std::fs::create_dir_all(path.join("examples")).unwrap();
    std::fs::write(
        path.join("examples/add.rs"),
        "fn main() -> Result<(), Box<dyn std::error::Error>> {
             let mut instance = my_adder_wasm::My_Adder::Instance::new()?;
             assert_eq!(instance.add(2, 3)?, 5);
             Ok(())
         }",
    )
    .unwrap();
    let cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--offline", "--quiet", "--example", "add"])
        .current_dir(&folder)
        .env(
            "CARGO_TARGET_DIR",
            folder.with_file_name("new-crate-target"),
        )
        .output()
        .unwrap();
    assert!(
        cargo.status.success(),
        "{}",
        String::from_utf8_lossy(&cargo.stderr)
    );

    let again = run(&arguments);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already"));
}

#[test]
fn what_cannot_be_a_crate() {
    let folder = folder("no-crate");
    let input = folder.join("x.wat");
    std::fs::write(&input, "(module").unwrap();
    let input = input.to_str().unwrap();
    let path = folder.join("x");
    let output = run(&["new-crate", input, "--path", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "the module is broken");
    assert!(!path.exists());
    let output = run(&["new-crate", input, "--name", "1x"]);
    assert_eq!(output.status.code(), Some(2), "not a name of a package");
}
