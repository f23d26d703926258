// C = alpha A B + beta C, A symmetric, its lower triangle stored
#include "../kernel.h"

enum { M = 180, N = 200 };
static double (*A)[M], (*B)[N], (*C)[N];

void init(void) {
    NEW(A, M), NEW(B, M), NEW(C, M);
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) {
            C[i][j] = (double)((i + j) % 100) / M;
            B[i][j] = (double)((N + i - j) % 100) / M;
        }
    for (int i = 0; i < M; i++)
        for (int j = 0; j < M; j++) A[i][j] = j <= i ? (double)((i + j) % 100) / M : -999;
}

static void kernel(double alpha, double beta, double A[M][M], double B[M][N], double C[M][N]) {
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) {
            double sum = 0;
            for (int k = 0; k < i; k++) {
                C[k][j] += alpha * B[i][j] * A[i][k];
                sum += B[k][j] * A[i][k];
            }
            C[i][j] = beta * C[i][j] + alpha * B[i][j] * A[i][i] + alpha * sum;
        }
}

void run(void) { kernel(1.5, 1.2, A, B, C); }

double check(void) { return hash(0, C, M * sizeof *C); }
