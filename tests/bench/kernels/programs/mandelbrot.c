// The Mandelbrot set: escape times
#include "../kernel.h"

enum { W = 160, H = 120, LIMIT = 200 };
static uint32_t (*out)[W];

void init(void) { NEW(out, H); }

void run(void) {
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            double cr = (double)x / W * 3 - 2.2, ci = (double)y / H * 2.4 - 1.2, zr = 0, zi = 0;
            uint32_t n = 0;
            while (n < LIMIT && zr * zr + zi * zi < 4) {
                double t = zr * zr - zi * zi + cr;
                zi = 2 * zr * zi + ci;
                zr = t;
                n++;
            }
            out[y][x] = n;
        }
}

double check(void) { return hash(0, out, H * sizeof *out); }
