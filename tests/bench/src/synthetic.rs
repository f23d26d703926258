//! Modules that are generated rather than compiled: large tables, and one to instantiate. Also used by the build script.

use std::fmt::Write;

/// A loop of a million calls through a table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Functions in the table.
    pub entries: u32,
    /// Whether the table is exported, so that the host may change it; otherwise nothing can.
    pub open: bool,
}

/// The tables that the bench measures.
pub fn tables() -> impl Iterator<Item = Table> {
    let sizes = [4, 64, 1000, 10_000];
    sizes
        .into_iter()
        .flat_map(|entries| [false, true].map(|open| Table { entries, open }))
}

/// Size classes for what modules cost to build: so many functions of so many operators.
pub fn functions(count: u32, operators: u32) -> String {
    let mut wat = String::from("(module (memory (export \"memory\") 1)\n");
    for f in 0..count {
        let callee = (f + 1) % count;
        write!(
            wat,
            "(func $f{f} (param i32) (result i32) (local $a i32) (local $b i64) (local $c f64)"
        )
        .expect("writing to a string");
        // Twelve operators a line.
        for i in 0..operators / 12 {
            writeln!(
                wat,
                "(if (i32.lt_u (local.get $a) (i32.const {i})) (then
                   (local.set $a (i32.add (i32.load offset={} (local.get 0)) (i32.mul (local.get $a) (i32.const {f}))))
                   (i32.store (local.get $a) (local.get 0))))",
                i % 4096 * 4
            )
            .expect("writing to a string");
        }
        let call = if count > 1 && f + 1 < count {
            format!("(call $f{callee} (local.get $a))")
        } else {
            "(local.get $a)".into()
        };
        writeln!(wat, "{call})").expect("writing to a string");
    }
    wat.push_str("(export \"f\" (func $f0)))");
    wat
}

/// Calls in one run.
const CALLS: u32 = 1 << 20;

impl Table {
    /// `table-64` or `table-64-open`.
    pub fn name(&self) -> String {
        format!(
            "table-{}{}",
            self.entries,
            if self.open { "-open" } else { "" }
        )
    }

    /// The module, with `init`, `run` and `check`.
    pub fn wat(&self) -> String {
        let n = self.entries;
        let export = if self.open { "(export \"table\") " } else { "" };
        let mut wat = format!(
            "(module (type $t (func (param i32) (result i32)))\n(table {export}{n} {n} funcref)\n(elem (i32.const 0)"
        );
        for i in 0..n {
            write!(wat, " $f{i}").expect("writing to a string");
        }
        wat.push_str(")\n(global $result (mut i32) (i32.const 0))\n");
        for i in 0..n {
            let (odd, turn) = constants(i);
            writeln!(
                wat,
                "(func $f{i} (type $t) (i32.add (i32.rotl (i32.xor (local.get 0) (i32.const {odd})) (i32.const {turn})) (i32.const {i})))"
            )
            .expect("writing to a string");
        }
        // A linear congruential generator picks the entry, so that the branch cannot be predicted.
        write!(
            wat,
            "(func (export \"init\") (global.set $result (i32.const 0)))
(func (export \"run\") (local $i i32) (local $x i32) (local $r i32)
  (local.set $x (i32.const 1))
  (loop $next
    (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
    (local.set $r (call_indirect (type $t) (local.get $r) (i32.rem_u (i32.shr_u (local.get $x) (i32.const 8)) (i32.const {n}))))
    (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const {CALLS}))))
  (global.set $result (local.get $r)))
(func (export \"check\") (result f64) (f64.convert_i32_u (global.get $result))))\n"
        )
        .expect("writing to a string");
        wat
    }

    /// The same in C, for the native column.
    pub fn c(&self) -> String {
        let n = self.entries;
        let mut c = String::from("#include <stdint.h>\n");
        for i in 0..n {
            let (odd, turn) = constants(i);
            writeln!(
                c,
                "static uint32_t f{i}(uint32_t x) {{ x ^= {odd}u; return (x << {turn} | x >> {}) + {i}u; }}",
                32 - turn
            )
            .expect("writing to a string");
        }
        let constant = if self.open { "" } else { "static " };
        write!(c, "{constant}uint32_t (*table[{n}])(uint32_t) = {{").expect("writing to a string");
        for i in 0..n {
            write!(c, "f{i},").expect("writing to a string");
        }
        write!(
            c,
            "}};
static uint32_t result;
void init(void) {{ result = 0; }}
void run(void) {{
    uint32_t x = 1, r = 0;
    for (uint32_t i = 0; i < {CALLS}u; i++) {{
        x = x * 1664525u + 1013904223u;
        r = table[(x >> 8) % {n}u](r);
    }}
    result = r;
}}
double check(void) {{ return result; }}\n"
        )
        .expect("writing to a string");
        c
    }
}

/// What makes function `i` differ from the others: a number to mix in, and a rotation of 1 to 31.
fn constants(i: u32) -> (u32, u32) {
    (i.wrapping_mul(2_654_435_761) | 1, i % 31 + 1)
}

/// A module that calls the host again and again: `run` takes how often.
pub const CALLER: &str = r#"(module (import "host" "step" (func $step (param i32) (result i32)))
  (func (export "run") (param $n i32) (result i32) (local $x i32)
    (loop $next
      (local.set $x (call $step (local.get $x)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x)))"#;

/// Pages of the module to instantiate.
pub const PAGES: u32 = 32;

/// A module with 1 MiB of data in 2 MiB of memory, a table and some globals. `touch` reads a byte of every 4 KiB.
pub fn instantiation() -> String {
    let mut wat = format!(
        "(module (memory (export \"memory\") {PAGES})\n(table 100 funcref)\n(elem (i32.const 0) $touch $touch $touch)\n(global $g (export \"g\") (mut i64) (i64.const 7))\n(data (i32.const 1024) \""
    );
    let mut x = 1u32;
    for _ in 0..1 << 20 {
        x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        wat.push(char::from(b'a' + (x >> 24) as u8 % 26));
    }
    write!(
        wat,
        "\")
(func $touch (export \"touch\") (result i32) (local $at i32) (local $sum i32)
  (loop $next
    (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
    (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4096))) (i32.const {}))))
  (local.get $sum)))\n",
        PAGES * 65536
    )
    .expect("writing to a string");
    wat
}
