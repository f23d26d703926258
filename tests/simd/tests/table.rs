//! Holds `runtime/src/simd/TABLE.md` to what rustc makes of the vector instructions; `BLESS=1` writes it anew.
//!
//! It is about one version of LLVM, which it names. With another, or on another machine, there is nothing to compare, and
//! the test says so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Columns of the table, and what they are compiled with.
const TARGETS: [(&str, &[&str]); 3] = [
    ("x86-64", &[]),
    ("x86-64-v3", &["-Ctarget-cpu=x86-64-v3"]),
    ("aarch64", &["--target=aarch64-unknown-linux-gnu"]),
];

/// Files in `probes`, each compiled as a crate.
const CRATES: [&str; 2] = ["instructions", "compositions"];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rustc() -> Command {
    Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// Runs it and gives its output.
fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("rustc prints UTF-8")
}

/// Whether rustc has a standard library for it (`rustup target add`).
fn installed(flags: &[&str]) -> bool {
    let folder = run(rustc().args(flags).arg("--print=target-libdir"));
    Path::new(folder.trim()).exists()
}

/// Instructions of every probe, by name: of single instructions, and of compositions.
fn compile(target: &str, flags: &[&str]) -> [BTreeMap<String, Vec<String>>; 2] {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(target);
    fs::create_dir_all(&folder).unwrap();
    let library = folder.join("libinclude_wasm.rlib");
    let common = [
        "--edition=2024",
        "-Copt-level=3",
        "-Ccodegen-units=1",
        "--cap-lints=allow",
    ];
    run(rustc()
        .args(common)
        .args(flags)
        .args([
            "--crate-name=include_wasm",
            "--crate-type=rlib",
            "--cfg=feature=\"std\"",
            "-o",
        ])
        .arg(&library)
        .arg(repository().join("runtime/src/lib.rs")));
    CRATES.map(|probes| {
        let assembly = folder.join(probes).with_extension("s");
        run(rustc()
            .args(common)
            .args(flags)
            .args([
                "--crate-type=lib",
                "--emit=asm",
                "-Csymbol-mangling-version=v0",
                "-Cllvm-args=-x86-asm-syntax=intel",
                "-o",
            ])
            .arg(&assembly)
            .arg("--extern")
            .arg(format!("include_wasm={}", library.display()))
            .arg(
                Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("probes")
                    .join(probes)
                    .with_extension("rs"),
            ));
        functions(&fs::read_to_string(assembly).unwrap())
    })
}

/// The name at the end of a symbol, behind the crate's name and its own length.
fn name(symbol: &str) -> Option<&str> {
    let (_, name) = CRATES.iter().find_map(|name| symbol.split_once(name))?;
    let name = name.trim_start_matches(|c: char| c.is_ascii_digit());
    Some(name.strip_prefix('_').unwrap_or(name))
}

