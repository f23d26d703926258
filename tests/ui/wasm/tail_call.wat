(module
  (func $loop (param i32) (result i32)
    (return_call $loop (local.get 0))))
