// D = alpha A B C + beta D
#include "../kernel.h"

enum { NI = 180, NJ = 190, NK = 210, NL = 220 };
static double (*A)[NK], (*B)[NJ], (*C)[NL], (*D)[NL], (*tmp)[NJ];

void init(void) {
    NEW(A, NI), NEW(B, NK), NEW(C, NJ), NEW(D, NI), NEW(tmp, NI);
    for (int i = 0; i < NI; i++)
        for (int k = 0; k < NK; k++) A[i][k] = (double)((i * k + 1) % NI) / NI;
    for (int k = 0; k < NK; k++)
        for (int j = 0; j < NJ; j++) B[k][j] = (double)(k * (j + 1) % NJ) / NJ;
    for (int j = 0; j < NJ; j++)
        for (int l = 0; l < NL; l++) C[j][l] = (double)((j * (l + 3) + 1) % NL) / NL;
    for (int i = 0; i < NI; i++)
        for (int l = 0; l < NL; l++) D[i][l] = (double)(i * (l + 2) % NK) / NK;
}

static void kernel(double alpha, double beta, double A[NI][NK], double B[NK][NJ], double C[NJ][NL], double D[NI][NL],
                   double tmp[NI][NJ]) {
    for (int i = 0; i < NI; i++)
        for (int j = 0; j < NJ; j++) {
            tmp[i][j] = 0;
            for (int k = 0; k < NK; k++) tmp[i][j] += alpha * A[i][k] * B[k][j];
        }
    for (int i = 0; i < NI; i++)
        for (int l = 0; l < NL; l++) {
            D[i][l] *= beta;
            for (int j = 0; j < NJ; j++) D[i][l] += tmp[i][j] * C[j][l];
        }
}

void run(void) { kernel(1.5, 1.2, A, B, C, D, tmp); }

double check(void) { return hash(0, D, NI * sizeof *D); }
