// A = L U, in place
#include "../kernel.h"

enum { N = 220 };
static double (*A)[N], (*B)[N];

#include "spd.h"

void init(void) {
    NEW(A, N), NEW(B, N);
    positive_definite(A, B);
}

static void kernel(double A[N][N]) {
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < i; j++) {
            for (int k = 0; k < j; k++) A[i][j] -= A[i][k] * A[k][j];
            A[i][j] /= A[j][j];
        }
        for (int j = i; j < N; j++)
            for (int k = 0; k < i; k++) A[i][j] -= A[i][k] * A[k][j];
    }
}

void run(void) { kernel(A); }

double check(void) { return hash(0, A, N * sizeof *A); }
