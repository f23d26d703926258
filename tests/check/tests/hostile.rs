//! What no translator should write is rejected, whatever it would do.

use include_wasm_translate::options::{Options, Source};
use test_check::{check, expand};

/// A module with an import, a memory, a table, a global and a loop.
const MODULE: &str = r#"(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (table 2 funcref)
  (elem (i32.const 0) $sum $twice)
  (data (i32.const 8) "secret")
  (global $g (export "count") (mut i32) (i32.const 7))
  (type $t (func (param i32) (result i32)))
  (func $sum (export "sum") (type $t) (local $i i32) (local $s i32)
    (loop $l
      (local.set $s (i32.add (local.get $s) (i32.load offset=4 (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $l (i32.lt_u (local.get $i) (local.get 0))))
    (local.get $s))
  (func $twice (type $t) (i32.mul (local.get 0) (i32.const 2)))
  (func (export "apply") (param i32 i32) (result i32)
    (call $log (local.get 0))
    (global.set $g (i32.add (global.get $g) (i32.const 1)))
    (call_indirect (type $t) (local.get 0) (local.get 1)))
  (func (export "ref") (result funcref) (ref.null func)))"#;

/// Name, what is replaced (its first occurrence), by what.
const CASES: &[(&str, &str, &str)] = &[
    // unsafe, in every place where it can stand
    ("unsafe block", "l1 = i32_add", "unsafe { }; l1 = i32_add"),
    (
        "unsafe expression",
        "i32_add(l1, 4)",
        "unsafe { i32_add(l1, 4) }",
    ),
    ("unsafe fn", "pub fn func1_sum", "pub unsafe fn func1_sum"),
    (
        "unsafe impl",
        "impl ::core::fmt::Debug for Guest",
        "unsafe impl Send for Guest {} impl ::core::fmt::Debug for Guest",
    ),
    (
        "unsafe trait",
        "pub trait Exports",
        "pub unsafe trait Exports",
    ),
    (
        "unsafe extern",
        "mod c0 {",
        "unsafe extern \"C\" { fn system(c: *const u8) -> i32; } mod c0 {",
    ),
    (
        "extern crate",
        "use super::*;",
        "extern crate std; use super::*;",
    ),
    (
        "extern fn",
        "pub fn func1_sum",
        "pub extern \"C\" fn func1_sum",
    ),
    // paths
    ("std path", "i32_add(l1, 4)", "::std::process::id() as i32"),
    (
        "std call",
        "l1 = i32_add(l1, 4);",
        "::std::process::abort();",
    ),
    ("crate path", "i32_add(l1, 4)", "crate::secret()"),
    (
        "super path",
        "i32_add(l1, 4)",
        "super::super::super::secret()",
    ),
    ("self path", "i32_add(l1, 4)", "self::i32_add(l1, 4)"),
    ("core path", "i32_mul(l0, 2)", "::core::hint::black_box(l0)"),
    ("core mem", "i32_mul(l0, 2)", "::core::mem::take(&mut l0)"),
    ("rt path", "i32_mul(l0, 2)", "rt::i32_mul(l0, 2)"),
    (
        "another use",
        "use super::*;",
        "use super::*; use ::std::fs::*;",
    ),
    (
        "another glob",
        "use ::include_wasm::rt::{self, *};",
        "use ::include_wasm::rt::{self, *}; use ::std::*;",
    ),
    (
        "another runtime",
        "use ::include_wasm::rt::{self, *};",
        "use ::evil::rt::{self, *};",
    ),
    (
        "renaming use",
        "use super::*;",
        "use super::{func2_twice as i32_add, *};",
    ),
    (
        "shadowing prelude",
        "use ::core::option::Option::{self, None, Some};",
        "use ::core::result::Result::{self as Option, Err as None, Ok as Some};",
    ),
    (
        "pub use",
        "pub use c0::*;",
        "pub use c0::*; pub use super::super::*;",
    ),
    // macros
    (
        "macro statement",
        "l1 = i32_add(l1, 4);",
        "panic!(); l1 = i32_add(l1, 4);",
    ),
    ("macro expression", "i32_add(l1, 4)", "line!()"),
    (
        "macro item",
        "use super::*;",
        "use super::*; include!(\"/etc/passwd\");",
    ),
    (
        "include_bytes",
        "b\"secret\"",
        "include_bytes!(\"/etc/passwd\")",
    ),
    (
        "include_str in doc",
        "#[doc = \" Function 1, `sum`.\"]",
        "#[doc = include_str!(\"/etc/passwd\")]",
    ),
    (
        "macro_rules",
        "use super::*;",
        "use super::*; macro_rules! m { () => {} }",
    ),
    (
        "asm",
        "l1 = i32_add(l1, 4);",
        "::core::arch::asm!(\"syscall\");",
    ),
    (
        "global_asm",
        "mod c0 {",
        "::core::arch::global_asm!(\"nop\"); mod c0 {",
    ),
    ("env macro", "i32_add(l1, 4)", "env!(\"HOME\")"),
    (
        "compile_error",
        "mod c0 {",
        "compile_error!(\"x\"); mod c0 {",
    ),
    // attributes
    (
        "no_mangle",
        "pub fn func2_twice",
        "#[unsafe(no_mangle)] pub fn func2_twice",
    ),
    (
        "old no_mangle",
        "pub fn func2_twice",
        "#[no_mangle] pub fn func2_twice",
    ),
    (
        "export_name",
        "pub fn func2_twice",
        "#[export_name = \"malloc\"] pub fn func2_twice",
    ),
    (
        "link_section",
        "const D0",
        "#[link_section = \".init_array\"] const D0",
    ),
    ("used static", "static NAMES", "#[used] static NAMES"),
    (
        "path attribute",
        "mod c0 {",
        "#[path = \"/tmp/x.rs\"] mod c0 {",
    ),
    (
        "cfg",
        "pub fn func2_twice",
        "#[cfg(feature = \"x\")] pub fn func2_twice",
    ),
    (
        "cfg_attr",
        "pub fn func2_twice",
        "#[cfg_attr(all(), no_mangle)] pub fn func2_twice",
    ),
    (
        "derive",
        "#[derive(::core::clone::Clone)]\npub struct Guest",
        "#[derive(::core::clone::Clone, evil::Derive)]\npub struct Guest",
    ),
    (
        "global allocator",
        "static NAMES",
        "#[global_allocator] static NAMES",
    ),
    (
        "panic handler",
        "pub fn func2_twice",
        "#[panic_handler] pub fn func2_twice",
    ),
    (
        "target feature",
        "pub fn func2_twice",
        "#[target_feature(enable = \"avx2\")] pub fn func2_twice",
    ),
    (
        "inner attribute",
        "use super::*;",
        "#![allow(unsafe_code)] use super::*;",
    ),
    (
        "allow unsafe",
        "#[doc(hidden)]\nmod code",
        "#[allow(unsafe_code)] #[doc(hidden)]\nmod code",
    ),
    ("test", "pub fn func2_twice", "#[test] pub fn func2_twice"),
    (
        "proc macro attribute",
        "pub fn func2_twice",
        "#[evil::attribute] pub fn func2_twice",
    ),
    // closures, casts, references, indexing, operators
    ("closure", "i32_add(l1, 4)", "(|x: i32| x)(l1)"),
    ("cast", "i32_add(l1, 4)", "l1 as i32"),
    (
        "raw borrow",
        "i32_add(l1, 4)",
        "(&raw const l1).addr() as i32",
    ),
    ("dereference", "i32_add(l1, 4)", "*(&l1)"),
    ("indexing", "i32_add(l1, 4)", "m0[0] as i32"),
    ("native operator", "i32_add(l1, 4)", "l1 + 4"),
    ("native comparison", "i32_mul(l0, 2)", "(l0 == 2) as i32"),
    ("method call", "i32_add(l1, 4)", "l1.wrapping_add(4)"),
    ("question mark", "i32_add(l1, 4)", "Some(l1)?"),
    ("field of the context", "s.cx", "s.cy"),
    ("string", "i32_add(l1, 4)", "\"x\".len()"),
    (
        "if expression",
        "i32_add(l1, 4)",
        "if l1 != 0 { 1 } else { 2 }",
    ),
    ("block expression", "i32_add(l1, 4)", "{ l1 }"),
    ("unlabelled break", "continue 'b1", "continue"),
    (
        "while",
        "l1 = i32_add(l1, 4);",
        "while l1 != 0 { } l1 = i32_add(l1, 4);",
    ),
    (
        "plain loop",
        "l1 = i32_add(l1, 4);",
        "loop { } l1 = i32_add(l1, 4);",
    ),
    (
        "let else",
        "let mut l1: i32 = 0;",
        "let mut l1: i32 = 0; let Some(l1) = Some(1) else { return None };",
    ),
    (
        "match guard",
        "match callee {",
        "match callee { x if x > 0 => None,",
    ),
    (
        "shadowing local",
        "l1 = i32_add(l1, 4);",
        "let l1: i32 = 0; l1 = i32_add(l1, 4);",
    ),
    (
        "shadowing operator",
        "let mut l1: i32 = 0;",
        "fn i32_add(a: i32, b: i32) -> i32 { 0 } let mut l1: i32 = 0;",
    ),
    (
        "use in a body",
        "let mut l1: i32 = 0;",
        "use ::std::*; let mut l1: i32 = 0;",
    ),
    (
        "item in a body",
        "let mut l1: i32 = 0;",
        "static X: i32 = 0; let mut l1: i32 = 0;",
    ),
    ("turbofish", "i32_add(l1, 4)", "i32_add::<i32>(l1, 4)"),
    ("infinite recursion", "i32_mul(l0, 2)", "func2_twice(l0)"),
    (
        "transmute",
        "i32_add(l1, 4)",
        "::core::mem::transmute::<i32, i32>(l1)",
    ),
    (
        "raw identifier",
        "l1 = i32_add(l1, 4);",
        "r#l1 = i32_add(l1, 4);",
    ),
    ("unicode twin", "func2_twice(", "func2_twicе("),
    // traits and types
    (
        "Drop",
        "impl ::core::fmt::Debug for Guest",
        "impl Drop for Guest { fn drop(&mut self) {} } impl ::core::fmt::Debug for Guest",
    ),
    (
        "Deref",
        "impl ::core::fmt::Debug for Guest",
        "impl ::core::ops::Deref for Guest { type Target = State; fn deref(&self) -> &State { &self.s } } impl ::core::fmt::Debug for Guest",
    ),
    (
        "another trait",
        "pub trait Exports",
        "pub trait More { fn x(&self); } pub trait Exports",
    ),
    (
        "default method",
        "fn log(&mut self, guest: &mut Guest, a0: i32) -> Result<(), rt::Trap>;",
        "fn log(&mut self, guest: &mut Guest, a0: i32) -> Result<(), rt::Trap> { Ok(()) }",
    ),
    (
        "blanket impl",
        "impl<T: Env + ?::core::marker::Sized> Imports for T {}",
        "impl<T: ?::core::marker::Sized> Imports for T {}",
    ),
    (
        "'static trick",
        "impl Guest {",
        "impl Guest { pub fn evil<'a>(&'a self) -> &'static State { f(&self.s) }",
    ),
    (
        "unsound lifetime (rust#25860)",
        "impl Guest {",
        "fn f<'a, 'b, T>(_: &'a &'b (), v: &'b T) -> &'a T { v } impl Guest {",
    ),
    (
        "GAT",
        "pub trait Exports {",
        "pub trait Exports { type X<'a>;",
    ),
    (
        "dyn upcast",
        "h: &mut dyn Imports",
        "h: &mut dyn ::core::any::Any",
    ),
    (
        "generic function",
        "pub fn func2_twice(",
        "pub fn func2_twice<T>(",
    ),
    (
        "where clause",
        "pub fn func2_twice(l0: i32) -> i32 {",
        "pub fn func2_twice(l0: i32) -> i32 where i32: Copy {",
    ),
    ("const fn", "pub fn func2_twice", "pub const fn func2_twice"),
    ("async fn", "pub fn func2_twice", "pub async fn func2_twice"),
    (
        "static mut",
        "static NAMES",
        "static mut X: i32 = 0; static NAMES",
    ),
    (
        "thread local",
        "static NAMES",
        "thread_local! { static X: i32 = 0; } static NAMES",
    ),
    ("public state", "s: State,", "pub s: State,"),
    ("public module", "mod code {", "pub mod code {"),
    ("another field", "cx: rt::Cx,", "cx: rt::Cx, evil: i32,"),
    ("union", "struct State {", "union State {"),
    (
        "type alias",
        "type M0 = [u8];",
        "type M0 = [u8]; type State2 = State;",
    ),
    ("another size", "type M0 = [u8];", "type M0 = [u8; 65536];"),
    (
        "opaque item after",
        "static NAMES",
        "pub fn evil() {} static NAMES",
    ),
    ("const block", "i32_add(l1, 4)", "const { 4 }"),
    (
        "trailing module",
        "pub fn names() ->",
        "pub mod evil {} pub fn names() ->",
    ),
    // what it computes
    ("trap as null", "None\n", "{ return None }\n"),
    (
        "memory of another size",
        "rt::Memory::with_limits(1, None, limits)",
        "rt::Memory::with_limits(0, None, limits)",
    ),
    ("no start of an entry", "self.guest.s.cx.begin();", ""),
    ("no host_enter", "g.s.cx.host_enter();", ""),
    (
        "stack limit",
        "rt::Cx::new(limits, 1048576)",
        "rt::Cx::new(limits, 4294967295)",
    ),
    (
        "unchecked load",
        "let Some(v1) = i32_load(l1, 4, m0) else { break 't };",
        "let v1 = i32_load(l1, 4, m0);",
    ),
    (
        "trap swallowed",
        "i32_load(l1, 4, m0) else { break 't };",
        "i32_load(l1, 4, m0) else { return Some(0) };",
    ),
    (
        "trap as the end of the loop",
        "i32_load(l1, 4, m0) else { break 't };",
        "i32_load(l1, 4, m0) else { break 'b1 };",
    ),
    ("trap as a value", "trace(None, 1, &mut s.cx)", "Some(0)"),
    (
        "trap that is not traced",
        "trace(None, 1, &mut s.cx)",
        "None",
    ),
    (
        "trap of another function",
        "trace(None, 1, &mut s.cx)",
        "trace(None, 2, &mut s.cx)",
    ),
    ("label of traps", "'b1: loop {", "'t: loop {"),
    (
        "another trait's method",
        "<dyn Imports as Env>::log(h, g, a0)",
        "<dyn Imports as Exports>::log(h, g, a0)",
    ),
    (
        "dispatch to anything",
        "_ => no_callee(callee, &mut s.cx)",
        "_ => None",
    ),
    ("names of another", "code::names()", "code::x1()"),
];

fn source() -> Source {
    let bytes = wat::parse_str(MODULE).expect("it assembles");
    Source {
        name: "hostile".into(),
        bytes,
        links: None,
    }
}

#[test]
fn hostile_expansions() {
    let sources = [source()];
    let options = Options::default();
    let text = expand(&sources, &options).expect("it translates");
    check(&sources, &options, &text).expect("unchanged, it is accepted");
    let mut wrong = Vec::new();
    for (name, from, to) in CASES {
        let Some(changed) = replace(&text, from, to) else {
            wrong.push(format!("{name}: there is no `{from}`"));
            continue;
        };
        match check(&sources, &options, &changed) {
            Ok(_) => wrong.push(format!("{name}: accepted")),
            Err(rejection) => println!("{name}: {rejection}"),
        }
    }
    assert!(wrong.is_empty(), "{}\n{text}", wrong.join("\n"));
}

/// Replaces the first occurrence, whatever the white space is.
fn replace(text: &str, from: &str, to: &str) -> Option<String> {
    if text.contains(from) {
        return Some(text.replacen(from, to, 1));
    }
    let squeeze = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
    let (text, from) = (squeeze(text), squeeze(from));
    text.contains(&from).then(|| text.replacen(&from, to, 1))
}

/// Tokens that do not come from text: invisible groups and unbalanced delimiters.
#[test]
fn hostile_tokens() {
    let sources = [source()];
    let options = Options::default();
    let text = expand(&sources, &options).expect("it translates");
    for delimiters in [&["?"][..], &["(", "["], &["{"]] {
        let mut tokens = include_wasm_verify::lex(&text).expect("it is made of tokens");
        for d in delimiters {
            tokens.open(d.chars().next().unwrap_or('?'));
        }
        if delimiters.len() == 2 {
            tokens.close('(');
            tokens.close('[');
        } else if delimiters[0] == "?" {
            tokens.close('?');
        }
        test_check::check_tokens(&sources, &options, &tokens).expect_err("it is rejected");
    }
}
