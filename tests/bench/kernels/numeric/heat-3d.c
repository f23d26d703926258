// The heat equation in three dimensions
#include "../kernel.h"

enum { N = 40, STEPS = 40 };
static double (*A)[N][N], (*B)[N][N];

void init(void) {
    NEW(A, N), NEW(B, N);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            for (int k = 0; k < N; k++) A[i][j][k] = B[i][j][k] = (double)(i + j + (N - k)) * 10 / N;
}

static inline void step(double to[N][N][N], double from[N][N][N]) {
    for (int i = 1; i < N - 1; i++)
        for (int j = 1; j < N - 1; j++)
            for (int k = 1; k < N - 1; k++)
                to[i][j][k] = 0.125 * (from[i + 1][j][k] - 2 * from[i][j][k] + from[i - 1][j][k])
                              + 0.125 * (from[i][j + 1][k] - 2 * from[i][j][k] + from[i][j - 1][k])
                              + 0.125 * (from[i][j][k + 1] - 2 * from[i][j][k] + from[i][j][k - 1]) + from[i][j][k];
}

void run(void) {
    for (int t = 0; t < STEPS; t++) {
        step(B, A);
        step(A, B);
    }
}

double check(void) { return hash(0, A, N * sizeof *A); }
