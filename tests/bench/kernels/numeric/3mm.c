// G = (A B) (C D)
#include "../kernel.h"

enum { NI = 180, NJ = 190, NK = 200, NL = 210, NM = 220 };
static double (*A)[NK], (*B)[NJ], (*C)[NM], (*D)[NL], (*E)[NJ], (*F)[NL], (*G)[NL];

void init(void) {
    NEW(A, NI), NEW(B, NK), NEW(C, NJ), NEW(D, NM), NEW(E, NI), NEW(F, NJ), NEW(G, NI);
    for (int i = 0; i < NI; i++)
        for (int k = 0; k < NK; k++) A[i][k] = (double)((i * k + 1) % NI) / (5 * NI);
    for (int k = 0; k < NK; k++)
        for (int j = 0; j < NJ; j++) B[k][j] = (double)((k * (j + 1) + 2) % NJ) / (5 * NJ);
    for (int j = 0; j < NJ; j++)
        for (int m = 0; m < NM; m++) C[j][m] = (double)(j * (m + 3) % NL) / (5 * NL);
    for (int m = 0; m < NM; m++)
        for (int l = 0; l < NL; l++) D[m][l] = (double)((m * (l + 2) + 2) % NK) / (5 * NK);
}

static void kernel(double A[NI][NK], double B[NK][NJ], double C[NJ][NM], double D[NM][NL], double E[NI][NJ],
                   double F[NJ][NL], double G[NI][NL]) {
    for (int i = 0; i < NI; i++)
        for (int j = 0; j < NJ; j++) {
            E[i][j] = 0;
            for (int k = 0; k < NK; k++) E[i][j] += A[i][k] * B[k][j];
        }
    for (int j = 0; j < NJ; j++)
        for (int l = 0; l < NL; l++) {
            F[j][l] = 0;
            for (int m = 0; m < NM; m++) F[j][l] += C[j][m] * D[m][l];
        }
    for (int i = 0; i < NI; i++)
        for (int l = 0; l < NL; l++) {
            G[i][l] = 0;
            for (int j = 0; j < NJ; j++) G[i][l] += E[i][j] * F[j][l];
        }
}

void run(void) { kernel(A, B, C, D, E, F, G); }

double check(void) { return hash(0, G, NI * sizeof *G); }
