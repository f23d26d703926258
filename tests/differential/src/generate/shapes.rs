//! Modules of extreme shape, which random ones never have: deep, wide, long, many.

use std::fmt::Write as _;

/// Name and text of each shape.
pub fn texts() -> Vec<(&'static str, String)> {
    vec![
        ("blocks", nest("(block ", ")", 1500)),
        ("loops", nest("(loop ", ")", 150)),
        ("ifs", nest("(if (local.get 0) (then ", "))", 150)),
        ("else-ifs", else_ifs(300)),
        ("br_table", br_table(100, 20_000)),
        ("br_table-values", br_table_values(40, 400)),
        ("locals", locals(1000)),
        ("parameters", parameters(200)),
        ("expression", expression(3000)),
        ("long", long(50_000)),
        ("functions", functions(10_000)),
        ("calls", call_chain(3000)),
        ("data", data(4 << 20)),
        ("segments", segments(10_000)),
        ("globals", globals(5000)),
    ]
}

/// `depth` nested constructs; the innermost code leaves by each fifth of the labels in turn.
fn nest(open: &str, close: &str, depth: usize) -> String {
    let mut text =
        String::from("(module (func (export \"f\") (param i32) (result i32) (local i32)\n");
    for _ in 0..depth {
        text += open;
        text += "(local.set 1 (i32.add (local.get 1) (i32.const 1)))\n";
    }
    for label in (0..depth).step_by(5) {
        // Never the label of a loop that goes on: the counter ends it.
        let _ = writeln!(
            text,
            "(br_if {label} (i32.and (i32.lt_u (local.get 1) (i32.const 2000))
                (i32.eq (i32.rem_u (local.get 0) (i32.const {depth})) (i32.const {label}))))"
        );
    }
    text += &close.repeat(depth);
    text += "(i32.add (local.get 1) (local.get 0))))";
    text
}

fn else_ifs(count: usize) -> String {
    let mut text = String::from("(module (func (export \"f\") (param i32) (result i32)\n");
    for i in 0..count {
        let _ = write!(
            text,
            "(if (result i32) (i32.eq (local.get 0) (i32.const {i})) (then (i32.const {})) (else ",
            i * i
        );
    }
    text += "(i32.const -1)";
    text += &"))".repeat(count);
    text + "))"
}

fn br_table(depth: usize, targets: usize) -> String {
    let mut text = String::from("(module (func (export \"f\") (param i32) (result i32)\n");
    text += &"(block ".repeat(depth);
    text += "(br_table";
    for i in 0..targets {
        let _ = write!(text, " {}", i * 7919 % depth);
    }
    text += " (local.get 0)))";
    for i in 1..depth {
        let _ = writeln!(text, "(return (i32.const {i})))");
    }
    text + "(i32.const -1)))"
}

fn br_table_values(depth: usize, targets: usize) -> String {
    let mut text = String::from("(module (type $v (func (result i32 i64 f32)))\n");
    text += "(func (export \"f\") (param i32) (result i32 i64 f32)\n";
    text += &"(block (type $v) ".repeat(depth);
    text += "(i32.const 1) (i64.const 2) (f32.const 3) (br_table";
    for i in 0..targets {
        let _ = write!(text, " {}", i * 31 % depth);
    }
    text += " (local.get 0))";
    for i in 0..depth {
        let _ = writeln!(
            text,
            ") (local.set 0 (i32.add (local.get 0) (i32.const {i})))"
        );
    }
    text + "))"
}

fn locals(count: usize) -> String {
    let mut text = String::from("(module (func (export \"f\") (param i32) (result i32)\n(local");
    text += &" i32 i64 f64".repeat(count / 3);
    text += ")\n";
    for i in 0..count / 3 {
        let (a, b) = (1 + 3 * i, 1 + 3 * (i * 17 % (count / 3)));
        let _ = writeln!(
            text,
            "(local.set {a} (i32.add (local.get {b}) (i32.mul (local.get 0) (i32.const {i}))))
             (local.set {} (i64.extend_i32_s (local.get {a})))
             (local.set {} (f64.convert_i64_s (local.get {})))",
            a + 1,
            a + 2,
            b + 1
        );
    }
    text += "(i32.const 0)\n";
    for i in 0..count / 3 {
        let a = 1 + 3 * i;
        let _ = writeln!(
            text,
            "(i32.xor (local.get {a})) (i32.add (i32.wrap_i64 (local.get {})))
             (i32.sub (i32.trunc_sat_f64_s (local.get {})))",
            a + 1,
            a + 2
        );
    }
    text + "))"
}

