// s = A^T r, q = A p: the kernel of the biconjugate gradient method
#include "../kernel.h"

enum { M = 390, N = 410, REPEAT = 20 };
static double (*A)[M], *s, *q, *p, *r;

void init(void) {
    NEW(A, N), NEW(s, M), NEW(q, N), NEW(p, M), NEW(r, N);
    for (int j = 0; j < M; j++) p[j] = (double)(j % M) / M;
    for (int i = 0; i < N; i++) {
        r[i] = (double)(i % N) / N;
        for (int j = 0; j < M; j++) A[i][j] = (double)(i * (j + 1) % N) / N;
    }
}

static void kernel(double A[N][M], double s[M], double q[N], double p[M], double r[N]) {
    for (int j = 0; j < M; j++) s[j] = 0;
    for (int i = 0; i < N; i++) {
        q[i] = 0;
        for (int j = 0; j < M; j++) {
            s[j] += r[i] * A[i][j];
            q[i] += A[i][j] * p[j];
        }
    }
}

void run(void) {
    for (int k = 0; k < REPEAT; k++) kernel(A, s, q, p, r);
}

double check(void) { return hash(hash(0, s, M * sizeof *s), q, N * sizeof *q); }
