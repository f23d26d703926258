//! `cargo expanded`: what rustc was given, as it prints it after expansion, is what was checked. A crate with `include_wasm!` for each
//! guest, golden case and (if they are there) real module is expanded with `-Zunpretty=expanded`; of each module printed, the checker
//! must accept `mod code`, and all else must be, token by token, what the compiler wrote.
//!
//! The option is unstable; `RUSTC_BOOTSTRAP=1` has a stable rustc take it.
#![forbid(unsafe_code)]

use include_wasm_check::token::Tokens;
use include_wasm_translate::options::{Options, Source};
use include_wasm_verify::Part;
use std::path::Path;
use std::process::{Command, ExitCode};
use test_check::corpus::{folder, modules, read};
use test_check::mutate::{Piece, pieces, tokens};

/// What stands in front of `mod code`; the macro takes attributes `allow` out of what it has had checked.
const ALLOW: &str =
    "#[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]";

fn main() -> ExitCode {
    let paths = test_golden::cases();
    let golden = paths.iter().filter_map(|path| read(path));
    let all = modules("tests/guests")
        .into_iter()
        .chain(golden)
        .chain(modules("tests/real/modules"));
    let options = Options::default();
    let sources: Vec<Source> = all
        .enumerate()
        .map(|(i, s)| Source {
            name: format!("m{i}"),
            ..s
        })
        .filter(|s| test_check::expand(std::slice::from_ref(s), &options).is_ok())
        .collect();
    let printed = pieces(&expanded(&sources));
    let (mut count, mut failures) = (0, 0);
    for source in &sources {
        let result = compare(source, &options, &printed);
        match result {
            Ok(tokens) => count += tokens,
            Err(what) => {
                println!("{}: {what}", source.name);
                failures += 1;
            }
        }
    }
    // It can fail: no module is what another one becomes.
    if let [a, b, ..] = &sources[..] {
        let other = Source {
            name: a.name.clone(),
            ..b.clone()
        };
        failures += usize::from(compare(&other, &options, &printed).is_ok());
    }
    println!(
        "expanded: {} modules, {count} tokens as checked, {failures} otherwise",
        sources.len() - failures
    );
    ExitCode::from(u8::from(failures > 0 || count == 0))
}

/// A crate with these modules, after expansion.
fn expanded(sources: &[Source]) -> Tokens {
    let dir = std::env::temp_dir().join(format!("include-wasm-expanded-{}", std::process::id()));
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::create_dir_all(dir.join("src")).expect("a temporary directory");
    let manifest = format!(
        "[package]\nname = \"expanded\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
         include-wasm = {{ path = {:?} }}\n",
        workspace.join("runtime")
    );
    std::fs::write(dir.join("Cargo.toml"), manifest).expect("it is writable");
    std::fs::copy(workspace.join("Cargo.lock"), dir.join("Cargo.lock")).expect("a lock file");
    let mut text = String::new();
    for Source { name, bytes, .. } in sources {
        std::fs::write(dir.join(format!("{name}.wasm")), bytes).expect("it is writable");
        text += &format!("include_wasm::include_wasm!(pub mod {name} = \"{name}.wasm\");\n");
    }
    std::fs::write(dir.join("src/lib.rs"), text).expect("it is writable");
    let output = Command::new(env!("CARGO"))
        .args([
            "rustc",
            "--quiet",
            "--offline",
            "--lib",
            "--",
            "-Zunpretty=expanded",
        ])
        .current_dir(&dir)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", folder("target/expanded"))
        .output()
        .expect("cargo runs");
    let _ = std::fs::remove_dir_all(&dir);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "rustc does not expand it:\n{errors}"
    );
    let text = String::from_utf8(output.stdout).expect("source text is UTF-8");
    include_wasm_verify::lex(&text).expect("it is made of tokens")
}

/// The number of tokens of a module, if they are as checked.
fn compare(source: &Source, options: &Options, printed: &[Piece]) -> Result<usize, String> {
    let sources = std::slice::from_ref(source);
    let module = item(printed, &["pub", "mod", &source.name]).ok_or("it was not expanded")?;
    let at = find(module, &["mod", "code", "{"]).ok_or("it has no code")?;
    let code = item(&module[at..], &["mod", "code"]).ok_or("its code does not end")?;
    let mut whole = pieces(&include_wasm_verify::lex(ALLOW)?);
    whole.extend_from_slice(code);
    include_wasm_verify::check(sources, options, &tokens(&whole), Part::Code)
        .map_err(|e| e.to_string())?;
    let text = test_check::expand(sources, options)?;
    let written = pieces(&include_wasm_verify::lex(&text)?);
    let end = find(&written, &["mod", "code", "{"]).ok_or("nothing was written")?;
    let (written, found) = (plain(&written[..end]), plain(&module[4..at]));
    match written.iter().zip(&found).position(|(a, b)| a != b) {
        None if written.len() == found.len() => Ok(code.len() + found.len()),
        at => {
            let at = at.unwrap_or(written.len().min(found.len()));
            let show = |list: &[Piece]| {
                let texts = list.iter().skip(at.saturating_sub(4)).take(12);
                texts.map(|p| p.text.clone()).collect::<Vec<_>>().join(" ")
            };
            Err(format!("`{}` became `{}`", show(&written), show(&found)))
        }
    }
}

/// The item that begins with these words, to its closing brace.
fn item<'p>(list: &'p [Piece], words: &[&str]) -> Option<&'p [Piece]> {
    let start = find(list, words)?;
    let end = group(list, start + words.len());
    list.get(start..end)
}

fn find(list: &[Piece], words: &[&str]) -> Option<usize> {
    let fits = |w: &[Piece]| w.iter().zip(words).all(|(p, word)| p.text == *word);
    list.windows(words.len()).position(fits)
}

/// After the group that opens at a position.
fn group(list: &[Piece], at: usize) -> usize {
    let mut depth = 0;
    for (i, piece) in list.iter().enumerate().skip(at) {
        depth += i32::from(piece.opens()) - i32::from(piece.closes());
        if depth == 0 {
            return i + 1;
        }
    }
    list.len()
}

/// Without attributes, and without what `derive` made.
fn plain(list: &[Piece]) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < list.len() {
        if list[at].text == "#" {
            let derived = list
                .get(at + 2)
                .is_some_and(|p| p.text == "automatically_derived");
            at = group(list, at + 1);
            if derived {
                let body = list[at..].iter().position(|p| p.text == "{");
                at = group(list, at + body.unwrap_or(0));
            }
            continue;
        }
        out.push(list[at].clone());
        at += 1;
    }
    out
}
