// x1 += A y1, x2 += A^T y2
#include "../kernel.h"

enum { N = 400, REPEAT = 15 };
static double (*A)[N], *x1, *x2, *y1, *y2;

void init(void) {
    NEW(A, N), NEW(x1, N), NEW(x2, N), NEW(y1, N), NEW(y2, N);
    for (int i = 0; i < N; i++) {
        x1[i] = (double)(i % N) / N;
        x2[i] = (double)((i + 1) % N) / N;
        y1[i] = (double)((i + 3) % N) / N;
        y2[i] = (double)((i + 4) % N) / N;
        for (int j = 0; j < N; j++) A[i][j] = (double)(i * j % N) / N;
    }
}

static void kernel(double x1[N], double x2[N], double y1[N], double y2[N], double A[N][N]) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) x1[i] = x1[i] + A[i][j] * y1[j];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) x2[i] = x2[i] + A[j][i] * y2[j];
}

void run(void) {
    for (int k = 0; k < REPEAT; k++) kernel(x1, x2, y1, y2, A);
}

double check(void) { return hash(hash(0, x1, N * sizeof *x1), x2, N * sizeof *x2); }
