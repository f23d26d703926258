;; Recursion through the host, and traps inside of nested calls.
(module
    (import "host" "again" (func $again (param i32) (result i32)))
    (import "host" "fail" (func $fail))
    (import "host" "panic" (func $panic))
    (import "host" "grow" (func $grow))
    (import "host" "text" (func $text (param i32 i32)))
    (import "host" "c_text" (func $c_text (param i32)))
    (memory (export "memory") 1 4)
    (data (i32.const 0) "ok\ff\fe\c0\80")
    (global $depth (mut i32) (i32.const 0))

    ;; Guest, host, guest, host …
    (func (export "descend") (param i32) (result i32)
        (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
        (i32.add (call $again (local.get 0)) (i32.const 1)))
    (func (export "depth") (result i32) (global.get $depth))

    ;; Traps after so many levels of host and guest.
    (func (export "trap_below") (param i32) (result i32)
        (if (i32.eqz (local.get 0)) (then unreachable))
        (i32.store (i32.const 64) (local.get 0))
        (call $again (local.get 0)))

    (func (export "fail") (call $fail))
    (func (export "panic") (i32.store (i32.const 128) (i32.const 7)) (call $panic))

    ;; The memory moves while the caller runs: what it writes next must arrive in the new one.
    (func (export "grown") (result i32)
        (i32.store (i32.const 32) (i32.const 1))
        (call $grow)
        (i32.store (i32.const 32) (i32.const 2))
        (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (i32.const 3))
        (i32.add (memory.size) (i32.load (i32.const 32))))

    (func (export "text") (param i32 i32) (call $text (local.get 0) (local.get 1)))
    (func (export "c_text") (param i32) (call $c_text (local.get 0)))
    (func (export "no_end")
        (memory.fill (i32.const 0) (i32.const 65) (i32.const 65536))
        (call $c_text (i32.const 0))))
