#!/usr/bin/env bash
# Rebuilds every guest here from its source. See README.md for the compilers; `build.sh NAME…` builds only those.
set -euo pipefail
cd "$(dirname "$0")"

# Where the compilers are, for machines that call them something else.
CLANG=${CLANG:-clang-22}
RUST_LD=${RUST_LD:-rust-lld}
RUSTC=${RUSTC:-rustc} # needs the target wasm32-unknown-unknown
ASC=${ASC:-asc}

build() {
    local source=$1 name=${1%.*}
    case $source in
    *.c) "$CLANG" --target=wasm32 -O2 -ffreestanding -nostdlib --no-wasm-opt -mbulk-memory -Wall -Wextra \
        -Wl,--no-entry -Wl,--strip-debug -Wl,-z,stack-size=16384 -o "$name.wasm" "$source" ;;
    *.rs) "$RUSTC" --target wasm32-unknown-unknown --edition 2021 --crate-type cdylib -C opt-level=s -C lto -C panic=abort \
        -C linker="$RUST_LD" -C link-arg=--strip-debug -C link-arg=-zstack-size=16384 -o "$name.wasm" "$source" ;;
    *.ts) "$ASC" "$source" -O2 --runtime stub --debug --use abort= -o "$name.wasm" ;;
    esac
}

if [ $# -gt 0 ]; then
    for name in "$@"; do build "$name".[crt]*; done
else
    for source in *.c *.rs *.ts; do build "$source"; done
fi
