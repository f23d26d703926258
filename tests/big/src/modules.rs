//! Text of modules with one extreme each. All export `memory` and `f`, of type `[i32] -> [i32]`.

use std::fmt::Write;

/// A module under construction.
#[derive(Default)]
struct Text {
    out: String,
    /// Of a linear congruential generator.
    state: u64,
    /// Number of locals besides the parameter: i32, i64, f64, i32, …
    locals: usize,
}

impl Text {
    /// The head of a module with one function.
    fn function(locals: usize) -> Text {
        let mut text = Text {
            locals,
            ..Text::default()
        };
        text.add(
            "(module (memory (export \"memory\") 1) (func (export \"f\") (param i32) (result i32)",
        );
        for i in 0..locals {
            let ty = ["i32", "i64", "f64"][i % 3];
            text.add(&format!("(local $l{i} {ty})"));
        }
        text.add("(local.set $l0 (local.get 0))");
        text
    }

    fn add(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn random(&mut self, below: usize) -> usize {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % below
    }

    /// A local of type i32; not the parameter, which counts.
    fn local(&mut self) -> String {
        format!("$l{}", self.random(self.locals.div_ceil(3)) * 3)
    }

    /// About so many operators: arithmetic, memory, branches.
    fn operators(&mut self, count: usize) {
        let mut done = 0;
        while done < count {
            let [a, b, c] = [(); 3].map(|()| self.local());
            let (small, large) = (self.random(64) * 4, self.random(100_000));
            let (kind, line) = match self.random(6) {
                0 => (
                    5,
                    format!(
                        "(local.set {a} (i32.load offset={small} (i32.and (local.get {b}) (i32.const 65000))))"
                    ),
                ),
                1 => (
                    5,
                    format!(
                        "(i32.store offset={small} (i32.and (local.get {b}) (i32.const 65000)) (local.get {c}))"
                    ),
                ),
                2 => (
                    6,
                    format!(
                        "(local.set {a} (i32.add (i32.mul (local.get {b}) (i32.const {large})) (local.get {c})))"
                    ),
                ),
                3 => (
                    8,
                    format!(
                        "(if (i32.lt_s (local.get {b}) (local.get {c})) (then (local.set {a} (i32.xor (local.get {b}) (i32.const {large})))))"
                    ),
                ),
                4 => (
                    5,
                    format!(
                        "(block (br_if 0 (local.get {b})) (local.set {a} (i32.const {large})))"
                    ),
                ),
                _ => (
                    4,
                    format!("(local.set {a} (i32.rotl (local.get {a}) (i32.const {small})))"),
                ),
            };
            self.add(&line);
            done += kind;
        }
    }

    fn finish(mut self) -> String {
        self.add("(local.get $l0)))");
        self.out
    }
}

/// One function of so many operators, in a row.
pub fn operators(count: usize) -> String {
    let mut text = Text::function(60);
    text.operators(count);
    text.finish()
}

/// One function of so many locals.
pub fn locals(count: usize) -> String {
    let mut text = Text::function(count);
    text.operators(count * 4);
    text.finish()
}

/// An interpreter's loop: a `br_table` with so many targets, each with some operators.
pub fn targets(count: usize) -> String {
    let mut text = Text::function(30);
    text.add("loop $top block $exit");
    // Parentheses would nest deeper than the text's parser goes.
    (0..count).for_each(|i| text.add(&format!("block $c{i}")));
    let list: String = (0..count).fold(String::new(), |mut list, i| {
        let _ = write!(list, "$c{i} ");
        list
    });
    text.add(&format!(
        "(br_table {list} $exit (i32.rem_u (local.get $l0) (i32.const {})))",
        count + 1
    ));
    for _ in 0..count {
        text.add("end");
        text.operators(12);
        text.add("(local.set 0 (i32.add (local.get 0) (i32.const 1)))");
        text.add("(br_if $top (i32.lt_u (local.get 0) (i32.const 1000)))");
    }
    text.add("end end");
    text.finish()
}

/// So many nested `if`s, each with a value of its own, that can be left from anywhere.
pub fn ifs(depth: usize) -> String {
    let mut text = Text::function(30);
    text.add("block $out (result i32)");
    for i in 0..depth {
        text.add(&format!(
            "(i32.ne (local.get $l0) (i32.const {})) if (result i32)",
            i * 7
        ));
        text.operators(4);
        text.add(&format!(
            "(drop (br_if $out (i32.const {i}) (i32.eq (local.get $l6) (i32.const {i}))))"
        ));
    }
    text.add("(local.get $l3)");
    for i in 0..depth {
        text.add(&format!(
            "else (i32.const {i}) end (i32.add (local.get $l9))"
        ));
    }
    text.add("end local.set $l3");
    text.finish()
}

/// So many nested loops, with a parameter each.
pub fn loops(depth: usize) -> String {
    let mut text = Text::function(30);
    text.out = text.out.replace(
        "(module ",
        "(module (type $step (func (param i32) (result i32)))",
    );
    text.add("(i32.const 1)");
    (0..depth).for_each(|i| {
        text.add(&format!("loop $x{i} (type $step)"));
        text.add("local.set $l6");
        text.operators(4);
        text.add("local.get $l6");
    });
    for i in (0..depth).rev() {
        text.add("local.set $l9");
        text.operators(3);
        text.add("(i32.xor (local.get $l9) (i32.const 5))");
        text.add(&format!(
            "(br_if $x{i} (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 5)))"
        ));
        text.add("end");
    }
    text.add("local.set $l0");
    text.finish()
}

/// So many data segments.
pub fn segments(count: usize) -> String {
    let mut text = Text::default();
    text.add("(module (memory (export \"memory\") 100)");
    (0..count).for_each(|i| text.add(&format!("(data (i32.const {}) \"abc{i}\")", i * 16)));
    text.add("(func (export \"f\") (param i32) (result i32) (i32.load (i32.mul (local.get 0) (i32.const 16)))))");
    text.out
}

/// So many functions.
pub fn functions(count: usize) -> String {
    let mut text = Text::default();
    text.add("(module (memory (export \"memory\") 1)");
    for i in 0..count {
        let callee = 2 * i + 1;
        let value = if callee < count {
            format!("(call $f{callee} (i32.add (local.get 0) (i32.const 1)))")
        } else {
            "(i32.const 3)".into()
        };
        text.add(&format!(
            "(func $f{i} (param i32) (result i32) (i32.add (i32.load offset={} (local.get 0)) {value}))",
            i % 1000
        ));
    }
    text.add("(export \"f\" (func $f0)))");
    text.out
}

/// Element segments of so many items, which must never be values on the stack.
pub fn elements(count: usize) -> String {
    let mut text = Text::default();
    text.add("(module (memory (export \"memory\") 1)");
    text.add(&format!(
        "(table $active {count} funcref) (table $passive {count} externref)"
    ));
    text.add("(func $a) (func $b)");
    text.add("(elem $active (table $active) (i32.const 0) funcref");
    for i in 0..count {
        text.add(["(ref.func $a)", "(ref.func $b)", "(ref.null func)"][i % 3]);
    }
    text.add(") (elem $nulls externref");
    text.out.push_str(&"(ref.null extern)\n".repeat(count));
    text.add(&format!(
        ") (func (export \"f\") (param i32) (result i32)
            (table.init $passive $nulls (i32.const 0) (i32.const 0) (i32.const {count}))
            (elem.drop $nulls)
            (i32.add
                (ref.is_null (table.get $active (i32.rem_u (local.get 0) (i32.const {count}))))
                (ref.is_null (table.get $passive (local.get 0))))))"
    ));
    text.out
}
