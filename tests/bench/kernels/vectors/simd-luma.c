// RGB of three bytes to luma: 77 R + 150 G + 29 B, 16 pixels at a time.
#include "vector.h"

enum { PIXELS = 1 << 18 };
static u8 *rgb, *luma;

void init(void) {
    NEW(rgb, PIXELS * 3), NEW(luma, PIXELS);
    u32 state = 5;
    for (int i = 0; i < PIXELS * 3; i++) rgb[i] = next_random(&state) >> 7;
}

INLINE u16x8 weigh(u16x8 r, u16x8 g, u16x8 b) { return (r * 77 + g * 150 + b * 29 + 128) >> 8; }

void run(void) {
    for (int i = 0; i < PIXELS; i += 16) {
        u8x16 x = LOAD(u8x16, rgb + 3 * i), y = LOAD(u8x16, rgb + 3 * i + 16), z = LOAD(u8x16, rgb + 3 * i + 32);
        // Every third byte: first those of two vectors, then those of the third.
        u8x16 r = SHUFFLE(x, y, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
        r = SHUFFLE(r, z, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
        u8x16 g = SHUFFLE(x, y, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0);
        g = SHUFFLE(g, z, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
        u8x16 b = SHUFFLE(x, y, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
        b = SHUFFLE(b, z, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
        u16x8 low = weigh(CONVERT(LOW8(r), u16x8), CONVERT(LOW8(g), u16x8), CONVERT(LOW8(b), u16x8));
        u16x8 high = weigh(CONVERT(HIGH8(r), u16x8), CONVERT(HIGH8(g), u16x8), CONVERT(HIGH8(b), u16x8));
        STORE(luma + i, narrow((i16x8)low, (i16x8)high));
    }
}

double check(void) { return hash(0, luma, PIXELS); }
