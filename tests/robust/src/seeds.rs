//! Modules to damage: small ones that together hold every section and every family of instructions.

/// Texts; every one is valid.
pub const TEXTS: [&str; 8] = [
    r#"(module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))"#,
    r#"(module
        (type $binary (func (param i32 i32) (result i32)))
        (import "env" "log" (func $log (param i32 i32)))
        (import "env" "base" (global $base i32))
        (table 4 16 funcref)
        (memory (export "memory") 1 8)
        (global $counter (mut i64) (i64.const -1))
        (elem (i32.const 1) $sum $product)
        (data (i32.const 8) "hello\00\ff")
        (func $sum (type $binary) (i32.add (local.get 0) (local.get 1)))
        (func $product (type $binary) (i32.mul (local.get 0) (local.get 1)))
        (func (export "apply") (param $i i32) (result i32)
            (call_indirect (type $binary) (i32.const 6) (i32.const 7) (local.get $i)))
        (func (export "count") (result i64)
            (global.set $counter (i64.add (global.get $counter) (i64.const 1))) (global.get $counter))
        (func $start (call $log (global.get $base) (i32.const 5)))
        (start $start))"#,
    r#"(module (memory 1)
        (func (export "loop") (param $n i32) (result i32) (local $sum i32) (local $i i32)
            (block $out
                (loop $again
                    (br_if $out (i32.ge_u (local.get $i) (local.get $n)))
                    (local.set $sum (i32.add (local.get $sum) (i32.load offset=16 align=4 (local.get $i))))
                    (i32.store8 (local.get $i) (local.get $sum))
                    (local.set $i (i32.add (local.get $i) (i32.const 4)))
                    (br $again)))
            (local.get $sum)))"#,
    r#"(module (func (export "multi") (param i32 f64) (result f64 i32 i64)
            (local i64 f32)
            (block (result f64 i32) (local.get 1) (local.get 0))
            (if (param f64 i32) (result f64 i32) (local.get 0)
                (then (i32.const 1) (i32.add)) (else (drop) (i32.const 3)))
            (i64.trunc_sat_f64_s (local.get 1)))
        (func (export "switch") (param i32) (result i32)
            (block $c (block $b (block $a (br_table $a $b $c $b (local.get 0)))
                (return (i32.const 10))) (return (i32.const 20)))
            (select (i32.const 30) (i32.const 40) (local.get 0))))"#,
    r#"(module
        (table $t (export "t") 10 externref) (table $f 10 funcref)
        (memory 1 2)
        (data $d "passive") (elem $e func $g $g) (elem declare func $h)
        (func $g) (func $h)
        (func (export "bulk") (param i32 externref) (result funcref)
            (memory.init $d (i32.const 0) (i32.const 0) (i32.const 7)) (data.drop $d)
            (memory.copy (i32.const 1) (i32.const 0) (local.get 0))
            (memory.fill (i32.const 1) (i32.const 0) (local.get 0))
            (table.init $f $e (i32.const 0) (i32.const 0) (i32.const 2)) (elem.drop $e)
            (table.copy $f $f (i32.const 0) (i32.const 1) (local.get 0))
            (table.set $t (i32.const 0) (local.get 1))
            (drop (table.grow $t (ref.null extern) (i32.const 1)))
            (table.fill $t (i32.const 0) (local.get 1) (table.size $t))
            (drop (memory.grow (memory.size)))
            (drop (ref.is_null (table.get $t (i32.const 0))))
            (ref.func $h)))"#,
    r#"(module (func (export "floats") (param f32 f64) (result f64)
            (f64.copysign (f64.nearest (f64.sqrt (local.get 1)))
                (f64.promote_f32 (f32.min (f32.const nan:0x200000) (f32.demote_f64 (f64.const -0x1.8p-3)))))
            (drop (i32.trunc_f32_u (local.get 0)))
            (drop (f32.reinterpret_i32 (i32.extend8_s (i32.rotl (i32.const -1) (i32.clz (i32.const 1)))))))
        (func (export "traps") (param i64) (result i64)
            (if (i64.eqz (local.get 0)) (then unreachable))
            (i64.rem_s (i64.div_u (i64.const 7) (local.get 0)) (local.get 0))))"#,
    r#"(module $named
        (func $fac (export "fac \"quoted\" \u{1F980}") (param $n i64) (result i64)
            (if (result i64) (i64.le_s (local.get $n) (i64.const 1)) (then (i64.const 1))
                (else (i64.mul (local.get $n) (call $fac (i64.sub (local.get $n) (i64.const 1)))))))
        (global (export "g") i32 (i32.add (i32.const 1) (i32.mul (i32.const 2) (i32.const 3))))
        (@custom "extra" "anything at all"))"#,
    r#"(module
        (import "a" "f" (func (param externref) (result funcref))) (import "a" "m" (memory 0))
        (import "a" "t" (table 0 funcref)) (import "b" "g" (global (mut f32)))
        (func (export "dead") (result i32)
            (return (i32.const 1)) (br 0 (drop) (i64.add) (i32.const 2)) (loop (br 0)) (unreachable) (drop)))"#,
];

/// The texts as binaries.
///
/// # Panics
///
/// If a text is not valid.
pub fn binaries() -> Vec<Vec<u8>> {
    TEXTS
        .iter()
        .map(|text| wat::parse_str(text).expect("every seed is valid"))
        .collect()
}
