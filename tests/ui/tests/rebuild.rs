//! Whole packages, outside of the workspace, in a directory whose name has spaces and letters beyond
//! ASCII: files are found from everywhere, and a change to one of them is a change to the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A package in a temporary directory, removed when dropped.
struct Package {
    /// Holds the package and files outside of it.
    dir: PathBuf,
}

impl Package {
    fn new(name: &str, dependencies: &str) -> Package {
        let dir =
            std::env::temp_dir().join(format!("include wasm ü {name} {}", std::process::id()));
        // What an interrupted run left behind.
        let _ = fs::remove_dir_all(&dir);
        let package = Package { dir };
        let runtime = workspace().join("runtime");
        package.write(
            "package/Cargo.toml",
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n\
                 [dependencies]\ninclude-wasm = {{ path = {runtime:?} }}\n{dependencies}"
            ),
        );
        // The versions that are on this machine already.
        fs::copy(
            workspace().join("Cargo.lock"),
            package.path("package/Cargo.lock"),
        )
        .unwrap();
        package
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A module whose export `answer` gives `answer`.
    fn write_module(&self, name: &str, answer: i32) {
        self.write(
            name,
            &format!("(module (func (export \"answer\") (result i32) (i32.const {answer})))"),
        );
    }

    fn cargo(&self, arguments: &[&str]) -> Output {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuild");
        Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--quiet", "--offline"])
            .current_dir(self.path("package"))
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_TERM_COLOR", "never")
            .output()
            .unwrap()
    }

