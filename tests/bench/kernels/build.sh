#!/usr/bin/env bash
# Compiles every kernel to ../wasm/NAME.wasm and natively to get the checksums in ../kernels.tsv; `build.sh NAME…` only some.
# Needs clang and wasm-ld of rustc's LLVM, Debian: `apt-get install clang-22 lld-22`.
set -euo pipefail
cd "$(dirname "$0")"
CLANG=${CLANG:-clang-22}
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT
mkdir -p ../wasm

common=(-O3 -Wall -Wextra -ffp-contract=off -fno-math-errno -fno-builtin-strlen)
table=../kernels.tsv
touch $table
for source in numeric/*.c programs/*.c vectors/*.c; do
    name=$(basename "$source" .c)
    family=$(dirname "$source")
    simd=()
    if [ "$family" = vectors ]; then simd=(-msimd128); fi
    if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
    "$CLANG" --target=wasm32 "${common[@]}" "${simd[@]}" -nostdlib --no-wasm-opt -Wl,--no-entry -Wl,--strip-debug \
        -Wl,-z,stack-size=65536 -o "../wasm/$name.wasm" "$source"
    "$CLANG" "${common[@]}" -o "$scratch/$name" "$source" native.c -lm
    check=$("$scratch/$name" "$name" 1 | sed -n 's/^check //p')
    sed -i "/^$name\t/d" $table
    printf '%s\t%s\t%s\n' "$name" "$family" "$check" >>$table
done
sort -o $table -t"$(printf '\t')" -k2,2 -k1,1 $table
