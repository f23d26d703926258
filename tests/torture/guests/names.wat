;; Names that want to be code, terminals, or paths.
(module
    (import "host\u{202e}" "../../etc/passwd" (func $import))
    (func $"\1b[2J\07" (export "*/ panic!() /*") unreachable)
    (func $"}; unsafe { core::hint::unreachable_unchecked() }; //" (export "\"); std::process::abort(); (\"")
        (call $"\1b[2J\07"))
    (func (export "") (call $import))
    (func (export "self") (result i32) (i32.const 1))
    (func (export "\u{0}") (result i32) (i32.const 2))
    (global (export "drop") i32 (i32.const 3))
    (memory (export "unsafe") 1))
