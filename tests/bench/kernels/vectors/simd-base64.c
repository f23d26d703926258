// Base64: encoding 12 bytes at a time and decoding 16, by comparisons instead of tables, so that it needs no shuffle by
// variable indices.
#include "vector.h"

enum { BYTES = 3 << 16, TEXT = 4 << 16 };
static u8 *data, *text, *back;
static u32 bad;

void init(void) {
    NEW(data, BYTES + 16), NEW(text, TEXT + 16), NEW(back, BYTES + 16);
    u32 state = 7;
    for (int i = 0; i < BYTES; i++) data[i] = next_random(&state) >> 11;
    bad = 0;
}

static void encode(u8 *to, const u8 *from) {
    for (int i = 0; i < BYTES; i += 12, to += 16) {
        u8x16 in = LOAD(u8x16, from + i);
        // Each group of three bytes b0 b1 b2 as the lanes b1 b0 b2 b1 of 32 bits.
        u32x4 v = (u32x4)SHUFFLE(in, in, 1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
        u8x16 six = (u8x16)((v >> 10 & 0x3f) | (v << 4 & 0x3f00) | (v >> 6 & 0x3f0000) | (v << 8 & 0x3f000000));
        // 'A'.., 'a'.., '0'.., '+', '/' start at 0, 26, 52, 62, 63.
        u8x16 shift = SPLAT(u8x16, 'A');
        shift += (u8x16)(six > 25) & ('a' - 26 - 'A');
        shift += (u8x16)(six > 51) & (u8)('0' - 52 - ('a' - 26));
        shift += (u8x16)(six > 61) & (u8)('+' - 62 - ('0' - 52));
        shift += (u8x16)(six > 62) & ('/' - 63 - ('+' - 62));
        STORE(to, six + shift);
    }
}

static u32 decode(u8 *to, const u8 *from) {
    u8x16 wrong = {0};
    for (int i = 0; i < TEXT; i += 16, to += 12) {
        u8x16 c = LOAD(u8x16, from + i);
        u8x16 upper = (u8x16)(c - 'A' < 26), lower = (u8x16)(c - 'a' < 26), digit = (u8x16)(c - '0' < 10);
        u8x16 plus = (u8x16)(c == '+'), slash = (u8x16)(c == '/');
        wrong |= ~(upper | lower | digit | plus | slash);
        u8x16 six = c - ((upper & 'A') | (lower & ('a' - 26)) | (digit & (u8)('0' - 52)) | (plus & (u8)('+' - 62)) |
                         (slash & (u8)('/' - 63)));
        u32x4 v = (u32x4)six;
        v = (v & 0x3f) << 18 | (v & 0x3f00) << 4 | (v >> 10 & 0xfc0) | v >> 24;
        u8x16 b = (u8x16)v;
        STORE(to, SHUFFLE(b, b, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 7, 11, 15));
    }
    return any(wrong);
}

void run(void) {
    for (int round = 0; round < 3; round++) {
        encode(text, data);
        bad += decode(back, text);
    }
}

double check(void) { return hash(hash(bad, text, TEXT), back, BYTES); }
