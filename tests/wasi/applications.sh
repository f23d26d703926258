#!/usr/bin/env bash
# Programs that people know, built from their sources and run: SQLite and two Go programs by `include-wasm run`, Lua as a part of
# `examples/lua`. Needs clang with wasi-libc (CLANG), cargo, and for the Go programs, go (GO; left out if there is none).
# With WASI_HOSTS=1 one of the Go programs is also run by node and wasmtime, see `programs.rs`. Takes minutes, most of them rustc's.
set -euo pipefail
cd "$(dirname "$0")"

guests=$PWD/../guests/wasi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CLANG=${CLANG:-clang-22}
GO=${GO:-go}
run() { cargo run --quiet --release -p include-wasm-cli -- run "$@"; }

# A SQL session on SQLite, whose source is in a package of the registry.
mkdir -p "$work/sqlite/src"
touch "$work/sqlite/src/lib.rs"
cat > "$work/sqlite/Cargo.toml" <<'TOML'
[package]
name = "fetch"
version = "0.0.0"
edition = "2024"
[dependencies]
libsqlite3-sys = { version = "0.39", features = ["bundled"] }
[workspace]
TOML
manifest=$(cargo metadata --format-version 1 --manifest-path "$work/sqlite/Cargo.toml" |
    grep -o '"manifest_path":"[^"]*libsqlite3-sys[^"]*"' | head -1 | cut -d'"' -f4)
sqlite=$(dirname "$manifest")/sqlite3
"$CLANG" --target=wasm32-wasi -Wno-deprecated --no-wasm-opt -Oz -Wl,--strip-all -DSQLITE_THREADSAFE=0 \
    -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_WAL -DSQLITE_DEFAULT_UNIX_VFS='"unix-none"' -DSQLITE_TEMP_STORE=3 \
    -D_WASI_EMULATED_GETPID -D_WASI_EMULATED_MMAN -lwasi-emulated-getpid -lwasi-emulated-mman \
    -I"$sqlite" "$guests/sql.c" "$sqlite/sqlite3.c" -o "$work/sql.wasm"
mkdir "$work/data"
run "$work/sql.wasm" --dir "$work/data::/" -- /database < "$guests/sql.in" > "$work/out" || [ $? = 1 ] # one statement is wrong
diff "$work/out" "$guests/sql.stdout"
# What was written is there in the next run.
echo 'select count(*) from t;' | run "$work/sql.wasm" --dir "$work/data::/" -- /database | diff - <(echo 3)
echo "ok: SQLite"

# Lua, whose errors go through the host. A native Lua says the same, up to the lines about what a sandbox doesn't have.
lua=$PWD/../../examples/lua
cargo metadata --format-version 1 --manifest-path "$lua/Cargo.toml" > "$work/metadata"
source=$(dirname "$(grep -o '"manifest_path":"[^"]*lua-src[^"]*"' "$work/metadata" | head -1 | cut -d'"' -f4)")/lua-5.4.8
status=0
(cd "$lua" && CC_wasm32_wasip1=$CLANG cargo run --quiet > "$work/out" 2> "$work/err") || status=$?
diff "$work/out" "$lua/scripts/tour.stdout" || { cat "$work/err" >&2; exit 1; }
[ "$status" = 1 ] # The script ends with an error.
"$CLANG" -w -O1 -DLUA_USE_POSIX -DLUA_COMPAT_5_3 -I"$source" "$lua/guest/lua.c" "$source"/*.c -lm -o "$work/lua"
cp "$lua"/scripts/*.lua "$work/"
(cd "$work" && ! ./lua tour.lua > native 2> native-err)
diff <(head -23 "$work/native") <(head -23 "$work/out")
diff "$work/native-err" "$work/err"
echo "ok: Lua"

if command -v "$GO" > /dev/null; then
    (cd "$guests" && GOTOOLCHAIN=local GOOS=wasip1 GOARCH=wasm "$GO" build -ldflags=-s -o "$work/inventory.wasm" inventory.go)
    mkdir "$work/go"
    status=0
    printf 'b\na\nb\n' | run -O0 "$work/inventory.wasm" --dir "$work/go::/" --env LANG=C -- x > "$work/out" || status=$?
    diff "$work/out" "$guests/inventory.stdout"
    [ "$status" = 2 ]
    [ "$(cat "$work/go/store/link")" = '[{"name":"a","count":1},{"name":"b","count":2}]' ]
    if [ -n "${WASI_HOSTS:-}" ]; then
        for host in "node --no-warnings hosts/node.mjs" "${PYTHON:-python3} hosts/wasmtime.py"; do
            rm -rf "$work/other" && mkdir "$work/other"
            status=0
            # shellcheck disable=SC2086
            printf 'b\na\nb\n' | GUEST_ENV='{"LANG": "C"}' $host "$work/inventory.wasm" "$work/other" x > "$work/out" || status=$?
            diff "$work/out" "$guests/inventory.stdout"
            [ "$status" = 2 ]
            diff -r "$work/go" "$work/other"
        done
    fi
    # Optimised, and of 2 MB, as tests/bench/README.md tells its cost. What it says is what a native build says.
    (cd "$guests" && GOTOOLCHAIN=local GOOS=wasip1 GOARCH=wasm "$GO" build '-ldflags=-s -w' -o "$work/words.wasm" words.go)
    status=0
    run -O3 "$work/words.wasm" < "$guests/words.go" > "$work/out" || status=$?
    diff "$work/out" "$guests/words.stdout"
    [ "$status" = 3 ]
    echo "ok: Go"
fi
