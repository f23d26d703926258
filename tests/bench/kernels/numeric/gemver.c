// A' = A + u1 v1^T + u2 v2^T, x = beta A'^T y + z, w = alpha A' x
#include "../kernel.h"

enum { N = 400, REPEAT = 10 };
static double (*A)[N], *u1, *v1, *u2, *v2, *w, *x, *y, *z;

void init(void) {
    NEW(A, N), NEW(u1, N), NEW(v1, N), NEW(u2, N), NEW(v2, N), NEW(w, N), NEW(x, N), NEW(y, N), NEW(z, N);
    for (int i = 0; i < N; i++) {
        u1[i] = i;
        u2[i] = (double)(i + 1) / N / 2;
        v1[i] = (double)(i + 1) / N / 4;
        v2[i] = (double)(i + 1) / N / 6;
        y[i] = (double)(i + 1) / N / 8;
        z[i] = (double)(i + 1) / N / 9;
        x[i] = w[i] = 0;
        for (int j = 0; j < N; j++) A[i][j] = (double)(i * j % N) / N;
    }
}

static void kernel(double alpha, double beta, double A[N][N], double u1[N], double v1[N], double u2[N], double v2[N],
                   double w[N], double x[N], double y[N], double z[N]) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) A[i][j] = A[i][j] + u1[i] * v1[j] + u2[i] * v2[j];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) x[i] = x[i] + beta * A[j][i] * y[j];
    for (int i = 0; i < N; i++) x[i] = x[i] + z[i];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) w[i] = w[i] + alpha * A[i][j] * x[j];
}

void run(void) {
    for (int k = 0; k < REPEAT; k++) kernel(1.5, 1.2, A, u1, v1, u2, v2, w, x, y, z);
}

double check(void) { return hash(0, w, N * sizeof *w); }
