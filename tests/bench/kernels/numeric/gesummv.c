// y = alpha A x + beta B x
#include "../kernel.h"

enum { N = 250, REPEAT = 40 };
static double (*A)[N], (*B)[N], *x, *y, *tmp;

void init(void) {
    NEW(A, N), NEW(B, N), NEW(x, N), NEW(y, N), NEW(tmp, N);
    for (int i = 0; i < N; i++) {
        x[i] = (double)(i % N) / N;
        for (int j = 0; j < N; j++) {
            A[i][j] = (double)((i * j + 1) % N) / N;
            B[i][j] = (double)((i * j + 2) % N) / N;
        }
    }
}

static void kernel(double alpha, double beta, double A[N][N], double B[N][N], double x[N], double y[N], double tmp[N]) {
    for (int i = 0; i < N; i++) {
        tmp[i] = 0;
        y[i] = 0;
        for (int j = 0; j < N; j++) {
            tmp[i] = A[i][j] * x[j] + tmp[i];
            y[i] = B[i][j] * x[j] + y[i];
        }
        y[i] = alpha * tmp[i] + beta * y[i];
    }
}

void run(void) {
    for (int k = 0; k < REPEAT; k++) kernel(1.5, 1.2, A, B, x, y, tmp);
}

double check(void) { return hash(0, y, N * sizeof *y); }
