// What every kernel has: `init` sets the inputs (and allocates, the first time), `run` is the timed work,
// `check` is a 32-bit hash of the outputs as a double, exact. The same source is compiled natively and to Wasm.
#ifndef KERNEL_H
#define KERNEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))

extern unsigned char __heap_base;

/// Zeroed bytes, 64-byte aligned, never freed. Memory grows as needed; where it has room already, it does not.
__attribute__((unused)) static void *allocate(size_t bytes) {
    static size_t top;
    if (!top) top = ((size_t)&__heap_base + 63) & ~(size_t)63;
    size_t start = top;
    top += (bytes + 63) & ~(size_t)63;
    size_t have = __builtin_wasm_memory_size(0) << 16;
    if (top > have && __builtin_wasm_memory_grow(0, (top - have + 65535) >> 16) == (size_t)-1) __builtin_trap();
    return (void *)start;
}
#else
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((visibility("default")))

__attribute__((unused)) static void *allocate(size_t bytes) {
    bytes = (bytes + 63) & ~(size_t)63;
    void *start = aligned_alloc(64, bytes);
    if (!start) abort();
    return memset(start, 0, bytes);
}
#endif

EXPORT(init) void init(void);
EXPORT(run) void run(void);
EXPORT(check) double check(void);

/// Gives the array `a` room for `count` elements, once.
#define NEW(a, count) ((a) ? (a) : ((a) = allocate((count) * sizeof *(a))))

/// Continues a hash (FNV-1a over 32-bit words) with `bytes` bytes, a multiple of four. Start with 0.
__attribute__((unused)) static uint32_t hash(uint32_t h, const void *data, size_t bytes) {
    const unsigned char *p = data;
    h ^= 0x811c9dc5;
    for (size_t i = 0; i < bytes; i += 4) {
        uint32_t word = p[i] | p[i + 1] << 8 | p[i + 2] << 16 | (uint32_t)p[i + 3] << 24;
        h = (h ^ word) * 0x01000193;
    }
    return h;
}

/// Pseudo-random numbers (xorshift32), for inputs.
__attribute__((unused)) static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    return *state ^= *state << 5;
}

#endif
