// C = alpha A B + beta C
#include "../kernel.h"

enum { NI = 200, NJ = 220, NK = 240 };
static double (*A)[NK], (*B)[NJ], (*C)[NJ];

void init(void) {
    NEW(A, NI), NEW(B, NK), NEW(C, NI);
    for (int i = 0; i < NI; i++)
        for (int j = 0; j < NJ; j++) C[i][j] = (double)((i * j + 1) % NI) / NI;
    for (int i = 0; i < NI; i++)
        for (int k = 0; k < NK; k++) A[i][k] = (double)(i * (k + 1) % NK) / NK;
    for (int k = 0; k < NK; k++)
        for (int j = 0; j < NJ; j++) B[k][j] = (double)(k * (j + 2) % NJ) / NJ;
}

static void kernel(double alpha, double beta, double A[NI][NK], double B[NK][NJ], double C[NI][NJ]) {
    for (int i = 0; i < NI; i++) {
        for (int j = 0; j < NJ; j++) C[i][j] *= beta;
        for (int k = 0; k < NK; k++)
            for (int j = 0; j < NJ; j++) C[i][j] += alpha * A[i][k] * B[k][j];
    }
}

void run(void) { kernel(1.5, 1.2, A, B, C); }

double check(void) { return hash(0, C, NI * sizeof *C); }