    /// What the program prints.
    fn run(&self) -> String {
        let output = self.cargo(&["run"]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

#[test]
fn certificates() {
    let package = Package::new("proof", "");
    package.write_module("package/src/plugin.wat", 1);
    let main = |path: &str| {
        format!(
            "include_wasm::include_wasm!(mod plugin = \"plugin.wat\" {{ proof: {path} }});
             fn main() {{ println!(\"{{:?}}\", plugin::Instance::new().unwrap().answer().ok()); }}"
        )
    };
    // Relative to the package, or anywhere.
    package.write("package/src/main.rs", &main("\"plugin.proof.json\""));
    assert_eq!(package.run(), "Some(1)");
    let certificate = || fs::read_to_string(package.path("package/plugin.proof.json")).unwrap();
    let first = certificate();
    assert!(
        first.contains("\"name\": \"plugin\"") && first.contains("\"functions\": 1,"),
        "{first}"
    );
    assert!(first.contains("\"compiler\": \"rustc "), "{first}");
    package.write_module("package/src/plugin.wat", 2);
    assert_eq!(package.run(), "Some(2)");
    assert_ne!(certificate(), first);
    package.write(
        "package/src/main.rs",
        &main("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/no/such/folder.json\")"),
    );
    let output = package.cargo(&["check"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success()
            && stderr.contains("can't write ")
            && stderr.contains("folder.json"),
        "{stderr}"
    );
}

#[test]
fn changed_files_change_the_program() {
    let package = Package::new("rebuild", "");
    package.write_module("package/src/beside.wat", 1);
    package.write_module("package/src/deep er/ñ.wat", 2);
    package.write_module("package/at the root.wat", 3);
    package.write_module("outside é.wat", 4);
    package.write(
        "package/src/main.rs",
        r#"
        #![deny(warnings)]
        use include_wasm::include_wasm;
        #[path = "deep er/inner.rs"]
        mod inner;
        include_wasm!("beside.wat");
        include_wasm!(mod root = "at the root.wat");
        include_wasm!(mod outside = "../../outside é.wat");
        include_wasm!(mod absolute = concat!(env!("CARGO_MANIFEST_DIR"), "/at the root.wat"));
        include_wasm!(mod relative = concat!("../../outside", " é.wat"));
        macro_rules! wrap {
            ($name:ident, $path:literal) => { include_wasm!(mod $name = $path); };
        }
        wrap!(wrapped, "beside.wat");
        fn main() -> Result<(), include_wasm::Trap> {
            println!(
                "{} {} {} {} {} {} {}",
                beside::Instance::new()?.answer()?,
                wrapped::Instance::new()?.answer()?,
                inner::n::Instance::new()?.answer()?,
                root::Instance::new()?.answer()?,
                absolute::Instance::new()?.answer()?,
                outside::Instance::new()?.answer()?,
                relative::Instance::new()?.answer()?,
            );
            Ok(())
        }
        "#,
    );
    package.write(
        "package/src/deep er/inner.rs",
        "include_wasm::include_wasm!(pub mod n = \"ñ.wat\");\n",
    );
    assert_eq!(package.run(), "1 1 2 3 3 4 4");

    for (file, answer, output) in [
        ("package/src/beside.wat", 10, "10 10 2 3 3 4 4"),
        ("package/src/deep er/ñ.wat", 20, "10 10 20 3 3 4 4"),
        ("package/at the root.wat", 30, "10 10 20 30 30 4 4"),
        ("outside é.wat", 40, "10 10 20 30 30 40 40"),
    ] {
        package.write_module(file, answer);
        assert_eq!(package.run(), output, "after a change of {file}");
    }

    missing_file_lists_every_path(&package);
    doctests(&package);
}

/// A file that is nowhere: the places where it was looked for.
fn missing_file_lists_every_path(package: &Package) {
    package.write(
        "package/src/main.rs",
        "include_wasm::include_wasm!(\"gone.wasm\");\ninclude_wasm::include_wasm!(\"../gone too.wasm\");\nfn main() {}\n",
    );
    let output = package.cargo(&["check"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    for path in [
        "package/src/gone.wasm",
        "package/gone.wasm",
        "package/src/../gone too.wasm",
        "package/../gone too.wasm",
    ] {
        let path = package.path(path).display().to_string();
        assert!(stderr.contains(&path), "{path} is not in\n{stderr}");
    }
}

/// In documentation, relative to the file and to the package.
fn doctests(package: &Package) {
    package.write("package/src/main.rs", "fn main() {}\n");
    package.write(
        "package/src/lib.rs",
        r#"
        //! ```
        //! include_wasm::include_wasm!(mod root = "at the root.wat");
        //! # fn main() -> Result<(), include_wasm::Trap> {
        //! assert_eq!(root::Instance::new()?.answer()?, 30);
        //! # Ok(())
        //! # }
        //! ```

        /// ```
        /// include_wasm::include_wasm!("beside.wat");
        /// include_wasm::include_wasm!(mod inline = inline "(module (func (export \"f\")))");
        /// assert_eq!(beside::Instance::new().unwrap().answer().unwrap(), 10);
        /// inline::Instance::new().unwrap().f().unwrap();
        /// ```
        pub fn documented() {}
        "#,
    );
    let output = package.cargo(&["test", "--doc"]);
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    let text = String::from_utf8_lossy(&text);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("2 passed"), "{text}");
}

#[test]
fn build_script() {
    let cli = workspace().join("macro/cli");
    let package = Package::new(
        "scripted",
        &format!("[build-dependencies]\ninclude-wasm-cli = {{ path = {cli:?} }}\n"),
    );
    package.write(
        "package/build.rs",
        r#"
        fn main() {
            include_wasm_cli::Build::new("guest.wat").max_stack(128 * 1024).rename("answer", "number").compile("plugin");
        }
        "#,
    );
    package.write(
        "package/src/main.rs",
        r#"
        #![deny(warnings)]
        #![forbid(unsafe_code)]
        include!(concat!(env!("OUT_DIR"), "/plugin.rs"));
        fn main() -> Result<(), include_wasm::Trap> {
            println!("{}", plugin::Instance::new()?.number()?);
            Ok(())
        }
        "#,
    );
    package.write_module("package/guest.wat", 1);
    assert_eq!(package.run(), "1");
    package.write_module("package/guest.wat", 2);
    assert_eq!(package.run(), "2");

    package.write("package/guest.wat", "(module (func $f (result i32)))");
    let output = package.cargo(&["check"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(stderr.contains("in function 0 `f`"), "{stderr}");
}
