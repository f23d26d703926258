//! Long ladders: arms in parts, and tables that lead to them. Every number and every name of these forms matters.

use include_wasm_check::token::Kind;
use include_wasm_translate::options::{Options, Source};
use std::fmt::Write;
use test_check::mutate::{Piece, pieces, tokens};
use test_check::{check_tokens, expand};

/// Ladders begin where control nests deeper than 40.
const BLOCKS: usize = 42;

/// Nested blocks, some with a value, and a `br_table` in the innermost; index 3 and the default go elsewhere where `elsewhere`.
fn module(elsewhere: bool) -> Source {
    let mut wat = String::from(
        "(module (memory 1) (func (export \"f\") (param i32) (result i32) (local i32 i64)\nloop $top block $exit\n",
    );
    for i in 0..BLOCKS {
        // The value of every seventh is dropped after it.
        let result = if i % 7 == 3 { "(result i64)" } else { "" };
        let _ = writeln!(wat, "block $c{i} {result}");
    }
    let targets: Vec<_> = (0..BLOCKS).filter(|i| i % 7 != 3).collect();
    for (k, i) in targets.iter().enumerate() {
        let target = match (elsewhere, k) {
            (true, 3) => "$top".to_owned(),
            _ => format!("$c{i}"),
        };
        wat.push_str(if k == 0 { "(br_table " } else { "" });
        let _ = write!(wat, "{target} ");
    }
    let default = if elsewhere { "$exit" } else { "$c5" };
    let _ = writeln!(wat, "{default} (i32.add (local.get 0) (local.get 1)))");
    for i in (0..BLOCKS).rev() {
        wat.push_str("end\n");
        let _ = match i % 7 {
            3 => writeln!(wat, "local.set 2"),
            // The next block out has a value.
            4 => writeln!(wat, "(i64.extend_i32_s (local.get 0))"),
            // A branch that skips some, one that carries a value, one out of everything, one back.
            5 if i > 2 => writeln!(wat, "(br_if $c{} (i32.eqz (local.get 1)))", i - 3),
            6 if i > 3 => writeln!(
                wat,
                "(br_if $c{} (i64.const {i}) (i32.load (local.get 1))) drop",
                i - 3
            ),
            1 => writeln!(
                wat,
                "(br_if $exit (local.get 0)) (br_if $top (local.tee 1 (i32.const {i})))"
            ),
            _ => writeln!(wat, "(local.set 1 (i32.add (local.get 1) (i32.const {i})))"),
        };
    }
    wat.push_str("end end (local.get 1)))");
    Source {
        name: "ladder".into(),
        bytes: wat::parse_str(&wat).unwrap_or_else(|e| panic!("{e}\n{wat}")),
        links: None,
    }
}

struct Subject {
    sources: [Source; 1],
    options: Options,
    list: Vec<Piece>,
    /// Where the function and its parts are.
    code: std::ops::Range<usize>,
}

impl Subject {
    fn new(elsewhere: bool) -> Self {
        let sources = [module(elsewhere)];
        // Ladders of more than six steps are long.
        let options = Options {
            huge: 200,
            ..Options::default()
        };
        let text = expand(&sources, &options).expect("it translates");
        assert!(text.contains("= pick(") && text.contains("Some((exit, step, "));
        let list = pieces(&include_wasm_verify::lex(&text).expect("it is made of tokens"));
        // From the wrapper, which comes first, to the shim of the export.
        let after = |at: usize, name: &str| {
            at + list[at..]
                .iter()
                .position(|p| p.text == name)
                .expect("it is there")
        };
        let code = after(0, "code");
        let start = after(code, "func0_f");
        let end = after(start, "x0");
        let subject = Subject {
            code: start..end,
            sources,
            options,
            list,
        };
        subject
            .check(&subject.list)
            .expect("unchanged, it is accepted");
        subject
    }

