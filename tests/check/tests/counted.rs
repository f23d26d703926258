//! Counted loops: every number, name and statement of their fast forms matters.

use include_wasm_check::token::Kind;
use test_check::mutate::{Piece, pieces};
use test_check::subject::{Subject, find};

/// From each `let n` to where the original loop begins.
fn fast_forms(subject: &Subject) -> Vec<std::ops::Range<usize>> {
    let mut forms = Vec::new();
    let mut at = 0;
    while let Some(start) = find(&subject.list, at, &["let", "n", "="]) {
        let end = find(&subject.list, start, &["}", "{"]).expect("the end of the fast form");
        forms.push(start..end);
        at = end;
    }
    forms
}

/// The modules: that of the golden cases, and that of the tests that run them.
fn subjects() -> Vec<Subject> {
    let paths = [
        "tests/golden/cases/counted.wat",
        "tests/golden/cases/exits.wat",
        "tests/api/tests/api/counted.wat",
    ];
    paths.into_iter().map(Subject::new).collect()
}

/// The third operand of `window`.
fn is_extent(list: &[Piece], at: usize) -> bool {
    list[at + 1].text == "," && list[at + 2].text == "n"
}

/// Steps, copies, extents, offsets, bases, counters, and whatever else is a number.
#[test]
fn numbers() {
    let mut total = 0;
    for subject in subjects() {
        let (all, survived) = subject.survivors(&fast_forms(&subject), |list, at| {
            let Ok(value) = list[at].text.parse::<u64>() else {
                return vec![];
            };
            if list[at].kind != Kind::Int {
                return vec![];
            }
            let mut others = vec![value + 1, value.wrapping_sub(1), value * 2, 0, 1, 1 << 29];
            others.retain(|other| {
                // A larger window is a stricter guard.
                let larger = is_extent(list, at) && *other > value;
                *other != value && *other < 1 << 30 && !larger
            });
            others.iter().map(u64::to_string).collect()
        });
        assert!(survived.is_empty(), "{survived:#?}");
        total += all;
    }
    assert!(total > 500, "{total} mutants");
}

/// Locals, values, windows, functions.
#[test]
fn names() {
    let mut total = 0;
    for subject in subjects() {
        let (all, survived) = subject.survivors(&fast_forms(&subject), |list, at| {
            let (text, called) = (&list[at].text[..], list[at + 1].text == "(");
            let others: &[&str] = match text {
                "rounds_ne" => &["rounds_lt", "rounds_le"],
                "rounds_lt" => &["rounds_le", "rounds_ne"],
                "rounds_le" => &["rounds_lt", "rounds_ne"],
                "false" => &["true"],
                "true" => &["false"],
                "w0" => &["w1", "w2"],
                "k0" => &["k1", "m0"],
                "k1" => &["k0", "k2"],
                "r0" | "r1" | "r2" | "r4" => &["r0", "r1", "r2", "r4"],
                "fast" | "apart" | "alone" | "inline" | "saturating_sub" => &["window"],
                "w1" => &["w0", "w2"],
                "l0" | "l1" | "l2" | "l3" | "l4" => &["l0", "l1", "l2", "l3", "l4"],
                // 2^31 may be added or subtracted.
                "i32_add" if list[at..at + 12].iter().any(|p| p.text == "2147483648") => {
                    &["i32_mul", "i32_xor"]
                }
                "i32_add" => &["i32_sub", "i32_mul", "i32_xor"],
                "i32_load_in" => &["i64_load32_u_in", "f32_load_in", "i32_load"],
                "f64_load_in" => &["i64_load_in", "f32_load_in", "f64_load"],
                "f64_store_in" => &["i64_store_in", "f32_store_in", "f64_store"],
                "i32_load8_s_in" => &["i32_load8_u_in", "i32_load16_s_in"],
                "v128_load_in" => &["v128_load64_splat_in", "v128_load"],
                "v128_load8x8_s_in" => &["v128_load8x8_u_in", "v128_load64_zero_in"],
                "v128_load32_splat_in" => &["v128_load32_zero_in", "v128_load16_splat_in"],
                "v128_store_in" => &["i64_store_in", "v128_store"],
                "window" if called => &["window_in", "i32_load"],
                _ => &[],
            };
            let others = others.iter().filter(|o| **o != text);
            others.map(|o| (*o).to_owned()).collect()
        });
        assert!(survived.is_empty(), "{survived:#?}");
        total += all;
    }
    assert!(total > 300, "{total} mutants");
}

/// The round in which a loop is left early is none of the fast form.
#[test]
fn a_round_less() {
    let mut seen = [0; 2];
    for subject in subjects() {
        for form in fast_forms(&subject) {
            let mut list = subject.list.clone();
            let semicolon = find(&list, form.start, &[";"]).expect("the end of a statement");
            let early = list[semicolon - 4].text == "saturating_sub";
            if early {
                list.drain(semicolon - 5..semicolon);
            } else {
                let mut less =
                    pieces(&include_wasm_verify::lex(".saturating_sub(1)").expect("tokens"));
                less[3] = list[semicolon - 2].clone();
                list.splice(semicolon..semicolon, less);
            }
            seen[usize::from(early)] += 1;
            assert!(subject.check(&list).is_err());
        }
    }
    assert!(seen.iter().all(|n| *n > 3), "{seen:?}");
}

