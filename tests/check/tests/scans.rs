//! Scans: every number, name and statement in front of the loops matters.

use include_wasm_check::token::Kind;
use std::ops::Range;
use test_check::mutate::{Piece, pieces};
use test_check::subject::{Subject, find};
use test_check::with;

fn subject() -> Subject {
    Subject::new("tests/api/tests/api/scan.wat")
}

/// From each `if let` of a scan to its end.
fn scans(subject: &Subject) -> Vec<Range<usize>> {
    let mut scans = Vec::new();
    let mut at = 0;
    let next = |at| {
        let names = ["scan", "scan_within", "alike", "alike_within"];
        let calls = names.map(|name| find(&subject.list, at, &[name, "("]));
        calls.into_iter().flatten().min()
    };
    while let Some(call) = next(at) {
        at = find(&subject.list, call, &["loop", "{"]).expect("the loop");
        // `if let Some(v1) =` and `'b1:`
        scans.push(call - 7..at - 3);
    }
    scans
}

#[test]
fn ten_of_twelve_loops() {
    // `moving` and `carried` are none.
    assert_eq!(scans(&subject()).len(), 10);
}

/// Offsets, stops, steps, and whatever else is a number.
#[test]
fn numbers() {
    let subject = subject();
    let (all, survived) = subject.survivors(&scans(&subject), |list, at| {
        let value = list[at].text.parse::<u64>();
        let Some(value) = value.ok().filter(|_| list[at].kind == Kind::Int) else {
            return vec![];
        };
        let mut others = vec![value + 1, value.wrapping_sub(1), value * 2, 0, 1, 1 << 29];
        others.retain(|other| *other != value && *other < 1 << 30);
        others.iter().map(u64::to_string).collect()
    });
    assert!(survived.is_empty(), "{survived:#?}");
    assert!(all > 90, "{all} mutants");
}

#[test]
fn names() {
    let subject = subject();
    let (all, survived) = subject.survivors(&scans(&subject), |list, at| {
        let text = &list[at].text[..];
        let others: &[&str] = match text {
            "scan" => &["window", "apart", "i32_load8_u", "scan_within"],
            "scan_within" => &["scan", "window", "alike_within"],
            "alike" => &["scan", "alike_within"],
            "alike_within" => &["alike", "scan_within"],
            "rounds_ne" => &["rounds_lt", "rounds_le"],
            "rounds_lt" => &["rounds_le", "rounds_ne"],
            "Some" => &["None"],
            "l0" | "l1" | "l2" | "l3" | "l4" => &["l0", "l1", "l2", "l3", "l4"],
            // 2^31 may be added or subtracted.
            "i32_add" if list[at..at + 12].iter().any(|p| p.text == "2147483648") => {
                &["i32_mul", "i32_xor"]
            }
            "i32_add" => &["i32_sub", "i32_mul", "i32_xor"],
            "i32_mul" => &["i32_add", "i32_shl"],
            "i32_load8_u" => &["i32_load8_s", "i32_load16_u", "i32_load"],
            _ => &[],
        };
        let others = others.iter().filter(|o| **o != text);
        others.map(|o| (*o).to_owned()).collect()
    });
    assert!(survived.is_empty(), "{survived:#?}");
    assert!(all > 120, "{all} mutants");
}

/// Each stop is left out. One more does no harm.
#[test]
fn stops() {
    let subject = subject();
    let mut total = 0;
    for scan in scans(&subject) {
        let open = find(&subject.list, scan.start, &["["]).expect("stops");
        let close = find(&subject.list, open, &["]"]).expect("their end");
        for stop in (open + 1..close).step_by(2) {
            let mut fewer = subject.list.clone();
            // With the comma behind it, or in front of it.
            let comma = if stop + 1 == close { stop - 1 } else { stop };
            fewer.drain(comma.max(open + 1)..(comma + 2).min(close));
            assert!(subject.check(&fewer).is_err());
            total += 1;
        }
        let another = if open + 1 == close { "77" } else { ", 77" };
        let mut more = subject.list.clone();
        more.splice(
            close..close,
            pieces(&include_wasm_verify::lex(another).expect("tokens")),
        );
        assert_eq!(subject.check(&more), Ok(()));
    }
    assert_eq!(total, 12);
}

