// Covariance matrix of M variables, from N observations
#include "../kernel.h"

enum { M = 240, N = 260 };
static double (*data)[M], (*cov)[M], *mean;

void init(void) {
    NEW(data, N), NEW(cov, M), NEW(mean, M);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < M; j++) data[i][j] = (double)(i * j) / M;
}

static void kernel(double n, double data[N][M], double cov[M][M], double mean[M]) {
    for (int j = 0; j < M; j++) {
        mean[j] = 0;
        for (int i = 0; i < N; i++) mean[j] += data[i][j];
        mean[j] /= n;
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < M; j++) data[i][j] -= mean[j];
    for (int i = 0; i < M; i++)
        for (int j = i; j < M; j++) {
            cov[i][j] = 0;
            for (int k = 0; k < N; k++) cov[i][j] += data[k][i] * data[k][j];
            cov[i][j] /= n - 1;
            cov[j][i] = cov[i][j];
        }
}

void run(void) { kernel(N, data, cov, mean); }

double check(void) { return hash(0, cov, M * sizeof *cov); }
