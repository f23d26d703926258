// Vectors of 16 bytes: what the compiler's own vector types can say, and by name what they cannot. To Wasm each of the
// functions here is one instruction, natively one or two of SSE2.
#ifndef VECTOR_H
#define VECTOR_H

#include "../kernel.h"

#define VECTOR(T, n) typedef T T##x##n __attribute__((vector_size(16), aligned(16)))
typedef uint8_t u8;
typedef int8_t i8;
typedef uint16_t u16;
typedef int16_t i16;
typedef uint32_t u32;
typedef int32_t i32;
typedef uint64_t u64;
typedef float f32;
typedef double f64;
VECTOR(u8, 16);
VECTOR(i8, 16);
VECTOR(u16, 8);
VECTOR(i16, 8);
VECTOR(u32, 4);
VECTOR(i32, 4);
VECTOR(u64, 2);
VECTOR(f32, 4);
VECTOR(f64, 2);
typedef u8 u8x8 __attribute__((vector_size(8)));
typedef i8 i8x8 __attribute__((vector_size(8)));

#define INLINE __attribute__((always_inline, unused)) static inline

/// Reads a vector of type T at any address.
#define LOAD(T, p) ({ T v_; __builtin_memcpy(&v_, (p), sizeof v_); v_; })
/// Writes a vector to any address.
#define STORE(p, v) ({ __typeof__(v) v_ = (v); __builtin_memcpy((p), &v_, sizeof v_); })
/// A vector of type T with `x` in all lanes.
#define SPLAT(T, x) splat_##T(x)
#define SHUFFLE __builtin_shufflevector
#define CONVERT __builtin_convertvector
INLINE u8x16 splat_u8x16(u8 x) { return (u8x16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
INLINE f32x4 splat_f32x4(f32 x) { return (f32x4){x, x, x, x}; }
INLINE f64x2 splat_f64x2(f64 x) { return (f64x2){x, x}; }
#define LOW8(v) SHUFFLE(v, v, 0, 1, 2, 3, 4, 5, 6, 7)
#define HIGH8(v) SHUFFLE(v, v, 8, 9, 10, 11, 12, 13, 14, 15)

#ifdef __wasm__
#include <wasm_simd128.h>
#define V(x) ((v128_t)(x))

/// The highest bit of each byte.
INLINE u32 bitmask(u8x16 a) { return wasm_i8x16_bitmask(V(a)); }
/// Whether any bit is set.
INLINE int any(u8x16 a) { return wasm_v128_any_true(V(a)); }
/// 16 lanes of 16 bits to bytes, saturating.
INLINE u8x16 narrow(i16x8 a, i16x8 b) { return (u8x16)wasm_u8x16_narrow_i16x8(V(a), V(b)); }
/// 8 lanes of 32 bits to 16 bits, saturating.
INLINE i16x8 narrow32(i32x4 a, i32x4 b) { return (i16x8)wasm_i16x8_narrow_i32x4(V(a), V(b)); }
/// Sums of two neighbouring products.
INLINE i32x4 dot(i16x8 a, i16x8 b) { return (i32x4)wasm_i32x4_dot_i16x8(V(a), V(b)); }
/// Unsigned saturating subtraction.
INLINE u8x16 sub_sat(u8x16 a, u8x16 b) { return (u8x16)wasm_u8x16_sub_sat(V(a), V(b)); }
/// Bytes of `table` by the indices below 16 in `at`; 0 for others.
INLINE u8x16 swizzle(u8x16 table, u8x16 at) { return (u8x16)wasm_i8x16_swizzle(V(table), V(at)); }
#else
#include <emmintrin.h>
#define V(x) ((__m128i)(x))

INLINE u32 bitmask(u8x16 a) { return _mm_movemask_epi8(V(a)); }
INLINE int any(u8x16 a) { return _mm_movemask_epi8(_mm_cmpeq_epi8(V(a), _mm_setzero_si128())) != 0xffff; }
INLINE u8x16 narrow(i16x8 a, i16x8 b) { return (u8x16)_mm_packus_epi16(V(a), V(b)); }
INLINE i16x8 narrow32(i32x4 a, i32x4 b) { return (i16x8)_mm_packs_epi32(V(a), V(b)); }
INLINE i32x4 dot(i16x8 a, i16x8 b) { return (i32x4)_mm_madd_epi16(V(a), V(b)); }
INLINE u8x16 sub_sat(u8x16 a, u8x16 b) { return (u8x16)_mm_subs_epu8(V(a), V(b)); }
// SSE2 has no such instruction: one byte after the other.
INLINE u8x16 swizzle(u8x16 table, u8x16 at) {
    u8 bytes[16], indices[16], out[16];
    STORE(bytes, table), STORE(indices, at);
    for (int i = 0; i < 16; i++) out[i] = indices[i] < 16 ? bytes[indices[i]] : 0;
    return LOAD(u8x16, out);
}
#endif

#endif
