// Jacobi's iteration in two dimensions, two f64 at a time.
#include "vector.h"

enum { N = 250, STEPS = 40 };
static f64 *A, *B;

void init(void) {
    NEW(A, N * N), NEW(B, N * N);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) A[i * N + j] = (i * (j + 2.0) + 2) / N, B[i * N + j] = (i * (j + 3.0) + 3) / N;
}

static void step(f64 *to, const f64 *from) {
    for (int i = 1; i < N - 1; i++)
        for (int j = 1; j + 1 < N - 1; j += 2) {
            const f64 *p = from + i * N + j;
            f64x2 sum = LOAD(f64x2, p) + LOAD(f64x2, p - 1) + LOAD(f64x2, p + 1);
            sum += LOAD(f64x2, p - N), sum += LOAD(f64x2, p + N);
            STORE(to + i * N + j, sum * 0.2);
        }
}

void run(void) {
    for (int t = 0; t < STEPS; t++) step(B, A), step(A, B);
}

double check(void) { return hash(0, A, N * N * sizeof *A); }
