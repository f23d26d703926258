// A = L L^T, in place
#include "../kernel.h"

enum { N = 320 };
static double (*A)[N], (*B)[N];

#include "spd.h"

void init(void) {
    NEW(A, N), NEW(B, N);
    positive_definite(A, B);
}

static void kernel(double A[N][N]) {
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < i; j++) {
            for (int k = 0; k < j; k++) A[i][j] -= A[i][k] * A[j][k];
            A[i][j] /= A[j][j];
        }
        for (int k = 0; k < i; k++) A[i][i] -= A[i][k] * A[i][k];
        A[i][i] = __builtin_sqrt(A[i][i]);
    }
}

void run(void) { kernel(A); }

double check(void) { return hash(0, A, N * sizeof *A); }
