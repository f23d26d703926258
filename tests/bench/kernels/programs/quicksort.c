// Quicksort, with insertion sort for short ranges
#include "../kernel.h"

enum { N = 200000 };
static int32_t *a;

void init(void) {
    NEW(a, N);
    uint32_t random = 1;
    for (int i = 0; i < N; i++) a[i] = (int32_t)next_random(&random);
}

static void swap(int i, int j) {
    int32_t t = a[i];
    a[i] = a[j];
    a[j] = t;
}

static void sort(int lo, int hi) {
    while (hi - lo > 12) {
        int mid = lo + (hi - lo) / 2;
        if (a[mid] < a[lo]) swap(mid, lo);
        if (a[hi] < a[lo]) swap(hi, lo);
        if (a[hi] < a[mid]) swap(hi, mid);
        int32_t pivot = a[mid];
        int i = lo, j = hi;
        while (i <= j) {
            while (a[i] < pivot) i++;
            while (pivot < a[j]) j--;
            if (i <= j) swap(i++, j--);
        }
        // The smaller part by recursion, so that depth is logarithmic.
        if (j - lo < hi - i) {
            sort(lo, j);
            lo = i;
        } else {
            sort(i, hi);
            hi = j;
        }
    }
    for (int i = lo + 1; i <= hi; i++) {
        int32_t x = a[i];
        int j = i - 1;
        for (; j >= lo && a[j] > x; j--) a[j + 1] = a[j];
        a[j + 1] = x;
    }
}

void run(void) { sort(0, N - 1); }

double check(void) { return hash(0, a, N * sizeof *a); }