/// Each statement is dropped.
#[test]
fn statements() {
    let subject = subject();
    let mut total = 0;
    for scan in scans(&subject) {
        let open = find(&subject.list, scan.start, &["{"]).expect("a block");
        let (mut depth, mut start) = (0, open + 1);
        for at in open + 1..scan.end {
            let piece: &Piece = &subject.list[at];
            match (piece.kind, &piece.text[..]) {
                _ if piece.opens() => depth += 1,
                _ if piece.closes() && depth == 0 => break,
                _ if piece.closes() => depth -= 1,
                (Kind::Punct, ";") if depth == 0 => {
                    let mut dropped = subject.list.clone();
                    dropped.drain(start..at + 1);
                    assert!(subject.check(&dropped).is_err());
                    (start, total) = (at + 1, total + 1);
                }
                _ => {}
            }
        }
    }
    assert!(total > 18, "{total} mutants");
}

/// Of a loop's parameters it is not known what rounds make.
#[test]
fn a_loop_with_parameters_has_no_scan() {
    let wat = r#"(module (memory 1)
        (func (export "f") (param i32) (result i32) (local i32)
            (i32.const 0)
            (loop $again (param i32) (result i32)
                (i32.add (i32.const 1))
                (local.set 1 (i32.load8_u (local.get 0)))
                (local.set 0 (i32.add (local.get 0) (i32.const 1)))
                (br_if $again (local.get 1)))))"#;
    let own = "let mut v1: i32 = 0;";
    assert_eq!(with(wat, &Default::default(), &[(own, own)]), Ok(()));
    let hostile = "let mut v1: i32 = i32_add(i32_add(0, 1), 1);
        if let Some(v50) = scan(l0, 0, [0], m0) {
            l0 = i32_add(l0, v50);
            let Some(v51) = i32_load8_u(l0, 0, m0) else { break 't };
            l1 = v51;
            l0 = i32_add(l0, 1);
        }";
    // Not taken for a scan, but for the loop's value. (Without the rule, only the stack check would be another.)
    let refused = "a block has as many names as results".to_owned();
    assert_eq!(
        with(wat, &Default::default(), &[(own, hostile)]),
        Err(refused)
    );
}

/// A stop that is the sum of two locals that move, if by the same: no later round compares with that sum by its name.
#[test]
fn a_stop_that_moves() {
    let wat = r#"(module (memory 1)
        (func (export "f") (param i32 i32 i32) (local i32)
            (loop $again
                (local.set 3 (i32.load8_u (local.get 0)))
                (br_if $again (i32.eq (local.get 3) (i32.add (local.get 1) (local.get 2))))
                (local.set 0 (i32.add (local.get 0) (i32.const 1)))
                (local.set 1 (i32.add (local.get 1) (i32.const 1)))
                (local.set 2 (i32.add (local.get 2) (i32.const -1)))
                (br_if $again (local.get 3)))))"#;
    let own = "'b1: loop {";
    assert_eq!(with(wat, &Default::default(), &[(own, own)]), Ok(()));
    let hostile = "if let Some(v50) = scan(l0, 0, [0, i32_add(l1, l2)], m0) {
            l0 = i32_add(l0, v50);
            l1 = i32_add(l1, v50);
            l2 = i32_add(l2, i32_mul(v50, -1));
            let Some(v51) = i32_load8_u(l0, 0, m0) else { break 't };
            l3 = v51;
        }
        'b1: loop {";
    assert_eq!(
        with(wat, &Default::default(), &[(own, hostile)]),
        Err("a stop that moves".to_owned())
    );
}
