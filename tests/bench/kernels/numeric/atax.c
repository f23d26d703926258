// y = A^T (A x)
#include "../kernel.h"

enum { M = 390, N = 410, REPEAT = 20 };
static double (*A)[N], *x, *y, *tmp;

void init(void) {
    NEW(A, M), NEW(x, N), NEW(y, N), NEW(tmp, M);
    for (int j = 0; j < N; j++) x[j] = 1 + (double)j / N;
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) A[i][j] = (double)((i + j) % N) / (5 * M);
}

static void kernel(double A[M][N], double x[N], double y[N], double tmp[M]) {
    for (int j = 0; j < N; j++) y[j] = 0;
    for (int i = 0; i < M; i++) {
        tmp[i] = 0;
        for (int j = 0; j < N; j++) tmp[i] += A[i][j] * x[j];
        for (int j = 0; j < N; j++) y[j] += A[i][j] * tmp[i];
    }
}

void run(void) {
    for (int r = 0; r < REPEAT; r++) kernel(A, x, y, tmp);
}

double check(void) { return hash(0, y, N * sizeof *y); }
