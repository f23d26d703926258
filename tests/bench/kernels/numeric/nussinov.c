// Nussinov's algorithm: the most base pairs in an RNA fold
#include "../kernel.h"

enum { N = 300 };
static int8_t *seq;
static int (*table)[N];

void init(void) {
    NEW(seq, N), NEW(table, N);
    for (int i = 0; i < N; i++) {
        seq[i] = (int8_t)((i * i + 7 * i + 1) % 61 % 4);
        for (int j = 0; j < N; j++) table[i][j] = 0;
    }
}

static inline int max(int a, int b) { return a >= b ? a : b; }
static inline int match(int8_t a, int8_t b) { return a + b == 3; }

static void kernel(const int8_t seq[N], int table[N][N]) {
    for (int i = N - 1; i >= 0; i--)
        for (int j = i + 1; j < N; j++) {
            if (j - 1 >= 0) table[i][j] = max(table[i][j], table[i][j - 1]);
            if (i + 1 < N) table[i][j] = max(table[i][j], table[i + 1][j]);
            if (j - 1 >= 0 && i + 1 < N)
                table[i][j] = max(table[i][j], table[i + 1][j - 1] + (i < j - 1 ? match(seq[i], seq[j]) : 0));
            for (int k = i + 1; k < j; k++) table[i][j] = max(table[i][j], table[i][k] + table[k + 1][j]);
        }
}

void run(void) { kernel(seq, table); }

double check(void) { return hash(0, table, N * sizeof *table); }
