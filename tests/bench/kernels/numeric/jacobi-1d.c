// Jacobi iteration on a line
#include "../kernel.h"

enum { N = 2000, STEPS = 3000 };
static double *A, *B;

void init(void) {
    NEW(A, N), NEW(B, N);
    for (int i = 0; i < N; i++) {
        A[i] = (double)(i + 2) / N;
        B[i] = (double)(i + 3) / N;
    }
}

static void kernel(double A[N], double B[N]) {
    for (int t = 0; t < STEPS; t++) {
        for (int i = 1; i < N - 1; i++) B[i] = 0.33333 * (A[i - 1] + A[i] + A[i + 1]);
        for (int i = 1; i < N - 1; i++) A[i] = 0.33333 * (B[i - 1] + B[i] + B[i + 1]);
    }
}

void run(void) { kernel(A, B); }

double check(void) { return hash(0, A, N * sizeof *A); }
