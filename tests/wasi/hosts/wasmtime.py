"""Runs a WASI program under wasmtime: `python3 wasmtime.py PROGRAM DIRECTORY ARGUMENT…`, with the JSON object GUEST_ENV as environment.

Needs `pip install wasmtime`.
"""

import json
import os
import sys

# Not this file, but the package of the same name.
sys.path.pop(0)
import wasmtime

program, directory, *args = sys.argv[1:]
engine = wasmtime.Engine()
linker = wasmtime.Linker(engine)
linker.define_wasi()
store = wasmtime.Store(engine)
config = wasmtime.WasiConfig()
config.argv = ["guest", *args]
config.env = list(json.loads(os.environ.get("GUEST_ENV", "{}")).items())
config.inherit_stdin()
config.inherit_stdout()
config.inherit_stderr()
config.preopen_dir(directory, "/")
store.set_wasi(config)
status = 0
try:
    instance = linker.instantiate(store, wasmtime.Module.from_file(engine, program))
    instance.exports(store)["_start"](store)
except wasmtime.ExitTrap as exit:
    status = exit.code
os._exit(status)
