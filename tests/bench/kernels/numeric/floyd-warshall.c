// Shortest paths between all pairs of nodes
#include "../kernel.h"

enum { N = 320 };
static int (*path)[N];

void init(void) {
    NEW(path, N);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            path[i][j] = i * j % 7 + 1;
            if ((i + j) % 13 == 0 || (i + j) % 7 == 0 || (i + j) % 11 == 0) path[i][j] = 999;
        }
}

static void kernel(int path[N][N]) {
    for (int k = 0; k < N; k++)
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                path[i][j] = path[i][j] < path[i][k] + path[k][j] ? path[i][j] : path[i][k] + path[k][j];
}

void run(void) { kernel(path); }

double check(void) { return hash(0, path, N * sizeof *path); }
