#!/usr/bin/env bash
# Rebuilds every guest here from its source. See README.md for the compilers; `build.sh NAME…` builds only those.
set -euo pipefail
cd "$(dirname "$0")"

# Where the compilers are, for machines that call them something else.
CLANG=${CLANG:-clang-22}
RUSTC=${RUSTC:-rustc} # needs the target wasm32-wasi or wasm32-wasip1
RUST_TARGET=${RUST_TARGET:-wasm32-wasip1}
RUST_LD=${RUST_LD:-rust-lld}
ZIG=${ZIG:-zig}
ASC=${ASC:-asc}
GO=${GO:-go}

build() {
    local source=$1 name=${1%.*}
    case $source in
    *.c) "$CLANG" --target=wasm32-wasi -Wno-deprecated --no-wasm-opt -Oz -Wall -Wextra -Wl,--strip-all -o "$name.wasm" "$source" ;;
    *.rs) "$RUSTC" --target "$RUST_TARGET" --edition 2021 -C opt-level=s -C lto -C panic=abort \
        -C linker="$RUST_LD" -C link-arg=--strip-all -o "$name.wasm" "$source" ;;
    # $ZIG may be two words, as `python3 -m ziglang`.
    *.zig) $ZIG build-exe "$source" -target wasm32-wasi -O ReleaseSmall -fstrip --name "$name" ;;
    *.ts) "$ASC" "$source" -O2 --runtime stub --use abort= -o "$name.wasm" ;;
    *.go) GOTOOLCHAIN=local GOOS=wasip1 GOARCH=wasm "$GO" build -ldflags=-s -o "$name.wasm" "$source" ;;
    esac
}

if [ $# -gt 0 ]; then
    for name in "$@"; do for source in "$name".{c,rs,zig,ts,go}; do [ ! -e "$source" ] || build "$source"; done; done
else
    # The Go programs are too large to be kept; SQLite's needs the library.
    for source in hello.c files.c *.rs *.zig *.ts; do build "$source"; done
fi
