// ChaCha20 (RFC 8439) over a buffer: four lanes are a row of the state, rounds over diagonals by shuffles.
#include "vector.h"

enum { SIZE = 1 << 18 };
static u8 *data;

void init(void) {
    NEW(data, SIZE);
    for (int i = 0; i < SIZE; i++) data[i] = i * 7;
}

#define ROTATED16(v) ((u32x4)SHUFFLE((u8x16)(v), (u8x16)(v), 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13))
#define ROTATED8(v) ((u32x4)SHUFFLE((u8x16)(v), (u8x16)(v), 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14))

INLINE void quarters(u32x4 *a, u32x4 *b, u32x4 *c, u32x4 *d) {
    *a += *b, *d ^= *a, *d = ROTATED16(*d);
    *c += *d, *b ^= *c, *b = *b << 12 | *b >> 20;
    *a += *b, *d ^= *a, *d = ROTATED8(*d);
    *c += *d, *b ^= *c, *b = *b << 7 | *b >> 25;
}

void run(void) {
    const u32x4 row0 = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    const u32x4 row1 = {0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c};
    const u32x4 row2 = {0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c};
    u32x4 row3 = {1, 0x09000000, 0x4a000000, 0};
    for (u8 *p = data; p < data + SIZE; p += 64) {
        u32x4 a = row0, b = row1, c = row2, d = row3;
        for (int i = 0; i < 10; i++) {
            quarters(&a, &b, &c, &d);
            b = SHUFFLE(b, b, 1, 2, 3, 0), c = SHUFFLE(c, c, 2, 3, 0, 1), d = SHUFFLE(d, d, 3, 0, 1, 2);
            quarters(&a, &b, &c, &d);
            b = SHUFFLE(b, b, 3, 0, 1, 2), c = SHUFFLE(c, c, 2, 3, 0, 1), d = SHUFFLE(d, d, 1, 2, 3, 0);
        }
        STORE(p, LOAD(u32x4, p) ^ (a + row0));
        STORE(p + 16, LOAD(u32x4, p + 16) ^ (b + row1));
        STORE(p + 32, LOAD(u32x4, p + 32) ^ (c + row2));
        STORE(p + 48, LOAD(u32x4, p + 48) ^ (d + row3));
        row3[0]++;
    }
}

double check(void) { return hash(0, data, SIZE); }
