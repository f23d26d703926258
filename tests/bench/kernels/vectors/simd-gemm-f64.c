// C += A B in f64: 4 rows by 4 columns of C in registers.
#include "vector.h"

enum { N = 192, ROWS = 4 };
static f64 *A, *B, *C;

void init(void) {
    NEW(A, N * N), NEW(B, N * N), NEW(C, N * N);
    for (int i = 0; i < N * N; i++) A[i] = (f64)(i * 7 % 61) / 64, B[i] = (f64)(i * 11 % 59) / 32, C[i] = 0;
}

void run(void) {
    for (int i = 0; i < N; i += ROWS)
        for (int j = 0; j < N; j += 4) {
            f64x2 sum[ROWS][2];
            for (int r = 0; r < ROWS; r++)
                for (int h = 0; h < 2; h++) sum[r][h] = LOAD(f64x2, C + (i + r) * N + j + 2 * h);
            for (int k = 0; k < N; k++) {
                f64x2 low = LOAD(f64x2, B + k * N + j), high = LOAD(f64x2, B + k * N + j + 2);
                for (int r = 0; r < ROWS; r++) {
                    f64x2 a = SPLAT(f64x2, A[(i + r) * N + k]);
                    sum[r][0] += a * low, sum[r][1] += a * high;
                }
            }
            for (int r = 0; r < ROWS; r++)
                for (int h = 0; h < 2; h++) STORE(C + (i + r) * N + j + 2 * h, sum[r][h]);
        }
}

double check(void) { return hash(0, C, N * N * sizeof *C); }