fn functions(assembly: &str) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::<String, Vec<String>>::new();
    let mut current = None;
    for line in assembly.lines() {
        // A function that is the same as another.
        if let Some((alias, of)) = line
            .strip_prefix("_R")
            .and_then(|rest| rest.split_once(" = _R"))
        {
            let body = found[name(of).unwrap()].clone();
            found.insert(name(alias).unwrap().to_owned(), body);
        } else if let Some(symbol) = line
            .strip_prefix("_R")
            .and_then(|rest| rest.strip_suffix(':'))
        {
            current = name(symbol);
            found.insert(current.unwrap().to_owned(), Vec::new());
        } else if line.starts_with(".Lfunc_end") {
            current = None;
        } else if let (Some(name), Some(instruction)) = (current, line.strip_prefix('\t'))
            && instruction.starts_with(|c: char| c.is_ascii_lowercase())
        {
            let instruction = instruction.split("//").next().unwrap_or_default();
            // A comment on x86-64, an immediate on aarch64.
            let instruction = instruction.split("# ").next().unwrap_or_default();
            found
                .get_mut(name)
                .unwrap()
                .push(instruction.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    found
}

/// Whether it only fetches operands, checks bounds, or gives the result.
fn is_frame(instruction: &str) -> bool {
    let (opcode, operands) = instruction.split_once(' ').unwrap_or((instruction, ""));
    let opcode = opcode.strip_prefix('v').unwrap_or(opcode);
    let whole = |operand: &str| {
        operand.starts_with("xmm")
            || operand.starts_with("xmmword ptr [r") && !operand.contains("rip")
    };
    match opcode {
        "ret" | "lea" | "cmp" | "ja" | "jbe" | "jb" | "jae" | "mov" | "xor" | "push" | "pop"
        | "vzeroupper" | "zeroupper" => true,
        // Of aarch64.
        "adrp" | "ldr" | "str" | "ldp" | "stp" | "ldur" | "stur" | "b.hi" | "b.ls" | "b.lo"
        | "b.hs" | "cset" => true,
        "movdqa" | "movdqu" | "movaps" | "movups" | "movapd" | "movupd" => {
            operands.split(", ").all(whole)
        }
        _ => false,
    }
}

/// `2: pand, por x3`.
fn summary(body: &[String]) -> String {
    let mut counts = Vec::<(&str, usize)>::new();
    let mut total = 0;
    for instruction in body.iter().filter(|i| !is_frame(i)) {
        let opcode = instruction.split(' ').next().unwrap_or_default();
        total += 1;
        match counts.iter_mut().find(|(known, _)| *known == opcode) {
            Some((_, count)) => *count += 1,
            None => counts.push((opcode, 1)),
        }
    }
    let text = |&(opcode, count): &(&str, usize)| {
        if count == 1 {
            opcode.to_owned()
        } else {
            format!("{opcode} x{count}")
        }
    };
    let opcodes: Vec<String> = counts.iter().map(text).collect();
    format!("{total}: {}", opcodes.join(", "))
        .trim_end()
        .to_owned()
}

/// A row's cells.
fn cells(line: &str) -> Option<Vec<&str>> {
    let cells: Vec<&str> = line
        .strip_prefix("| ")?
        .strip_suffix(" |")?
        .split(" | ")
        .map(str::trim)
        .collect();
    (cells.len() == 2 + TARGETS.len() && cells[0].starts_with('`')).then_some(cells)
}

#[test]
fn table() {
    let path = repository().join("runtime/src/simd/TABLE.md");
    let table = fs::read_to_string(&path).unwrap();
    let version = run(rustc().arg("-vV"));
    let llvm = version
        .lines()
        .find_map(|line| line.strip_prefix("LLVM version: "))
        .unwrap_or_default();
    let llvm = format!("LLVM {}", llvm.split('.').next().unwrap_or_default());
    if !cfg!(target_arch = "x86_64") || !table.contains(&llvm) {
        println!(
            "not compared: the table is not about {llvm} on {}",
            std::env::consts::ARCH
        );
        return;
    }
    let columns = TARGETS.map(|(target, flags)| {
        let column = installed(flags).then(|| compile(target, flags));
        if column.is_none() {
            println!("not compared: rustc has no {target}");
        }
        column
    });
    let mut rows = columns[0]
        .iter()
        .flatten()
        .flat_map(|probes| probes.keys().cloned())
        .collect::<std::collections::BTreeSet<_>>();
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    let mut blessed = String::new();
    for line in table.lines() {
        let row = cells(line).map(|cells| (cells[0].trim_matches('`').to_owned(), cells));
        let Some((name, cells)) = row else {
            blessed.push_str(&format!("{line}\n"));
            continue;
        };
        if !rows.remove(&name) {
            panic!("{name}: no probe, or listed twice");
        }
        let mut now = Vec::new();
        for (column, (&cell, (target, _))) in columns.iter().zip(cells[2..].iter().zip(TARGETS)) {
            let Some([instructions, compositions]) = column else {
                now.push(cell.to_owned());
                continue;
            };
            // Of a composition, only how long it is: at most as long as the table says.
            let (is, good) = match (instructions.get(&name), compositions.get(&name)) {
                (Some(body), _) => (summary(body), summary(body) == cell),
                (None, body) => {
                    let length = body.unwrap().len();
                    (
                        length.to_string(),
                        cell.parse().is_ok_and(|known: usize| length <= known),
                    )
                }
            };
            if !good {
                wrong.push(format!("{name}, {target}: {cell:?} is {is:?} now"));
            }
            now.push(is);
        }
        blessed.push_str(&format!(
            "| `{name}` | {} | {} |\n",
            cells[1],
            now.join(" | ")
        ));
    }
    wrong.extend(
        rows.into_iter()
            .map(|name| format!("{name}: not in the table")),
    );
    if bless {
        fs::write(path, blessed).unwrap();
    }
    assert!(
        wrong.is_empty() || bless,
        "{}\nBLESS=1 writes the table anew",
        wrong.join("\n")
    );
}
