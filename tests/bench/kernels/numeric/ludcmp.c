// Solves A x = b by factoring A = L U
#include "../kernel.h"

enum { N = 220 };
static double (*A)[N], (*B)[N], *b, *x, *y;

#include "spd.h"

void init(void) {
    NEW(A, N), NEW(B, N), NEW(b, N), NEW(x, N), NEW(y, N);
    for (int i = 0; i < N; i++) {
        x[i] = y[i] = 0;
        b[i] = (double)(i + 1) / N / 2 + 4;
    }
    positive_definite(A, B);
}

static void kernel(double A[N][N], double b[N], double x[N], double y[N]) {
    double w;
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < i; j++) {
            w = A[i][j];
            for (int k = 0; k < j; k++) w -= A[i][k] * A[k][j];
            A[i][j] = w / A[j][j];
        }
        for (int j = i; j < N; j++) {
            w = A[i][j];
            for (int k = 0; k < i; k++) w -= A[i][k] * A[k][j];
            A[i][j] = w;
        }
    }
    for (int i = 0; i < N; i++) {
        w = b[i];
        for (int j = 0; j < i; j++) w -= A[i][j] * y[j];
        y[i] = w;
    }
    for (int i = N - 1; i >= 0; i--) {
        w = y[i];
        for (int j = i + 1; j < N; j++) w -= A[i][j] * x[j];
        x[i] = w / A[i][i];
    }
}

void run(void) { kernel(A, b, x, y); }

double check(void) { return hash(0, x, N * sizeof *x); }
