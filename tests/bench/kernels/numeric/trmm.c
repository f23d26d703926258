// B = alpha A^T B, A lower triangular with a unit diagonal
#include "../kernel.h"

enum { M = 200, N = 240 };
static double (*A)[M], (*B)[N];

void init(void) {
    NEW(A, M), NEW(B, M);
    for (int i = 0; i < M; i++) {
        for (int j = 0; j < i; j++) A[i][j] = (double)((i + j) % M) / M;
        A[i][i] = 1;
        for (int j = 0; j < N; j++) B[i][j] = (double)((N + i - j) % N) / N;
    }
}

static void kernel(double alpha, double A[M][M], double B[M][N]) {
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) {
            for (int k = i + 1; k < M; k++) B[i][j] += A[k][i] * B[k][j];
            B[i][j] = alpha * B[i][j];
        }
}

void run(void) { kernel(1.5, A, B); }

double check(void) { return hash(0, B, M * sizeof *B); }
