//! The page about what is trusted says how many lines that is. `BLESS=1` writes them anew.

use std::fs;
use std::path::Path;

/// What the lines are for, and in which files of `macro/check/src` they are.
const ROWS: &[(&str, &[&str])] = &[
    (
        "tokens, expected text, names",
        &["token", "lex", "cursor", "naming"],
    ),
    ("WebAssembly modules, and how they link", &["bundle"]),
    ("terms and operators", &["term", "ops"]),
    (
        "function bodies",
        &["body", "body/control", "body/expr", "body/wasm"],
    ),
    (
        "forms that only optimisation makes: counted loops, searches, parts and groups of arms",
        &[
            "body/counted",
            "body/counted/apart",
            "body/counted/exits",
            "body/counted/linear",
            "body/counted/rounds",
            "body/scan",
            "body/part",
            "body/group",
        ],
    ),
    ("what there is once per module", &["code", "stack", "lib"]),
    (
        "the public surface, with the options `dynamic`, `rename`, `traits`, `implements`",
        &["surface", "state", "dynamic"],
    ),
];
/// How far a number may be off, so that not every change has to touch the page.
const TOLERANCE: usize = 20;

/// Lines, and those that are neither blank nor comments.
fn count(text: &str) -> [usize; 2] {
    let code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    [text.lines().count(), text.lines().filter(code).count()]
}

/// Rust files below a folder, as paths without extension.
fn files(folder: &Path, prefix: &str, list: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("it is a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        match name.strip_suffix(".rs") {
            Some(name) => list.push(format!("{prefix}{name}")),
            None => files(&entry.path(), &format!("{prefix}{name}/"), list),
        }
    }
}

#[test]
fn page_says_how_many_lines() {
    let source = test_check::corpus::folder("macro/check/src");
    let mut all = Vec::new();
    files(&source, "", &mut all);
    let (mut rows, mut sums) = (Vec::new(), [0; 2]);
    for (what, names) in ROWS {
        let mut row = [0; 2];
        for name in *names {
            all.retain(|file| file != name);
            let text = fs::read_to_string(source.join(format!("{name}.rs"))).expect(name);
            let lines = count(&text);
            row = [row[0] + lines[0], row[1] + lines[1]];
        }
        sums = [sums[0] + row[0], sums[1] + row[1]];
        let files: Vec<_> = names.iter().map(|n| format!("`{n}`")).collect();
        rows.push((format!("{what}: {}", files.join(", ")), row));
    }
    assert!(all.is_empty(), "in no row: {all:?}");
    rows.push(("all".to_owned(), sums));
    let page = test_check::corpus::folder("macro/check/PROOF.md");
    let mut text = fs::read_to_string(&page).expect("the page is there");
    for (what, now) in rows {
        let head = format!("| {what} | ");
        let at = text.find(&head).unwrap_or_else(|| panic!("no row {head}"));
        let length = text[at..].find('\n').unwrap_or(text.len() - at);
        let numbers = text[at + head.len()..at + length].split('|');
        let said: Vec<usize> = numbers.filter_map(|n| n.trim().parse().ok()).collect();
        let close = said.len() == 2 && (0..2).all(|k| said[k].abs_diff(now[k]) <= TOLERANCE);
        if std::env::var_os("BLESS").is_some() {
            text.replace_range(at..at + length, &format!("{head}{} | {} |", now[0], now[1]));
        } else {
            assert!(
                close,
                "{what}: the page says {said:?}, there are {now:?} lines"
            );
        }
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(page, text).expect("the page can be written");
    }
}
