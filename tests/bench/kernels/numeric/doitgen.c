// A[r][q][p] = sum over s of A[r][q][s] C[s][p]: a multiresolution analysis kernel
#include "../kernel.h"

enum { NR = 50, NQ = 40, NP = 60 };
static double (*A)[NQ][NP], (*C)[NP], *sum;

void init(void) {
    NEW(A, NR), NEW(C, NP), NEW(sum, NP);
    for (int r = 0; r < NR; r++)
        for (int q = 0; q < NQ; q++)
            for (int p = 0; p < NP; p++) A[r][q][p] = (double)((r * q + p) % NP) / NP;
    for (int s = 0; s < NP; s++)
        for (int p = 0; p < NP; p++) C[s][p] = (double)(s * p % NP) / NP;
}

static void kernel(double A[NR][NQ][NP], double C[NP][NP], double sum[NP]) {
    for (int r = 0; r < NR; r++)
        for (int q = 0; q < NQ; q++) {
            for (int p = 0; p < NP; p++) {
                sum[p] = 0;
                for (int s = 0; s < NP; s++) sum[p] += A[r][q][s] * C[s][p];
            }
            for (int p = 0; p < NP; p++) A[r][q][p] = sum[p];
        }
}

void run(void) { kernel(A, C, sum); }

double check(void) { return hash(0, A, NR * sizeof *A); }
