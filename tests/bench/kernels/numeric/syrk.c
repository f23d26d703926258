// C = alpha A A^T + beta C, its lower triangle
#include "../kernel.h"

enum { N = 240, M = 200 };
static double (*A)[M], (*C)[N];

void init(void) {
    NEW(A, N), NEW(C, N);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < M; j++) A[i][j] = (double)((i * j + 1) % N) / N;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) C[i][j] = (double)((i * j + 2) % M) / M;
}

static void kernel(double alpha, double beta, double A[N][M], double C[N][N]) {
    for (int i = 0; i < N; i++) {
        for (int j = 0; j <= i; j++) C[i][j] *= beta;
        for (int k = 0; k < M; k++)
            for (int j = 0; j <= i; j++) C[i][j] += alpha * A[i][k] * A[j][k];
    }
}

void run(void) { kernel(1.5, 1.2, A, C); }

double check(void) { return hash(0, C, N * sizeof *C); }
