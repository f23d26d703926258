// Levinson-Durbin recursion: solves a symmetric Toeplitz system
#include "../kernel.h"

enum { N = 2000 };
static double *r, *y, *z;

void init(void) {
    NEW(r, N), NEW(y, N), NEW(z, N);
    for (int i = 0; i < N; i++) r[i] = N + 1 - i;
}

static void kernel(double r[N], double y[N], double z[N]) {
    double alpha = -r[0], beta = 1;
    y[0] = -r[0];
    for (int k = 1; k < N; k++) {
        beta = (1 - alpha * alpha) * beta;
        double sum = 0;
        for (int i = 0; i < k; i++) sum += r[k - i - 1] * y[i];
        alpha = -(r[k] + sum) / beta;
        for (int i = 0; i < k; i++) z[i] = y[i] + alpha * y[k - i - 1];
        for (int i = 0; i < k; i++) y[i] = z[i];
        y[k] = alpha;
    }
}

void run(void) { kernel(r, y, z); }

double check(void) { return hash(0, y, N * sizeof *y); }