/// Each statement of a round is dropped, or done twice.
#[test]
fn statements() {
    let mut total = 0;
    for subject in subjects() {
        for form in fast_forms(&subject) {
            // In slices, if there is that, and in windows.
            let mut rounds = Vec::new();
            while let Some(at) = find(
                &subject.list[..form.end],
                *rounds.last().unwrap_or(&form.start),
                &["for", "i", "in"],
            ) {
                rounds.push(at + 8);
            }
            for body in rounds {
                let (mut depth, mut start) = (0, body);
                for at in body..form.end {
                    match (subject.list[at].kind, &subject.list[at].text[..]) {
                        _ if subject.list[at].opens() => depth += 1,
                        _ if subject.list[at].closes() && depth == 0 => break,
                        _ if subject.list[at].closes() => depth -= 1,
                        (Kind::Punct, ";") if depth == 0 => {
                            let mut dropped = subject.list.clone();
                            let statement: Vec<Piece> = dropped.drain(start..at + 1).collect();
                            let mut twice = subject.list.clone();
                            twice.splice(at + 1..at + 1, statement.clone());
                            let text: Vec<&str> = statement.iter().map(|p| &p.text[..]).collect();
                            assert!(
                                subject.check(&dropped).is_err(),
                                "without {}",
                                text.join(" ")
                            );
                            // `l1 = l2;` twice is the same.
                            let again = text.len() == 4;
                            assert!(
                                again || subject.check(&twice).is_err(),
                                "{}",
                                text.join(" ")
                            );
                            (start, total) = (at + 1, total + 2);
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    assert!(total > 80, "{total} mutants");
}

/// Ways out in the middle of a round: left out, taken twice, another sense, another place, another way, without what locals hold then.
#[test]
fn ways_out() {
    let mut total = 0;
    for subject in subjects() {
        for form in fast_forms(&subject) {
            let list = &subject.list;
            let mut at = form.start;
            while let Some(start) = find(&list[..form.end], at + 1, &["if"]) {
                at = start;
                // That of windows apart has no comparison with 0; neither has `if 'n`.
                let Some(open) = (start..form.end).find(|k| list[*k].text == "{") else {
                    break;
                };
                if list[open - 1].text != "0" {
                    continue;
                }
                let close = (open..form.end)
                    .find(|k| list[*k].text == "}")
                    .expect("the end of the way out");
                let way: Vec<Piece> = list[start..=close].to_vec();
                // Both ends of the statement in front of it.
                let before = (form.start..start - 1).rev().find(|k| {
                    matches!(&list[*k].text[..], ";" | "{" | "}") && depth(&list[*k..start]) == 0
                });
                let before = before.expect("the statement before") + 1;
                let jump = (open..close - 1)
                    .rev()
                    .find(|k| matches!(&list[*k].text[..], ";" | "{"))
                    .expect("where the jump begins")
                    + 1;
                let with = |range: std::ops::Range<usize>, text: &str| {
                    let mut mutant = list.clone();
                    mutant.splice(
                        range,
                        pieces(&include_wasm_verify::lex(text).expect("tokens")),
                    );
                    mutant
                };
                let mut mutants = vec![
                    ("left out", with(start..close + 1, "")),
                    ("another sense", with(open - 3..open, "== 0")),
                    ("out and on", with(jump..close, "break 'n true;")),
                    ("falls through", with(jump..close, "")),
                    ("from the start", with(jump..close, "continue 'n;")),
                    ("out of the rounds", with(jump..close, "break;")),
                    ("a trap", with(jump..close, "break 't;")),
                    (
                        "a store on the way",
                        with(
                            jump..jump,
                            "let Some(()) = i32_store8(0, 0, 0, m0) else { break 't };",
                        ),
                    ),
                ];
                if list[jump + 1].text != "n" {
                    mutants.push(("behind the loop", with(jump..close, "break 'n false;")));
                } else {
                    mutants.push(("on", with(jump..close, "break 'b1;")));
                }
                if jump > open + 1 {
                    mutants.push(("without what locals hold", with(open + 1..jump, "")));
                }
                let mut twice = list.clone();
                twice.splice(start..start, way.clone());
                mutants.push(("twice", twice));
                let mut earlier = list.clone();
                earlier.drain(start..=close);
                earlier.splice(before..before, way);
                mutants.push(("earlier", earlier));
                for (what, mutant) in mutants {
                    let text: Vec<&str> = list[start..=close].iter().map(|p| &p.text[..]).collect();
                    assert!(
                        subject.check(&mutant).is_err(),
                        "{what}: {}",
                        text.join(" ")
                    );
                    total += 1;
                }
            }
        }
    }
    assert!(total > 90, "{total} mutants");
}

/// How many groups are open at the end of the pieces, less those that were closed.
fn depth(list: &[Piece]) -> isize {
    let closes = list.iter().filter(|p| p.closes()).count();
    list.iter().filter(|p| p.opens()).count() as isize - closes as isize
}
