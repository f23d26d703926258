// Jacobi iteration on a square
#include "../kernel.h"

enum { N = 250, STEPS = 60 };
static double (*A)[N], (*B)[N];

void init(void) {
    NEW(A, N), NEW(B, N);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            A[i][j] = (double)i * (j + 2) / N;
            B[i][j] = (double)i * (j + 3) / N;
        }
}

static void kernel(double A[N][N], double B[N][N]) {
    for (int t = 0; t < STEPS; t++) {
        for (int i = 1; i < N - 1; i++)
            for (int j = 1; j < N - 1; j++)
                B[i][j] = 0.2 * (A[i][j] + A[i][j - 1] + A[i][1 + j] + A[1 + i][j] + A[i - 1][j]);
        for (int i = 1; i < N - 1; i++)
            for (int j = 1; j < N - 1; j++)
                A[i][j] = 0.2 * (B[i][j] + B[i][j - 1] + B[i][1 + j] + B[1 + i][j] + B[i - 1][j]);
    }
}

void run(void) { kernel(A, B); }

double check(void) { return hash(0, A, N * sizeof *A); }
