// Gauss-Seidel iteration on a square, in place
#include "../kernel.h"

enum { N = 250, STEPS = 30 };
static double (*A)[N];

void init(void) {
    NEW(A, N);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) A[i][j] = ((double)i * (j + 2) + 2) / N;
}

static void kernel(double A[N][N]) {
    for (int t = 0; t < STEPS; t++)
        for (int i = 1; i < N - 1; i++)
            for (int j = 1; j < N - 1; j++)
                A[i][j] = (A[i - 1][j - 1] + A[i - 1][j] + A[i - 1][j + 1] + A[i][j - 1] + A[i][j] + A[i][j + 1]
                           + A[i + 1][j - 1] + A[i + 1][j] + A[i + 1][j + 1]) / 9.0;
}

void run(void) { kernel(A); }

double check(void) { return hash(0, A, N * sizeof *A); }