    fn check(&self, list: &[Piece]) -> Result<(), String> {
        let checked = check_tokens(&self.sources, &self.options, &tokens(list));
        checked.map(drop).map_err(|e| format!("{e:?}"))
    }

    /// Changes of one token: how many, and which survived.
    fn survivors(&self, change: impl Fn(&[Piece], usize) -> Vec<String>) -> (usize, Vec<String>) {
        let (mut all, mut survived) = (0, Vec::new());
        let mut list = self.list.clone();
        for at in self.code.clone() {
            for text in change(&self.list, at) {
                list[at].text = text;
                all += 1;
                if self.check(&list).is_ok() {
                    let around = &list[at.saturating_sub(12)..(at + 12).min(list.len())];
                    let around: Vec<&str> = around.iter().map(|p| &p.text[..]).collect();
                    survived.push(around.join(" "));
                }
            }
            list[at].text.clone_from(&self.list[at].text);
        }
        (all, survived)
    }
}

/// Arms, exits, steps, entries of tables, constants.
#[test]
fn numbers() {
    for elsewhere in [false, true] {
        let (all, survived) = Subject::new(elsewhere).survivors(|list, at| {
            let Ok(value) = list[at].text.parse::<u64>() else {
                return vec![];
            };
            // Variables of a ladder are assigned before they are read; what they begin with means nothing.
            if list[at].kind != Kind::Int
                || list[at - 5].text == "mut" && list[at - 4].text.starts_with('v')
            {
                return vec![];
            }
            let others = [value + 1, 0];
            let others = others.iter().filter(|o| **o != value && **o < 1 << 30);
            others.map(u64::to_string).collect()
        });
        assert!(all > 500, "{all} mutants");
        assert!(survived.is_empty(), "{survived:#?}");
    }
}

/// Locals, values, the variable of the ladder, parts, labels.
#[test]
fn names() {
    for elsewhere in [false, true] {
        let subject = Subject::new(elsewhere);
        let parts: Vec<String> = (0..9).map(|k| format!("part0_{k}")).collect();
        let (all, survived) = subject.survivors(|list, at| {
            let text = &list[at].text[..];
            let others: Vec<&str> = match text {
                "l0" | "l1" | "l2" => vec!["l0", "l1", "l2", "p2"],
                "r0" | "r1" | "r2" => vec!["r0", "r1", "r2"],
                "exit" | "step" => vec!["exit", "step", "l1"],
                "p2" => vec!["p1", "l0", "l1"],
                "b1" | "b2" => vec!["b1", "b2", "b3"],
                "continue" => vec!["break"],
                "break" => vec!["continue"],
                "pick" => vec!["stub", "poll"],
                _ if text.starts_with("part0_") => parts.iter().map(|p| &p[..]).collect(),
                _ => vec![],
            };
            let others = others.iter().filter(|o| **o != text);
            others.map(|o| (*o).to_owned()).collect()
        });
        assert!(all > 300, "{all} mutants");
        assert!(survived.is_empty(), "{survived:#?}");
    }
}

/// Tokens that are left out, and in the other places doubled.
#[test]
fn tokens_missing_or_doubled() {
    let subject = Subject::new(true);
    let mut survived = Vec::new();
    for at in subject.code.clone() {
        // rustc asks for `mut` where it is needed, and nowhere else.
        let piece = &subject.list[at];
        if "()[]{}".contains(&piece.text[..]) || piece.text == "mut" {
            continue;
        }
        let mut list = subject.list.clone();
        if at % 2 == 0 {
            list.insert(at, piece.clone());
        } else {
            list.remove(at);
        }
        if subject.check(&list).is_ok() {
            let around = &subject.list[at.saturating_sub(8)..at + 6];
            let around: Vec<&str> = around.iter().map(|p| &p.text[..]).collect();
            survived.push(around.join(" "));
        }
    }
    // Trailing commas and semicolons mean nothing to the checker.
    survived.retain(|s| !s.contains(',') && !s.contains(';'));
    assert!(survived.is_empty(), "{survived:#?}");
}
