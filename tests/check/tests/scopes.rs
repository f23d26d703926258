//! Names: which variable one means in Rust, where WebAssembly has none.

use include_wasm_translate::options::Options;
use test_check::with;

/// The code as it is is accepted, and with the changes it is refused, which says `why`.
fn refused(wat: &str, options: &Options, changes: &[(&str, &str)], why: &str) {
    assert_eq!(with(wat, options, &[]), Ok(()));
    assert_eq!(
        with(wat, options, changes),
        Err(why.to_owned()),
        "{changes:?}"
    );
}

/// Of several variables that are assigned at once none has its new value before all are known.
#[test]
fn together() {
    let wat = r#"(module (func (export "f") (param i32 i32) (result i32)
        (local.set 0 (local.get 1)) (local.set 1 (local.get 0)) (i32.sub (local.get 0) (local.get 1))))"#;
    let swap = ("l0 = l1; l1 = l0;", "(l0, l1) = (l1, l0);");
    let why = "`l1` differs from WebAssembly's local here";
    refused(wat, &Options::default(), &[swap], why);
}

const TWICE: &str = "a name that is bound twice";

/// Behind its loop a loop's variable is still in scope, with the value that it had last.
#[test]
fn variable_of_a_loop() {
    let wat = r#"(module (global (export "g") (mut i32) (i32.const 0)) (func (export "f") (param i32)
        (local.get 0)
        (loop (param i32) (local.set 0) (i32.sub (local.get 0) (i32.const 1)) (br_if 0 (local.get 0)) drop)
        (block (br_if 0 (local.get 0)) (global.set 0 (i32.const 8)))
        (global.set 0 (i32.const 7))))"#;
    let inner = (
        "s.g0 = 8; } s.g0 = 7;",
        "let v2: i32 = 7; s.g0 = 8; } s.g0 = v2;",
    );
    refused(wat, &Options::default(), &[inner], TWICE);
}

/// A ladder by hand: the checker takes one for any nested blocks.
const LADDER: &str = "'b1: loop { match p1 {
    0 => { match l0 { 0 => { p1 = 1; continue 'b1; } _ => { p1 = 2; continue 'b1; } } }
    1 => { s.g0 = 1; break 'b1; }
    _ => { s.g0 = 2; break 'b1; }
} }";
/// What stands for those blocks otherwise.
const BLOCKS: &str = "'b1: { 'b2: { 'b3: { match l0 { 0 => { break 'b3; } _ => { break 'b2; } } }
    s.g0 = 1; break 'b1; } s.g0 = 2; }";

/// A module with those blocks in something else.
fn blocks(around: impl Fn(&str) -> String) -> String {
    let blocks = around(
        "(block $c (block $b (block $a (br_table $a $b (local.get 0)))
        (global.set 0 (i32.const 1)) (br $c)) (global.set 0 (i32.const 2)))",
    );
    format!(
        "(module (global (export \"g\") (mut i32) (i32.const 0)) (func (export \"f\") (param i32) {blocks}))"
    )
}

/// A jump that assigns another variable goes nowhere.
#[test]
fn variable_of_a_ladder() {
    let (wat, first) = (blocks(str::to_owned), "let mut p1: u32 = 0;");
    let with = |ladder: &str| {
        with(
            &wat,
            &Options::default(),
            &[(BLOCKS, &format!("{first} {ladder}"))],
        )
    };
    assert_eq!(with(LADDER), Ok(()));
    let shadow = LADDER.replace("s.g0 = 1;", &format!("s.g0 = 1; {first}"));
    assert_eq!(
        with(&shadow),
        Err("a ladder starts with its first arm".to_owned())
    );
}

/// Where a loop goes round, a ladder whose variable is not bound in it begins with the arm that it was left in.
#[test]
fn variable_of_a_ladder_in_a_loop() {
    let wat = blocks(|blocks| format!("(loop {blocks} (br_if 0 (global.get 0)))"));
    let renumbered = |text: &str| {
        [["3", "4"], ["2", "3"], ["1", "2"]]
            .iter()
            .fold(text.to_owned(), |text, [from, to]| {
                text.replace(&format!("b{from}"), &format!("b{to}"))
            })
    };
    let own = format!("'b1: loop {{ {}", renumbered(BLOCKS));
    let (ladder, first) = (
        LADDER.replace("b1", "b2").replace("p1", "p2"),
        "let mut p2: u32 = 0;",
    );
    let with = |text: String| with(&wat, &Options::default(), &[(&own, &text)]);
    assert_eq!(with(format!("'b1: loop {{ {first} {ladder}")), Ok(()));
    let why = "a ladder without its variable".to_owned();
    assert_eq!(with(format!("{first} 'b1: loop {{ {ladder}")), Err(why));
}

/// What a part hands back where it ends is what it has, for values as for locals.
#[test]
fn values_of_a_part() {
    let wat = r#"(module (memory 1) (func (export "f") (param i32) (local i32)
        (local.set 1 (i32.add (i32.load (local.get 0)) (i32.const 1)))
        (i32.store8 (local.get 0) (local.get 1)) (i32.store16 (local.get 0) (i32.const 5))))"#;
    let options = Options {
        huge: 6,
        ..Options::default()
    };
    let zero = ("return Some((0, v1));", "return Some((0, 0));");
    refused(wat, &options, &[zero], "another value than the part's own");
    // A value that only exits have is in scope all the same, so nothing else may have its name.
    let call = (
        "let Some((exit,)) = part0_2(",
        "let Some((exit, v50)) = part0_2(",
    );
    let header = "part0_2(l0: i32, l1: i32, s: &mut State, m0: &mut M0) -> Option<(u32";
    let store = "i32_store8(l0, l1, 0, m0) else { return None }; return Some((0";
    let changes = [
        call,
        (&format!("{header},)>"), &format!("{header}, i32)>")),
        (&format!("{store},));"), &format!("{store}, 0));")),
    ];
    assert_eq!(with(wat, &options, &changes), Ok(()));
    let own = "let Some((exit,)) = part0_3(";
    let bound = format!("let v50: i32 = 5; {own}");
    refused(
        wat,
        &options,
        &[&changes[..], &[(own, &bound)]].concat(),
        TWICE,
    );
}
