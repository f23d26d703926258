//! `cargo mutants-rustc [N]`: of each kind of change, N mutants per subject (default 12) go to the checker; those that it accepts because
//! "rustc checks" go to rustc, which must refuse them, or make the same LLVM IR of them as of the original.
#![forbid(unsafe_code)]

use include_wasm_check::token::Kind;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use test_check::mutate::{CHANGES, Piece, Subject, pieces, tokens};
use test_check::subjects::subjects;
use test_check::{check_tokens, expand};
use test_robust::Rng;

/// A package around one expansion.
struct Package(PathBuf);

impl Package {
    fn new() -> Package {
        let dir = std::env::temp_dir().join(format!("include-wasm-mutants-{}", std::process::id()));
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        std::fs::create_dir_all(dir.join("src")).expect("a temporary directory");
        let manifest = format!(
            "[package]\nname = \"mutant\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
             include-wasm = {{ path = {:?}, default-features = false, features = [\"std\"] }}\n[profile.dev]\nopt-level = 1\ndebug = 0\ncodegen-units = 1\nincremental = false\n",
            workspace.join("runtime")
        );
        std::fs::write(dir.join("Cargo.toml"), manifest).expect("it is writable");
        std::fs::copy(workspace.join("Cargo.lock"), dir.join("Cargo.lock")).expect("a lock file");
        Package(dir)
    }

    /// # Errors
    /// What cargo says.
    fn cargo(&self, arguments: &[&str]) -> Result<(), String> {
        let mut command = Command::new(env!("CARGO"));
        command.args(["--quiet", "--offline"]).args(arguments);
        command
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.0.join("target"));
        let output = command.output().expect("cargo runs");
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    fn write(&self, expansion: &[Piece]) {
        let text = format!(
            "#![allow(warnings)] pub mod generated {{ {} }}",
            text(expansion)
        );
        std::fs::write(self.0.join("src/lib.rs"), text).expect("it is writable");
    }

    /// The LLVM IR of what was written.
    ///
    /// # Errors
    /// Why rustc does not accept it.
    fn ir(&self) -> Result<String, String> {
        let file = self.0.join("out.ll");
        let emit = format!("--emit=llvm-ir={}", file.display());
        let _ = std::fs::remove_file(&file);
        self.cargo(&["check"])?;
        self.cargo(&["rustc", "--lib", "--", &emit])?;
        Ok(std::fs::read_to_string(&file).expect("rustc wrote it"))
    }
}

/// Tokens as source text. Two characters are one token of rustc's where they can be, and `: : :` is `: ::`.
fn text(list: &[Piece]) -> String {
    let colons = |at: usize| list[at..].iter().take_while(|p| p.text == ":").count();
    let mut out = String::new();
    for (at, Piece { kind, text }) in list.iter().enumerate() {
        let next = list.get(at + 1).map_or("", |p| &p.text);
        let together = match (&text[..], next) {
            (":", ":") => colons(at) % 2 == 0,
            pair => matches!(
                pair,
                ("!", "=") | ("-", ">") | ("=", ">") | (".", ".") | (".", "=")
            ),
        };
        out += if *kind == Kind::Lifetime { "'" } else { "" };
        out += text;
        out += if together { "" } else { " " };
    }
    out
}

impl Drop for Package {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn main() -> std::process::ExitCode {
    let each = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(12);
    let package = Package::new();
    // Refused, the same, different.
    let mut tally: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (source, options) in subjects() {
        let name = source.name.clone();
        let text = expand(std::slice::from_ref(&source), &options).expect("it translates");
        let original = include_wasm_verify::lex(&text).expect("it is made of tokens");
        let (sources, subject) = ([source], Subject::new(&original));
        let mut baseline = None;
        for change in CHANGES {
            let mut rng = Rng::new(change as u64 + 1);
            for mutant in (0..each).filter_map(|_| subject.mutant(change, &mut rng)) {
                let changed = tokens(&mutant.list);
                let rule = subject
                    .equivalent(&mutant)
                    .filter(|r| r.starts_with("rustc checks"));
                let (Some(rule), true) = (rule, check_tokens(&sources, &options, &changed).is_ok())
                else {
                    continue;
                };
                let baseline = baseline.get_or_insert_with(|| {
                    package.write(&pieces(&original));
                    package
                        .ir()
                        .unwrap_or_else(|e| panic!("rustc refuses {name} as it is: {e}"))
                });
                package.write(&mutant.list);
                let outcome = match package.ir() {
                    Err(_) => 0,
                    Ok(ir) if ir == *baseline => 1,
                    Ok(_) => 2,
                };
                tally.entry(rule).or_default()[outcome] += 1;
                if outcome == 2 {
                    println!("{name} {change:?}: other code: {}", mutant.what);
                }
            }
        }
    }
    for (rule, [refused, same, other]) in &tally {
        println!("{rule}: {refused} refused, {same} the same, {other} other code");
    }
    let other: usize = tally.values().map(|t| t[2]).sum();
    println!(
        "{} mutants, {other} survived",
        tally.values().flatten().sum::<usize>()
    );
    std::process::ExitCode::from(u8::from(other > 0 || tally.is_empty()))
}
