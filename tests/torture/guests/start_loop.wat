;; An endless loop before anybody has an instance.
(module
    (func $start (loop (br 0)))
    (start $start))
