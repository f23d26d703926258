// Maxwell's equations in two dimensions by finite differences in the time domain
#include "../kernel.h"

enum { NX = 200, NY = 240, STEPS = 60 };
static double (*ex)[NY], (*ey)[NY], (*hz)[NY], *source;

void init(void) {
    NEW(ex, NX), NEW(ey, NX), NEW(hz, NX), NEW(source, STEPS);
    for (int t = 0; t < STEPS; t++) source[t] = t;
    for (int i = 0; i < NX; i++)
        for (int j = 0; j < NY; j++) {
            ex[i][j] = (double)i * (j + 1) / NX;
            ey[i][j] = (double)i * (j + 2) / NY;
            hz[i][j] = (double)i * (j + 3) / NX;
        }
}

static void kernel(double ex[NX][NY], double ey[NX][NY], double hz[NX][NY], double source[STEPS]) {
    for (int t = 0; t < STEPS; t++) {
        for (int j = 0; j < NY; j++) ey[0][j] = source[t];
        for (int i = 1; i < NX; i++)
            for (int j = 0; j < NY; j++) ey[i][j] = ey[i][j] - 0.5 * (hz[i][j] - hz[i - 1][j]);
        for (int i = 0; i < NX; i++)
            for (int j = 1; j < NY; j++) ex[i][j] = ex[i][j] - 0.5 * (hz[i][j] - hz[i][j - 1]);
        for (int i = 0; i < NX - 1; i++)
            for (int j = 0; j < NY - 1; j++)
                hz[i][j] = hz[i][j] - 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]);
    }
}

void run(void) { kernel(ex, ey, hz, source); }

double check(void) { return hash(hash(hash(0, ex, NX * sizeof *ex), ey, NX * sizeof *ey), hz, NX * sizeof *hz); }
