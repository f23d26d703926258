// Dot products of vectors of signed bytes: a row of 1024 with every row of a matrix, as a search among embeddings does.
#include "vector.h"

enum { LENGTH = 1024, ROWS = 512 };
static i8 *query, *rows;
static i32 *products;

void init(void) {
    NEW(query, LENGTH), NEW(rows, LENGTH * ROWS), NEW(products, ROWS);
    u32 state = 11;
    for (int i = 0; i < LENGTH; i++) query[i] = next_random(&state) >> 5;
    for (int i = 0; i < LENGTH * ROWS; i++) rows[i] = next_random(&state) >> 5;
}

INLINE i16x8 low(i8x16 v) { return CONVERT(LOW8(v), i16x8); }
INLINE i16x8 high(i8x16 v) { return CONVERT(HIGH8(v), i16x8); }

void run(void) {
    for (int row = 0; row < ROWS; row++) {
        i32x4 sum = {0};
        for (int i = 0; i < LENGTH; i += 16) {
            i8x16 a = LOAD(i8x16, query + i), b = LOAD(i8x16, rows + row * LENGTH + i);
            sum += dot(low(a), low(b)) + dot(high(a), high(b));
        }
        products[row] = sum[0] + sum[1] + sum[2] + sum[3];
    }
}

double check(void) { return hash(0, products, ROWS * sizeof *products); }
