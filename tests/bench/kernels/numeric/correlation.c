// Matrix of the correlation coefficients of M variables, from N observations
#include "../kernel.h"

enum { M = 240, N = 260 };
static double (*data)[M], (*corr)[M], *mean, *stddev;

void init(void) {
    NEW(data, N), NEW(corr, M), NEW(mean, M), NEW(stddev, M);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < M; j++) data[i][j] = (double)(i * j) / M + i;
}

static void kernel(double n, double data[N][M], double corr[M][M], double mean[M], double stddev[M]) {
    for (int j = 0; j < M; j++) {
        mean[j] = 0;
        for (int i = 0; i < N; i++) mean[j] += data[i][j];
        mean[j] /= n;
    }
    for (int j = 0; j < M; j++) {
        stddev[j] = 0;
        for (int i = 0; i < N; i++) stddev[j] += (data[i][j] - mean[j]) * (data[i][j] - mean[j]);
        stddev[j] = __builtin_sqrt(stddev[j] / n);
        // A variable that does not vary would divide by zero.
        stddev[j] = stddev[j] <= 0.1 ? 1 : stddev[j];
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < M; j++) {
            data[i][j] -= mean[j];
            data[i][j] /= __builtin_sqrt(n) * stddev[j];
        }
    for (int i = 0; i < M - 1; i++) {
        corr[i][i] = 1;
        for (int j = i + 1; j < M; j++) {
            corr[i][j] = 0;
            for (int k = 0; k < N; k++) corr[i][j] += data[k][i] * data[k][j];
            corr[j][i] = corr[i][j];
        }
    }
    corr[M - 1][M - 1] = 1;
}

void run(void) { kernel(N, data, corr, mean, stddev); }

double check(void) { return hash(0, corr, M * sizeof *corr); }
