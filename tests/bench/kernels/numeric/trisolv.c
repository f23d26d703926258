// Solves L x = b, L lower triangular
#include "../kernel.h"

enum { N = 400, REPEAT = 60 };
static double (*L)[N], *x, *b;

void init(void) {
    NEW(L, N), NEW(x, N), NEW(b, N);
    for (int i = 0; i < N; i++) {
        b[i] = i;
        for (int j = 0; j <= i; j++) L[i][j] = (double)(i + N - j + 1) * 2 / N;
    }
}

static void kernel(double L[N][N], double x[N], double b[N]) {
    for (int i = 0; i < N; i++) {
        x[i] = b[i];
        for (int j = 0; j < i; j++) x[i] -= L[i][j] * x[j];
        x[i] = x[i] / L[i][i];
    }
}

void run(void) {
    for (int k = 0; k < REPEAT; k++) kernel(L, x, b);
}

double check(void) { return hash(0, x, N * sizeof *x); }
