// A symmetric positive definite matrix, for the factorisations.
static void positive_definite(double A[N][N], double B[N][N]) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) B[i][j] = j < i ? (double)(-(j % N)) / N + 1 : i == j ? 1 : 0;
    for (int r = 0; r < N; r++)
        for (int s = 0; s < N; s++) A[r][s] = 0;
    for (int t = 0; t < N; t++)
        for (int r = t; r < N; r++)
            for (int s = t; s < N; s++) A[r][s] += B[r][t] * B[s][t];
}