fn parameters(count: usize) -> String {
    let types = " i32".repeat(count);
    let mut text = format!("(module (type $t (func (param{types}) (result{types})))\n");
    text += "(func $rotate (type $t)";
    for i in 0..count {
        let _ = write!(text, " (local.get {})", (i + 1) % count);
    }
    text += ")\n(func (export \"f\") (param i32) (result i32)";
    for i in 0..count {
        let _ = write!(text, " (i32.mul (local.get 0) (i32.const {i}))");
    }
    text += " (call $rotate) (call $rotate)";
    text += &" i32.sub".repeat(count - 1);
    text + "))"
}

fn expression(count: usize) -> String {
    let mut text = String::from("(module (func (export \"f\") (param i32) (result i32)\n");
    text += &"(local.get 0) ".repeat(count);
    text += &"i32.sub ".repeat(count - 1);
    text + "))"
}

/// One function of so many instructions, with memory, branches and floats in it.
fn long(instructions: usize) -> String {
    let mut text = String::from(
        "(module (memory (export \"m\") 1) (func (export \"f\") (param i32) (result i32) (local i32 f64)\n",
    );
    for i in 0..instructions / 20 {
        let _ = writeln!(
            text,
            "(local.set 1 (i32.add (local.get 1) (i32.rotl (local.get 0) (i32.const {}))))
             (i32.store offset={} (i32.and (local.get 1) (i32.const 255)) (local.get 1))
             (local.set 2 (f64.add (local.get 2) (f64.convert_i32_s (local.get 1))))
             (block (br_if 0 (i32.and (local.get 1) (i32.const {})))
                 (local.set 0 (i32.xor (local.get 0) (i32.const {i}))))",
            i % 32,
            i % 9000,
            1 << (i % 31)
        );
    }
    text + "(i32.add (local.get 1) (i32.trunc_sat_f64_s (local.get 2)))))"
}

/// So many functions, called through a table.
fn functions(count: usize) -> String {
    let mut text = format!(
        "(module (type $t (func (param i32) (result i32))) (table {count} funcref)
         (func (export \"f\") (param i32) (result i32)
             (call_indirect (type $t) (local.get 0) (i32.rem_u (local.get 0) (i32.const {}))))\n",
        count + 100
    );
    for i in 0..count {
        let _ = writeln!(
            text,
            "(func $f{i} (type $t) (i32.add (local.get 0) (i32.const {i})))"
        );
    }
    text += "(elem (i32.const 0)";
    for i in 0..count {
        let _ = write!(text, " $f{}", i * 7 % count);
    }
    text + "))"
}

/// Each function calls the next.
fn call_chain(count: usize) -> String {
    let mut text = String::from(
        "(module (func (export \"f\") (param i32) (result i32) (call $f0 (local.get 0)))\n",
    );
    for i in 0..count {
        let _ = writeln!(
            text,
            "(func $f{i} (param i32) (result i32) (i32.add (i32.const {i}) (call $f{} (local.get 0))))",
            i + 1
        );
    }
    let _ = write!(
        text,
        "(func $f{count} (param i32) (result i32) (local.get 0)))"
    );
    text
}

fn data(len: usize) -> String {
    let mut text = format!(
        "(module (memory {}) (func (export \"f\") (param i32) (result i32)
             (i32.load (i32.rem_u (local.get 0) (i32.const {len})))) (data (i32.const 0) \"",
        len / 65536
    );
    for i in 0..len as u32 {
        let _ = write!(text, "\\{:02x}", (i.wrapping_mul(i) >> 5) as u8);
    }
    text + "\"))"
}

fn segments(count: usize) -> String {
    let mut text = String::from("(module (memory (export \"m\") 2)\n");
    for i in 0..count {
        let _ = writeln!(text, "(data (i32.const {}) \"{i}\")", i * 13);
    }
    text + "(func (export \"f\") (param i32) (result i32) (i32.load (local.get 0))))"
}

fn globals(count: usize) -> String {
    let mut text = String::from("(module\n");
    for i in 0..count {
        let _ = writeln!(text, "(global $g{i} (mut i32) (i32.const {i}))");
    }
    text += "(func (export \"f\") (param i32) (result i32)\n";
    for i in 0..count {
        let _ = writeln!(
            text,
            "(global.set $g{i} (i32.add (global.get $g{}) (local.get 0)))",
            i * 31 % count
        );
    }
    text + "(global.get $g77)))"
}
